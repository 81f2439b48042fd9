//! Registers compared in rooms: a relay that shows two versions of one, or keeps its end back, is found out by whoever
//! meets in a room.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use ed25519_dalek::SigningKey;
use marram_core::identity::{Body as Statement, Card, DeviceKeys, Introduction, Register, RootKey, SignedCard};
use marram_core::provider::Generator;
use marram_core::view::{NoticeKind, Problem, Sector};
use marram_core::{Command, PersonId, RoomId};
use marram_protocol::{Link, LogId, PublicKey, Purpose, RelayFrame, Seq, Token, UnixMillis};
use marram_tests::sim::{DeviceIndex, World};

/// The police's root key: paper that somebody has found who is in league with the relay.
fn root() -> RootKey {
    RootKey::from_bytes([5; 32])
}

/// Two agencies that endorse each other, and a room of both.
struct Scene {
    world: World,
    pat: DeviceIndex,
    ruth: DeviceIndex,
    mina: DeviceIndex,
    room: RoomId,
    /// The police's register.
    log: LogId,
    read: Register,
}

fn scene() -> Scene {
    let mut world = World::new(1);
    let token = Token([9; 32]);
    world.admitted.hand_out(token, UnixMillis(world.now.0 + 1_000_000));
    let pat = world.found_by_link("Wexmoor Constabulary", "Pat Imber", &root(), token);
    let robin = world.found("Calderfen Council", Sector::ChildrensServices, "Robin Ashe");
    world.settle();
    let ruth = world.invite(pat, "Ruth Kember", "Detective sergeant");
    let mina = world.invite(robin, "Mina Sorrell", "Team manager");
    world.endorse_each_other(pat, robin);
    let room = world.room(ruth, &[mina]);
    world.note(ruth, room, "Two children live with the subject.");
    world.pass(120_000);
    world.ask(pat, Command::Introduce);
    let introduction = world.devices[pat].screen.introduction.take().expect("needs no connection");
    let introduction = Introduction::parse(&introduction).expect("its own words");
    let log = Register::log_of(introduction.agency);
    let read = Register::new(introduction.agency, introduction.register);
    let mut scene = Scene { world, pat, ruth, mina, room, log, read };
    scene.read_on();
    scene
}

impl Scene {
    /// Reads the true register to its end.
    fn read_on(&mut self) {
        while let Some(frame) = self.world.wire.entries.get(&(self.log.0, self.read.read().0 + 1)) {
            let Ok(RelayFrame::Entry { entry }) = RelayFrame::decode(frame.clone().into()) else { panic!("an entry") };
            self.read.read_entry(entry.seq, &entry.payload).expect("the true register");
        }
    }

    /// From here on the relay has this statement at the register's next place for a device, instead of the true one.
    fn forge_for(&mut self, victim: DeviceIndex, key: &SigningKey, body: Statement) -> Seq {
        let (log, place) = (self.log, self.read.read().next());
        let forged = self.read.next_entry(&Generator::new([5; 32]), key, self.world.now, body);
        self.world.lie = Some(Box::new(move |device, mut frame| {
            if let RelayFrame::Entry { entry } = &mut frame
                && (device, entry.log, entry.seq) == (victim, log, place)
            {
                entry.payload = forged.clone().into();
            }
            vec![frame]
        }));
        place
    }

    /// From here on the relay keeps what is new in the register from a device, and says that there is nothing.
    fn keep_back_from(&mut self, victim: DeviceIndex) -> Seq {
        let (log, last) = (self.log, self.read.read());
        self.world.lie = Some(Box::new(move |device, mut frame| {
            match &mut frame {
                RelayFrame::Entry { entry } if (device, entry.log) == (victim, log) => return vec![],
                RelayFrame::Following { log: of, newest, .. } if (device, *of) == (victim, log) => *newest = last,
                RelayFrame::CaughtUp { log: of, seq, .. } if (device, *of) == (victim, log) => *seq = last,
                _ => {}
            }
            vec![frame]
        }));
        last.next()
    }

    fn invite_tess(&mut self) {
        let (name, role) = ("Tess Lanyard".into(), "Call handler".into());
        self.world.ask(self.pat, Command::Invite { name, role, valid_for_ms: 60_000 });
        self.world.settle();
    }

    fn problems(&self, device: DeviceIndex) -> Vec<Problem> {
        self.world.problems(device, self.room).to_vec()
    }

    fn contradictions(&self, device: DeviceIndex) -> usize {
        let notices = self.world.devices[device].screen.notices.iter();
        notices.filter(|notice| notice.kind == NoticeKind::RelayContradiction).count()
    }

    fn lists(&self, device: DeviceIndex, name: &str) -> bool {
        self.world.devices[device].screen.directory.iter().any(|person| person.name == name)
    }
}

/// The root's rightly signed word that somebody is an administrator.
fn appoints(name: &str, now: UnixMillis) -> Statement {
    let keys = DeviceKeys::generate(&Generator::new([6; 32]));
    let (key, signer, agency) = (PublicKey(keys.device().0), root().signing_key(), root().agency());
    let link = Link::sign(&signer, agency, Purpose::Administrator, key, now..=UnixMillis(now.0 + 1_000_000));
    let card = Card {
        agency,
        agency_name: "Wexmoor Constabulary".into(),
        sector: Sector::Police,
        key,
        person: PersonId::of(agency, [7; 6]),
        name: name.into(),
        role: "Administrator".into(),
    };
    let card = SignedCard::sign(&signer, &card);
    Statement::Administrator { link, card, sealing: keys.sealing().1.as_bytes().to_vec() }
}

