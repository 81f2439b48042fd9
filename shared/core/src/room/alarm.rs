//! Deadlines: what the relay leaves for the deputies if nobody accepts, and the same clock run here while online.
//!
//! The alert is sealed beforehand to every device of the desk's deputies, and armed in the very append that offers the work;
//! accepting cancels it in the append that accepts (SPEC R60). So it comes although every client may be offline, and an
//! acceptance cannot come apart from its cancellation.

use super::outbox::{ArmedPointers, Pointer, Timed};
use super::work::author_of;
use super::{Context, Room};
use crate::event::{Content, to_cbor};
use crate::ids::{EventId, PersonId};
use crate::note::{self, Alert, Note};
use crate::work::{DeskRef, Offered, Referral, Work};
use marram_protocol::frame::TimerMarks;
use marram_protocol::{DeviceId, TimerId, UnixMillis};
use std::collections::{BTreeMap, BTreeSet};

/// How long each lower rank waits more.
const RANK_MS: u64 = 2_000;
/// How long it is before an attempt is looked at again.
const AGAIN_MS: u64 = 60_000;
/// The most bytes of a form in an alert: it is mail, and reads the rest in the room.
const MAX_FORM_BYTES: usize = 10 * 1024;

/// The timer of an offer: the event that offers is its id.
fn timer_of(event: EventId) -> TimerId {
    TimerId(event.0)
}

impl Room {
    /// What saying this does to the relay's timers.
    pub(super) fn timed(&self, cx: Context, event: EventId, content: &Content) -> Option<Timed> {
        let Content::Work(work) = content else { return None };
        let holding = self.holding();
        let since = cx.now;
        let offers: Vec<Offered> = match work {
            Work::Referral(referral) => {
                let (to, accept_by) = (referral.to.clone(), referral.accept_by);
                vec![Offered { to, event, since, accept_by, reason: String::new() }]
            }
            Work::Transferred { to, reason, accept_by } => {
                let (to, accept_by, reason) = (to.clone(), *accept_by, reason.clone());
                vec![Offered { to, event, since, accept_by, reason }]
            }
            Work::AlarmSet => holding?.offered.clone(),
            // It stays with whoever holds it: nobody has to be woken for a desk that has answered.
            Work::Refused { .. } if holding.is_some_and(|holding| holding.held.is_some()) => {
                let answered = holding.into_iter().flat_map(|holding| &holding.offered);
                let answered = answered.filter(|offer| offer.to.agency == cx.me.agency());
                let cancel: Vec<TimerId> = answered.map(|offer| timer_of(offer.event)).collect();
                return (!cancel.is_empty()).then_some(Timed { cancel, arm: Vec::new() });
            }
            Work::Accepted | Work::Concluded { .. } => {
                let cancel: Vec<TimerId> = self.state.armed.keys().copied().collect();
                return (!cancel.is_empty()).then_some(Timed { cancel, arm: Vec::new() });
            }
            _ => return None,
        };
        let (referral, from) = match (work, holding) {
            (Work::Referral(referral), _) => ((**referral).clone(), author_of(cx.me)),
            (_, Some(holding)) => (holding.referral.what.clone(), holding.referral.by.clone()),
            _ => return None,
        };
        let held = holding.and_then(|holding| holding.held.clone());
        let alert = Alert { room: self.id(), from, referral: short(referral), desk: offers.last()?.to.clone(), held };
        let arm: Vec<ArmedPointers> = offers.iter().filter_map(|offer| self.arm(cx, offer, &alert)).collect();
        // A desk that has no deputies any more: whoever was one is not to be told.
        let rearmed = |timer: TimerId| arm.iter().any(|armed| armed.timer == timer);
        let stale = offers.iter().map(|offer| timer_of(offer.event));
        let cancel: Vec<TimerId> =
            stale.filter(|timer| self.state.armed.contains_key(timer) && !rearmed(*timer)).collect();
        (!arm.is_empty() || !cancel.is_empty()).then_some(Timed { cancel, arm })
    }

