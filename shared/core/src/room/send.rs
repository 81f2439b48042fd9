//! From intents to frames: encrypting, committing, sending again, and what the relay answers.
//!
//! Nothing here reaches the socket by itself. Frames and records leave the engine together, records first.

use super::group::{self, Group};
use super::outbox::{CommitFlight, Flight, Intent, Outgoing, Pointer, Staged};
use super::{Context, Effect, Room, Taken};
use crate::event::{Content, Envelope, Event, Named, SignedEvent, to_cbor};
use crate::identity::Credential;
use crate::ids::{EventId, PersonId};
use crate::note::{self, Facts, Note};
use crate::seal::SealKey;
use crate::view::Problem;
use crate::wire::{Pending, Wire, random_append, random_blob, random_id};
use marram_protocol::frame::SealedPointer;
use marram_protocol::frame::client::LogKind;
use marram_protocol::{AppendId, ClientFrame, DeviceId, EntryKind, Epoch, LogId, Reason, Receipt, Refusal, UnixMillis};
use openmls::prelude::KeyPackage;

/// Appends without an answer that one room has on the wire.
const WINDOW: usize = 32;
/// Entries that the relay may send ahead for one room.
pub(super) const CREDIT: u32 = 256;
/// How long sending waits when the relay names no time.
const HOLD_MS: u64 = 1_000;

/// What the outer wrap is bound to: an entry cannot be moved to another log, epoch or kind.
pub(super) fn wrap_bound(log: LogId, epoch: Epoch, kind: EntryKind) -> Vec<u8> {
    let kind = match kind {
        EntryKind::Application => 0,
        EntryKind::Commit => 1,
    };
    [&b"marram/1 wrap"[..], &log.0, &epoch.0.to_be_bytes(), &[kind]].concat()
}

