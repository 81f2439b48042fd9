//! A store that is nowhere but in the worker's memory: it ends with the tab, and its disk has never seen it.

use super::{Beside, Record};
use marram_core::Batch;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The records, sealed as anywhere, and what is kept beside them.
#[derive(Debug, Default)]
pub(super) struct Fleeting {
    records: RefCell<BTreeMap<Vec<u8>, Vec<u8>>>,
    beside: RefCell<BTreeMap<Beside, Vec<u8>>>,
}

impl Fleeting {
    pub(super) fn beside(&self, what: Beside) -> Option<Vec<u8>> {
        self.beside.borrow().get(&what).cloned()
    }

    pub(super) fn records(&self) -> Vec<Record> {
        self.records.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    pub(super) fn write(&self, batch: &Batch) {
        let mut records = self.records.borrow_mut();
        for (key, value) in &batch.0 {
            match value {
                Some(value) => records.insert(key.clone(), value.clone()),
                None => records.remove(key),
            };
        }
    }

    pub(super) fn set_beside(&self, what: Beside, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.beside.borrow_mut().insert(what, bytes.to_vec()),
            None => self.beside.borrow_mut().remove(&what),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_was_written_last() {
        let store = Fleeting::default();
        store.write(&Batch(vec![(vec![1], Some(vec![10])), (vec![2], Some(vec![20]))]));
        store.write(&Batch(vec![(vec![1], None), (vec![2], Some(vec![21]))]));
        assert_eq!(store.records(), [(vec![2], vec![21])]);
        store.set_beside(Beside::Attempts, Some(b"four"));
        assert_eq!(store.beside(Beside::Attempts).as_deref(), Some(&b"four"[..]));
        store.set_beside(Beside::Attempts, None);
        assert_eq!(store.beside(Beside::Attempts), None);
    }
}
