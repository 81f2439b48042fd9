//! The demo as whoever runs it meets it, with headless clients in place of their browsers.
#![allow(clippy::unwrap_used, reason = "a test")]

use marram_core::view::{Body, EntryView, RoomPhase, RoomSummary};
use marram_core::work::{Action, Decision, Discussion, Enquiry, Work};
use marram_core::{Command, RoomId};
use marram_protocol::{AgencyId, UnixMillis};
use marram_tests::demo::{Demo, DemoError, Options};
use marram_tests::headless::{Client, Folder, NotSeen};
use marram_tests::sim::Screen;
use std::path::{Path, PathBuf};

fn options(folder: &Path, keep: bool) -> Options {
    playing(&["ruth", "Mina Sorrell"], folder, keep)
}

fn playing(people: &[&str], folder: &Path, keep: bool) -> Options {
    Options {
        relay: PathBuf::from(env!("CARGO_BIN_EXE_relay-under-test")),
        data: folder.join("demo"),
        play: people.iter().map(|name| (*name).to_owned()).collect(),
        keep,
        at_once: true,
    }
}

fn store(folder: &Path, name: &str) -> Box<Folder> {
    Box::new(Folder::open(&folder.join(name)).unwrap())
}

fn join(demo: &mut Demo, name: &str, folder: &Path) -> Client {
    let fragment = demo.link(name).unwrap().fragment.clone().unwrap();
    Client::join(demo.relay().address().clone(), &fragment, store(folder, name)).unwrap()
}

