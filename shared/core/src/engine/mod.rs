//! The engine: one device's whole state as a machine without I/O.
//!
//! `handle(input, now) -> outputs`. One place ([`Engine::finish`]) puts the outputs in order: what changed is persisted
//! first, then frames are sent, then views are shown. It refuses to know how bytes travel or where records are kept.
//! Randomness comes from one generator, seeded when the engine is opened.
//!
//! `account` is who this device is, `devices` what else its person has; `clock` the relay's time; `relay` takes the
//! relay's frames apart; `registers`, `shelf` and `mailbox` are what their names say; `commands` does what a person asks, `work` of it
//! what is about the work, `queue` what is much of it at once; `dates` reminds;
//! `store` is how state is kept. `waiting` is a device that waits for approval, `approval` who gives it.

mod account;
mod administration;
mod alerts;
mod approval;
mod clock;
mod commands;
mod compare;
mod dates;
mod devices;
mod drafts;
mod duty;
mod io;
mod mailbox;
mod queue;
mod recovery;
mod registers;
mod relay;
mod roles;
mod shelf;
mod store;
mod waiting;
mod work;

pub use account::Founding;
pub use io::{Batch, Input, Output};
pub use recovery::Recovery;
pub use store::OpenError;

use crate::identity::{Directory, Peer};
use crate::ids::RoomId;
use crate::provider::Provider;
use crate::rest::StoreKey;
use crate::room::{Context, Effect, Room};
use crate::view::{Connection, Me, Notice, NoticeKind, Shown};
use crate::wire::Wire;
use account::Account;
use clock::RelayClock;
use mailbox::Mailbox;
use marram_protocol::{Limits, UnixMillis};
use registers::Following;
use relay::Link;
use std::collections::{BTreeMap, BTreeSet};

/// While entries stream in, so many inputs share one transaction at the most.
const HELD: u32 = 64;

/// One device.
pub struct Engine {
    account: Account,
    me: Peer,
    store_key: StoreKey,
    provider: Provider,
    directory: Directory,
    rooms: BTreeMap<RoomId, Room>,
    wire: Wire,
    link: Link,
    limits: Limits,
    following: Following,
    mailbox: Mailbox,
    opened: Option<RoomId>,
    touched: BTreeSet<RoomId>,
    due: BTreeMap<RoomId, UnixMillis>,
    linking: Option<devices::Linking>,
    queue: queue::Queue,
    dates: dates::Dates,
    /// Whether it was shown that the link by which this device waits is over.
    waited_too_long: bool,
    /// Records that changed, or are there no longer, besides those that rooms and the provider know of.
    changed: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    held: u32,
    shown: Vec<Shown>,
    rooms_changed: bool,
    reconnect: Option<UnixMillis>,
    /// By how much the relay's clock was ahead of the engine's when they last met: less than `clock` corrects.
    relay_ahead_ms: i64,
    clock: RelayClock,
    /// The device's own clock; everything else is in the relay's time.
    own_now: UnixMillis,
    now: UnixMillis,
}

impl Engine {
    /// Takes an input in and gives what is to be done, in order (see [`Output`]).
    pub fn handle(&mut self, input: Input, now: UnixMillis) -> Vec<Output> {
        self.own_now = now;
        self.clock.goes_on_from(self.now, now);
        self.now = self.now.max(self.clock.relay_time(now));
        // What a person asked for is never held back.
        let may_wait = matches!(input, Input::Received(_));
        match input {
            Input::Connected => self.connected(),
            Input::Disconnected => self.disconnected(),
            Input::Received(bytes) => self.received(bytes),
            Input::Asked(command) => self.asked(command),
            Input::Woken => {}
        }
        self.settle();
        if !may_wait {
            self.held = HELD;
        }
        self.finish()
    }

    /// Lets every room that was touched, or whose time has come, do what it can.
    fn settle(&mut self) {
        self.heartbeat();
        self.registers_due();
        self.send_queued();
        self.waiting_due();
        if let Some(room) = self.opened {
            self.opened_by_person(room);
        }
        let due = self.due.iter().filter(|(_, at)| **at <= self.now).map(|(room, _)| *room);
        self.touched.extend(due);
        while let Some(id) = self.touched.pop_first() {
            let Some(room) = self.rooms.get_mut(&id) else { continue };
            self.dates.touch(id);
            let cx = context(&self.provider, &self.account, &self.me, &self.directory, self.now);
            room.pump(cx, &mut self.wire);
            let due = room.wake(cx, &mut self.wire);
            room.pump(cx, &mut self.wire);
            match due {
                Some(at) => self.due.insert(id, at),
                None => self.due.remove(&id),
            };
            let effects = room.take_effects();
            match self.opened == Some(id) {
                true => {
                    let shown = room.changes(cx);
                    self.rooms_changed |= !shown.is_empty();
                    self.shown.extend(shown);
                }
                false => self.rooms_changed |= room.take_changed(),
            }
            for effect in effects {
                self.effect(id, effect);
            }
        }
        self.settle_alerts();
        self.mind_dates();
    }

