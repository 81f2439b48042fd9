//! The form of each of the 26 acts, and handing over: opened from where it stands, wrong, filled in, done.

use super::super::doors::journey;
use super::answers::{answers_act, answers_all};
use super::{defines_desk, finds_desk, keeps_the_rules, ruth_joins};
use marram_core::Command;
use marram_core::view::RoomPhase;
use marram_core::work::calendar::{Day, Nation};
use marram_core::work::template::{Filled, Template};
use marram_core::work::{DeskRef, Referring};
use marram_tests::browser::{BrowserError, Window, World};
use marram_tests::forms;
use marram_tests::sim::Screen;
use std::collections::BTreeSet;
use std::time::Duration;
use thirtyfour::Key;

const DESK: &str = "Online abuse desk";
const HEADER: &str = "Community trust, nursing";

/// The acts of a referral's room, in an order in which each can be done, with what stands on the page afterwards.
const ACTS: [(&str, &str, &str); 19] = [
    ("Children identified?", "#referral", "2 identified"),
    ("Call a strategy discussion", "#discussion", "As the team agreed"),
    ("Note an absence", "#discussion", "As the team agreed: As the team agreed"),
    ("Go on without a quorum", "[data-test=quorum][data-met=overridden]", "As the team agreed"),
    ("Add information", "[data-test=information]", "As the team agreed"),
    ("Record a decision", "[data-test=decision]", "threshold met"),
    ("Record dissent", "[data-test=dissent]", "As the team agreed"),
    ("Add an action", "[data-test=action][data-open=true]", "As the team agreed"),
    ("Drop the action", "[data-test=action][data-open=false]", "As the team agreed"),
    ("Note what is waited for", "[data-test=waiting]", "As the team agreed"),
    ("Wait no longer", "[data-test=waiting]", ". As the team agreed"),
    ("Set a clock", "[data-test=clock]", "due"),
    ("Note a date", "[data-test=date]", "bail"),
    ("Mark it as over", "[data-test=date]", "As the team agreed\n"),
    ("Finalise a version", "[data-test=version]", "Version 1"),
    ("Make the room covert", "[data-test=covert]", ""),
    ("Name who must not be told", "#secrecy", "As the team agreed"),
    ("Put off telling the family", "[data-test=delay]", "As the team agreed"),
    ("Propose to lift the covert mark", "[data-test=lift]", "As the team agreed"),
];

pub(in super::super) fn every_act() {
    journey("by-keyboard-acts", |world, driver, _| async move {
        let ruth = ruth_joins(&world, &driver).await?;
        let window = &ruth.window;
        defines_desk(world.police(), DESK, &["Ruth Kember"]).await?;
        defines_desk(world.council(), "Front door", &["Robin Ashe"]).await?;
        let keys = window.keyboard();
        keys.does("Duty desks").await?;
        window.sees("[data-test=go-on]").await?;
        keys.does("Go on duty").await?;
        window.sees("[data-test=go-off]").await?;
        keeps_the_rules(window, "the duty desks").await?;

        let mut done = BTreeSet::new();
        let desk = finds_desk(world.council(), DESK).await?;
        for reference in ["WX-1", "WX-2", "WX-3"] {
            refers(&world, &desk, reference).await?;
        }
        opens(window, "WX-1").await?;
        acts(window, "Refuse the referral", &mut done).await?;
        window.reads("#referral", "Refused").await?;
        opens(window, "WX-2").await?;
        keys.does("Accept").await?;
        window.sees("[data-test=work][data-state=accepted]").await?;
        record(window).await?;
        acts(window, "Transfer to another desk", &mut done).await?;
        opens(window, "WX-3").await?;
        keys.does("Accept").await?;
        window.sees("[data-test=work][data-state=accepted]").await?;
        record(window).await?;
        is_kept(window).await?;
        for (act, place, words) in ACTS {
            if act == "Record a decision" {
                assesses(window).await?;
            }
            acts(window, act, &mut done).await?;
            window.reads(place, words.trim()).await?;
        }
        keys.does("Read version 1").await?;
        window.reads("[data-view=version] [data-test=decision]", "threshold met").await?;
        keys.comes_to("heading").await?;
        keeps_the_rules(window, "a version").await?;
        keys.does("Back to referral and plan").await?;
        window.sees("[data-view=record]").await?;
        releases(&world, window, &mut done).await?;
        acts(window, "Correct this entry", &mut done).await?;
        acts(window, "Conclude the work", &mut done).await?;
        window.reads("#referral", "Concluded").await?;
        // Last: until that person has declared, nothing more is sent.
        acts(window, "Ask somebody in with a header only", &mut done).await?;
        window.reads("[data-test=staged]", "As the team agreed").await?;

        declares(&world, window, &mut done).await?;
        hands_over(window).await?;
        // The acts of the product, as the words on their buttons; with those that were done by other means above.
        assert_eq!(done.len(), 26, "{done:?}");
        ruth.window.close().await?;
        world.end().await.map(|_| ())
    });
}

