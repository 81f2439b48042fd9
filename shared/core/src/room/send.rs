//! From intents to frames: what may be sent now, sending again, and what the relay answers.
//!
//! Nothing here reaches the socket by itself. Frames and records leave the engine together, records first. `gather`
//! finds key packages, `launch` makes the ciphertext.

use super::launch::Launch;
use super::outbox::{Flight, Intent, Outgoing, Pointer};
use super::{Context, Room, Taken};
use crate::event::Content;
use crate::ids::{EventId, PersonId};
use crate::view::{Compared, Problem};
use crate::wire::{Pending, Wire, random_id};
use crate::work::Work;
use marram_protocol::frame::client::LogKind;
use marram_protocol::{AppendId, ClientFrame, DeviceId, Reason, Receipt, Refusal, UnixMillis};

/// Appends without an answer that one room has on the wire.
const WINDOW: usize = 32;
/// Entries that the relay may send ahead for one room.
pub(super) const CREDIT: u32 = 256;
/// How long sending waits when the relay names no time.
const HOLD_MS: u64 = 1_000;

impl Room {
    /// Puts an intent into the outbox. Removals go before everything that is not signed yet.
    pub(super) fn intend(&mut self, cx: Context, intent: Intent) {
        let removal = intent.is_removal();
        let outgoing = Outgoing::new(EventId(random_id(cx.provider.generator())), cx.now, intent);
        let first_unsigned =
            self.outbox.iter().position(|one| one.signed.is_none() && one.flight.is_none() && !one.intent.is_removal());
        match first_unsigned.filter(|_| removal) {
            Some(index) => self.outbox.insert(index, outgoing),
            None => self.outbox.push_back(outgoing),
        }
        self.changed.outbox = true;
        self.changed.facts = true;
    }

    /// The relay knows this device: sends again what has no answer, exactly as it was, and follows the log.
    pub(crate) fn connected(&mut self, wire: &mut Wire) {
        self.session = super::Session::default();
        self.taken.retain(|_, taken| !matches!(taken, Taken::Asked));
        if self.state.gone.is_some() {
            return;
        }
        if !self.state.made {
            self.request_log(wire);
            return;
        }
        for index in 0..self.outbox.len() {
            self.transmit(index, wire);
        }
        self.follow(wire);
    }

    pub(crate) fn disconnected(&mut self) {
        self.session = super::Session::default();
        self.heal_at = None;
    }

    fn request_log(&self, wire: &mut Wire) {
        let Some(secrets) = &self.secrets else { return };
        let (log, tokens) = (self.state.log, secrets.tokens());
        wire.request(Pending::CreateRoom(self.id()), |request| ClientFrame::Create {
            request,
            log,
            kind: LogKind::Group,
            tokens,
        });
    }

    /// The relay has made the log.
    pub(crate) fn log_made(&mut self, wire: &mut Wire) {
        if self.state.made {
            // Another successor counts, and that one is there.
            return;
        }
        self.state.made = true;
        self.touch();
        self.follow(wire);
    }

    /// Follows with the token of the epoch that the group is in.
    pub(super) fn follow(&mut self, wire: &mut Wire) {
        let (Some(secrets), None) = (&self.secrets, &self.state.stuck) else { return };
        let (log, token, after) = (self.state.log, secrets.read, self.state.cursor);
        wire.request(Pending::FollowRoom(self.id()), |request| ClientFrame::Follow {
            request,
            log,
            token,
            after,
            credit: CREDIT,
        });
        self.session.following = true;
        self.session.received = 0;
    }

