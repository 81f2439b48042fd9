//! The store's format number: written when it is made, checked whenever it is opened.

use super::StoreError;
use super::key::Key;
use super::keyspace::{Keyspace, Rows, RowsMut};

/// What this relay writes and reads.
const FORMAT: u16 = 2;

/// Writes the number into a new store.
pub(super) fn write(engine: &impl Keyspace) -> Result<(), StoreError> {
    engine.write(|rows| rows.put(&Key::format(), &FORMAT.to_be_bytes()))
}

/// Checks the number of a store that was there. It writes nothing, so that opening costs no flush.
pub(super) fn check(engine: &impl Keyspace) -> Result<(), StoreError> {
    let number = engine.read(|rows| rows.look(&Key::format(), |value| <[u8; 2]>::try_from(value)))?;
    match number.and_then(Result::ok).map(u16::from_be_bytes) {
        Some(FORMAT) => Ok(()),
        Some(found) => Err(StoreError::Format { found, known: FORMAT }),
        None => Err(StoreError::Damaged { row: "format" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Memory;

    #[test]
    fn a_store_of_another_format_is_not_opened() {
        let store = Memory::new();
        assert!(matches!(check(&store), Err(StoreError::Damaged { row: "format" })));
        write(&store).unwrap();
        check(&store).unwrap();
        store.write(|rows| rows.put(&Key::format(), &[0, 9])).unwrap();
        assert!(matches!(check(&store), Err(StoreError::Format { found: 9, known: 2 })));
    }
}
