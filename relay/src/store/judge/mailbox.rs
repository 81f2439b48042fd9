//! Mailboxes: notes, the pointers of commits, and what timers leave (R25, R40, R42, R62).

use super::{Judge, Stop, check_size};
use crate::store::key::Key;
use crate::store::keyspace::{Rows, RowsMut};
use crate::store::request::{Caller, Judged, News, Outcome};
use crate::store::row::{self, DeliveredRow, DeviceRow, Digest};
use crate::store::{StoreError, read};
use bytes::Bytes;
use core::ops::ControlFlow;
use marram_protocol::frame::{Origin, SealedPointer};
use marram_protocol::{AgencyId, AppendId, DeviceId, Purpose, Reason, Refusal, RelayFrame, Seq, TokenHash, UnixMillis};
use std::collections::HashMap;

/// A place in a mailbox that has been found to be free.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) seq: Seq,
}

impl<R: RowsMut> Judge<'_, R> {
    pub(super) fn deliver(
        &mut self,
        by: &Caller,
        append: AppendId,
        device: DeviceId,
        reach: &TokenHash,
        payload: &Bytes,
    ) -> Result<Judged, Stop> {
        let known = Key::delivered(device, append);
        let hash = Digest::of(payload);
        match row::get::<DeliveredRow>(self.rows, &known)? {
            Some(row) if row.hash == hash => return Ok(Outcome::Done { value: 0 }.into()),
            Some(_) => return Err(Reason::AppendIdReused.into()),
            None => {}
        }
        let waits = by.known.purpose == Purpose::Knock;
        let row = if waits { self.answers_for(by, device)? } else { self.reached(device, reach)? };
        check_size(payload.len(), self.gate.terms.limits.max_mail_bytes)?;
        let place = self.place(&row, self.share(device, by.known.agency)?)?;
        self.gate.append(by.known.device, self.now)?;
        self.gate.store(by.known.agency, payload.len(), self.now)?;
        if waits {
            self.put_row(&Key::device(by.known.device), &DeviceRow::new(by.known.agency, *reach))?;
        }
        let news = leave(self.rows, by.known.agency, place, (device, payload), self.now, None)?;
        self.put_row(&known, &DeliveredRow { hash, at: self.now })?;
        Ok(Judged { outcome: Outcome::Done { value: 0 }, news: vec![news] })
    }

    /// The administrator who can let a waiting device in, if it is the one that it writes to, and for the first time (R18).
    fn answers_for(&self, by: &Caller, device: DeviceId) -> Result<DeviceRow, Stop> {
        if device.0 != by.known.administrator.0 || self.has(&Key::device(by.known.device))? {
            return Err(Reason::NotPermitted.into());
        }
        row::get::<DeviceRow>(self.rows, &Key::device(device))?.ok_or(Reason::NotReachable.into())
    }

    /// Finds a place for each of a commit's pointers, before anything is written.
    pub(super) fn places(&self, by: &Caller, pointers: &[SealedPointer]) -> Result<Vec<Place>, Stop> {
        // A commit may hold several pointers for one device.
        let mut seen: HashMap<DeviceId, (DeviceRow, u32)> = HashMap::new();
        let mut places = Vec::with_capacity(pointers.len());
        for pointer in pointers {
            let row = self.reached(pointer.device, &pointer.reach.hash())?;
            let (row, share) = match seen.get(&pointer.device) {
                Some(seen) => *seen,
                None => (row, self.share(pointer.device, by.known.agency)?),
            };
            let place = self.place(&row, share)?;
            let row = DeviceRow { newest: place.seq, waiting: row.waiting + 1, ..row };
            seen.insert(pointer.device, (row, share + 1));
            places.push(place);
        }
        Ok(places)
    }

    /// The device, if it is there and the reach token opens it; otherwise the relay does not say which.
    pub(super) fn reached(&self, device: DeviceId, reach: &TokenHash) -> Result<DeviceRow, Stop> {
        let row = row::get::<DeviceRow>(self.rows, &Key::device(device))?;
        row.filter(|row| row.reach == *reach).ok_or(Reason::NotReachable.into())
    }

    /// How many entries of a mailbox one agency left.
    pub(super) fn share(&self, device: DeviceId, from: AgencyId) -> Result<u32, StoreError> {
        share(self.rows, device, from)
    }

    fn place(&self, row: &DeviceRow, share: u32) -> Result<Place, Refusal> {
        let terms = &self.gate.terms;
        for (limit, got, reason) in [
            (terms.limits.max_mailbox, row.waiting, Reason::Full),
            (terms.mailbox_share_per_agency, share, Reason::Quota),
        ] {
            if got >= limit {
                return Err(Refusal { reason, retry_after_ms: 0, limit: limit.into(), got: got.into() });
            }
        }
        Ok(Place { seq: row.newest.next() })
    }

    pub(super) fn acknowledge(&mut self, device: DeviceId, upto: Seq) -> Result<Judged, Stop> {
        let key = Key::device(device);
        let Some(row) = row::get::<DeviceRow>(self.rows, &key)? else { return Ok(Outcome::Done { value: 0 }.into()) };
        let mut removed: Vec<(Seq, Option<AgencyId>)> = Vec::new();
        self.rows.scan(&Key::mail(device, Seq(0)), &Key::mail(device, upto), |key, value| {
            removed.push((Seq(Key::position(key)), read::mail_source(value)));
            ControlFlow::Continue(())
        })?;
        let mut shares: HashMap<AgencyId, u32> = HashMap::new();
        for (seq, from) in &removed {
            self.rows.remove(&Key::mail(device, *seq))?;
            *shares.entry(from.ok_or(StoreError::Damaged { row: "mail" })?).or_default() += 1;
        }
        for (from, count) in shares {
            match self.share(device, from)?.saturating_sub(count) {
                0 => self.rows.remove(&Key::share(device, from))?,
                left => self.put_row(&Key::share(device, from), &left)?,
            }
        }
        let waiting = row.waiting.saturating_sub(removed.len() as u32);
        if !removed.is_empty() {
            self.put_row(&key, &DeviceRow { waiting, ..row })?;
        }
        Ok(Outcome::Done { value: 0 }.into())
    }
}

/// How many entries of a mailbox one agency left.
fn share(rows: &impl Rows, device: DeviceId, from: AgencyId) -> Result<u32, StoreError> {
    Ok(row::get(rows, &Key::share(device, from))?.unwrap_or(0))
}

/// Writes one entry into a place that was found.
pub(super) fn leave(
    rows: &mut impl RowsMut,
    from: AgencyId,
    place: Place,
    (device, payload): (DeviceId, &Bytes),
    at: UnixMillis,
    origin: Option<Origin>,
) -> Result<News, StoreError> {
    let key = Key::device(device);
    let row: DeviceRow = row::get(rows, &key)?.ok_or(StoreError::Damaged { row: "device" })?;
    rows.put(&key, &row::bytes(&DeviceRow { newest: place.seq, waiting: row.waiting.saturating_add(1), ..row }))?;
    let share = share(rows, device, from)?;
    rows.put(&Key::share(device, from), &row::bytes(&share.saturating_add(1)))?;
    let frame = RelayFrame::Mail { seq: place.seq, at, origin, payload: payload.clone() }.encode();
    let mut value = Vec::with_capacity(32 + frame.len());
    value.extend_from_slice(&from.0);
    value.extend_from_slice(&frame);
    rows.put(&Key::mail(device, place.seq), &value)?;
    Ok(News::Mail { device, seq: place.seq, frame })
}
