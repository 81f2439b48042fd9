//! What time brings: members who left are taken out, devices that lost their place are put back, members' further devices
//! are let in, delivery is reported.
//!
//! Every member could do it; the one of the highest rank does it first, and the others look again whether it is still
//! needed (DESIGN section 2 rule 4).

use super::outbox::Intent;
use super::{Awaited, Context, Room};
use crate::event::{Content, Departure};
use crate::identity::{Peer, Register};
use crate::ids::EventId;
use crate::view::{Problem, Vouched};
use crate::wire::Wire;
use marram_protocol::{DeviceId, UnixMillis};

/// How long after its last moment a sitting's device is taken out: clocks that differ by less are the same.
const GRACE_MS: u64 = 5 * 60 * 1000;
/// How long each lower rank waits more.
const RANK_MS: u64 = 2_000;
/// The random part of the wait.
const SPREAD_MS: u64 = 1_000;
/// So often the wait for a further device that cannot be added is doubled: at last to an hour and a half.
const MOST_DOUBLINGS: u32 = 8;
/// Delivery is reported at most so often: it must not become a sign of presence.
const REPORT_EVERY_MS: u64 = 60_000;
/// A first report waits so long, for what comes together.
const REPORT_AFTER_MS: u64 = 1_500;

impl Room {
    /// The clock was moved: what waits for a moment that is now far away is due at once, or reckoned anew.
    pub(crate) fn clock_moved(&mut self, now: UnixMillis) {
        self.session.hold_until = self.session.hold_until.map(|until| until.min(now));
        self.heal_at = None;
        self.watch_at = None;
        self.report_at = None;
        self.state.reported_at = self.state.reported_at.min(now);
    }

    /// Members' devices that are to be taken out by whoever comes first.
    pub(super) fn departing(&self, cx: Context) -> Vec<(DeviceId, Departure)> {
        let others = self.members().into_iter().filter(|device| *device != cx.me.device);
        others.filter_map(|device| Some((device, self.departure(cx, device)?))).collect()
    }

    /// Why a device is to go: its person said so, with this or another device, or an administrator did.
    fn departure(&self, cx: Context, device: DeviceId) -> Option<Departure> {
        let peer = self.peers.get(&device)?;
        let said = self
            .state
            .left
            .iter()
            .find(|(author, _)| self.peers.get(author).is_some_and(|author| author.person() == peer.person()));
        let left = said.map(|(_, signed)| Departure::Left(signed.clone()));
        let revoked = || cx.directory.revocation(peer).map(|bytes| Departure::Revoked(bytes.to_vec()));
        let over = || self.over_at(&device).filter(|at| *at <= cx.now).map(|_| Departure::Over);
        left.or_else(revoked).or_else(over)
    }

    /// When a device that was made for a sitting is to be taken out.
    fn over_at(&self, device: &DeviceId) -> Option<UnixMillis> {
        self.peers.get(device)?.until.map(|until| UnixMillis(until.0.saturating_add(GRACE_MS)))
    }

    /// When the next sitting of a member's is over.
    fn next_over(&self, cx: Context) -> Option<UnixMillis> {
        let others = self.members().into_iter().filter(|device| *device != cx.me.device);
        others.filter_map(|device| self.over_at(&device)).filter(|at| *at > cx.now).min()
    }

    /// Whether the evidence for a departure holds. The same for every member, whatever it has seen so far.
    /// `at` is when the one who takes it out says to have written that.
    pub(super) fn is_departure(&self, device: &DeviceId, departure: &Departure, at: UnixMillis) -> bool {
        let Some(peer) = self.peers.get(device) else { return false };
        match departure {
            Departure::Left(signed) => {
                let theirs = self.peers.values().filter(|author| author.person() == peer.person());
                theirs
                    .filter_map(|author| signed.verify(author.device, self.id()).ok())
                    .any(|event| event.content == Content::Left)
            }
            Departure::Revoked(bytes) => {
                Register::revocation(peer.agency(), bytes).is_some_and(|word| word.ends(&peer.keys))
            }
            // Not by the time of storing: a relay that told two members two times would set them apart.
            Departure::Over => peer.until.is_some_and(|until| at > until),
        }
    }

    /// Devices that a register lists for members, and that are not in the room; each with a member device of the same
    /// person. Only the register of the member's own agency counts.
    pub(super) fn missing(&self, cx: Context) -> Vec<(DeviceId, Peer)> {
        let members = self.members();
        let mut people: Vec<&Peer> = Vec::new();
        for peer in members.iter().filter_map(|device| self.peers.get(device)) {
            if !people.iter().any(|one| (one.person(), one.agency()) == (peer.person(), peer.agency())) {
                people.push(peer);
            }
        }
        let leaves = |peer: &Peer| {
            let mut leavers = self.state.left.keys().filter_map(|device| self.peers.get(device));
            leavers.any(|leaver| leaver.person() == peer.person())
        };
        let vouched = |peer: &Peer| cx.directory.vouched(peer.agency()) != Vouched::Unknown;
        let mut missing = Vec::new();
        for peer in people.into_iter().filter(|peer| vouched(peer) && !leaves(peer)) {
            let listed = cx.directory.get(peer.agency()).map(|register| register.devices_of(peer.person()));
            let lasting = listed.into_iter().flatten().filter(|one| one.until.is_none_or(|until| until > cx.now));
            let absent = lasting.map(|listed| listed.device);
            let absent = absent.filter(|device| !members.contains(device) && !self.state.revoked.contains(device));
            missing.extend(absent.map(|device| (device, peer.clone())));
        }
        missing
    }

