//! Slices of the record that are released to those who joined later: what can be, in as many parts as it takes, sealed to
//! the recipient's devices, and opened there.

use super::outbox::{Intent, Outgoing};
use super::timeline::{Entry, Kind};
use super::{Context, Room};
use crate::event::{Content, Event, SignedEvent, from_cbor, to_cbor};
use crate::identity::{Credential, Peer};
use crate::ids::{EventId, PersonId};
use crate::provider::{hpke_open, hpke_seal};
use crate::seal::SealKey;
use crate::view::{Releasable, ReleasableView, Standing};
use crate::wire::random_id;
use crate::work::{Release, SealedKey, Work, parts_of};
use marram_protocol::{DeviceId, Seq, UnixMillis};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const INFO: &[u8] = b"marram/1 release";

/// A slice that was released to this device.
#[derive(Debug, Clone)]
pub(super) struct GivenSlice {
    pub(super) title: String,
    pub(super) entries: Vec<Given>,
    whole: bool,
}

impl GivenSlice {
    /// Whether whoever released it left nothing out.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }
}

/// A slice of the record, for somebody who joined later.
#[derive(Serialize, Deserialize)]
struct Slice {
    title: String,
    entries: Vec<SliceEntry>,
    credentials: Vec<(DeviceId, Credential)>,
}

#[derive(Serialize, Deserialize)]
struct SliceEntry {
    seq: Seq,
    at: UnixMillis,
    author: DeviceId,
    signed: SignedEvent,
}

/// An entry that was released to this device, its author's word verified.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) seq: Seq,
    pub(super) at: UnixMillis,
    pub(super) author: Peer,
    pub(super) event: Event,
    signed: SignedEvent,
    credential: Credential,
}

/// An entry of the record as it can be passed on: of the timeline, or released to this device.
pub(super) struct Recorded<'a> {
    pub(super) seq: Seq,
    pub(super) at: UnixMillis,
    pub(super) author: &'a Peer,
    pub(super) event: &'a Event,
    pub(super) signed: &'a SignedEvent,
    pub(super) credential: &'a Credential,
}

