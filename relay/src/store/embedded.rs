//! The embedded engine: redb, one file, each transaction durable before it is answered.
//!
//! All rows lie in one table, so that a transaction touches as few pages as it can. See PERFORMANCE.md for why redb.

use super::keyspace::{Keyspace, Rows, RowsMut};
use super::{StoreError, format};
use core::ops::ControlFlow;
use redb::{Database, Durability, ReadableDatabase, ReadableTable, StorageBackend, TableDefinition, TableError};
use std::path::Path;

const ROWS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("rows");

/// Pages kept in memory, in bytes.
const CACHE_BYTES: usize = 256 << 20;

/// A store in one file, or over any [`StorageBackend`].
#[derive(Debug)]
pub struct Embedded {
    database: Database,
}

impl Embedded {
    /// Opens the store in `file`, or makes it.
    ///
    /// # Errors
    /// `InUse` while another process has it, `Format` if it is of another relay's format, `Engine` otherwise.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        Self::begin(Database::builder().set_cache_size(CACHE_BYTES).create(file)?)
    }

    /// Opens the store that lies in `backend`, or makes it there. The whole store is what the backend keeps: a test may
    /// hand in one that forgets whatever was not yet synced.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with_backend(backend: impl StorageBackend) -> Result<Self, StoreError> {
        Self::begin(Database::builder().set_cache_size(CACHE_BYTES).create_with_backend(backend)?)
    }

    fn begin(database: Database) -> Result<Self, StoreError> {
        let is_new = matches!(database.begin_read()?.open_table(ROWS), Err(TableError::TableDoesNotExist(_)));
        let store = Self { database };
        if is_new {
            format::write(&store)?
        } else {
            format::check(&store)?
        }
        Ok(store)
    }
}

impl Keyspace for Embedded {
    type Snapshot<'a> = Open<redb::ReadOnlyTable<&'static [u8], &'static [u8]>>;
    type Transaction<'a> = Open<redb::Table<'a, &'static [u8], &'static [u8]>>;

    fn read<T>(&self, work: impl FnOnce(&Self::Snapshot<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let transaction = self.database.begin_read()?;
        work(&Open(transaction.open_table(ROWS)?))
    }

    fn write<T>(
        &self,
        work: impl FnOnce(&mut Self::Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        // Dropping a transaction that was not committed aborts it.
        let result = work(&mut Open(transaction.open_table(ROWS)?))?;
        transaction.commit()?;
        Ok(result)
    }
}

/// The table of rows, opened for reading or writing.
#[derive(Debug)]
pub struct Open<T>(T);

impl<T: ReadableTable<&'static [u8], &'static [u8]>> Rows for Open<T> {
    fn look<U>(&self, key: &[u8], see: impl FnOnce(&[u8]) -> U) -> Result<Option<U>, StoreError> {
        Ok(self.0.get(key)?.map(|value| see(value.value())))
    }
    fn last<U>(&self, low: &[u8], high: &[u8], see: impl FnOnce(&[u8], &[u8]) -> U) -> Result<Option<U>, StoreError> {
        let last = self.0.range::<&[u8]>(low..=high)?.next_back().transpose()?;
        Ok(last.map(|(key, value)| see(key.value(), value.value())))
    }
    fn scan(
        &self,
        low: &[u8],
        high: &[u8],
        mut visit: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        for row in self.0.range::<&[u8]>(low..=high)? {
            let (key, value) = row?;
            if visit(key.value(), value.value()).is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl RowsMut for Open<redb::Table<'_, &'static [u8], &'static [u8]>> {
    fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        self.0.insert(key, value)?;
        Ok(())
    }
    fn remove(&mut self, key: &[u8]) -> Result<(), StoreError> {
        self.0.remove(key)?;
        Ok(())
    }
}
