//! One person of the cast at their client: starts the rooms of their part, reads what is new, and says what is due.

use super::script::{Pace, Part};
use crate::headless::{Client, NotSeen, random_bytes};
use marram_core::view::{RoomPhase, RoomSummary};
use marram_core::{Command, PersonId, RoomId};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A person at work.
pub(super) struct Actor {
    pub(super) client: Arc<Client>,
    pub(super) part: Part,
    pub(super) pace: Pace,
}

impl Actor {
    /// Works until the client ends.
    pub(super) async fn work(self) {
        let mut screen = self.client.watch();
        let mut visited = BTreeMap::new();
        loop {
            drop(screen.borrow_and_update());
            if self.look_round(&mut visited).await.is_err() || screen.changed().await.is_err() {
                return;
            }
        }
    }

    async fn look_round(&self, visited: &mut BTreeMap<RoomId, RoomSummary>) -> Result<(), NotSeen> {
        for (title, people) in self.rooms_to_start() {
            self.client.ask(Command::CreateRoom { title, people }).await?;
        }
        let rooms = self.client.screen().rooms.clone();
        for room in rooms {
            // What is due may hang on an own entry, which is never unread: that somebody has joined is one.
            if visited.insert(room.id, room.clone()).as_ref() != Some(&room) {
                self.visit(room.id).await?;
            }
        }
        Ok(())
    }

    /// Rooms of this part that are not there yet, although everybody for them is.
    fn rooms_to_start(&self) -> Vec<(String, Vec<PersonId>)> {
        let screen = self.client.screen();
        let missing = |title: &str| !screen.rooms.iter().any(|room| room.title == title);
        let openings = self.part.openings.iter().filter(|opening| missing(&opening.title));
        let people = |names: &[String]| names.iter().map(|name| screen.person(name)).collect::<Option<Vec<_>>>();
        openings.filter_map(|opening| Some((opening.title.clone(), people(&opening.with)?))).collect()
    }

    /// Reads a room to its end, and says one thing after the other until nothing is due.
    async fn visit(&self, room: RoomId) -> Result<(), NotSeen> {
        loop {
            self.client.ask(Command::OpenRoom { room }).await?;
            let Some((cue, upto)) = self.read(room) else { return Ok(()) };
            self.client.ask(Command::MarkRead { room, upto }).await?;
            let Some(cue) = cue else { return Ok(()) };
            // Without randomness everybody is as quick as they can be.
            let chance = random_bytes::<2>().map_or(0, u16::from_be_bytes);
            tokio::time::sleep(Duration::from_millis(self.pace.pause_ms(&cue.text, chance))).await;
            let (text, urgent, answers) = (cue.text, cue.urgent, cue.answers);
            self.client.ask(Command::Write { room, text, urgent, answers }).await?;
        }
    }

    /// The first thing that is due in an opened room, and how much of it was read.
    fn read(&self, room: RoomId) -> Option<(Option<super::Cue>, u32)> {
        let screen = self.client.screen();
        let summary = &screen.opened.get(&room)?.summary;
        let upto = screen.timelines.get(&room)?.last_key_value().map_or(0, |(index, _)| index + 1);
        let waiting = screen.outboxes.get(&room).into_iter().flatten();
        let due = self.part.due(&summary.title, screen.entries(room), waiting);
        Some((due.into_iter().next().filter(|_| summary.phase == RoomPhase::Open), upto))
    }
}
