//! What a person does about the work: referring, answering, discussing, releasing, handing over.

use super::Engine;
use crate::event::Content;
use crate::ids::{DeskId, EventId, PersonId, RoomId};
use crate::room::Room;
use crate::view::{NoticeKind, Shown};
use crate::work::calendar::uk_time;
use crate::work::template::{Purpose, Template, submit};
use crate::work::{DeskRef, Matter, Referral, Referring, Uncounted, Work};
use std::collections::BTreeSet;

impl Engine {
    /// Addresses work to a desk: a room with everyone on duty there, and the referral as its first word.
    pub(super) fn refer(&mut self, referring: Referring) -> Result<RoomId, NoticeKind> {
        let (referral, people) = self.referral(referring)?;
        // Whoever is to take responsibility chairs the room.
        let room = self.make_room(referral.reference.clone(), people, referral.to.agency)?;
        self.with_room(room, |room, cx, _| room.say(cx, Content::Work(Work::Referral(Box::new(referral)))));
        Ok(room)
    }

    /// The referral as it could be sent now, and who would get it.
    pub(super) fn referral(&self, referring: Referring) -> Result<(Referral, Vec<PersonId>), NoticeKind> {
        let mut referring = referring;
        referring.covert |= self.follows_covert(&referring);
        let referral = referring.at(self.now).ok_or(NoticeKind::NotPossible)?;
        let people = self.on_duty(&referral.to).ok_or(NoticeKind::NotPossible)?;
        let work = Work::Referral(Box::new(referral.clone()));
        Matter::default().check(&self.author(), &work).map_err(NoticeKind::DoesNotCount)?;
        Ok((referral, people))
    }

    /// Whether it follows from work that is covert: then it is covert from its first moment.
    fn follows_covert(&self, referring: &Referring) -> bool {
        let Some(follows) = &referring.follows else { return false };
        let is_followed = |room: &&Room| room.holding().is_some_and(|one| one.referral.what.reference == *follows);
        self.rooms.values().filter(is_followed).any(|room| room.matter().secrecy.covert)
    }

    /// Says something of the work, if it would count now.
    pub(super) fn say_work(&mut self, id: RoomId, work: Work) -> Result<(), NoticeKind> {
        use Work::{AlarmSet, Assessment, HandedOver, Referral, Release, Transferred};
        if matches!(work, Referral(_) | Release(_) | HandedOver { .. } | Transferred { .. } | AlarmSet) {
            return Err(NoticeKind::NotPossible);
        }
        if let Assessment(form) = &work {
            let purpose = Template::of(form).map(|template| template.purpose);
            if purpose != Some(Purpose::StrategyDiscussion) || submit(form, uk_time(self.now).day).as_ref() != Ok(form)
            {
                return Err(NoticeKind::NotPossible);
            }
        }
        self.say_if_it_counts(id, work)
    }

    fn say_if_it_counts(&mut self, id: RoomId, work: Work) -> Result<(), NoticeKind> {
        let said = self.with_room(id, |room, cx, _| {
            if !room.is_open() {
                return Err(NoticeKind::NotPossible);
            }
            room.may_say(cx, &work).map_err(NoticeKind::DoesNotCount)?;
            room.say(cx, Content::Work(work));
            Ok(())
        });
        said.ok_or(NoticeKind::NotPossible)?
    }

    /// Asks another desk to take a referral over. The room lets in who is on duty there.
    pub(super) fn transfer(&mut self, id: RoomId, to: DeskRef, reason: String) -> Result<(), NoticeKind> {
        self.on_duty(&to).ok_or(NoticeKind::NotPossible)?;
        let holding = self.rooms.get(&id).and_then(|room| room.holding());
        let referral = &holding.ok_or(NoticeKind::DoesNotCount(Uncounted::NoReferral))?.referral;
        let accept_by = referral.what.accept_by_elsewhere(referral.at, self.now, to.nation);
        self.say_if_it_counts(id, Work::Transferred { to, reason, accept_by })
    }

    /// Closes a version of the record as it is now.
    pub(super) fn finalise(&mut self, id: RoomId) -> Result<(), NoticeKind> {
        let plan = &self.rooms.get(&id).ok_or(NoticeKind::NotPossible)?.matter().plan;
        // Who joined later cannot hold it against others that they do not know who takes part; closing a version, they must.
        if !plan.has_quorum() {
            return Err(NoticeKind::DoesNotCount(Uncounted::QuorumMissing));
        }
        let (version, covers) = plan.next_version();
        self.say_work(id, Work::Finalised { version, covers })
    }

