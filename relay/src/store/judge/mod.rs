//! The judge: decides about each request of a batch inside the transaction that makes it durable.
//!
//! Owns the order of judging (R20): the caller's revocation, a known append id, a stopped pipeline, the token, the epoch,
//! then size, rate and quota. A request is judged wholly before its first change, so that a refused one changes nothing.

mod append;
mod blob;
mod commit;
mod create;
mod log_state;
mod mailbox;
mod offer;
mod pass;
mod shelf;
mod timers;

pub(super) use log_state::current_epoch;
pub(super) use timers::{fire, next_timer};

use super::StoreError;
use super::gate::Gate;
use super::key::Key;
use super::keyspace::{Keyspace, RowsMut};
use super::request::{Caller, ConnectionId, Judged, Operation, Outcome, Request};
use super::row::{self, Row};
use log_state::LogState;
use marram_protocol::{LogId, Reason, Refusal, UnixMillis};
use std::collections::HashMap;

/// Judges a batch in its order, in one durable transaction.
pub(super) fn apply(
    engine: &impl Keyspace,
    gate: &mut Gate,
    now: UnixMillis,
    batch: &[Request],
) -> Result<Vec<Judged>, StoreError> {
    if !batch.iter().any(|request| request.operation.is_durable()) {
        return Ok(batch.iter().map(|request| at_the_gate(gate, request)).collect());
    }
    let result = engine.write(|rows| {
        let mut judge = Judge { rows, gate, now, logs: HashMap::new(), revoked: HashMap::new() };
        batch.iter().map(|request| judge.judge(request)).collect()
    });
    if result.is_err() {
        for request in batch {
            match request.operation.pipeline() {
                Some(log) => gate.stop(request.from, log),
                None => drop(at_the_gate(gate, request)),
            }
        }
    }
    result
}

/// What concerns the gate alone, and never fails.
fn at_the_gate(gate: &mut Gate, request: &Request) -> Judged {
    match request.operation {
        Operation::Resume { log } => gate.resume(request.from, log),
        Operation::Leave => gate.forget(request.from),
        _ => {}
    }
    Outcome::Done { value: 0 }.into()
}

/// Why a request is not done: a refusal is told, an error ends the batch.
enum Stop {
    Refused(Refusal),
    Answered(Outcome),
    Failed(StoreError),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
impl From<Reason> for Stop {
    fn from(reason: Reason) -> Self {
        Self::Refused(reason.into())
    }
}
impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<Outcome> for Judged {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, news: Vec::new() }
    }
}

/// One batch under judgement.
struct Judge<'a, R> {
    rows: &'a mut R,
    gate: &'a mut Gate,
    now: UnixMillis,
    /// What earlier requests of the batch made of their logs.
    logs: HashMap<LogId, LogState>,
    /// Whether the pass of a connection's caller is revoked; forgotten when this batch revokes something.
    revoked: HashMap<ConnectionId, bool>,
}

impl<R: RowsMut> Judge<'_, R> {
    fn judge(&mut self, request: &Request) -> Result<Judged, StoreError> {
        let judged = match self.decide(request) {
            Ok(judged) => judged,
            Err(Stop::Answered(outcome)) => outcome.into(),
            Err(Stop::Refused(refusal)) => Outcome::Refused(refusal).into(),
            Err(Stop::Failed(error)) => return Err(error),
        };
        if let (Some(log), Outcome::Refused(_) | Outcome::Conflict { .. }) =
            (request.operation.pipeline(), &judged.outcome)
        {
            self.gate.stop(request.from, log);
        }
        Ok(judged)
    }

    fn decide(&mut self, request: &Request) -> Result<Judged, Stop> {
        if !request.operation.is_durable() {
            return Ok(at_the_gate(self.gate, request));
        }
        let by = match (request.by.as_deref(), &request.operation) {
            (Some(by), _) => by,
            (None, Operation::Collect { place }) => return self.collect(*place),
            (None, _) => return Err(Reason::OutOfTurn.into()),
        };
        self.check_not_revoked(by, request.from)?;
        match &request.operation {
            Operation::Append { .. } => self.append(by, request),
            Operation::Commit { .. } => self.commit(by, request),
            Operation::Create { log, kind, tokens } => self.create(by, *log, *kind, tokens),
            Operation::BindInvite { invite } => self.bind_invite(by, *invite),
            Operation::Found { token } => self.found(by, *token),
            Operation::Deliver { append, device, reach, payload } => self.deliver(by, *append, *device, reach, payload),
            Operation::AcknowledgeMailbox { upto } => self.acknowledge(by.known.device, *upto),
            Operation::Shelve { reach, last_resort, payload } => self.shelve(by, reach, *last_resort, payload),
            Operation::TakeKeyPackage { device, reach } => self.take_key_package(by, *device, reach),
            Operation::PutBlob { blob, payload } => self.put_blob(by, *blob, payload),
            Operation::Revoke { revocation } => self.revoke(by, revocation),
            Operation::Offer { place, payload } => self.offer(by, *place, payload),
            Operation::Collect { place } => self.collect(*place),
            Operation::Resume { .. } | Operation::Leave => Ok(at_the_gate(self.gate, request)),
        }
    }

    fn check_not_revoked(&mut self, by: &Caller, from: ConnectionId) -> Result<(), Stop> {
        let revoked = match self.revoked.get(&from) {
            Some(revoked) => *revoked,
            None => {
                let revoked = super::read::is_revoked(self.rows, &by.known)?;
                self.revoked.insert(from, revoked);
                revoked
            }
        };
        if revoked { Err(Reason::Revoked.into()) } else { Ok(()) }
    }

    fn put_row(&mut self, key: &Key, row: &impl Row) -> Result<(), StoreError> {
        self.rows.put(key, &row::bytes(row))
    }

    fn has(&self, key: &Key) -> Result<bool, StoreError> {
        Ok(self.rows.look(key, |_| ())?.is_some())
    }
}

/// Refuses what is longer than `limit` bytes.
fn check_size(bytes: usize, limit: u32) -> Result<(), Refusal> {
    if bytes as u64 > u64::from(limit) { Err(Refusal::too_large(limit.into(), bytes as u64)) } else { Ok(()) }
}
