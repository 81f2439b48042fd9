//! The relay's own machine over a disk that loses what was not synced, and may fail in the middle of a transaction.

use super::number;
use super::scribe::Scribe;
use marram_protocol::frame::relay::RelayName;
use marram_protocol::{AgencyId, RelayFrame, UnixMillis};
use marram_relay::store::{ConnectionId, Embedded, Store};
use marram_relay::{Emitted, Identity, Inline, Place, Terms};
use marram_tests::sim::{Dice, Disk};
use std::collections::HashSet;
use std::sync::Arc;

const STEPS: usize = 120;

struct Machine {
    dice: Dice,
    disk: Disk,
    identity: Arc<Identity>,
    admitted: Arc<HashSet<AgencyId>>,
    scribes: Vec<Scribe>,
    connections: Vec<Option<ConnectionId>>,
    running: Option<(Inline, Arc<dyn Store>)>,
    now: UnixMillis,
}

#[derive(Debug, Default)]
struct Counts {
    crashes: u64,
    in_the_middle: u64,
    answered: u64,
    stored_unanswered: u64,
}

impl Machine {
    fn new(seed: u64) -> Self {
        let scribes: Vec<_> = [1, 2].map(Scribe::new).into();
        let name = RelayName::new("relay.tidemark.example").expect("a good name");
        Self {
            dice: Dice::new(seed),
            disk: Disk::default(),
            identity: Arc::new(Identity::new(name, &[8; 32])),
            admitted: Arc::new(scribes.iter().map(Scribe::agency).collect()),
            connections: scribes.iter().map(|_| None).collect(),
            scribes,
            running: None,
            now: UnixMillis(1_795_338_000_000),
        }
    }

    fn start(&mut self, counts: &mut Counts) {
        let store: Arc<dyn Store> = Arc::new(Embedded::open_with_backend(self.disk.open()).expect("the disk opens"));
        for scribe in &self.scribes {
            counts.stored_unanswered += scribe.check(&*store) - scribe.answered;
        }
        let (identity, terms) = (Arc::clone(&self.identity), Terms::default());
        let place = Place { store: Arc::clone(&store), admissions: self.admitted.clone(), identity, terms };
        self.running = Some((Inline::start(place), store));
    }

    fn step(&mut self, counts: &mut Counts) {
        // Rates are no matter here.
        self.now.0 += 1_000;
        let who = self.dice.below(self.scribes.len());
        match self.dice.below(20) {
            0 => self.crash(counts),
            1 => self.disk.fail_after(self.dice.below(12)),
            2..=8 => self.send(who),
            9..=14 => self.write(counts),
            _ => self.listen(who),
        }
    }

    fn send(&mut self, who: usize) {
        let Some((relay, _)) = &mut self.running else { return };
        let connection = *self.connections[who].get_or_insert_with(|| {
            self.scribes[who].begin();
            relay.connect(self.dice.bytes(), self.now)
        });
        for _ in 0..self.dice.below(8) {
            let Some(frame) = self.scribes[who].next() else { return };
            relay.receive(connection, frame.encode(), self.now);
        }
    }

    fn write(&mut self, counts: &mut Counts) {
        let Some((relay, _)) = &mut self.running else { return };
        let most = 1 + self.dice.below(12);
        // What the engine says when the power fails, nobody hears.
        let written = relay.write(most, self.now);
        if self.disk.has_failed() {
            counts.in_the_middle += 1;
            return self.crash(counts);
        }
        written.expect("the disk is well");
    }

    fn listen(&mut self, who: usize) {
        let (Some((relay, _)), Some(connection)) = (&mut self.running, self.connections[who]) else { return };
        for emitted in relay.take(connection, self.now).expect("readable") {
            let Emitted::Message(message) = emitted else { panic!("closed") };
            let frame = RelayFrame::decode(message).expect("the relay's own frame");
            if let Some(reply) = self.scribes[who].hear(frame) {
                relay.receive(connection, reply.encode(), self.now);
            }
        }
    }

    fn crash(&mut self, counts: &mut Counts) {
        counts.crashes += 1;
        self.disk.crash(&mut self.dice);
        self.running = None;
        self.connections.fill(None);
        self.start(counts);
    }
}

fn run(seed: u64, counts: &mut Counts) {
    let mut machine = Machine::new(seed);
    machine.start(counts);
    for _ in 0..STEPS {
        machine.step(counts);
    }
    machine.crash(counts);
    counts.answered += machine.scribes.iter().map(|scribe| scribe.answered).sum::<u64>();
}

#[test]
fn what_was_answered_is_there_when_everything_unsynced_is_lost() {
    let mut counts = Counts::default();
    let only = number("MARRAM_SEED", 0);
    let seeds = if only > 0 { only..=only } else { 1..=number("MARRAM_SEEDS", 300) };
    for seed in seeds {
        println!("seed {seed}: MARRAM_SEED={seed} replays it");
        run(seed, &mut counts);
    }
    println!("{counts:?}");
    let Counts { crashes, in_the_middle, answered, stored_unanswered } = counts;
    let teeth = [crashes, in_the_middle, answered, stored_unanswered];
    assert!(only > 0 || teeth.iter().all(|count| *count > 100), "{teeth:?}: the test has lost its teeth");
}
