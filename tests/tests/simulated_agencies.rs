//! Agencies at work all at once: administrators invite and revoke, people join, are added, write and are cut off, the relay
//! crashes. In the end everybody reads the same registers, nobody revoked is anywhere, and the rooms hold the same record.
//!
//! `MARRAM_SEED=n cargo test -p marram-tests --test simulated_agencies` replays one run; `MARRAM_SEEDS=n` sets how many.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::view::{Body, NoticeKind, RoomPhase, Sector};
use marram_core::{Command, RoomId};
use marram_tests::sim::{DeviceIndex, Snapshot, World};
use std::collections::{BTreeMap, BTreeSet};

/// Administrators first: two agencies' one each, then staff by turns of police and council.
const PEOPLE: [&str; 6] = ["Pat Imber", "Robin Ashe", "Ruth Kember", "Mina Sorrell", "Sam Orrin", "Jo Ledbit"];
const ADMINISTRATORS: [DeviceIndex; 2] = [0, 1];
const RUTH: DeviceIndex = 2;
const MOVES: usize = 160;
/// So many are revoked, and so many join, at the most.
const MOST: usize = 2;

fn prepared() -> Snapshot {
    let mut world = World::new(0);
    let police = world.found("Wexmoor Constabulary", Sector::Police, PEOPLE[0]);
    let council = world.found("Calderfen Council", Sector::ChildrensServices, PEOPLE[1]);
    world.endorse_each_other(police, council);
    for (number, name) in PEOPLE.iter().enumerate().skip(2) {
        world.invite(if number % 2 == 0 { police } else { council }, name, "Duty officer");
    }
    let people = PEOPLE[3..].iter().map(|name| world.devices[RUTH].screen.person(name).expect("listed")).collect();
    world.ask(RUTH, Command::CreateRoom { title: "Operation Tidemark".into(), people });
    world.pass(5_000);
    world.snapshot()
}

#[derive(Debug, Default)]
struct Counts {
    joined: usize,
    revoked: usize,
    added: usize,
    notes: usize,
    crashes: usize,
    taken_out: usize,
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.joined += other.joined;
        self.revoked += other.revoked;
        self.added += other.added;
        self.notes += other.notes;
        self.crashes += other.crashes;
        self.taken_out += other.taken_out;
    }
}

struct Run {
    world: World,
    room: RoomId,
    revoked: BTreeSet<DeviceIndex>,
    asked: usize,
    counts: Counts,
}

impl Run {
    fn begin(snapshot: &Snapshot, seed: u64) -> Self {
        let mut world = snapshot.enter(seed, &PEOPLE);
        let room = world.devices[RUTH].screen.rooms[0].id;
        world.open(room);
        Self { world, room, revoked: BTreeSet::new(), asked: 0, counts: Counts::default() }
    }

    fn someone(&mut self) -> DeviceIndex {
        self.world.dice.below(self.world.devices.len())
    }

    fn phase(&self, device: DeviceIndex) -> Option<RoomPhase> {
        let rooms = &self.world.devices[device].screen.rooms;
        rooms.iter().find(|room| room.id == self.room).map(|room| room.phase.clone())
    }

    fn is_running(&self, device: DeviceIndex) -> bool {
        self.world.devices[device].engine.is_some()
    }

