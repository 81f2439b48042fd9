//! What an agency calls its people and itself: a list of roles, roles that change, and the agency's own name.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::Command;
use marram_core::command::Newcomer;
use marram_core::view::{AdministrationView, NoticeKind};
use marram_tests::sim::{DeviceIndex, JO, MINA, PAT, ROBIN, RUTH, World};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
const NEW_NAME: &str = "Calderfen and Wold Council";

fn agency(world: &World, administrator: DeviceIndex) -> &AdministrationView {
    world.devices[administrator].screen.administration.as_ref().expect("an administrator")
}

fn does(world: &mut World, command: Command) {
    world.ask(ROBIN, command);
    world.settle();
}

fn defines(world: &mut World, title: &str) {
    does(world, Command::DefineRole { title: title.into() });
}

fn invites(world: &mut World, name: &str, role: &str) -> bool {
    let before = world.devices[ROBIN].screen.invited.len();
    let person = Newcomer { name: name.into(), role: role.into(), spoken: None, approval: false };
    does(world, Command::InvitePeople { people: vec![person], valid_for_ms: DAY_MS });
    world.devices[ROBIN].screen.invited.len() > before
}

/// The role and the agency of somebody, as a device's directory has them.
fn listed(world: &World, device: DeviceIndex, name: &str) -> (String, String) {
    let person = world.devices[device].screen.directory.iter().find(|person| person.name == name).expect("listed");
    (person.role.clone(), person.agency.name.clone())
}

#[test]
fn people_are_given_roles_of_the_list_and_of_no_other_until_a_role_is_retired() {
    let mut world = World::tidemark(1);
    assert!(invites(&mut world, "Hal Verrin", "LADO"), "without a list, any role");
    defines(&mut world, "Social worker");
    defines(&mut world, "Team manager");
    defines(&mut world, "Social worker");
    let roles = |world: &World| -> Vec<(String, bool, u32)> {
        agency(world, ROBIN).roles.iter().map(|role| (role.title.clone(), role.retired, role.people)).collect()
    };
    assert_eq!(roles(&world), [("Social worker".into(), false, 0), ("Team manager".into(), false, 1)]);
    assert!(!invites(&mut world, "Ida Fenn", "Social Worker"), "another spelling is another role");
    assert!(invites(&mut world, "Ida Fenn", "Social worker"));
    does(&mut world, Command::RetireRole { title: "Social worker".into() });
    assert_eq!(roles(&world), [("Social worker".into(), true, 1), ("Team manager".into(), false, 1)]);
    assert!(!invites(&mut world, "Ol Marsh", "Social worker"));
    assert_eq!(listed(&world, RUTH, "Ida Fenn").0, "Social worker", "who has it keeps it");
    defines(&mut world, "Social worker");
    assert!(invites(&mut world, "Ol Marsh", "Social worker"));
    // One bad role of a list, and nobody is invited.
    let people = ["Social worker", "Clerk"].map(|role| Newcomer {
        name: format!("A {role}"),
        role: role.into(),
        spoken: None,
        approval: false,
    });
    does(&mut world, Command::InvitePeople { people: people.into(), valid_for_ms: DAY_MS });
    assert!(agency(&world, ROBIN).people.iter().all(|staff| staff.name != "A Social worker"));
    // And no role stands in the list that has no name.
    defines(&mut world, "  ");
    assert_eq!(world.devices[ROBIN].screen.notices.last().unwrap().kind, NoticeKind::NotPossible);
}

