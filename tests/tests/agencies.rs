//! Who is who: founding, recovery, invites and leavers, on the simulated network.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::command::Newcomer;
use marram_core::identity::{InviteLink, InviteLinkError, RootKey, SecretWords};
use marram_core::view::{
    Body, Connection, Departed, DepartedView, NoticeKind, RoomPhase, Sector, StaffState, StaffView,
};
use marram_core::{Command, PersonId};
use marram_protocol::{ClientFrame, Token, UnixMillis};
use marram_tests::sim::{DeviceIndex, JO, MINA, PAT, ROBIN, RUTH, SAM, World};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

fn refused(world: &World, device: DeviceIndex) -> Option<NoticeKind> {
    match world.devices[device].screen.connection {
        Some(Connection::Refused(kind)) => Some(kind),
        _ => None,
    }
}

fn staff(world: &World, administrator: DeviceIndex, name: &str) -> StaffView {
    let view = world.devices[administrator].screen.administration.as_ref().expect("an administrator");
    view.people.iter().find(|staff| staff.name == name).unwrap_or_else(|| panic!("{name} is not listed")).clone()
}

fn newcomer(name: &str, spoken: Option<&str>) -> Newcomer {
    Newcomer {
        name: name.into(),
        role: "Social worker".into(),
        spoken: spoken.map(|words| SecretWords(words.into())),
        approval: false,
    }
}

/// Has an administrator invite somebody, and takes the link.
fn link_for(world: &mut World, administrator: DeviceIndex, person: Newcomer) -> (PersonId, String) {
    world.ask(administrator, Command::InvitePeople { people: vec![person], valid_for_ms: DAY_MS });
    world.settle();
    world.devices[administrator].screen.invited.pop().expect("the invite stands in the register")
}

#[test]
fn a_founding_link_founds_one_agency_and_the_root_stays_on_paper() {
    let mut world = World::new(1);
    let (root, other) = (RootKey::from_bytes([5; 32]), RootKey::from_bytes([6; 32]));
    let token = Token([9; 32]);
    world.admitted.hand_out(token, UnixMillis(world.now.0 + DAY_MS));
    let robin = world.found_by_link("Calderfen Council", "Robin Ashe", &root, token);
    world.settle();
    assert_eq!(staff(&world, robin, "Robin Ashe").state, StaffState::Joined);
    let late = world.found_by_link("Wexmoor Constabulary", "Pat Imber", &other, token);
    let guessed = world.found_by_link("Fenside Primary", "Bea Quill", &other, Token([8; 32]));
    world.settle();
    assert_eq!(refused(&world, late), Some(NoticeKind::FoundingUsed));
    assert_eq!(refused(&world, guessed), Some(NoticeKind::NoSuchFounding));

    // The founder's program starts again from its store and is let in without the link; staff can join.
    world.kill(robin);
    world.revive(robin);
    world.settle();
    assert_eq!(world.devices[robin].screen.connection, Some(Connection::Online { waiting: 0 }));
    world.invite(robin, "Mina Sorrell", "Team manager");
    assert_eq!(staff(&world, robin, "Mina Sorrell").state, StaffState::Joined);
}

#[test]
fn a_lost_administrator_comes_back_with_the_phrase_alone_and_is_the_same_person() {
    let mut world = World::new(1);
    let root = RootKey::from_bytes([5; 32]);
    let phrase = root.phrase();
    world.admitted.admit(root.agency());
    let token = Token([9; 32]);
    let robin = world.found_by_link("Calderfen Council", "Robin Ashe", &root, token);
    world.settle();
    world.invite(robin, "Mina Sorrell", "Team manager");
    let robin_was = world.person(robin);
    world.kill(robin);

    let again = world.recover("robin ashe", &RootKey::from_phrase(&phrase).expect("her words"));
    world.settle();
    let me = world.devices[again].screen.me.clone().expect("shown");
    assert_eq!((me.agency.name.as_str(), me.person, me.administrator), ("Calderfen Council", robin_was, true));
    assert_eq!(staff(&world, again, "Mina Sorrell").state, StaffState::Joined);
    let robin_now = staff(&world, again, "Robin Ashe");
    assert_eq!((robin_now.devices.len(), robin_now.you), (2, true));
    // She works on: invites, and ends the device that she lost.
    world.invite(again, "Jo Ledbit", "Emergency duty team");
    let lost = robin_now.devices.iter().find(|device| !device.you).expect("the lost one").id;
    world.ask(again, Command::RevokeDevice { device: lost, reason: "Laptop lost on a train".into(), also: vec![] });
    world.settle();
    assert_eq!(staff(&world, again, "Robin Ashe").devices.len(), 1);
    world.revive(robin);
    world.settle();
    assert_eq!(refused(&world, robin), Some(NoticeKind::Revoked));
}