    fn arm(&self, cx: Context, offer: &Offered, alert: &Alert) -> Option<ArmedPointers> {
        let note = Note::Alert(Box::new(Alert { desk: offer.to.clone(), ..alert.clone() }));
        let random = cx.provider.generator();
        let pointer = |device: DeviceId| {
            let (register, sealing) = cx.directory.reach(offer.to.agency, device)?;
            let sealed = note::seal(random, cx.keys, cx.credential, device, sealing, &note)?;
            Some(Pointer { device, reach: register.reach_token(), sealed })
        };
        let pointers: Vec<Pointer> = deputies_devices(cx, &offer.to).into_iter().filter_map(pointer).collect();
        let (timer, at) = (timer_of(offer.event), offer.accept_by);
        (!pointers.is_empty()).then_some(ArmedPointers { timer, at, pointers })
    }

    /// What an entry did to the timers: every member sees the same marks.
    pub(super) fn timers_marked(&mut self, marks: &TimerMarks) {
        for timer in &marks.cancelled {
            self.state.armed.remove(timer);
        }
        self.state.armed.extend(marks.armed.iter().map(|armed| (armed.timer, armed.at)));
        self.touch();
    }

    /// Somebody else armed these: sealed to those who are the deputies as far as this device knows. When that changes, any
    /// member seals it anew, so that it does not hang on the one who did it first.
    pub(super) fn sealed_by_another(&mut self, cx: Context, marks: &TimerMarks) {
        let offered = self.holding().map(|holding| holding.offered.clone()).unwrap_or_default();
        for offer in offered.iter().filter(|offer| marks.armed.iter().any(|one| one.timer == timer_of(offer.event))) {
            self.state.sealed.insert(timer_of(offer.event), deputies_devices(cx, &offer.to));
        }
    }

    /// An own offer is in the log: whom its alert is sealed to.
    pub(super) fn sealed_for(&mut self, timed: &Timed) {
        for armed in &timed.arm {
            let devices = armed.pointers.iter().map(|pointer| pointer.device).collect();
            self.state.sealed.insert(armed.timer, devices);
        }
    }

    /// Arms what should be armed, lets in who has come on duty, and the deputies when the time is over. The next moment at
    /// which there is more.
    pub(super) fn watch(&mut self, cx: Context) -> Option<UnixMillis> {
        // Who was shown a part only may not know that somebody has accepted.
        let knows = self.knows_how_it_stands();
        let open = self.holding().filter(|holding| holding.due().is_some() && self.is_open() && knows);
        let Some(offers) = open.map(|holding| holding.offered.clone()) else {
            self.watch_at = None;
            return None;
        };
        let unarmed = offers.iter().any(|offer| offer.accept_by > cx.now && self.is_to_be_armed(cx, offer));
        // Who has come on duty since; and the deputies, once the time is over.
        let on_duty = offers.iter().flat_map(|offer| on_duty(cx, &offer.to));
        let late = offers.iter().filter(|offer| offer.accept_by <= cx.now).flat_map(|offer| deputies(cx, &offer.to));
        let removed = &self.matter().secrecy.removed;
        let lacking = |person: &PersonId| !self.has(*person) && !removed.contains(person) && has_device(cx, *person);
        let lacking: BTreeSet<PersonId> = on_duty.chain(late).filter(lacking).collect();
        let next = offers.iter().map(|offer| offer.accept_by).filter(|at| *at > cx.now).min();
        if !unarmed && lacking.is_empty() {
            self.watch_at = None;
            return next;
        }
        let rank = self.members().iter().position(|one| *one == cx.me.device).unwrap_or(0) as u64;
        let due = *self.watch_at.get_or_insert(UnixMillis(cx.now.0 + rank * RANK_MS));
        if cx.now < due {
            return Some(due);
        }
        self.watch_at = Some(UnixMillis(cx.now.0 + AGAIN_MS));
        if unarmed && !self.is_saying(&Content::Work(Work::AlarmSet)) {
            self.say(cx, Content::Work(Work::AlarmSet));
        }
        let reason = offers.first().map(|offer| offer.to.name.clone()).unwrap_or_default();
        for person in lacking {
            self.let_in_with_record(cx, person, &reason);
        }
        self.watch_at
    }

