//! Dates of all rooms, and reminding of them: once on this device for each moment, also across a restart, a lock and a clock
//! that was put right.
//!
//! Everything goes by the engine's time, which is the relay's. How long before is data of `work`.

use super::Engine;
use crate::ids::{EventId, RoomId};
use crate::room::author_of;
use crate::view::{DateView, Shown};
use crate::work::Due;
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A date is of the event that set it, in its room.
type Which = (RoomId, EventId);

/// What the person was reminded of.
pub(super) type Reminded = BTreeMap<Which, Reminder>;

/// The last reminder of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reminder {
    /// When the date was: set anew, it is another.
    at: UnixMillis,
    /// The moment that was told.
    moment: UnixMillis,
    /// The person has put it away.
    away: bool,
}

/// A room's title, and its open dates.
type Dated = (String, Vec<Due>);

/// What is known of the dates, and when to look again.
#[derive(Debug, Default)]
pub(super) struct Dates {
    rooms: BTreeMap<RoomId, Dated>,
    /// Rooms in which something may be otherwise by now.
    stale: BTreeSet<RoomId>,
    next: Option<UnixMillis>,
}

impl Dates {
    /// The next moment at which somebody is to be reminded.
    pub(super) fn due(&self) -> Option<UnixMillis> {
        self.next
    }
    /// Something may have changed in a room.
    pub(super) fn touch(&mut self, room: RoomId) {
        self.stale.insert(room);
    }
    /// Something may have changed in all of them.
    pub(super) fn touch_all<'a>(&mut self, rooms: impl Iterator<Item = &'a RoomId>) {
        self.stale.extend(rooms);
    }
    /// The clock was moved: everything is looked at again.
    pub(super) fn clock_moved(&mut self, now: UnixMillis) {
        self.next = Some(now);
    }
}

impl Engine {
    /// Looks which dates there are where something changed, and reminds of those whose moment has come.
    pub(super) fn mind_dates(&mut self) {
        let mut changed = false;
        for id in std::mem::take(&mut self.dates.stale) {
            let now = self.dates_of(id);
            if self.dates.rooms.get(&id) != now.as_ref() {
                changed = true;
                match now {
                    Some(now) => drop(self.dates.rooms.insert(id, now)),
                    None => drop(self.dates.rooms.remove(&id)),
                }
            }
        }
        if changed || self.dates.next.is_some_and(|next| next <= self.now) {
            self.remind();
            self.show_dates();
        }
    }

    fn dates_of(&self, id: RoomId) -> Option<Dated> {
        let room = self.rooms.get(&id)?;
        let dates = room.dates(self.cx(), &author_of(&self.me));
        (!dates.is_empty()).then(|| (room.state.title.clone(), dates))
    }

    /// Notes what was told, and forgets what is settled.
    fn remind(&mut self) {
        let (before, mut reminded, mut next) = (&self.account.reminded, Reminded::new(), None);
        let dates = self.dates.rooms.iter().flat_map(|(room, (_, dates))| dates.iter().map(|due| (*room, due)));
        for (room, due) in dates.filter(|(_, due)| due.reminds()) {
            let passed = due.moments().filter(|moment| *moment <= self.now).max();
            let coming = due.moments().filter(|moment| *moment > self.now).min();
            next = next.into_iter().chain(coming).min();
            let Some(moment) = passed else { continue };
            // What a wrong clock had told too early is told again in its time.
            let told = before.get(&(room, due.event)).filter(|told| (told.at, told.moment) == (due.at, moment));
            let reminder = told.copied().unwrap_or(Reminder { at: due.at, moment, away: false });
            reminded.insert((room, due.event), reminder);
        }
        self.dates.next = next;
        if reminded != self.account.reminded {
            self.account.reminded = reminded;
            self.save_account();
        }
    }

    /// The person has seen them.
    pub(super) fn put_reminders_away(&mut self, which: &[Which]) {
        let mut changed = false;
        for one in which {
            if let Some(reminder) = self.account.reminded.get_mut(one).filter(|reminder| !reminder.away) {
                (reminder.away, changed) = (true, true);
            }
        }
        if changed {
            self.save_account();
            self.show_dates();
        }
    }

    /// Shows the dates of all rooms, the soonest first.
    pub(super) fn show_dates(&mut self) {
        let view = |room: RoomId, title: &str, due: &Due| {
            let told = self.account.reminded.get(&(room, due.event)).filter(|told| !told.away);
            DateView { room, title: title.to_owned(), due: due.clone(), reminder: told.map(|told| told.moment) }
        };
        let rooms = self.dates.rooms.iter();
        let dates = rooms.flat_map(|(room, (title, dates))| dates.iter().map(move |due| view(*room, title, due)));
        let mut dates: Vec<DateView> = dates.collect();
        dates.sort_by_key(|date| (date.due.at, date.room, date.due.event));
        self.show(Shown::Dates(dates));
    }
}
