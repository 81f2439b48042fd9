//! Cargo's runner for tests compiled to Wasm: serves the test on a free port, opens it in a headless browser, and hands
//! its output and verdict back. wasm-bindgen's own runner as a library, so that nobody installs a command, and of the very
//! version that the client is bound with. `cargo xtask test` sets the environment that it reads.

use std::process::ExitCode;

fn main() -> ExitCode {
    match wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