/// Waits for a note by somebody that begins so.
async fn hears(client: &Client, room: RoomId, who: &str, beginning: &str) -> Result<EntryView, NotSeen> {
    let matches = |entry: &EntryView| {
        let said = matches!(&entry.body, Body::Note { text } if text.starts_with(beginning));
        said && entry.author_name == who
    };
    let what = format!("{who} to say {beginning:?}");
    client.wait_for(&what, |screen| screen.entries(room).find(|entry| matches(entry)).cloned()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cast_answers_those_who_are_played_and_goes_on_another_day() -> Result<(), DemoError> {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(&options(folder.path(), false)).await?;
    let origins: Vec<_> = demo.links().iter().map(|link| link.origin.clone()).collect();
    let port = demo.relay().address().address().port();
    assert_eq!(
        origins,
        [format!("http://ruth-kember.localhost:{port}"), format!("http://mina-sorrell.localhost:{port}")]
    );
    let ruth = join(&mut demo, "Ruth Kember", folder.path());
    let mina = join(&mut demo, "Mina Sorrell", folder.path());

    // A package waits for Ruth; she takes it on.
    let package = ruth.enters_room("T-017, package for Wexmoor").await?;
    hears(&ruth, package, "Ana Tellow", "T-017: high risk").await?;
    hears(&ruth, package, "Sam Orrin", "Sam Orrin, duty inspector").await?;
    ruth.writes(package, "I take this on as officer in charge. We know of two children.").await?;
    hears(&ruth, package, "Ana Tellow", "Thank you. I record T-017 as accepted").await?;

    // A discussion with Mina and Lin, who is too close to the subject and has to go.
    let room = ruth.starts_room("Strategy discussion", &["Mina Sorrell", "Lin Farrow", "Bea Quill"]).await?;
    mina.enters_room("Strategy discussion").await?;
    hears(&mina, room, "Lin Farrow", "Lin Farrow, I lead").await?;
    mina.writes(room, "Bea, how do the children attend?").await?;
    hears(&ruth, room, "Bea Quill", "Both have been at school").await?;
    ruth.writes(room, "The subject is M. Dray.").await?;
    let declared = hears(&mina, room, "Lin Farrow", "Then I have a conflict").await?;
    assert_eq!(declared.answers.unwrap().excerpt, "The subject is M. Dray.");
    let person = ruth.finds("Lin Farrow").await?;
    ruth.ask(Command::RemovePerson { room, person, reason: "Same team as the subject".to_owned() }).await?;
    mina.wait_for("Lin to be gone", |screen| {
        let members = &screen.opened.get(&room)?.members;
        (!members.iter().any(|one| one.name == "Lin Farrow")).then_some(())
    })
    .await?;
    ruth.sees_phase(room, &RoomPhase::Open).await?;

    // Another day: the same port, so that browsers find what they have; nobody has to join again; nothing is said twice.
    let before: Vec<_> = mina.screen().notes(room).map(str::to_owned).collect();
    mina.stop().await?.result?;
    demo.stop().await?;
    assert!(matches!(Demo::start(&options(folder.path(), false)).await, Err(DemoError::InTheWay { .. })));
    let mut demo = Demo::start(&options(folder.path(), true)).await?;
    assert_eq!(demo.relay().address().address().port(), port);
    assert_eq!(demo.link("Mina Sorrell").unwrap().url(), format!("http://mina-sorrell.localhost:{port}/"));
    let mina = Client::open(demo.relay().address().clone(), "Mina Sorrell", store(folder.path(), "Mina Sorrell"))
        .map_err(DemoError::from)?;
    mina.ask(Command::OpenRoom { room }).await?;
    mina.writes(room, "Bea, who collects them from school?").await?;
    hears(&mina, room, "Bea Quill", "Their mother collects them").await?;
    let after: Vec<_> = mina.screen().notes(room).map(str::to_owned).collect();
    assert_eq!(after[..before.len()], before[..]);
    assert_eq!(after.len(), before.len() + 2);
    demo.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn those_whom_the_guide_leaves_alone_do_their_part_once_and_go_on_another_day() -> Result<(), DemoError> {
    let folder = tempfile::tempdir().unwrap();
    let guided = |keep| playing(&["mina"], folder.path(), keep);
    let mut demo = Demo::start(&guided(false)).await?;
    assert!(demo.guide().is_some());
    let mina = join(&mut demo, "Mina Sorrell", folder.path());

    // Ana sends a package once its desk's people are there; Ruth takes it on once its deputy was alerted, and refers it.
    // Nobody is on duty at the next desk either, and Mina is alerted: the referral is in her list, for she may look in.
    let room = mina.wait_for("the referral", |screen| referred(screen, "WX-204")).await?;
    let alert = mina.wait_for("the alert", |screen| screen.alerts.first().cloned()).await?;
    assert_eq!((alert.room, alert.in_room), (room, true));
    enters(&mina, room).await?;
    let says = async |who: &Client, work: Work| who.ask(Command::Work { room, work: Box::new(work) }).await;
    let matter = |screen: &Screen| screen.opened.get(&room)?.matter.as_deref().cloned();
    let plan = |screen: &Screen| Some(matter(screen)?.plan);
    let referral = matter(&mina.screen()).and_then(|matter| matter.holding).unwrap().referral.what;
    assert_eq!((referral.follows.as_deref(), referral.covert), (Some("T-017"), true), "as the package is");
    says(&mina, Work::Accepted).await?;
    let desk = mina.wait_for("it to be hers", |screen| matter(screen)?.holding?.held).await?.desk.desk;
    mina.wait_for("the alert to be over", |screen| screen.alerts.is_empty().then_some(())).await?;
    let (reference, how, trigger) = ("WX-204".to_owned(), "By video call".to_owned(), "WX-204".to_owned());
    let discussion = Discussion { reference, at: UnixMillis(1_795_345_200_000), how, trigger };
    says(&mina, Work::Discussion(discussion)).await?;
    mina.wait_for("the discussion", |screen| plan(screen)?.discussion).await?;
    says(&mina, Work::Attends).await?;

    // Lin is told a header, and is in the subject's team.
    let (person, header) = (mina.finds("Lin Farrow").await?, "Children's nursing".to_owned());
    mina.ask(Command::LetIn { room, person, header }).await?;
    let declared = |screen: &Screen| matter(screen)?.secrecy.staged.first()?.declared.clone();
    let conflict = mina.wait_for("Lin's word", declared).await?;
    assert_eq!(conflict.as_deref(), Some("It may be about my team"));
    mina.ask(Command::RemovePerson { room, person, reason: "Same team".to_owned() }).await?;
    mina.sees_phase(room, &RoomPhase::Open).await?;

    // Tess and Hal join later and need the history.
    for name in ["Dr Tess Lanyard", "Hal Verrin"] {
        let person = mina.finds(name).await?;
        mina.ask(Command::AddPeople { room, people: vec![person], release: None }).await?;
        let is_in = |screen: &Screen| screen.opened.get(&room)?.members.iter().find(|one| one.id == person).cloned();
        mina.wait_for("them to be in", is_in).await?;
        mina.ask(Command::Release { room, people: vec![person], events: None, reason: "Needed".to_owned() }).await?;
    }
    mina.wait_for("everybody to take part, and what police and health know", |screen| {
        plan(screen).filter(|plan| plan.attending.len() == 4 && plan.information.len() == 2)
    })
    .await?;
    let (child, rationale) = ("Child A".to_owned(), "He sees them daily.".to_owned());
    says(&mina, Work::Decision(Decision { child, threshold: true, enquiry: Enquiry::Joint, rationale })).await?;
    mina.wait_for("Ruth's action", |screen| plan(screen)?.actions.pop()).await?;
    let read = |screen: &Screen, version: u32| {
        plan(screen)?.versions.into_iter().find(|one| one.version == version && one.acknowledged.len() > 3)
    };
    mina.ask(Command::Finalise { room }).await?;
    mina.wait_for("Ruth, Tess and Hal to have read version 1", |screen| read(screen, 1)).await?;
    mina.wait_for("Ruth to take the action on", |screen| plan(screen)?.actions.pop()?.settled).await?;

    // Jo takes over, notes where the children are, and hands back; then Mina closes a version, and Ruth proposes to lift the mark.
    let (to, note) = (mina.finds("Jo Ledbit").await?, "The school phones at six.".to_owned());
    mina.ask(Command::HandOver { desk, to, note }).await?;
    let handed =
        |screen: &Screen| screen.rooms.iter().any(|room| room.work.as_ref().is_some_and(|line| line.handed_to_you));
    mina.wait_for("what is handed back", |screen| handed(screen).then_some(())).await?;
    mina.ask(Command::TakeOver).await?;
    enters(&mina, room).await?;
    let held = |screen: &Screen| matter(screen)?.holding?.held.filter(|held| held.by.name == "Mina Sorrell");
    mina.wait_for("it to be hers again", held).await?;
    mina.ask(Command::Finalise { room }).await?;
    mina.wait_for("Ruth, Tess and Hal to have read version 2", |screen| read(screen, 2)).await?;
    mina.wait_for("Ruth's proposal", |screen| matter(screen)?.secrecy.lifts.pop()).await?;

    // Another day: what was done is not done again, and what is still to be done is.
    mina.stop().await?.result?;
    demo.stop().await?;
    let mut demo = Demo::start(&guided(true)).await?;
    let mina = Client::open(demo.relay().address().clone(), "Mina Sorrell", store(folder.path(), "Mina Sorrell"))
        .map_err(DemoError::from)?;
    mina.ask(Command::OpenRoom { room }).await?;
    let agency = mina.wait_for("Ruth's agency", |screen| of(screen, room, "Ruth Kember")).await?;
    let (what, owner) = ("Seize the devices".to_owned(), "Officer in charge".to_owned());
    let due = UnixMillis(1_795_431_600_000);
    says(&mina, Work::Action(Action { what, owner, agency, due, contingency: String::new() })).await?;
    let both = |screen: &Screen| {
        plan(screen).filter(|plan| plan.actions.iter().filter_map(|one| one.settled.as_ref()).count() == 2)
    };
    mina.wait_for("Ruth to take that on too", both).await?;
    let matter = matter(&mina.screen()).unwrap();
    assert_eq!((matter.plan.attending.len(), matter.plan.information.len(), matter.plan.versions.len()), (4, 2, 2));
    assert_eq!((matter.plan.dates.len(), matter.secrecy.lifts.len()), (1, 1));
    let proposal = matter.secrecy.lifts[0].proposed.event;
    says(&mina, Work::LiftAgreed { proposal }).await?;
    mina.reads(room, "For school: their aunt collects both children this week.").await?;
    demo.stop().await
}

/// The agency of somebody in a room.
fn of(screen: &Screen, room: RoomId, name: &str) -> Option<AgencyId> {
    screen.opened.get(&room)?.members.iter().find(|member| member.name == name).map(|member| member.agency.id)
}

/// The room of the referral with this reference.
fn referred(screen: &Screen, reference: &str) -> Option<RoomId> {
    let is_it = |room: &&RoomSummary| room.work.as_ref().is_some_and(|line| line.reference == reference);
    screen.rooms.iter().find(is_it).map(|room| room.id)
}

/// Opens a covert room, and reads its notice.
async fn enters(client: &Client, room: RoomId) -> Result<(), NotSeen> {
    client.ask(Command::OpenRoom { room }).await?;
    client.wait_for("the notice, or to have read it", |screen| screen.opened.get(&room).cloned()).await?;
    if client.screen().opened.get(&room).is_some_and(|view| view.gate.is_some()) {
        client.ask(Command::Work { room, work: Box::new(Work::NoticeRead) }).await?;
    }
    client.wait_for("what is in the room", |screen| screen.opened.get(&room)?.matter.clone()).await.map(drop)
}

#[tokio::test]
async fn a_name_that_nobody_has_is_answered_with_those_that_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { play: vec!["lucy".to_owned()], ..options(folder.path(), false) };
    let error = Demo::start(&options).await.unwrap_err();
    assert!(error.to_string().contains("Ruth Kember"), "{error}");
    let options = Options { play: Vec::new(), ..options };
    assert!(matches!(Demo::start(&options).await, Err(DemoError::Nobody)));
}