/// What is being told is there again after a lock, until it is cancelled.
async fn is_kept(window: &Window) -> Result<(), BrowserError> {
    let (keys, act, told) =
        (window.keyboard(), "Add information", "Seen at the door on Friday, with the younger child");
    keys.does(act).await?;
    window.sees("[data-view=act]").await?;
    keys.writes("What is known?", told).await?;
    keys.holds(Key::Alt, "l").await?;
    window.sees("[data-view=unlock]").await?;
    keys.presses(super::PASSPHRASE.to_owned() + Key::Enter).await?;
    window.reads("#resumed", "You began this before").await?;
    assert_eq!(keys.reaches("What is known?").await?.value, told);
    keys.does("Cancel").await?;
    window.sees("[data-view=record]").await?;
    keys.does(act).await?;
    window.sees("[data-view=act]").await?;
    assert_eq!(keys.reaches("What is known?").await?.value, "");
    window.no_longer_sees("#resumed").await?;
    keys.does("Cancel").await?;
    window.sees("[data-view=record]").await.map(drop)
}

/// The discussion's own form: wrong, then filled in; what is recorded again begins with what there is.
async fn assesses(window: &Window) -> Result<(), BrowserError> {
    let template = Template::newest("strategy-discussion").expect("there");
    let keys = window.keyboard();
    keys.does("Record the assessment").await?;
    window.reads("[data-view=assess] #heading", &template.title).await?;
    keys.comes_to("heading").await?;
    keeps_the_rules(window, "the assessment").await?;
    keys.does("Record it").await?;
    let wrong = keys.follows_each_problem().await?;
    assert_eq!(wrong.len(), template.errors(&Filled::begin(template), Day::LAST).len(), "{wrong:?}");
    keeps_the_rules(window, "the assessment, wrong").await?;
    let words = answers_all(keys, template).await?;
    keys.presses(Key::Enter + "").await?;
    window.sees("[data-view=record] [data-test=assessment]").await?;
    for answer in &words {
        window.reads("[data-test=assessment]", answer).await?;
    }
    keeps_the_rules(window, "the record with an assessment").await?;
    keys.does("Record a newer assessment").await?;
    window.sees("[data-view=assess]").await?;
    assert_eq!(keys.reaches("The child").await?.value, words[0]);
    keys.does("Cancel").await?;
    window.sees("[data-view=record]").await.map(drop)
}

async fn refers(world: &World, desk: &DeskRef, reference: &str) -> Result<(), BrowserError> {
    let referring = Box::new(Referring {
        to: desk.clone(),
        reference: reference.to_owned(),
        covert: false,
        follows: None,
        accept_within_ms: Some(Duration::from_secs(36_000).as_millis() as u64),
        nation: Nation::EnglandAndWales,
        form: forms::police_referral(reference),
    });
    world.council().ask(Command::Refer { referring, from: None }).await?;
    Ok(())
}

async fn opens(window: &Window, reference: &str) -> Result<(), BrowserError> {
    let keys = window.keyboard();
    keys.does("Board").await?;
    window.reads("[data-test=board-line]", reference).await?;
    keys.does(reference).await?;
    window.reads("[data-view=room] #heading", reference).await?;
    window.sees("[data-test=work]").await.map(drop)
}

async fn record(window: &Window) -> Result<(), BrowserError> {
    window.keyboard().does("Referral and plan").await?;
    window.sees("[data-view=record]").await?;
    window.keyboard().comes_to("heading").await
}

/// Does one act by its button, first without an answer.
async fn acts(window: &Window, act: &str, done: &mut BTreeSet<String>) -> Result<(), BrowserError> {
    let keys = window.keyboard();
    keys.does(act).await?;
    window.reads("[data-view=act] #heading", act).await?;
    keys.comes_to("heading").await?;
    keeps_the_rules(window, act).await?;
    let mut wrong = Vec::new();
    // Whom not to tell may be nobody, and closing a version asks nothing: no question must be answered.
    if !["Make the room covert", "Finalise a version"].contains(&act) {
        keys.walks("the act's button", |at| at.id == "confirm").await?;
        keys.presses(Key::Enter + "").await?;
        wrong = keys.follows_each_problem().await?;
        keeps_the_rules(window, &format!("{act}, wrong")).await?;
        keys.walks("the act's button", |at| at.id == "confirm").await?;
        keys.presses(Key::Enter + "").await?;
        keys.comes_to("error-summary").await?;
    }
    let answered = answers_act(keys).await?;
    assert!(wrong.iter().all(|field| answered.contains(field)), "{act}: {wrong:?} and only {answered:?}");
    keys.presses(Key::Enter + "").await?;
    window.no_longer_sees("[data-view=act]").await?;
    // The focus is where it stands now: at its section of the record, or at the top of the entries.
    window.comes_true("/heading$/.test(document.activeElement?.id)").await?;
    done.insert(act.to_owned());
    // What is about entries leads back to them, the rest to the page where its button stands.
    match act {
        "Correct this entry" => {
            window.sees("[data-view=room]").await?;
            record(window).await
        }
        _ => window.sees("[data-view=record]").await.map(drop),
    }
}

