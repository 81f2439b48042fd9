//! What is read from the store without changing it: windows of logs, entries, mail, blobs, a device's standing.

use super::StoreError;
use super::entry_row;
use super::judge::current_epoch;
use super::key::Key;
use super::keyspace::Rows;
use super::row::{self, DeviceRow, EpochRow, LogRow};
use bytes::{Bytes, BytesMut};
use core::ops::ControlFlow;
use marram_protocol::frame::client::LogKind;
use marram_protocol::{
    AgencyId, BlobId, ChainHead, DeviceId, Epoch, LogId, PublicKey, Purpose, RelayFrame, Seq, TokenHash, VerifiedPass,
};
use std::collections::HashMap;

/// What the relay knows of a device that authenticates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether a key of its pass was revoked by its agency.
    pub revoked: bool,
    /// The device that its invite made, if it made one.
    pub invite_bound_to: Option<DeviceId>,
    /// Whether its agency was admitted by a founding token.
    pub founded: bool,
    /// Key packages on its shelf, the last resort not counted.
    pub shelf: u16,
    /// The newest entry of its mailbox, ever.
    pub mailbox: Seq,
}

pub(super) fn standing(rows: &impl Rows, pass: &VerifiedPass) -> Result<Standing, StoreError> {
    let device: Option<DeviceRow> = row::get(rows, &Key::device(pass.device))?;
    let invite_bound_to = match pass.invite {
        Some(invite) => row::get(rows, &Key::invite(pass.agency, invite))?,
        None => None,
    };
    Ok(Standing {
        revoked: is_revoked(rows, pass)?,
        invite_bound_to,
        founded: rows.look(&Key::founded(pass.agency), |_| ())?.is_some(),
        shelf: device.map_or(0, |row| row.packages),
        mailbox: device.map_or(Seq(0), |row| row.newest),
    })
}

