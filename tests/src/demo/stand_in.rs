//! Who takes the work over for the night, and what they do with it: go on duty, take over, say where the children are, close
//! a version once somebody has taken an action on, agree to lift the covert mark, and then ask somebody in.

use crate::sim::Screen;
use marram_core::view::RoomView;
use marram_core::work::{Matter, Progress, Work};
use marram_core::{Command, PersonId};
use serde::Deserialize;

/// What the one who takes over says and whom they ask in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StandIn {
    says: String,
    pub(super) asks_in: String,
    tells: String,
}

impl StandIn {
    /// What is to be done in a room whose matter this person knows.
    pub(super) fn due(&self, me: PersonId, screen: &Screen, view: &RoomView) -> Vec<Command> {
        let Some(matter) = view.matter.as_deref() else { return Vec::new() };
        let Some(holding) = &matter.holding else { return Vec::new() };
        if view.summary.work.as_ref().is_some_and(|line| line.handed_to_you) {
            let own = screen.desks.iter().find(|desk| desk.id == holding.desk().desk);
            let go = own.map(|own| if own.on { Command::TakeOver } else { Command::GoOnDuty { desk: own.id } });
            return go.into_iter().collect();
        }
        if holding.held.as_ref().is_none_or(|held| held.by.person != me) {
            return Vec::new();
        }
        let room = view.summary.id;
        let tell = |text: &String| {
            let said = screen.notes(room).any(|note| note == text);
            let text = text.clone();
            (!said).then_some(Command::Write { room, text, urgent: false, answers: None })
        };
        let closes = is_to_be_closed(matter).then_some(Command::Finalise { room });
        let agrees = agreement(matter).map(|work| Command::Work { room, work: Box::new(work) });
        let lifted = !matter.secrecy.covert && !matter.secrecy.lifts.is_empty();
        let asked = screen.person(&self.asks_in).filter(|_| lifted);
        let asks = asked.and_then(|person| match view.members.iter().any(|member| member.id == person) {
            true => tell(&self.tells),
            false => Some(Command::AddPeople { room, people: vec![person] }),
        });
        [tell(&self.says), closes, agrees, asks].into_iter().flatten().collect()
    }
}

/// Whether somebody took an action on since the one version that there is.
fn is_to_be_closed(matter: &Matter) -> bool {
    let plan = &matter.plan;
    let mut moved = plan.actions.iter().filter_map(|action| action.settled.as_ref());
    plan.changed && plan.versions.len() == 1 && moved.any(|moved| moved.what == Progress::Accepted)
}

/// The word that lifts the covert mark, where another agency proposed it.
fn agreement(matter: &Matter) -> Option<Work> {
    let lift = matter.secrecy.lifts.last().filter(|lift| lift.agreed.is_none() && matter.secrecy.covert)?;
    Some(Work::LiftAgreed { proposal: lift.proposed.event })
}
