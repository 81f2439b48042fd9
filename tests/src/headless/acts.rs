//! What people do with a client, one act each.

use super::client::{Client, NotSeen};
use crate::sim::Screen;
use marram_core::view::{Body, RoomPhase};
use marram_core::{Command, PersonId, RoomId};

impl Client {
    /// Waits until a person can be asked into rooms.
    ///
    /// # Errors
    /// As [`Client::wait_for`], as all of these.
    pub async fn finds(&self, name: &str) -> Result<PersonId, NotSeen> {
        self.wait_for(&format!("{name} in the list of people"), |screen| screen.person(name)).await
    }

    /// Starts a room with these people, opens it, and waits until they have been added.
    ///
    /// # Errors
    /// As all of these.
    pub async fn starts_room(&self, title: &str, with: &[&str]) -> Result<RoomId, NotSeen> {
        let mut people = Vec::new();
        for name in with {
            people.push(self.finds(name).await?);
        }
        let already = self.screen().made.len();
        self.ask(Command::CreateRoom { title: title.to_owned(), people: people.clone() }).await?;
        let made = |screen: &Screen| screen.made.get(already).copied();
        let room = self.wait_for("the new room", made).await?;
        self.ask(Command::OpenRoom { room }).await?;
        let everybody = |screen: &Screen| {
            let view = screen.opened.get(&room)?;
            let has = |person: &PersonId| view.members.iter().any(|member| member.id == *person);
            people.iter().all(has).then_some(())
        };
        self.wait_for("everybody asked to be in the new room", everybody).await?;
        Ok(room)
    }

    /// Waits until a room of this title is in the list, and opens it.
    ///
    /// # Errors
    /// As all of these.
    pub async fn enters_room(&self, title: &str) -> Result<RoomId, NotSeen> {
        let listed = |screen: &Screen| screen.rooms.iter().find(|room| room.title == title).map(|room| room.id);
        let room = self.wait_for("the room in the list", listed).await?;
        self.ask(Command::OpenRoom { room }).await?;
        Ok(room)
    }

    /// Writes a note.
    ///
    /// # Errors
    /// As all of these.
    pub async fn writes(&self, room: RoomId, text: &str) -> Result<(), NotSeen> {
        self.ask(Command::Write { room, text: text.to_owned(), urgent: false, answers: None }).await
    }

    /// Waits until a note stands in an opened room's timeline.
    ///
    /// # Errors
    /// As all of these.
    pub async fn reads(&self, room: RoomId, text: &str) -> Result<(), NotSeen> {
        let there = |screen: &Screen| screen.notes(room).any(|note| note == text).then_some(());
        self.wait_for(&format!("the note {text:?}"), there).await
    }

    /// Waits until a room in the list is in this phase.
    ///
    /// # Errors
    /// As all of these.
    pub async fn sees_phase(&self, room: RoomId, phase: &RoomPhase) -> Result<(), NotSeen> {
        let is_so = |screen: &Screen| screen.rooms.iter().any(|one| one.id == room && one.phase == *phase);
        self.wait_for(&format!("the room to be {phase:?}"), |screen| is_so(screen).then_some(())).await
    }
}

impl Screen {
    /// The words of an opened room's notes, in order.
    pub fn notes(&self, room: RoomId) -> impl Iterator<Item = &str> {
        self.entries(room).filter_map(|entry| match &entry.body {
            Body::Note { text } => Some(text.as_str()),
            _ => None,
        })
    }

    /// The screen in a line, for whoever waited in vain: counts only.
    pub fn summary(&self) -> String {
        let Self { connection, refused, directory, rooms, notices, .. } = self;
        let joined = directory.iter().filter(|person| person.joined).count();
        let phases: Vec<_> = rooms.iter().map(|room| &room.phase).collect();
        let notices: Vec<_> = notices.iter().map(|notice| notice.kind).collect();
        format!(
            "connection {connection:?}, refused {refused:?}, {joined} of {} people joined, rooms {phases:?}, \
             notices {notices:?}",
            directory.len()
        )
    }
}
