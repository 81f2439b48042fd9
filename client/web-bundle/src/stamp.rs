//! Tells whether a bundle is still made from what is there: the compiled modules, the static files and this program.

use crate::BundleError;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A name for everything that goes into a bundle.
pub(crate) fn of(modules: impl Iterator<Item = PathBuf>, statics: &Path) -> Result<String, BundleError> {
    let mut inputs: Vec<PathBuf> = modules.collect();
    inputs.extend(std::env::current_exe());
    list(statics, &mut inputs)?;
    let mut hash = Sha256::new();
    for path in inputs {
        hash.update(Sha256::digest(path.to_string_lossy().as_bytes()));
        hash.update(Sha256::digest(fs::read(&path).map_err(BundleError::file(&path))?));
    }
    Ok(HEXLOWER.encode(&hash.finalize()))
}

/// What the bundle in `home` was made from, if there is one.
pub(crate) fn read(home: &Path) -> Option<String> {
    fs::read_to_string(home.join("stamp")).ok()
}

/// Before the bundle in `home` is replaced: half of one must not pass for the old one.
pub(crate) fn forget(home: &Path) -> Result<(), BundleError> {
    let path = home.join("stamp");
    match fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(BundleError::File { path, source: error }),
        _ => Ok(()),
    }
}

/// Says what the bundle in `home` was made from, once it is complete.
pub(crate) fn write(home: &Path, stamp: &str) -> Result<(), BundleError> {
    let path = home.join("stamp");
    fs::write(&path, stamp).map_err(BundleError::file(&path))
}

fn list(directory: &Path, found: &mut Vec<PathBuf>) -> Result<(), BundleError> {
    let entries = fs::read_dir(directory).map_err(BundleError::file(directory))?;
    let mut paths = entries.flatten().map(|entry| entry.path()).collect::<Vec<_>>();
    paths.sort();
    for path in paths {
        if path.is_dir() { list(&path, found)? } else { found.push(path) }
    }
    Ok(())
}
