//! Journey 4: a network that loses, delays, repeats and reorders, a relay that crashes and forgets what it had not
//! synced, clients killed between Persist and Send, old profiles put back: all members end with the same record.
//!
//! `MARRAM_SEED=n cargo test -p marram-tests --test simulated_network` replays one run; `MARRAM_SEEDS=n` sets how many.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use bytes::Bytes;
use marram_core::view::{Body, EntryView, Problem, RoomPhase, Sector};
use marram_core::{Command, Input, RoomId};
use marram_tests::sim::{DeviceIndex, Seen, Snapshot, Witness, World, judge};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

const PEOPLE: [&str; 5] = ["Ruth Kember", "Mina Sorrell", "Sam Orrin", "Jo Ledbit", "Tess Lanyard"];
const MOVES: usize = 220;

fn prepared() -> Snapshot {
    let mut world = World::new(0);
    let police = world.found("Wexmoor Constabulary", Sector::Police, "Pat Imber");
    let council = world.found("Calderfen Council", Sector::ChildrensServices, "Robin Ashe");
    world.endorse_each_other(police, council);
    for (number, name) in PEOPLE.iter().enumerate() {
        world.invite(if number % 2 == 0 { police } else { council }, name, "Duty officer");
    }
    let people = PEOPLE[1..4].iter().map(|name| world.devices[2].screen.person(name).expect("listed")).collect();
    world.ask(2, Command::CreateRoom { title: "Operation Tidemark".into(), people });
    world.pass(5_000);
    world.snapshot()
}

#[derive(Debug, Default)]
struct Counts {
    conflicts: u64,
    lost_answers: u64,
    kills: u64,
    relay_crashes: u64,
    disconnects: u64,
    duplicates: u64,
    reorders: u64,
    restored: u64,
    rejoins: u64,
    added: u64,
    removed: u64,
    left: u64,
    notes: u64,
}

struct Run {
    world: World,
    room: RoomId,
    counts: Counts,
    written: BTreeMap<DeviceIndex, Vec<String>>,
    restored: Vec<DeviceIndex>,
    backups: BTreeMap<DeviceIndex, BTreeMap<Vec<u8>, Vec<u8>>>,
    serial: usize,
}

impl Run {
    fn begin(snapshot: &Snapshot, seed: u64) -> Self {
        let mut world = snapshot.enter(seed, &PEOPLE);
        let room = world.devices[0].screen.rooms[0].id;
        for device in 0..PEOPLE.len() {
            if !world.devices[device].screen.rooms.is_empty() {
                world.ask(device, Command::OpenRoom { room });
            }
        }
        let (written, backups) = (BTreeMap::new(), BTreeMap::new());
        Self { world, room, counts: Counts::default(), written, restored: Vec::new(), backups, serial: 0 }
    }

    fn someone(&mut self) -> DeviceIndex {
        self.world.dice.below(PEOPLE.len())
    }

    /// A person asks; the program may die while it carries out what comes of it.
    fn ask(&mut self, device: DeviceIndex, command: Command) -> bool {
        if self.world.devices[device].engine.is_none() {
            return false;
        }
        let notices = self.world.devices[device].screen.notices.len();
        let most = if self.world.dice.permille(60) { self.world.dice.below(4) } else { usize::MAX };
        let now = self.world.now;
        let whole = self.world.devices[device].input(Input::Asked(command), most, now);
        if !whole {
            self.kill(device);
        }
        // The first output is what makes it durable: what was killed before was never promised.
        most > 0 && self.world.devices[device].screen.notices.len() == notices
    }

    fn write(&mut self, device: DeviceIndex) {
        self.serial += 1;
        let text = format!("note {} by {}", self.serial, PEOPLE[device]);
        let phase = self.phase(device);
        let command = Command::Write { room: self.room, text: text.clone(), urgent: false, answers: None };
        if self.ask(device, command) && phase == Some(RoomPhase::Open) {
            self.counts.notes += 1;
            self.written.entry(device).or_default().push(text);
        }
    }

    fn phase(&self, device: DeviceIndex) -> Option<RoomPhase> {
        let rooms = &self.world.devices[device].screen.rooms;
        rooms.iter().find(|room| room.id == self.room).map(|room| room.phase.clone())
    }

    fn kill(&mut self, device: DeviceIndex) {
        if self.world.devices[device].engine.is_some() {
            self.counts.kills += 1;
            self.world.kill(device);
        }
    }

