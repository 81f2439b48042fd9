//! The store, asked directly: what the writer would do for one batch after the other.

use super::*;
use bytes::Bytes;
use marram_protocol::frame::client::LogKind;
use marram_protocol::frame::{Alarm, SealedPointer};
use marram_relay::Terms;
use marram_relay::store::{Caller, ConnectionId, Fired, Gate, Judged, News, Operation, Outcome, Request, Store, Timed};
use std::sync::Arc;

pub struct Desk {
    pub store: Arc<dyn Store>,
    pub gate: Gate,
    pub now: UnixMillis,
}

/// Somebody with a connection of their own.
#[derive(Clone)]
pub struct Person {
    pub by: Arc<Caller>,
    pub from: ConnectionId,
}

impl Person {
    pub fn device(&self) -> DeviceId {
        self.by.known.device
    }

    pub fn wants(&self, operation: Operation) -> Request {
        Request { by: Some(Arc::clone(&self.by)), from: self.from, operation }
    }

    /// The same device on another connection.
    pub fn again(&self, connection: u64) -> Self {
        Self { by: Arc::clone(&self.by), from: ConnectionId(connection) }
    }
}

pub fn person(device: &Device, connection: u64) -> Person {
    let known = device.pass.verify(NOW).unwrap();
    Person { by: Arc::new(Caller { known, pass: device.pass.clone() }), from: ConnectionId(connection) }
}

impl Desk {
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self::with(store, Terms::default())
    }

    pub fn with(store: Arc<dyn Store>, terms: Terms) -> Self {
        Self { store, gate: Gate::new(terms), now: NOW }
    }

    /// One batch, one transaction.
    pub fn batch(&mut self, requests: &[Request]) -> Vec<Judged> {
        self.store.apply(&mut self.gate, self.now, requests).unwrap()
    }

    pub fn ask(&mut self, who: &Person, operation: Operation) -> Outcome {
        self.batch(&[who.wants(operation)]).remove(0).outcome
    }

    pub fn news(&mut self, who: &Person, operation: Operation) -> Vec<News> {
        self.batch(&[who.wants(operation)]).remove(0).news
    }

    pub fn group(&mut self, who: &Person, name: &str) {
        let operation = Operation::Create { log: log(name), kind: LogKind::Group, tokens: epoch_tokens(name, 0) };
        assert_eq!(self.ask(who, operation), DONE);
    }

    /// Gives a device a mailbox and a shelf with one key package.
    pub fn reachable(&mut self, who: &Person, reach: &str) {
        let shelve =
            Operation::Shelve { reach: token(reach).hash(), last_resort: false, payload: payload("key package") };
        assert_eq!(self.ask(who, shelve), Outcome::Done { value: 1 });
    }

    /// Time passes to so many milliseconds after [`NOW`], and timers fire.
    pub fn fire(&mut self, after_ms: u64) -> Fired {
        self.now = UnixMillis(NOW.0 + after_ms);
        self.store.fire(self.now, usize::MAX).unwrap()
    }

    /// What lies in a mailbox: the texts, in order.
    pub fn letters(&self, who: &Person) -> Vec<String> {
        let mail = self.store.mail(who.device(), Seq(0), u32::MAX, usize::MAX).unwrap();
        let text = |frame| match RelayFrame::decode(frame) {
            Ok(RelayFrame::Mail { origin: None, payload, .. }) => String::from_utf8(payload.to_vec()).unwrap(),
            other => panic!("{other:?}"),
        };
        mail.into_iter().map(|mail| text(mail.frame)).collect()
    }

    /// The timers that are armed, by their moments after [`NOW`].
    pub fn armed(&self) -> Vec<u64> {
        let survey = self.store.survey(0).unwrap();
        survey.timers.iter().map(|timer| timer.at.0.saturating_sub(NOW.0)).collect()
    }

    /// The frames that a read token opens after some place, and whether its epoch has ended.
    pub fn read(&self, name: &str, epoch: u64, after: u64) -> Option<(Vec<Seq>, bool)> {
        let read = epoch_token(name, epoch, "read").hash();
        let window = self.store.window(log(name), &read, Seq(after)).unwrap()?;
        let items = self.store.entries(log(name), window.after, window.newest, u32::MAX, usize::MAX).unwrap();
        let seqs = items.into_iter().map(|item| match item {
            marram_relay::store::Item::Entry { seq, .. } => seq,
            gap @ marram_relay::store::Item::Gap { .. } => panic!("{gap:?}"),
        });
        Some((seqs.collect(), window.ended))
    }
}

