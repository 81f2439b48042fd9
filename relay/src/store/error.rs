//! What can go wrong in a store. Texts are safe to log.

use thiserror::Error;

/// Why a store did not do what it was asked. After any of these nothing of the batch is stored or acknowledged.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The engine, or the disk below it, failed.
    #[error("the storage engine failed: {0}")]
    Engine(#[source] Box<redb::Error>),
    /// Another process has the store open.
    #[error("the store is in use by another process")]
    InUse,
    /// A row is not what this relay wrote.
    #[error("a stored {row} row is damaged")]
    Damaged {
        /// Which kind of row.
        row: &'static str,
    },
    /// The store was written by a relay of another format.
    #[error("the store has format {found}, this relay reads format {known}")]
    Format {
        /// What the store says.
        found: u16,
        /// What is read here.
        known: u16,
    },
}

impl<E: Into<redb::Error>> From<E> for StoreError {
    fn from(error: E) -> Self {
        match error.into() {
            redb::Error::DatabaseAlreadyOpen => Self::InUse,
            error => Self::Engine(Box::new(error)),
        }
    }
}
