//! Referrals that were asked for together: kept, each in a record of its own, until each has its room; sent a few at a time,
//! so that hundreds neither block the device nor flood the relay. A device that stops half-way goes on where it was.

use super::Engine;
use crate::event::{from_cbor, to_cbor};
use crate::ids::RoomId;
use crate::rest::RecordError;
use crate::room::Room;
use crate::view::{NoticeKind, QueueView, Shown, StoppedReferral};
use crate::work::Referring;
use crate::work::table::MAX_TABLE;
use std::collections::{BTreeMap, BTreeSet};

/// Referrals wait under this prefix, by number.
const PREFIX: &[u8] = b"queue/";
/// So many are on their way at once.
const AT_ONCE: usize = 4;

/// What waits.
#[derive(Default)]
pub(super) struct Queue {
    waiting: BTreeMap<u64, Referring>,
    /// Those that cannot be sent as they are, until somebody says what to do.
    stopped: BTreeMap<u64, (Referring, NoticeKind)>,
    under_way: BTreeSet<RoomId>,
    sent: u32,
}

/// The number of a queued referral's record.
pub(super) fn record_of(name: &[u8]) -> Option<u64> {
    name.strip_prefix(PREFIX)?.try_into().ok().map(u64::from_be_bytes)
}

fn record(number: u64) -> Vec<u8> {
    [PREFIX, &number.to_be_bytes()].concat()
}

impl Queue {
    /// Takes a stored record in.
    pub(super) fn restore(&mut self, number: u64, value: &[u8]) -> Result<(), RecordError> {
        self.waiting.insert(number, from_cbor(value).ok_or(RecordError::Content)?);
        Ok(())
    }

    fn next_number(&self) -> u64 {
        let last = |map: Option<&u64>| map.map_or(0, |number| number + 1);
        last(self.waiting.keys().next_back()).max(last(self.stopped.keys().next_back()))
    }
}

impl Engine {
    /// Puts referrals into the queue: all, if each of them could be sent now, or none.
    pub(super) fn refer_many(&mut self, referrings: Vec<Referring>) -> Result<(), NoticeKind> {
        if self.queue.waiting.len() + self.queue.stopped.len() + referrings.len() > MAX_TABLE {
            return Err(NoticeKind::TooLarge { limit: MAX_TABLE as u64 });
        }
        for referring in &referrings {
            self.referral(referring.clone())?;
        }
        if self.queue.waiting.is_empty() && self.queue.under_way.is_empty() {
            self.queue.sent = 0;
        }
        let first = self.queue.next_number();
        for (number, referring) in (first..).zip(referrings) {
            self.changed.insert(record(number), Some(to_cbor(&referring)));
            self.queue.waiting.insert(number, referring);
        }
        self.show_queue();
        Ok(())
    }

    /// Tries those again that could not be sent, or forgets them.
    pub(super) fn settle_stopped(&mut self, again: bool) {
        for (number, (referring, _)) in std::mem::take(&mut self.queue.stopped) {
            if again {
                self.queue.waiting.insert(number, referring);
            } else {
                self.changed.insert(record(number), None);
            }
        }
        self.show_queue();
    }

    /// Sends on: a room is made in the very transaction in which its referral leaves the queue.
    pub(super) fn send_queued(&mut self) {
        if self.queue.waiting.is_empty() && self.queue.under_way.is_empty() {
            return;
        }
        let before = (self.queue.under_way.len(), self.queue.waiting.len());
        let rooms = &self.rooms;
        self.queue.under_way.retain(|room| rooms.get(room).is_some_and(Room::is_sending));
        while self.wire.is_open() && self.following.all_caught_up() && self.queue.under_way.len() < AT_ONCE {
            let Some((number, referring)) = self.queue.waiting.pop_first() else { break };
            match self.refer(referring.clone()) {
                Ok(room) => {
                    self.changed.insert(record(number), None);
                    self.queue.under_way.insert(room);
                    self.queue.sent = self.queue.sent.saturating_add(1);
                }
                Err(why) => {
                    self.queue.stopped.insert(number, (referring, why));
                }
            }
        }
        if before != (self.queue.under_way.len(), self.queue.waiting.len()) {
            self.show_queue();
        }
    }

    /// Whether the relay is given more than a person does by hand.
    pub(super) fn is_sending_many(&self) -> bool {
        !self.queue.under_way.is_empty()
    }

    pub(super) fn show_queue(&mut self) {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let stopped = |(referring, why): &(Referring, NoticeKind)| StoppedReferral {
            reference: referring.reference.clone(),
            desk: referring.to.clone(),
            why: *why,
        };
        self.show(Shown::Queue(QueueView {
            waiting: count(self.queue.waiting.len()),
            under_way: count(self.queue.under_way.len()),
            sent: self.queue.sent,
            stopped: self.queue.stopped.values().map(stopped).collect(),
        }));
    }
}
