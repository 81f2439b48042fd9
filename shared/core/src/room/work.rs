//! The work in a room: its matter as a fold over the timeline and what was released, and what a person may say of it.

use super::outbox::Intent;
use super::release::{GivenSlice, open_slice};
use super::timeline::{Entry, Kind};
use super::{Context, Room};
use crate::event::Content;
use crate::identity::Peer;
use crate::ids::{DeskId, EventId, PersonId};
use crate::view::{Gate, TransferLine, WorkLine};
use crate::work::{Author, DeskRef, Due, DueKind, Finalised, Holding, Matter, Offered, Place, Uncounted, Work};
use marram_protocol::Seq;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What the room's entries come to, and why some of them do not count.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) matter: Matter,
    pub(super) uncounted: HashMap<EventId, Uncounted>,
    /// What each desk is called whose work was taken over, by the removal that took it.
    pub(super) taken_over: HashMap<EventId, String>,
    /// Slices that were released to this device, by the event that released them.
    pub(super) slices: HashMap<EventId, GivenSlice>,
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
        let transfer = holding.transfer().map(|offer| transfer_line(cx, holding, offer));
        let unread = |version: &&Finalised| version.acknowledged.iter().all(|ack| ack.by.person != me);
        Some(Box::new(WorkLine {
            reference: referral.what.reference.clone(),
            from: referral.by.agency_name.clone(),
            sent_by_us: referral.by.agency == agency,
            desk: present_name(cx, desk),
            desk_agency: desk.agency_name.clone(),
            risk: referral.what.risk,
            covert: matter.secrecy.covert,
            state: holding.state(),
            holder: holding.held.as_ref().map(|held| held.by.name.clone()),
            holder_gone: holding.held.as_ref().is_some_and(|held| !self.has(held.by.person)),
            to_hand_over: self.held_for(cx, desk.desk).map(|desk| desk.desk),
            since: holding.since(),
            sent: referral.at,
            due: holding.due(),
            transfer,
            part: !self.knows_how_it_stands(),
            offered_to_us: holding.offered.iter().any(|one| one.to.agency == agency),
            handed_to_you: holding.handing.as_ref().is_some_and(|handing| handing.what.to == me),
            handed_by_you: holding.handing.as_ref().is_some_and(|handing| handing.by.person == me),
            children_asked: referral.what.asks_children && holding.children.is_none(),
            to_acknowledge: matter.plan.versions.last().filter(unread).map(|version| version.version),
            next: matter.plan.next_due(),
        }))
    }

    /// The open dates, for as long as this device is in the room and its person is shown it.
    pub(crate) fn dates(&self, cx: Context, me: &Author) -> Vec<Due> {
        if !self.is_live() || self.state.closed || self.gate(cx).is_some() {
            return Vec::new();
        }
        let at_desk = |desk: &DeskRef| {
            let desk = cx.directory.desk(desk.agency, desk.desk);
            desk.is_some_and(|desk| match desk.on_duty.as_slice() {
                [] => desk.people.contains(&me.person),
                on_duty => on_duty.iter().any(|(person, _)| *person == me.person),
            })
        };
        let mut dates = self.matter().dates(me, at_desk);
        // Who was shown a part only may not know that somebody has accepted.
        if !self.knows_how_it_stands() {
            dates.retain(|due| !matches!(due.kind, DueKind::Acceptance | DueKind::Transfer));
        }
        dates
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

    /// Whether something is held back: somebody else is here who has not declared, or declared a conflict.
    pub(super) fn is_held_back(&self, cx: Context, content: &Content) -> bool {
        let passes = match content {
            Content::Note { .. } | Content::Renamed { .. } => false,
            Content::Work(work) => matches!(work, Work::Declared { .. } | Work::NoticeRead | Work::Opened),
            _ => true,
        };
        let others = |person| person != cx.me.person() && self.has(person);
        !passes && self.folded.matter.secrecy.kept_out().any(|staged| others(staged.person))
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
        self.folded.slices = self.slices(cx);
        let folded = self.folded_before(cx, None);
        self.folded = Folded { slices: std::mem::take(&mut self.folded.slices), ..folded };
        self.show_from(0);
        self.changed.facts = true;
    }

    /// What everything that is known comes to, or what stands before an event; without the slices.
    pub(super) fn folded_before(&self, cx: Context, end: Option<EventId>) -> Folded {
        let mut folded = Folded::default();
        folded.matter.partial = self.is_partial();
        let mut briefed = self.state.brief.as_ref();
        for one in self.record().into_iter().take_while(|one| Some(one.event.id) != end) {
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
        folded
    }

    fn was_given(&self, event: EventId) -> bool {
        !self.events.contains_key(&event)
    }

    /// Whether entries were made here before this device could read.
    fn is_partial(&self) -> bool {
        self.state.partial
    }

    /// Whether nothing that was said of the work is kept from this device: it was there, or was given all that there was.
    pub(super) fn knows_how_it_stands(&self) -> bool {
        !self.is_partial() || self.folded.slices.values().any(GivenSlice::is_whole)
    }
}

/// What a desk is called now: its agency may have renamed it since it was written to.
pub(super) fn present_name(cx: Context, desk: &DeskRef) -> String {
    cx.directory.desk(desk.agency, desk.desk).map_or_else(|| desk.name.clone(), |now| now.name)
}

fn transfer_line(cx: Context, holding: &Holding, offer: &Offered) -> TransferLine {
    let (me, held) = (cx.me.person(), holding.held.as_ref());
    TransferLine {
        desk: present_name(cx, &offer.to),
        agency: offer.to.agency_name.clone(),
        due: offer.accept_by,
        yours: held.is_some_and(|held| held.by.person == me),
        ours: held.is_some_and(|held| held.desk.agency == cx.me.agency()),
    }
}

fn fold(folded: &mut Folded, place: &Place, by: &Author, content: &Content) {
    match content {
        Content::Work(work) => {
            if let Err(why) = folded.matter.apply(place, by, work) {
                folded.uncounted.insert(place.event, why);
            }
        }
        Content::Added { people, header } => folded.matter.let_in(people, header.as_deref()),
        Content::Removed { person, .. } => {
            let taken = folded.matter.removed(place, by, person.person);
            folded.taken_over.extend(taken.map(|desk| (place.event, desk.name)));
        }
        Content::Left => folded.matter.gone(place, by.person),
        _ => {}
    }
}

/// What somebody who is let in is told besides the title: they cannot read it in the log any more.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Brief {
    /// The room is covert.
    pub(crate) covert: bool,
    /// Who must not be told; nobody for who is told a header only.
    #[serde(default)]
    pub(crate) do_not_tell: Vec<String>,
    /// All that they are told before they have declared.
    pub(crate) header: Option<String>,
    /// Others who have not declared that they have no conflict.
    pub(crate) undeclared: Vec<crate::event::Named>,
    /// Those of them who declared a conflict. Which is not told.
    #[serde(default)]
    pub(crate) conflicted: Vec<PersonId>,
    /// The last entry that whoever lets them in had seen.
    pub(crate) seen: Seq,
    /// Up to there nothing was said of the work.
    pub(crate) nothing_said: bool,
}

