//! `cargo xtask demo`: sets up, builds, and has `marram-demo` play "Operation Tidemark" until it is stopped.
//!
//! What the demo is, is in the package marram-tests; here is only what a newcomer would otherwise do by hand.

mod options;

use crate::{
    client,
    paths::{built, cargo, root},
    setup::{self, Need},
    steps::call,
};
pub(crate) use options::Options;
use signal_hook::{consts::TERM_SIGNALS, iterator::Signals};
use std::{fs, path::Path, process::Child, process::Command, thread, time::Duration};

/// How often the demo is looked after.
const GLANCE: Duration = Duration::from_millis(100);

/// Sets up, builds, starts, and stays until it is stopped.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let needs: &[Need] = if options.headless { &[Need::Wasm, Need::Browser, Need::Axe] } else { &[Need::Wasm] };
    setup::provide(needs)?;
    client::build(client::Grade::Dev)?;
    call(&mut cargo(["build", "--quiet", "--package", "marram-relay", "--package", "marram-tests", "--bins"]))?;

    let data = root().join("target/demo");
    if !options.keep && data.exists() {
        fs::remove_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))?;
    }
    play(options, &data)
}

/// Runs the demo to its end. Ctrl-C in a terminal reaches it by itself; a signal that only reaches us is passed on.
fn play(options: &Options, data: &Path) -> Result<(), String> {
    // Before it starts, so that nothing that comes meanwhile leaves it alone.
    let mut signals = Signals::new(TERM_SIGNALS).map_err(|error| format!("cannot listen to signals: {error}"))?;
    let mut command = Command::new(built("marram-demo")?);
    command.arg("--relay").arg(built("marram-relay")?).arg("--data").arg(data);
    command.arg("--play").arg(options.play.join(","));
    for (flag, wished) in [("--keep", options.keep), ("--headless", options.headless)] {
        command.args(wished.then_some(flag));
    }
    let mut demo = command.spawn().map_err(|error| format!("cannot start the demo: {error}"))?;
    loop {
        if signals.pending().next().is_some() {
            ask_to_stop(&demo);
        }
        match demo.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("the demo ended with {status}")),
            Ok(None) => thread::sleep(GLANCE),
            Err(error) => return Err(format!("the demo cannot be looked after: {error}")),
        }
    }
}

/// Asking twice does no harm.
fn ask_to_stop(demo: &Child) {
    // The standard library only kills. One that is gone already needs no signal.
    let _ = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &demo.id().to_string()]).status();
}
