//! A simulated network: the relay's own hub, writer and store, and real engines, in one thread, from one seed.
//!
//! Time is virtual. Every choice is drawn from the seed, so a run replays exactly. [`World::settle`] runs without faults
//! until nothing moves; what goes wrong on purpose is added by the tests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod checker;
mod device;
mod dice;
mod disk;
mod screen;
mod snapshot;
mod tamper;
mod tidemark;
mod wiretap;

pub use checker::{Seen, Witness, judge};
pub use device::{Device, DeviceIndex};
pub use dice::Dice;
pub use disk::Disk;
pub use screen::Screen;
pub use snapshot::Snapshot;
pub use tamper::{accepts_instead_of_opening, means_another, mina_breaks_the_rules};
pub use tidemark::{JO, MINA, PAT, ROBIN, RUTH, SAM};
pub use wiretap::Wiretap;

use bytes::Bytes;
use marram_core::collect::{CollectError, Collector, Step};
use marram_core::identity::{DeviceCode, FoundingLink, InviteLink, RootKey};
use marram_core::rest::StoreKey;
use marram_core::view::Sector;
use marram_core::{Command, Engine, PersonId};
use marram_protocol::frame::relay::RelayName;
use marram_protocol::{AgencyId, ClientFrame, RelayFrame, Token, TokenHash, UnixMillis};
use marram_relay::agencies::Admissions;
use marram_relay::store::{Embedded, Store};
use marram_relay::{Emitted, Identity, Inline, Place, Terms};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

/// The agencies that the simulated operator has admitted, and the founding tokens that were handed out.
#[derive(Debug, Clone, Default)]
pub struct Admitted(Arc<Mutex<HashSet<AgencyId>>>, Arc<Mutex<HashMap<TokenHash, UnixMillis>>>);

impl Admitted {
    /// Lets an agency in.
    pub fn admit(&self, agency: AgencyId) {
        self.0.lock().expect("not poisoned").insert(agency);
    }

    /// Hands out a founding token.
    pub fn hand_out(&self, token: Token, until: UnixMillis) {
        self.1.lock().expect("not poisoned").insert(token.hash(), until);
    }
}

impl Admissions for Admitted {
    fn is_admitted(&self, agency: AgencyId) -> bool {
        self.0.lock().expect("not poisoned").contains(&agency)
    }

    fn founding_until(&self, token: &TokenHash) -> Option<UnixMillis> {
        self.1.lock().expect("not poisoned").get(token).copied()
    }
}

/// What a relay that lies makes of a frame for a device: other frames, or none.
pub type Lie = Box<dyn FnMut(DeviceIndex, RelayFrame) -> Vec<RelayFrame>>;

/// What a client that was changed by whoever holds it makes of a frame that it was going to send.
pub type Changed = Box<dyn FnMut(DeviceIndex, ClientFrame) -> ClientFrame>;

/// Everything.
pub struct World {
    /// All choices come from here.
    pub dice: Dice,
    /// Virtual time.
    pub now: UnixMillis,
    /// The relay, while it runs.
    pub relay: Option<Inline>,
    /// What the relay bounds, from its next start on.
    pub terms: Terms,
    /// The relay's name and key.
    pub identity: Arc<Identity>,
    /// Whom the operator let in.
    pub admitted: Admitted,
    /// The relay's disk.
    pub disk: Disk,
    /// Everyone.
    pub devices: Vec<Device>,
    /// What an observer of the wire noted.
    pub wire: Wiretap,
    /// Between the relay and the devices, where a test puts it there.
    pub lie: Option<Lie>,
    /// What a device with a changed client sends instead, where a test puts it there.
    pub changed: Option<Changed>,
    /// Every message that devices sent, while a test wants them kept.
    pub overheard: Option<Vec<(DeviceIndex, Bytes)>>,
}

