//! The hub: all connections' sessions, and who is told of what. It is without I/O, like the sessions.
//!
//! Owns which connection follows which log or mailbox, what waits for the store, and what waits to be sent. It refuses to
//! know sockets, threads and the store: a driver moves things. In the server that is one task for each connection and one
//! thread for the store; [`Inline`](crate::Inline) does it in one thread.
//!
//! For each connection: [`Hub::open`]; [`Hub::arrived`] for each message; then, whenever [`Hub::take_woken`] names it,
//! [`Hub::drain`], perform its readings and hand them to [`Hub::found`], send its frames and say [`Hub::sent`]; at the end
//! [`Hub::left`]. For all together: [`Hub::take_batch`], [`Writer::write`](crate::Writer::write), [`Hub::settle`];
//! [`Writer::fire`](crate::Writer::fire), [`Hub::announce`]; and
//! [`Hub::tick`] about every second.

mod followers;

use crate::Terms;
use crate::session::{Arrival, Found, Greeting, Input, Outgoing, Output, Reading, Session, Ticket};
use crate::store::{Caller, ConnectionId, Judged, News, Operation, Outcome, Request};
use crate::writer::Submitted;
use followers::Followers;
use marram_protocol::frame::relay::RelayName;
use marram_protocol::{AgencyId, DeviceId, LogId, PublicKey, Reason, UnixMillis};
use std::collections::HashMap;
use std::sync::Arc;

/// All sessions of a relay.
#[derive(Debug)]
pub struct Hub {
    terms: Arc<Terms>,
    name: RelayName,
    key: PublicKey,
    lines: HashMap<ConnectionId, Line>,
    last: u64,
    logs: Followers<LogId>,
    mailboxes: Followers<DeviceId>,
    queue: Vec<Submitted>,
    queued_bytes: usize,
    woken: Vec<ConnectionId>,
    /// Connections whose input was not wanted because the queue was full.
    stalled: Vec<ConnectionId>,
    stopping: bool,
    /// Reused between inputs.
    outputs: Vec<Output>,
}

/// A connection, as the hub holds it.
#[derive(Debug)]
struct Line {
    session: Session,
    outgoing: Vec<Outgoing>,
    readings: Vec<Reading>,
    closing: bool,
    /// Whose requests it brought to the store, if any.
    asked_by: Option<Arc<Caller>>,
    /// It is in the hub's list of those that have something to do.
    woken: bool,
    wanted_input: bool,
}

/// What a connection's driver is to do now.
#[derive(Debug)]
pub struct Drained {
    /// To be sent, in order.
    pub outgoing: Vec<Outgoing>,
    /// To be performed.
    pub readings: Vec<Reading>,
    /// Whether the next message may be read from the socket.
    pub wants_input: bool,
    /// Whether the connection ends once everything is sent.
    pub closing: bool,
}

/// A connection, for those who want to know what the relay sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSummary {
    /// The connection.
    pub connection: ConnectionId,
    /// The agency and device, once authenticated.
    pub caller: Option<(AgencyId, DeviceId)>,
    /// The logs that it follows.
    pub follows: Vec<LogId>,
    /// Bytes that wait to be sent.
    pub waiting_bytes: usize,
}

impl Hub {
    /// A hub without connections, for a relay of this name and key.
    pub fn new(terms: Arc<Terms>, name: RelayName, key: PublicKey) -> Self {
        Self {
            terms,
            name,
            key,
            lines: HashMap::new(),
            last: 0,
            logs: Followers::default(),
            mailboxes: Followers::default(),
            queue: Vec::new(),
            queued_bytes: 0,
            woken: Vec::new(),
            stalled: Vec::new(),
            stopping: false,
            outputs: Vec::new(),
        }
    }

    /// A new connection. The nonce is to be fresh; the greeting is what [`Arrival::read`] needs.
    pub fn open(&mut self, nonce: [u8; 32], now: UnixMillis) -> (ConnectionId, Greeting) {
        self.last += 1;
        let connection = ConnectionId(self.last);
        let greeting = Greeting { name: self.name.clone(), key: self.key, nonce };
        let session = Session::open(Arc::clone(&self.terms), &greeting, now, &mut self.outputs);
        let line = Line {
            session,
            outgoing: Vec::new(),
            readings: Vec::new(),
            closing: false,
            asked_by: None,
            woken: false,
            wanted_input: true,
        };
        self.lines.insert(connection, line);
        self.carry_out(connection);
        if self.stopping {
            self.handle(connection, Input::End(Reason::Stopping), now);
        }
        (connection, greeting)
    }

