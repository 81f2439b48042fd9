//! `cargo xtask demo`: a relay of its own with the client in it, and the links to open.
//!
//! What it starts, it stops: at Ctrl-C, at a termination signal, and when a step fails.

mod options;
mod relay;

use crate::{
    client,
    paths::{cargo, root},
    setup::{self, Need},
    steps::call,
};
pub(crate) use options::Options;
use relay::Relay;
use std::fs;

/// Sets up, builds, starts, and stays until it is stopped.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    setup::provide(if options.headless { &[Need::Wasm, Need::Browser] } else { &[Need::Wasm] })?;
    client::build(client::Grade::Dev)?;
    call(&mut cargo(["build", "--quiet", "--package", "marram-relay"]))?;

    let data = root().join("target/demo");
    if !options.keep && data.exists() {
        fs::remove_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))?;
    }
    let relay = Relay::start(&data)?;
    println!("\nMarram is at {}\nCtrl-C stops it.", relay.address());
    relay.run_until_stopped()
}