    /// A member's device asks to be added again.
    pub(crate) fn asked_to_readd(&mut self, device: DeviceId, request: EventId) {
        if self.members().contains(&device) {
            self.state.readd.insert(device, request);
            self.taken.remove(&device);
            self.touch();
        }
    }

    /// Does what is due, and gives the next moment at which something will be.
    pub(crate) fn wake(&mut self, cx: Context, wire: &mut Wire) -> Option<UnixMillis> {
        self.resume(cx.now, wire);
        if let Some(due) = self.succeed(cx, wire) {
            return Some(due);
        }
        if !self.session.caught_up || !self.is_live() {
            return self.hold_until();
        }
        let due = [self.heal(cx), self.complete(cx), self.watch(cx), self.report(cx), self.next_over(cx)];
        due.into_iter().chain([self.hold_until()]).flatten().min()
    }

    fn heal(&mut self, cx: Context) -> Option<UnixMillis> {
        let departing = self.departing(cx);
        let members = self.members();
        let readd: Vec<_> = self.state.readd.iter().filter(|(device, _)| members.contains(device)).collect();
        let (device, request) = readd.first().map(|(device, request)| (**device, **request)).unzip();
        if departing.is_empty() && device.is_none() {
            self.heal_at = None;
            return None;
        }
        let due = *self.heal_at.get_or_insert_with(|| {
            let goes = |one: &DeviceId| Some(*one) == device || departing.iter().any(|(going, _)| going == one);
            let staying = members.iter().filter(|one| !goes(one));
            let rank = staying.into_iter().position(|one| *one == cx.me.device).unwrap_or(0) as u64;
            let mut spread = [0; 2];
            cx.provider.fill(&mut spread);
            UnixMillis(cx.now.0 + rank * RANK_MS + u64::from(u16::from_be_bytes(spread)) % SPREAD_MS)
        });
        if cx.now < due {
            return Some(due);
        }
        // Looked at again later, should this attempt come to nothing.
        self.heal_at = Some(UnixMillis(cx.now.0 + 10 * RANK_MS));
        if !departing.is_empty() && !self.intends(|intent| *intent == Intent::Depart) {
            self.intend(cx, Intent::Depart);
        }
        if let Some((device, request)) = device.zip(request) {
            let intent = Intent::Readd { device, request };
            if !self.intends(|one| *one == intent) {
                self.intend(cx, intent);
            }
        }
        self.heal_at
    }

    /// Lets members' further devices in: a person's own devices do it before others do.
    fn complete(&mut self, cx: Context) -> Option<UnixMillis> {
        let missing = self.missing(cx);
        let wanted = missing.iter().map(|(device, _)| *device).collect();
        if self.awaited.devices != wanted {
            self.awaited = Awaited { devices: wanted, at: None, attempts: 0 };
        }
        if missing.is_empty() {
            return None;
        }
        let own = missing.iter().any(|(_, peer)| peer.person() == cx.me.person());
        let rank = if own { 0 } else { 1 + self.members().iter().position(|one| *one == cx.me.device).unwrap_or(0) };
        let due = *self.awaited.at.get_or_insert_with(|| {
            let mut spread = [0; 2];
            cx.provider.fill(&mut spread);
            UnixMillis(cx.now.0 + rank as u64 * RANK_MS + u64::from(u16::from_be_bytes(spread)) % SPREAD_MS)
        });
        if cx.now < due {
            return Some(due);
        }
        // A device whose key packages are not to be had is asked for less and less often.
        let wait = (10 * RANK_MS) << self.awaited.attempts;
        self.awaited.attempts = (self.awaited.attempts + 1).min(MOST_DOUBLINGS);
        self.awaited.at = Some(UnixMillis(cx.now.0 + wait));
        if !self.intends(|intent| *intent == Intent::AddDevices) {
            self.intend(cx, Intent::AddDevices);
        }
        self.awaited.at
    }

    pub(super) fn intends(&self, wanted: impl Fn(&Intent) -> bool) -> bool {
        self.outbox.iter().any(|one| wanted(&one.intent))
    }

    /// "Everything up to here is durable here": batched, and never about reports themselves.
    fn report(&mut self, cx: Context) -> Option<UnixMillis> {
        let due = self.state.reportable > self.state.reported;
        if !due || self.intends(|intent| matches!(intent, Intent::Say(Content::Delivered { .. }))) {
            self.report_at = None;
            return None;
        }
        let earliest = UnixMillis(self.state.reported_at.0.saturating_add(REPORT_EVERY_MS));
        let at = *self.report_at.get_or_insert(earliest.max(UnixMillis(cx.now.0 + REPORT_AFTER_MS)));
        if cx.now < at {
            return Some(at);
        }
        self.report_at = None;
        self.state.reported = self.state.cursor;
        self.state.reported_at = cx.now;
        self.intend(cx, Intent::Say(Content::Delivered { upto: self.state.cursor }));
        None
    }

    /// This device lost its place and asks to be added again, under one request. Whether it may.
    pub(crate) fn begin_asking(&mut self, request: EventId) -> bool {
        if self.state.gone.is_some() {
            return false;
        }
        self.state.asked_again = Some(request);
        self.state.stuck.get_or_insert(Problem::NeedsReadding);
        self.touch();
        true
    }

    /// The request that has not been met yet.
    pub(crate) fn asks_again(&self) -> Option<EventId> {
        self.state.asked_again
    }

    /// Everyone who was ever seen here, but this device: who of them can still read, a lost device cannot know.
    pub(crate) fn others(&self, cx: Context) -> Vec<crate::identity::Peer> {
        self.peers.values().filter(|peer| peer.device != cx.me.device).cloned().collect()
    }
}
