//! Timers: armed and cancelled in an append's transaction, fired in one of their own (R60 to R63).
//!
//! Whose acceptance a cancellation stands for, whether it was one, and what a timer leaves are none of the relay's business.

use super::mailbox::{self, Place};
use super::{Judge, Stop, check_size};
use crate::store::key::Key;
use crate::store::keyspace::{Keyspace, Rows, RowsMut};
use crate::store::request::{Caller, News, Timed};
use crate::store::row::{self, DeviceRow};
use crate::store::timer_row::{Letter, TimerRow};
use crate::store::{Fired, StoreError, read};
use core::ops::ControlFlow;
use marram_protocol::{AgencyId, DeviceId, LogId, PublicKey, Reason, Refusal, TimerId, UnixMillis};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// What a judged append does to its log's timers: those that go, those that come, and what follows for mailboxes' counts.
pub(super) struct Change {
    gone: Vec<(TimerId, TimerRow)>,
    armed: BTreeMap<TimerId, TimerRow>,
}

impl<R: RowsMut> Judge<'_, R> {
    /// Judges what an append is to do to its log's timers, before anything is written.
    pub(super) fn timers_to_set(&self, by: &Caller, log: LogId, timed: &Timed) -> Result<Change, Stop> {
        let from = by.known.agency;
        let mut change = Change { gone: Vec::new(), armed: BTreeMap::new() };
        for alarm in &timed.arm {
            self.check_not_too_far(alarm.at)?;
            let mut letters = Vec::with_capacity(alarm.pointers.len());
            for pointer in &alarm.pointers {
                check_size(pointer.sealed.len(), self.gate.terms.limits.max_mail_bytes)?;
                self.reached(pointer.device, &pointer.reach.hash())?;
                letters.push(Letter { device: pointer.device, sealed: pointer.sealed.clone() });
            }
            // The last one counts, as if it had replaced the earlier.
            change.armed.insert(alarm.timer, TimerRow { at: alarm.at, from, letters });
        }
        let there = armed(self.rows, log)?;
        let stay =
            there.iter().filter(|timer| !timed.cancel.contains(timer) && !change.armed.contains_key(timer)).count();
        let (limit, got) = (self.gate.terms.timers_per_log, stay + change.armed.len());
        if got as u64 > u64::from(limit) && !change.armed.is_empty() {
            let refusal = Reason::TooManyTimers.into();
            return Err(Refusal { limit: limit.into(), got: got as u64, ..refusal }.into());
        }
        for timer in there {
            if timed.cancel.contains(&timer) || change.armed.contains_key(&timer) {
                let row = row::get(self.rows, &Key::timer(log, timer))?.ok_or(StoreError::Damaged { row: "timer" })?;
                change.gone.push((timer, row));
            }
        }
        self.check_share(from, &change)?;
        Ok(change)
    }

    fn check_not_too_far(&self, at: UnixMillis) -> Result<(), Refusal> {
        let limit = u64::try_from(self.gate.terms.timer_ahead.as_millis()).unwrap_or(u64::MAX);
        let got = at.0.saturating_sub(self.now.0);
        if got <= limit { Ok(()) } else { Err(Refusal { limit, got, ..Reason::TooFarAhead.into() }) }
    }

    /// What an agency has armed for a mailbox counts against its share of it as if it lay there already (R40), so that
    /// nothing has to be refused when a timer fires.
    fn check_share(&self, from: AgencyId, change: &Change) -> Result<(), Stop> {
        let own = change.gone.iter().map(|(_, row)| row).filter(|row| row.from == from);
        let mut freed: HashMap<DeviceId, u32> = HashMap::new();
        for letter in own.flat_map(|row| &row.letters) {
            *freed.entry(letter.device).or_default() += 1;
        }
        let mut wanted: HashMap<DeviceId, u32> = HashMap::new();
        for letter in change.armed.values().flat_map(|row| &row.letters) {
            *wanted.entry(letter.device).or_default() += 1;
        }
        let limit = self.gate.terms.mailbox_share_per_agency;
        for (device, more) in wanted {
            let alarmed = alarmed(self.rows, device, from)?.saturating_sub(freed.get(&device).copied().unwrap_or(0));
            let got = self.share(device, from)?.saturating_add(alarmed).saturating_add(more);
            if got > limit {
                return Err(Refusal { limit: limit.into(), got: got.into(), ..Reason::Quota.into() }.into());
            }
        }
        Ok(())
    }

    /// Writes what was judged.
    pub(super) fn set_timers(&mut self, log: LogId, change: Change) -> Result<(), StoreError> {
        for (timer, row) in &change.gone {
            disarm(self.rows, log, *timer, row)?;
        }
        for (timer, row) in &change.armed {
            self.put_row(&Key::timer(log, *timer), row)?;
            self.rows.put(&Key::due(row.at, log, *timer), &[])?;
            for letter in &row.letters {
                let alarmed = alarmed(self.rows, letter.device, row.from)?;
                self.put_row(&Key::alarmed(letter.device, row.from), &alarmed.saturating_add(1))?;
            }
        }
        Ok(())
    }
}