impl Room {
    /// All that this device knows, in the order of the log: what was released to it and what came here itself. Where the
    /// room went on in another log, what was released comes first, since its places are of an earlier one.
    pub(super) fn record(&self) -> Vec<Recorded<'_>> {
        let given = self.folded.slices.values().flat_map(|slice| &slice.entries);
        let given = given.filter(|given| !self.events.contains_key(&given.event.id)).map(|given| Recorded {
            seq: given.seq,
            at: given.at,
            author: &given.author,
            event: &given.event,
            signed: &given.signed,
            credential: &given.credential,
        });
        let mut record: Vec<Recorded> = given.collect();
        record.sort_by_key(|one| (one.seq, one.event.id));
        record.dedup_by_key(|one| one.event.id);
        record.extend(self.timeline.iter().filter_map(|entry| {
            let Kind::Event { author, event, signed, .. } = &entry.kind else { return None };
            let (peer, known) = (self.peers.get(author)?, self.state.known.get(author)?);
            let (seq, at, credential) = (entry.seq, entry.at, &known.credential);
            Some(Recorded { seq, at, author: peer, event, signed, credential })
        }));
        if self.first_of_log() == 0 {
            // Who was out for a while and came back was given what lies between.
            record.sort_by_key(|one| one.seq);
        }
        record
    }

    pub(super) fn slices(&self, cx: Context) -> HashMap<EventId, GivenSlice> {
        let mut slices = HashMap::new();
        for (event, _) in self.timeline.iter().filter_map(Entry::event) {
            if let Content::Work(Work::Release(release)) = &event.content
                && let Some(given) = open_slice(cx, self, event.id, release)
            {
                slices.insert(event.id, given);
            }
        }
        slices
    }

    /// Whether entries can be released to these people from here: some, each once, all of them in the room, none of them kept
    /// out of it by a header.
    pub(crate) fn may_release(&self, cx: Context, people: &[PersonId]) -> bool {
        let distinct: BTreeSet<&PersonId> = people.iter().collect();
        let here = !people.is_empty() && distinct.len() == people.len() && people.iter().all(|one| self.has(*one));
        let secrecy = &self.matter().secrecy;
        here && people.iter().all(|one| secrecy.header_for(*one).is_none()) && self.is_open() && self.gate(cx).is_none()
    }

    /// What can be released to people, in the order of the log.
    pub(crate) fn releasable(&self, cx: Context, people: Vec<PersonId>) -> ReleasableView {
        // From which place in the timeline on all devices of a person can read.
        let (mut since, mut given, members) = (self.presence().came(), BTreeSet::new(), self.members());
        for (at, entry) in self.timeline.iter().enumerate() {
            let Some((event, _)) = entry.event() else { continue };
            match &event.content {
                Content::DevicesAdded { devices } => {
                    let here = devices.iter().filter(|(device, _)| members.contains(device));
                    here.for_each(|(_, owner)| later(&mut since, owner.person, at));
                }
                Content::Readded { device, .. } if members.contains(device) => {
                    self.person_of(device).into_iter().for_each(|person| later(&mut since, person, at));
                }
                // A device that came after it cannot read it.
                Content::Work(Work::Release(release)) if self.opens_everywhere(release) => {
                    given.extend(release.events.iter().map(|event| (release.to, *event)));
                }
                _ => {}
            }
        }
        let record = self.record().into_iter().filter(|one| is_releasable(&one.event.content));
        let entries = record.map(|one| {
            let event = one.event.id;
            let has = |to: &&PersonId| {
                // Somebody who was here before this device was has read what came here, and nobody knows what before that.
                let there = self.events.get(&event).is_some_and(|at| since.get(*to).is_none_or(|since| at >= since));
                there || given.contains(&(**to, event))
            };
            let card = &one.author.card;
            Releasable {
                event,
                at: one.at,
                author_name: card.name.clone(),
                author_agency: card.agency_name.clone(),
                body: self.body(cx, event, &without_form(&one.event.content)),
                bytes: one.signed.len() as u32,
                lacks: people.iter().filter(|to| !has(to)).copied().collect(),
                standing: standing(&one.event.content),
            }
        });
        let entries = entries.collect();
        ReleasableView { room: self.id(), people, entries }
    }

    /// Whether every device that its recipient has here can open it.
    fn opens_everywhere(&self, release: &Release) -> bool {
        let devices = self.devices_of(release.to);
        devices.iter().all(|device| release.keys.iter().any(|(one, _)| one == device))
    }

    /// Releases entries to people, to each in as many slices as it takes and what they lack of them. `None`: all that is
    /// known here. Whether anybody lacked any.
    pub(crate) fn release(
        &mut self,
        cx: Context,
        people: Vec<PersonId>,
        events: Option<&[EventId]>,
        reason: &str,
    ) -> bool {
        let parts = self.parts(cx, people, events, reason);
        let any = !parts.is_empty();
        parts.into_iter().for_each(|part| self.intend(cx, part));
        any
    }

    /// Adds people, and releases all that is known here to them, for that reason. Whether that is possible.
    pub(crate) fn add_people(&mut self, cx: Context, people: Vec<PersonId>, release: Option<&str>) -> bool {
        let secrecy = &self.matter().secrecy;
        let kept_out = people.iter().any(|one| secrecy.header_for(*one).is_some());
        if !self.is_open() || release.is_some() && (kept_out || self.gate(cx).is_some()) {
            return false;
        }
        self.add(cx, people.clone(), None);
        if let Some(reason) = release {
            people.iter().for_each(|to| self.release_all(cx, *to, reason));
        }
        true
    }

    fn parts(&self, cx: Context, people: Vec<PersonId>, events: Option<&[EventId]>, reason: &str) -> Vec<Intent> {
        let chosen = |one: &Releasable| events.is_none_or(|events| events.contains(&one.event));
        let listed = self.releasable(cx, people);
        let mut parts = Vec::new();
        for to in listed.people {
            let (given, left): (Vec<&Releasable>, _) =
                listed.entries.iter().filter(|one| one.lacks.contains(&to)).partition(|one| chosen(one));
            let sizes: Vec<_> = given.iter().map(|one| (one.event, one.bytes as usize)).collect();
            // Whoever was given the rest before has all of it now.
            let whole = left.is_empty() && self.knows_how_it_stands();
            let part = |events| Intent::Release { to, events, reason: reason.to_owned(), whole };
            parts.extend(parts_of(&sizes).into_iter().map(part));
        }
        parts
    }

    /// Releases all that is known here to somebody who may be about to be let in.
    pub(super) fn release_all(&mut self, cx: Context, to: PersonId, reason: &str) {
        if !self.intends(|intent| matches!(intent, Intent::ReleaseAll { to: one, .. } if *one == to)) {
            self.intend(cx, Intent::ReleaseAll { to, reason: reason.to_owned() });
        }
    }

    /// What they lack is known once they are here: until then, others may have written, and this device may have been away.
    pub(super) fn resolve_release(&mut self, cx: Context, index: usize, to: PersonId, reason: &str) {
        let mut parts = if self.has(to) { self.parts(cx, vec![to], None, reason) } else { Vec::new() };
        self.outbox.remove(index);
        // What is on its way to them is not sent twice.
        let queued: BTreeSet<EventId> =
            self.outbox.iter().flat_map(|one| events_for(&one.intent, to)).copied().collect();
        for part in &mut parts {
            if let Intent::Release { events, .. } = part {
                events.retain(|event| !queued.contains(event));
            }
        }
        parts.retain(|part| !events_for(part, to).is_empty());
        for part in parts.into_iter().rev() {
            self.outbox.insert(index, Outgoing::new(EventId(random_id(cx.provider.generator())), cx.now, part));
        }
        self.changed.outbox = true;
        self.changed.facts = true;
    }

    /// The release as it is said now; `None` if the person is not here (any more).
    pub(super) fn build_release(
        &self,
        cx: Context,
        to: PersonId,
        events: &[EventId],
        reason: &str,
        whole: bool,
    ) -> Option<Content> {
        let devices = self.devices_of(to);
        let named = self.name(cx, to).filter(|_| !devices.is_empty())?;
        let mut slice = Slice { title: self.state.title.clone(), entries: Vec::new(), credentials: Vec::new() };
        for one in self.record().into_iter().filter(|one| events.contains(&one.event.id)) {
            let (seq, at, author, signed) = (one.seq, one.at, one.author.device, one.signed.clone());
            slice.entries.push(SliceEntry { seq, at, author, signed });
            if slice.credentials.iter().all(|(device, _)| *device != author) {
                slice.credentials.push((author, one.credential.clone()));
            }
        }
        let random = cx.provider.generator();
        let key = SealKey::random(random);
        let sealed = key.seal(random, &bound(self, to), &to_cbor(&slice));
        let sealed_key = |device: DeviceId| {
            let agency = self.peers.get(&device)?.agency();
            let (_, sealing) = cx.directory.reach(agency, device)?;
            Some((device, SealedKey(hpke_seal(random, sealing, INFO, &device.0, key.bytes()).ok()?)))
        };
        let keys = devices.into_iter().filter_map(sealed_key).collect();
        let (name, reason, events) = (named.name, reason.to_owned(), events.to_vec());
        Some(Content::Work(Work::Release(Box::new(Release { to, name, reason, events, whole, sealed, keys }))))
    }
}

