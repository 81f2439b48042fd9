//! One connection's session: a machine without I/O.
//!
//! [`Session::handle`] takes an [`Input`] and the time, and appends [`Output`]s. It never waits, reads no clock and draws
//! no randomness, so a run replays exactly. What it asks for, a driver does:
//!
//! | output | the driver |
//! |---|---|
//! | `Send` | sends it, and says `Sent` with the same size when it has gone |
//! | `Read` | performs the [`Reading`] on the store, and says `Found` |
//! | `Submit` | puts the operation into a batch for [`Store::apply`](crate::store::Store::apply), and says `Answered` |
//! | `Follow`, `Unfollow`, `FollowMailbox` | from now on (not) says `Entry`, or `Mail`, for each that becomes durable |
//! | `End` | sends what is left, closes the socket, and forgets the session |
//!
//! [`Hub`](crate::Hub) does this for many sessions and is itself without I/O; [`Inline`](crate::Inline) drives a hub, a
//! writer and a store in one thread, for tests and simulations.
//!
//! Bounds: what waits to be sent (`max_outgoing_bytes`; a reader past it is served from the store), what waits for the
//! store (`max_requests_ahead`; past it [`Session::wants_input`] is false and the socket is not read), follows, credit.

mod arrival;
mod authenticating;
mod delivery;
mod follow;
mod outgoing;
mod reading;
mod requests;

pub use arrival::{Arrival, Greeting};
pub use outgoing::Outgoing;
pub use reading::{Admission, Found, Reading, Ticket, What};

use crate::Terms;
use crate::store::{Caller, NewEntry, Operation, Outcome};
use bytes::Bytes;
use delivery::{Asked, MailFollow};
use follow::Follow;
use marram_protocol::{DeviceId, LogId, Reason, Refusal, RelayFrame, RequestId, Seq, TokenHash, UnixMillis};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// What happens to a session.
#[derive(Debug)]
pub enum Input<'a> {
    /// A message arrived.
    Arrived(Arrival),
    /// A submitted operation was judged.
    Answered {
        /// As submitted.
        request: Option<RequestId>,
        /// As submitted.
        bytes: usize,
        /// The judgement.
        outcome: Outcome,
    },
    /// A reading was performed.
    Found {
        /// The reading's.
        ticket: Ticket,
        /// What was read.
        found: Found,
    },
    /// A followed log has a new entry.
    Entry(&'a NewEntry),
    /// The followed mailbox has a new entry.
    Mail {
        /// Its place.
        seq: Seq,
        /// What goes out.
        frame: &'a Bytes,
    },
    /// So many bytes of what was to be sent have gone.
    Sent {
        /// The sum of their [`Outgoing::size`]s.
        bytes: usize,
    },
    /// Time has passed.
    Tick,
    /// The relay ends the connection.
    End(Reason),
}

/// What a session wants done.
#[derive(Debug)]
pub enum Output {
    /// A frame to be sent.
    Send(Outgoing),
    /// Something to be read.
    Read(Reading),
    /// Something to be judged and made durable.
    Submit {
        /// To be handed back with the answer. `None` where the client expects no answer.
        request: Option<RequestId>,
        /// For whom; `None` for somebody without a pass.
        by: Option<Arc<Caller>>,
        /// What.
        operation: Operation,
    },
    /// The log's new entries are wanted.
    Follow(LogId),
    /// They are no longer.
    Unfollow(LogId),
    /// New entries of this device's mailbox are wanted.
    FollowMailbox(DeviceId),
    /// The connection is over once what is to be sent has been.
    End,
}

/// How far a connection has come.
#[derive(Debug)]
enum Stage {
    /// The device has not said who it is.
    Greeted,
    /// It proved its key; the store is asked about it, and an unused invite is bound to it, or a founding token to its
    /// agency.
    Admitting(Arc<Caller>, Option<TokenHash>),
    /// It is nobody's: it waits for what was left under a code (R17).
    Collecting,
    /// It is known.
    Ready(Arc<Caller>),
    /// Nothing more is heard.
    Over,
}

/// A connection's session.
#[derive(Debug)]
pub struct Session {
    terms: Arc<Terms>,
    stage: Stage,
    opened: UnixMillis,
    heard: UnixMillis,
    /// When something last went out, or the first of what waits was put there.
    moved: UnixMillis,
    /// Bytes that wait to be sent.
    waiting_bytes: usize,
    /// Bytes that readings under way may bring.
    reserved_bytes: usize,
    /// Requests that wait for the store.
    ahead: usize,
    /// Their bytes.
    ahead_bytes: usize,
    /// Messages that arrived while input was not wanted.
    held: VecDeque<Arrival>,
    follows: HashMap<LogId, Follow>,
    /// Follows that the store is to be read for, in turn.
    behind: VecDeque<LogId>,
    mail: Option<MailFollow>,
    /// Requests that wait to be read.
    asked: VecDeque<Asked>,
    /// Readings under way.
    readings: Vec<(Ticket, Asked, usize)>,
    last_ticket: u32,
}

impl Session {
    /// A session that begins now, with its challenge as the first output.
    pub fn open(terms: Arc<Terms>, greeting: &Greeting, now: UnixMillis, out: &mut Vec<Output>) -> Self {
        let mut session = Self {
            terms,
            stage: Stage::Greeted,
            opened: now,
            heard: now,
            moved: now,
            waiting_bytes: 0,
            reserved_bytes: 0,
            ahead: 0,
            ahead_bytes: 0,
            held: VecDeque::new(),
            follows: HashMap::new(),
            behind: VecDeque::new(),
            mail: None,
            asked: VecDeque::new(),
            readings: Vec::new(),
            last_ticket: 0,
        };
        session.send(greeting.challenge(now), now, out);
        session
    }