/// The timers of a log that are armed.
fn armed(rows: &impl Rows, log: LogId) -> Result<Vec<TimerId>, StoreError> {
    let mut timers = Vec::new();
    rows.scan(&Key::timer(log, TimerId([0; 16])), &Key::timer(log, TimerId([0xff; 16])), |key, _| {
        timers.extend(Key::ending(key).map(TimerId));
        ControlFlow::Continue(())
    })?;
    Ok(timers)
}

fn alarmed(rows: &impl Rows, device: DeviceId, from: AgencyId) -> Result<u32, StoreError> {
    Ok(row::get(rows, &Key::alarmed(device, from))?.unwrap_or(0))
}

/// Takes a timer away, whether it fires or not.
fn disarm(rows: &mut impl RowsMut, log: LogId, timer: TimerId, row: &TimerRow) -> Result<(), StoreError> {
    rows.remove(&Key::timer(log, timer))?;
    rows.remove(&Key::due(row.at, log, timer))?;
    for letter in &row.letters {
        let key = Key::alarmed(letter.device, row.from);
        match alarmed(rows, letter.device, row.from)?.saturating_sub(1) {
            0 => rows.remove(&key)?,
            left => rows.put(&key, &row::bytes(&left))?,
        }
    }
    Ok(())
}

/// When the next timer fires.
pub(in crate::store) fn next_timer(rows: &impl Rows) -> Result<Option<UnixMillis>, StoreError> {
    Ok(due(rows, UnixMillis(u64::MAX), 1)?.first().map(|(at, ..)| *at))
}

/// The timers that are due by `now`, in order of time, at most `most`.
fn due(rows: &impl Rows, now: UnixMillis, most: usize) -> Result<Vec<(UnixMillis, LogId, TimerId)>, StoreError> {
    let mut due = Vec::new();
    let (first, last) = (LogId([0; 16]), LogId([0xff; 16]));
    let (first, last) = (Key::due(UnixMillis(0), first, TimerId([0; 16])), Key::due(now, last, TimerId([0xff; 16])));
    rows.scan(&first, &last, |key, _| {
        let log: Option<[u8; 24]> = Key::first(key);
        if let (Some(at), Some(log), Some(timer)) =
            (Key::first(key), log.and_then(|log| log.last_chunk().copied()), Key::ending(key))
        {
            due.push((UnixMillis(u64::from_be_bytes(at)), LogId(log), TimerId(timer)));
        }
        if due.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(due)
}

/// Fires what is due by `now`, at most `most` timers, in one durable transaction (R62).
pub(in crate::store) fn fire(engine: &impl Keyspace, now: UnixMillis, most: usize) -> Result<Fired, StoreError> {
    // Looking costs no flush, and mostly there is nothing.
    if engine.read(|rows| due(rows, now, 1))?.is_empty() {
        return Ok(Fired::default());
    }
    engine.write(|rows| {
        let (mut fired, mut lineages) = (Fired::default(), HashMap::new());
        for (_, log, timer) in due(rows, now, most)? {
            let row: TimerRow = row::get(rows, &Key::timer(log, timer))?.ok_or(StoreError::Damaged { row: "timer" })?;
            disarm(rows, log, timer, &row)?;
            for letter in &row.letters {
                fired.news.extend(post(rows, &mut lineages, row.from, letter, now)?);
            }
            fired.timers += 1;
        }
        Ok(fired)
    })
}

/// Which keys made each device of an agency: its invite, and who linked it with theirs.
type Lineage = HashMap<DeviceId, read::MadeBy>;

/// Leaves one letter, unless its device is gone or revoked. A mailbox that is full takes it all the same: what may be
/// armed is bounded.
fn post(
    rows: &mut impl RowsMut,
    lineages: &mut HashMap<AgencyId, Lineage>,
    from: AgencyId,
    letter: &Letter,
    now: UnixMillis,
) -> Result<Option<News>, StoreError> {
    let device = letter.device;
    let Some(row) = row::get::<DeviceRow>(rows, &Key::device(device))? else { return Ok(None) };
    let lineage = match lineages.entry(row.agency) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(unknown) => unknown.insert(read::lineage(rows, row.agency)?),
    };
    let made_by = lineage.get(&device);
    if is_over(rows, row.agency, device, made_by)? {
        return Ok(None);
    }
    let place = Place { seq: row.newest.next() };
    mailbox::leave(rows, from, place, (device, &letter.sealed), now, None).map(Some)
}

/// Whether a device was revoked, as far as the store knows which keys its pass holds (R14).
fn is_over(
    rows: &impl Rows,
    agency: AgencyId,
    device: DeviceId,
    made_by: Option<&read::MadeBy>,
) -> Result<bool, StoreError> {
    let linking = made_by.and_then(|made| made.device);
    let keys = [Some(PublicKey(device.0)), made_by.and_then(|made| made.invite), linking.map(|by| PublicKey(by.0))];
    for key in keys.into_iter().flatten() {
        if read::is_key_revoked(rows, agency, key)? {
            return Ok(true);
        }
        for by in [Some(device), linking].into_iter().flatten() {
            if rows.look(&Key::own_revocation(agency, by, key), |_| ())?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