/// Somebody joins late. Chooses one entry and releases it to them, first without choosing anybody or anything.
async fn releases(world: &World, window: &Window, done: &mut BTreeSet<String>) -> Result<(), BrowserError> {
    let (keys, act, council) = (window.keyboard(), "Release earlier entries", world.council());
    let of = |screen: &Screen| screen.rooms.iter().find(|room| room.title == "WX-3").map(|room| room.id);
    let room = council.wait_for("the room", of).await?;
    let person = council.finds("Pat Imber").await?;
    council.ask(Command::AddPeople { room, people: vec![person], release: None }).await?;
    world.police().sees_phase(room, &RoomPhase::Open).await?;
    keys.does(act).await?;
    window.reads("[data-view=act] #heading", act).await?;
    keys.comes_to("heading").await?;
    window.sees("input[data-person]:checked").await?;
    keeps_the_rules(window, act).await?;
    keys.walks("the act's button", |at| at.id == "confirm").await?;
    keys.presses(Key::Enter + "").await?;
    assert_eq!(keys.follows_each_problem().await?, ["which", "reason"], "who alone lacks something is ticked");
    keys.walks("Pat Imber's box", |at| at.name.starts_with("Pat Imber")).await?;
    keys.presses(" ").await?;
    window.no_longer_sees("[data-test=releasable]").await?;
    keys.walks("the act's button", |at| at.id == "confirm").await?;
    keys.presses(Key::Enter + "").await?;
    assert_eq!(keys.follows_each_problem().await?, ["people", "reason"]);
    keeps_the_rules(window, "the entries to release, wrong").await?;
    for name in ["Pat Imber", "Robin Ashe"] {
        keys.ticks(name).await?;
    }
    window.sees("[data-test=releasable]").await?;
    keeps_the_rules(window, "the entries to release").await?;
    keys.walks("an entry", |at| at.id.starts_with("release-")).await?;
    keys.presses(" ").await?;
    window.reads("#chosen", "1 entry chosen").await?;
    keys.writes("Why?", "As the team agreed").await?;
    keys.walks("the act's button", |at| at.id == "confirm").await?;
    keys.presses(Key::Enter + "").await?;
    window.sees("[data-view=record]").await?;
    keys.comes_to("secrecy-heading").await?;
    window.reads("[data-test=released]", "As the team agreed").await?;
    // So that there is somebody to be asked in.
    world.police().ask(Command::Leave { room }).await?;
    done.insert(act.to_owned());
    Ok(())
}

/// Ruth is let into a room with a header only, and declares a conflict.
async fn declares(world: &World, window: &Window, done: &mut BTreeSet<String>) -> Result<(), BrowserError> {
    let council = world.council();
    let room = council.starts_room("A matter of its own", &[]).await?;
    let person = council.finds("Ruth Kember").await?;
    council.ask(Command::LetIn { room, person, header: HEADER.to_owned() }).await?;
    let keys = window.keyboard();
    keys.does("Rooms").await?;
    window.reads("[data-test=room]", HEADER).await?;
    keys.walks("the room with that header", |at| at.words.contains(HEADER)).await?;
    keys.presses(Key::Enter + "").await?;
    window.sees("[data-gate=declare]").await?;
    keeps_the_rules(window, "the question for conflicts of interest").await?;
    keys.does("I have a conflict of interest").await?;
    window.sees("[data-view=act]").await?;
    keys.walks("the act's button", |at| at.id == "confirm").await?;
    keys.presses(Key::Enter + "").await?;
    keys.follows_each_problem().await?;
    keeps_the_rules(window, "declaring a conflict, wrong").await?;
    answers_act(keys).await?;
    keys.presses(Key::Enter + "").await?;
    window.sees("[data-gate=declared]").await?;
    done.insert("Declare a conflict of interest".to_owned());
    Ok(())
}

async fn hands_over(window: &Window) -> Result<(), BrowserError> {
    let keys = window.keyboard();
    keys.does("Board").await?;
    window.sees("[data-view=board]").await?;
    keys.does("Hand over").await?;
    window.sees("[data-view=hand-over]").await?;
    keeps_the_rules(window, "handing over").await?;
    keys.walks("the button", |at| at.id == "confirm").await?;
    keys.presses(Key::Enter + "").await?;
    let wrong = keys.follows_each_problem().await?;
    assert_eq!(wrong, ["to", "note"]);
    keeps_the_rules(window, "handing over, wrong").await?;
    let answered = answers_act(keys).await?;
    assert_eq!(answered, ["desk", "to", "note"], "the only desk stands there already");
    keys.presses(Key::Enter + "").await?;
    window.sees("[data-view=board]").await?;
    keys.comes_to("heading").await?;
    window.reads("[data-test=board-line][data-state=accepted]", "WX-2").await.map(drop)
}
