//! The strategy discussion: quorum, versions, the assessment, actions and corrections.

use super::*;

#[test]
fn a_record_is_finalised_only_with_a_quorum_and_everybody_acknowledges_the_same() {
    let mut world = World::tidemark(33);
    let health = world.found("Calderfen Community NHS", Sector::Health, "Nia Rowe");
    world.endorse_each_other(health, ROBIN);
    let tess = world.invite(health, "Tess Lanyard", "Designated doctor");
    let room = world.room(MINA, &[RUTH]);
    say(&mut world, MINA, room, discussion());
    for device in [MINA, RUTH] {
        say(&mut world, device, room, Work::Attends);
    }
    finalise(&mut world, MINA, room);
    assert_eq!(
        world.devices[MINA].screen.notices.last().unwrap().kind,
        NoticeKind::DoesNotCount(Uncounted::QuorumMissing)
    );
    let tess_person = world.person(tess);
    world.ask(MINA, Command::AddPeople { room, people: vec![tess_person], release: None });
    world.settle();
    world.open(room);
    let reason = "Designated doctor, for the position of trust.".to_owned();
    world.ask(MINA, Command::Release { room, people: vec![tess_person], events: None, reason });
    world.settle();
    say(&mut world, tess, room, Work::Attends);
    let decision = Decision { child: "A".into(), threshold: true, enquiry: Enquiry::Joint, rationale: "Harm.".into() };
    say(&mut world, MINA, room, Work::Decision(decision));
    finalise(&mut world, MINA, room);
    let versions: Vec<_> = [MINA, RUTH, tess]
        .into_iter()
        .map(|device| view(&world, device, room).matter.as_ref().unwrap().plan.versions.clone())
        .collect();
    assert_eq!(versions[0].len(), 1, "{:?}", world.devices[MINA].screen.notices);
    let digest = versions[0][0].digest;
    assert!(versions.iter().all(|versions| versions.len() == 1 && versions[0].digest == digest));
    for device in [RUTH, tess] {
        say(&mut world, device, room, Work::Acknowledged { version: 1, digest });
    }
    let acknowledged = &view(&world, MINA, room).matter.as_ref().unwrap().plan.versions[0].acknowledged;
    assert_eq!(acknowledged.len(), 3);
}

#[test]
fn the_chairs_agency_records_the_assessment_whole_and_the_latest_holds_while_the_earlier_stays_in_the_record() {
    let mut world = World::tidemark(39);
    let room = world.room(MINA, &[RUTH]);
    let assessed = |safe: &str| Work::Assessment(Box::new(assessment(safe)));
    let standing = |world: &World| {
        let matter = view(world, RUTH, room).matter.as_ref();
        matter
            .and_then(|matter| Some(matter.plan.assessment.as_ref()?.what.text(&"immediate-safety".into()).to_owned()))
    };
    let refused = |world: &World, device: DeviceIndex| world.devices[device].screen.notices.last().map(|one| one.kind);
    say(&mut world, MINA, room, assessed("Before any discussion."));
    assert_eq!(refused(&world, MINA), Some(NoticeKind::DoesNotCount(Uncounted::NotChair)));
    say(&mut world, MINA, room, discussion());
    say(&mut world, RUTH, room, assessed("Not the chair's."));
    assert_eq!(refused(&world, RUTH), Some(NoticeKind::DoesNotCount(Uncounted::NotChair)));
    for wrong in [assessment(" "), police_referral("WX-1")] {
        say(&mut world, MINA, room, Work::Assessment(Box::new(wrong)));
        assert_eq!(refused(&world, MINA), Some(NoticeKind::NotPossible));
    }
    assert_eq!(standing(&world), None);
    say(&mut world, MINA, room, assessed("At her aunt's."));
    say(&mut world, MINA, room, assessed("At her grandmother's."));
    assert_eq!(standing(&world).as_deref(), Some("At her grandmother's."));
    let earlier =
        world.devices[RUTH].screen.entries(room).filter(|entry| format!("{:?}", entry.body).contains("aunt's"));
    assert_eq!(earlier.count(), 1);
}

#[test]
fn a_chair_who_was_let_in_cannot_finalise_without_a_quorum_either() {
    let mut world = World::tidemark(38);
    let room = refer(&mut world, RUTH, "WX-204");
    world.open(room);
    world.settle();
    say(&mut world, MINA, room, Work::Accepted);
    let may_remove_all = |world: &World, device: DeviceIndex| {
        view(world, device, room).members.iter().filter(|member| !member.you).all(|member| member.removable)
    };
    assert!(may_remove_all(&world, MINA), "whoever it was sent to chairs the room");
    assert!(!may_remove_all(&world, RUTH));
    say(&mut world, MINA, room, discussion());
    for device in [MINA, RUTH] {
        say(&mut world, device, room, Work::Attends);
    }
    finalise(&mut world, MINA, room);
    let refused = world.devices[MINA].screen.notices.last().unwrap().kind;
    assert_eq!(refused, NoticeKind::DoesNotCount(Uncounted::QuorumMissing));
    for device in [MINA, RUTH, JO] {
        let matter = view(&world, device, room).matter.as_ref().unwrap();
        assert!(!matter.partial && matter.plan.versions.is_empty(), "was there from the first word on");
    }
}

#[test]
fn an_action_that_nobody_owns_is_seen_and_a_correction_stands_beside_what_it_corrects() {
    let mut world = World::tidemark(37);
    let room = world.room(MINA, &[RUTH]);
    let agency = world.devices[RUTH].screen.me.as_ref().unwrap().agency.id;
    let action = Action {
        what: "Check the address.".into(),
        owner: "Officer in charge".into(),
        agency,
        due: UnixMillis(world.now.0 + 1),
        contingency: String::new(),
    };
    say(&mut world, MINA, room, Work::Action(action));
    let of = world.devices[MINA].screen.entries(room).last().unwrap().event;
    say(&mut world, RUTH, room, Work::Correction { of, text: "It is the aunt's address.".into() });
    for device in [MINA, RUTH] {
        let matter = view(&world, device, room).matter.as_ref().unwrap();
        assert_eq!(matter.plan.actions.len(), 1);
        assert_eq!(matter.corrections[&of][0].what, "It is the aunt's address.");
        assert_eq!(matter.corrections[&of][0].by.name, "Ruth Kember");
    }
}
