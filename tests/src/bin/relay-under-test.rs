//! The relay, as its own program runs it: built with the tests, so that they never start one of another day.

use clap::Parser as _;
use marram_relay::command::Command;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let command = Command::parse();
    tracing_subscriber::fmt().with_env_filter("info").with_writer(std::io::stderr).init();
    match command.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("relay-under-test: {error}");
            ExitCode::FAILURE
        }
    }
}
