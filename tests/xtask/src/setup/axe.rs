//! Fetches axe-core, pinned by `tests/axe/package-lock.json`, into `target/npm`.

use crate::{
    paths::{npm, root},
    steps::call,
};
use std::{fs, process::Command};

/// Installs it unless the very version that the lock file names is there.
pub(super) fn install() -> Result<(), String> {
    let (from, to) = (root().join("tests/axe"), npm());
    let problem = |error: std::io::Error| format!("{}: {error}", to.display());
    let lock = fs::read(from.join("package-lock.json")).map_err(problem)?;
    let script = to.join("node_modules/axe-core/axe.min.js");
    let installed = to.join("installed.json");
    if script.exists() && fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("fetches axe-core into {}: accessibility rules for the journeys (tests only)", to.display());
    fs::create_dir_all(&to).map_err(problem)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(from.join(name), to.join(name)).map_err(problem)?;
    }
    // No package gets to run anything here.
    call(Command::new("npm").current_dir(&to).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))?;
    fs::write(installed, lock).map_err(problem)
}