#[test]
fn a_phrase_of_an_agency_that_was_never_founded_here_recovers_nothing_and_makes_nothing() {
    let mut world = World::new(1);
    let root = RootKey::from_bytes([5; 32]);
    world.admitted.admit(root.agency());
    let nobody = world.recover("Robin Ashe", &root);
    world.settle();
    assert_eq!(world.devices[nobody].screen.notices.last().map(|n| n.kind), Some(NoticeKind::NothingToRecover));
    assert_eq!(world.devices[nobody].screen.administration, None);
    let stranger = world.recover("Robin Ashe", &RootKey::from_bytes([6; 32]));
    world.settle();
    assert_eq!(refused(&world, stranger), Some(NoticeKind::NotAdmitted));
}

#[test]
fn a_second_administrator_is_appointed_with_the_phrase_and_with_no_other() {
    let mut world = World::new(1);
    let root = RootKey::from_bytes([5; 32]);
    world.admitted.admit(root.agency());
    let robin = world.found_by_link("Calderfen Council", "Robin Ashe", &root, Token([9; 32]));
    world.settle();
    let mina = world.invite(robin, "Mina Sorrell", "Team manager");
    let jo = world.invite(robin, "Jo Ledbit", "Emergency duty team");
    let room = world.room(mina, &[jo]);
    let device = staff(&world, robin, "Mina Sorrell").devices[0].id;
    let wrong = RootKey::from_bytes([6; 32]).phrase();
    world.ask(robin, Command::AppointAdministrator { device, phrase: wrong });
    assert_eq!(world.devices[robin].screen.notices.last().map(|n| n.kind), Some(NoticeKind::WrongPhrase));
    world.ask(robin, Command::AppointAdministrator { device, phrase: root.phrase() });
    world.settle();
    world.pass(10_000);
    assert!(world.devices[mina].screen.me.as_ref().expect("shown").administrator);
    assert!(staff(&world, mina, "Mina Sorrell").administrator);
    // She invites and removes as the first one does, and her rooms go on.
    world.invite(mina, "Hal Verrin", "LADO");
    world.note(mina, room, "Still here, as an administrator.");
    assert!(
        world.devices[jo]
            .screen
            .entries(room)
            .any(|entry| matches!(&entry.body, Body::Note { text, .. } if text.starts_with("Still here")))
    );
    world.ask(mina, Command::RevokePerson { person: world.person(jo), reason: "Left".into(), also: vec![] });
    world.settle();
    assert_eq!(refused(&world, jo), Some(NoticeKind::Revoked));
    world.kill(mina);
    world.revive(mina);
    world.settle();
    assert_eq!(world.devices[mina].screen.connection, Some(Connection::Online { waiting: 0 }));
}

#[test]
fn a_link_with_a_spoken_passphrase_is_of_no_use_without_it() {
    let mut world = World::tidemark(1);
    let (_, fragment) = link_for(&mut world, ROBIN, newcomer("Hal Verrin", Some("Grey heron, low water")));
    let link = InviteLink::parse(&fragment).expect("whole");
    assert!(link.is_locked());
    let spoken = |words: &str| link.clone().unlock(&SecretWords(words.into()));
    assert_eq!(spoken("grey heron high water").err(), Some(InviteLinkError::WrongPassphrase));
    let open = spoken(" grey HERON low-water").expect("as it was heard");
    let hal = world.join_by(&open, "Hal Verrin");
    world.settle();
    assert_eq!(refused(&world, hal), None);
    assert_eq!(staff(&world, ROBIN, "Hal Verrin").state, StaffState::Joined);
}

