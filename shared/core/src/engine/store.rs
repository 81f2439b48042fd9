//! How state is kept: every record sealed under its own name, all changes of an input in one batch.

use super::account::{Account, RECORD};
use super::io::{Batch, Output};
use super::queue;
use super::registers::record_of;
use super::{Engine, context};
use crate::event::from_cbor;
use crate::provider::{Change, Provider};
use crate::rest::{RecordError, StoreKey};
use crate::room::RoomRecords;
use marram_protocol::UnixMillis;
use std::collections::BTreeMap;
use thiserror::Error;
use zeroize::Zeroizing;

/// MLS records are kept under this prefix.
const MLS: &[u8] = b"mls/";

/// Why a store cannot be opened. Nothing is changed or made anew in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OpenError {
    /// The store holds no account.
    #[error("the store holds no account")]
    NoAccount,
    /// A record does not open or is damaged.
    #[error("the store is damaged: {0}")]
    Record(#[from] RecordError),
}

impl Engine {
    /// Opens the engine on its stored records. `seed` must be fresh: the generator's output is never repeated.
    ///
    /// # Errors
    /// See [`OpenError`]: the engine fails closed.
    pub fn open(
        records: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>,
        store_key: StoreKey,
        seed: [u8; 32],
        now: UnixMillis,
    ) -> Result<(Self, Vec<Output>), OpenError> {
        let (mut account, mut mls, mut rooms, mut registers, mut queued) =
            (None, Vec::new(), BTreeMap::<_, RoomRecords>::new(), BTreeMap::new(), Vec::new());
        for (key, sealed) in records {
            let (name, value) = store_key.open(&key, &sealed)?;
            if let Some(name) = name.strip_prefix(MLS) {
                mls.push((name.to_vec(), value));
            } else if let Some((room, part, number)) = RoomRecords::room_of(&name) {
                rooms.entry(room).or_default().take(part, number, value);
            } else if let Some(place) = record_of(&name) {
                registers.insert(place, value);
            } else if let Some(number) = queue::record_of(&name) {
                queued.push((number, value));
            } else if name == RECORD {
                account = Some(from_cbor::<Account>(&value).ok_or(RecordError::Content)?);
            }
        }
        let account = account.ok_or(OpenError::NoAccount)?;
        let (at, device) = (account.credential.valid_at(), account.keys.device());
        let me = match account.waiting {
            Some(_) => account.credential.verify_waiting(device),
            None => account.credential.verify(device, at),
        };
        let me = me.map_err(|_| RecordError::Content)?;
        let mut engine = Self::assemble(account, me, store_key, Provider::load(seed, mls), now);
        engine.read_registers(registers)?;
        for (id, stored) in rooms {
            let cx = context(&engine.provider, &engine.account, &engine.me, &engine.directory, now);
            let room = stored.restore(cx)?;
            engine.rooms.insert(id, room);
        }
        for (number, value) in queued {
            engine.queue.restore(number, &value)?;
        }
        engine.first_view();
        let outputs = engine.finish();
        Ok((engine, outputs))
    }

    /// The own register first: it says which others count.
    fn read_registers(
        &mut self,
        entries: BTreeMap<(marram_protocol::AgencyId, marram_protocol::Seq), Vec<u8>>,
    ) -> Result<(), RecordError> {
        let own = self.me.agency();
        for own_turn in [true, false] {
            for ((agency, seq), payload) in entries.iter().filter(|((agency, _), _)| (*agency == own) == own_turn) {
                let register = self.directory.get_mut(*agency).ok_or(RecordError::Content)?;
                register.read_entry(*seq, payload).map_err(|_| RecordError::Content)?;
            }
            self.directory.follow_endorsed();
        }
        Ok(())
    }

    /// Everything that changed since the last call, sealed.
    pub(super) fn drain(&mut self) -> Batch {
        let mut records: Vec<Change> = Vec::new();
        let changed = std::mem::take(&mut self.changed).into_iter();
        records.extend(changed.map(|(name, value)| (name, value.map(Zeroizing::new))));
        let written = |(name, value): (Vec<u8>, Vec<u8>)| (name, Some(Zeroizing::new(value)));
        for room in self.rooms.values_mut().filter(|room| room.is_dirty()) {
            records.extend(room.drain().into_iter().map(written));
        }
        for (key, value) in self.provider.drain_dirty() {
            records.push(([MLS, &key].concat(), value));
        }
        let sealed = records.into_iter().filter_map(|(name, value)| {
            let sealed = match value {
                None => None,
                // Fails only for a name of over 64 KiB, and ours are short.
                Some(value) => Some(self.store_key.seal(self.nonce(), &name, &value).ok()?),
            };
            Some((self.store_key.key_of(&name), sealed))
        });
        Batch(sealed.collect())
    }

    fn nonce(&self) -> [u8; 24] {
        let mut nonce = [0; 24];
        self.provider.fill(&mut nonce);
        nonce
    }
}
