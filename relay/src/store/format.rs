//! The store's format number: written when it is made, checked whenever it is opened.

use super::StoreError;
use super::key::Key;
use super::keyspace::{Keyspace, Rows, RowsMut};

/// What this relay writes and reads.
const FORMAT: u16 = 1;

/// Checks the number, or writes it into a new store.
pub(super) fn check(engine: &impl Keyspace) -> Result<(), StoreError> {
    engine.write(|rows| {
        let key = Key::format();
        match rows.look(&key, |value| <[u8; 2]>::try_from(value).map(u16::from_be_bytes))? {
            None => rows.put(&key, &FORMAT.to_be_bytes()),
            Some(Ok(FORMAT)) => Ok(()),
            Some(Ok(found)) => Err(StoreError::Format { found, known: FORMAT }),
            Some(Err(_)) => Err(StoreError::Damaged { row: "format" }),
        }
    })
}