#[test]
fn a_withdrawn_invite_says_so_and_a_used_one_says_that() {
    let mut world = World::tidemark(1);
    let (person, withdrawn) = link_for(&mut world, ROBIN, newcomer("Hal Verrin", None));
    assert!(matches!(staff(&world, ROBIN, "Hal Verrin").state, StaffState::Invited { .. }));
    world.ask(ROBIN, Command::WithdrawInvite { person });
    world.settle();
    assert!(matches!(staff(&world, ROBIN, "Hal Verrin").state, StaffState::Withdrawn(_)));
    let hal = world.join(&withdrawn, "Hal Verrin");
    world.settle();
    assert_eq!(refused(&world, hal), Some(NoticeKind::InviteWithdrawn));

    let (_, used) = link_for(&mut world, ROBIN, newcomer("Lin Farrow", None));
    world.join(&used, "Lin Farrow");
    world.settle();
    let copy = world.join(&used, "somebody with the same link");
    world.settle();
    assert_eq!(refused(&world, copy), Some(NoticeKind::InviteUsed));
    // Who has joined is removed, not withdrawn.
    let lin = staff(&world, ROBIN, "Lin Farrow").id;
    world.ask(ROBIN, Command::WithdrawInvite { person: lin });
    assert_eq!(world.devices[ROBIN].screen.notices.last().map(|n| n.kind), Some(NoticeKind::NotPossible));
}

#[test]
fn of_many_people_all_are_invited_or_none() {
    let mut world = World::tidemark(1);
    let people = vec![newcomer("Hal Verrin", None), newcomer(" ", None), newcomer("Lin Farrow", None)];
    world.ask(ROBIN, Command::InvitePeople { people, valid_for_ms: DAY_MS });
    world.settle();
    assert_eq!(world.devices[ROBIN].screen.invited, []);
    let people: Vec<_> = (0..40).map(|n| newcomer(&format!("Person {n}"), None)).collect();
    world.ask(ROBIN, Command::InvitePeople { people, valid_for_ms: DAY_MS });
    world.pass(120_000);
    assert_eq!(world.devices[ROBIN].screen.invited.len(), 40);
    assert_eq!(world.devices[ROBIN].screen.administration.as_ref().expect("shown").waiting, 0);
}

#[test]
fn a_leaver_is_out_at_once_and_members_of_both_agencies_read_by_whom_and_why() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    let ruth = world.person(RUTH);
    world.ask(PAT, Command::RevokePerson { person: ruth, reason: "Moved to another force".into(), also: vec![] });
    world.settle();
    assert_eq!(refused(&world, RUTH), Some(NoticeKind::Revoked), "her connection ended with the revocation");
    // No colleague of hers is there: the other agency's client heals the room.
    world.disconnect(SAM);
    world.devices[SAM].online = false;
    world.pass(10_000);
    let expected = Body::Departed {
        people: vec![DepartedView {
            name: "Ruth Kember".into(),
            agency: "Wexmoor Constabulary".into(),
            what: Departed::ByAgency,
            by: "Pat Imber".into(),
            reason: "Moved to another force".into(),
        }],
    };
    world.devices[SAM].online = true;
    world.pass(10_000);
    for device in [MINA, JO, SAM] {
        let members = &world.devices[device].screen.opened[&room].members;
        assert!(members.iter().all(|member| member.id != ruth), "{device} still lists her");
        let told = world.devices[device].screen.entries(room).filter(|entry| entry.body == expected).count();
        assert_eq!(told, 1, "{device} reads it once");
    }
    assert!(matches!(staff(&world, PAT, "Ruth Kember").state, StaffState::Left(_)));
    // The partner agency holds the proof: its register copy lists her no more.
    assert_eq!(world.devices[ROBIN].screen.person("Ruth Kember"), None);
    assert_eq!(world.devices[MINA].screen.opened[&room].summary.phase, RoomPhase::Open);
}