impl World {
    /// A relay on an empty disk, and nobody there yet.
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let name = RelayName::new("relay.tidemark.example").expect("a good name");
        let mut world = Self {
            identity: Arc::new(Identity::new(name, &dice.bytes())),
            dice,
            // 22 November 2026, nine in the morning.
            now: UnixMillis(1_795_338_000_000),
            relay: None,
            terms: Terms::default(),
            admitted: Admitted::default(),
            disk: Disk::default(),
            devices: Vec::new(),
            wire: Wiretap::default(),
            lie: None,
            changed: None,
            overheard: None,
        };
        world.start_relay();
        world
    }

    /// Starts the relay on its disk.
    pub fn start_relay(&mut self) {
        let store: Arc<dyn Store> = Arc::new(Embedded::open_with_backend(self.disk.open()).expect("the disk opens"));
        self.relay = Some(Inline::start(Place {
            store,
            admissions: Arc::new(self.admitted.clone()),
            identity: Arc::clone(&self.identity),
            terms: self.terms.clone(),
        }));
    }

    /// Founds an agency with its first administrator's device.
    pub fn found(&mut self, agency: &str, sector: Sector, name: &str) -> DeviceIndex {
        let root = RootKey::from_bytes(self.dice.bytes());
        self.admitted.admit(root.agency());
        let key = self.dice.bytes();
        let founding = marram_core::engine::Founding {
            agency_name: agency.into(),
            sector,
            name: name.into(),
            role: "Administrator".into(),
        };
        let (engine, outputs) = Engine::found(founding, &root, StoreKey::from_bytes(key), self.dice.bytes(), self.now);
        self.add(name, key, engine, outputs)
    }

    /// Founds an agency by a link of the operator's; nothing else admits it.
    pub fn found_by_link(&mut self, agency: &str, name: &str, root: &RootKey, token: Token) -> DeviceIndex {
        let founding = marram_core::engine::Founding {
            agency_name: agency.into(),
            sector: Sector::Police,
            name: name.into(),
            role: "Administrator".into(),
        };
        let (key, seed) = (self.dice.bytes(), self.dice.bytes());
        let store_key = StoreKey::from_bytes(key);
        let (engine, outputs) = Engine::found_by_link(founding, &FoundingLink(token), root, store_key, seed, self.now);
        self.add(name, key, engine, outputs)
    }

    /// Somebody recovers an agency with its root key.
    pub fn recover(&mut self, name: &str, root: &RootKey) -> DeviceIndex {
        let recovery = marram_core::engine::Recovery { name: name.into(), role: "Administrator".into() };
        let (key, seed) = (self.dice.bytes(), self.dice.bytes());
        let (engine, outputs) = Engine::recover(recovery, root, StoreKey::from_bytes(key), seed, self.now);
        self.add(name, key, engine, outputs)
    }

    /// Has an administrator invite someone, who joins at once.
    pub fn invite(&mut self, administrator: DeviceIndex, name: &str, role: &str) -> DeviceIndex {
        let valid_for_ms = 3 * 24 * 60 * 60 * 1000;
        self.ask(administrator, Command::Invite { name: name.into(), role: role.into(), valid_for_ms });
        self.settle();
        let fragment = self.devices[administrator].screen.invited.pop().expect("the invite stands in the register").1;
        let device = self.join(&fragment, name);
        self.settle();
        device
    }

    /// Someone links a further device, which joins at once.
    pub fn link(&mut self, from: DeviceIndex) -> DeviceIndex {
        let fragment = self.device_link(from);
        let name = self.devices[from].name.clone();
        let device = self.join(&fragment, &name);
        self.settle();
        device
    }

    /// A link for a further device.
    pub fn device_link(&mut self, from: DeviceIndex) -> String {
        self.ask(from, Command::LinkDevice);
        self.settle();
        self.devices[from].screen.device_link.take().expect("may link")
    }

    /// Has the relay asked for what lies under a code, by a browser that is no device.
    pub fn collect(&mut self, code: &str) -> Result<String, CollectError> {
        let collector = Collector::new(&DeviceCode::parse(code).expect("a code")).expect("memory");
        let nonce = self.dice.bytes();
        let relay = self.relay.as_mut().expect("a relay");
        let connection = relay.connect(nonce, self.now);
        loop {
            let mut emitted = relay.take(connection, self.now).unwrap_or_default();
            if emitted.is_empty() && !relay.write(usize::MAX, self.now).unwrap_or(true) {
                panic!("the relay says nothing");
            }
            for one in emitted.drain(..) {
                let Emitted::Message(message) = one else { panic!("closed without a word") };
                self.wire.down(&message);
                match collector.received(message) {
                    Step::Done(done) => return done,
                    Step::Wait => {}
                    Step::Send(message) => {
                        self.wire.up(&message);
                        relay.receive(connection, message, self.now);
                    }
                }
            }
        }
    }

    /// Someone opens an invite's link.
    pub fn join(&mut self, fragment: &str, name: &str) -> DeviceIndex {
        self.join_by(&InviteLink::parse(fragment).expect("a good link"), name)
    }

    /// Someone uses a link that was read, and unlocked where it needed that.
    pub fn join_by(&mut self, link: &InviteLink, name: &str) -> DeviceIndex {
        let key = self.dice.bytes();
        let (engine, outputs) =
            Engine::join(link, "office laptop", StoreKey::from_bytes(key), self.dice.bytes(), self.now).expect("joins");
        self.add(name, key, engine, outputs)
    }

    /// Someone uses a link at a computer that others use too, for so long.
    pub fn sit_down(&mut self, fragment: &str, name: &str, lasts_ms: u64) -> DeviceIndex {
        let link = InviteLink::parse(fragment).expect("a good link");
        let (key, seed) = (self.dice.bytes(), self.dice.bytes());
        let sits = Engine::sit_down(&link, "library PC", lasts_ms, StoreKey::from_bytes(key), seed, self.now);
        let (engine, outputs) = sits.expect("joins");
        self.add(name, key, engine, outputs)
    }

    /// Two agencies' administrators endorse each other.
    pub fn endorse_each_other(&mut self, one: DeviceIndex, other: DeviceIndex) {
        for (from, to) in [(one, other), (other, one)] {
            self.ask(from, Command::Introduce);
            self.settle();
            let introduction = self.devices[from].screen.introduction.take().expect("an introduction");
            self.ask(to, Command::Endorse { introduction });
        }
        self.settle();
    }

    fn add(&mut self, name: &str, key: [u8; 32], engine: Engine, outputs: Vec<marram_core::Output>) -> DeviceIndex {
        let mut device = Device::new(name, key, engine);
        device.perform(outputs, usize::MAX, self.now);
        self.devices.push(device);
        self.devices.len() - 1
    }

    /// Someone asks for something.
    pub fn ask(&mut self, device: DeviceIndex, command: Command) {
        self.input(device, marram_core::Input::Asked(command));
    }

    /// Something happens to a device; everything that comes of it is carried out.
    pub fn input(&mut self, device: DeviceIndex, input: marram_core::Input) {
        let now = self.now;
        self.devices[device].input(input, usize::MAX, now);
    }

    /// Opens a device's connection.
    pub fn connect(&mut self, device: DeviceIndex) {
        let Some(relay) = &mut self.relay else { return };
        let connection = relay.connect(self.dice.bytes(), self.now);
        self.devices[device].connected(connection);
        self.input(device, marram_core::Input::Connected);
    }

    /// Loses a device's connection, with everything on its way.
    pub fn disconnect(&mut self, device: DeviceIndex) {
        if let (Some(connection), Some(relay)) = (self.devices[device].connection(), &mut self.relay) {
            relay.disconnect(connection);
        }
        self.devices[device].disconnected();
        self.input(device, marram_core::Input::Disconnected);
    }

    /// The relay's machine dies, and loses what its disk had not synced. Every connection is gone.
    pub fn crash_relay(&mut self) {
        self.disk.crash(&mut self.dice);
        self.relay = None;
        for device in 0..self.devices.len() {
            self.disconnect(device);
        }
    }

    /// The device's program ends; nothing but its store stays.
    pub fn kill(&mut self, device: DeviceIndex) {
        if let (Some(connection), Some(relay)) = (self.devices[device].connection(), &mut self.relay) {
            relay.disconnect(connection);
        }
        self.devices[device].kill();
    }

    /// The device's program starts on its store.
    pub fn revive(&mut self, device: DeviceIndex) {
        let seed = self.dice.bytes();
        let now = self.now;
        self.devices[device].revive(seed, now);
    }

    /// Brings one message of a device to the relay; says whether there was one.
    pub fn carry_up(&mut self, device: DeviceIndex) -> bool {
        let Some(connection) = self.devices[device].connection() else { return false };
        let Some(mut message) = self.devices[device].up.pop_front() else { return false };
        if let Some(changed) = &mut self.changed {
            message = changed(device, ClientFrame::decode(message).expect("its own frame")).encode();
        }
        self.wire.up(&message);
        if let Some(overheard) = &mut self.overheard {
            overheard.push((device, message.clone()));
        }
        if let Some(relay) = &mut self.relay {
            relay.receive(connection, message, self.now);
        }
        true
    }

    /// Takes what the relay has for a device onto the wire.
    pub fn emit(&mut self, device: DeviceIndex) -> bool {
        let (Some(connection), Some(relay)) = (self.devices[device].connection(), &mut self.relay) else {
            return false;
        };
        let emitted = relay.take(connection, self.now).unwrap_or_default();
        let any = !emitted.is_empty();
        for one in emitted {
            match one {
                Emitted::Message(message) => match &mut self.lie {
                    None => self.devices[device].down.push_back(message),
                    Some(lie) => {
                        let told = lie(device, RelayFrame::decode(message).expect("the relay's own frame"));
                        self.devices[device].down.extend(told.iter().map(RelayFrame::encode));
                    }
                },
                Emitted::Closed => self.devices[device].closing = true,
            }
        }
        any
    }

    /// Brings one message of the relay to a device; says whether there was one.
    pub fn carry_down(&mut self, device: DeviceIndex) -> bool {
        if let Some(message) = self.devices[device].down.pop_front() {
            self.wire.down(&message);
            self.input(device, marram_core::Input::Received(message));
            return true;
        }
        if self.devices[device].closing {
            self.disconnect(device);
            return true;
        }
        false
    }

    /// Lets the relay write what waits.
    pub fn write(&mut self) -> bool {
        let Some(relay) = &mut self.relay else { return false };
        relay.write(usize::MAX, self.now).unwrap_or(true)
    }

    /// Runs without faults until nothing moves and nobody is connected less than they could be. Time stands still.
    pub fn settle(&mut self) {
        for device in 0..self.devices.len() {
            if self.devices[device].may_connect(self.now) {
                self.connect(device);
            }
        }
        loop {
            let mut moved = false;
            for device in 0..self.devices.len() {
                while self.carry_up(device) {
                    moved = true;
                }
            }
            while self.write() {
                moved = true;
            }
            for device in 0..self.devices.len() {
                self.emit(device);
                while self.carry_down(device) {
                    moved = true;
                }
            }
            if !moved {
                return;
            }
        }
    }

    /// Lets time pass, waking whoever asked for it, and settles at each moment.
    pub fn pass(&mut self, ms: u64) {
        let end = UnixMillis(self.now.0 + ms);
        loop {
            self.settle();
            let timer = self.relay.as_ref().and_then(|relay| relay.next_timer().expect("the disk is well"));
            let next = self.devices.iter().filter_map(Device::next_moment).chain(timer).min();
            let Some(at) = next.filter(|at| *at <= end) else { break };
            self.now = self.now.max(at);
            for device in 0..self.devices.len() {
                if self.devices[device].wake.is_some_and(|wake| wake <= self.now) {
                    self.devices[device].wake = None;
                    self.input(device, marram_core::Input::Woken);
                }
            }
            if let Some(relay) = &mut self.relay {
                relay.tick(self.now);
            }
        }
        self.now = end;
        self.settle();
    }

    /// The person behind a device.
    pub fn person(&self, device: DeviceIndex) -> PersonId {
        self.devices[device].screen.me.as_ref().expect("shown at once").person
    }
}
