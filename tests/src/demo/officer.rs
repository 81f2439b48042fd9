//! The police officer of the guide, alone: takes a package on once the deputies of the own desk were alerted, finds children
//! and refers them to the next desk once its deputies can be alerted too, adds an action once there is a decision and takes
//! it on after the first version, proposes to lift the covert mark after the second, and asks the school in once it is lifted.

use crate::forms;
use crate::sim::Screen;
use marram_core::Command;
use marram_core::view::{DeskPerson, DeskView, Me, RoomView};
use marram_core::work::{Action, Children, DateKind, Holding, KeyDate, Matter, Plan, Progress, Referring, Work};
use marram_protocol::UnixMillis;
use serde::Deserialize;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// What the officer finds, whom it is referred to, and how it ends.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Officer {
    children: Vec<String>,
    pub(super) refers_to: String,
    pub(super) accept_within_seconds: u64,
    reference: String,
    action: String,
    arrest: String,
    lifts: String,
    pub(super) asks_in: String,
    tells: String,
}

impl Officer {
    /// What is to be done next in a room whose matter this person knows.
    pub(super) fn due(&self, me: &Me, screen: &Screen, view: &RoomView) -> Option<Command> {
        let room = view.summary.id;
        let matter = view.matter.as_deref()?;
        let holding = matter.holding.as_ref()?;
        if holding.referral.by.person != me.person {
            return self.due_in_package(screen, view, holding);
        }
        let work = self.due_in_referral(me, matter).map(|work| Command::Work { room, work: Box::new(work) });
        work.or_else(|| self.due_after(screen, view, matter))
    }

    fn due_in_package(&self, screen: &Screen, view: &RoomView, holding: &Holding) -> Option<Command> {
        let room = view.summary.id;
        let own = screen.desks.iter().find(|desk| desk.id == holding.desk().desk && desk.may)?;
        let say = |work| Command::Work { room, work: Box::new(work) };
        let is_in = |deputy: &DeskPerson| view.members.iter().any(|member| member.id == deputy.id);
        // The deputies are let in when they are alerted.
        if holding.held.is_none() && !own.deputies.iter().all(is_in) {
            return None;
        }
        if !own.on {
            return Some(Command::GoOnDuty { desk: own.id });
        }
        if holding.held.is_none() {
            return Some(say(Work::Accepted));
        }
        if holding.children.is_none() {
            let found = u16::try_from(self.children.len()).ok()?;
            return Some(say(Work::ChildrenIdentified(Children::Found(found))));
        }
        let has = |line: &&marram_core::view::WorkLine| line.reference == self.reference;
        let sent = screen.rooms.iter().filter_map(|room| room.work.as_deref()).any(|line| has(&line));
        let next = screen.desks.iter().find(|desk| desk.name == self.refers_to)?;
        let ready = next.deputies.iter().all(|deputy| screen.person(&deputy.name).is_some());
        (!sent && ready).then(|| self.referral(next, holding))
    }

    fn referral(&self, desk: &DeskView, package: &Holding) -> Command {
        let (to, package) = (desk.reference(), &package.referral.what);
        let children: Vec<_> = self.children.iter().map(String::as_str).collect();
        let form = forms::police_referral_after(&package.form, &self.reference, &children);
        let referring = Referring {
            nation: to.nation,
            to,
            reference: self.reference.clone(),
            covert: false,
            follows: Some(package.reference.clone()),
            accept_within_ms: Some(self.accept_within_seconds * 1000),
            form,
        };
        Command::Refer { referring: Box::new(referring), from: None }
    }

    fn due_in_referral(&self, me: &Me, matter: &Matter) -> Option<Work> {
        let Plan { decisions, versions, actions, dates, .. } = &matter.plan;
        let asked = actions.iter().any(|action| action.made.by.person == me.person);
        if let Some(decision) = decisions.first().filter(|_| !asked) {
            let (what, owner, agency) = (self.action.clone(), me.role.clone(), me.agency.id);
            let due = UnixMillis(decision.at.0 + DAY_MS);
            return Some(Work::Action(Action { what, owner, agency, due, contingency: String::new() }));
        }
        versions.first()?;
        let own = actions.iter().find(|action| action.made.what.agency == me.agency.id && action.settled.is_none());
        if let Some(action) = own {
            return Some(Work::ActionMoved { action: action.made.event, to: Progress::Accepted });
        }
        let second = versions.get(1)?;
        if dates.iter().all(|date| date.made.by.person != me.person) {
            let (kind, what) = (DateKind::Trigger, self.arrest.clone());
            return Some(Work::KeyDate(KeyDate { kind, what, at: second.at }));
        }
        let proposes = matter.secrecy.covert && matter.secrecy.lifts.is_empty();
        proposes.then(|| Work::LiftProposed { reason: self.lifts.clone() })
    }

    /// Once the covert mark is lifted, the school is asked in, and told what concerns it.
    fn due_after(&self, screen: &Screen, view: &RoomView, matter: &Matter) -> Option<Command> {
        let room = view.summary.id;
        let lifted = !matter.secrecy.covert && !matter.secrecy.lifts.is_empty();
        let person = screen.person(&self.asks_in).filter(|_| lifted)?;
        if view.members.iter().all(|member| member.id != person) {
            return Some(Command::AddPeople { room, people: vec![person], release: None });
        }
        let said = screen.notes(room).any(|note| note == self.tells);
        let text = self.tells.clone();
        (!said).then_some(Command::Write { room, text, urgent: false, answers: None })
    }
}