    fn revive(&mut self, device: DeviceIndex) {
        if self.world.devices[device].engine.is_none() {
            self.world.revive(device);
            let room = self.room;
            self.world.devices[device].screen.timelines.clear();
            if self.world.devices[device].screen.rooms.iter().any(|one| one.id == room) {
                self.world.ask(device, Command::OpenRoom { room });
            }
        }
    }

    /// One thing happens.
    fn step(&mut self) {
        let device = self.someone();
        let other = self.someone();
        match self.world.dice.below(100) {
            0..=11 => self.write(device),
            12 => {
                let person = self.world.person(other);
                let command = Command::RemovePerson { room: self.room, person, reason: "conflict of interest".into() };
                self.ask(device, command);
            }
            13..=14 => {
                let people = vec![self.world.person(other)];
                self.ask(device, Command::AddPeople { room: self.room, people, release: None });
            }
            15 => {
                let title = format!("Operation Tidemark {}", self.serial);
                self.ask(device, Command::Rename { room: self.room, title });
            }
            16 if self.world.dice.permille(150) => {
                self.ask(device, Command::Leave { room: self.room });
            }
            17 => self.kill(device),
            18..=22 => self.revive(device),
            23..=24 => {
                self.counts.disconnects += 1;
                if self.world.dice.permille(400) {
                    // The relay still gets and stores what was on its way: only the answers are lost.
                    while self.world.carry_up(device) {}
                    self.world.write();
                }
                self.world.disconnect(device);
            }
            25 if self.world.dice.permille(300) => {
                self.counts.relay_crashes += u64::from(self.world.relay.is_some());
                self.world.crash_relay();
            }
            26..=30 if self.world.relay.is_none() => self.world.start_relay(),
            31..=42 => {
                if self.world.devices[device].may_connect(self.world.now) {
                    self.world.connect(device);
                }
            }
            43 => {
                let up = &mut self.world.devices[device].up;
                if let Some(first) = up.front().cloned() {
                    up.push_front(first);
                    self.counts.duplicates += 1;
                }
            }
            44 => self.swap_answers(device),
            45 if self.backups.is_empty() => {
                let store = self.world.devices[device].store.clone();
                self.backups.insert(device, store);
            }
            46 if !self.backups.is_empty() => self.put_back(),
            47 => self.world.now.0 += 1 + self.world.dice.below(3_000) as u64,
            48..=64 => {
                for _ in 0..=self.world.dice.below(3) {
                    self.world.carry_up(device);
                }
            }
            65..=74 => {
                self.world.write();
            }
            _ => {
                for _ in 0..=self.world.dice.below(5) {
                    self.carry_down(device);
                }
            }
        }
    }

    /// A message of the relay arrives; the program may die over it.
    fn carry_down(&mut self, device: DeviceIndex) {
        if self.world.dice.permille(10) && self.world.devices[device].engine.is_some() {
            if let Some(message) = self.world.devices[device].down.pop_front() {
                let (most, now) = (self.world.dice.below(3), self.world.now);
                self.world.wire.down(&message);
                self.world.devices[device].input(Input::Received(message), most, now);
                self.kill(device);
            }
            return;
        }
        self.world.emit(device);
        self.world.carry_down(device);
    }

    /// An answer overtakes what follows a log, or the other way round.
    fn swap_answers(&mut self, device: DeviceIndex) {
        self.world.emit(device);
        let down = &mut self.world.devices[device].down;
        let kind = |at: usize, down: &VecDeque<Bytes>| down.get(at).and_then(|one| one.first().copied());
        for at in 0..down.len() {
            if matches!((kind(at, down), kind(at + 1, down)), (Some(0x84), Some(0x88)) | (Some(0x88), Some(0x84))) {
                down.swap(at, at + 1);
                self.counts.reorders += 1;
            }
        }
    }

    /// An old copy of a profile is put back.
    fn put_back(&mut self) {
        let Some((device, backup)) = self.backups.pop_first() else { return };
        self.kill(device);
        self.world.devices[device].restore(backup);
        self.counts.restored += 1;
        self.restored.push(device);
        self.revive(device);
    }

