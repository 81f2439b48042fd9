//! Commits: entry, epoch, next tokens and the joiners' pointers, all or nothing (R24, R25).

use super::append::check_epoch;
use super::{Judge, Stop, check_size, mailbox};
use crate::store::key::Key;
use crate::store::keyspace::RowsMut;
use crate::store::request::{Caller, Judged, Operation, Outcome, Request};
use crate::store::row::EpochRow;
use marram_protocol::entry::EntryHash;
use marram_protocol::frame::client::LogKind;
use marram_protocol::frame::{CommitFacts, EntryFrame, Origin};
use marram_protocol::{Epoch, LogId, NextTokens, Reason, Seq};

impl<R: RowsMut> Judge<'_, R> {
    pub(super) fn commit(&mut self, by: &Caller, request: &Request) -> Result<Judged, Stop> {
        let Operation::Commit { log: id, append, epoch, token, next, pointers, payload } = &request.operation else {
            return Err(Reason::Malformed.into());
        };
        let now = self.now;
        let log = self.log(*id)?;
        let hash = EntryHash::of(*append, *epoch, Some(next), None, payload);
        self.check_append_id(*id, *append, &hash)?;
        self.check_pipeline(request, *id)?;
        if log.kind != LogKind::Group {
            return Err(Reason::NotPermitted.into());
        }
        self.check_token(*id, *epoch, token)?;
        check_epoch(*id, &log, *epoch)?;
        let limits = self.gate.terms.limits;
        check_size(request.operation.bytes(), limits.max_commit_bytes)?;
        for pointer in pointers {
            check_size(pointer.sealed.len(), limits.max_mail_bytes)?;
        }
        let places = self.places(by, pointers)?;
        self.gate.append(by.known.device, now)?;
        self.gate.commit(by.known.device, now)?;
        self.gate.store(by.known.agency, request.operation.bytes(), now)?;

        let (seq, next_epoch) = (log.newest.next(), log.epoch.next());
        let frame = EntryFrame {
            log: *id,
            seq,
            at: now.max(log.at),
            append: *append,
            epoch: *epoch,
            commit: Some(CommitFacts { appender: by.pass.clone(), next: *next }),
            stated_by: None,
            timers: None,
            payload: payload.clone(),
        };
        let mut judged = self.store_entry(log, &frame, &hash, next_epoch)?;
        self.begin_epoch(*id, next_epoch, next, seq)?;
        if let Outcome::Stored { head, .. } = judged.outcome {
            let origin = Some(Origin { log: *id, seq, head });
            for (pointer, place) in pointers.iter().zip(places) {
                let letter = (pointer.device, &pointer.sealed);
                let news = mailbox::leave(self.rows, by.known.agency, place, letter, frame.at, origin)?;
                judged.news.push(news);
            }
        }
        Ok(judged)
    }

    /// Installs an epoch's tokens. Where a read token opens an earlier epoch already it goes on opening that one: whoever
    /// commits may spoil the epoch that they begin, never the history.
    pub(super) fn begin_epoch(
        &mut self,
        log: LogId,
        epoch: Epoch,
        tokens: &NextTokens,
        begin: Seq,
    ) -> Result<(), Stop> {
        self.put_row(&Key::epoch(log, epoch), &EpochRow { tokens: *tokens, begin })?;
        let reader = Key::reader(log, tokens.read);
        if !self.has(&reader)? {
            self.put_row(&reader, &epoch)?;
        }
        Ok(())
    }
}
