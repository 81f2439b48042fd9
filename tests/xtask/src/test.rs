//! `cargo xtask test`: set-up, formatting, lints, the client, every test, the documentation. Nothing is skipped.

use crate::{
    calendars, client,
    paths::{built, cargo, root},
    setup::{self, Need},
    steps::{Steps, call},
};
use std::process::Command;

/// Tests that skip themselves by name when a browser is missing fail instead where this is set.
const NOTHING_SKIPPED: (&str, &str) = ("MARRAM_TEST_ALL", "1");

/// Runs it all, or the steps whose names contain one of `words`; the set-up in any case.
pub(crate) fn run(words: &[&str]) -> Result<(), String> {
    setup::provide(&[Need::Wasm, Need::WasmClippy, Need::Browser, Need::Axe, Need::Holidays])?;
    let mut steps = Steps::only(words);
    steps.run("formatting", || call(&mut cargo(["fmt", "--all", "--check"])));
    steps.run("lints, native", || {
        call(&mut cargo(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
    });
    steps.run("lints, browser", lint_client);
    steps.run("calendars", calendars::compare);
    let names = ["build of everything", "tests"];
    if steps.run("client", || client::build(client::Grade::Dev)) {
        // The same selection as the tests', so that both share what is compiled, plus the programs that journeys start.
        let built = steps
            .run(names[0], || call(&mut cargo(["build", "--workspace", "--lib", "--bins", "--tests", "--examples"])));
        if built {
            steps.run(names[1], || {
                let (name, value) = NOTHING_SKIPPED;
                call(cargo(["test", "--workspace", "--no-fail-fast"]).env(name, value))
            });
        } else {
            steps.not_run(names[1]);
        }
    } else {
        names.into_iter().for_each(|name| steps.not_run(name));
    }
    steps.run("tests in the browser's Wasm", test_wasm);
    steps.run("documentation", || {
        call(cargo(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "--deny warnings"))
    });
    steps.finish()
}

fn lint_client() -> Result<(), String> {
    let arguments = ["--profile", "web-dev", "--all-targets", "--", "--deny", "warnings"];
    call(client_cargo("clippy")?.args(arguments))
}

/// The client's unit tests, compiled to Wasm and run in Chromium; cargo starts our runner in place of each test.
fn test_wasm() -> Result<(), String> {
    call(&mut cargo(["build", "--package", "marram-wasm-runner"]))?;
    let capabilities = root().join("tests/wasm-runner/webdriver.json");
    call(
        client_cargo("test")?
            .args(["--profile", "web-dev", "--lib", "--tests", "--no-fail-fast"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", built("marram-wasm-runner")?)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
            .env("WASM_BINDGEN_USE_BROWSER", "1")
            // Seconds for all tests of one file: key derivation alone takes its time.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300"),
    )
}

/// Cargo for the browser target, on the client, where the client's build left its compiled dependencies.
fn client_cargo(subcommand: &str) -> Result<Command, String> {
    let toolchain = marram_web_toolchain::find().map_err(|missing| missing.to_string())?;
    let mut command = toolchain.cargo(subcommand);
    command.current_dir(root()).args(["--package", "marram-client", "--target-dir", "target/web/build"]);
    Ok(command)
}
