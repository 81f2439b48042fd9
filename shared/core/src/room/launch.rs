//! Making ciphertext of intents: events encrypted, commits built, welcomes sealed. Nothing is sent from here.

use super::group::Group;
use super::outbox::{CommitFlight, Flight, Pointer, Staged, Timed};
use super::{Context, Effect, Room};
use crate::event::{Content, Envelope, Event, Named, SignedEvent, to_cbor};
use crate::identity::Credential;
use crate::ids::{EventId, PersonId};
use crate::note::{self, Facts, Note};
use crate::seal::SealKey;
use crate::wire::{random_append, random_blob};
use marram_protocol::{DeviceId, EntryKind, Epoch, LogId, UnixMillis};
use openmls::prelude::KeyPackage;

/// What became of an attempt to send.
pub(super) enum Launch {
    Flying,
    /// There is nothing to do any more.
    Needless,
    /// MLS will not encrypt as things are: what was written stays.
    NotNow,
}

/// What the outer wrap is bound to: an entry cannot be moved to another log, epoch or kind.
pub(super) fn wrap_bound(log: LogId, epoch: Epoch, kind: EntryKind) -> Vec<u8> {
    let kind = match kind {
        EntryKind::Application => 0,
        EntryKind::Commit => 1,
    };
    [&b"marram/1 wrap"[..], &log.0, &epoch.0.to_be_bytes(), &[kind]].concat()
}

impl Room {
    /// `timed`: what its append does to the log's timers.
    pub(super) fn launch_event(&mut self, cx: Context, index: usize, content: Content, timed: Option<Timed>) -> Launch {
        let Some(outgoing) = self.outbox.get(index) else { return Launch::Needless };
        let signed = match &outgoing.signed {
            Some(signed) => signed.clone(),
            None => self.sign(cx, outgoing.event, outgoing.at, content),
        };
        let plain = to_cbor(&self.envelope(cx, signed.clone()));
        let Some((epoch, payload)) = self.group_encrypt(cx, &plain) else { return Launch::NotNow };
        let flight = self.flight(cx, epoch, payload, None).map(|flight| Flight { timed, ..flight });
        let Some(outgoing) = self.outbox.get_mut(index) else { return Launch::Needless };
        outgoing.flight = flight;
        if outgoing.signed.is_none() {
            self.state.last_signed = Some(signed.hash());
            outgoing.signed = Some(signed);
            self.touch();
        }
        Launch::Flying
    }

    pub(super) fn launch_add(
        &mut self,
        cx: Context,
        index: usize,
        devices: Vec<DeviceId>,
        header: Option<String>,
    ) -> Launch {
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
        self.launch_commit(cx, index, Content::Added { people: named, header }, packages, joining, Vec::new())
    }

    /// Adds further devices of members, each of the very person and agency that it is listed for.
    pub(super) fn launch_devices(&mut self, cx: Context, index: usize, devices: Vec<DeviceId>) -> Launch {
        let (mut packages, mut joining, mut named) = (Vec::new(), Vec::new(), Vec::new());
        let missing = self.missing(cx);
        for device in devices {
            let Some((_, owner)) = missing.iter().find(|(one, _)| *one == device) else { continue };
            let Some((package, person, credential)) = self.read_taken(cx, device) else { continue };
            if person != owner.person() || credential.pass.root != owner.agency() {
                continue;
            }
            packages.push(package);
            joining.push((device, credential));
            named.push((device, Named { person, agency: owner.agency(), name: owner.card.name.clone() }));
        }
        if packages.is_empty() {
            return Launch::Needless;
        }
        named.sort_by_key(|(_, owner): &(DeviceId, Named)| owner.person);
        self.launch_commit(cx, index, Content::DevicesAdded { devices: named }, packages, joining, Vec::new())
    }

    pub(super) fn launch_removal(&mut self, cx: Context, index: usize, person: PersonId, reason: String) -> Launch {
        let devices = self.devices_of(person);
        let Some(named) = self.name(cx, person).filter(|_| !devices.is_empty()) else { return Launch::Needless };
        let content = Content::Removed { person: named, reason };
        self.launch_commit(cx, index, content, Vec::new(), Vec::new(), devices)
    }