#[test]
fn an_administrator_cannot_remove_the_own_person_or_device() {
    let mut world = World::tidemark(1);
    world.ask(PAT, Command::RevokePerson { person: world.person(PAT), reason: "By mistake".into(), also: vec![] });
    let device = world.devices[PAT].screen.me.as_ref().expect("shown").device;
    world.ask(PAT, Command::RevokeDevice { device, reason: "By mistake".into(), also: vec![] });
    world.settle();
    assert_eq!(world.devices[PAT].screen.notices.len(), 2);
    assert_eq!(refused(&world, PAT), None);
    world.ask(MINA, Command::RevokePerson { person: world.person(JO), reason: "Not hers to do".into(), also: vec![] });
    world.settle();
    assert_eq!(refused(&world, JO), None);
}

/// From here on this device's client puts other bytes into the register than it was going to.
fn puts_into_the_register(world: &mut World, device: DeviceIndex, bytes: &'static [u8]) {
    world.changed = Some(Box::new(move |from, mut frame| {
        // A room's entries come with a token, a register's do not.
        if let ClientFrame::Append { token, payload, .. } = &mut frame
            && (from, token.0) == (device, [0; 32])
        {
            *payload = bytes.into();
        }
        frame
    }));
}

#[test]
fn junk_in_a_register_is_skipped_by_everybody_and_administrators_read_whose_device_put_it_there() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    let (tess, link) = link_for(&mut world, PAT, newcomer("Tess Lanyard", None));
    let device = world.join(&link, "Tess Lanyard");
    puts_into_the_register(&mut world, device, b"rubbish");
    world.settle();
    world.changed = None;
    let strays = |world: &World, device: DeviceIndex| -> Vec<NoticeKind> {
        let kinds = world.devices[device].screen.notices.iter().map(|notice| notice.kind);
        kinds.filter(|kind| matches!(kind, NoticeKind::StrayStatement { .. })).collect()
    };
    let told = strays(&world, PAT);
    // It goes on trying, so often as a day allows (48), and with its one statement and the one of its own end.
    let by_tess = |kind: &NoticeKind| matches!(kind, NoticeKind::StrayStatement { by: Some(by), .. } if *by == tess);
    assert!((1..=50).contains(&told.len()) && told.iter().all(by_tess), "{told:?}");
    for other in [RUTH, MINA, ROBIN] {
        assert_eq!(world.devices[other].screen.notices, [], "nothing stopped, and it is nobody else's business");
    }

    // What comes after is read by everybody, at once and by whoever starts anew: people, removals, endorsements.
    let kit = world.invite(PAT, "Kit Harrow", "Call handler");
    for reader in [PAT, RUTH, MINA, ROBIN] {
        assert!(world.devices[reader].screen.person("Kit Harrow").is_some());
    }
    let person = world.person(SAM);
    world.ask(PAT, Command::RevokePerson { person, reason: "Left".into(), also: vec![] });
    world.kill(MINA);
    world.revive(MINA);
    world.settle();
    world.pass(60_000);
    for reader in [PAT, RUTH, MINA, ROBIN, kit] {
        assert!(world.devices[reader].screen.person("Sam Orrin").is_none());
    }
    let late = world.invite(ROBIN, "Bea Quill", "Social worker");
    assert!(world.devices[late].screen.person("Kit Harrow").is_some(), "a newcomer reads over it too");
    world.note(RUTH, room, "We meet at two.");
    world.pass(120_000);
    assert_eq!(world.problems(MINA, room), []);
    assert_eq!(world.problems(RUTH, room), []);
}

/// Robin lets three people in and appoints one of them, Mina, a second administrator.
fn two_administrators() -> (World, [DeviceIndex; 5]) {
    let mut world = World::new(1);
    let root = RootKey::from_bytes([5; 32]);
    world.admitted.admit(root.agency());
    let robin = world.found_by_link("Calderfen Council", "Robin Ashe", &root, Token([9; 32]));
    let pat = world.found("Wexmoor Constabulary", Sector::Police, "Pat Imber");
    world.settle();
    let mina = world.invite(robin, "Mina Sorrell", "Team manager");
    let jo = world.invite(robin, "Jo Ledbit", "Emergency duty team");
    let hal = world.invite(robin, "Hal Verrin", "LADO");
    world.endorse_each_other(robin, pat);
    let device = staff(&world, robin, "Mina Sorrell").devices[0].id;
    world.ask(robin, Command::AppointAdministrator { device, phrase: root.phrase() });
    world.settle();
    world.pass(10_000);
    (world, [robin, pat, mina, jo, hal])
}

