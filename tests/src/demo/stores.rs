//! The demo's folder: the relay's data, everybody's own store, and what is needed to go on with it another time.

use super::DemoError;
use super::cast::Person;
use crate::headless::{Folder, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

const NOTES: &str = "demo.json";

/// The folder.
#[derive(Debug, Clone)]
pub(super) struct Stores {
    path: PathBuf,
}

/// What another run needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notes {
    /// Where the relay listens: a browser keeps what it has for an address with its port.
    pub(super) port: u16,
    /// Where the guide was served, if it was: a browser keeps its ticks for that address.
    #[serde(default)]
    pub(super) guide: u16,
    /// The links' fragments of those whom somebody plays. Secrets, as the whole folder is.
    pub(super) played: BTreeMap<String, String>,
}

impl Stores {
    /// An empty folder, or with `keep` what an earlier run left in it.
    pub(super) fn open(path: &Path, keep: bool) -> Result<(Self, Option<Notes>), DemoError> {
        let mut folder = DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(path)?;
        let stores = Self { path: path.to_owned() };
        let notes = match fs::read(path.join(NOTES)) {
            Ok(bytes) => Some(serde_json::from_slice(&bytes).map_err(io::Error::from)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        let is_empty = fs::read_dir(path)?.next().is_none();
        match (keep, notes) {
            (true, Some(notes)) => Ok((stores, Some(notes))),
            _ if is_empty => Ok((stores, None)),
            _ => Err(DemoError::InTheWay { path: path.to_owned() }),
        }
    }

    pub(super) fn relay(&self) -> PathBuf {
        self.path.join("relay")
    }

    /// A person's own store.
    pub(super) fn of(&self, person: &Person) -> Result<Box<dyn Store>, DemoError> {
        Ok(Box::new(Folder::open(&self.path.join("people").join(&person.origin))?))
    }

    /// Written last: without it there is nothing to go on with.
    pub(super) fn note(&self, notes: &Notes) -> Result<(), DemoError> {
        let fresh = self.path.join("demo.json.new");
        let mut file = File::create(&fresh)?;
        file.write_all(&serde_json::to_vec(notes).map_err(io::Error::from)?)?;
        file.sync_all()?;
        fs::rename(fresh, self.path.join(NOTES))?;
        Ok(())
    }
}
