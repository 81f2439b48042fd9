//! What a screen reader is told when something arrives: politely, and never more than is on the screen. And what a person
//! is shown of their own act, once it stands in the record.

use super::AppState;
use super::act::heading_of;
use crate::text::work::deed;
use crate::text::{fill, text};
use marram_core::EventId;
use marram_core::view::{Body, Connection, DateView, EntryView, RoomSummary};
use std::rc::Rc;

/// The most announcements that are kept for the log region.
const MOST: usize = 20;

/// One line of the log region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Announcement {
    pub(crate) number: u32,
    pub(crate) words: String,
}

/// What the person here just did, as it stands in the record now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Done {
    /// The id of the heading of the record's section where it is shown.
    pub(crate) heading: &'static str,
    /// In lines.
    pub(crate) words: String,
    /// A release: to several people it is an entry for each.
    release: bool,
}

impl AppState {
    /// Entries that are new in the room on the screen. One's own notes are known to whoever wrote them; that something was
    /// done about the work is not, before it stands in the record.
    pub(super) fn announce_entries(&mut self, new: &[Rc<EntryView>]) {
        for entry in new {
            let words = match &entry.body {
                Body::Note { text: words } if !entry.own => {
                    fill(text().shell.announced_new, &[("name", &entry.author_name), ("text", words)])
                }
                // What was done before it is not what came last.
                Body::Note { .. } => {
                    self.done = None;
                    continue;
                }
                body if entry.own => {
                    let Some(deed) = deed(body, |action| self.action(action)) else { continue };
                    if entry.uncounted.is_some() {
                        // What was done before is not what came of this.
                        self.done = None;
                        continue;
                    }
                    let words = fill(text().shell.announced_done, &[("text", &deed)]);
                    let release = matches!(body, Body::Released { .. });
                    let before = self.done.as_ref().filter(|done| release && done.release);
                    let lines = before.map_or_else(|| words.clone(), |before| format!("{}\n{words}", before.words));
                    self.done = Some(Rc::new(Done { heading: heading_of(body), words: lines, release }));
                    words
                }
                _ => continue,
            };
            self.announce(words);
        }
    }

    /// What an action of the room on the screen is.
    fn action(&self, event: EventId) -> Option<String> {
        let plan = &self.room.as_ref()?.view.as_ref()?.matter.as_ref()?.plan;
        plan.actions.iter().find(|one| one.made.event == event).map(|one| one.made.what.what.clone())
    }

    /// Rooms that are not on the screen: that there is something, and nothing of it.
    pub(super) fn announce_rooms(&mut self, rooms: &[RoomSummary]) {
        let here = self.room.as_ref().map(|open| open.id);
        let more = rooms.iter().filter(|room| Some(room.id) != here).any(|room| match &self.rooms {
            Some(_) => room.unread > self.summary(room.id).map_or(0, |known| known.unread),
            None => false,
        });
        if more {
            self.announce(text().shell.announced_elsewhere.to_owned());
        }
    }

    /// Losing the connection and having it again; the steps between are not worth a word.
    pub(super) fn announce_connection(&mut self, now: &Connection) {
        let t = &text().shell;
        let online = |connection: &Connection| matches!(connection, Connection::Online { .. });
        let words = match (&self.connection, now) {
            (before, Connection::Online { .. }) if !online(before) => t.online,
            (before, Connection::Offline) if online(before) => t.offline,
            (before, Connection::Refused(_)) if before != now => t.refused,
            (before, Connection::Distrusted) if before != now => t.distrusted,
            _ => return,
        };
        self.announce(words.to_owned());
    }

    /// Reminders that were not there before: that there are some, and nothing of them.
    pub(super) fn announce_reminders(&mut self, now: &[DateView]) {
        let told = |dates| super::reminders_beside(dates, &self.alerts).map(|date| (date.due.event, date.reminder));
        let known: Vec<_> = told(&self.dates).collect();
        let new = told(now).filter(|one| !known.contains(one)).count();
        if new > 0 {
            self.announce(text().reminders.announced.of(u32::try_from(new).unwrap_or(u32::MAX)));
        }
    }

    fn announce(&mut self, words: String) {
        let number = self.number();
        let announcements = Rc::make_mut(&mut self.announcements);
        announcements.push(Announcement { number, words });
        let surplus = announcements.len().saturating_sub(MOST);
        announcements.drain(..surplus);
    }
}
