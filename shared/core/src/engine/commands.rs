//! What a person asks for, checked and passed on.

use super::Engine;
use crate::command::{Command, MAX_LINE_CHARS, MAX_NOTE_CHARS, MAX_ROOM_PEOPLE};
use crate::event::Content;
use crate::identity::MAX_NAME_CHARS;
use crate::ids::{PersonId, RoomId};
use crate::room::Room;
use crate::view::{NoticeKind, Shown};
use crate::wire::random_log;
use crate::work::Work;
use marram_protocol::AgencyId;

impl Engine {
    pub(super) fn asked(&mut self, command: Command) {
        let room = room_of(&command);
        if let Err(kind) = self.obey(command) {
            self.notice(room, kind);
        }
    }

    fn obey(&mut self, command: Command) -> Result<(), NoticeKind> {
        use Command as C;
        let not_possible = NoticeKind::NotPossible;
        self.refuse_while_waiting()?;
        match command {
            C::OpenRoom { room } => {
                self.opened = Some(room);
                let shown = self.with_room(room, |room, cx, _| room.open(cx)).ok_or(not_possible)?;
                self.shown.extend(shown);
                self.opened_by_person(room);
            }
            C::LeaveView => self.opened = None,
            C::Page { room, from, count } => {
                let page = self.with_room(room, |room, cx, _| room.page(cx, from as usize, count as usize));
                self.show(page.ok_or(not_possible)?);
            }
            C::CreateRoom { title, people } => self.create_room(line(title)?, people)?,
            C::Write { room, text, urgent, answers } => {
                let text = within(text, MAX_NOTE_CHARS)?;
                self.in_open_room(room, Content::Note { text, urgent, answers })?;
            }
            C::SaveDraft { room, text } => {
                let text = text.chars().take(MAX_NOTE_CHARS).collect();
                self.with_room(room, |room, _, _| room.save_draft(text)).ok_or(not_possible)?;
            }
            C::MarkRead { room, upto } => {
                self.with_room(room, |room, _, _| room.mark_read(upto)).ok_or(not_possible)?;
            }
            C::KeepForm { begun } => self.keep_form(*begun)?,
            C::KeepAnswers { unsent } => self.keep_answers(unsent)?,
            C::Refer { mut referring, from } => {
                let template = referring.form.template.clone();
                let from_covert = from.and_then(|room| self.rooms.get(&room)).map(|room| room.matter().secrecy.covert);
                referring.covert |= from_covert.unwrap_or(false);
                self.refer(*referring)?;
                self.forget_form(from, &template);
            }
            C::ReferMany { referrings } => self.refer_many(referrings)?,
            C::SettleStopped { again } => self.settle_stopped(again),
            C::Work { room, work } => {
                let form = if let Work::Assessment(form) = &*work { Some(form.template.clone()) } else { None };
                self.say_work(room, *work)?;
                if let Some(template) = form {
                    self.forget_form(Some(room), &template);
                }
            }
            C::Finalise { room } => self.finalise(room)?,
            C::LetIn { room, person, header } => self.let_in(room, person, line(header)?)?,
            C::ShowReleasable { room, people } => self.show_releasable(room, people)?,
            C::ShowVersion { room, version } => self.show_version(room, version)?,
            C::PutRemindersAway { which } => self.put_reminders_away(&which),
            C::Transfer { room, to, reason } => self.transfer(room, to, line(reason)?)?,
            C::Release { room, people, events, reason } => {
                self.release(room, &people, events.as_deref(), &line(reason)?)?
            }
            C::HandOver { desk, to, note } => self.hand_over(desk, to, &within(note, MAX_NOTE_CHARS)?)?,
            C::TakeOver => self.take_over(),
            C::PutAway { room } => self.put_away(room),
            C::AddPeople { room, people, release } => {
                let (people, release) = (self.distinct(people)?, release.map(line).transpose()?);
                self.with_room(room, |room, cx, _| room.add_people(cx, people, release.as_deref()))
                    .filter(|possible| *possible)
                    .ok_or(not_possible)?;
            }
            C::RemovePerson { room, person, reason } => {
                let reason = line(reason)?;
                self.with_room(room, |room, cx, _| room.remove(cx, person, reason))
                    .filter(|allowed| *allowed)
                    .ok_or(not_possible)?;
            }
            C::Leave { room } => self.say_in(room, |room| room.is_live() && !room.is_leaving(), Content::Left)?,
            C::Rename { room, title } => {
                let title = line(title)?;
                self.in_open_room(room, Content::Renamed { title })?;
            }
            C::Close { room, reason } => {
                let reason = line(reason)?;
                self.with_room(room, |room, _, _| room.matter().may_close())
                    .ok_or(not_possible)?
                    .map_err(NoticeKind::DoesNotCount)?;
                self.in_open_room(room, Content::Closed { reason })?;
            }
            C::Reopen { room } => {
                self.say_in(room, |room| room.is_live() && room.state.closed && !room.is_leaving(), Content::Reopened)?;
            }
            C::AskToRejoin { room } => self.begin_rejoin(room),
            C::GoOn { room } => {
                self.with_room(room, |room, _, _| room.go_on()).filter(|can| *can).ok_or(not_possible)?;
            }
            C::ShowSafetyNumber { person } => {
                let number = self.safety_number(person).ok_or(not_possible)?;
                self.show(Shown::SafetyNumber(number));
            }
            C::FoundSame { person, number } => self.found_same(person, &number).ok_or(not_possible)?,
            C::TrustAgency { person } => self.trust_agency(person),
            C::Invite { name, role, valid_for_ms } => {
                let (name, role) = (within(name, MAX_NAME_CHARS)?, within(role, MAX_NAME_CHARS)?);
                self.invite(name, role, valid_for_ms, None, false).ok_or(not_possible)?;
            }
            C::InvitePeople { people, valid_for_ms } => self.invite_people(people, valid_for_ms)?,
            C::WithdrawInvite { person } => self.withdraw_invite(person)?,
            C::Approve { person, number } => self.approve(person, &number)?,
            C::DefineRole { title } => self.define_role(&title)?,
            C::RetireRole { title } => self.retire_role(title)?,
            C::ChangeRole { person, role } => self.change_role(person, &role)?,
            C::RenameAgency { name } => self.rename_agency(&name)?,
            C::RevokeDevice { device, reason, also } => self.revoke_device(device, &line(reason)?, &also)?,
            C::AppointAdministrator { device, phrase } => self.appoint(device, &phrase)?,
            C::Introduce => {
                let text = self.introduction();
                self.show(Shown::Introduction { text });
            }
            C::Endorse { introduction } => self.endorse(&introduction).ok_or(not_possible)?,
            C::DefineDesk { desk, terms } => self.define_desk(desk, terms)?,
            C::CloseDesk { desk } => self.close_desk(desk)?,
            C::GoOnDuty { desk } => self.set_duty(desk, true)?,
            C::GoOffDuty { desk } => self.set_duty(desk, false)?,
            C::OfferCode => self.offer_code().ok_or(not_possible)?,
            C::LinkDevice => self.link_device().ok_or(not_possible)?,
            C::RemoveDevice { device, reason } => self.remove_device(device, &line(reason)?).ok_or(not_possible)?,
            C::EndHere { reason } => self.end_here(&line(reason)?).ok_or(not_possible)?,
            C::RevokePerson { person, reason, also } => self.revoke_person(person, &line(reason)?, &also)?,
        }
        Ok(())
    }