#[test]
fn a_changed_role_is_read_by_partners_and_members_and_stands_beside_what_was_written_since() {
    let mut world = World::tidemark(2);
    let room = world.room(RUTH, &[MINA]);
    world.note(MINA, room, "Written as a team manager.");
    world.pass(60_000);
    defines(&mut world, "Head of service");
    let mina = world.person(MINA);
    does(&mut world, Command::ChangeRole { person: mina, role: "Team manager's deputy".into() });
    assert_eq!(listed(&world, RUTH, "Mina Sorrell").0, "Team manager", "not of the list");
    does(&mut world, Command::ChangeRole { person: mina, role: "Head of service".into() });
    for device in [RUTH, JO, PAT, MINA] {
        assert_eq!(listed(&world, device, "Mina Sorrell").0, "Head of service");
    }
    assert_eq!(world.devices[MINA].screen.me.as_ref().unwrap().role, "Head of service");
    world.pass(60_000);
    world.note(MINA, room, "Written as head of service.");
    for device in [RUTH, MINA] {
        let member = world.devices[device].screen.opened[&room].members.iter().find(|one| one.name == "Mina Sorrell");
        assert_eq!(member.unwrap().role, "Head of service");
        world.ask(device, Command::OpenRoom { room });
        let roles: Vec<_> = world.devices[device].screen.entries(room).filter(|entry| entry.author == mina).collect();
        let roles: Vec<_> = roles.iter().map(|entry| entry.author_role.as_str()).collect();
        assert_eq!(roles.first(), Some(&"Team manager"));
        assert_eq!(roles.last(), Some(&"Head of service"));
    }
    // After another start too.
    world.kill(RUTH);
    world.revive(RUTH);
    assert_eq!(listed(&world, RUTH, "Mina Sorrell").0, "Head of service");
}

#[test]
fn a_renamed_agency_is_called_so_by_everybody_and_in_history_as_it_was_called_then() {
    let mut world = World::tidemark(3);
    let room = world.room(RUTH, &[MINA]);
    world.note(MINA, room, "Written before.");
    let fingerprint = agency(&world, ROBIN).fingerprint.clone();
    let introduction = agency(&world, ROBIN).introduction.clone();
    let partners = agency(&world, PAT).partners[0].fingerprint.clone();
    world.pass(60_000);
    does(&mut world, Command::RenameAgency { name: NEW_NAME.into() });
    world.pass(60_000);
    world.note(MINA, room, "Written after.");
    for device in [RUTH, JO, PAT, ROBIN] {
        assert_eq!(listed(&world, device, "Mina Sorrell").1, NEW_NAME);
    }
    assert_eq!(world.devices[MINA].screen.me.as_ref().unwrap().agency.name, NEW_NAME);
    let (own, theirs) = (agency(&world, ROBIN), &agency(&world, PAT).partners[0]);
    assert_eq!((&own.fingerprint, &own.introduction, &theirs.fingerprint), (&fingerprint, &introduction, &partners));
    assert_eq!((theirs.agency.name.as_str(), theirs.former_names[0].name.as_str()), (NEW_NAME, "Calderfen Council"));
    assert_eq!(own.former_names[0].name, "Calderfen Council");
    world.ask(RUTH, Command::OpenRoom { room });
    let called: Vec<_> =
        world.devices[RUTH].screen.entries(room).map(|entry| entry.author_agency.name.as_str()).collect();
    assert!(called.contains(&"Calderfen Council"));
    assert_eq!(called.last(), Some(&NEW_NAME));
    // Whoever is invited now carries the new name on their card.
    let hal = world.invite(ROBIN, "Hal Verrin", "LADO");
    assert_eq!(world.devices[hal].screen.me.as_ref().unwrap().agency.name, NEW_NAME);
    assert_eq!(listed(&world, RUTH, "Hal Verrin").1, NEW_NAME);
}

#[test]
fn only_an_administrator_names_anything() {
    let mut world = World::tidemark(4);
    let jo = world.person(JO);
    for command in [
        Command::DefineRole { title: "Head".into() },
        Command::ChangeRole { person: jo, role: "Head".into() },
        Command::RenameAgency { name: NEW_NAME.into() },
    ] {
        world.ask(MINA, command);
        world.settle();
        assert_eq!(world.devices[MINA].screen.notices.pop().unwrap().kind, NoticeKind::NotPossible);
    }
    assert_eq!(listed(&world, RUTH, "Jo Ledbit"), ("Emergency duty team".into(), "Calderfen Council".into()));
}