    /// Sends what can be sent now.
    pub(crate) fn pump(&mut self, cx: Context, wire: &mut Wire) {
        while wire.is_open() && self.session.caught_up && self.is_live() && self.session.hold_until.is_none() {
            let Some(secrets) = &self.secrets else { return };
            let on_wire = self.outbox.iter().filter_map(|one| one.flight.as_ref()).filter(|one| !one.is_answered());
            let stale = on_wire.clone().any(|flight| flight.epoch != secrets.epoch);
            let commit_under_way =
                self.outbox.iter().any(|one| one.flight.as_ref().is_some_and(|f| f.commit.is_some()));
            if stale || commit_under_way || on_wire.count() >= WINDOW {
                return;
            }
            let Some(index) = self.outbox.iter().position(|one| one.flight.is_none()) else { return };
            let Some(intent) = self.outbox.get(index).map(|one| one.intent.clone()) else { return };
            let says = match &intent {
                Intent::Say(content) => Some(content),
                Intent::Release { .. } | Intent::ReleaseAll { .. } => Some(&Content::Work(Work::AlarmSet)),
                _ => None,
            };
            let waits = says.is_some_and(|content| {
                let words = matches!(content, Content::Note { .. } | Content::Work(_));
                (words && self.keys_changed(cx)) || self.is_held_back(cx, content)
            });
            if waits {
                return;
            }
            let sent = match intent {
                Intent::Say(content) => {
                    let event = self.outbox.get(index).map_or(EventId([0; 16]), |one| one.event);
                    let timed = self.timed(cx, event, &content);
                    self.launch_event(cx, index, content, timed)
                }
                Intent::Add { people, header } => match self.gather(cx, wire, &people) {
                    None => return,
                    Some(added) => self.launch_add(cx, index, added, header),
                },
                Intent::Release { to, events, reason, whole } => {
                    match self.build_release(cx, to, &events, &reason, whole) {
                        None => Launch::Needless,
                        Some(content) => self.launch_event(cx, index, content, None),
                    }
                }
                Intent::ReleaseAll { to, reason } => {
                    self.resolve_release(cx, index, to, &reason);
                    continue;
                }
                Intent::Remove { person, reason } => self.launch_removal(cx, index, person, reason),
                Intent::AddDevices => match self.gather_missing(cx, wire) {
                    None => return,
                    Some(devices) => self.launch_devices(cx, index, devices),
                },
                Intent::Depart => self.launch_departure(cx, index),
                Intent::Readd { device, request } => match self.gather_device(cx, wire, device) {
                    None => return,
                    Some(package) => self.launch_readd(cx, index, device, request, package),
                },
            };
            match sent {
                Launch::Flying => self.transmit(index, wire),
                Launch::Needless => drop(self.outbox.remove(index)),
                Launch::NotNow => return,
            }
            self.changed.outbox = true;
            self.changed.facts = true;
        }
    }

    /// Whether somebody with whom keys were compared is here with others: nothing is said to them until that is settled.
    fn keys_changed(&self, cx: Context) -> bool {
        let person = |device: &DeviceId| self.peers.get(device).map(crate::identity::Peer::person);
        let changed = |person| cx.compared.of(person, &self.devices_of(person)) == Compared::Changed;
        self.members().iter().filter_map(person).any(changed)
    }

    /// Puts a flight on the wire: a commit's welcome first, the commit itself once that is stored.
    fn transmit(&self, index: usize, wire: &mut Wire) {
        let Some(flight) = self.outbox.get(index).and_then(|one| one.flight.as_ref()) else { return };
        if flight.is_answered() {
            return;
        }
        let (room, log) = (self.id(), self.state.log);
        let Flight { append, epoch, token, .. } = *flight;
        let payload = flight.payload_bytes();
        let Some(commit) = &flight.commit else {
            let Some(timed) = &flight.timed else {
                let frame = |request| ClientFrame::Append { request, log, append, epoch, token, payload };
                return wire.request(Pending::Append { room, append }, frame);
            };
            let (cancel, arm) = (timed.cancel.clone(), timed.alarms());
            let frame = |request| ClientFrame::AppendTimed { request, log, append, epoch, token, cancel, arm, payload };
            return wire.request(Pending::Append { room, append }, frame);
        };
        if let Some(staged) = commit.welcome.as_ref().filter(|staged| !staged.stored) {
            let (blob, payload) = (staged.blob, staged.sealed.clone().into());
            let frame = |request| ClientFrame::PutBlob { request, blob, payload };
            return wire.request(Pending::StageWelcome { room, append }, frame);
        }
        let (next, pointers) = (commit.next, commit.pointers.iter().map(Pointer::as_sent).collect());
        let frame = |request| ClientFrame::Commit { request, log, append, epoch, token, next, pointers, payload };
        wire.request(Pending::Append { room, append }, frame);
    }

    fn in_flight(&mut self, append: AppendId) -> Option<(usize, &mut Flight)> {
        self.outbox
            .iter_mut()
            .enumerate()
            .find_map(|(index, one)| one.flight.as_mut().filter(|flight| flight.append == append).map(|f| (index, f)))
    }

    /// The welcome is stored: now the commit may go.
    pub(crate) fn welcome_staged(&mut self, append: AppendId, wire: &mut Wire) {
        let Some((index, flight)) = self.in_flight(append) else { return };
        if let Some(staged) = flight.commit.as_mut().and_then(|commit| commit.welcome.as_mut()) {
            staged.stored = true;
        }
        self.changed.outbox = true;
        self.transmit(index, wire);
    }

