//! Many police forces, each with a duty desk, to whom a national team sends packages.

use super::error::BrowserError;
use super::world::World;
use crate::headless::Client;
use crate::sim::Screen;
use futures_util::future::try_join_all;
use marram_core::identity::DeskTerms;
use marram_core::view::Sector;
use marram_core::work::{HoldingState, Work};
use marram_core::{Command, PersonId};
use std::fmt::Write as _;

const BEFORE: [&str; 9] = ["Alder", "Bram", "Cinder", "Dun", "Els", "Harrow", "Marsh", "Thorn", "Yar"];
const AFTER: [&str; 5] = ["combe", "fell", "holt", "wick", "worth"];
/// Every force's desk is called this: the agency tells them apart.
const DESK: &str = "Online Duty";

/// The forces' own clients: each one's administrator is on duty at its desk.
#[derive(Debug)]
pub struct Forces(Vec<Client>);

fn force(number: usize) -> String {
    format!("{}{} Police", BEFORE[number % BEFORE.len()], AFTER[number / BEFORE.len() % AFTER.len()])
}

impl Forces {
    /// The most that have names.
    pub const MOST: usize = BEFORE.len() * AFTER.len();

    /// Founds so many forces, at most [`Self::MOST`], that trust Wexmoor Constabulary as it trusts them, and opens their desks.
    ///
    /// # Errors
    /// `Headless` or `Process`.
    pub async fn found(world: &World, how_many: usize) -> Result<Self, BrowserError> {
        let mut forces = Vec::new();
        for number in 0..how_many.min(Self::MOST) {
            forces.push(world.founds(&force(number), Sector::Police, &format!("Officer {number}"))?);
        }
        for force in &forces {
            force.ask(Command::Introduce).await?;
            let introduction = force.wait_for("the introduction", |screen| screen.introduction.clone()).await?;
            let introduction = world.police_endorses(&introduction).await?;
            force.ask(Command::Endorse { introduction }).await?;
        }
        try_join_all(forces.iter().map(opens_desk)).await?;
        Ok(Self(forces))
    }

    /// How many there are.
    pub fn how_many(&self) -> usize {
        self.0.len()
    }

    /// A table of so many packages, spread over the desks.
    pub fn table(&self, how_many: usize) -> String {
        let mut table =
            "desk,agency,reference,risk,package-reference,contact-name,contact-phone,covert,subject-name,summary,\
                         children-identified,withhold,withhold-why,wanted\n"
                .to_owned();
        for number in 0..how_many {
            let (agency, risk) = (force(number % self.0.len()), ["high", "medium", "low"][number % 3]);
            let line = format!(
                "{DESK},{agency},OP-{number:04},{risk},OP-{number:04},Ana Tellow,01632 960101,no,Subject {number},\
                 Accounts that were traced to the subject's home.,unknown,yes,The subject must not learn of it.,\
                 Identify the children to whom the subject has access."
            );
            writeln!(table, "{line}").unwrap_or_default();
        }
        table
    }

    /// Waits until so many have reached their desks altogether.
    ///
    /// # Errors
    /// `Headless`.
    pub async fn receive(&self, how_many: usize) -> Result<(), BrowserError> {
        for (number, force) in self.0.iter().enumerate() {
            let expected = (number..how_many).step_by(self.0.len()).count();
            let all = |screen: &Screen| {
                (screen.rooms.iter().filter(|room| room.work.is_some()).count() == expected).then_some(())
            };
            force.wait_for("every package for its desk", all).await?;
        }
        Ok(())
    }

    /// Each force accepts one that waits; gives how many did.
    ///
    /// # Errors
    /// `Headless`.
    pub async fn accept_one_each(&self) -> Result<usize, BrowserError> {
        let mut accepted = 0;
        for force in &self.0 {
            let open = |screen: &Screen| {
                let open = |work: &marram_core::view::WorkLine| {
                    matches!(work.state, HoldingState::Sent | HoldingState::Opened)
                };
                screen.rooms.iter().find(|room| room.work.as_deref().is_some_and(open)).map(|room| room.id)
            };
            let Some(room) = open(&force.screen()) else { continue };
            force.ask(Command::Work { room, work: Box::new(Work::Accepted) }).await?;
            accepted += 1;
        }
        Ok(accepted)
    }

    /// Ends their clients.
    ///
    /// # Errors
    /// `Io` when one ended badly.
    pub async fn end(self) -> Result<(), BrowserError> {
        for force in self.0 {
            let ended = force.stop().await.map_err(BrowserError::io("ending a client"))?;
            ended.result.map_err(BrowserError::io("a client's store"))?;
        }
        Ok(())
    }
}

async fn opens_desk(force: &Client) -> Result<(), BrowserError> {
    let me = force.finds(force.name()).await?;
    let people = vec![me];
    force.ask(Command::DefineDesk { desk: None, terms: terms(people) }).await?;
    let own = |screen: &Screen| screen.desks.iter().find(|desk| desk.own).map(|desk| desk.id);
    let desk = force.wait_for("its desk", own).await?;
    force.ask(Command::GoOnDuty { desk }).await?;
    let on = |screen: &Screen| screen.desks.iter().any(|desk| desk.own && desk.on && !desk.waiting).then_some(());
    Ok(force.wait_for("to be on duty", on).await?)
}

fn terms(people: Vec<PersonId>) -> DeskTerms {
    DeskTerms { name: DESK.to_owned(), people: people.clone(), deputies: people, ..DeskTerms::default() }
}
