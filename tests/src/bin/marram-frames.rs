//! Measures send to frame: from the press of Enter to the frame that shows the entry, in the sender's browser and in
//! another's. `cargo xtask bench` builds and runs this with the released client.
//!
//! Both browsers run on this machine, and so share a clock. A frame counts from the task after the animation frame in which
//! the page was changed: by then it has been drawn.

use clap::Parser;
use marram_tests::browser::{self, BrowserError, Chromedriver, Person, World};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Sent before anything counts.
const WARM_UP: usize = 10;
const TITLE: &str = "Operation Tidemark";

/// Notes when each entry was first drawn, and when first as stored, by its words.
const WATCH: &str = "window.drawn = {}; window.drawnAsStored = {};
const now = () => performance.timeOrigin + performance.now();
const note = (times, words) => { if (!(words in times)) { times[words] = 0; requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { times[words] = now(); };
  channel.port2.postMessage(null); }); } };
const look = () => { for (const row of document.querySelectorAll('[data-test=entry]')) {
  const words = (row.innerText.match(/Sample \\d+\\./) || [])[0];
  if (!words) continue;
  note(window.drawn, words);
  if (row.dataset.delivery !== 'not-sent') note(window.drawnAsStored, words); } };
new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });";

/// Types words as a person's keyboard would, lets them be drawn, and presses Enter: gives when, and ends once it is stored.
const SEND: &str = "const done = arguments[arguments.length - 1], words = arguments[0];
const field = document.querySelector('#write');
field.focus();
document.execCommand('insertText', false, words);
requestAnimationFrame(() => setTimeout(() => {
  const pressed = performance.timeOrigin + performance.now();
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  const wait = () => window.drawnAsStored[words] ? done(pressed) : setTimeout(wait, 20);
  wait();
}, 0));";

/// Measures send to frame in two browsers.
#[derive(Debug, Parser)]
struct Arguments {
    /// The relay's program, with the client in it
    #[arg(long)]
    relay: PathBuf,
    /// How many entries are sent
    #[arg(long, default_value_t = 100)]
    samples: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { relay, samples } = Arguments::parse();
    if let Some(missing) = browser::missing(&relay) {
        eprintln!("error: {missing}");
        return ExitCode::FAILURE;
    }
    match measure(&relay, samples).await {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(relay: &Path, samples: usize) -> Result<String, BrowserError> {
    let world = World::start(relay).await?;
    let driver = Chromedriver::start()?;
    let ruth = Person::sits_down(&driver, world.invites_ruth().await?, "grey heron at low water").await?;
    let mina = Person::sits_down(&driver, world.invites_mina().await?, "seven lamps on the quay").await?;
    for person in [&mina, &ruth] {
        person.opens_link().await?;
        person.joins().await?;
    }
    ruth.plans_room(TITLE, "Mina Sorrell").await?;
    ruth.starts_room("Mina Sorrell").await?;
    mina.enters_room(TITLE).await?;
    for person in [&ruth, &mina] {
        person.window.run(WATCH, &[]).await?;
    }
    let mut pressed = Vec::new();
    for number in 0..WARM_UP + samples {
        let words = format!("Sample {number}.");
        let at = ruth.window.run_async(SEND, &[json!(words)]).await?;
        mina.reads(&words).await?;
        pressed.push((words, at.as_f64().unwrap_or(f64::NAN)));
    }
    pressed.drain(..WARM_UP);
    let own = ruth.window.run("return [window.drawn, window.drawnAsStored]", &[]).await?;
    let other = mina.window.run("return window.drawn", &[]).await?;
    let mut table = format!("send to frame, {samples} entries, milliseconds   p50     p95     most\n");
    for (name, times) in [
        ("the sender's own browser, not sent yet", &own[0]),
        ("the sender's own browser, stored", &own[1]),
        ("another member's browser", &other),
    ] {
        table += &row(name, &pressed, times);
    }
    for person in [ruth, mina] {
        person.window.close().await?;
    }
    world.end().await?;
    Ok(table)
}

fn row(name: &str, pressed: &[(String, f64)], times: &Value) -> String {
    let took = |(words, at): &(String, f64)| times[words].as_f64().filter(|time| *time > 0.0).map(|time| time - at);
    let mut took: Vec<f64> = pressed.iter().filter_map(took).collect();
    took.sort_by(f64::total_cmp);
    let at = |share: usize| took.get((took.len().saturating_sub(1)) * share / 100).copied().unwrap_or(f64::NAN);
    format!("{name:<45} {:>7.1} {:>7.1} {:>7.1}  ({} seen)\n", at(50), at(95), at(100), took.len())
}
