//! One of those who do their part of the guide by themselves: looks at every room of theirs, and does what is to be done
//! there, one thing after the other, once each.

use super::cast::{Cast, CastError};
use super::officer::Officer;
use super::script::Pace;
use crate::forms;
use crate::headless::{Client, NotSeen, random_bytes};
use crate::sim::Screen;
use marram_core::view::{Gate, Me, RoomPhase, RoomSummary, RoomView};
use marram_core::work::{Basis, Information, Plan, Referring, Work};
use marram_core::{Command, PersonId, RoomId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const COLLEAGUES: &str = include_str!("../../cast/colleagues.toml");

/// What one of them does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    who: String,
    sends: Option<Package>,
    conflict: Option<String>,
    #[serde(default)]
    takes_part: bool,
    brings: Option<Fact>,
    #[serde(default)]
    acknowledges: bool,
    night: Option<Night>,
    officer: Option<Officer>,
}

/// What is done with work that was handed over for the night.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Night {
    writes: String,
    hands_to: String,
    tells: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Package {
    to: String,
    reference: String,
    accept_within_seconds: u64,
    after: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    source: String,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Duties {
    colleague: Vec<Duty>,
}

impl Duty {
    /// What each of them does, by the guide.
    ///
    /// # Errors
    /// When the file was edited wrongly.
    pub fn tidemark(cast: &Cast) -> Result<Vec<Self>, CastError> {
        let Duties { colleague: all } = toml::from_str(COLLEAGUES)?;
        for duty in &all {
            let after = duty.sends.iter().flat_map(|package| &package.after);
            let asked = duty.officer.iter().map(|officer| &officer.asks_in);
            let back = duty.night.iter().map(|night| &night.hands_to);
            after.chain(asked).chain(back).chain([&duty.who]).try_for_each(|name| cast.find(name).map(drop))?;
        }
        Ok(all)
    }

    /// Gives nobody more than a second to accept.
    pub(super) fn hasten(&mut self) {
        let sent = self.sends.iter_mut().map(|package| &mut package.accept_within_seconds);
        let referred = self.officer.iter_mut().map(|officer| &mut officer.accept_within_seconds);
        sent.chain(referred).for_each(|seconds| *seconds = 1);
    }

    /// Whose it is.
    pub fn who(&self) -> &str {
        &self.who
    }

    /// What is to be done, as the screen shows it.
    fn due(&self, screen: &Screen) -> Vec<Command> {
        let rooms = screen.rooms.iter().flat_map(|room| self.due_in(screen, room.id));
        self.to_send(screen).into_iter().chain(rooms).collect()
    }

    fn due_in(&self, screen: &Screen, room: RoomId) -> Vec<Command> {
        let is_open = |view: &&RoomView| view.summary.phase == RoomPhase::Open;
        let (Some(me), Some(view)) = (&screen.me, screen.opened.get(&room).filter(is_open)) else { return Vec::new() };
        let works = match &view.gate {
            Some(Gate::Declare { conflict: Some(_), .. }) => Vec::new(),
            Some(Gate::Declare { conflict: None, .. }) => vec![Work::Declared { conflict: self.conflict.clone() }],
            Some(Gate::Notice) => vec![Work::NoticeRead],
            None => view.matter.as_ref().map(|matter| self.due_in_plan(me.person, &matter.plan)).unwrap_or_default(),
        };
        let works = works.into_iter().map(|work| Command::Work { room, work: Box::new(work) });
        let officer = self.officer.as_ref().filter(|_| view.gate.is_none());
        let night = self.night.as_ref().filter(|_| view.gate.is_none()).and_then(|night| night.due(me, screen, view));
        works.chain(officer.and_then(|officer| officer.due(me, screen, view))).chain(night).collect()
    }

    fn due_in_plan(&self, me: PersonId, plan: &Plan) -> Vec<Work> {
        let known = plan.discussion.is_some();
        let all = [self.attends(me, plan), self.informs(me, plan), self.acknowledges(me, plan)];
        all.into_iter().flatten().filter(|_| known).collect()
    }

    fn attends(&self, me: PersonId, plan: &Plan) -> Option<Work> {
        let there = plan.attending.iter().any(|(author, _)| author.person == me);
        (self.takes_part && !there).then_some(Work::Attends)
    }

    fn informs(&self, me: PersonId, plan: &Plan) -> Option<Work> {
        let fact = self.brings.as_ref()?;
        let brought = plan.information.iter().any(|made| made.by.person == me);
        let (source, text) = (fact.source.clone(), fact.text.clone());
        (!brought).then(|| Work::Information(Information { source, basis: Basis::Fact, when: String::new(), text }))
    }

    fn acknowledges(&self, me: PersonId, plan: &Plan) -> Option<Work> {
        let last = plan.versions.last()?;
        let read = last.acknowledged.iter().any(|ack| ack.by.person == me);
        let (version, digest) = (last.version, last.digest);
        (self.acknowledges && !read).then_some(Work::Acknowledged { version, digest })
    }

    /// The package, once it can be sent and as long as it was not.
    fn to_send(&self, screen: &Screen) -> Option<Command> {
        let package = self.sends.as_ref()?;
        let sent = |room: &RoomSummary| room.work.as_ref().is_some_and(|line| line.reference == package.reference);
        let everybody = package.after.iter().all(|name| screen.person(name).is_some());
        let desk = screen.desks.iter().find(|desk| desk.name == package.to)?;
        if !everybody || screen.rooms.iter().any(sent) {
            return None;
        }
        let to = desk.reference();
        let referring = Referring {
            nation: to.nation,
            to,
            reference: package.reference.clone(),
            covert: false,
            follows: None,
            accept_within_ms: Some(package.accept_within_seconds * 1000),
            form: forms::package(&package.reference),
        };
        Some(Command::Refer { referring: Box::new(referring), from: None })
    }
}

impl Night {
    fn due(&self, me: &Me, screen: &Screen, view: &RoomView) -> Option<Command> {
        let (room, line) = (view.summary.id, view.summary.work.as_ref()?);
        if line.handed_to_you {
            return Some(Command::TakeOver);
        }
        let held = view.matter.as_ref()?.holding.as_ref()?.held.as_ref().filter(|held| held.by.person == me.person)?;
        if screen.notes(room).all(|note| note != self.writes) {
            let text = self.writes.clone();
            return Some(Command::Write { room, text, urgent: false, answers: None });
        }
        let to = screen.person(&self.hands_to).filter(|_| !line.handed_by_you)?;
        Some(Command::HandOver { desk: held.desk.desk, to, note: self.tells.clone() })
    }
}

/// Somebody at work.
pub(super) struct Colleague {
    pub(super) client: Arc<Client>,
    pub(super) duty: Duty,
    pub(super) pace: Pace,
}

impl Colleague {
    /// Works until the client ends.
    pub(super) async fn work(self) {
        let mut screen = self.client.watch();
        let (mut opened, mut given_up) = (BTreeMap::new(), Vec::new());
        loop {
            drop(screen.borrow_and_update());
            if let Err(error) = self.look_round(&mut opened, &mut given_up).await {
                eprintln!("{error}");
            }
            if screen.changed().await.is_err() {
                return;
            }
        }
    }

    /// Does what is due, one thing after the other. What does not come about, because it is refused or held back, is asked
    /// for once: whoever follows the guide may have gone another way.
    async fn look_round(
        &self,
        opened: &mut BTreeMap<RoomId, RoomSummary>,
        given_up: &mut Vec<Command>,
    ) -> Result<(), NotSeen> {
        loop {
            // One room at a time is shown as it changes: where something came since, it is opened again.
            let rooms = self.client.screen().rooms.clone();
            for room in rooms {
                let (id, changed) = (room.id, opened.get(&room.id) != Some(&room));
                opened.insert(id, room);
                if changed {
                    self.client.ask(Command::OpenRoom { room: id }).await?;
                }
            }
            // One look at a time: the client waits for whoever looks.
            let (due, notices) = {
                let screen = self.client.screen();
                (self.duty.due(&screen), screen.notices.len())
            };
            let Some(command) = due.into_iter().find(|command| !given_up.contains(command)) else { return Ok(()) };
            // Without randomness everybody is as quick as they can be.
            let chance = random_bytes::<2>().map_or(0, u16::from_be_bytes);
            tokio::time::sleep(Duration::from_millis(self.pace.pause_ms("", chance))).await;
            self.client.ask(command.clone()).await?;
            given_up.push(command.clone());
            let done = |screen: &Screen| !self.duty.due(screen).contains(&command);
            let answered = |screen: &Screen| (done(screen) || screen.notices.len() > notices).then(|| done(screen));
            if self.client.wait_for("what was asked to have come about", answered).await? {
                given_up.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::work::calendar::Day;
    use marram_core::work::template::submit;
    use std::collections::BTreeSet;

    #[test]
    fn everybody_whom_the_guide_leaves_alone_has_a_part_and_the_package_is_whole() {
        let cast = Cast::tidemark().unwrap();
        let duties = Duty::tidemark(&cast).unwrap();
        let sends = duties.iter().filter_map(|duty| duty.sends.as_ref());
        let desks: Vec<_> = cast.agencies.iter().flat_map(|agency| &agency.desks).map(|desk| &desk.name).collect();
        let refers_to = duties.iter().filter_map(|duty| duty.officer.as_ref()).map(|officer| &officer.refers_to);
        let to: Vec<_> = sends.clone().map(|package| &package.to).chain(refers_to).collect();
        assert!(to.len() == 2 && to.iter().all(|name| desks.contains(name)));
        sends.for_each(|package| drop(submit(&forms::package(&package.reference), Day::LAST).unwrap()));
        let own: BTreeSet<_> = duties.iter().map(Duty::who).collect();
        let play = super::super::Story::tidemark(&cast).unwrap().play;
        let played: BTreeSet<_> = play.iter().map(String::as_str).collect();
        assert!(own.is_disjoint(&played));
        let everybody: BTreeSet<_> = cast.people().map(|(_, person)| person.name.as_str()).collect();
        assert_eq!(own.union(&played).copied().collect::<BTreeSet<_>>(), everybody);
    }
}