    /// Everything works again, and everybody has time.
    fn heal(&mut self) {
        if self.world.relay.is_none() {
            self.world.start_relay();
        }
        for device in 0..PEOPLE.len() {
            self.revive(device);
        }
        for _ in 0..4 {
            self.world.pass(90_000);
            self.open_everywhere();
            for device in 0..PEOPLE.len() {
                if matches!(self.phase(device), Some(RoomPhase::Stuck(_))) {
                    self.counts.rejoins += 1;
                    self.world.ask(device, Command::AskToRejoin { room: self.room });
                }
            }
        }
        for device in 0..PEOPLE.len() {
            self.write(device);
        }
        for device in 0..PEOPLE.len() {
            self.revive(device);
        }
        self.world.pass(90_000);
        self.open_everywhere();
    }

    /// Everything is paged through, so that the screens hold the whole timeline.
    fn open_everywhere(&mut self) {
        let room = self.room;
        for device in 0..PEOPLE.len() {
            if self.phase(device).is_some() {
                self.world.ask(device, Command::OpenRoom { room });
                let total = self.world.devices[device]
                    .screen
                    .timelines
                    .get(&room)
                    .map_or(0, |one| one.keys().next_back().map_or(0, |last| last + 1));
                for from in (0..total).step_by(200) {
                    self.world.ask(device, Command::Page { room, from, count: 200 });
                }
            }
        }
    }

    fn witness(&mut self, device: DeviceIndex) -> Witness {
        let screen = &self.world.devices[device].screen;
        let text = |entry: &EntryView| match &entry.body {
            Body::Note { text } => text.clone(),
            other => format!("{other:?} by {}", entry.author_name),
        };
        let is_event = |entry: &&EntryView| !matches!(entry.body, Body::Problem(_));
        let seen = screen.entries(self.room).filter(is_event).map(|entry| Seen {
            seq: entry.seq.expect("in the timeline").0,
            event: entry.event.0,
            text: text(entry),
        });
        Witness {
            name: PEOPLE[device].into(),
            member: self.phase(device) == Some(RoomPhase::Open),
            absent: self.absences(PEOPLE[device]),
            restored: self.restored.contains(&device),
            seen: seen.collect(),
            unsent: screen.outboxes.get(&self.room).into_iter().flatten().map(text).collect(),
            written: self.written.remove(&device).unwrap_or_default(),
        }
    }

    /// When somebody was out, by what the others saw.
    fn absences(&self, name: &str) -> Vec<(u64, u64)> {
        let entries = self.world.devices.iter().flat_map(|device| device.screen.entries(self.room));
        let by_place: BTreeMap<u64, &EntryView> = entries.filter_map(|one| Some((one.seq?.0, one))).collect();
        let (mut out, mut absences) = (None, Vec::new());
        for (seq, entry) in by_place {
            match &entry.body {
                Body::Removed { person, .. } if person == name => out = out.or(Some(seq)),
                Body::Left if entry.author_name == name => out = out.or(Some(seq)),
                Body::Added { people, .. } if people.iter().any(|one| one == name) => {
                    absences.extend(out.take().map(|from| (from, seq)));
                }
                _ => {}
            }
        }
        absences
    }

    fn complaints(&mut self) -> Vec<String> {
        let mut complaints = Vec::new();
        for (device, name) in PEOPLE.into_iter().enumerate() {
            // One that was put back and then removed cannot read that it was: it asks, and nobody may add it.
            if let Some(RoomPhase::Stuck(problem)) = self.phase(device).filter(|_| !self.restored.contains(&device)) {
                complaints.push(format!("{name} is stuck: {problem:?}"));
            }
            let opened = self.world.devices[device].screen.opened.get(&self.room);
            let problems = opened.map(|room| room.problems.clone()).unwrap_or_default();
            for problem in problems {
                let honest = self.restored.contains(&device);
                if !(honest || self.is_of_restored(&problem)) {
                    complaints.push(format!("{name} raises a false alarm: {problem:?}"));
                }
            }
        }
        let witnesses: Vec<_> = (0..PEOPLE.len()).map(|device| self.witness(device)).collect();
        let stay: Vec<_> = witnesses.iter().filter(|one| one.member).map(|one| one.name.clone()).collect();
        for (device, name) in PEOPLE.into_iter().map(str::to_owned).enumerate() {
            if stay.contains(&name) {
                let members = self.world.devices[device].screen.opened.get(&self.room).map(|room| &room.members);
                let mut shown: Vec<_> = members.into_iter().flatten().map(|one| one.name.clone()).collect();
                let mut expected = stay.clone();
                shown.sort();
                expected.sort();
                if shown != expected {
                    complaints.push(format!("{name} sees members {shown:?}, but {expected:?} are"));
                }
            }
        }
        complaints.extend(judge(self.room.0, &witnesses, &self.world.wire));
        complaints
    }

