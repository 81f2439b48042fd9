//! Duty desks on the simulated network: who defines them, who is on duty, and who sees it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::Command;
use marram_core::identity::DeskTerms;
use marram_core::view::{DeskView, NoticeKind};
use marram_core::work::calendar::Nation;
use marram_tests::sim::{DeviceIndex, JO, MINA, PAT, ROBIN, RUTH, SAM, World};

const MASH: &str = "Calderfen MASH Duty";

fn desk(world: &World, device: DeviceIndex, name: &str) -> Option<DeskView> {
    world.devices[device].screen.desks.iter().find(|desk| desk.name == name).cloned()
}

/// Calderfen's duty desk with Mina and Jo, whose deputy is Robin.
fn calderfen(world: &mut World) -> DeskView {
    let (people, deputies) = (vec![world.person(MINA), world.person(JO)], vec![world.person(ROBIN)]);
    let terms = DeskTerms { name: MASH.into(), people, deputies, ..DeskTerms::default() };
    world.ask(ROBIN, Command::DefineDesk { desk: None, terms });
    world.settle();
    desk(world, MINA, MASH).expect("everybody of the agency sees it")
}

fn on_duty(world: &World, device: DeviceIndex) -> Vec<String> {
    let desk = desk(world, device, MASH).expect("seen");
    desk.on_duty.into_iter().map(|one| one.name).collect()
}

fn notices(world: &World, device: DeviceIndex) -> Vec<NoticeKind> {
    world.devices[device].screen.notices.iter().map(|notice| notice.kind).collect()
}

#[test]
fn a_partner_agency_sees_who_is_on_duty() {
    let mut world = World::tidemark(1);
    let mash = calderfen(&mut world);
    assert_eq!((mash.own, mash.may, mash.on), (true, true, false));
    world.ask(MINA, Command::GoOnDuty { desk: mash.id });
    assert!(desk(&world, MINA, MASH).unwrap().waiting, "not stored yet");
    world.settle();
    let seen = desk(&world, RUTH, MASH).expect("a partner's desk");
    assert_eq!((seen.own, seen.may, seen.on), (false, false, false));
    assert_eq!(seen.agency.name, "Calderfen Council");
    assert_eq!(on_duty(&world, RUTH), ["Mina Sorrell"]);
    let names =
        |people: &[marram_core::view::DeskPerson]| people.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    assert_eq!((seen.people.len(), names(&seen.deputies)), (2, vec!["Robin Ashe".to_owned()]));
    let own = desk(&world, MINA, MASH).unwrap();
    assert_eq!((own.on, own.waiting, own.on_duty[0].you), (true, false, true));
    assert_eq!(own.on_duty[0].since, world.now);

    world.ask(JO, Command::GoOnDuty { desk: mash.id });
    world.settle();
    world.ask(MINA, Command::GoOffDuty { desk: mash.id });
    world.settle();
    assert_eq!(on_duty(&world, SAM), ["Jo Ledbit"]);
}

