//! Installs the Python packages that the tests ask, pinned with their hashes, into an environment of their own below
//! `target`.

use crate::{
    paths::{python, root},
    steps::call,
};
use std::{fs, process::Command};

/// Installs them unless the very versions that the list names are there.
pub(super) fn install() -> Result<(), String> {
    let list = root().join("shared/core/tests/calendars/requirements.txt");
    let folder = root().join("target/python");
    let problem = |error: std::io::Error| format!("{}: {error}", folder.display());
    let wanted = fs::read(&list).map_err(problem)?;
    let installed = folder.join("installed.txt");
    if python().exists() && fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("fetches the package holidays into {}: an independent calendar (tests only)", folder.display());
    call(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    call(
        Command::new(python())
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"])
            .args(["--only-binary", ":all:", "--no-deps", "--requirement"])
            .arg(&list),
    )?;
    fs::write(installed, wanted).map_err(problem)
}

/// Whether Python and what makes such an environment are on this machine.
pub(super) fn can_make_environments() -> bool {
    let modules = Command::new("python3").args(["-c", "import ensurepip, venv"]).output();
    modules.is_ok_and(|output| output.status.success())
}
