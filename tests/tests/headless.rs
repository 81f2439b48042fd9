//! Real clients on real sockets, and the relay as a real process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::engine::Founding;
use marram_core::identity::RootKey;
use marram_core::view::{Connection, RoomPhase, Sector};
use marram_core::{Command, RoomId};
use marram_tests::headless::{Client, Folder, Memory, NotSeen, random_bytes};
use marram_tests::process::RelayProcess;
use marram_tests::sim::Screen;
use std::path::Path;

const DAYS: u64 = 24 * 60 * 60 * 1000;

struct World {
    relay: RelayProcess,
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_relay-under-test"));
        let relay = RelayProcess::start(program, &folder.path().join("relay"), 0).unwrap();
        Self { relay, folder }
    }

    fn found(&self, agency: &str, sector: Sector, name: &str) -> Client {
        let root = RootKey::from_bytes(random_bytes().unwrap());
        self.relay.admit(root.agency()).unwrap();
        let role = "Administrator".to_owned();
        let founding = Founding { agency_name: agency.to_owned(), sector, name: name.to_owned(), role };
        Client::found(self.relay.address().clone(), founding, &root, Box::new(Memory::new().unwrap())).unwrap()
    }

    fn join(&self, link: &str) -> Client {
        Client::join(self.relay.address().clone(), link, Box::new(Memory::new().unwrap())).unwrap()
    }

    fn restart_relay(&mut self) {
        self.relay.kill().unwrap();
        self.relay.start_again().unwrap();
    }
}

async fn endorse(one: &Client, other: &Client) -> Result<(), NotSeen> {
    for (from, to) in [(one, other), (other, one)] {
        from.ask(Command::Introduce).await?;
        let introduction = from.wait_for("the introduction", |screen| screen.introduction.clone()).await?;
        to.ask(Command::Endorse { introduction }).await?;
    }
    for (from, to) in [(one, other), (other, one)] {
        to.finds(from.name()).await?;
    }
    Ok(())
}

async fn invite(administrator: &Client, name: &str, role: &str) -> Result<String, NotSeen> {
    let already = administrator.screen().invited.len();
    let (name, role) = (name.to_owned(), role.to_owned());
    administrator.ask(Command::Invite { name, role, valid_for_ms: 3 * DAYS }).await?;
    let link = administrator.wait_for("the link", |screen| screen.invited.get(already).cloned()).await?;
    Ok(link.1)
}

async fn all_read(clients: &[&Client], room: RoomId, text: &str) -> Result<(), NotSeen> {
    for client in clients {
        client.reads(room, text).await?;
    }
    Ok(())
}

#[tokio::test]
async fn two_agencies_talk_over_real_sockets_and_a_killed_relay_loses_nothing() -> Result<(), NotSeen> {
    let mut world = World::new();
    let police = world.found("Wexmoor Constabulary", Sector::Police, "Pat Imber");
    let council = world.found("Calderfen Council", Sector::ChildrensServices, "Robin Ashe");
    endorse(&police, &council).await?;
    let ruth = world.join(&invite(&police, "Ruth Kember", "Detective Sergeant").await?);
    let mina = world.join(&invite(&council, "Mina Sorrell", "Team manager").await?);

    let room = ruth.starts_room("Strategy discussion", &["Mina Sorrell"]).await?;
    assert_eq!(mina.enters_room("Strategy discussion").await?, room);
    ruth.writes(room, "Two children live with the subject.").await?;
    mina.writes(room, "Thank you. We meet at two.").await?;
    all_read(&[&ruth, &mina], room, "Two children live with the subject.").await?;
    all_read(&[&ruth, &mina], room, "Thank you. We meet at two.").await?;

    world.relay.kill().unwrap();
    // Written while there is no relay: kept, and sent when there is one.
    ruth.writes(room, "Bail dates follow.").await?;
    world.relay.start_again().unwrap();
    all_read(&[&ruth, &mina], room, "Bail dates follow.").await?;
    let told = |client: &Client| client.screen().notes(room).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(told(&ruth), told(&mina));
    assert_eq!(told(&ruth).len(), 3);

    // Someone who comes after the restart is let in by what was stored before it.
    let jo = world.join(&invite(&council, "Jo Ledbit", "Emergency duty team").await?);
    let joined = mina.finds("Jo Ledbit").await?;
    mina.ask(Command::AddPeople { room, people: vec![joined], release: None }).await?;
    jo.enters_room("Strategy discussion").await?;
    ruth.writes(room, "Welcome, Jo.").await?;
    all_read(&[&ruth, &mina, &jo], room, "Welcome, Jo.").await?;
    assert_eq!(told(&jo), ["Welcome, Jo."], "Jo reads nothing from before");
    Ok(())
}

