//! Appends: to a group by whoever holds the epoch's token, to a register by its agency (R20, R24, R30, R32).

use super::log_state::LogState;
use super::{Judge, Stop, check_size};
use crate::store::entry_row::{self, EntryRow};
use crate::store::key::Key;
use crate::store::keyspace::RowsMut;
use crate::store::request::{Caller, Judged, NewEntry, News, Operation, Outcome, Request, Timed};
use crate::store::row::{self, EpochRow};
use crate::store::{StoreError, read};
use marram_protocol::entry::EntryHash;
use marram_protocol::frame::EntryFrame;
use marram_protocol::frame::client::LogKind;
use marram_protocol::{AppendId, DeviceId, Epoch, LogId, PublicKey, Purpose, Reason, Seq, TokenHash};

impl<R: RowsMut> Judge<'_, R> {
    pub(super) fn append(&mut self, by: &Caller, request: &Request) -> Result<Judged, Stop> {
        let Operation::Append { log: id, append, epoch, token, timed, payload } = &request.operation else {
            return Err(Reason::Malformed.into());
        };
        let now = self.now;
        let log = self.log(*id)?;
        let timers = timed.as_ref().map(Timed::marks);
        let hash = EntryHash::of(*append, *epoch, None, timers.as_ref(), payload);
        self.check_append_id(*id, *append, &hash)?;
        self.check_pipeline(request, *id)?;
        let stating = match log.kind {
            LogKind::Group => {
                self.check_token(*id, *epoch, token)?;
                None
            }
            LogKind::Register if timed.is_some() => return Err(Reason::NotPermitted.into()),
            LogKind::Register => Some(self.check_may_state(*id, &log, by)?),
        };
        check_epoch(*id, &log, *epoch)?;
        check_size(payload.len(), self.gate.terms.limits.max_entry_bytes)?;
        let timers_set = match timed {
            Some(timed) => {
                check_size(request.operation.bytes(), self.gate.terms.limits.max_commit_bytes)?;
                Some(self.timers_to_set(by, *id, timed)?)
            }
            None => None,
        };
        let stating = match stating {
            Some(Stating::Speaks { tells }) => match (self.gate.state(by.known.device, now), tells) {
                (Err(_), Some(count)) => Some(Stating::Tells(count)),
                (Err(refusal), None) => return Err(refusal.into()),
                (Ok(()), _) => stating,
            },
            other => other,
        };
        self.gate.append(by.known.device, now)?;
        self.gate.store(by.known.agency, request.operation.bytes(), now)?;

        let seq = log.newest.next();
        let frame = EntryFrame {
            log: *id,
            seq,
            at: now.max(log.at),
            append: *append,
            epoch: *epoch,
            commit: None,
            stated_by: stating.is_some().then(|| by.pass.clone()),
            timers,
            payload: payload.clone(),
        };
        if let Some(change) = timers_set {
            self.set_timers(*id, change)?;
        }
        match stating {
            Some(Stating::Redeems(invite)) => self.put_row(&Key::redemption(*id, invite), &seq)?,
            Some(Stating::Tells(count)) => self.put_row(&Key::told(*id, by.known.device), &count)?,
            Some(Stating::Administers | Stating::Speaks { .. }) | None => {}
        }
        let next_epoch = if log.kind == LogKind::Register { log.epoch.next() } else { log.epoch };
        Ok(self.store_entry(log, &frame, &hash, next_epoch)?)
    }

    /// A known append id gets its first answer; with other bytes it is refused (R20).
    pub(super) fn check_append_id(&self, log: LogId, append: AppendId, hash: &EntryHash) -> Result<(), Stop> {
        let Some(seq) = row::get::<Seq>(self.rows, &Key::append(log, append))? else { return Ok(()) };
        let first = self.rows.look(&Key::entry(log, seq), |value| {
            let entry = entry_row::frame(value).map(entry_row::decode).transpose()?;
            Ok::<_, StoreError>((entry_row::head(value)?, entry))
        })?;
        match first.transpose()? {
            Some((head, Some(entry))) if entry.hash() == *hash => {
                Err(Stop::Answered(Outcome::Stored { log, seq, at: entry.at, head }))
            }
            Some(_) => Err(Reason::AppendIdReused.into()),
            None => Err(StoreError::Damaged { row: "append" }.into()),
        }
    }

    pub(super) fn check_pipeline(&self, request: &Request, log: LogId) -> Result<(), Stop> {
        if self.gate.is_stopped(request.from, log) { Err(Reason::PipelineStopped.into()) } else { Ok(()) }
    }

    /// Whether the token opens the epoch that the append names, current or past.
    pub(super) fn check_token(&self, log: LogId, epoch: Epoch, token: &TokenHash) -> Result<(), Stop> {
        match row::get::<EpochRow>(self.rows, &Key::epoch(log, epoch))? {
            Some(row) if row.tokens.append == *token => Ok(()),
            _ => Err(Reason::NoSuchLog.into()),
        }
    }

    /// As what the caller may append to a register (R32).
    fn check_may_state(&self, id: LogId, log: &LogState, by: &Caller) -> Result<Stating, Stop> {
        let known = &by.known;
        if log.agency != Some(known.agency) {
            return Err(Reason::NotPermitted.into());
        }
        match known.invite {
            None if known.purpose == Purpose::Administrator => Ok(Stating::Administers),
            Some(invite) if !self.has(&Key::redemption(id, invite))? => Ok(Stating::Redeems(invite)),
            _ => {
                let told = row::get::<u32>(self.rows, &Key::told(id, known.device))?.unwrap_or(0);
                let revoked = read::own_revocations(self.rows, known.agency, known.device)?;
                // Of its own end the device that the invite made tells before: afterwards it is heard no more.
                let invite = known.invite.map(|invite| Key::invite(known.agency, invite));
                let made = invite.map(|invite| row::get::<DeviceId>(self.rows, &invite)).transpose()?.flatten();
                let own_end = u32::from(made == Some(known.device));
                let tells = (told < revoked + own_end).then_some(told + 1);
                match (self.gate.terms.statements_per_day, tells) {
                    (0, None) => Err(Reason::NotPermitted.into()),
                    (0, Some(count)) => Ok(Stating::Tells(count)),
                    _ => Ok(Stating::Speaks { tells }),
                }
            }
        }
    }

    /// Writes a judged entry and makes it news.
    pub(super) fn store_entry(
        &mut self,
        log: LogState,
        entry: &EntryFrame,
        hash: &EntryHash,
        next_epoch: Epoch,
    ) -> Result<Judged, StoreError> {
        let (id, seq, at) = (entry.log, entry.seq, entry.at);
        let head = log.head.then(seq, hash);
        let row = EntryRow::new(head, entry);
        self.rows.put(&Key::entry(id, seq), row.as_slice())?;
        self.put_row(&Key::append(id, entry.append), &seq)?;
        self.logs.insert(id, LogState { newest: seq, head, at, epoch: next_epoch, ..log });
        let new =
            NewEntry { log: id, seq, epoch: entry.epoch, ends_epoch: entry.commit.is_some(), frame: row.into_frame() };
        Ok(Judged { outcome: Outcome::Stored { log: id, seq, at, head }, news: vec![News::Entry(new)] })
    }
}

/// What lets a caller append to a register.
enum Stating {
    /// It is an administrator.
    Administers,
    /// This invite made it, and that has not been said yet.
    Redeems(PublicKey),
    /// It says something of its own, as it may so often a day: for example of its person's duty. Past that it `tells`.
    Speaks { tells: Option<u32> },
    /// It revoked so many keys but one, and tells of this one of them, or of its own end.
    Tells(u32),
}

/// Compare-and-append (R24).
pub(super) fn check_epoch(id: LogId, log: &LogState, epoch: Epoch) -> Result<(), Stop> {
    if epoch == log.epoch {
        return Ok(());
    }
    Err(Stop::Answered(Outcome::Conflict { log: id, epoch: log.epoch, newest: log.newest }))
}