/// A slice is of one room and for one person.
fn bound(room: &Room, to: PersonId) -> Vec<u8> {
    [INFO, &room.id().0, &to.0].concat()
}

fn later(since: &mut BTreeMap<PersonId, usize>, person: PersonId, at: usize) {
    let since = since.entry(person).or_insert(at);
    *since = at.max(*since);
}

fn events_for(intent: &Intent, person: PersonId) -> &[EventId] {
    match intent {
        Intent::Release { to, events, .. } if *to == person => events,
        _ => &[],
    }
}

/// Not what belongs to the room's own running, nor what only its recipient can read.
fn is_releasable(content: &Content) -> bool {
    match content {
        Content::Note { .. } | Content::Created { .. } | Content::Renamed { .. } => true,
        // Who had to declare, and who went: what they held or declared reads otherwise without.
        Content::Added { header: Some(_), .. } | Content::Removed { .. } | Content::Left => true,
        Content::Work(work) => !matches!(work, Work::Release(_)),
        _ => false,
    }
}

/// The slice that was released to this device; entries whose author's word does not hold are left out.
pub(super) fn open_slice(cx: Context, room: &Room, id: EventId, release: &Release) -> Option<GivenSlice> {
    if let Some(given) = room.folded.slices.get(&id) {
        return Some(given.clone());
    }
    let SealedKey(sealed) = release.keys.iter().find(|(device, _)| *device == cx.me.device).map(|(_, key)| key)?;
    let key = hpke_open(&cx.keys.sealing().0, INFO, &cx.me.device.0, sealed).ok()?;
    let slice = SealKey::from_bytes(key.try_into().ok()?).open(&bound(room, release.to), &release.sealed)?;
    let slice: Slice = from_cbor(&slice)?;
    let given = slice.entries.iter().filter_map(|entry| {
        let credential = slice.credentials.iter().find(|(device, _)| *device == entry.author).map(|(_, one)| one)?;
        let since = credential.pass.links.iter().map(|link| link.not_before).max()?;
        let author = credential.verify(entry.author, since).ok()?;
        let event = entry.signed.verify(entry.author, room.id()).ok()?;
        let (signed, credential) = (entry.signed.clone(), credential.clone());
        Some(Given { seq: entry.seq, at: entry.at, author, event, signed, credential })
    });
    Some(GivenSlice { title: slice.title.clone(), entries: given.collect(), whole: release.whole })
}

/// What an entry says of how a referral stands.
fn standing(content: &Content) -> Standing {
    match content {
        Content::Work(Work::Referral(_)) => Standing::Referral,
        Content::Work(Work::Accepted | Work::Refused { .. } | Work::Transferred { .. } | Work::Concluded { .. }) => {
            Standing::Answer
        }
        Content::Removed { .. } | Content::Left => Standing::Answer,
        _ => Standing::Other,
    }
}

/// For a list: a form is long.
fn without_form(content: &Content) -> Content {
    let mut content = content.clone();
    if let Content::Work(Work::Referral(referral)) = &mut content {
        referral.form.values.clear();
    }
    if let Content::Work(Work::Assessment(form)) = &mut content {
        form.values.clear();
    }
    content
}