    fn effect(&mut self, room: RoomId, effect: Effect) {
        match effect {
            Effect::Noticed => self.notice(Some(room), NoticeKind::RelayContradiction),
            Effect::Unreachable(person) => self.notice(Some(room), NoticeKind::PersonUnreachable { person }),
            Effect::Reconnect => self.reconnect_after(relay::DISTRUST_MS),
            Effect::CheckRegister(agency) => self.check_register(agency),
        }
    }

    /// Puts everything in order: Persist, then Send, then Show (DESIGN section 4).
    fn finish(&mut self) -> Vec<Output> {
        let mut outputs = Vec::new();
        let frames = self.wire.take();
        // While entries stream in and nothing leaves, a transaction may wait for more of them: a crash only has them
        // delivered again. Anything that is sent waits for everything before it.
        self.held = if self.is_streaming() && frames.is_empty() { self.held + 1 } else { HELD };
        if self.held >= HELD {
            self.held = 0;
            let batch = self.drain();
            if !batch.0.is_empty() {
                outputs.push(Output::Persist(batch));
            }
        }
        outputs.extend(frames.into_iter().map(Output::Send));
        if std::mem::take(&mut self.rooms_changed) {
            let rooms = self.room_list();
            self.shown.push(rooms);
        }
        outputs.extend(self.shown.drain(..).map(Output::Show));
        outputs.extend(self.next_wake().map(|at| Output::WakeAt(self.clock.own_time(at))));
        let reconnect = self.reconnect.take().map(|at| self.clock.own_time(at));
        outputs.extend(reconnect.map(|not_before| Output::Reconnect { not_before }));
        outputs
    }

    fn is_streaming(&self) -> bool {
        self.wire.is_open() && (self.rooms.values().any(Room::is_behind) || !self.following.all_caught_up())
    }

    fn next_wake(&self) -> Option<UnixMillis> {
        let others = [self.following.due(), self.heartbeat_at(), self.dates.due(), self.waiting_until()];
        others.into_iter().chain([self.due.values().min().copied()]).flatten().min()
    }

    fn cx(&self) -> Context<'_> {
        context(&self.provider, &self.account, &self.me, &self.directory, self.now)
    }

    /// Runs something on a room; the room is looked after at the end of this input.
    fn with_room<T>(&mut self, id: RoomId, act: impl FnOnce(&mut Room, Context, &mut Wire) -> T) -> Option<T> {
        let room = self.rooms.get_mut(&id)?;
        self.touched.insert(id);
        let cx = context(&self.provider, &self.account, &self.me, &self.directory, self.now);
        Some(act(room, cx, &mut self.wire))
    }

    fn show(&mut self, shown: Shown) {
        self.shown.push(shown);
    }

    fn notice(&mut self, room: Option<RoomId>, kind: NoticeKind) {
        let notice = Notice { room, kind, at: self.now };
        self.show(Shown::Notice(notice));
    }

    fn room_list(&self) -> Shown {
        let mut rooms: Vec<_> = self.rooms.values().map(|room| room.summary(self.cx())).collect();
        rooms.sort_by_key(|room| (std::cmp::Reverse(room.latest), room.id));
        Shown::Rooms(rooms)
    }

    fn me_view(&self) -> Me {
        let card = self.directory.today(&self.me.card);
        Me {
            person: self.me.person(),
            device: self.me.device,
            agency: card.agency_view(),
            name: card.name,
            role: card.role,
            administrator: self.account.is_administrator(),
            until: self.me.until.map(|until| self.clock.own_time(until)),
        }
    }

    /// Everything that is shown from the start.
    fn first_view(&mut self) {
        let rooms = self.room_list();
        let directory = Shown::Directory(self.directory.people());
        let (me, devices) = (Shown::Me(self.me_view()), self.devices_view());
        self.shown.extend([me, Shown::Connection(Connection::Offline), directory, devices, rooms]);
        self.show_waiting();
        self.show_administration();
        self.show_desks();
        self.show_alerts();
        self.show_forms();
        self.show_unsent();
        self.show_queue();
        self.dates.touch_all(self.rooms.keys());
        self.mind_dates();
        self.show_dates();
    }
}

/// A room's surroundings, from the engine's parts: so that one room can be changed while the rest is only read.
fn context<'a>(
    provider: &'a Provider,
    account: &'a Account,
    me: &'a Peer,
    directory: &'a Directory,
    now: UnixMillis,
) -> Context<'a> {
    Context {
        provider,
        keys: &account.keys,
        me,
        credential: &account.credential,
        directory,
        compared: &account.compared,
        relay: account.relay.as_ref().map(|relay| relay.key),
        now,
    }
}