    /// The relay says that an entry is durable. Its word is checked and kept.
    pub(crate) fn stored(&mut self, cx: Context, append: AppendId, receipt: Receipt) {
        if self.in_flight(append).is_none() && receipt.log != self.state.log {
            // Of a log that has a successor: what was sent there is said again.
            return;
        }
        let signed = cx.relay.is_some_and(|relay| receipt.holds(&relay)) && receipt.log == self.state.log;
        // The log may already have brought it: then the promise must be about that very place.
        let contradicts = self.heads.at(receipt.seq).is_some_and(|head| head != receipt.head);
        if !signed || contradicts {
            let problem = Problem::Forked { seq: receipt.seq, with: None };
            return self.problem(receipt.seq, cx.now, problem, false);
        }
        if let Some((_, flight)) = self.in_flight(append) {
            flight.stored = Some(receipt);
            self.changed.outbox = true;
            self.changed.facts = true;
        }
    }

    /// The log has gone on to another epoch: the ciphertext is void, the intent stays.
    pub(crate) fn conflict(&mut self, cx: Context, append: AppendId) {
        self.take_back(cx, append);
        self.hold(cx.now);
    }

    /// The relay will not take it (now).
    pub(crate) fn refused(&mut self, cx: Context, append: AppendId, refusal: Refusal) {
        if refusal.reason == Reason::PipelineStopped && self.in_flight(append).is_none() {
            // It was taken back with what stopped it. To resume once more could open the pipeline after a later refusal.
            return;
        }
        self.take_back(cx, append);
        self.waits(cx, refusal);
        if refusal.reason == Reason::NotReachable || refusal.reason == Reason::Full {
            // A pointer's mailbox is gone or full: ask the directory and the shelves anew.
            self.taken.clear();
        }
    }

    /// The relay will not have something now.
    pub(crate) fn waits(&mut self, cx: Context, refusal: Refusal) {
        self.hold(UnixMillis(cx.now.0 + u64::from(refusal.retry_after_ms).max(HOLD_MS)));
    }

    /// Sending waits until then, and the relay is told that its refusal was heard.
    fn hold(&mut self, until: UnixMillis) {
        self.session.hold_until = self.session.hold_until.max(Some(until));
    }

    /// The ciphertext is void, and so is all that was sent after it: the relay refuses that as well (SPEC R26), and
    /// nothing may overtake.
    fn take_back(&mut self, cx: Context, append: AppendId) {
        let Some((first, _)) = self.in_flight(append) else { return };
        let mut commit = false;
        for outgoing in self.outbox.iter_mut().skip(first) {
            if let Some(flight) = outgoing.flight.take_if(|flight| !flight.is_answered()) {
                commit |= flight.commit.is_some();
            }
        }
        if commit && let Some(group) = &mut self.group {
            // Nothing to discard is as good: the group then has no commit pending.
            let _ = group.discard_own(cx.provider);
        }
        self.told.forget();
        self.changed.outbox = true;
    }

    /// The time to wait is over: the relay is told that its refusal was heard.
    pub(super) fn resume(&mut self, now: UnixMillis, wire: &mut Wire) {
        if self.session.hold_until.is_some_and(|until| until <= now) {
            self.session.hold_until = None;
            match self.state.made {
                true => wire.send(&ClientFrame::Resume { log: self.state.log }),
                false => self.request_log(wire),
            }
        }
    }

    pub(super) fn hold_until(&self) -> Option<UnixMillis> {
        self.session.hold_until
    }
}

/// What a person asks of a room.
impl Room {
    pub(crate) fn say(&mut self, cx: Context, content: Content) {
        self.intend(cx, Intent::Say(content));
    }

    /// Somebody else has removed them: what was to let them in, or to be released to them, was meant before that was known.
    pub(super) fn lets_in_no_more(&mut self, person: PersonId) {
        for one in self.outbox.iter_mut().filter(|one| one.flight.is_none()) {
            if let Intent::Add { people, .. } = &mut one.intent {
                people.retain(|one| *one != person);
            }
        }
        self.outbox.retain(|one| {
            let over = match &one.intent {
                Intent::Add { people, .. } => people.is_empty(),
                Intent::Release { to, .. } | Intent::ReleaseAll { to, .. } => *to == person,
                _ => false,
            };
            one.flight.is_some() || !over
        });
        self.changed.outbox = true;
        self.changed.facts = true;
    }

    pub(crate) fn add(&mut self, cx: Context, people: Vec<PersonId>, header: Option<String>) {
        self.intend(cx, Intent::Add { people, header });
    }

    /// Whether the room's rules allow it.
    pub(crate) fn remove(&mut self, cx: Context, person: PersonId, reason: String) -> bool {
        let allowed = self.is_live() && self.may_remove(cx, person);
        if allowed {
            self.intend(cx, Intent::Remove { person, reason });
        }
        allowed
    }
}