    /// A message arrived.
    pub fn arrived(&mut self, connection: ConnectionId, arrival: Arrival, now: UnixMillis) {
        // Once the relay stops, whatever comes is not done, and will be tried again at another time.
        if !self.stopping {
            self.handle(connection, Input::Arrived(arrival), now);
        }
    }

    /// A reading was performed.
    pub fn found(&mut self, connection: ConnectionId, ticket: Ticket, found: Found, now: UnixMillis) {
        self.handle(connection, Input::Found { ticket, found }, now);
    }

    /// So many bytes of what [`Self::drain`] gave have gone.
    pub fn sent(&mut self, connection: ConnectionId, bytes: usize, now: UnixMillis) {
        self.handle(connection, Input::Sent { bytes }, now);
    }

    /// The connection is gone.
    pub fn left(&mut self, connection: ConnectionId) {
        let Some(line) = self.lines.remove(&connection) else { return };
        self.logs.forget(connection);
        self.mailboxes.forget(connection);
        if let Some(by) = line.asked_by {
            let what = Request { by: Some(by), from: connection, operation: Operation::Leave };
            self.queue.push(Submitted { request: None, what });
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, now: UnixMillis) {
        for connection in self.lines.keys().copied().collect::<Vec<_>>() {
            self.handle(connection, Input::Tick, now);
        }
    }

    /// Begins to stop: every connection is told, what waits for the store is still done, nothing more is taken.
    pub fn stop(&mut self) {
        self.stopping = true;
    }

    /// Ends every connection. To be called after [`Self::stop`], when nothing waits for the store any more.
    pub fn end_all(&mut self, now: UnixMillis) {
        for connection in self.lines.keys().copied().collect::<Vec<_>>() {
            self.handle(connection, Input::End(Reason::Stopping), now);
        }
    }

    /// What a connection's driver is to do now; `None` if there is no such connection.
    pub fn drain(&mut self, connection: ConnectionId) -> Option<Drained> {
        let has_room = self.has_room();
        let line = self.lines.get_mut(&connection)?;
        if std::mem::take(&mut line.woken) {
            // Whoever was woken last is looked for first: mostly it is the one that drains.
            if let Some(at) = self.woken.iter().rposition(|woken| *woken == connection) {
                self.woken.swap_remove(at);
            }
        }
        let wants_input = line.session.wants_input() && !self.stopping;
        line.wanted_input = wants_input && has_room;
        if wants_input && !has_room {
            self.stalled.push(connection);
        }
        Some(Drained {
            outgoing: std::mem::take(&mut line.outgoing),
            readings: std::mem::take(&mut line.readings),
            wants_input: line.wanted_input,
            closing: line.closing,
        })
    }

    /// The connections that have something to do since this was last asked.
    pub fn take_woken(&mut self) -> Vec<ConnectionId> {
        std::mem::take(&mut self.woken)
    }

    /// Whether something waits for the store.
    pub fn has_batch(&self) -> bool {
        !self.queue.is_empty()
    }

    /// What waits for the store, in the order in which it came: at most `most` requests.
    pub fn take_batch(&mut self, most: usize) -> Vec<Submitted> {
        let batch = if self.queue.len() <= most {
            std::mem::take(&mut self.queue)
        } else {
            let rest = self.queue.split_off(most);
            std::mem::replace(&mut self.queue, rest)
        };
        let bytes: usize = batch.iter().map(|submitted| submitted.what.operation.bytes()).sum();
        self.queued_bytes = self.queued_bytes.saturating_sub(bytes);
        if self.has_room() {
            for connection in std::mem::take(&mut self.stalled) {
                self.wake(connection);
            }
        }
        batch
    }

    /// A batch is durable, or refused: answers those who asked and tells those who follow, in the batch's order.
    pub fn settle(&mut self, judged: impl IntoIterator<Item = (Submitted, Judged)>, now: UnixMillis) {
        for (submitted, judged) in judged {
            let (connection, bytes) = (submitted.what.from, submitted.what.operation.bytes());
            let input = Input::Answered { request: submitted.request, bytes, outcome: judged.outcome };
            self.handle(connection, input, now);
            for news in &judged.news {
                self.tell(news, now);
            }
        }
    }

    /// Tells those who follow what timers left: it is durable.
    pub fn announce(&mut self, news: &[News], now: UnixMillis) {
        for news in news {
            self.tell(news, now);
        }
    }

    /// The connections, as the relay sees them.
    pub fn survey(&self) -> Vec<LineSummary> {
        let summary = |(connection, line): (&ConnectionId, &Line)| LineSummary {
            connection: *connection,
            caller: line.session.caller().map(|caller| (caller.known.agency, caller.known.device)),
            follows: line.session.followed().collect(),
            waiting_bytes: line.session.waiting_bytes(),
        };
        self.lines.iter().map(summary).collect()
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.lines.len()
    }

    fn tell(&mut self, news: &News, now: UnixMillis) {
        match news {
            News::Entry(new) => {
                for connection in self.logs.of(&new.log) {
                    self.handle(connection, Input::Entry(new), now);
                }
            }
            News::Mail { device, seq, frame } => {
                for connection in self.mailboxes.of(device) {
                    self.handle(connection, Input::Mail { seq: *seq, frame }, now);
                }
            }
            News::Revoked { agency, key, kept, by } => {
                let is_revoked = |line: &Line| {
                    let known = line.session.caller().map(|caller| &caller.known);
                    known.is_some_and(|known| {
                        let keys: Vec<_> = known.keys().collect();
                        known.agency == *agency && by.ends(*key, &keys) && !keys.iter().any(|key| kept.contains(key))
                    })
                };
                let revoked = self.lines.iter().filter(|(_, line)| is_revoked(line)).map(|(connection, _)| *connection);
                for connection in revoked.collect::<Vec<_>>() {
                    self.handle(connection, Input::End(Reason::Revoked), now);
                }
            }
        }
    }

    fn has_room(&self) -> bool {
        self.queued_bytes < self.terms.max_queued_bytes
    }

    fn handle(&mut self, connection: ConnectionId, input: Input<'_>, now: UnixMillis) {
        if let Some(line) = self.lines.get_mut(&connection) {
            line.session.handle(input, now, &mut self.outputs);
            self.carry_out(connection);
        }
    }

    /// Does what a session asked for, as far as that is the hub's.
    fn carry_out(&mut self, connection: ConnectionId) {
        let Some(line) = self.lines.get_mut(&connection) else { return self.outputs.clear() };
        let mut wake = line.session.wants_input() != line.wanted_input;
        for output in self.outputs.drain(..) {
            match output {
                Output::Send(outgoing) => {
                    line.outgoing.push(outgoing);
                    wake = true;
                }
                Output::Read(reading) => {
                    line.readings.push(reading);
                    wake = true;
                }
                Output::Submit { request, by, operation } => {
                    self.queued_bytes += operation.bytes();
                    line.asked_by = line.asked_by.take().or_else(|| by.clone());
                    self.queue.push(Submitted { request, what: Request { by, from: connection, operation } });
                }
                Output::Follow(log) => self.logs.add(log, connection),
                Output::Unfollow(log) => self.logs.remove(log, connection),
                Output::FollowMailbox(device) => self.mailboxes.add(device, connection),
                Output::End => {
                    line.closing = true;
                    self.logs.forget(connection);
                    self.mailboxes.forget(connection);
                    wake = true;
                }
            }
        }
        if wake && !line.woken {
            line.woken = true;
            self.woken.push(connection);
        }
    }

    fn wake(&mut self, connection: ConnectionId) {
        if let Some(line) = self.lines.get_mut(&connection)
            && !line.woken
        {
            line.woken = true;
            self.woken.push(connection);
        }
    }
}

/// The outcome of a request whose batch could not be stored.
pub(crate) fn not_stored() -> Outcome {
    Outcome::Refused(Reason::NotStored.into())
}