impl Room {
    /// Puts an intent into the outbox. Removals go before everything that is not signed yet.
    pub(super) fn intend(&mut self, cx: Context, intent: Intent) {
        let removal = intent.is_removal();
        let outgoing = Outgoing {
            event: EventId(random_id(cx.provider.generator())),
            at: cx.now,
            intent,
            signed: None,
            flight: None,
        };
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
            let sent = match intent {
                Intent::Say(content) => self.launch_event(cx, index, content),
                Intent::Add { people } => match self.gather(cx, wire, &people) {
                    None => return,
                    Some(added) => self.launch_add(cx, index, added),
                },
                Intent::Remove { person, reason } => self.launch_removal(cx, index, person, reason),
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

    fn launch_event(&mut self, cx: Context, index: usize, content: Content) -> Launch {
        let Some(outgoing) = self.outbox.get(index) else { return Launch::Needless };
        let signed = match &outgoing.signed {
            Some(signed) => signed.clone(),
            None => self.sign(cx, outgoing.event, outgoing.at, content),
        };
        let plain = to_cbor(&self.envelope(signed.clone()));
        let Some((epoch, payload)) = self.group_encrypt(cx, &plain) else { return Launch::NotNow };
        self.state.last_signed = Some(signed.hash());
        self.touch();
        let flight = self.flight(cx, epoch, payload, None);
        if let Some(outgoing) = self.outbox.get_mut(index) {
            outgoing.signed = Some(signed);
            outgoing.flight = flight;
        }
        Launch::Flying
    }

    /// Every chosen person's devices that are not members yet, with key packages; `None` while some are on their way.
    fn gather(&mut self, cx: Context, wire: &mut Wire, people: &[PersonId]) -> Option<Vec<DeviceId>> {
        let (mut wanted, mut waiting) = (Vec::new(), false);
        for person in people {
            if self.has(*person) {
                continue;
            }
            let listed = cx.directory.person(*person);
            let devices: Vec<DeviceId> =
                listed.into_iter().flat_map(|listed| listed.devices).map(|(device, _)| device).collect();
            let mut reachable = false;
            for device in devices {
                match self.take(cx, wire, device, *person) {
                    Some(Taken::Here(_)) => {
                        wanted.push(device);
                        reachable = true;
                    }
                    Some(Taken::Unreachable) => {}
                    Some(Taken::Asked) | None => (waiting, reachable) = (true, true),
                }
            }
            if !reachable {
                self.effects.push(Effect::Unreachable(*person));
            }
        }
        (!waiting).then_some(wanted)
    }

    fn take(&mut self, cx: Context, wire: &mut Wire, device: DeviceId, person: PersonId) -> Option<Taken> {
        let known = self.taken.get(&device).cloned();
        if known.is_none() {
            let agency = cx.directory.person(person)?.card.agency;
            let (register, _) = cx.directory.reach(agency, device)?;
            let reach = register.reach_token();
            self.taken.insert(device, Taken::Asked);
            let room = self.id();
            wire.request(Pending::TakeKeyPackage { room, device }, |request| ClientFrame::TakeKeyPackage {
                request,
                device,
                reach,
            });
        }
        known
    }

    /// A key package came, or none is to be had.
    pub(crate) fn key_package(&mut self, device: DeviceId, package: Option<Vec<u8>>) {
        self.taken.insert(device, package.map_or(Taken::Unreachable, Taken::Here));
    }

    fn gather_device(&mut self, cx: Context, wire: &mut Wire, device: DeviceId) -> Option<Option<KeyPackage>> {
        let person = self.peers.get(&device)?.person();
        match self.take(cx, wire, device, person) {
            Some(Taken::Here(_)) => Some(self.read_taken(cx, device).map(|(package, ..)| package)),
            Some(Taken::Unreachable) => Some(None),
            Some(Taken::Asked) | None => None,
        }
    }

    /// Opens a sealed key package and checks whose it is: a sealed shelf, a signed leaf, a credential that holds, an
    /// agency that ours vouches for, keys that are not over.
    fn read_taken(&mut self, cx: Context, device: DeviceId) -> Option<(KeyPackage, PersonId, Credential)> {
        let Some(Taken::Here(sealed)) = self.taken.get(&device) else { return None };
        let register = cx.directory.all().find(|register| register.lists(device))?;
        let bytes = register.key().shelf_key().open(&device.0, sealed)?;
        let (package, peer, credential) = group::read_key_package(cx.provider, &bytes, device, cx.now).ok()?;
        let vouched = cx.directory.vouched(peer.agency()) != crate::view::Vouched::Unknown;
        (vouched && !cx.directory.revoked(&peer)).then_some((package, peer.person(), credential))
    }

    fn launch_add(&mut self, cx: Context, index: usize, devices: Vec<DeviceId>) -> Launch {
        let (mut packages, mut joining, mut people) = (Vec::new(), Vec::new(), Vec::new());
        for device in devices {
            let Some((package, person, credential)) = self.read_taken(cx, device) else {
                let owner = cx.directory.all().flat_map(|register| register.people());
                let owner = owner.into_iter().find(|listed| listed.devices.iter().any(|(one, _)| *one == device));
                self.effects.extend(owner.map(|listed| Effect::Unreachable(listed.card.person)));
                continue;
            };
            packages.push(package);
            joining.push((device, credential));
            if !people.contains(&person) {
                people.push(person);
            }
        }
        if packages.is_empty() {
            return Launch::Needless;
        }
        let named = people.iter().filter_map(|person| self.name(cx, *person)).collect();
        self.launch_commit(cx, index, Content::Added { people: named }, packages, joining, Vec::new())
    }

    fn launch_removal(&mut self, cx: Context, index: usize, person: PersonId, reason: String) -> Launch {
        let devices = self.devices_of(person);
        let Some(named) = self.name(cx, person).filter(|_| !devices.is_empty()) else { return Launch::Needless };
        let content = Content::Removed { person: named, reason };
        self.launch_commit(cx, index, content, Vec::new(), Vec::new(), devices)
    }

    fn launch_departure(&mut self, cx: Context, index: usize) -> Launch {
        let departing = self.departing(cx);
        if departing.is_empty() {
            return Launch::Needless;
        }
        let devices = departing.iter().map(|(device, _)| *device).collect();
        let content = Content::Departed { devices: departing };
        self.launch_commit(cx, index, content, Vec::new(), Vec::new(), devices)
    }

    fn launch_readd(
        &mut self,
        cx: Context,
        index: usize,
        device: DeviceId,
        request: EventId,
        package: Option<KeyPackage>,
    ) -> Launch {
        let credential = self.state.known.get(&device).map(|known| known.credential.clone());
        let still = self.state.readd.get(&device) == Some(&request) && self.members().contains(&device);
        let (Some(package), Some(credential), true) = (package, credential, still) else {
            self.state.readd.remove(&device);
            self.taken.remove(&device);
            return Launch::Needless;
        };
        let content = Content::Readded { device, request };
        self.launch_commit(cx, index, content, vec![package], vec![(device, credential)], vec![device])
    }

    fn launch_commit(
        &mut self,
        cx: Context,
        index: usize,
        content: Content,
        packages: Vec<KeyPackage>,
        added: Vec<(DeviceId, Credential)>,
        removed: Vec<DeviceId>,
    ) -> Launch {
        let Some(outgoing) = self.outbox.get(index) else { return Launch::Needless };
        let signed = self.sign(cx, outgoing.event, outgoing.at, content);
        let envelope = to_cbor(&self.envelope(signed.clone()));
        let Some(group) = &mut self.group else { return Launch::Needless };
        cx.provider.checkpoint();
        let Ok(built) = group.commit(cx.provider, cx.keys, envelope, &packages, &removed) else {
            self.reload(cx);
            return Launch::Needless;
        };
        let Some(secrets) = &self.secrets else { return Launch::Needless };
        let epoch = secrets.epoch;
        let bound = wrap_bound(self.state.log, epoch, EntryKind::Commit);
        let payload = secrets.wrap.seal(cx.provider.generator(), &bound, &built.message);
        let welcome = built.welcome.map(|welcome| {
            let key = SealKey::random(cx.provider.generator());
            let blob = random_blob(cx.provider.generator());
            let sealed = key.seal(cx.provider.generator(), &blob.0, &welcome);
            (Staged { blob, sealed, stored: false }, key)
        });
        let pointers = welcome.as_ref().map(|(staged, key)| self.pointers(cx, staged, key, &added)).unwrap_or_default();
        let commit = CommitFlight {
            next: built.next.tokens(),
            signed,
            added,
            removed,
            pointers,
            welcome: welcome.map(|(staged, _)| staged),
        };
        let flight = self.flight(cx, epoch, payload, Some(commit));
        if let Some(outgoing) = self.outbox.get_mut(index) {
            outgoing.flight = flight;
        }
        Launch::Flying
    }

    fn pointers(&self, cx: Context, staged: &Staged, key: &SealKey, added: &[(DeviceId, Credential)]) -> Vec<Pointer> {
        let note = Note::Welcome {
            log: self.state.log,
            blob: staged.blob,
            key: key.clone(),
            facts: Facts {
                title: self.state.title.clone(),
                closed: self.state.closed,
                left: self.state.left.clone().into_iter().collect(),
            },
        };
        let pointer = |(device, credential): &(DeviceId, Credential)| {
            let (register, sealing) = cx.directory.reach(credential.pass.root, *device)?;
            let sealed = note::seal(cx.provider.generator(), cx.keys, cx.credential, *device, sealing, &note)?;
            Some(Pointer { device: *device, reach: register.reach_token(), sealed })
        };
        added.iter().filter_map(pointer).collect()
    }

    fn flight(&self, cx: Context, epoch: Epoch, payload: Vec<u8>, commit: Option<CommitFlight>) -> Option<Flight> {
        let token = self.secrets.as_ref()?.append;
        Some(Flight { append: random_append(cx.provider.generator()), epoch, token, payload, commit, stored: None })
    }

    fn sign(&self, cx: Context, id: EventId, at: UnixMillis, content: Content) -> SignedEvent {
        let event = Event { room: self.id(), id, author: cx.me.device, previous: self.state.last_signed, at, content };
        SignedEvent::sign(&cx.keys.signing_key(), &event)
    }

    fn envelope(&self, event: SignedEvent) -> Envelope {
        Envelope { seen: self.state.cursor, head: self.state.head, event }
    }

    fn group_encrypt(&mut self, cx: Context, plain: &[u8]) -> Option<(Epoch, Vec<u8>)> {
        let secrets = self.secrets.as_ref()?;
        let message = self.group.as_mut()?.encrypt(cx.provider, cx.keys, plain).ok()?;
        let bound = wrap_bound(self.state.log, secrets.epoch, EntryKind::Application);
        Some((secrets.epoch, secrets.wrap.seal(cx.provider.generator(), &bound, &message)))
    }

    fn name(&self, cx: Context, person: PersonId) -> Option<Named> {
        let card = self.peers.values().find(|peer| peer.person() == person).map(|peer| peer.card.clone());
        let card = card.or_else(|| cx.directory.person(person).map(|listed| listed.card))?;
        Some(Named { person, agency: card.agency, name: card.name })
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
            let frame = |request| ClientFrame::Append { request, log, append, epoch, token, payload };
            return wire.request(Pending::Append { room, append }, frame);
        };
        if let Some(staged) = commit.welcome.as_ref().filter(|staged| !staged.stored) {
            let (blob, payload) = (staged.blob, staged.sealed.clone().into());
            let frame = |request| ClientFrame::PutBlob { request, blob, payload };
            return wire.request(Pending::StageWelcome { room, append }, frame);
        }
        let sealed =
            |one: &Pointer| SealedPointer { device: one.device, reach: one.reach, sealed: one.sealed.clone().into() };
        let (next, pointers) = (commit.next, commit.pointers.iter().map(sealed).collect());
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
        self.take_back(cx, append);
        let wait = match refusal.reason {
            // What stopped it has its own wait.
            Reason::PipelineStopped => 0,
            _ => u64::from(refusal.retry_after_ms).max(HOLD_MS),
        };
        self.hold(UnixMillis(cx.now.0 + wait));
        if refusal.reason == Reason::NotReachable || refusal.reason == Reason::Full {
            // A pointer's mailbox is gone or full: ask the directory and the shelves anew.
            self.taken.clear();
        }
    }

    /// Sending waits until then, and the relay is told that its refusal was heard.
    fn hold(&mut self, until: UnixMillis) {
        self.session.hold_until = self.session.hold_until.max(Some(until));
    }

    fn take_back(&mut self, cx: Context, append: AppendId) {
        let Some((index, flight)) = self.in_flight(append) else { return };
        if flight.is_answered() {
            return;
        }
        let was_commit = flight.commit.is_some();
        if was_commit && let Some(group) = &mut self.group {
            // Nothing to discard is as good: the group then has no commit pending.
            let _ = group.discard_own(cx.provider);
        }
        if let Some(outgoing) = self.outbox.get_mut(index) {
            outgoing.flight = None;
        }
        self.changed.outbox = true;
    }

    /// The time to wait is over: the relay is told that its refusal was heard.
    pub(super) fn resume(&mut self, now: UnixMillis, wire: &mut Wire) {
        if self.session.hold_until.is_some_and(|until| until <= now) {
            self.session.hold_until = None;
            wire.send(&ClientFrame::Resume { log: self.state.log });
        }
    }

    pub(super) fn hold_until(&self) -> Option<UnixMillis> {
        self.session.hold_until
    }

    /// After a failed MLS operation: the group as it was before.
    pub(super) fn reload(&mut self, cx: Context) {
        cx.provider.rollback();
        self.group = Group::load(cx.provider, self.state.log).ok().flatten();
    }
}

/// What became of an attempt to send.
enum Launch {
    Flying,
    /// There is nothing to do any more.
    Needless,
    /// MLS will not encrypt as things are: what was written stays.
    NotNow,
}

/// What a person asks of a room.
impl Room {
    pub(crate) fn say(&mut self, cx: Context, content: Content) {
        self.intend(cx, Intent::Say(content));
    }

    pub(crate) fn add(&mut self, cx: Context, people: Vec<PersonId>) {
        self.intend(cx, Intent::Add { people });
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
