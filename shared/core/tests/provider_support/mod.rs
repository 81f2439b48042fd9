//! A store beside the provider, as the engine keeps one: it takes what is drained and opens providers from what it has.

#![allow(dead_code)] // Each test binary uses a part of it.

pub(crate) mod member;

use std::collections::BTreeMap;

use marram_core::provider::Provider;

/// The records that would be on disk.
#[derive(Default)]
pub(crate) struct Store(pub(crate) BTreeMap<Vec<u8>, Vec<u8>>);

impl Store {
    /// Takes over every change since the last save and says how many there were.
    pub(crate) fn save(&mut self, provider: &Provider) -> usize {
        let changes = provider.drain_dirty();
        let count = changes.len();
        for (key, value) in changes {
            match value {
                Some(value) => self.0.insert(key, value.to_vec()),
                None => self.0.remove(&key),
            };
        }
        count
    }

    /// A provider as it is after a restart: only what was saved, and a fresh seed.
    pub(crate) fn open(&self, seed: [u8; 32]) -> Provider {
        Provider::load(seed, self.0.clone())
    }
}
