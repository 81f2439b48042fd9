//! A room as views: copies of what is known, with names from members' credentials.

use super::presence::Presence;
use super::timeline::{Entry, Kind};
use super::{Context, Gone, Intent, Outgoing, Room};
use crate::event::{Content, Departure};
use crate::identity::{Card, Register};
use crate::ids::{EventId, PersonId};
use crate::view::{
    AgencyView, Body, Delivery, Departed, DepartedView, EntryView, Gate, MemberView, Quote, ReleasedView, RoomPhase,
    RoomSummary, RoomView, Sector, Shown,
};
use crate::work::{Release, Work};
use marram_protocol::{AgencyId, DeviceId, Revocation, Revoker, Seq, UnixMillis};
use std::collections::BTreeSet;

/// Timeline entries that are shown when a room is opened, and at most at once.
const PAGE: usize = 200;
/// Characters of a quoted entry.
const EXCERPT: usize = 120;

impl Room {
    /// Begins to show the room: what is new since the person was last here is marked until it is opened again.
    pub(crate) fn open(&mut self, cx: Context) -> Vec<Shown> {
        let mut unread = (self.state.read_upto..).zip(self.timeline.iter().skip(self.state.read_upto as usize));
        let by_another = |entry: &Entry| entry.event().is_none_or(|(_, author)| !self.is_own(cx, author));
        self.new_from = unread.find(|(_, entry)| by_another(entry)).map(|(index, _)| index);
        let from = self.timeline.len().saturating_sub(PAGE);
        vec![Shown::Room(Box::new(self.view(cx))), self.page(cx, from, PAGE), self.outbox_view(cx)]
    }

    /// What changed since the last call, for the opened room.
    pub(crate) fn changes(&mut self, cx: Context) -> Vec<Shown> {
        let mut shown = Vec::new();
        if std::mem::take(&mut self.changed.facts) {
            shown.extend([Shown::Room(Box::new(self.view(cx))), self.outbox_view(cx)]);
        }
        if let Some(from) = self.changed.show_from.take() {
            let from = from.max(self.timeline.len().saturating_sub(PAGE));
            shown.push(self.page(cx, from, PAGE));
        }
        shown
    }

    /// What is known of its members has changed, though the room has not.
    pub(crate) fn shows_members(&mut self) {
        self.changed.facts = true;
    }

    /// Whether its line in the list has changed; what is not opened needs no more.
    pub(crate) fn take_changed(&mut self) -> bool {
        self.changed.show_from = None;
        std::mem::take(&mut self.changed.facts)
    }

    pub(crate) fn page(&self, cx: Context, from: usize, count: usize) -> Shown {
        let shown = if self.gate(cx).is_some() { 0 } else { self.timeline.len() };
        let from = from.min(shown);
        let entries = self.timeline.iter().enumerate().skip(from).take(count.min(PAGE).min(shown));
        let presence = self.presence();
        let entries = entries.map(|(index, entry)| self.entry_view(cx, index, entry, &presence));
        Shown::Timeline { room: self.id(), total: shown as u32, from: from as u32, entries: entries.collect() }
    }

    pub(crate) fn mark_read(&mut self, upto: u32) {
        let upto = upto.min(self.timeline.len() as u32);
        if upto > self.state.read_upto {
            self.state.read_upto = upto;
            self.touch();
        }
    }

    pub(crate) fn save_draft(&mut self, text: String) {
        if self.state.draft != text {
            self.state.draft = text;
            self.changed.state = true;
        }
    }

    pub(crate) fn summary(&self, cx: Context) -> RoomSummary {
        let (people, agencies) = self.readers();
        let unread = self.timeline.iter().skip(self.state.read_upto as usize).filter_map(Entry::event);
        let unread = unread.filter(|(_, author)| !self.is_own(cx, *author));
        let urgent = |content: &Content| matches!(content, Content::Note { urgent: true, .. });
        RoomSummary {
            id: self.id(),
            title: self.state.title.clone(),
            phase: self.phase(),
            unread: unread.clone().count() as u32,
            urgent: unread.clone().any(|(event, _)| urgent(&event.content)),
            latest: self.state.latest,
            people: people.len() as u32,
            agencies: agencies.len() as u32,
            unsent: self.outbox.iter().filter(|one| is_visible(one) && !is_stored(one)).count() as u32,
            work: self.work_line(cx),
        }
    }

    fn phase(&self) -> RoomPhase {
        match (self.state.gone, &self.state.stuck) {
            (Some(Gone::Left), _) => RoomPhase::Left,
            (Some(Gone::Removed), _) => RoomPhase::Removed,
            (None, Some(problem)) => RoomPhase::Stuck(problem.clone()),
            (None, None) if self.state.closed => RoomPhase::Closed,
            (None, None) if !self.state.made => RoomPhase::Making,
            (None, None) => RoomPhase::Open,
        }
    }

