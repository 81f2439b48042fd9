//! What an observer of the wire writes down. Reads frames by the offsets in SPEC.md and shares no code with the product.

use std::collections::{BTreeMap, BTreeSet};

/// A log's id and a place in it.
pub(super) type At = ([u8; 16], u64);

/// Everything noted.
#[derive(Debug, Default)]
pub struct Wiretap {
    /// Places for which some client was answered `Stored`.
    pub stored: BTreeSet<([u8; 16], u64)>,
    /// Delivered entries; two different ones at a place are noted as a contradiction.
    pub entries: BTreeMap<At, Vec<u8>>,
    /// Places where two deliveries differed.
    pub contradictions: BTreeSet<At>,
    /// `Conflict` answers.
    pub conflicts: u64,
    /// Appends sent again with the same id.
    pub repeats: u64,
    appends: BTreeMap<[u8; 16], Vec<u8>>,
    /// Append ids that were sent with two different ciphertexts.
    pub changed_retries: BTreeSet<[u8; 16]>,
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes[at..at + N].try_into().expect("as long as the specification says")
}

impl Wiretap {
    /// A frame of a client.
    pub fn up(&mut self, frame: &[u8]) {
        // Append and Commit: kind, request (4), log (16), append id (16), the rest.
        if matches!(frame.first(), Some(0x03 | 0x04)) {
            let id = array(frame, 21);
            let body = frame[5..].to_vec();
            match self.appends.get(&id) {
                None => drop(self.appends.insert(id, body)),
                Some(before) => {
                    self.repeats += 1;
                    if *before != body {
                        self.changed_retries.insert(id);
                    }
                }
            }
        }
    }

    /// A frame of the relay.
    pub fn down(&mut self, frame: &[u8]) {
        match frame.first() {
            // Stored: kind, request (4), log (16), seq (8), ...
            Some(0x84) => {
                self.stored.insert((array(frame, 5), u64::from_be_bytes(array(frame, 21))));
            }
            Some(0x85) => self.conflicts += 1,
            // Entry: kind, log (16), seq (8), ...
            Some(0x88) => {
                let at = (array(frame, 1), u64::from_be_bytes(array(frame, 17)));
                if self.entries.entry(at).or_insert_with(|| frame.to_vec()) != frame {
                    self.contradictions.insert(at);
                }
            }
            _ => {}
        }
    }
}