    pub(super) fn launch_departure(&mut self, cx: Context, index: usize) -> Launch {
        let Some(at) = self.outbox.get(index).map(|one| one.at) else { return Launch::Needless };
        let mut departing = self.departing(cx);
        // What was over after this was resolved on waits for its own turn.
        departing.retain(|(device, why)| self.is_departure(device, why, at));
        if departing.is_empty() {
            return Launch::Needless;
        }
        let devices = departing.iter().map(|(device, _)| *device).collect();
        let content = Content::Departed { devices: departing };
        self.launch_commit(cx, index, content, Vec::new(), Vec::new(), devices)
    }

    pub(super) fn launch_readd(
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

    pub(super) fn launch_commit(
        &mut self,
        cx: Context,
        index: usize,
        content: Content,
        packages: Vec<KeyPackage>,
        added: Vec<(DeviceId, Credential)>,
        removed: Vec<DeviceId>,
    ) -> Launch {
        let Some(outgoing) = self.outbox.get(index) else { return Launch::Needless };
        let further = matches!(content, Content::DevicesAdded { .. });
        let header = match &content {
            Content::Added { header, .. } => header.clone(),
            _ => None,
        };
        let signed = self.sign(cx, outgoing.event, outgoing.at, content);
        let envelope = to_cbor(&self.envelope(cx, signed.clone()));
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
        let pointers = welcome
            .as_ref()
            .map(|(staged, key)| self.pointers(cx, staged, key, &added, further, header))
            .unwrap_or_default();
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

    fn pointers(
        &self,
        cx: Context,
        staged: &Staged,
        key: &SealKey,
        added: &[(DeviceId, Credential)],
        further: bool,
        header: Option<String>,
    ) -> Vec<Pointer> {
        let title = header.as_ref().unwrap_or(&self.state.title).clone();
        let note = Note::Welcome {
            log: self.state.log,
            blob: staged.blob,
            key: key.clone(),
            facts: Facts {
                room: self.id(),
                after: self.claim(),
                title,
                closed: self.state.closed,
                left: self.state.left.clone().into_iter().collect(),
                further,
                brief: Box::new(self.brief(header.as_ref())),
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
        Some(Flight {
            append: random_append(cx.provider.generator()),
            epoch,
            token,
            payload,
            commit,
            timed: None,
            stored: None,
        })
    }

    fn sign(&self, cx: Context, id: EventId, at: UnixMillis, content: Content) -> SignedEvent {
        let event = Event { room: self.id(), id, author: cx.me.device, previous: self.state.last_signed, at, content };
        SignedEvent::sign(&cx.keys.signing_key(), &event)
    }

    fn envelope(&mut self, cx: Context, event: SignedEvent) -> Envelope {
        let registers = self.heads_to_tell(cx);
        Envelope { seen: self.state.cursor, head: self.state.head, event, registers }
    }

    fn group_encrypt(&mut self, cx: Context, plain: &[u8]) -> Option<(Epoch, Vec<u8>)> {
        let secrets = self.secrets.as_ref()?;
        let message = self.group.as_mut()?.encrypt(cx.provider, cx.keys, plain).ok()?;
        let bound = wrap_bound(self.state.log, secrets.epoch, EntryKind::Application);
        Some((secrets.epoch, secrets.wrap.seal(cx.provider.generator(), &bound, &message)))
    }

    pub(super) fn name(&self, cx: Context, person: PersonId) -> Option<Named> {
        let card = self.peers.values().find(|peer| peer.person() == person).map(|peer| peer.card.clone());
        let card = card.or_else(|| cx.directory.person(person).map(|listed| listed.card))?;
        Some(Named { person, agency: card.agency, name: card.name })
    }

    /// After a failed MLS operation: the group as it was before.
    pub(super) fn reload(&mut self, cx: Context) {
        cx.provider.rollback();
        self.group = Group::load(cx.provider, self.state.log).ok().flatten();
    }
}
