//! The engine for tests: an ordered map in memory. Nothing in it outlives the process.

use super::StoreError;
use super::keyspace::{Keyspace, Rows, RowsMut};
use core::ops::ControlFlow;
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

type Map = BTreeMap<Vec<u8>, Vec<u8>>;

/// A store in memory.
#[derive(Debug, Default)]
pub struct Memory {
    rows: RwLock<Map>,
}

impl Memory {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Keyspace for Memory {
    type Snapshot<'a> = Map;
    type Transaction<'a> = Changes<'a>;

    fn read<T>(&self, work: impl FnOnce(&Map) -> Result<T, StoreError>) -> Result<T, StoreError> {
        work(&self.rows.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, work: impl FnOnce(&mut Changes<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        let mut changes = Changes { rows: &mut rows, before: Vec::new() };
        let result = work(&mut changes);
        if result.is_err() {
            changes.undo();
        }
        result
    }
}

/// A transaction: the map, and what stood in it before each change, to go back if the transaction fails.
#[derive(Debug)]
pub struct Changes<'a> {
    rows: &'a mut Map,
    before: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl Changes<'_> {
    fn undo(self) {
        for (key, value) in self.before.into_iter().rev() {
            match value {
                Some(value) => self.rows.insert(key, value),
                None => self.rows.remove(&key),
            };
        }
    }
}

impl Rows for Map {
    fn look<T>(&self, key: &[u8], see: impl FnOnce(&[u8]) -> T) -> Result<Option<T>, StoreError> {
        Ok(self.get(key).map(|value| see(value)))
    }
    fn last<T>(&self, low: &[u8], high: &[u8], see: impl FnOnce(&[u8], &[u8]) -> T) -> Result<Option<T>, StoreError> {
        Ok(self.range(low.to_vec()..=high.to_vec()).next_back().map(|(key, value)| see(key, value)))
    }
    fn scan(
        &self,
        low: &[u8],
        high: &[u8],
        mut visit: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        // Whether the visitor stopped or the rows ended is all the same here.
        let _: ControlFlow<()> =
            self.range(low.to_vec()..=high.to_vec()).try_for_each(|(key, value)| visit(key, value));
        Ok(())
    }
}

impl Rows for Changes<'_> {
    fn look<T>(&self, key: &[u8], see: impl FnOnce(&[u8]) -> T) -> Result<Option<T>, StoreError> {
        self.rows.look(key, see)
    }
    fn last<T>(&self, low: &[u8], high: &[u8], see: impl FnOnce(&[u8], &[u8]) -> T) -> Result<Option<T>, StoreError> {
        self.rows.last(low, high, see)
    }
    fn scan(
        &self,
        low: &[u8],
        high: &[u8],
        visit: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.rows.scan(low, high, visit)
    }
}

impl RowsMut for Changes<'_> {
    fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        let before = self.rows.insert(key.to_vec(), value.to_vec());
        self.before.push((key.to_vec(), before));
        Ok(())
    }
    fn remove(&mut self, key: &[u8]) -> Result<(), StoreError> {
        let before = self.rows.remove(key);
        self.before.push((key.to_vec(), before));
        Ok(())
    }
}
