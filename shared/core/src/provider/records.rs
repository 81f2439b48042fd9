//! The provider's records in memory: what they are now, what changed since the last drain, and how to undo it.
//!
//! It knows bytes only. OpenMLS writes here in the middle of an operation; the engine saves, or takes back, the whole
//! of it afterwards, so that no half of a state is ever stored.

use std::collections::BTreeMap;
use std::mem;

use zeroize::Zeroizing;

/// A record to save: its key, and its new value or `None` if it is gone.
pub type Change = (Vec<u8>, Option<Zeroizing<Vec<u8>>>);

#[derive(Default)]
pub(super) struct Records {
    values: BTreeMap<Vec<u8>, Zeroizing<Vec<u8>>>,
    /// What each key touched since the last checkpoint held before it.
    undo: BTreeMap<Vec<u8>, Option<Zeroizing<Vec<u8>>>>,
    /// Keys touched between the last drain and the last checkpoint, and whether the store holds them.
    unsaved: BTreeMap<Vec<u8>, bool>,
}

impl Records {
    /// Records as they were stored: nothing about them is unsaved.
    pub(super) fn stored(records: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) -> Self {
        let values = records.into_iter().map(|(key, value)| (key, Zeroizing::new(value))).collect();
        Self { values, ..Self::default() }
    }

    pub(super) fn get(&self, key: &[u8]) -> Option<&[u8]> {
        self.values.get(key).map(|value| value.as_slice())
    }

    /// Writing the very bytes that are there already changes nothing and saves a flush.
    pub(super) fn put(&mut self, key: Vec<u8>, value: Zeroizing<Vec<u8>>) {
        if self.values.get(&key) != Some(&value) {
            let before = self.values.insert(key.clone(), value);
            self.undo.entry(key).or_insert(before);
        }
    }

    pub(super) fn delete(&mut self, key: &[u8]) {
        if let Some(before) = self.values.remove(key) {
            self.undo.entry(key.to_vec()).or_insert(Some(before));
        }
    }

    /// Keeps everything up to here, whatever is rolled back later.
    pub(super) fn checkpoint(&mut self) {
        for (key, before) in mem::take(&mut self.undo) {
            self.unsaved.entry(key).or_insert(before.is_some());
        }
    }

    /// Takes back everything since the last checkpoint or drain.
    pub(super) fn rollback(&mut self) {
        for (key, before) in mem::take(&mut self.undo) {
            match before {
                Some(value) => self.values.insert(key, value),
                None => self.values.remove(&key),
            };
        }
    }

    /// Every change since the last drain, once per key, in key order; a checkpoint as well.
    pub(super) fn drain(&mut self) -> Vec<Change> {
        self.checkpoint();
        let changed = mem::take(&mut self.unsaved).into_iter();
        changed
            .filter_map(|(key, in_store)| match self.values.get(&key) {
                Some(value) => Some((key, Some(value.clone()))),
                None => in_store.then_some((key, None)),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }

    fn put(records: &mut Records, key: &str, value: &str) {
        records.put(bytes(key), Zeroizing::new(bytes(value)));
    }

    fn change(key: &str, value: Option<&str>) -> Change {
        (bytes(key), value.map(|value| Zeroizing::new(bytes(value))))
    }

    fn stored() -> Records {
        Records::stored([(bytes("a"), bytes("1")), (bytes("b"), bytes("2"))])
    }

    #[test]
    fn loaded_records_are_not_dirty_and_a_drain_leaves_nothing_behind() {
        let mut records = stored();
        assert_eq!(records.drain(), []);
        put(&mut records, "a", "3");
        assert_eq!(records.drain(), [change("a", Some("3"))]);
        assert_eq!(records.drain(), []);
    }

    #[test]
    fn changes_of_one_key_are_drained_once_with_their_last_value() {
        let mut records = stored();
        put(&mut records, "c", "4");
        put(&mut records, "c", "5");
        records.checkpoint();
        put(&mut records, "c", "6");
        records.delete(b"b");
        assert_eq!(records.drain(), [change("b", None), change("c", Some("6"))]);
    }

    #[test]
    fn a_record_that_came_and_went_between_drains_is_never_mentioned() {
        let mut records = stored();
        put(&mut records, "c", "4");
        records.checkpoint();
        records.delete(b"c");
        assert_eq!(records.drain(), []);
    }

    #[test]
    fn a_stored_record_deleted_and_written_again_is_drained_as_written() {
        let mut records = stored();
        records.delete(b"a");
        records.checkpoint();
        put(&mut records, "a", "9");
        assert_eq!(records.drain(), [change("a", Some("9"))]);
    }

    #[test]
    fn writing_the_same_bytes_again_is_no_change() {
        let mut records = stored();
        put(&mut records, "a", "1");
        assert_eq!(records.drain(), []);
    }

    #[test]
    fn a_rollback_restores_what_was_written_deleted_and_added_since_the_checkpoint() {
        let mut records = stored();
        put(&mut records, "a", "kept");
        records.checkpoint();
        put(&mut records, "a", "lost");
        put(&mut records, "a", "lost too");
        put(&mut records, "c", "lost");
        records.delete(b"c");
        put(&mut records, "b", "lost");
        records.delete(b"b");
        records.rollback();
        assert_eq!(records.get(b"a"), Some(&b"kept"[..]));
        assert_eq!(records.get(b"b"), Some(&b"2"[..]));
        assert_eq!(records.get(b"c"), None);
        assert_eq!(records.drain(), [change("a", Some("kept"))]);
    }

    #[test]
    fn a_rollback_never_reaches_behind_a_drain() {
        let mut records = stored();
        put(&mut records, "a", "saved");
        records.drain();
        records.rollback();
        assert_eq!(records.get(b"a"), Some(&b"saved"[..]));
    }
}
