//! The work in a room: its matter as a fold over the timeline, what a person may say of it, and slices of the record that
//! are released to those who joined later.

use super::outbox::Intent;
use super::timeline::{Entry, Kind};
use super::{Context, Room};
use crate::event::{Content, Event, SignedEvent, from_cbor, to_cbor};
use crate::identity::{Credential, Peer};
use crate::ids::{DeskId, EventId, PersonId};
use crate::provider::{hpke_open, hpke_seal};
use crate::seal::SealKey;
use crate::view::{Gate, WorkLine};
use crate::work::{Author, DeskRef, Finalised, Holding, Matter, Place, Release, SealedKey, Uncounted, Work};
use marram_protocol::{DeviceId, Seq, UnixMillis};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const INFO: &[u8] = b"marram/1 release";
/// The most bytes of signed events in one release: an entry holds more, but a release carries credentials too.
const MAX_SLICE_BYTES: usize = 24 * 1024;

/// What the room's entries come to, and why some of them do not count.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) matter: Matter,
    pub(super) uncounted: HashMap<EventId, Uncounted>,
    /// Slices that were released to this device, by the event that released them.
    pub(super) slices: HashMap<EventId, GivenSlice>,
}

/// A slice that was released to this device.
#[derive(Debug, Clone)]
pub(super) struct GivenSlice {
    title: String,
    pub(super) entries: Vec<Given>,
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
struct Recorded<'a> {
    seq: Seq,
    at: UnixMillis,
    author: &'a Peer,
    event: &'a Event,
    signed: &'a SignedEvent,
    credential: &'a Credential,
}

/// A member, as the author of what they say.
pub(crate) fn author_of(peer: &Peer) -> Author {
    Author {
        person: peer.person(),
        name: peer.card.name.clone(),
        role: peer.card.role.clone(),
        agency: peer.agency(),
        agency_name: peer.card.agency_name.clone(),
        sector: peer.card.sector,
    }
}

impl Room {
    pub(crate) fn matter(&self) -> &Matter {
        &self.folded.matter
    }

    pub(crate) fn holding(&self) -> Option<&Holding> {
        self.folded.matter.holding.as_ref()
    }

    /// Whether this would count, said by this person now.
    pub(crate) fn may_say(&self, cx: Context, work: &Work) -> Result<(), Uncounted> {
        self.folded.matter.check(&author_of(cx.me), work)
    }

    /// The referral as a line of the board.
    pub(super) fn work_line(&self, cx: Context) -> Option<Box<WorkLine>> {
        let holding = self.holding().filter(|_| !matches!(self.gate(cx), Some(Gate::Declare { .. })))?;
        let (matter, referral, (me, agency)) = (self.matter(), &holding.referral, (cx.me.person(), cx.me.agency()));
        let desk = holding.desk();
        let unread = |version: &&Finalised| version.acknowledged.iter().all(|ack| ack.by.person != me);
        Some(Box::new(WorkLine {
            reference: referral.what.reference.clone(),
            from: referral.by.agency_name.clone(),
            sent_by_us: referral.by.agency == agency,
            desk: desk.name.clone(),
            desk_agency: desk.agency_name.clone(),
            risk: referral.what.risk,
            covert: matter.secrecy.covert,
            state: holding.state(),
            holder: holding.held.as_ref().map(|held| held.by.name.clone()),
            since: holding.since(),
            sent: referral.at,
            due: holding.due(),
            offered_to_us: holding.offered.iter().any(|one| one.to.agency == agency),
            handed_to_you: holding.handing.as_ref().is_some_and(|handing| handing.what.to == me),
            handed_by_you: holding.handing.as_ref().is_some_and(|handing| handing.by.person == me),
            children_asked: referral.what.asks_children && holding.children.is_none(),
            to_acknowledge: matter.plan.versions.last().filter(unread).map(|version| version.version),
            next: matter.plan.next_due(),
        }))
    }

    /// Whether the person here sees a referral for the first time that others sent.
    pub(crate) fn is_to_be_opened(&self, cx: Context) -> bool {
        let me = cx.me.person();
        let opened = |holding: &Holding| holding.opened.iter().any(|(one, _)| one.person == me);
        let others = self.holding().filter(|holding| holding.referral.by.agency != cx.me.agency());
        others.is_some_and(|holding| !opened(holding))
            && self.may_say(cx, &Work::Opened).is_ok()
            && self.gate(cx).is_none()
    }

