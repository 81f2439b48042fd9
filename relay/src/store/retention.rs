//! Retention: what is taken away when it is old enough. The default is to keep everything (R23).
//!
//! Commits and registers outlive it always, so that nobody is stranded at an old epoch. Of a removed entry the chain's
//! head stays, and readers are told of the gap.

use super::StoreError;
use super::entry_row;
use super::key::Key;
use super::keyspace::{Keyspace, Rows, RowsMut};
use super::row::{self, DeliveredRow, LogRow};
use core::ops::ControlFlow;
use marram_protocol::frame::client::LogKind;
use marram_protocol::{AppendId, BlobId, ChainHead, DeviceId, EntryKind, LogId, Seq, UnixMillis};
use std::time::Duration;

/// How long things are kept; `None` is for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retention {
    /// Application entries of groups, and the append ids of mailbox notes.
    pub entries: Option<Duration>,
    /// Blobs. The relay cannot know which of them are still pointed to.
    pub blobs: Option<Duration>,
}

/// What one round took away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Removed {
    /// Entries.
    pub entries: usize,
    /// Append ids of mailbox notes.
    pub note_ids: usize,
    /// Blobs.
    pub blobs: usize,
}

impl Removed {
    /// How much, of all kinds.
    pub fn total(&self) -> usize {
        self.entries + self.note_ids + self.blobs
    }
}

/// What was found to be over, before anything is changed.
#[derive(Default)]
struct Over {
    entries: Vec<(LogId, Seq, AppendId, ChainHead)>,
    notes: Vec<(DeviceId, AppendId)>,
    blobs: Vec<(UnixMillis, BlobId)>,
}

pub(super) fn retire(
    engine: &impl Keyspace,
    retention: &Retention,
    now: UnixMillis,
    most: usize,
) -> Result<Removed, StoreError> {
    let over = engine.read(|rows| find(rows, retention, now, most))?;
    let removed = Removed { entries: over.entries.len(), note_ids: over.notes.len(), blobs: over.blobs.len() };
    if removed.total() > 0 {
        engine.write(|rows| remove(rows, &over))?;
    }
    Ok(removed)
}

fn find(rows: &impl Rows, retention: &Retention, now: UnixMillis, most: usize) -> Result<Over, StoreError> {
    let mut over = Over::default();
    if let Some(limit) = cutoff(now, retention.entries) {
        for log in groups(rows)? {
            find_entries(rows, log, limit, most, &mut over.entries)?;
        }
        find_notes(rows, limit, most, &mut over.notes)?;
    }
    if let Some(limit) = cutoff(now, retention.blobs) {
        let last = Key::staged(limit, BlobId([0xff; 16]));
        rows.scan(&Key::staged(UnixMillis(0), BlobId([0; 16])), &last, |key, _| {
            if let (Some(at), Some(blob)) = (Key::first(key), Key::ending(key)) {
                over.blobs.push((UnixMillis(u64::from_be_bytes(at)), BlobId(blob)));
            }
            go_on(over.blobs.len() < most)
        })?;
    }
    Ok(over)
}

fn cutoff(now: UnixMillis, age: Option<Duration>) -> Option<UnixMillis> {
    let age = u64::try_from(age?.as_millis()).unwrap_or(u64::MAX);
    now.0.checked_sub(age).map(UnixMillis)
}

fn go_on(more: bool) -> ControlFlow<()> {
    if more { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

fn groups(rows: &impl Rows) -> Result<Vec<LogId>, StoreError> {
    let mut groups = Vec::new();
    let mut damage = Ok(());
    rows.scan(&Key::log(LogId([0; 16])), &Key::log(LogId([0xff; 16])), |key, value| {
        match (row::read::<LogRow>(value), Key::ending(key)) {
            (Ok(row), Some(id)) if row.kind == LogKind::Group => groups.push(LogId(id)),
            (Ok(_), _) => {}
            (Err(error), _) => damage = Err(error),
        }
        go_on(damage.is_ok())
    })?;
    damage.map(|()| groups)
}

fn find_entries(
    rows: &impl Rows,
    log: LogId,
    limit: UnixMillis,
    most: usize,
    found: &mut Vec<(LogId, Seq, AppendId, ChainHead)>,
) -> Result<(), StoreError> {
    let mut damage = Ok(());
    rows.scan(&Key::entry(log, Seq(0)), &Key::entry(log, Seq(u64::MAX)), |_, value| {
        let Some(frame) = entry_row::frame(value) else { return ControlFlow::Continue(()) };
        let (header, head) = match (entry_row::header(frame), entry_row::head(value)) {
            (Ok(header), Ok(head)) => (header, head),
            (Err(error), _) | (_, Err(error)) => {
                damage = Err(error);
                return ControlFlow::Break(());
            }
        };
        // Times never fall within a log.
        if header.at > limit {
            return ControlFlow::Break(());
        }
        if header.kind == EntryKind::Application {
            found.push((log, header.seq, header.append, head));
        }
        go_on(found.len() < most)
    })?;
    damage
}

fn find_notes(
    rows: &impl Rows,
    limit: UnixMillis,
    most: usize,
    found: &mut Vec<(DeviceId, AppendId)>,
) -> Result<(), StoreError> {
    let (first, last) = (
        Key::delivered(DeviceId([0; 32]), AppendId([0; 16])),
        Key::delivered(DeviceId([0xff; 32]), AppendId([0xff; 16])),
    );
    let mut damage = Ok(());
    rows.scan(&first, &last, |key, value| {
        match (row::read::<DeliveredRow>(value), Key::first(key), Key::ending(key)) {
            (Ok(row), Some(device), Some(append)) if row.at <= limit => {
                found.push((DeviceId(device), AppendId(append)));
            }
            (Ok(_), ..) => {}
            (Err(error), ..) => damage = Err(error),
        }
        go_on(damage.is_ok() && found.len() < most)
    })?;
    damage
}

fn remove(rows: &mut impl RowsMut, over: &Over) -> Result<(), StoreError> {
    for (log, seq, append, head) in &over.entries {
        rows.put(&Key::entry(*log, *seq), &head.0)?;
        rows.remove(&Key::append(*log, *append))?;
    }
    for (device, append) in &over.notes {
        rows.remove(&Key::delivered(*device, *append))?;
    }
    for (at, blob) in &over.blobs {
        rows.remove(&Key::staged(*at, *blob))?;
        rows.remove(&Key::blob(*blob))?;
    }
    Ok(())
}
