//! Runs named steps one after another, says how long each took, and sums up at the end.

use std::{
    fmt::Write as _,
    process::Command,
    time::{Duration, Instant},
};

enum Outcome {
    Passed(Duration),
    Failed(Duration),
    NotRun,
}

/// The steps so far.
#[derive(Default)]
pub(crate) struct Steps {
    /// Only steps whose names contain one of these are run; empty: all.
    only: Vec<String>,
    done: Vec<(&'static str, Outcome)>,
}

impl Steps {
    /// Of what follows, only the steps whose names contain one of `words`; all of them without any.
    pub(crate) fn only(words: &[&str]) -> Self {
        Self { only: words.iter().map(|word| (*word).to_owned()).collect(), done: Vec::new() }
    }

    /// Whether a step is one of those asked for.
    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|word| name.contains(word))
    }

    /// Runs one step, if it was asked for, and says whether what needs it may go on. A failure does not stop the next, so
    /// that one run tells all.
    pub(crate) fn run(&mut self, name: &'static str, step: impl FnOnce() -> Result<(), String>) -> bool {
        if !self.wants(name) {
            return true;
        }
        println!("\n=== {name}");
        let began = Instant::now();
        let result = step();
        let took = began.elapsed();
        let passed = result.is_ok();
        match result {
            Ok(()) => println!("=== {name}: passed in {}", seconds(took)),
            Err(problem) => println!("=== {name}: FAILED in {}: {problem}", seconds(took)),
        }
        self.done.push((name, if passed { Outcome::Passed(took) } else { Outcome::Failed(took) }));
        passed
    }

    /// Records a step that cannot be run since one that it needs has failed. It counts as a failure.
    pub(crate) fn not_run(&mut self, name: &'static str) {
        println!("\n=== {name}: not run");
        self.done.push((name, Outcome::NotRun));
    }

    /// Prints all steps and fails if any did not pass.
    pub(crate) fn finish(self) -> Result<(), String> {
        print!("\n{}", self.table());
        if self.done.is_empty() {
            return Err("no step has such a name".into());
        }
        let bad = self.done.iter().filter(|(_, outcome)| !matches!(outcome, Outcome::Passed(_))).count();
        if bad == 0 { Ok(()) } else { Err(format!("{bad} of {} steps did not pass", self.done.len())) }
    }

    fn table(&self) -> String {
        let mut table = String::new();
        let mut total = Duration::ZERO;
        for (name, outcome) in &self.done {
            let (word, took) = match outcome {
                Outcome::Passed(took) => ("passed", *took),
                Outcome::Failed(took) => ("FAILED", *took),
                Outcome::NotRun => ("NOT RUN", Duration::ZERO),
            };
            total += took;
            // Writing to a String cannot fail.
            let _ = writeln!(table, "{word:<8} {:>9}  {name}", seconds(took));
        }
        let _ = writeln!(table, "{:<8} {:>9}", "total", seconds(total));
        table
    }
}

/// Runs a command to its end, its output going where ours goes.
pub(crate) fn call(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("cannot start {program}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} ended with {status}")) }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f32())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_fails_the_whole_and_does_not_stop_the_next_step() {
        let mut steps = Steps::default();
        assert!(steps.run("first", || Ok(())));
        assert!(!steps.run("second", || Err("broken".into())));
        assert!(steps.run("third", || Ok(())));
        assert!(steps.table().contains("FAILED") && steps.table().contains("third"));
        assert_eq!(steps.finish(), Err("1 of 3 steps did not pass".into()));
    }

    #[test]
    fn a_step_that_was_not_asked_for_is_left_out_and_one_that_there_is_not_is_an_error() {
        let mut steps = Steps::only(&["lints"]);
        assert!(steps.run("tests", || Err("it was run".into())));
        assert_eq!(Steps::only(&["nothing"]).finish(), Err("no step has such a name".into()));
        steps.run("lints, native", || Ok(()));
        assert_eq!(steps.finish(), Ok(()));
    }

    #[test]
    fn a_step_that_was_not_run_counts_as_a_failure() {
        let mut steps = Steps::default();
        steps.not_run("journeys");
        assert_eq!(steps.finish(), Err("1 of 1 steps did not pass".into()));
    }

    #[test]
    fn a_command_that_ends_badly_or_does_not_start_is_a_failure() {
        assert!(call(&mut Command::new("false")).is_err());
        assert!(call(&mut Command::new("marram-no-such-program")).is_err());
        assert_eq!(call(&mut Command::new("true")), Ok(()));
    }
}