    /// One thing happens.
    fn step(&mut self) {
        let (device, other) = (self.someone(), self.someone());
        let administrator = ADMINISTRATORS[self.world.dice.below(2)];
        match self.world.dice.below(100) {
            0..=9 if self.phase(device) == Some(RoomPhase::Open) => {
                self.counts.notes += 1;
                let text = format!("note {} by {}", self.counts.notes, self.world.devices[device].name);
                self.world.say(device, self.room, &text);
            }
            10..=14 if self.asked < MOST && self.is_running(administrator) => {
                self.asked += 1;
                let name = format!("Newcomer {}", self.asked);
                let valid_for_ms = 24 * 60 * 60 * 1000;
                self.world.ask(administrator, Command::Invite { name, role: "Duty officer".into(), valid_for_ms });
            }
            15..=21 => self.join(administrator),
            22 => self.revoke(device),
            23..=25 if self.phase(device) == Some(RoomPhase::Open) => {
                let joined = self.world.devices[device].screen.directory.iter().filter(|one| one.joined);
                let people: Vec<_> = joined.map(|one| one.id).collect();
                let person = people[self.world.dice.below(people.len())];
                self.world.ask(device, Command::AddPeople { room: self.room, people: vec![person], release: None });
            }
            26 => self.world.kill(other),
            27..=31 if !self.is_running(other) => self.world.revive(other),
            32..=34 => self.world.disconnect(device),
            35 if self.world.dice.permille(300) => {
                self.counts.crashes += usize::from(self.world.relay.is_some());
                self.world.crash_relay();
            }
            36..=41 if self.world.relay.is_none() => self.world.start_relay(),
            42..=52 if self.world.devices[device].may_connect(self.world.now) => self.world.connect(device),
            53 => self.world.now.0 += 1 + self.world.dice.below(3_000) as u64,
            54..=70 => while self.world.carry_up(device) {},
            71..=79 => drop(self.world.write()),
            _ => {
                self.world.emit(device);
                for _ in 0..=self.world.dice.below(6) {
                    self.world.carry_down(device);
                }
            }
        }
    }

    /// Somebody opens a link that an administrator was given.
    fn join(&mut self, administrator: DeviceIndex) {
        if let Some((_, fragment)) = self.world.devices[administrator].screen.invited.pop() {
            self.counts.joined += 1;
            let name = format!("Newcomer {}", self.counts.joined);
            self.world.join(&fragment, &name);
        }
    }

    /// An administrator takes a member of its own agency's staff out.
    fn revoke(&mut self, device: DeviceIndex) {
        let (Some(me), true) = (&self.world.devices[device].screen.me, self.revoked.len() < MOST) else { return };
        let (person, agency) = (me.person, me.agency.id);
        let of_agency =
            |one: &DeviceIndex| self.world.devices[*one].screen.me.as_ref().is_some_and(|me| me.agency.id == agency);
        let Some(administrator) = ADMINISTRATORS.into_iter().find(of_agency) else { return };
        let listed = self.world.devices[administrator].screen.directory.iter().any(|one| one.id == person);
        if ADMINISTRATORS.contains(&device) || !listed || !self.is_running(administrator) {
            return;
        }
        self.world
            .ask(administrator, Command::RevokePerson { person, reason: "Left the service".into(), also: vec![] });
        self.revoked.insert(device);
    }

    /// Everything works again, and everybody has time.
    fn heal(&mut self) {
        if self.world.relay.is_none() {
            self.world.start_relay();
        }
        for device in 0..self.world.devices.len() {
            if !self.is_running(device) {
                self.world.revive(device);
            }
        }
        for _ in 0..4 {
            self.world.pass(90_000);
            self.world.open(self.room);
        }
        self.world.settle();
    }

