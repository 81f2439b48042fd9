//! A relay in one thread, and clients that speak frames to it: sessions without a network.

use super::*;
use marram_relay::agencies::Admissions;
use marram_relay::store::{ConnectionId, Memory, Store};
use marram_relay::{Emitted, Inline, Place, Terms};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};

/// Whom the operator let in, and the founding tokens that were handed out.
#[derive(Default)]
struct Operator {
    agencies: HashSet<AgencyId>,
    foundings: Mutex<HashMap<TokenHash, UnixMillis>>,
}

impl Admissions for Operator {
    fn is_admitted(&self, agency: AgencyId) -> bool {
        self.agencies.contains(&agency)
    }
    fn founding_until(&self, token: &TokenHash) -> Option<UnixMillis> {
        self.foundings.lock().unwrap().get(token).copied()
    }
}

pub struct Bench {
    pub relay: Inline,
    pub now: UnixMillis,
    place: Place,
    operator: Arc<Operator>,
    connected: u8,
    inboxes: BTreeMap<ConnectionId, VecDeque<RelayFrame>>,
    closed: HashSet<ConnectionId>,
}

impl Bench {
    pub fn new(agencies: &[&Agency]) -> Self {
        Self::with(agencies, Terms::default())
    }

    pub fn with(agencies: &[&Agency], terms: Terms) -> Self {
        Self::over(Arc::new(Memory::new()), agencies, terms)
    }

    pub fn over(store: Arc<dyn Store>, agencies: &[&Agency], terms: Terms) -> Self {
        let agencies = agencies.iter().map(|agency| agency.id()).collect();
        let operator = Arc::new(Operator { agencies, foundings: Mutex::default() });
        let place = Place { store, admissions: operator.clone(), identity: Arc::new(identity()), terms };
        Self {
            relay: Inline::start(place.clone()),
            now: NOW,
            place,
            operator,
            connected: 0,
            inboxes: BTreeMap::new(),
            closed: HashSet::new(),
        }
    }

    /// The operator hands out a founding token.
    pub fn hand_out(&self, token: Token, until: UnixMillis) {
        self.operator.foundings.lock().unwrap().insert(token.hash(), until);
    }

    /// What a device that comes with a founding token is told at last.
    pub fn found(&mut self, device: &Device, token: Token) -> Result<ConnectionId, Reason> {
        let (connection, challenge) = self.connect();
        self.send(connection, device.found(&challenge, token));
        self.settle();
        match self.hear_all(connection).pop() {
            Some(RelayFrame::Ready { .. }) => Ok(connection),
            Some(RelayFrame::Refused { request: RequestId(0), refusal }) => Err(refusal.reason),
            other => panic!("no answer: {other:?}"),
        }
    }

    /// The relay's process ends and another begins on the same store.
    pub fn restart(&mut self) {
        self.relay = Inline::start(self.place.clone());
        self.inboxes.clear();
    }

    /// A connection and its challenge.
    pub fn connect(&mut self) -> (ConnectionId, RelayFrame) {
        self.connected += 1;
        let connection = self.relay.connect([self.connected; 32], self.now);
        self.inboxes.insert(connection, VecDeque::new());
        self.collect(connection);
        (connection, self.hear(connection))
    }

    /// The connection of a device that was let in.
    pub fn enter(&mut self, device: &Device) -> ConnectionId {
        let (connection, challenge) = self.connect();
        let ready = self.ask(connection, device.authenticate(&challenge));
        assert!(matches!(ready, RelayFrame::Ready { .. }), "{ready:?}");
        connection
    }

    /// Why a device was not let in.
    pub fn turned_away(&mut self, device: &Device) -> Refusal {
        let (connection, challenge) = self.connect();
        self.send(connection, device.authenticate(&challenge));
        self.settle();
        self.ended(connection)
    }

    /// A frame arrives; nothing is stored or answered yet.
    pub fn send(&mut self, connection: ConnectionId, frame: ClientFrame) {
        self.relay.receive(connection, frame.encode(), self.now);
    }

    /// Sends a request and takes its answer, which must be all that is said to this connection.
    pub fn ask(&mut self, connection: ConnectionId, frame: ClientFrame) -> RelayFrame {
        self.send(connection, frame);
        self.settle();
        self.hear(connection)
    }

    /// Stores what waits and delivers what can be delivered, until nothing moves.
    pub fn settle(&mut self) {
        loop {
            let wrote = self.relay.write(usize::MAX, self.now).unwrap();
            let woken = self.relay.woken();
            if !wrote && woken.is_empty() {
                return;
            }
            for connection in woken {
                self.collect(connection);
            }
        }
    }

    /// Takes what the relay has for one connection.
    pub fn collect(&mut self, connection: ConnectionId) {
        for emitted in self.relay.take(connection, self.now).unwrap() {
            match emitted {
                Emitted::Message(bytes) => {
                    let frame = RelayFrame::decode(bytes).unwrap();
                    self.inboxes.get_mut(&connection).unwrap().push_back(frame);
                }
                Emitted::Closed => drop(self.closed.insert(connection)),
            }
        }
    }

    /// The next frame that was said to a connection.
    pub fn hear(&mut self, connection: ConnectionId) -> RelayFrame {
        self.inboxes.get_mut(&connection).unwrap().pop_front().expect("nothing was said")
    }

    /// Everything that was said to a connection and not heard yet.
    pub fn hear_all(&mut self, connection: ConnectionId) -> Vec<RelayFrame> {
        self.inboxes.get_mut(&connection).unwrap().drain(..).collect()
    }

    /// Whether the relay closed it.
    pub fn is_closed(&self, connection: ConnectionId) -> bool {
        self.closed.contains(&connection)
    }

    /// The last word on a connection, which must be closed.
    pub fn ended(&mut self, connection: ConnectionId) -> Refusal {
        assert!(self.is_closed(connection), "the connection is open");
        match self.hear_all(connection).pop() {
            Some(RelayFrame::Refused { request: RequestId(0), refusal }) => refusal,
            other => panic!("no farewell: {other:?}"),
        }
    }

    /// Lets time pass.
    pub fn pass(&mut self, milliseconds: u64) {
        self.now = UnixMillis(self.now.0 + milliseconds);
        self.relay.tick(self.now);
        self.settle();
    }
}