/// Whether a pass was ended: one of its keys by an administrator, or by a device that the pass holds (R14).
pub(super) fn is_revoked(rows: &impl Rows, pass: &VerifiedPass) -> Result<bool, StoreError> {
    if is_ended_by_administrator(rows, pass)? {
        return Ok(true);
    }
    let own = (pass.purpose == Purpose::Device).then_some(pass.device);
    for by in own.into_iter().chain(pass.linked_by.map(|linking| linking.device)) {
        // Nearly always there is none.
        if own_revocations(rows, pass.agency, by)? == 0 {
            continue;
        }
        for key in pass.keys() {
            if rows.look(&Key::own_revocation(pass.agency, by, key), |_| ())?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether an administrator ended one of a pass's keys and did not keep another of them.
pub(super) fn is_ended_by_administrator(rows: &impl Rows, pass: &VerifiedPass) -> Result<bool, StoreError> {
    for revoked in pass.keys() {
        if !is_key_revoked(rows, pass.agency, revoked)? {
            continue;
        }
        let mut kept = false;
        for key in pass.keys() {
            kept |= rows.look(&Key::kept(pass.agency, revoked, key), |_| ())?.is_some();
        }
        if !kept {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The devices that a key's revocation keeps.
pub(super) fn kept(rows: &impl Rows, agency: AgencyId, revoked: PublicKey) -> Result<Vec<PublicKey>, StoreError> {
    let (low, high) = (PublicKey([0; 32]), PublicKey([0xff; 32]));
    let mut kept = Vec::new();
    rows.scan(&Key::kept(agency, revoked, low), &Key::kept(agency, revoked, high), |key, _| {
        kept.extend(Key::ending(key).map(PublicKey));
        ControlFlow::Continue(())
    })?;
    Ok(kept)
}

/// How many keys a device revoked itself.
pub(super) fn own_revocations(rows: &impl Rows, agency: AgencyId, by: DeviceId) -> Result<u32, StoreError> {
    let (low, high) = (PublicKey([0; 32]), PublicKey([0xff; 32]));
    let mut count = 0;
    rows.scan(&Key::own_revocation(agency, by, low), &Key::own_revocation(agency, by, high), |_, _| {
        count += 1;
        ControlFlow::Continue(())
    })?;
    Ok(count)
}

/// The devices that a device linked and that were not revoked since.
pub(super) fn linked_devices(rows: &impl Rows, agency: AgencyId, by: DeviceId) -> Result<u32, StoreError> {
    let (low, high) = (DeviceId([0; 32]), DeviceId([0xff; 32]));
    let mut linked = Vec::new();
    rows.scan(&Key::linked(agency, by, low), &Key::linked(agency, by, high), |key, invite| {
        linked.extend(Key::ending(key).map(PublicKey).map(|device| (device, row::read::<PublicKey>(invite))));
        ControlFlow::Continue(())
    })?;
    let mut count = 0;
    for (device, invite) in linked {
        let mut over = false;
        for key in [device, invite?] {
            over |= is_key_revoked(rows, agency, key)?
                || rows.look(&Key::own_revocation(agency, by, key), |_| ())?.is_some();
        }
        count += u32::from(!over);
    }
    Ok(count)
}

/// Which keys made a device, besides its administrator's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct MadeBy {
    /// The invite that made it.
    pub(super) invite: Option<PublicKey>,
    /// The device that linked it.
    pub(super) device: Option<DeviceId>,
}

/// Which keys made the devices of an agency.
pub(super) fn lineage(rows: &impl Rows, agency: AgencyId) -> Result<HashMap<DeviceId, MadeBy>, StoreError> {
    let mut lineage: HashMap<DeviceId, MadeBy> = HashMap::new();
    let (low, high) = (PublicKey([0; 32]), PublicKey([0xff; 32]));
    rows.scan(&Key::invite(agency, low), &Key::invite(agency, high), |key, value| {
        if let (Some(invite), Ok(device)) = (Key::ending(key), row::read::<DeviceId>(value)) {
            lineage.entry(device).or_default().invite = Some(PublicKey(invite));
        }
        ControlFlow::Continue(())
    })?;
    let (low, high) = (DeviceId([0; 32]), DeviceId([0xff; 32]));
    rows.scan(&Key::linked(agency, low, low), &Key::linked(agency, high, high), |key, _| {
        let by: Option<[u8; 64]> = Key::first(key);
        if let (Some(by), Some(device)) = (by.and_then(|both| both.last_chunk().copied()), Key::ending(key)) {
            lineage.entry(DeviceId(device)).or_default().device = Some(DeviceId(by));
        }
        ControlFlow::Continue(())
    })?;
    Ok(lineage)
}

pub(super) fn is_key_revoked(rows: &impl Rows, agency: AgencyId, key: PublicKey) -> Result<bool, StoreError> {
    Ok(rows.look(&Key::revocation(agency, key), |_| ())?.is_some())
}

/// What a read token opens of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The epoch that the token is of.
    pub epoch: Epoch,
    /// Where delivery begins: after the later of what was asked and what the token reads, and never past what there is.
    pub after: Seq,
    /// The chain's head there.
    pub head: ChainHead,
    /// The last entry that the token reads now.
    pub newest: Seq,
    /// Whether it will never read more.
    pub ended: bool,
}

pub(super) fn window(
    rows: &impl Rows,
    log: LogId,
    token: &TokenHash,
    after: Seq,
) -> Result<Option<Window>, StoreError> {
    let Some(LogRow { kind, .. }) = row::get(rows, &Key::log(log))? else { return Ok(None) };
    let Some(epoch) = row::get::<Epoch>(rows, &Key::reader(log, *token))? else { return Ok(None) };
    let Some(opened) = row::get::<EpochRow>(rows, &Key::epoch(log, epoch))? else { return Ok(None) };
    let last = rows.last(&Key::entry(log, Seq(0)), &Key::entry(log, Seq(u64::MAX)), |key, _| Key::position(key))?;
    let last = Seq(last.unwrap_or(0));
    // A register's one token reads all of it; a group's reads to the commit that ended its epoch, which began the next.
    let end = match kind {
        LogKind::Register => None,
        LogKind::Group if current_epoch(rows, log)? == epoch => None,
        LogKind::Group => row::get::<EpochRow>(rows, &Key::epoch(log, epoch.next()))?.map(|next| next.begin),
    };
    let newest = end.unwrap_or(last);
    let after = after.max(Seq(opened.begin.0.saturating_sub(1))).min(newest);
    Ok(Some(Window { epoch, after, head: head_at(rows, log, after)?, newest, ended: end.is_some() }))
}

fn head_at(rows: &impl Rows, log: LogId, seq: Seq) -> Result<ChainHead, StoreError> {
    if seq == Seq(0) {
        return Ok(ChainHead::start(log));
    }
    rows.look(&Key::entry(log, seq), entry_row::head)?.ok_or(StoreError::Damaged { row: "entry" })?
}

/// What stands at some place of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// An entry.
    Entry {
        /// Its place.
        seq: Seq,
        /// What goes out.
        frame: Bytes,
    },
    /// Entries that retention removed.
    Gap {
        /// The first.
        from: Seq,
        /// The last.
        to: Seq,
    },
}

/// Where an item of a page lies, before the page's one buffer is cut into frames.
enum Placed {
    Entry(Seq, usize),
    Gap(Seq, Seq),
}

pub(super) fn entries(
    rows: &impl Rows,
    log: LogId,
    after: Seq,
    upto: Seq,
    most: u32,
    bytes: usize,
) -> Result<Vec<Item>, StoreError> {
    if after >= upto {
        return Ok(Vec::new());
    }
    let (mut placed, mut frames, mut count) = (Vec::new(), BytesMut::new(), 0);
    rows.scan(&Key::entry(log, after.next()), &Key::entry(log, upto), |key, value| {
        let seq = Seq(Key::position(key));
        match (entry_row::frame(value), placed.last_mut()) {
            (Some(frame), _) => {
                if count >= most || (!frames.is_empty() && frames.len() + frame.len() > bytes) {
                    return ControlFlow::Break(());
                }
                frames.extend_from_slice(frame);
                placed.push(Placed::Entry(seq, frame.len()));
                count += 1;
            }
            (None, Some(Placed::Gap(_, to))) => *to = seq,
            (None, _) => placed.push(Placed::Gap(seq, seq)),
        }
        ControlFlow::Continue(())
    })?;
    let mut frames = frames.freeze();
    Ok(placed
        .into_iter()
        .map(|placed| match placed {
            Placed::Entry(seq, length) => Item::Entry { seq, frame: frames.split_to(length) },
            Placed::Gap(from, to) => Item::Gap { from, to },
        })
        .collect())
}

pub(super) fn entry(rows: &impl Rows, log: LogId, seq: Seq) -> Result<Option<RelayFrame>, StoreError> {
    let entry = rows.look(&Key::entry(log, seq), |value| entry_row::frame(value).map(entry_row::decode))?;
    Ok(entry.flatten().transpose()?.map(|entry| RelayFrame::Entry { entry }))
}

/// An entry of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its place.
    pub seq: Seq,
    /// What goes out.
    pub frame: Bytes,
}

pub(super) fn mail(
    rows: &impl Rows,
    device: DeviceId,
    after: Seq,
    most: u32,
    bytes: usize,
) -> Result<Vec<Mail>, StoreError> {
    let (mut page, mut size) = (Vec::new(), 0);
    rows.scan(&Key::mail(device, after.next()), &Key::mail(device, Seq(u64::MAX)), |key, value| {
        let frame = value.get(32..).unwrap_or_default();
        if page.len() >= most as usize || (size > 0 && size + frame.len() > bytes) {
            return ControlFlow::Break(());
        }
        size += frame.len();
        page.push(Mail { seq: Seq(Key::position(key)), frame: Bytes::copy_from_slice(frame) });
        ControlFlow::Continue(())
    })?;
    Ok(page)
}

/// The agency that left a mailbox entry.
pub(super) fn mail_source(value: &[u8]) -> Option<AgencyId> {
    value.first_chunk().copied().map(AgencyId)
}

pub(super) fn blob(rows: &impl Rows, blob: BlobId) -> Result<Option<Bytes>, StoreError> {
    Ok(rows.look(&Key::blob(blob), |value| blob_bytes(value).map(Bytes::copy_from_slice))?.flatten())
}

/// A stored blob without the time before it.
pub(super) fn blob_bytes(value: &[u8]) -> Option<&[u8]> {
    value.get(8..)
}