    /// Whether somebody is being added.
    pub(super) fn is_adding(&self, person: PersonId) -> bool {
        self.intends(|intent| matches!(intent, Intent::Add { people, .. } if people.contains(&person)))
    }

    /// Whether that is on its way already.
    pub(crate) fn is_saying(&self, content: &Content) -> bool {
        self.outbox.iter().any(|one| matches!(&one.intent, Intent::Say(one) if one == content))
    }

    /// The desk, if this room's work is its, and the person here has it to hand over.
    pub(crate) fn held_for(&self, cx: Context, desk: DeskId) -> Option<DeskRef> {
        let holding = self.holding().filter(|holding| holding.concluded.is_none())?;
        let held = holding.held.as_ref().map(|held| (&held.desk, held.by.person == cx.me.person()));
        let (of, mine) = held.unwrap_or((holding.desk(), true));
        (mine && of.desk == desk && of.agency == cx.me.agency()).then(|| of.clone())
    }

    /// The next one's own act: whoever handed over is taken out.
    pub(crate) fn take_over_from(&mut self, cx: Context, from: PersonId, desk: String) {
        if !self.intends(|intent| matches!(intent, Intent::Remove { person, .. } if *person == from)) {
            self.remove(cx, from, desk);
        }
    }

    /// What this person must do before the room is shown.
    pub(crate) fn gate(&self, cx: Context) -> Option<Gate> {
        let secrecy = &self.folded.matter.secrecy;
        let me = cx.me.person();
        let header = secrecy
            .header_for(me)
            .map(|staged| Gate::Declare { header: staged.header.clone(), conflict: staged.declared.clone().flatten() });
        header.or_else(|| secrecy.must_read_notice(me).then_some(Gate::Notice))
    }

    /// Whether something is held back: somebody else is here who has not declared yet.
    pub(super) fn is_held_back(&self, cx: Context, content: &Content) -> bool {
        let passes = match content {
            Content::Note { .. } | Content::Renamed { .. } => false,
            Content::Work(work) => matches!(work, Work::Declared { .. } | Work::NoticeRead | Work::Opened),
            _ => true,
        };
        let others = |person| person != cx.me.person() && self.has(person);
        !passes && self.folded.matter.secrecy.undeclared().any(|staged| others(staged.person))
    }

    /// Takes in the timeline's newest entry.
    pub(super) fn fold_newest(&mut self, cx: Context) {
        let Some(Entry { at, kind: Kind::Event { author, event, signed, .. }, .. }) = self.timeline.last() else {
            return;
        };
        let Some(peer) = self.peers.get(author) else { return };
        if let Content::Work(Work::Release(release)) = &event.content
            && let Some(given) = open_slice(cx, self, event.id, release)
        {
            let header = self.state.brief.as_ref().and_then(|brief| brief.header.as_ref());
            if header == Some(&self.state.title) {
                self.state.title.clone_from(&given.title);
            }
            self.folded.slices.insert(event.id, given);
            // Earlier entries are known now: everything is reckoned anew.
            return self.refold(cx);
        }
        let gated = self.gate(cx).is_some();
        let place = Place { event: event.id, hash: signed.hash(), at: *at };
        let (by, content) = (author_of(peer), event.content.clone());
        fold(&mut self.folded, &place, &by, &content);
        if gated && self.gate(cx).is_none() {
            self.show_from(0);
        }
    }

    /// Reckons the matter anew from everything that is known, in the order of the log.
    pub(super) fn refold(&mut self, cx: Context) {
        let mut folded = Folded { slices: self.slices(cx), ..Folded::default() };
        self.folded.slices.clone_from(&folded.slices);
        folded.matter.partial = self.is_partial();
        let mut briefed = self.state.brief.as_ref();
        for one in self.record() {
            if !self.was_given(one.event.id)
                && let Some(brief) = briefed.take()
            {
                brief.begin(&mut folded.matter, cx);
            }
            let place = Place { event: one.event.id, hash: one.signed.hash(), at: one.at };
            fold(&mut folded, &place, &author_of(one.author), &one.event.content);
        }
        if let Some(brief) = briefed {
            brief.begin(&mut folded.matter, cx);
        }
        self.folded = folded;
        self.show_from(0);
        self.changed.facts = true;
    }

