//! What is kept from whom: covert work, and people who are let in with a header only.

use super::*;

#[test]
fn who_is_let_in_with_a_header_sees_nothing_else_until_declaring_and_nobody_writes_meanwhile() {
    let mut world = World::tidemark(35);
    let room = world.room(MINA, &[RUTH]);
    world.note(RUTH, room, "M. Dray is the subject.");
    let sam = world.person(SAM);
    let header = "Community trust, children's nursing".to_owned();
    world.ask(MINA, Command::LetIn { room, person: sam, header: header.clone() });
    world.settle();
    world.open(room);
    world.settle();
    let shown = view(&world, SAM, room);
    assert_eq!(shown.gate, Some(Gate::Declare { header: header.clone(), conflict: None }));
    assert_eq!((shown.members.len(), shown.summary.title.as_str()), (1, header.as_str()));
    world.note(RUTH, room, "Said while somebody has not declared.");
    assert_eq!(world.notes(SAM, room), Vec::<&str>::new());
    assert_eq!(world.notes(MINA, room).len(), 1, "it waits");
    say(&mut world, SAM, room, Work::Declared { conflict: Some("Same team.".into()) });
    world.remove(MINA, room, SAM, "Conflict of interest.");
    assert_eq!(world.notes(MINA, room).len(), 2, "it waits no longer");
    assert_eq!(world.notes(SAM, room), Vec::<&str>::new());
    assert!(matches!(view(&world, SAM, room).gate, Some(Gate::Declare { conflict: Some(_), .. })));
    let staged = &view(&world, MINA, room).matter.as_ref().unwrap().secrecy.staged;
    assert_eq!((staged[0].header.as_str(), staged[0].declared.clone()), (&*header, Some(Some("Same team.".into()))));
}

#[test]
fn what_waited_for_somebody_to_declare_is_not_sent_to_them_when_they_declare_a_conflict() {
    let mut world = World::tidemark(40);
    let room = world.room(MINA, &[RUTH]);
    let sam = world.person(SAM);
    world.ask(MINA, Command::LetIn { room, person: sam, header: "Community trust".into() });
    world.settle();
    world.open(room);
    world.note(RUTH, room, "M. Dray is the subject.");
    say(&mut world, SAM, room, Work::Declared { conflict: Some("Same team.".into()) });
    world.pass(60_000);
    let conflict = |world: &World| view(world, MINA, room).matter.as_ref().unwrap().secrecy.kept_out().count();
    assert_eq!((world.notes(MINA, room).len(), conflict(&world)), (0, 1), "it still waits");
    // Who is let in meanwhile did not hear of the conflict, and keeps back what they write all the same.
    let jo = world.person(JO);
    world.ask(MINA, Command::AddPeople { room, people: vec![jo], release: None });
    world.settle();
    world.open(room);
    world.note(JO, room, "Written by a newcomer.");
    assert_eq!(world.notes(MINA, room), Vec::<&str>::new());
    world.ask(MINA, Command::RemovePerson { room, person: sam, reason: "Same team".into() });
    world.settle();
    let mut sent = world.notes(MINA, room);
    sent.sort_unstable();
    assert_eq!(sent, ["M. Dray is the subject.", "Written by a newcomer."]);
    assert_eq!(world.notes(SAM, room), Vec::<&str>::new());
}

#[test]
fn what_follows_from_covert_work_is_covert_from_its_first_moment_and_a_newcomer_is_told_whom_not_to_tell() {
    let mut world = World::tidemark(43);
    let first = refer(&mut world, RUTH, "WX-204");
    world.open(first);
    world.settle();
    say(&mut world, MINA, first, Work::Covert { do_not_tell: vec!["M. Dray".into()] });
    let to = world.devices[ROBIN].screen.desks[0].reference();
    let follows = |reference: Option<&str>| Referring {
        to: to.clone(),
        reference: "WX-205".into(),
        covert: false,
        follows: reference.map(str::to_owned),
        accept_within_ms: None,
        nation: to.nation,
        form: police_referral("WX-205"),
    };
    // Also when it was begun from a covert room, and whoever wrote it took out what it follows from.
    for (reference, from, covert) in [(Some("WX-199"), None, 0), (Some("WX-204"), None, 1), (None, Some(first), 2)] {
        world.ask(RUTH, Command::Refer { referring: Box::new(follows(reference)), from });
        world.settle();
        let lines = world.devices[MINA].screen.rooms.iter().filter_map(|room| room.work.as_ref());
        assert_eq!(lines.filter(|line| line.reference == "WX-205" && line.covert).count(), covert, "{reference:?}");
    }
    let sam = world.person(SAM);
    world.ask(MINA, Command::AddPeople { room: first, people: vec![sam], release: None });
    world.settle();
    world.open(first);
    world.settle();
    say(&mut world, SAM, first, Work::NoticeRead);
    let secrecy = &view(&world, SAM, first).matter.as_ref().unwrap().secrecy;
    assert_eq!((secrecy.covert, secrecy.do_not_tell.as_slice()), (true, &["M. Dray".to_owned()][..]));
}

#[test]
fn who_joins_later_is_told_who_declared_a_conflict_and_not_which() {
    let mut world = World::tidemark(67);
    let room = world.room(MINA, &[RUTH]);
    let [sam, robin, jo] = [SAM, ROBIN, JO].map(|device| world.person(device));
    for person in [sam, robin] {
        world.ask(MINA, Command::LetIn { room, person, header: "Community trust".into() });
        world.settle();
    }
    say(&mut world, SAM, room, Work::Declared { conflict: Some("Same team.".into()) });
    world.ask(MINA, Command::AddPeople { room, people: vec![jo], release: None });
    world.settle();
    world.open(room);
    let secrecy = &view(&world, JO, room).matter.as_ref().unwrap().secrecy;
    assert_eq!((secrecy.conflict_of(sam), secrecy.conflict_of(robin)), (Some(""), None));
    assert!(secrecy.header_for(robin).is_some_and(|staged| staged.declared.is_none()));
    assert_eq!(view(&world, MINA, room).matter.as_ref().unwrap().secrecy.conflict_of(sam), Some("Same team."));
}
