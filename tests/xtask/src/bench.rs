//! `cargo xtask bench`: builds the relay and the load generator with full optimisation, and has the one measure the other.

use crate::{
    paths::{built, cargo, root},
    setup::{self, Need},
    steps::call,
};
use std::{path::Path, process::Command};

/// What to measure, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// Leave the client as it is: the relay is then built by a profile of its own, with release's settings.
    without_client: bool,
    /// Handed to the load generator.
    passed_on: Vec<String>,
}

impl Options {
    /// Reads the command line.
    pub(crate) fn parse(arguments: &[&str]) -> Result<Self, String> {
        let mut options = Self { without_client: false, passed_on: Vec::new() };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match *argument {
                "--without-client" => options.without_client = true,
                "--quick" | "--alone" => options.passed_on.push((*argument).to_owned()),
                "--repetitions" => {
                    let number = arguments.next().filter(|number| number.parse::<u32>().is_ok_and(|number| number > 0));
                    let number = number.ok_or("--repetitions needs a number")?;
                    options.passed_on.extend([(*argument).to_owned(), (*number).to_owned()]);
                }
                other => return Err(format!("bench does not know {other}")),
            }
        }
        Ok(options)
    }
}

/// Builds and measures.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let profile = if options.without_client { "measure" } else { "release" };
    if !options.without_client {
        setup::provide(&[Need::Wasm, Need::Browser])?;
    }
    // One after the other: built together, the generator's needs would shape the relay's dependencies.
    for package in ["marram-relay", "marram-bench"] {
        call(&mut cargo(["build", "--quiet", "--profile", profile, "--package", package]))?;
    }
    // Beside this program's own profile, in whatever folder cargo builds to.
    let program = |name| {
        let beside = built(name)?;
        let (name, folder) = (beside.file_name(), beside.parent().and_then(Path::parent));
        Ok::<_, String>(folder.unwrap_or(&root()).join(profile).join(name.unwrap_or_default()))
    };
    let mut bench = Command::new(program("marram-bench")?);
    bench.arg("--relay").arg(program("marram-relay")?);
    bench.arg("--site").arg(root().join("target/web/release/site"));
    bench.arg("--out").arg(root().join("target/bench"));
    call(bench.args(&options.passed_on))?;
    if options.without_client {
        return Ok(());
    }
    // Only the client and the relay count here: what steers the browsers may be built as tests are.
    for name in ["marram-frames", "marram-board"] {
        call(&mut cargo(["build", "--quiet", "--package", "marram-tests", "--bin", name]))?;
        call(Command::new(built(name)?).arg("--relay").arg(program("marram-relay")?))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_generator_understands_is_passed_on_and_nothing_else() {
        let options = Options::parse(&["--without-client", "--repetitions", "5", "--quick"]);
        let passed_on = ["--repetitions", "5", "--quick"].map(str::to_owned).to_vec();
        assert_eq!(options, Ok(Options { without_client: true, passed_on }));
        assert!(Options::parse(&["--repetitions"]).is_err());
        assert!(Options::parse(&["--repetitions", "0"]).is_err());
        assert!(Options::parse(&["--fast"]).is_err());
    }
}