#[test]
fn whom_an_ended_administrator_let_in_stays_or_goes_as_the_other_one_says() {
    let (mut world, [robin, pat, mina, jo, hal]) = two_administrators();
    let phone = world.link(jo);
    let room = world.room(jo, &[mina, hal, pat]);
    world.note(jo, room, "Two children live with the subject.");
    world.pass(120_000);
    let (_, unused) = link_for(&mut world, robin, newcomer("Kit Harrow", None));
    let shown = staff(&world, mina, "Robin Ashe").devices.remove(0);
    let mut enrolled = [mina, jo, hal].map(|one| world.person(one));
    enrolled.sort();
    assert_eq!(shown.enrolled, enrolled, "who is there; not who was only invited");

    let also = vec![world.person(hal)];
    world.ask(mina, Command::RevokePerson { person: world.person(robin), reason: "Left".into(), also });
    world.settle();
    world.pass(120_000);
    for gone in [robin, hal] {
        assert_eq!(refused(&world, gone), Some(NoticeKind::Revoked));
    }
    assert!(matches!(staff(&world, mina, "Hal Verrin").state, StaffState::Left(_)));
    let tried = world.join(&unused, "Kit Harrow");
    world.settle();
    assert_eq!(refused(&world, tried), Some(NoticeKind::InviteWithdrawn), "what nobody had used ends");
    assert!(matches!(staff(&world, mina, "Kit Harrow").state, StaffState::Withdrawn(_)));

    // Jo stays, with what Jo linked: in the room, for the other agency, on a new connection, and for new rooms.
    for stays in [jo, phone, mina] {
        world.disconnect(stays);
    }
    world.pass(60_000);
    for stays in [jo, phone, mina, pat] {
        assert_eq!(refused(&world, stays), None);
        world.note(stays, room, &format!("Still here, says {stays}."));
    }
    world.pass(120_000);
    let readers = [jo, mina, pat];
    let notes = readers.map(|reader| world.notes(reader, room).into_iter().map(str::to_owned).collect::<Vec<_>>());
    assert!(notes.iter().all(|read| read.len() == 5), "{notes:?}");
    assert_eq!(world.phase(pat, room), RoomPhase::Open);
    let members = world.devices[pat].screen.opened[&room].members.len();
    assert_eq!(members, 3, "Jo, Mina and Pat");
    let tablet = world.link(jo);
    let later = world.room(pat, &[jo, mina]);
    world.note(tablet, later, "From the tablet.");
    assert_eq!(world.notes(pat, later), ["From the tablet."]);
    // And ends as anybody does.
    world.ask(mina, Command::RevokePerson { person: world.person(jo), reason: "Left".into(), also: vec![] });
    world.settle();
    for gone in [jo, phone, tablet] {
        assert_eq!(refused(&world, gone), Some(NoticeKind::Revoked));
    }
}

#[test]
fn a_lost_administrators_device_takes_nobody_with_it_and_nobody_ends_themself_with_it() {
    let (mut world, [robin, _, mina, jo, hal]) = two_administrators();
    let device = staff(&world, mina, "Robin Ashe").devices[0].id;
    let own = vec![world.person(mina)];
    world.ask(mina, Command::RevokeDevice { device, reason: "Lost".into(), also: own });
    assert_eq!(world.devices[mina].screen.notices.last().map(|n| n.kind), Some(NoticeKind::NotPossible));
    world.ask(mina, Command::RevokeDevice { device, reason: "Lost".into(), also: vec![] });
    world.settle();
    assert_eq!(refused(&world, robin), Some(NoticeKind::Revoked));
    for stays in [mina, jo, hal] {
        world.disconnect(stays);
        world.settle();
        assert_eq!(refused(&world, stays), None);
    }
    for name in ["Mina Sorrell", "Jo Ledbit", "Hal Verrin"] {
        assert_eq!(staff(&world, mina, name).state, StaffState::Joined);
    }
    world.invite(mina, "Kit Harrow", "Social worker");
}