pub const DONE: Outcome = Outcome::Done { value: 0 };

pub fn refused(reason: Reason) -> Outcome {
    Outcome::Refused(reason.into())
}

pub fn reason(outcome: &Outcome) -> Option<Reason> {
    match outcome {
        Outcome::Refused(refusal) => Some(refusal.reason),
        _ => None,
    }
}

pub fn seq(outcome: &Outcome) -> Option<u64> {
    match outcome {
        Outcome::Stored { seq, .. } => Some(seq.0),
        _ => None,
    }
}

pub fn epoch_token(name: &str, epoch: u64, what: &str) -> Token {
    token(&format!("{name} {epoch} {what}"))
}

pub fn epoch_tokens(name: &str, epoch: u64) -> NextTokens {
    NextTokens { read: epoch_token(name, epoch, "read").hash(), append: epoch_token(name, epoch, "append").hash() }
}

/// An application entry for a group.
pub fn entry(name: &str, epoch: u64, id: &str, text: &str) -> Operation {
    Operation::Append {
        log: log(name),
        append: append(id),
        epoch: Epoch(epoch),
        token: epoch_token(name, epoch, "append").hash(),
        timed: None,
        payload: payload(text),
    }
}

/// An application entry for a group that cancels and arms timers.
pub fn timed(name: &str, epoch: u64, id: &str, cancel: &[&str], arm: Vec<Alarm>) -> Operation {
    let mut operation = entry(name, epoch, id, id);
    if let Operation::Append { timed, .. } = &mut operation {
        *timed = Some(Timed { cancel: cancel.iter().map(|timer| TimerId(bytes16(timer))).collect(), arm });
    }
    operation
}

/// A timer so many milliseconds after [`NOW`], with one letter of its own name for each.
pub fn alarm(name: &str, after_ms: u64, to: &[&Person]) -> Alarm {
    let sealed = payload(name);
    let pointer = |to: &&Person| SealedPointer { sealed: sealed.clone(), ..pointer(to, "reach") };
    Alarm {
        timer: TimerId(bytes16(name)),
        at: UnixMillis(NOW.0 + after_ms),
        pointers: to.iter().map(pointer).collect(),
    }
}

/// A commit for a group.
pub fn commit(name: &str, epoch: u64, id: &str, pointers: Vec<SealedPointer>) -> Operation {
    Operation::Commit {
        log: log(name),
        append: append(id),
        epoch: Epoch(epoch),
        token: epoch_token(name, epoch, "append").hash(),
        next: epoch_tokens(name, epoch + 1),
        pointers,
        payload: payload(id),
    }
}

pub fn pointer(to: &Person, reach: &str) -> SealedPointer {
    SealedPointer { device: to.device(), reach: token(reach), sealed: Bytes::from_static(b"pointer") }
}

pub fn note(to: &Person, reach: &str, id: &str, text: &str) -> Operation {
    Operation::Deliver { append: append(id), device: to.device(), reach: token(reach).hash(), payload: payload(text) }
}

/// A statement for a register.
pub fn statement(name: &str, epoch: u64, id: &str) -> Operation {
    Operation::Append {
        log: log(name),
        append: append(id),
        epoch: Epoch(epoch),
        token: Token([0; 32]).hash(),
        timed: None,
        payload: payload(id),
    }
}
