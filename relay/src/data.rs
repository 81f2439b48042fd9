//! The data folder: where the relay's key, the admitted agencies and the store lie.

use crate::agencies::AgencyFolder;
use crate::store::{Embedded, StoreError};
use crate::{Identity, IdentityError};
use marram_protocol::frame::relay::RelayName;
use std::io;
use std::path::{Path, PathBuf};

/// The files of one relay.
#[derive(Debug, Clone)]
pub struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// Uses a folder, and makes it if it is not there, for the relay's user alone.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn make(path: &Path) -> io::Result<Self> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)?;
        Ok(Self { path: path.to_owned() })
    }

    /// Uses a folder that is there.
    ///
    /// # Errors
    /// Those of the file system, if it is not.
    pub fn existing(path: &Path) -> io::Result<Self> {
        std::fs::read_dir(path)?;
        Ok(Self { path: path.to_owned() })
    }

    /// The admitted agencies.
    pub fn agencies(&self) -> AgencyFolder {
        AgencyFolder::of(&self.path)
    }

    /// The relay's key, made if it is not there.
    ///
    /// # Errors
    /// As [`Identity::load`].
    pub fn identity(&self, name: RelayName) -> Result<Identity, IdentityError> {
        Identity::load(name, &self.path.join("relay.key"))
    }

    /// The store, made if it is not there.
    ///
    /// # Errors
    /// As [`Embedded::open`].
    pub fn store(&self) -> Result<Embedded, StoreError> {
        Embedded::open(&self.store_file())
    }

    /// Whether there is a store.
    pub fn has_store(&self) -> bool {
        self.store_file().is_file()
    }

    fn store_file(&self) -> PathBuf {
        self.path.join("store.redb")
    }
}