#[tokio::test]
async fn a_removed_person_reads_nothing_more() -> Result<(), NotSeen> {
    let world = World::new();
    let council = world.found("Calderfen Council", Sector::ChildrensServices, "Robin Ashe");
    let health = world.found("Calderfen Community NHS", Sector::Health, "Nell Corby");
    endorse(&council, &health).await?;
    let mina = world.join(&invite(&council, "Mina Sorrell", "Team manager").await?);
    let lin = world.join(&invite(&health, "Lin Farrow", "Named nurse").await?);
    let tess = world.join(&invite(&health, "Tess Lanyard", "Designated doctor").await?);

    let room = mina.starts_room("Strategy discussion", &["Lin Farrow", "Tess Lanyard"]).await?;
    lin.enters_room("Strategy discussion").await?;
    tess.enters_room("Strategy discussion").await?;
    mina.writes(room, "The subject works in children's nursing.").await?;
    all_read(&[&mina, &lin, &tess], room, "The subject works in children's nursing.").await?;

    let person = mina.finds("Lin Farrow").await?;
    let reason = "Same team as the subject".to_owned();
    mina.ask(Command::RemovePerson { room, person, reason }).await?;
    lin.sees_phase(room, &RoomPhase::Removed).await?;
    mina.writes(room, "The name is M. Dray.").await?;
    all_read(&[&mina, &tess], room, "The name is M. Dray.").await?;
    // A new connection shows everything that the relay has for her.
    lin.hang_up().await?;
    lin.dial();
    let online = |screen: &Screen| matches!(screen.connection, Some(Connection::Online { waiting: 0 }));
    lin.wait_for("the relay again", |screen| online(screen).then_some(())).await?;
    lin.ask(Command::OpenRoom { room }).await?;
    let notes: Vec<_> = lin.screen().notes(room).map(str::to_owned).collect();
    assert_eq!(notes, ["The subject works in children's nursing."]);
    Ok(())
}

#[tokio::test]
async fn a_client_that_is_killed_goes_on_from_its_folder() -> Result<(), NotSeen> {
    let mut world = World::new();
    let police = world.found("Wexmoor Constabulary", Sector::Police, "Pat Imber");
    let sam = world.join(&invite(&police, "Sam Orrin", "Detective Inspector").await?);
    let link = invite(&police, "Ruth Kember", "Detective Sergeant").await?;
    let folder = world.folder.path().join("ruth-kember");
    let open = || Box::new(Folder::open(&folder).unwrap());
    let ruth = Client::join(world.relay.address().clone(), &link, open()).unwrap();
    let room = ruth.starts_room("Shift briefing", &["Sam Orrin"]).await?;
    sam.enters_room("Shift briefing").await?;
    ruth.writes(room, "On my way.").await?;
    sam.reads(room, "On my way.").await?;

    // Written without a line and ended at once: only the folder knows of it.
    ruth.hang_up().await?;
    ruth.writes(room, "Arrived.").await?;
    ruth.stop().await.unwrap().result.unwrap();
    world.restart_relay();
    sam.writes(room, "Noted.").await?;
    let ruth = Client::open(world.relay.address().clone(), "Ruth Kember", open()).unwrap();
    ruth.ask(Command::OpenRoom { room }).await?;
    all_read(&[&ruth, &sam], room, "Arrived.").await?;
    all_read(&[&ruth, &sam], room, "Noted.").await?;
    Ok(())
}