#[test]
fn a_relay_that_shows_two_versions_of_a_register_is_found_out_in_the_first_shared_room() {
    let mut scene = scene();
    // Both versions are rightly signed: Mina reads that Val was appointed, Ruth that Tess was invited.
    let other = appoints("Val Orme", scene.world.now);
    let seq = scene.forge_for(scene.mina, &root().signing_key(), other);
    scene.invite_tess();
    assert!(scene.lists(scene.ruth, "Tess Lanyard") && !scene.lists(scene.mina, "Tess Lanyard"));
    assert!(scene.lists(scene.mina, "Val Orme") && !scene.lists(scene.ruth, "Val Orme"));
    assert_eq!(scene.contradictions(scene.mina), 0, "each version is whole in itself");

    scene.world.note(scene.ruth, scene.room, "We meet at two.");
    let agency = Box::new(scene.read.agency_view());
    let with = Some(scene.world.person(scene.ruth));
    assert_eq!(scene.problems(scene.mina), [Problem::RegisterForked { agency: agency.clone(), seq, with }]);
    assert_eq!(scene.contradictions(scene.mina), 1);
    // The room goes on, and Ruth finds out as soon as Mina's device says anything, if only what it has stored.
    assert_eq!(scene.world.notes(scene.mina, scene.room).len(), 2);
    assert_eq!(scene.problems(scene.ruth), []);
    scene.world.pass(120_000);
    let with = Some(scene.world.person(scene.mina));
    assert_eq!(scene.problems(scene.ruth), [Problem::RegisterForked { agency, seq, with }]);
    // Said once, however often the two speak.
    scene.world.note(scene.ruth, scene.room, "I ring them now.");
    scene.world.pass(120_000);
    assert_eq!((scene.problems(scene.mina).len(), scene.problems(scene.ruth).len()), (1, 1));
}

#[test]
fn a_relay_that_keeps_a_registers_end_back_is_found_out_by_whoever_meets_somebody_who_has_it() {
    let mut scene = scene();
    let seq = scene.keep_back_from(scene.mina);
    scene.invite_tess();
    scene.world.disconnect(scene.mina);
    scene.world.pass(120_000);
    assert!(scene.lists(scene.ruth, "Tess Lanyard") && !scene.lists(scene.mina, "Tess Lanyard"));
    assert_eq!((scene.problems(scene.mina), scene.contradictions(scene.mina)), (vec![], 0), "nothing looks wrong");
    scene.world.note(scene.ruth, scene.room, "We meet at two.");
    let (agency, with) = (Box::new(scene.read.agency_view()), Some(scene.world.person(scene.ruth)));
    assert_eq!(scene.problems(scene.mina), [Problem::RegisterHeldBack { agency, seq, with }]);
}

#[test]
fn a_register_that_comes_later_than_the_word_of_it_is_asked_for_and_nothing_is_wrong() {
    let mut scene = scene();
    // The relay is late with what is new, once: asked again, it has it.
    let (log, mina) = (scene.log, scene.mina);
    let mut late = true;
    scene.world.lie = Some(Box::new(move |device, frame| match &frame {
        RelayFrame::Entry { entry } if late && (device, entry.log) == (mina, log) => {
            late = false;
            vec![]
        }
        _ => vec![frame],
    }));
    scene.invite_tess();
    assert!(!scene.lists(mina, "Tess Lanyard"));
    scene.world.note(scene.ruth, scene.room, "We meet at two.");
    assert!(scene.lists(mina, "Tess Lanyard"));
    assert_eq!((scene.problems(mina), scene.contradictions(mina)), (vec![], 0));
}

#[test]
fn what_was_heard_of_a_register_is_kept_until_the_register_comes_so_far() {
    let mut scene = scene();
    let other = appoints("Val Orme", scene.world.now);
    let seq = scene.forge_for(scene.mina, &root().signing_key(), other);
    // The relay shows Mina nothing of the place until her program was ended and has begun again.
    let forge = scene.world.lie.take().expect("set");
    let kept = scene.keep_back_from(scene.mina);
    assert_eq!(kept, seq);
    scene.invite_tess();
    let keep = scene.world.lie.take().expect("set");
    let answers = std::rc::Rc::new(std::cell::Cell::new(false));
    let (told, mina, log) = (std::rc::Rc::clone(&answers), scene.mina, scene.log);
    let (mut forge, mut keep) = (forge, keep);
    scene.world.lie = Some(Box::new(move |device, frame| match (&frame, told.get()) {
        // Nothing about the register at all: not even that there is no more.
        (RelayFrame::Following { log: of, .. } | RelayFrame::CaughtUp { log: of, .. }, false)
            if (device, *of) == (mina, log) =>
        {
            vec![]
        }
        (_, false) => keep(device, frame),
        (_, true) => forge(device, frame),
    }));
    scene.world.note(scene.ruth, scene.room, "We meet at two.");
    assert_eq!(scene.problems(mina), []);
    scene.world.kill(mina);
    scene.world.revive(mina);
    answers.set(true);
    scene.world.settle();
    scene.world.open(scene.room);
    scene.world.settle();
    let (agency, with) = (Box::new(scene.read.agency_view()), Some(scene.world.person(scene.ruth)));
    assert_eq!(scene.problems(mina), [Problem::RegisterForked { agency, seq, with }]);
}