    fn complaints(&mut self) -> Vec<String> {
        let mut complaints = Vec::new();
        let staying: Vec<_> = (0..self.world.devices.len()).filter(|one| !self.revoked.contains(one)).collect();
        let revoked: BTreeSet<_> = self.revoked.iter().map(|one| self.world.person(*one)).collect();
        // The registers, as everybody who is still there reads them.
        let mut registers = BTreeMap::<_, Vec<_>>::new();
        for device in &staying {
            let people = self.world.devices[*device].screen.directory.iter();
            let mut people: Vec<_> = people.map(|one| (one.id, one.name.clone(), one.joined)).collect();
            people.sort();
            if people.iter().any(|(person, ..)| revoked.contains(person)) {
                complaints.push(format!("{} still lists somebody revoked", self.world.devices[*device].name));
            }
            registers.entry(people).or_default().push(self.world.devices[*device].name.clone());
        }
        if registers.len() != 1 {
            complaints.push(format!("the registers differ: {registers:?}"));
        }
        for device in &self.revoked {
            let screen = &self.world.devices[*device].screen;
            if !matches!(screen.refused, Some(NoticeKind::Revoked | NoticeKind::InviteWithdrawn)) {
                let (name, how) = (&self.world.devices[*device].name, &screen.connection);
                complaints.push(format!("{name} was revoked, and yet: {:?} {how:?}", screen.refused));
            }
        }
        // The room: the same people and the same notes for all who are in it.
        let (mut members, mut notes) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<u64, String>::new());
        let open: Vec<_> = staying.iter().filter(|one| self.phase(**one) == Some(RoomPhase::Open)).collect();
        for device in open {
            let name = self.world.devices[*device].name.clone();
            let shown: Vec<_> = self.world.members(*device, self.room).into_iter().map(str::to_owned).collect();
            if !shown.contains(&name) {
                complaints.push(format!("{name} is open, but not a member"));
            }
            members.entry(shown).or_default().push(name.clone());
            for entry in self.world.devices[*device].screen.entries(self.room) {
                let (Some(seq), Body::Note { text }) = (entry.seq, &entry.body) else { continue };
                if notes.entry(seq.0).or_insert_with(|| text.clone()) != text {
                    complaints.push(format!("{name} reads another entry at {seq:?}"));
                }
            }
            self.counts.taken_out += self.world.devices[*device]
                .screen
                .entries(self.room)
                .filter(|entry| matches!(entry.body, Body::Departed { .. }))
                .count();
        }
        if members.len() != 1 {
            complaints.push(format!("members differ: {members:?}"));
        }
        let names: Vec<_> = self.revoked.iter().map(|one| self.world.devices[*one].name.clone()).collect();
        if members.keys().flatten().any(|name| names.contains(name)) {
            complaints.push(format!("somebody revoked is still in the room: {members:?}"));
        }
        for device in staying {
            if let Some(RoomPhase::Stuck(problem)) = self.phase(device) {
                complaints.push(format!("{} is stuck: {problem:?}", self.world.devices[device].name));
            }
        }
        complaints
    }
}

fn run(snapshot: &Snapshot, seed: u64) -> Result<Counts, Vec<String>> {
    let mut run = Run::begin(snapshot, seed);
    for half in 0..2 {
        if half == 1 {
            // What was asked for has a moment to come about, and then is in the way of everything else.
            run.world.write();
            run.world.settle();
        }
        (0..MOVES / 2).for_each(|_| run.step());
    }
    run.heal();
    run.counts.revoked = run.revoked.len();
    run.counts.added = run.world.devices.len() - PEOPLE.len();
    let complaints = run.complaints();
    if complaints.is_empty() { Ok(run.counts) } else { Err(complaints) }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn administrators_leavers_and_joiners_at_once_all_end_with_the_same_registers_and_rooms() {
    let snapshot = prepared();
    let only = number("MARRAM_SEED");
    let seeds = number("MARRAM_SEEDS").unwrap_or(150).min(400);
    let (mut total, mut failed) = (Counts::default(), Vec::new());
    for seed in only.map_or(1..=seeds, |seed| seed..=seed) {
        match run(&snapshot, seed) {
            Ok(counts) => total.add(&counts),
            Err(complaints) => {
                println!("seed {seed}: {complaints:#?}");
                failed.push(seed);
            }
        }
    }
    println!("{total:?}");
    assert!(failed.is_empty(), "seeds {failed:?} fail: replay one with MARRAM_SEED");
    let none = [total.joined, total.revoked, total.added, total.notes, total.crashes, total.taken_out].contains(&0);
    assert!(only.is_some() || seeds < 100 || !none, "something never happened: the test has lost its teeth: {total:?}");
}