    /// All that this device knows: what was released to it, then what came here itself.
    fn record(&self) -> Vec<Recorded<'_>> {
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
        record
    }

    fn was_given(&self, event: EventId) -> bool {
        !self.events.contains_key(&event)
    }

    /// Whether entries were made here before this device could read.
    fn is_partial(&self) -> bool {
        self.state.partial
    }

    fn slices(&self, cx: Context) -> HashMap<EventId, GivenSlice> {
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

    /// Releases entries to somebody, in as many slices as it takes. `None`: all that is known here.
    pub(crate) fn release(&mut self, cx: Context, to: PersonId, events: Option<Vec<EventId>>, reason: &str) {
        let mut slices: Vec<(usize, Vec<EventId>)> = Vec::new();
        for one in self.record() {
            let chosen = events.as_ref().is_none_or(|events| events.contains(&one.event.id));
            if !chosen || !is_releasable(&one.event.content) {
                continue;
            }
            match slices.last_mut().filter(|(so_far, _)| so_far + one.signed.len() <= MAX_SLICE_BYTES) {
                Some((so_far, slice)) => {
                    *so_far += one.signed.len();
                    slice.push(one.event.id);
                }
                None => slices.push((one.signed.len(), vec![one.event.id])),
            }
        }
        for (_, events) in slices {
            self.intend(cx, Intent::Release { to, events, reason: reason.to_owned() });
        }
    }

    /// The release as it is said now; `None` if the person is not here (any more).
    pub(super) fn build_release(&self, cx: Context, to: PersonId, events: &[EventId], reason: &str) -> Option<Content> {
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
        Some(Content::Work(Work::Release(Box::new(Release { to, name, reason, events, sealed, keys }))))
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
        Content::Work(work) => !matches!(work, Work::Release(_)),
        _ => false,
    }
}

/// The slice that was released to this device; entries whose author's word does not hold are left out.
fn open_slice(cx: Context, room: &Room, id: EventId, release: &Release) -> Option<GivenSlice> {
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
    Some(GivenSlice { title: slice.title.clone(), entries: given.collect() })
}

fn fold(folded: &mut Folded, place: &Place, by: &Author, content: &Content) {
    match content {
        Content::Work(work) => {
            if let Err(why) = folded.matter.apply(place, by, work) {
                folded.uncounted.insert(place.event, why);
            }
        }
        Content::Added { people, header } => folded.matter.let_in(people, header.as_deref()),
        Content::Removed { person, .. } => folded.matter.removed(place, by, person.person),
        _ => {}
    }
}

/// What somebody who is let in is told besides the title: they cannot read it in the log any more.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Brief {
    /// The room is covert.
    pub(crate) covert: bool,
    /// All that they are told before they have declared.
    pub(crate) header: Option<String>,
    /// Others who have not declared yet.
    pub(crate) undeclared: Vec<crate::event::Named>,
    /// The last entry that whoever lets them in had seen.
    pub(crate) seen: Seq,
    /// Up to there nothing was said of the work.
    pub(crate) nothing_said: bool,
}

impl Brief {
    fn begin(&self, matter: &mut Matter, cx: Context) {
        matter.secrecy.covert |= self.covert;
        matter.let_in(&self.undeclared, Some(""));
        let card = &cx.me.card;
        let me = crate::event::Named { person: card.person, agency: card.agency, name: card.name.clone() };
        matter.let_in(&[me], self.header.as_deref());
    }
}

impl Room {
    /// For whoever is let in now.
    pub(super) fn brief(&self, header: Option<&String>) -> Brief {
        let secrecy = &self.folded.matter.secrecy;
        let undeclared = secrecy.undeclared().filter_map(|staged| {
            let peer = self.peers.values().find(|peer| peer.person() == staged.person)?;
            Some(crate::event::Named { person: staged.person, agency: peer.agency(), name: staged.name.clone() })
        });
        Brief {
            covert: secrecy.covert,
            header: header.cloned(),
            undeclared: undeclared.collect(),
            seen: self.state.cursor,
            nothing_said: !self.is_partial() && self.matter().is_empty(),
        }
    }
}
