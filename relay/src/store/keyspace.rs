//! What an engine must offer: one ordered map from bytes to bytes, snapshots of it, and durable transactions.
//!
//! The rules are written once, over these traits. An engine of this kind knows nothing of logs or mailboxes; an engine of
//! another kind (a database server) implements [`Store`](super::Store) itself.

use super::StoreError;
use core::ops::ControlFlow;

/// Reading rows. Keys are compared bytewise.
pub trait Rows {
    /// Looks at the value of `key`, without copying it.
    fn look<T>(&self, key: &[u8], see: impl FnOnce(&[u8]) -> T) -> Result<Option<T>, StoreError>;
    /// Looks at the last row between `low` and `high`, both included.
    fn last<T>(&self, low: &[u8], high: &[u8], see: impl FnOnce(&[u8], &[u8]) -> T) -> Result<Option<T>, StoreError>;
    /// Visits the rows between `low` and `high`, both included, in order, until told to stop.
    fn scan(
        &self,
        low: &[u8],
        high: &[u8],
        visit: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;
}

/// Changing rows, inside a transaction.
pub trait RowsMut: Rows {
    /// Sets a row.
    fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), StoreError>;
    /// Removes a row, if it is there.
    fn remove(&mut self, key: &[u8]) -> Result<(), StoreError>;
}

/// An engine that is an ordered map.
pub trait Keyspace: Send + Sync {
    /// Reads one consistent state.
    ///
    /// # Errors
    /// Those of `work` and the engine's.
    fn read<T>(&self, work: impl FnOnce(&Self::Snapshot<'_>) -> Result<T, StoreError>) -> Result<T, StoreError>;

    /// Does all of `work` or nothing, and returns only when what it did is durable. One writer at a time.
    ///
    /// # Errors
    /// Those of `work` and the engine's; then nothing has changed.
    fn write<T>(&self, work: impl FnOnce(&mut Self::Transaction<'_>) -> Result<T, StoreError>)
    -> Result<T, StoreError>;

    /// One consistent state.
    type Snapshot<'a>: Rows;
    /// A transaction under way; it reads what it wrote.
    type Transaction<'a>: RowsMut;
}