    pub(super) fn readers(&self) -> (BTreeSet<PersonId>, BTreeSet<AgencyId>) {
        let peers = self.members();
        let peers = peers.iter().filter_map(|device| self.peers.get(device));
        peers.map(|peer| (peer.person(), peer.agency())).unzip()
    }

    fn view(&self, cx: Context) -> RoomView {
        let devices = self.members();
        let mut members: Vec<MemberView> = Vec::new();
        for peer in devices.iter().filter_map(|device| self.peers.get(device)) {
            if let Some(known) = members.iter_mut().find(|member| member.id == peer.person()) {
                known.devices += 1;
                continue;
            }
            let card = cx.directory.today(&peer.card);
            members.push(MemberView {
                id: peer.person(),
                agency: card.agency_view(),
                name: card.name,
                role: card.role,
                vouched: cx.directory.vouched(peer.agency()),
                compared: cx.compared.of(peer.person(), &self.devices_of(peer.person())),
                devices: 1,
                you: peer.person() == cx.me.person(),
                removable: self.may_remove(cx, peer.person()),
            });
        }
        members.sort_by_key(|member| (!member.you, member.agency.name.clone(), member.name.clone()));
        let joining = self.outbox.iter().flat_map(|one| match &one.intent {
            Intent::Add { people, .. } => people.clone(),
            _ => Vec::new(),
        });
        let gate = self.gate(cx);
        if matches!(gate, Some(Gate::Declare { .. })) {
            // Not even who is here.
            members.retain(|member| member.you);
        }
        let matter = Some(self.matter()).filter(|matter| gate.is_none() && !matter.is_empty());
        RoomView {
            summary: self.summary(cx),
            members,
            joining: joining.collect(),
            draft: self.state.draft.clone(),
            new_from: self.new_from,
            problems: self.state.problems.clone(),
            lacking_versions: if matches!(gate, Some(Gate::Declare { .. })) {
                Vec::new()
            } else {
                self.lacking_versions()
            },
            matter: matter.cloned().map(Box::new),
            gate,
        }
    }

    fn outbox_view(&self, cx: Context) -> Shown {
        // What is said again in a successor of the log stands in the timeline already.
        let shown = self.outbox.iter().filter(|one| is_visible(one) && !self.events.contains_key(&one.event));
        let shown = shown.map(|one| {
            let content = match &one.intent {
                Intent::Say(content) => content.clone(),
                Intent::Remove { person, reason } => self.removal(*person, reason),
                _ => Content::Unknown,
            };
            let delivery = if is_stored(one) { Delivery::Stored } else { Delivery::NotSent };
            let said = self.said(cx, cx.me.device, one.event, &content, one.at);
            let body = self.takes_over(cx, &one.intent).unwrap_or_else(|| said.body.clone());
            EntryView { seq: None, delivery, body, ..said }
        });
        Shown::Outbox { room: self.id(), entries: shown.collect() }
    }

    /// A removal by which this person takes over what was handed over to them.
    fn takes_over(&self, cx: Context, intent: &Intent) -> Option<Body> {
        let Intent::Remove { person, reason } = intent else { return None };
        let handing = self.holding()?.handing.as_ref()?;
        let taken = handing.by.person == *person && handing.what.to == cx.me.person();
        let desk = handing.what.desk.name.clone();
        (taken && desk == *reason).then(|| Body::TookOver { person: handing.by.name.clone(), desk })
    }

    fn removal(&self, person: PersonId, reason: &str) -> Content {
        let card = self.peers.values().find(|peer| peer.person() == person).map(|peer| &peer.card);
        card.map_or(Content::Unknown, |card| Content::Removed {
            person: crate::event::Named { person, agency: card.agency, name: card.name.clone() },
            reason: reason.to_owned(),
        })
    }

    fn entry_view(&self, cx: Context, index: usize, entry: &Entry, presence: &Presence) -> EntryView {
        match &entry.kind {
            Kind::Event { author, event, .. } => EntryView {
                seq: Some(entry.seq),
                delivery: self.delivery(cx, *author, index, entry.seq, presence),
                ..self.said(cx, *author, event.id, &event.content, entry.at)
            },
            Kind::Problem(problem) => EntryView {
                seq: Some(entry.seq),
                at: entry.at,
                delivery: Delivery::Stored,
                ..self.noticed(cx, index, Body::Problem(problem.clone()))
            },
            Kind::Begins => EntryView {
                seq: Some(entry.seq),
                at: entry.at,
                delivery: Delivery::Stored,
                ..self.noticed(cx, index, Body::Begins)
            },
        }
    }

