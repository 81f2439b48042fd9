//! An agency's register when several have something to say in it at once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::Command;
use marram_core::view::Sector;
use marram_tests::sim::World;

#[test]
fn people_who_join_while_their_administrator_invites_others_all_stand_in_the_register() {
    let mut world = World::new(1);
    let administrator = world.found("Calderfen Council", Sector::ChildrensServices, "Robin Ashe");
    let invite = |name: &str| Command::Invite { name: name.into(), role: "Social worker".into(), valid_for_ms: 60_000 };
    for name in ["Mina Sorrell", "Jo Ledbit", "Hal Verrin"] {
        world.ask(administrator, invite(name));
    }
    world.settle();
    let links: Vec<_> = world.devices[administrator].screen.invited.iter().map(|(_, link)| link.clone()).collect();
    let joined: Vec<_> = links.iter().map(|link| world.join(link, "somebody")).collect();
    // They and the administrator now all speak at the same place of the register, and only one of them gets it.
    world.ask(administrator, invite("Bea Quill"));
    world.settle();
    for device in joined.into_iter().chain([administrator]) {
        let people = world.devices[device].screen.directory.iter();
        let people: Vec<_> = people.map(|one| (one.name.as_str(), one.joined, one.administrator)).collect();
        let joined = ["Hal Verrin", "Jo Ledbit", "Mina Sorrell"].map(|name| (name, true, false));
        assert_eq!(people, [&[("Bea Quill", false, false)], &joined[..], &[("Robin Ashe", true, true)]].concat());
        assert_eq!(world.devices[device].screen.notices, []);
    }
}

#[test]
fn an_agency_that_was_endorsed_before_its_register_was_made_is_found_once_it_is_there() {
    let mut world = World::new(1);
    let police = world.found("Wexmoor Constabulary", Sector::Police, "Pat Imber");
    let council = world.found("Calderfen Council", Sector::ChildrensServices, "Robin Ashe");
    world.devices[council].online = false;
    world.ask(council, Command::Introduce);
    let introduction = world.devices[council].screen.introduction.take().expect("needs no connection");
    world.ask(police, Command::Endorse { introduction });
    world.settle();
    assert_eq!(world.devices[police].screen.person("Robin Ashe"), None);
    world.devices[council].online = true;
    world.pass(10_000);
    world.devices[police].screen.person("Robin Ashe").expect("listed without a new connection");
    assert!(world.devices[police].screen.directory.iter().all(|one| one.administrator), "of partners it is known too");
}

#[test]
fn a_statement_that_comes_back_before_its_receipt_does_not_silence_the_next() {
    let mut world = World::new(1);
    let administrator = world.found("Calderfen Council", Sector::ChildrensServices, "Robin Ashe");
    world.settle();
    for name in ["Mina Sorrell", "Jo Ledbit"] {
        let invite = Command::Invite { name: name.into(), role: "Social worker".into(), valid_for_ms: 60_000 };
        world.ask(administrator, invite);
    }
    while world.carry_up(administrator) {}
    while world.write() {}
    world.emit(administrator);
    let down = &mut world.devices[administrator].down;
    assert_eq!(down.len(), 2, "a receipt and an entry");
    down.swap(0, 1);
    world.settle();
    assert_eq!(world.devices[administrator].screen.invited.len(), 2);
}
