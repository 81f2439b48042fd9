//! A room as stored records: its state, its outbox, each timeline entry, and its heads in stretches.

use super::group::Group;
use super::timeline::{HEADS_IN_RECORD, Heads, read_entry};
use super::{Context, Room, State};
use crate::event::{from_cbor, to_cbor};
use crate::ids::RoomId;
use crate::rest::RecordError;
use marram_protocol::{ChainHead, Seq};
use std::collections::BTreeMap;

/// The stored records of one room, gathered while loading.
#[derive(Debug, Default)]
pub(crate) struct RoomRecords {
    state: Vec<u8>,
    outbox: Vec<u8>,
    entries: BTreeMap<u32, Vec<u8>>,
    heads: BTreeMap<u32, Vec<u8>>,
}

const STATE: u8 = b's';
const OUTBOX: u8 = b'o';
const ENTRY: u8 = b'e';
const HEADS: u8 = b'h';

/// The name of a room's record: the room, what it is, and its number.
fn name(room: RoomId, part: u8, number: u32) -> Vec<u8> {
    [&b"room/"[..], &room.0, &[part], &number.to_be_bytes()].concat()
}

impl RoomRecords {
    /// Takes a record up if its name is of a room; gives the room.
    pub(crate) fn room_of(name: &[u8]) -> Option<(RoomId, u8, u32)> {
        let rest = name.strip_prefix(b"room/")?;
        let (room, rest) = rest.split_first_chunk::<16>()?;
        let (part, number) = rest.split_first()?;
        Some((RoomId(*room), *part, u32::from_be_bytes(number.try_into().ok()?)))
    }

    pub(crate) fn take(&mut self, part: u8, number: u32, value: Vec<u8>) {
        match part {
            STATE => self.state = value,
            OUTBOX => self.outbox = value,
            ENTRY => drop(self.entries.insert(number, value)),
            HEADS => drop(self.heads.insert(number, value)),
            _ => {}
        }
    }

    /// The room as it was stored. Fails closed: a record that is missing or damaged stops the start.
    pub(crate) fn restore(self, cx: Context) -> Result<Room, RecordError> {
        let state: State = from_cbor(&self.state).ok_or(RecordError::Content)?;
        let mut heads = Vec::new();
        let mut first = Seq(0);
        for (number, bytes) in self.heads {
            let (start, stretch): (Seq, Vec<ChainHead>) = from_cbor(&bytes).ok_or(RecordError::Content)?;
            if number == 0 {
                first = start;
            }
            // After a new beginning stretches of the old one may be left over; they are of no use.
            if start.0 == first.0 + u64::from(number) * HEADS_IN_RECORD as u64 {
                heads.extend(stretch);
            }
        }
        heads.truncate(usize::try_from(state.cursor.0 - first.0).map_or(0, |kept| kept + 1));
        if heads.last() != Some(&state.head) {
            return Err(RecordError::Content);
        }
        let mut room = Room::assemble(state, Heads::restored(first, heads));
        room.outbox = from_cbor(&self.outbox).ok_or(RecordError::Content)?;
        for (expected, (number, bytes)) in self.entries.into_iter().enumerate() {
            let entry = read_entry(&bytes).filter(|_| number as usize == expected).ok_or(RecordError::Content)?;
            if let Some((event, _)) = entry.event() {
                room.events.insert(event.id, expected);
            }
            room.timeline.push(entry);
        }
        let known: Vec<_> =
            room.state.known.iter().map(|(device, known)| (*device, known.credential.clone())).collect();
        for (device, credential) in known {
            // It was checked when it was taken in; here only its shape matters, not today's validity.
            let peer = credential.verify(device, credential.valid_at()).map_err(|_| RecordError::Content)?;
            room.peers.insert(device, peer);
        }
        if room.state.gone.is_none() {
            let group = Group::load(cx.provider, room.state.log).map_err(|_| RecordError::Content)?;
            if group.is_none() && room.state.stuck.is_none() {
                return Err(RecordError::Content);
            }
            let secrets = group.as_ref().map(|group| group.secrets(cx.provider)).transpose();
            room.secrets = secrets.map_err(|_| RecordError::Content)?;
            room.group = group;
        }
        room.refold(cx);
        room.changed = super::Changed { facts: true, ..super::Changed::default() };
        Ok(room)
    }
}

impl Room {
    /// Whether something is not stored yet.
    pub(crate) fn is_dirty(&self) -> bool {
        let changed = &self.changed;
        changed.state || changed.outbox || changed.entries_from.is_some() || changed.heads_from.is_some()
    }

    /// The records that changed since the last call, by name.
    pub(crate) fn drain(&mut self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let room = self.id();
        let mut records = Vec::new();
        if std::mem::take(&mut self.changed.state) {
            records.push((name(room, STATE, 0), to_cbor(&self.state)));
        }
        if std::mem::take(&mut self.changed.outbox) {
            records.push((name(room, OUTBOX, 0), to_cbor(&self.outbox)));
        }
        if let Some(from) = self.changed.entries_from.take() {
            let new = self.timeline.iter().enumerate().skip(from);
            records.extend(new.map(|(index, entry)| (name(room, ENTRY, index as u32), to_cbor(entry))));
        }
        if let Some(from) = self.changed.heads_from.take() {
            for number in from / HEADS_IN_RECORD..self.heads.len().div_ceil(HEADS_IN_RECORD) {
                let start = Seq(self.heads.first().0 + (number * HEADS_IN_RECORD) as u64);
                records.push((name(room, HEADS, number as u32), to_cbor(&(start, self.heads.record(number)))));
            }
        }
        records
    }
}
