//! A survey of everything that is stored, as whoever holds the disk could make it: ids, sizes, times, agencies.
//!
//! It is the source of `marram-relay inspect` and of the page "What the relay sees", so it leaves out nothing that the
//! rows tell, except the ciphertext itself.

use super::StoreError;
use super::entry_row;
use super::judge::current_epoch;
use super::key::Key;
use super::keyspace::Rows;
use super::row::{self, DeviceRow, LogRow};
use super::timer_row::TimerRow;
use core::ops::ControlFlow;
use marram_protocol::frame::client::LogKind;
use marram_protocol::{AgencyId, BlobId, DeviceId, Epoch, LogId, PublicKey, Seq, TimerId, UnixMillis};
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything that is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Survey {
    /// Groups and registers.
    pub logs: Vec<LogSummary>,
    /// Devices that can be reached, with their mailboxes and shelves.
    pub mailboxes: Vec<MailboxSummary>,
    /// Timers that are armed, in order of time.
    pub timers: Vec<TimerSummary>,
    /// Blobs.
    pub blobs: Vec<BlobSummary>,
    /// Agencies that were admitted by a founding token.
    pub founded: Vec<AgencyId>,
    /// Invites that were used: agency, invite key, the device it made.
    pub invites: Vec<(AgencyId, PublicKey, DeviceId)>,
    /// Devices that another device linked: agency, the linking device, the linked one.
    pub linked: Vec<(AgencyId, DeviceId, DeviceId)>,
    /// Revoked keys, by agency.
    pub revocations: Vec<(AgencyId, PublicKey)>,
    /// Keys that a device revoked of itself and of those that it linked: agency, device, key.
    pub own_revocations: Vec<(AgencyId, DeviceId, PublicKey)>,
    /// Devices that go on although their pass holds a revoked key: agency, that key, device.
    pub kept: Vec<(AgencyId, PublicKey, DeviceId)>,
}

/// A log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogSummary {
    /// Its id.
    pub log: LogId,
    /// `group` or `register`.
    pub kind: &'static str,
    /// The agency of a register. Of a group it is not stored.
    pub agency: Option<AgencyId>,
    /// When it was made.
    pub made_at: UnixMillis,
    /// The current epoch.
    pub epoch: Epoch,
    /// The newest entry.
    pub newest: Seq,
    /// Entries that retention removed.
    pub removed: u64,
    /// All entries' sizes together, in bytes.
    pub bytes: u64,
    /// The newest entries, oldest first.
    pub entries: Vec<EntrySummary>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntrySummary {
    /// Its place.
    pub seq: Seq,
    /// When it was stored.
    pub at: UnixMillis,
    /// The size of its payload, in bytes.
    pub bytes: usize,
    /// What a commit shows besides.
    pub commit: Option<CommitSummary>,
    /// What it did to timers, if it did.
    pub timers: Option<MarksSummary>,
}

/// How many timers an entry cancelled and armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MarksSummary {
    /// Cancelled, whether or not they were armed.
    pub cancelled: usize,
    /// Armed.
    pub armed: usize,
}

/// What a commit shows of its appender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommitSummary {
    /// The appender's agency.
    pub agency: AgencyId,
    /// The appender's device.
    pub device: Option<PublicKey>,
}

/// A device's mailbox and shelf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailboxSummary {
    /// Whose.
    pub device: DeviceId,
    /// Its agency.
    pub agency: AgencyId,
    /// The newest entry, ever.
    pub newest: Seq,
    /// Entries that wait, and from which agency how many.
    pub waiting: BTreeMap<String, u32>,
    /// The waiting entries' sizes together, in bytes.
    pub bytes: u64,
    /// Key packages on the shelf, the last resort not counted.
    pub packages: u16,
}

/// An armed timer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimerSummary {
    /// The log whose append armed it.
    pub log: LogId,
    /// Its id.
    pub timer: TimerId,
    /// When it fires.
    pub at: UnixMillis,
    /// The agency whose device armed it.
    pub agency: AgencyId,
    /// The devices whose mailboxes it is to reach.
    pub devices: Vec<DeviceId>,
    /// The sizes of what it leaves, together, in bytes.
    pub bytes: u64,
}