    /// An own word is in the log. Another desk that it asks is let in now, so that what it is given holds the question too.
    pub(super) fn asks_another_desk(&mut self, cx: Context, event: EventId, content: &Content) {
        let Content::Work(Work::Transferred { to, reason, .. }) = content else { return };
        if self.folded.uncounted.contains_key(&event) {
            return;
        }
        for person in answering(cx, to).unwrap_or_default() {
            self.let_in_with_record(cx, person, reason);
        }
    }

    /// Whether the relay would not wake somebody whom it should, or would wake others: nothing is armed, or it is sealed to
    /// those who were the deputies.
    fn is_to_be_armed(&self, cx: Context, offer: &Offered) -> bool {
        let (timer, wanted) = (timer_of(offer.event), deputies_devices(cx, &offer.to));
        let sealed = self.state.sealed.get(&timer);
        // Who has not read all of the log does not know what is armed.
        let armed = self.state.armed.contains_key(&timer);
        if wanted.is_empty() {
            return armed;
        }
        (!armed && !self.matter().partial) || sealed.is_some_and(|sealed| *sealed != wanted)
    }

    /// Lets somebody in (if they are not) who then reads all that is known here.
    pub(crate) fn let_in_with_record(&mut self, cx: Context, person: PersonId, reason: &str) {
        if person == cx.me.person() {
            return;
        }
        if !self.has(person) && !self.is_adding(person) {
            self.add(cx, vec![person], None);
        }
        self.release_all(cx, person, reason);
    }
}

/// Timers that the relay has for a room, and when each is due; and whom this device sealed to.
pub(super) type Armed = BTreeMap<TimerId, UnixMillis>;
pub(super) type SealedFor = BTreeMap<TimerId, BTreeSet<DeviceId>>;

fn deputies(cx: Context, desk: &DeskRef) -> Vec<PersonId> {
    cx.directory.desk(desk.agency, desk.desk).map(|desk| desk.deputies.clone()).unwrap_or_default()
}

fn on_duty(cx: Context, desk: &DeskRef) -> Vec<PersonId> {
    let desk = cx.directory.desk(desk.agency, desk.desk);
    desk.map(|desk| desk.on_duty.iter().map(|(person, _)| *person).collect()).unwrap_or_default()
}

/// Who is to answer for a desk now: who is on duty, or everybody of the desk, for somebody may look in. `None` if there is
/// no such desk.
pub(crate) fn answering(cx: Context, desk: &DeskRef) -> Option<Vec<PersonId>> {
    let listed = cx.directory.desk(desk.agency, desk.desk)?;
    let mut people = on_duty(cx, desk);
    if people.is_empty() {
        people = listed.people;
    }
    people.retain(|person| has_device(cx, *person));
    Some(people)
}

/// Who was only invited cannot be let in yet.
fn has_device(cx: Context, person: PersonId) -> bool {
    cx.directory.person(person).is_some_and(|listed| !listed.devices.is_empty())
}

fn deputies_devices(cx: Context, desk: &DeskRef) -> BTreeSet<DeviceId> {
    let register = cx.directory.get(desk.agency);
    let devices = |person| register.into_iter().flat_map(move |register| register.devices_of(person));
    deputies(cx, desk).into_iter().flat_map(devices).map(|listed| listed.device).collect()
}

/// Without its answers, where they are too long for mail.
fn short(referral: Referral) -> Referral {
    let mut referral = referral;
    if to_cbor(&referral.form).len() > MAX_FORM_BYTES {
        referral.form.values.clear();
    }
    referral
}