    /// Whether another message may be handed in. One that is all the same waits here.
    pub fn wants_input(&self) -> bool {
        let has_room = self.ahead + self.asked.len() + self.readings.len() < self.terms.max_requests_ahead
            && self.ahead_bytes < self.terms.max_request_bytes_ahead
            && self.waiting_bytes < self.terms.max_outgoing_bytes;
        matches!(self.stage, Stage::Greeted | Stage::Ready(_)) && has_room
    }

    /// The device, once it has proved its key.
    pub fn caller(&self) -> Option<&Arc<Caller>> {
        match &self.stage {
            Stage::Admitting(caller, _) | Stage::Ready(caller) => Some(caller),
            Stage::Greeted | Stage::Collecting | Stage::Over => None,
        }
    }

    /// The logs that it follows.
    pub fn followed(&self) -> impl Iterator<Item = LogId> + '_ {
        self.follows.keys().copied()
    }

    /// Bytes that wait to be sent.
    pub fn waiting_bytes(&self) -> usize {
        self.waiting_bytes
    }

    /// Something happened.
    pub fn handle(&mut self, input: Input<'_>, now: UnixMillis, out: &mut Vec<Output>) {
        if matches!(self.stage, Stage::Over) {
            return;
        }
        match input {
            Input::Arrived(arrival) => {
                self.heard = now;
                self.held.push_back(arrival);
            }
            Input::Answered { request, bytes, outcome } => self.answered(request, bytes, outcome, now, out),
            Input::Found { ticket, found } => self.found(ticket, found, now, out),
            Input::Entry(new) => self.new_entry(new, now, out),
            Input::Mail { seq, frame } => self.new_mail(seq, frame, now, out),
            Input::Sent { bytes } => {
                self.waiting_bytes = self.waiting_bytes.saturating_sub(bytes);
                self.moved = now;
            }
            Input::Tick => self.tick(now, out),
            Input::End(reason) => self.end(reason.into(), now, out),
        }
        while self.wants_input() {
            let Some(arrival) = self.held.pop_front() else { break };
            self.arrived(arrival, now, out);
        }
        self.read_more(out);
    }

    fn arrived(&mut self, arrival: Arrival, now: UnixMillis, out: &mut Vec<Output>) {
        match (arrival, &self.stage) {
            (Arrival::Bad(refusal), _) => self.end(refusal, now, out),
            (Arrival::Authenticated { caller: Ok(caller), founding }, Stage::Greeted) => {
                self.authenticated(caller, founding);
            }
            (Arrival::Authenticated { caller: Err(refusal), .. }, Stage::Greeted) => self.end(refusal, now, out),
            (Arrival::Collect(Ok(place)), Stage::Greeted) => {
                self.stage = Stage::Collecting;
                self.submit(None, None, Operation::Collect { place }, out);
            }
            (Arrival::Collect(Err(refusal)), Stage::Greeted) => self.end(refusal, now, out),
            (Arrival::Frame(frame), Stage::Ready(caller)) => {
                let caller = Arc::clone(caller);
                self.frame(frame, caller, now, out);
            }
            (Arrival::Refused { request, refusal }, Stage::Ready(_)) => self.refuse(request, refusal, now, out),
            _ => self.end(Reason::OutOfTurn.into(), now, out),
        }
    }

    fn tick(&mut self, now: UnixMillis, out: &mut Vec<Output>) {
        let idle_timeout_ms = u64::from(self.terms.limits.idle_timeout_ms);
        let since = |then: UnixMillis| now.0.saturating_sub(then.0);
        let not_after = self.caller().map(|caller| caller.known.not_after);
        if not_after.is_some_and(|not_after| now > not_after) {
            self.end(Reason::PassExpired.into(), now, out);
        } else if !matches!(self.stage, Stage::Ready(_)) {
            if u128::from(since(self.opened)) > self.terms.authenticate_timeout.as_millis() {
                self.end(Reason::Idle.into(), now, out);
            }
        } else if self.waiting_bytes > 0 {
            // A peer that takes nothing of what waits for it is gone, or might as well be.
            if since(self.moved) > idle_timeout_ms {
                self.end(Reason::Idle.into(), now, out);
            }
        } else if self.wants_input() && since(self.heard.max(self.moved)) > idle_timeout_ms {
            self.end(Reason::Idle.into(), now, out);
        }
    }

    fn send(&mut self, frame: impl Into<Outgoing>, now: UnixMillis, out: &mut Vec<Output>) {
        let outgoing = frame.into();
        if self.waiting_bytes == 0 {
            self.moved = now;
        }
        self.waiting_bytes += outgoing.size();
        out.push(Output::Send(outgoing));
    }

    fn refuse(&mut self, request: RequestId, refusal: Refusal, now: UnixMillis, out: &mut Vec<Output>) {
        self.send(RelayFrame::Refused { request, refusal }, now, out);
    }

    /// Refuses the connection: the last that is said on it.
    fn end(&mut self, refusal: Refusal, now: UnixMillis, out: &mut Vec<Output>) {
        self.refuse(RequestId(0), refusal, now, out);
        self.close(out);
    }

    /// Nothing more is said or heard.
    fn close(&mut self, out: &mut Vec<Output>) {
        self.stage = Stage::Over;
        self.held.clear();
        self.asked.clear();
        self.behind.clear();
        self.follows.clear();
        self.mail = None;
        out.push(Output::End);
    }
}
