//! What a person has begun and not sent: it outlives kills, and what is sent or not wanted is forgotten.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::view::{BegunForm, NoticeKind, Unsent};
use marram_core::work::template::{Template, Value};
use marram_core::work::{Filled, Referring};
use marram_core::{Command, RoomId};
use marram_tests::forms::police_referral;
use marram_tests::sim::{MINA, ROBIN, RUTH, World};

fn answers(page: &str, told: &str) -> Unsent {
    Unsent { page: page.to_owned(), answers: [("text".to_owned(), told.to_owned())].into() }
}

fn keep(world: &mut World, unsent: Unsent) {
    world.ask(RUTH, Command::KeepAnswers { unsent });
}

fn kept(world: &World) -> Vec<Unsent> {
    world.devices[RUTH].screen.unsent.clone()
}

fn come_back(world: &mut World) {
    world.kill(RUTH);
    world.revive(RUTH);
}

#[test]
fn answers_outlive_a_kill_page_by_page_until_they_are_forgotten_and_are_nobody_elses() {
    let mut world = World::tidemark(91);
    keep(&mut world, answers("refer", "WX-"));
    keep(&mut world, answers("inform", "Seen at the door"));
    keep(&mut world, answers("refer", "WX-204"));
    come_back(&mut world);
    assert_eq!(kept(&world), [answers("inform", "Seen at the door"), answers("refer", "WX-204")]);
    assert_eq!(world.devices[MINA].screen.unsent, []);
    // Emptied by hand, or forgotten as a whole.
    keep(&mut world, answers("refer", ""));
    keep(&mut world, Unsent { page: "inform".to_owned(), answers: [].into() });
    come_back(&mut world);
    assert_eq!(kept(&world), []);
}

#[test]
fn answers_that_are_too_long_are_refused_and_those_before_stay() {
    let mut world = World::tidemark(92);
    keep(&mut world, answers("inform", "Seen at the door"));
    keep(&mut world, answers("inform", &"x".repeat(300_000)));
    let refused = |world: &World| {
        world.devices[RUTH].screen.notices.iter().any(|one| matches!(one.kind, NoticeKind::TooLarge { .. }))
    };
    assert!(refused(&world));
    come_back(&mut world);
    assert_eq!(kept(&world), [answers("inform", "Seen at the door")]);
}

#[test]
fn of_very_many_pages_the_one_begun_longest_ago_goes() {
    let mut world = World::tidemark(93);
    (0..101).for_each(|page| keep(&mut world, answers(&format!("page {page}"), "Begun")));
    let pages: Vec<_> = kept(&world).into_iter().map(|one| one.page).collect();
    assert_eq!((pages.len(), pages[0].as_str(), pages[99].as_str()), (100, "page 1", "page 100"));
}

#[test]
fn a_form_that_was_begun_is_shown_as_it_was_left() {
    let mut world = World::tidemark(94);
    let mut form = Filled::begin(Template::newest("police-referral").unwrap());
    form.values.insert("incident".into(), Value::Text("At the door".into()));
    let begun = |room, form: &Filled| BegunForm { room, form: form.clone() };
    // The same form of a room is another one.
    let room = world.room(RUTH, &[MINA]);
    let mut other = form.clone();
    other.values.insert("incident".into(), Value::Text("In the car".into()));
    let both = [begun(None, &form), begun(Some(room), &other)];
    for one in &both {
        world.ask(RUTH, Command::KeepForm { begun: Box::new(one.clone()) });
    }
    assert_eq!(world.devices[RUTH].screen.forms, both, "also for who only leaves the page");
    come_back(&mut world);
    assert_eq!(world.devices[RUTH].screen.forms, both);
}

#[test]
fn of_very_many_forms_the_one_begun_longest_ago_goes() {
    let mut world = World::tidemark(96);
    let begun = |room| BegunForm { room: Some(RoomId([room; 16])), form: police_referral("WX-204") };
    (0..101).for_each(|room| world.ask(RUTH, Command::KeepForm { begun: Box::new(begun(room)) }));
    let kept = &world.devices[RUTH].screen.forms;
    assert_eq!((kept.len(), &kept[0], &kept[99]), (100, &begun(1), &begun(100)));
}

#[test]
fn a_referral_that_is_sent_is_forgotten_where_it_was_begun_and_nowhere_else() {
    let mut world = World::tidemark(95);
    let to = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA], &[ROBIN]);
    let room = world.room(RUTH, &[MINA]);
    let form = police_referral("WX-204");
    let begun = |room| BegunForm { room, form: form.clone() };
    for room in [None, Some(room)] {
        world.ask(RUTH, Command::KeepForm { begun: Box::new(begun(room)) });
    }
    let referring = Box::new(Referring {
        nation: to.nation,
        to,
        reference: "WX-204".into(),
        covert: false,
        follows: None,
        accept_within_ms: None,
        form: form.clone(),
    });
    world.ask(RUTH, Command::Refer { referring, from: Some(room) });
    assert_eq!(world.devices[RUTH].screen.forms, [begun(None)]);
}