    fn create_room(&mut self, title: String, people: Vec<PersonId>) -> Result<(), NoticeKind> {
        self.make_room(title, people, self.me.agency()).map(drop)
    }

    /// `chair`: whose people may remove anybody.
    pub(super) fn make_room(
        &mut self,
        title: String,
        people: Vec<PersonId>,
        chair: AgencyId,
    ) -> Result<RoomId, NoticeKind> {
        let people = self.distinct(people)?;
        let log = random_log(self.provider.generator());
        let room = Room::create(self.cx(), log, title, people, chair).map_err(|_| NoticeKind::NotPossible)?;
        let id = room.id();
        self.rooms.insert(id, room);
        self.rooms_changed = true;
        self.with_room(id, |room, _, wire| room.connected(wire));
        if !self.wire.is_open() {
            self.show(Shown::RoomMade { room: id });
        }
        Ok(id)
    }

    /// Known people, each once, without oneself.
    fn distinct(&self, mut people: Vec<PersonId>) -> Result<Vec<PersonId>, NoticeKind> {
        people.sort_unstable();
        people.dedup();
        people.retain(|person| *person != self.me.person());
        if people.len() >= MAX_ROOM_PEOPLE {
            return Err(NoticeKind::TooLarge { limit: MAX_ROOM_PEOPLE as u64 });
        }
        match people.iter().find(|person| self.directory.person(**person).is_none()) {
            Some(person) => Err(NoticeKind::PersonUnreachable { person: *person }),
            None => Ok(people),
        }
    }

    fn in_open_room(&mut self, room: RoomId, content: Content) -> Result<(), NoticeKind> {
        self.say_in(room, Room::is_open, content)
    }

    fn say_in(&mut self, room: RoomId, allowed: impl Fn(&Room) -> bool, content: Content) -> Result<(), NoticeKind> {
        let said = self.with_room(room, |room, cx, _| allowed(room).then(|| room.say(cx, content)));
        said.flatten().ok_or(NoticeKind::NotPossible)
    }
}

fn line(text: String) -> Result<String, NoticeKind> {
    within(text, MAX_LINE_CHARS)
}

/// Not empty, and not too long.
fn within(text: String, most: usize) -> Result<String, NoticeKind> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(NoticeKind::NotPossible),
        n if n > most => Err(NoticeKind::TooLarge { limit: most as u64 }),
        _ => Ok(text.to_owned()),
    }
}

fn room_of(command: &Command) -> Option<RoomId> {
    use Command as C;
    match command {
        C::OpenRoom { room }
        | C::Page { room, .. }
        | C::Write { room, .. }
        | C::SaveDraft { room, .. }
        | C::MarkRead { room, .. }
        | C::AddPeople { room, .. }
        | C::RemovePerson { room, .. }
        | C::Leave { room }
        | C::Rename { room, .. }
        | C::Close { room, .. }
        | C::Reopen { room }
        | C::AskToRejoin { room }
        | C::Work { room, .. }
        | C::Finalise { room }
        | C::LetIn { room, .. }
        | C::Release { room, .. }
        | C::ShowReleasable { room, .. }
        | C::ShowVersion { room, .. }
        | C::Transfer { room, .. }
        | C::GoOn { room } => Some(*room),
        _ => None,
    }
}
