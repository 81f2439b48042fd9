//! Slices of the record that are released to those who joined later: what can be, in as many parts as it takes, sealed to
//! the recipient's devices, and opened there.

use super::outbox::Intent;
use super::timeline::{Entry, Kind};
use super::{Context, Room};
use crate::event::{Content, Event, SignedEvent, from_cbor, to_cbor};
use crate::identity::{Credential, Peer};
use crate::ids::{EventId, PersonId};
use crate::provider::{hpke_open, hpke_seal};
use crate::seal::SealKey;
use crate::view::{Releasable, ReleasableView, Standing};
use crate::work::{Release, SealedKey, Work, parts_of};
use marram_protocol::{DeviceId, Seq, UnixMillis};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

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

    /// What can be released to somebody, in the order of the log.
    pub(crate) fn releasable(&self, cx: Context, to: PersonId) -> ReleasableView {
        let added = |content: &Content| matches!(content, Content::Added { people, .. } if people.iter().any(|one| one.person == to));
        let timeline = || self.timeline.iter().filter_map(|entry| Some((entry.seq, entry.event()?.0)));
        let since = timeline().filter(|(_, event)| added(&event.content)).map(|(seq, _)| seq).max();
        let mut given: BTreeSet<EventId> = BTreeSet::new();
        for (_, event) in timeline() {
            if let Content::Work(Work::Release(release)) = &event.content
                && release.to == to
            {
                given.extend(&release.events);
            }
        }
        let record = self.record().into_iter().filter(|one| is_releasable(&one.event.content));
        let entries = record.map(|one| {
            let event = one.event.id;
            // Somebody who was here before this device was has read what came here, and nobody knows what before that.
            let there = since.map_or(self.events.contains_key(&event), |since| one.seq >= since);
            let card = &one.author.card;
            Releasable {
                event,
                at: one.at,
                author_name: card.name.clone(),
                author_agency: card.agency_name.clone(),
                body: self.body(cx, event, &without_form(&one.event.content)),
                bytes: one.signed.len() as u32,
                has: there || given.contains(&event),
                standing: standing(&one.event.content),
            }
        });
        ReleasableView { room: self.id(), person: to, entries: entries.collect() }
    }

    /// Releases entries to somebody, in as many slices as it takes. `None`: all that is known here.
    pub(crate) fn release(&mut self, cx: Context, to: PersonId, events: Option<Vec<EventId>>, reason: &str) {
        let chosen = |event: EventId| events.as_ref().is_none_or(|events| events.contains(&event));
        let record = self.record().into_iter();
        let record = record.filter(|one| chosen(one.event.id) && is_releasable(&one.event.content));
        let sizes: Vec<(EventId, usize)> = record.map(|one| (one.event.id, one.signed.len())).collect();
        // Whoever was given the rest before has all of it now.
        let left_out = |one: &Releasable| !one.has && !chosen(one.event);
        let all = events.is_none() || !self.releasable(cx, to).entries.iter().any(left_out);
        let whole = all && self.knows_how_it_stands();
        for events in parts_of(&sizes) {
            self.intend(cx, Intent::Release { to, events, reason: reason.to_owned(), whole });
        }
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
