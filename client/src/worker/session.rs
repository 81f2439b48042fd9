//! The running engine with its socket and timers.
//!
//! The only file that calls the engine. It carries out what the engine puts out and decides nothing but when to connect.

use super::backoff::Backoff;
use super::driver::{Event, Tell};
use super::plan::{Act, Plan, without_replaced};
use crate::messages::FromWorker;
use crate::platform::port::PagePort;
use crate::platform::socket::{Socket, SocketEvent};
use crate::platform::store::{Record, Store, StoreError};
use crate::platform::{clock, random};
use gloo_timers::callback::Timeout;
use marram_core::engine::OpenError;
use marram_core::rest::StoreKey;
use marram_core::view::{Connection, Shown};
use marram_core::{Engine, Input, Output};
use marram_protocol::UnixMillis;

/// An open engine.
pub(super) struct Session {
    engine: Engine,
    tell: Tell,
    plan: Plan,
    /// Written with the first records, so that neither is ever there without the other.
    lock: Option<Vec<u8>>,
    link: Link,
    /// Tells the present socket's events from those of one that was given up.
    generation: u32,
    backoff: Backoff,
    /// The relay will not have this device: it is asked again only when the person wants it.
    refused: bool,
    /// This device has ended itself.
    ended: bool,
    wake: Option<Timeout>,
}

enum Link {
    Down,
    Waiting(#[expect(dead_code, reason = "held: dropping the timer cancels it")] Timeout),
    Up(Socket),
}

impl Session {
    /// A session of a device that has just come to be. `lock` goes into the store with the engine's first records.
    pub(super) fn begin((engine, outputs): (Engine, Vec<Output>), lock: Vec<u8>, tell: Tell) -> Self {
        Self::new(engine, outputs, Some(lock), tell)
    }

    /// Goes on from the store.
    ///
    /// # Errors
    /// The engine's: the records are not what it wrote.
    pub(super) fn open(records: Vec<Record>, key: StoreKey, seed: [u8; 32], tell: Tell) -> Result<Self, OpenError> {
        let (engine, outputs) = Engine::open(records, key, seed, clock::now())?;
        Ok(Self::new(engine, outputs, None, tell))
    }

    fn new(engine: Engine, outputs: Vec<Output>, lock: Option<Vec<u8>>, tell: Tell) -> Self {
        let mut plan = Plan::default();
        plan.add(outputs);
        let (link, backoff) = (Link::Down, Backoff::default());
        Self { engine, tell, plan, lock, link, generation: 0, backoff, refused: false, ended: false, wake: None }
    }

    /// Gives the engine an input; what comes of it waits for [`Self::carry_out`].
    pub(super) fn input(&mut self, input: Input) {
        self.plan.add(self.engine.handle(input, clock::now()));
    }

    /// Carries out what the engine has put out: first makes it durable, then sends and shows.
    ///
    /// # Errors
    /// The store's. The session must not be used any further then: the engine is ahead of its store.
    pub(super) async fn carry_out(&mut self, store: &Store, page: &PagePort) -> Result<(), StoreError> {
        let batch = self.plan.take_batch();
        if !batch.0.is_empty() || self.lock.is_some() {
            store.write(&batch, self.lock.as_deref()).await?;
            self.lock = None;
        }
        let mut shown = Vec::new();
        for act in core::mem::take(&mut self.plan.acts) {
            match act {
                Act::Send(message) => {
                    if let Link::Up(socket) = &self.link {
                        socket.send(&message);
                    }
                }
                Act::Show(what) => {
                    match &what {
                        Shown::Connection(connection) => self.note(connection),
                        Shown::Ended => self.ended = true,
                        _ => {}
                    }
                    shown.push(what);
                }
                Act::WakeAt(at) => self.wake_at(at),
                Act::Reconnect { not_before } => self.reconnect(not_before),
            }
        }
        let messages: Vec<FromWorker> =
            without_replaced(shown).into_iter().map(|one| FromWorker::Shown(Box::new(one))).collect();
        page.send(&messages);
        Ok(())
    }

    /// Whether this device has ended itself, everywhere.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Connects, unless it is connected or connecting.
    pub(super) fn connect(&mut self) {
        if matches!(self.link, Link::Up(_)) {
            return;
        }
        self.generation = self.generation.wrapping_add(1);
        let (tell, generation) = (self.tell.clone(), self.generation);
        match Socket::connect(move |event| tell.send(Event::Socket(generation, event))) {
            Some(socket) => self.link = Link::Up(socket),
            None => self.connect_later(),
        }
    }

    /// The person asks for it, or the person or the network is back; a relay that refused is asked by the person only.
    pub(super) fn connect_now(&mut self, asked: bool) {
        self.refused &= !asked;
        if !self.refused {
            self.backoff.reset();
            self.connect();
        }
    }

    /// Something happened on a socket.
    pub(super) fn socket(&mut self, generation: u32, event: SocketEvent) {
        if generation != self.generation {
            return;
        }
        match event {
            SocketEvent::Open => self.input(Input::Connected),
            SocketEvent::Message(message) => self.input(Input::Received(message)),
            SocketEvent::Closed => {
                self.link = Link::Down;
                self.input(Input::Disconnected);
                self.connect_later();
            }
        }
    }

    fn note(&mut self, connection: &Connection) {
        match connection {
            Connection::Online { .. } => self.backoff.reset(),
            Connection::Refused(_) => {
                self.refused = true;
                self.link = Link::Down;
            }
            Connection::Offline | Connection::Connecting | Connection::Distrusted => {}
        }
    }

    fn reconnect(&mut self, not_before: UnixMillis) {
        let was_up = matches!(self.link, Link::Up(_));
        self.wait_until(not_before);
        if was_up {
            // The browser tells nothing of a socket that is given up, the engine wants to know.
            self.generation = self.generation.wrapping_add(1);
            self.tell.send(Event::SocketGivenUp);
        }
    }

    fn connect_later(&mut self) {
        if self.refused {
            return;
        }
        let random = random::bytes::<2>().map_or(u16::MAX, u16::from_be_bytes);
        let wait = self.backoff.next_ms(random);
        self.wait_until(UnixMillis(clock::now().0.saturating_add(wait)));
    }

    fn wait_until(&mut self, at: UnixMillis) {
        let tell = self.tell.clone();
        self.link = Link::Waiting(clock::call_at(at, move || tell.send(Event::Connect)));
    }

    fn wake_at(&mut self, at: UnixMillis) {
        let tell = self.tell.clone();
        self.wake = Some(clock::call_at(at, move || tell.send(Event::Woken)));
    }
}
