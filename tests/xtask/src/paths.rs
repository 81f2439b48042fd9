//! Where things lie: the workspace, what was built, what set-up fetched.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The workspace's folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// A program of this workspace, built by the same cargo into the same folder as this one.
pub(crate) fn built(program: &str) -> Result<PathBuf, String> {
    let own = env::current_exe().map_err(|error| format!("cannot tell where this program is: {error}"))?;
    Ok(own.with_file_name(format!("{program}{}", env::consts::EXE_SUFFIX)))
}

/// Where npm's packages for the tests go; the tests look there, too.
pub(crate) fn npm() -> PathBuf {
    root().join("target/npm")
}

/// The Python of the tests' own environment, see `setup`.
pub(crate) fn python() -> PathBuf {
    root().join("target/python/bin/python")
}

/// The cargo that started this program, in the workspace.
pub(crate) fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(arguments);
    command
}

/// Whether a program of this name can be started.
pub(crate) fn on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
