//! Asks an independent source which days are worked, and checks that the fixture in the core's tests still says so.

use crate::paths::{python, root};
use std::{fs, process::Command};

/// What is compared; `Calendar`'s files have the same.
const YEARS: [&str; 2] = ["2024", "2028"];

/// Compares the package's word with the fixture. The core's test `calendars` compares the fixture with our calendars.
pub(crate) fn compare() -> Result<(), String> {
    let tests = root().join("shared/core/tests/calendars");
    let output = Command::new(python())
        .arg(tests.join("working_days.py"))
        .args(YEARS)
        .output()
        .map_err(|error| format!("cannot start Python: {error}"))?;
    if !output.status.success() {
        return Err(format!("Python ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    let problem = |error: std::io::Error| format!("working_days.txt: {error}");
    let fixture = fs::read(tests.join("working_days.txt")).map_err(problem)?;
    let target = root().join("target/calendars");
    fs::create_dir_all(&target).map_err(problem)?;
    fs::write(target.join("working_days.txt"), &output.stdout).map_err(problem)?;
    let (theirs, ours) = (lines(&output.stdout), lines(&fixture));
    if let Some((now, then)) = theirs.iter().zip(&ours).find(|(now, then)| now != then) {
        return Err(format!("the package says {now:?} where the fixture says {then:?}; see docs/calendars.md"));
    }
    if theirs.len() != ours.len() {
        return Err(format!("the package knows {} days and the fixture {}", theirs.len(), ours.len()));
    }
    println!("{} days of four parts of the United Kingdom are as the fixture says", ours.len());
    Ok(())
}

fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect()
}