#[test]
fn a_leaver_is_off_duty_at_once_also_for_partners() {
    let mut world = World::tidemark(2);
    let mash = calderfen(&mut world);
    world.ask(MINA, Command::GoOnDuty { desk: mash.id });
    world.settle();
    let person = world.person(MINA);
    world.ask(ROBIN, Command::RevokePerson { person, reason: "Left the council".into(), also: vec![] });
    world.settle();
    assert!(on_duty(&world, RUTH).is_empty());
    assert!(on_duty(&world, JO).is_empty());
    let people = desk(&world, RUTH, MASH).unwrap().people;
    assert_eq!(people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Jo Ledbit"]);
}

#[test]
fn somebody_who_is_not_of_the_desk_cannot_be_on_duty_there_and_only_administrators_define_desks() {
    let mut world = World::tidemark(3);
    let mash = calderfen(&mut world);
    for (device, command) in [
        (ROBIN, Command::GoOnDuty { desk: mash.id }),
        (RUTH, Command::GoOnDuty { desk: mash.id }),
        (MINA, Command::DefineDesk { desk: None, terms: DeskTerms { name: "Mine".into(), ..DeskTerms::default() } }),
        (MINA, Command::CloseDesk { desk: mash.id }),
        (PAT, Command::CloseDesk { desk: mash.id }),
    ] {
        world.ask(device, command);
        world.settle();
        assert_eq!(notices(&world, device).last(), Some(&NoticeKind::NotPossible));
    }
    let (ruth, robin) = (world.person(RUTH), world.person(ROBIN));
    let (people, deputies) = (vec![ruth], vec![robin]);
    let terms = DeskTerms { name: "Both".into(), people, deputies, ..DeskTerms::default() };
    let foreign = Command::DefineDesk { desk: None, terms };
    world.ask(ROBIN, foreign);
    world.settle();
    assert_eq!(notices(&world, ROBIN).last(), Some(&NoticeKind::PersonUnreachable { person: ruth }));
    assert!(on_duty(&world, RUTH).is_empty());
    assert_eq!(world.devices[JO].screen.desks.len(), 1);
}

#[test]
fn a_desk_changes_and_closes_for_everybody() {
    let mut world = World::tidemark(4);
    let mash = calderfen(&mut world);
    for device in [MINA, JO] {
        world.ask(device, Command::GoOnDuty { desk: mash.id });
        world.settle();
    }
    let people = vec![world.person(JO)];
    let name = "Calderfen Emergency Duty".to_owned();
    let (purpose, nation) = ("Nights and weekends".to_owned(), Nation::Scotland);
    let terms = DeskTerms { name: name.clone(), purpose: purpose.clone(), nation, people, deputies: vec![] };
    world.ask(ROBIN, Command::DefineDesk { desk: Some(mash.id), terms });
    world.settle();
    let seen = desk(&world, RUTH, &name).expect("renamed");
    assert_eq!((seen.id, seen.purpose, seen.nation), (mash.id, purpose, nation));
    assert_eq!(seen.on_duty.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Jo Ledbit"]);
    assert!(!desk(&world, MINA, &name).unwrap().may);
    world.ask(ROBIN, Command::CloseDesk { desk: mash.id });
    world.settle();
    for device in [RUTH, JO, ROBIN] {
        assert!(world.devices[device].screen.desks.is_empty());
    }
}

#[test]
fn duty_that_was_said_without_a_connection_is_said_later_and_the_last_word_counts() {
    let mut world = World::tidemark(5);
    let mash = calderfen(&mut world);
    world.disconnect(MINA);
    for command in
        [Command::GoOnDuty { desk: mash.id }, Command::GoOffDuty { desk: mash.id }, Command::GoOnDuty { desk: mash.id }]
    {
        world.ask(MINA, command);
    }
    assert!(desk(&world, MINA, MASH).unwrap().waiting);
    world.kill(MINA);
    world.revive(MINA);
    world.pass(60_000);
    assert_eq!(on_duty(&world, RUTH), ["Mina Sorrell"]);
    assert!(!desk(&world, MINA, MASH).unwrap().waiting);
}

#[test]
fn a_device_that_goes_on_and_off_too_often_waits_and_everybody_ends_with_its_last_word() {
    let mut world = World::tidemark(6);
    let mash = calderfen(&mut world);
    for round in 0..60 {
        let desk = mash.id;
        world.ask(MINA, if round % 2 == 0 { Command::GoOnDuty { desk } } else { Command::GoOffDuty { desk } });
        world.settle();
    }
    assert!(desk(&world, MINA, MASH).unwrap().waiting || !desk(&world, MINA, MASH).unwrap().on);
    world.ask(MINA, Command::GoOnDuty { desk: mash.id });
    world.pass(24 * 60 * 60 * 1000);
    assert_eq!(on_duty(&world, RUTH), ["Mina Sorrell"]);
}