    /// A version of the record as it was closed, also where nothing more is said.
    pub(super) fn show_version(&mut self, id: RoomId, number: u32) -> Result<(), NoticeKind> {
        let shown = self.with_room(id, |room, cx, _| room.version(cx, number).filter(|_| room.gate(cx).is_none()));
        let view = shown.flatten().ok_or(NoticeKind::NotPossible)?;
        self.show(Shown::Version(Box::new(view)));
        Ok(())
    }

    /// The person here has opened a referral: said once, by the client that showed it.
    pub(super) fn opened_by_person(&mut self, id: RoomId) {
        let said = Content::Work(Work::Opened);
        let unsaid = |room: &Room| room.is_open() && room.is_to_be_opened(self.cx()) && !room.is_saying(&said);
        if self.rooms.get(&id).is_some_and(unsaid) {
            self.with_room(id, |room, cx, _| room.say(cx, said));
        }
    }

    /// Lets somebody in with a header only: they are to declare a conflict of interest, or none, before anything else.
    pub(super) fn let_in(&mut self, id: RoomId, person: PersonId, header: String) -> Result<(), NoticeKind> {
        self.directory.person(person).ok_or(NoticeKind::PersonUnreachable { person })?;
        self.with_room(id, |room, cx, _| {
            let can = room.is_open() && !room.has(person) && room.gate(cx).is_none();
            can.then(|| room.add(cx, vec![person], Some(header)))
        })
        .flatten()
        .ok_or(NoticeKind::NotPossible)
    }

    /// What can be released to people who are in a room.
    pub(super) fn show_releasable(&mut self, id: RoomId, people: Vec<PersonId>) -> Result<(), NoticeKind> {
        let shown =
            self.with_room(id, |room, cx, _| room.may_release(cx, &people).then(|| room.releasable(cx, people)));
        let view = shown.flatten().ok_or(NoticeKind::NotPossible)?;
        self.show(Shown::Releasable(Box::new(view)));
        Ok(())
    }

    /// Releases entries to people who joined later. `None`: all that is known here.
    pub(super) fn release(
        &mut self,
        id: RoomId,
        people: &[PersonId],
        events: Option<&[EventId]>,
        reason: &str,
    ) -> Result<(), NoticeKind> {
        let released = self.with_room(id, |room, cx, _| {
            room.may_release(cx, people) && room.release(cx, people.to_vec(), events, reason)
        });
        released.filter(|any| *any).map(drop).ok_or(NoticeKind::NotPossible)
    }

    /// Hands everything over that the person here holds for a desk, or that the desk is to answer.
    pub(super) fn hand_over(&mut self, desk: DeskId, to: PersonId, note: &str) -> Result<(), NoticeKind> {
        let listed = self.directory.person(to).ok_or(NoticeKind::PersonUnreachable { person: to })?;
        if listed.card.agency != self.me.agency() || to == self.me.person() {
            return Err(NoticeKind::NotPossible);
        }
        let rooms: Vec<RoomId> = self.rooms.keys().copied().collect();
        for id in rooms {
            self.with_room(id, |room, cx, _| {
                let Some(desk) = room.held_for(cx, desk).filter(|_| room.is_open()) else { return };
                room.let_in_with_record(cx, to, &desk.name);
                let (name, note) = (listed.card.name.clone(), note.to_owned());
                room.say(cx, Content::Work(Work::HandedOver { desk, to, name, note }));
            });
        }
        Ok(())
    }

    /// Takes everything that was handed to the person here: whoever handed it over is removed, and that is the taking. Who has
    /// taken a desk's work over is on duty there.
    pub(super) fn take_over(&mut self) {
        let rooms: Vec<RoomId> = self.rooms.keys().copied().collect();
        let taken = rooms.into_iter().filter_map(|id| {
            self.with_room(id, |room, cx, _| {
                let me = cx.me.person();
                let handing = room.holding()?.handing.as_ref().filter(|handing| handing.what.to == me)?;
                let (from, desk) = (handing.by.person, handing.what.desk.clone());
                room.take_over_from(cx, from, desk.name);
                Some(desk.desk)
            })
        });
        for desk in taken.flatten().collect::<BTreeSet<_>>() {
            // Who may not be on duty there was asked to help out, and holds what was handed over all the same.
            let _ = self.set_duty(desk, true);
        }
    }

    fn author(&self) -> crate::work::Author {
        crate::room::author_of(&self.me)
    }

    /// Who is on duty at a desk now; `None` if there is no such desk.
    fn on_duty(&self, desk: &DeskRef) -> Option<Vec<PersonId>> {
        crate::room::answering(self.cx(), desk)
    }
}