impl Brief {
    fn begin(&self, matter: &mut Matter, cx: Context) {
        matter.secrecy.covert |= self.covert;
        if matter.secrecy.do_not_tell.is_empty() {
            matter.secrecy.do_not_tell.clone_from(&self.do_not_tell);
        }
        matter.let_in(&self.undeclared, Some(""));
        let waiting = matter.secrecy.staged.iter_mut().filter(|staged| staged.declared.is_none());
        for staged in waiting.filter(|staged| self.conflicted.contains(&staged.person)) {
            staged.declared = Some(Some(String::new()));
        }
        let card = &cx.me.card;
        let me = crate::event::Named { person: card.person, agency: card.agency, name: card.name.clone() };
        matter.let_in(&[me], self.header.as_deref());
    }
}

impl Room {
    /// For whoever is let in now.
    pub(super) fn brief(&self, header: Option<&String>) -> Brief {
        let secrecy = &self.folded.matter.secrecy;
        let undeclared = secrecy.kept_out().filter_map(|staged| {
            let peer = self.peers.values().find(|peer| peer.person() == staged.person)?;
            Some(crate::event::Named { person: staged.person, agency: peer.agency(), name: staged.name.clone() })
        });
        let conflicted = secrecy.kept_out().filter(|staged| staged.declared.is_some());
        Brief {
            covert: secrecy.covert,
            do_not_tell: if header.is_none() { secrecy.do_not_tell.clone() } else { Vec::new() },
            header: header.cloned(),
            undeclared: undeclared.collect(),
            conflicted: conflicted.map(|staged| staged.person).collect(),
            seen: self.state.cursor,
            nothing_said: !self.is_partial() && self.matter().is_empty(),
        }
    }
}