    fn noticed(&self, cx: Context, index: usize, body: Body) -> EntryView {
        let mut view = self.said(cx, cx.me.device, EventId([0; 16]), &Content::Unknown, cx.now);
        let mut id = [0xff; 16];
        id.iter_mut().zip((index as u64).to_be_bytes()).for_each(|(to, from)| *to = from);
        view.event = EventId(id);
        view.body = body;
        view.own = false;
        view
    }

    /// What was released, with the entries where it was released to this device.
    fn released(&self, cx: Context, id: EventId, release: &Release) -> Box<ReleasedView> {
        let given = self.folded.slices.get(&id).into_iter().flat_map(|slice| &slice.entries);
        let entry = |given: &super::release::Given| EntryView {
            seq: Some(given.seq),
            ..self.said_by(
                cx,
                Some(&given.author.card),
                given.author.device,
                (given.event.id, &given.event.content),
                given.at,
            )
        };
        Box::new(ReleasedView {
            name: release.name.clone(),
            reason: release.reason.clone(),
            count: release.events.len() as u32,
            entries: given.map(entry).collect(),
        })
    }

    fn said(&self, cx: Context, author: DeviceId, id: EventId, content: &Content, at: UnixMillis) -> EntryView {
        self.said_by(cx, self.peers.get(&author).map(|peer| &peer.card), author, (id, content), at)
    }

    /// With the author's role and agency as they were called then.
    fn said_by(
        &self,
        cx: Context,
        card: Option<&Card>,
        author: DeviceId,
        (id, content): (EventId, &Content),
        at: UnixMillis,
    ) -> EntryView {
        let card = card.map(|card| cx.directory.then(card, at));
        let card = card.as_ref();
        let nobody = AgencyView { id: AgencyId([0; 32]), name: String::new(), sector: Sector::Other };
        let (urgent, answers) = match content {
            Content::Note { urgent, answers, .. } => (*urgent, *answers),
            _ => (false, None),
        };
        EntryView {
            event: id,
            seq: None,
            at,
            author: card.map_or(PersonId([0; 16]), |card| card.person),
            author_name: card.map(|card| card.name.clone()).unwrap_or_default(),
            author_role: card.map(|card| card.role.clone()).unwrap_or_default(),
            author_agency: card.map_or(nobody, |card| card.agency_view()),
            own: self.is_own(cx, author),
            body: self.body(cx, id, content),
            uncounted: self.folded.uncounted.get(&id).copied(),
            urgent,
            answers: answers.or_else(|| about(content)).map(|event| self.quote(event)),
            delivery: Delivery::Stored,
        }
    }

    pub(super) fn body(&self, cx: Context, id: EventId, content: &Content) -> Body {
        match content.clone() {
            Content::Created { title } => Body::Created { title },
            Content::Added { people, header } => {
                Body::Added { people: people.into_iter().map(|one| one.name).collect(), header }
            }
            Content::Joined => Body::Joined,
            Content::Note { text, .. } => Body::Note { text },
            Content::Removed { person, reason } => match self.folded.taken_over.get(&id).cloned() {
                // What somebody wrote as a reason is not left out.
                Some(desk) if desk == reason => Body::TookOver { person: person.name, desk },
                _ => Body::Removed { person: person.name, reason },
            },
            Content::Left => Body::Left,
            Content::Renamed { title } => Body::Renamed { title },
            Content::Closed { reason } => Body::Closed { reason },
            Content::Reopened => Body::Reopened,
            Content::Readded { .. } => Body::Readded,
            Content::Succeeded { after, without } => Body::Succeeded { after, without: without.map(|one| one.name) },
            Content::DevicesAdded { devices } => {
                let mut people: Vec<_> = devices.into_iter().map(|(_, owner)| owner.name).collect();
                people.dedup();
                Body::DevicesAdded { people }
            }
            Content::Departed { devices } => Body::Departed { people: self.departed(cx, &devices) },
            Content::Work(Work::Release(release)) => Body::Released { release: self.released(cx, id, &release) },
            Content::Work(work) => Body::Work { work: Box::new(work) },
            Content::Delivered { .. } | Content::Unknown => Body::Unknown,
        }
    }

