//! A device: a real engine, its store, and its end of a connection.

use super::Screen;
use bytes::Bytes;
use marram_core::rest::StoreKey;
use marram_core::{Engine, Input, Output};
use marram_protocol::UnixMillis;
use marram_relay::store::ConnectionId;
use std::collections::{BTreeMap, VecDeque};

/// A device's place in the world.
pub type DeviceIndex = usize;

/// One device.
pub struct Device {
    /// Whose.
    pub name: String,
    /// The engine, while its program runs.
    pub engine: Option<Engine>,
    /// What is durable.
    pub store: BTreeMap<Vec<u8>, Vec<u8>>,
    /// What it has shown.
    pub screen: Screen,
    /// On the way to the relay.
    pub up: VecDeque<Bytes>,
    /// On the way from the relay.
    pub down: VecDeque<Bytes>,
    /// The relay has closed; what is on its way still arrives.
    pub closing: bool,
    /// When it wants to be woken.
    pub wake: Option<UnixMillis>,
    /// Whether it may connect by itself.
    pub online: bool,
    /// How far its own clock is ahead of the world's.
    pub clock_ms: i64,
    not_before: UnixMillis,
    connection: Option<ConnectionId>,
    /// Seals its store: for a test that makes another program of it.
    pub key: [u8; 32],
}

impl Device {
    pub(super) fn new(name: &str, key: [u8; 32], engine: Engine) -> Self {
        Self { engine: Some(engine), ..Self::dead(name, key) }
    }

    /// A device whose program does not run.
    pub(super) fn dead(name: &str, key: [u8; 32]) -> Self {
        Self {
            name: name.into(),
            engine: None,
            store: BTreeMap::new(),
            screen: Screen::default(),
            up: VecDeque::new(),
            down: VecDeque::new(),
            closing: false,
            wake: None,
            online: true,
            clock_ms: 0,
            not_before: UnixMillis(0),
            connection: None,
            key,
        }
    }

    /// Its connection.
    pub fn connection(&self) -> Option<ConnectionId> {
        self.connection
    }

    pub(super) fn connected(&mut self, connection: ConnectionId) {
        self.connection = Some(connection);
        self.closing = false;
    }

    pub(super) fn disconnected(&mut self) {
        self.connection = None;
        self.closing = false;
        self.up.clear();
        self.down.clear();
    }

    /// Whether it could open a connection now.
    pub fn may_connect(&self, now: UnixMillis) -> bool {
        self.online && self.engine.is_some() && self.connection.is_none() && self.not_before <= now
    }

    /// The next moment at which it does something by itself.
    pub(super) fn next_moment(&self) -> Option<UnixMillis> {
        let waits = self.online && self.engine.is_some() && self.connection.is_none();
        [self.wake.filter(|_| self.engine.is_some()), waits.then_some(self.not_before)].into_iter().flatten().min()
    }

    /// Gives the engine an input and carries out at most `most` of what comes of it; the rest is lost with the program.
    /// Says whether all was carried out.
    pub fn input(&mut self, input: Input, most: usize, now: UnixMillis) -> bool {
        let own = moved(now, self.clock_ms);
        let Some(engine) = &mut self.engine else { return true };
        let outputs = engine.handle(input, own);
        self.perform(outputs, most, now)
    }

    pub(super) fn perform(&mut self, outputs: Vec<Output>, most: usize, now: UnixMillis) -> bool {
        let all = outputs.len();
        for output in outputs.into_iter().take(most) {
            match output {
                Output::Persist(batch) => {
                    for (key, value) in batch.0 {
                        match value {
                            Some(value) => drop(self.store.insert(key, value)),
                            None => drop(self.store.remove(&key)),
                        }
                    }
                }
                Output::Send(message) if self.connection.is_some() => self.up.push_back(message),
                Output::Send(_) => {}
                Output::Show(shown) => self.screen.show(shown),
                Output::WakeAt(at) => self.wake = Some(moved(at, -self.clock_ms)),
                Output::Reconnect { not_before } => {
                    self.not_before = moved(not_before, -self.clock_ms).max(now);
                    self.closing = true;
                }
            }
        }
        all <= most
    }

    pub(super) fn kill(&mut self) {
        self.engine = None;
        self.wake = None;
        self.disconnected();
    }

    /// Its program starts on another state of its store, as when an old profile is restored.
    pub fn restore(&mut self, store: BTreeMap<Vec<u8>, Vec<u8>>) {
        self.store = store;
    }

    pub(super) fn revive(&mut self, seed: [u8; 32], now: UnixMillis) {
        let records = self.store.clone();
        let own = moved(now, self.clock_ms);
        let (engine, outputs) =
            Engine::open(records, StoreKey::from_bytes(self.key), seed, own).expect("its own store opens");
        self.engine = Some(engine);
        self.perform(outputs, usize::MAX, now);
    }
}

fn moved(at: UnixMillis, by_ms: i64) -> UnixMillis {
    UnixMillis(at.0.saturating_add_signed(by_ms))
}
