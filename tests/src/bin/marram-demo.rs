//! Plays "Operation Tidemark" on a relay of its own until it is stopped. `cargo xtask demo` sets up, builds, and runs this.

use clap::Parser;
use marram_tests::browser::{self, Album, journey, tidemark};
use marram_tests::demo::{Demo, DemoError, JoinLink, Options};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// How often it is looked whether the relay still runs.
const GLANCE: Duration = Duration::from_millis(500);

/// Plays "Operation Tidemark" on a relay of its own.
#[derive(Debug, Parser)]
struct Arguments {
    /// The relay's program
    #[arg(long)]
    relay: PathBuf,
    /// Where everything is kept
    #[arg(long, default_value = "target/demo")]
    data: PathBuf,
    /// Whose join links you get
    #[arg(long, value_delimiter = ',')]
    play: Vec<String>,
    /// Go on with what the last demo stored
    #[arg(long)]
    keep: bool,
    /// Play it in browsers that nobody sees, and fail if a step fails
    #[arg(long)]
    headless: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { relay, data, play, keep, headless } = Arguments::parse();
    let result = match headless {
        true => in_browsers(&relay).await,
        false => {
            let options = Options { relay, data, play, keep, at_once: false };
            run(&options).await.map_err(|error| error.to_string())
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Plays journey 1 and all of Operation Tidemark in browsers that nobody sees; what is wrong with any page fails it, too.
async fn in_browsers(relay: &Path) -> Result<(), String> {
    if let Some(missing) = browser::missing(relay) {
        return Err(missing);
    }
    let album = Album::new("demo");
    let played = tokio::select! {
        played = journey::play(relay, &album) => played.map_err(|error| error.to_string())?,
        // What was started ends with what is dropped here, the browsers too.
        () = asked_to_stop() => return Err("stopped before the end".to_owned()),
    };
    let said = played.console_errors().await.map_err(|error| error.to_string())?;
    played.end().await.map_err(|error| error.to_string())?;
    let findings = tokio::select! {
        findings = tidemark::play(relay, &album) => findings.map_err(|error| error.to_string())?,
        () = asked_to_stop() => return Err("stopped before the end".to_owned()),
    };
    // The album has those of both.
    let wrong: Vec<_> = findings.iter().map(|finding| format!("{finding:?}")).chain(said).collect();
    if wrong.is_empty() {
        println!("\nEvery step was played. Pictures of the pages are in target/screenshots.");
        return Ok(());
    }
    Err(format!("the pages have faults:\n{}", wrong.join("\n")))
}

async fn run(options: &Options) -> Result<(), DemoError> {
    println!("Founding five agencies and inviting their people ...");
    let mut demo = tokio::select! {
        demo = Demo::start(options) => demo?,
        () = asked_to_stop() => return Ok(()),
    };
    print!("{}", words(&demo, options));
    let ended = tokio::select! {
        () = asked_to_stop() => None,
        status = relay_ended(&mut demo) => Some(status),
    };
    println!("\nStopping.");
    demo.stop().await?;
    match ended {
        // Ctrl-C reaches the relay, too, and may do so first.
        None | Some(true) => Ok(()),
        Some(false) => Err(std::io::Error::other("the relay ended by itself; relay/relay.log says why").into()),
    }
}

/// Whether it ended well.
async fn relay_ended(demo: &mut Demo) -> bool {
    loop {
        if let Some(status) = demo.relay().ended() {
            return status.success();
        }
        tokio::time::sleep(GLANCE).await;
    }
}

/// Resolves at Ctrl-C or SIGTERM.
async fn asked_to_stop() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn words(demo: &Demo, options: &Options) -> String {
    let links: String = demo.links().iter().map(link).collect();
    let sees = demo.links().first().map(|link| format!("{}/what-the-relay-sees.json", link.origin)).unwrap_or_default();
    let first = match demo.guide() {
        Some(guide) => format!(
            "Open this guide in Chrome, Edge or Firefox. It has everybody's link and says what to do, step by step:

  {}

The links by themselves, each of which can be used once:
",
            guide.url()
        ),
        None => alone(demo),
    };
    format!(
        "
Marram: people of several agencies talk in one room, encrypted from browser to browser, through a relay that
cannot read it. This is a demonstration on this machine only; everybody and everything in it is made up.

{first}{links}
What the relay sees of all this: \"What the relay sees\" in the page, and
{sees}

Marram is no emergency channel, and nobody reads along here. If a child is in danger, phone 999.
Everything is in {}. Ctrl-C stops it all.
",
        options.data.display(),
    )
}

/// What to try where the others play themselves.
fn alone(demo: &Demo) -> String {
    let name = |at: usize| demo.links().get(at).map(|link| link.name.as_str());
    let one = name(0).unwrap_or_default();
    let second = match name(1) {
        Some(other) => {
            format!("Open the second link: you are {other}, too. Start a room with the other and Lin Farrow, and")
        }
        None => "Start a room with Lin Farrow and whomever you like, and".to_owned(),
    };
    format!(
        "Try first
  1. Open the first link and choose a passphrase: you are {one}. If Ana Tellow has sent you a package, answer her.
  2. {second}
     write. Whoever is not played by you answers by themselves: ask about school, bail or tonight.
  3. Tell Lin that it is about M. Dray. She declares a conflict: remove her, and she reads nothing more.

Open each link in a window of the same browser (Chrome, Edge or Firefox). A link can be used once.
"
    )
}

fn link(link: &JoinLink) -> String {
    let JoinLink { name, role, agency, fragment, .. } = link;
    let joined = if fragment.is_none() { " (has joined: unlock with the passphrase you chose)" } else { "" };
    format!("\n  {name}, {role}, {agency}{joined}\n  {}\n", link.url())
}