    /// Those whom an administrator removed, or whose sitting was over: what the evidence proves, with the words of the register where it is read.
    fn departed(&self, cx: Context, devices: &[(DeviceId, Departure)]) -> Vec<DepartedView> {
        let mut people: Vec<DepartedView> = Vec::new();
        for (device, departure) in devices {
            let Some(peer) = self.peers.get(device) else { continue };
            let word = match departure {
                Departure::Left(_) => continue,
                Departure::Revoked(bytes) => Register::revocation(peer.agency(), bytes),
                Departure::Over => None,
            };
            let what = match word.as_ref().and_then(Revocation::revoker) {
                Some(Revoker::Administrator(_)) => Departed::ByAgency,
                Some(Revoker::Device(_)) => Departed::ByOwner,
                None => Departed::Over,
            };
            let ending = word.and_then(|word| cx.directory.get(peer.agency())?.ending(&word.key));
            let (by, reason) = ending.map(|ending| (ending.by, ending.reason)).unwrap_or_default();
            let Card { name, agency_name: agency, .. } = cx.directory.today(&peer.card);
            let departed = DepartedView { name, agency, what, by, reason };
            if !people.contains(&departed) {
                people.push(departed);
            }
        }
        people
    }

    fn quote(&self, event: EventId) -> Quote {
        let here = self.events.get(&event).and_then(|index| self.timeline.get(*index)).and_then(Entry::event);
        let here = here.map(|(event, author)| (event, self.peers.get(&author).map(|peer| &peer.card)));
        let given = || {
            let mut slices = self.folded.slices.values().flat_map(|slice| &slice.entries);
            slices.find(|given| given.event.id == event).map(|given| (&given.event, Some(&given.author.card)))
        };
        let Some((quoted, card)) = here.or_else(given) else {
            return Quote { event, author_name: String::new(), excerpt: String::new() };
        };
        let words = words_of(&quoted.content);
        let mut excerpt: String = words.chars().take(EXCERPT).collect();
        if excerpt.len() < words.len() {
            excerpt.push('…');
        }
        Quote { event, author_name: card.map(|card| card.name.clone()).unwrap_or_default(), excerpt }
    }

    /// To those who were here then: who came later has not got it, whatever they report of the log.
    fn delivery(&self, cx: Context, author: DeviceId, index: usize, seq: Seq, presence: &Presence) -> Delivery {
        // Reports are about the present log.
        if !self.is_own(cx, author) || index < self.first_of_log() {
            return Delivery::Stored;
        }
        let (mut people, _) = self.readers();
        people.remove(&cx.me.person());
        people.retain(|person| presence.was_here(*person, index));
        let has = |device: &DeviceId| self.state.delivered.get(device).is_some_and(|upto| *upto >= seq);
        let to = people.iter().filter(|person| self.devices_of(**person).iter().any(has)).count();
        match to {
            0 => Delivery::Stored,
            _ => Delivery::Delivered { to: to as u32, of: people.len() as u32 },
        }
    }

    fn is_own(&self, cx: Context, author: DeviceId) -> bool {
        author == cx.me.device || self.peers.get(&author).is_some_and(|peer| peer.person() == cx.me.person())
    }
}

/// The earlier entry that something said of the work is about.
fn about(content: &Content) -> Option<EventId> {
    let Content::Work(work) = content else { return None };
    match work {
        Work::Dissent { decision: event, .. }
        | Work::ActionMoved { action: event, .. }
        | Work::WaitingOver { waiting: event, .. }
        | Work::DateOver { date: event, .. }
        | Work::Countersigned { delay: event }
        | Work::LiftAgreed { proposal: event }
        | Work::Correction { of: event, .. } => Some(*event),
        _ => None,
    }
}

/// What somebody wrote, as far as it can be quoted.
fn words_of(content: &Content) -> &str {
    match content {
        Content::Note { text, .. } => text,
        Content::Work(Work::Information(it)) => &it.text,
        Content::Work(Work::Decision(it)) => &it.rationale,
        Content::Work(Work::Action(it)) => &it.what,
        Content::Work(Work::Waiting(it)) => &it.what,
        Content::Work(Work::KeyDate(it)) => &it.what,
        Content::Work(Work::Delay(it)) => &it.rationale,
        Content::Work(Work::LiftProposed { reason }) => reason,
        Content::Work(Work::Dissent { rationale, .. }) => rationale,
        Content::Work(Work::Correction { text, .. }) => text,
        Content::Work(Work::Referral(it)) => &it.reference,
        _ => "",
    }
}

fn is_visible(one: &Outgoing) -> bool {
    match &one.intent {
        Intent::Say(content) => !matches!(content, Content::Delivered { .. }),
        Intent::Remove { .. } => true,
        Intent::Release { .. } | Intent::ReleaseAll { .. } | Intent::Add { .. } => false,
        Intent::AddDevices | Intent::Depart | Intent::Readd { .. } => false,
    }
}

fn is_stored(one: &Outgoing) -> bool {
    one.flight.as_ref().is_some_and(super::outbox::Flight::is_answered)
}