/// A blob.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlobSummary {
    /// Its id.
    pub blob: BlobId,
    /// When it was stored.
    pub at: UnixMillis,
    /// Its size, in bytes.
    pub bytes: usize,
}

pub(super) fn survey(rows: &impl Rows, entries: usize) -> Result<Survey, StoreError> {
    let mut survey = Survey::default();
    let (low, high) = (Key::log(LogId([0; 16])), Key::log(LogId([0xff; 16])));
    for (key, row) in collect(rows, &low, &high, row::read::<LogRow>)? {
        survey.logs.push(log(rows, LogId(key), row, entries)?);
    }
    let (low, high) = (Key::device(DeviceId([0; 32])), Key::device(DeviceId([0xff; 32])));
    for (key, row) in collect(rows, &low, &high, row::read::<DeviceRow>)? {
        survey.mailboxes.push(mailbox(rows, DeviceId(key), row)?);
    }
    let (low, high) = (LogId([0; 16]), LogId([0xff; 16]));
    let (low, high) = (Key::timer(low, TimerId(low.0)), Key::timer(high, TimerId(high.0)));
    for (key, row) in collect(rows, &low, &high, row::read::<TimerRow>)? {
        survey.timers.extend(timer(key, row));
    }
    survey.timers.sort_by_key(|timer| (timer.at, timer.log, timer.timer));
    let (low, high) = (Key::blob(BlobId([0; 16])), Key::blob(BlobId([0xff; 16])));
    for (key, (at, bytes)) in collect(rows, &low, &high, |value| {
        let at = value.first_chunk().copied().ok_or(StoreError::Damaged { row: "blob" })?;
        Ok((UnixMillis(u64::from_be_bytes(at)), value.len() - 8))
    })? {
        survey.blobs.push(BlobSummary { blob: BlobId(key), at, bytes });
    }
    let (low, high) = (Key::founded(AgencyId([0; 32])), Key::founded(AgencyId([0xff; 32])));
    survey.founded = collect(rows, &low, &high, |_| Ok(()))?.into_iter().map(|(id, ())| AgencyId(id)).collect();
    let none = (AgencyId([0; 32]), PublicKey([0; 32]));
    let all = (AgencyId([0xff; 32]), PublicKey([0xff; 32]));
    let (low, high) = (Key::invite(none.0, none.1), Key::invite(all.0, all.1));
    rows.scan(&low, &high, |key, value| {
        if let (Some(agency), Some(invite), Ok(device)) = (Key::first(key), Key::ending(key), value.try_into()) {
            survey.invites.push((AgencyId(agency), PublicKey(invite), DeviceId(device)));
        }
        ControlFlow::Continue(())
    })?;
    let (first, last) = (DeviceId([0; 32]), DeviceId([0xff; 32]));
    rows.scan(&Key::linked(none.0, first, first), &Key::linked(all.0, last, last), |key, _| {
        if let (Some((agency, by)), Some(device)) = (agency_and_device(key), Key::ending(key)) {
            survey.linked.push((agency, by, DeviceId(device)));
        }
        ControlFlow::Continue(())
    })?;
    rows.scan(&Key::own_revocation(none.0, first, none.1), &Key::own_revocation(all.0, last, all.1), |key, _| {
        if let (Some((agency, by)), Some(revoked)) = (agency_and_device(key), Key::ending(key)) {
            survey.own_revocations.push((agency, by, PublicKey(revoked)));
        }
        ControlFlow::Continue(())
    })?;
    rows.scan(&Key::kept(none.0, none.1, none.1), &Key::kept(all.0, all.1, all.1), |key, _| {
        if let (Some((agency, revoked)), Some(device)) = (agency_and_device(key), Key::ending(key)) {
            survey.kept.push((agency, PublicKey(revoked.0), DeviceId(device)));
        }
        ControlFlow::Continue(())
    })?;
    let (low, high) = (Key::revocation(none.0, none.1), Key::revocation(all.0, all.1));
    rows.scan(&low, &high, |key, _| {
        if let (Some(agency), Some(revoked)) = (Key::first(key), Key::ending(key)) {
            survey.revocations.push((AgencyId(agency), PublicKey(revoked)));
        }
        ControlFlow::Continue(())
    })?;
    Ok(survey)
}

