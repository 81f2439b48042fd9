//! The project's commands, `cargo xtask <command>`: one file each.
//!
//! This program only starts others: cargo, the relay, browsers' drivers. It holds no test and no part of the product, and
//! stays small because everybody compiles it first.

mod bench;
mod calendars;
mod client;
mod demo;
mod paths;
mod sabotage;
mod setup;
mod steps;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  test [WORD ...]      sets everything up and runs every check and test, or those steps whose names contain a word
  demo [options]       sets up, builds, and plays Operation Tidemark on a relay of its own
      --play NAME,...    the people whose join links you get (default: mina)
      --headless         play it in real browsers without anybody, and fail if a step fails
      --keep             keep what the last demo stored
  bench [options]      measures the relay beside the peers that are installed; figures go to target/bench
      --without-client   leave the release client as it is, and measure a relay built with release's settings
      --repetitions N    how often everything is measured (default: 3)
      --quick            short runs: a look, not a figure
      --alone            without the peers
  sabotage [NAME ...]  breaks a copy in a dozen ways, each of which a named test must notice (by hand: it takes a while)
  client [--release]   builds the client, for the next build of the relay to carry
";

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let arguments = arguments.iter().map(String::as_str).collect::<Vec<_>>();
    let outcome = match arguments.as_slice() {
        ["test", words @ ..] => test::run(words),
        ["demo", options @ ..] => demo::Options::parse(options).and_then(|options| demo::run(&options)),
        ["bench", options @ ..] => bench::Options::parse(options).and_then(|options| bench::run(&options)),
        ["sabotage", wanted @ ..] => sabotage::run(wanted),
        ["client"] => client::build(client::Grade::Dev),
        ["client", "--release"] => client::build(client::Grade::Release),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\nerror: {problem}");
            ExitCode::FAILURE
        }
    }
}