    /// A device that was put back may have said, before, what nobody can link any more.
    fn is_of_restored(&self, problem: &Problem) -> bool {
        let Problem::Missing { author, .. } = problem else { return false };
        self.restored.iter().any(|device| self.world.person(*device) == *author)
    }

    fn finish(mut self) -> Result<Counts, Vec<String>> {
        for entry in self.world.devices.iter().flat_map(|device| device.screen.entries(self.room)) {
            match entry.body {
                Body::Added { .. } => self.counts.added += 1,
                Body::Removed { .. } => self.counts.removed += 1,
                Body::Left => self.counts.left += 1,
                _ => {}
            }
        }
        self.counts.conflicts = self.world.wire.conflicts;
        self.counts.lost_answers = self.world.wire.repeats;
        let complaints = self.complaints();
        if complaints.is_empty() { Ok(self.counts) } else { Err(complaints) }
    }
}

fn run(snapshot: &Snapshot, seed: u64) -> Result<Counts, Vec<String>> {
    let mut run = Run::begin(snapshot, seed);
    for _ in 0..MOVES {
        run.step();
    }
    run.heal();
    if number("MARRAM_SEED").is_some() {
        run.print();
    }
    run.finish()
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn all_members_end_with_the_same_record_whatever_the_network_does() {
    let snapshot = prepared();
    if let Some(seed) = number("MARRAM_SEED") {
        let ended = run(&snapshot, seed);
        println!("seed {seed}: {ended:#?}");
        return assert!(ended.is_ok(), "seed {seed} fails");
    }
    let seeds = number("MARRAM_SEEDS").unwrap_or(2_000);
    let (total, failed) = (Mutex::new(Counts::default()), Mutex::new(Vec::new()));
    let next = AtomicU64::new(1);
    let work = || {
        while failed.lock().expect("not poisoned").len() < 5 {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > seeds {
                return;
            }
            match run(&snapshot, seed) {
                Ok(counts) => total.lock().expect("not poisoned").add(&counts),
                Err(complaints) => {
                    println!("seed {seed}: {complaints:#?}");
                    failed.lock().expect("not poisoned").push(seed);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let (total, failed) = (total.into_inner().expect("not poisoned"), failed.into_inner().expect("not poisoned"));
    println!("{seeds} seeds: {total:#?}");
    assert!(failed.is_empty(), "seeds {failed:?} fail: replay one with MARRAM_SEED");
    for (what, count) in total.each() {
        assert!(count > 0 || seeds < 500, "no {what} in {seeds} runs: the test has lost its teeth");
    }
}

impl Counts {
    fn each(&self) -> [(&'static str, u64); 13] {
        [
            ("conflicts", self.conflicts),
            ("lost answers", self.lost_answers),
            ("kills", self.kills),
            ("relay crashes", self.relay_crashes),
            ("disconnects", self.disconnects),
            ("duplicates", self.duplicates),
            ("reorders", self.reorders),
            ("restored profiles", self.restored),
            ("rejoins", self.rejoins),
            ("added", self.added),
            ("removed", self.removed),
            ("left", self.left),
            ("notes", self.notes),
        ]
    }

    fn add(&mut self, other: &Self) {
        self.conflicts += other.conflicts;
        self.lost_answers += other.lost_answers;
        self.kills += other.kills;
        self.relay_crashes += other.relay_crashes;
        self.disconnects += other.disconnects;
        self.duplicates += other.duplicates;
        self.reorders += other.reorders;
        self.restored += other.restored;
        self.rejoins += other.rejoins;
        self.added += other.added;
        self.removed += other.removed;
        self.left += other.left;
        self.notes += other.notes;
    }
}

impl Run {
    /// For a replay: everything that everybody shows.
    fn print(&self) {
        for device in &self.world.devices {
            println!("== {}", device.name);
            for entry in device.screen.entries(self.room) {
                println!("  {:?} {} {:?}", entry.seq, entry.author_name, entry.body);
            }
        }
    }
}