/// The first two ids of a key of three.
fn agency_and_device(key: &[u8]) -> Option<(AgencyId, DeviceId)> {
    let both: [u8; 64] = Key::first(key)?;
    let (agency, device) = both.split_first_chunk::<32>()?;
    Some((AgencyId(*agency), DeviceId(device.try_into().ok()?)))
}

/// Reads all rows of a class whose key is one id, or ids of `N` bytes together.
fn collect<const N: usize, T>(
    rows: &impl Rows,
    low: &[u8],
    high: &[u8],
    read: impl Fn(&[u8]) -> Result<T, StoreError>,
) -> Result<Vec<([u8; N], T)>, StoreError> {
    let mut all = Vec::new();
    rows.scan(low, high, |key, value| {
        all.extend(Key::ending(key).map(|id| read(value).map(|row| (id, row))));
        ControlFlow::Continue(())
    })?;
    all.into_iter().collect()
}

fn log(rows: &impl Rows, id: LogId, row: LogRow, most: usize) -> Result<LogSummary, StoreError> {
    let mut summary = LogSummary {
        log: id,
        kind: "group",
        agency: row.agency,
        made_at: row.at,
        epoch: Epoch(0),
        newest: Seq(0),
        removed: 0,
        bytes: 0,
        entries: Vec::new(),
    };
    let mut newest = std::collections::VecDeque::new();
    rows.scan(&Key::entry(id, Seq(0)), &Key::entry(id, Seq(u64::MAX)), |key, value| {
        summary.newest = Seq(Key::position(key));
        match entry_row::frame(value) {
            None => summary.removed += 1,
            Some(frame) => {
                summary.bytes += frame.len() as u64;
                newest.push_back(entry_row::decode(frame));
                if newest.len() > most {
                    newest.pop_front();
                }
            }
        }
        ControlFlow::Continue(())
    })?;
    summary.epoch = match row.kind {
        LogKind::Group => current_epoch(rows, id)?,
        LogKind::Register => {
            summary.kind = "register";
            Epoch(summary.newest.0)
        }
    };
    for entry in newest {
        let entry = entry?;
        let commit = entry.commit.map(|facts| CommitSummary {
            agency: facts.appender.root,
            device: facts.appender.links.last().map(|link| link.key),
        });
        let timers =
            entry.timers.map(|marks| MarksSummary { cancelled: marks.cancelled.len(), armed: marks.armed.len() });
        let (seq, at, bytes) = (entry.seq, entry.at, entry.payload.len());
        summary.entries.push(EntrySummary { seq, at, bytes, commit, timers });
    }
    Ok(summary)
}

fn timer(key: [u8; 32], row: TimerRow) -> Option<TimerSummary> {
    let (log, timer) = (key.first_chunk().copied()?, key.last_chunk().copied()?);
    Some(TimerSummary {
        log: LogId(log),
        timer: TimerId(timer),
        at: row.at,
        agency: row.from,
        bytes: row.letters.iter().map(|letter| letter.sealed.len() as u64).sum(),
        devices: row.letters.into_iter().map(|letter| letter.device).collect(),
    })
}

fn mailbox(rows: &impl Rows, device: DeviceId, row: DeviceRow) -> Result<MailboxSummary, StoreError> {
    let (mut waiting, mut bytes) = (BTreeMap::<String, u32>::new(), 0);
    rows.scan(&Key::mail(device, Seq(0)), &Key::mail(device, Seq(u64::MAX)), |_, value| {
        if let Some(from) = super::read::mail_source(value) {
            *waiting.entry(from.to_hex()).or_default() += 1;
        }
        bytes += value.len() as u64 - 32;
        ControlFlow::Continue(())
    })?;
    let DeviceRow { agency, newest, packages, .. } = row;
    Ok(MailboxSummary { device, agency, newest, waiting, bytes, packages })
}
