//! The people of Operation Tidemark in their two agencies, and what they do in rooms.

use super::{DeviceIndex, World};
use marram_core::identity::DeskTerms;
use marram_core::view::{Body, Problem, RoomPhase, Sector};
use marram_core::work::{DeskRef, Filled, Referring};
use marram_core::{Command, RoomId};
use marram_protocol::{RelayFrame, Seq};

/// Wexmoor Constabulary's administrator.
pub const PAT: DeviceIndex = 0;
/// Calderfen Council's administrator.
pub const ROBIN: DeviceIndex = 1;
/// Detective sergeant, police.
pub const RUTH: DeviceIndex = 2;
/// Team manager, council.
pub const MINA: DeviceIndex = 3;
/// Detective inspector, police.
pub const SAM: DeviceIndex = 4;
/// Emergency duty team, council.
pub const JO: DeviceIndex = 5;

impl World {
    /// Two agencies that have endorsed each other, and two people of each.
    pub fn tidemark(seed: u64) -> Self {
        let mut world = Self::new(seed);
        let police = world.found("Wexmoor Constabulary", Sector::Police, "Pat Imber");
        let council = world.found("Calderfen Council", Sector::ChildrensServices, "Robin Ashe");
        world.endorse_each_other(police, council);
        let people = [
            (police, "Ruth Kember", "Detective Sergeant"),
            (council, "Mina Sorrell", "Team manager"),
            (police, "Sam Orrin", "Detective Inspector"),
            (council, "Jo Ledbit", "Emergency duty team"),
        ];
        for (administrator, name, role) in people {
            world.invite(administrator, name, role);
        }
        world
    }

    /// Someone opens a room with others; everybody in it has it on the screen.
    pub fn room(&mut self, by: DeviceIndex, with: &[DeviceIndex]) -> RoomId {
        let people = with.iter().map(|device| self.person(*device)).collect();
        self.ask(by, Command::CreateRoom { title: "T-017 strategy discussion".into(), people });
        self.settle();
        let room = *self.devices[by].screen.made.last().expect("made");
        self.open(room);
        self.settle();
        room
    }

    /// An administrator defines a duty desk of the agency.
    pub fn desk(&mut self, by: DeviceIndex, name: &str, people: &[DeviceIndex], deputies: &[DeviceIndex]) -> DeskRef {
        let listed = |world: &Self, devices: &[DeviceIndex]| devices.iter().map(|one| world.person(*one)).collect();
        let (people, deputies) = (listed(self, people), listed(self, deputies));
        let terms = DeskTerms { name: name.into(), people, deputies, ..DeskTerms::default() };
        self.ask(by, Command::DefineDesk { desk: None, terms });
        self.settle();
        let desk = self.devices[by].screen.desks.iter().find(|desk| desk.name == name).expect("defined");
        desk.reference()
    }

    /// Someone sends work to a desk.
    pub fn refer(
        &mut self,
        by: DeviceIndex,
        to: &DeskRef,
        reference: &str,
        form: Filled,
        within: Option<u64>,
    ) -> RoomId {
        let referring = Box::new(Referring {
            to: to.clone(),
            reference: reference.into(),
            covert: false,
            follows: None,
            accept_within_ms: within,
            nation: to.nation,
            form,
        });
        self.ask(by, Command::Refer { referring, from: None });
        self.settle();
        *self.devices[by].screen.made.last().expect("made")
    }

    /// Everybody who has the room opens it.
    pub fn open(&mut self, room: RoomId) {
        for device in 0..self.devices.len() {
            if self.devices[device].screen.rooms.iter().any(|one| one.id == room) {
                self.ask(device, Command::OpenRoom { room });
            }
        }
    }

    /// Someone writes; it is not on its way yet.
    pub fn say(&mut self, by: DeviceIndex, room: RoomId, text: &str) {
        self.ask(by, Command::Write { room, text: text.into(), urgent: false, answers: None });
    }

    /// Someone writes, and it gets wherever it can.
    pub fn note(&mut self, by: DeviceIndex, room: RoomId, text: &str) {
        self.say(by, room, text);
        self.settle();
    }

    /// Someone asks to remove another, and whatever can come of it does.
    pub fn remove(&mut self, by: DeviceIndex, room: RoomId, whom: DeviceIndex, reason: &str) {
        let person = self.person(whom);
        self.ask(by, Command::RemovePerson { room, person, reason: reason.into() });
        self.settle();
    }

    /// The words of the notes that a device shows.
    pub fn notes(&self, device: DeviceIndex, room: RoomId) -> Vec<&str> {
        self.devices[device].screen.notes(room).collect()
    }

    /// What can be done in the room, as a device shows it.
    pub fn phase(&self, device: DeviceIndex, room: RoomId) -> RoomPhase {
        let rooms = &self.devices[device].screen.rooms;
        rooms.iter().find(|one| one.id == room).expect("listed").phase.clone()
    }

    /// What a device says is wrong in the room, in the order in which it was noticed.
    pub fn problems(&self, device: DeviceIndex, room: RoomId) -> Vec<Problem> {
        let bodies = self.devices[device].screen.entries(room).map(|entry| &entry.body);
        let problem = |body: &Body| match body {
            Body::Problem(problem) => Some(problem.clone()),
            _ => None,
        };
        bodies.filter_map(problem).collect()
    }

    /// The room's newest place that a device shows.
    pub fn newest(&self, device: DeviceIndex, room: RoomId) -> Seq {
        self.devices[device].screen.entries(room).filter_map(|entry| entry.seq).max().unwrap_or_default()
    }

    /// The names of the members that a device shows, in order.
    pub fn members(&self, device: DeviceIndex, room: RoomId) -> Vec<&str> {
        let members = self.devices[device].screen.opened.get(&room).map(|room| &room.members);
        let mut names: Vec<&str> = members.into_iter().flatten().map(|member| member.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// Takes what is on its way to a device off the wire, so that the device never hears of it.
    pub fn intercept(&mut self, device: DeviceIndex) -> Vec<RelayFrame> {
        self.emit(device);
        let taken = self.devices[device].down.drain(..);
        taken.map(|message| RelayFrame::decode(message).expect("the relay's own frame")).collect()
    }
}
