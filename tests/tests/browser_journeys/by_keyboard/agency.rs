//! An administrator with only keys: founds an agency, invites somebody, defines a duty desk.

use super::super::doors::journey;
use super::{PASSPHRASE, keeps_the_rules};
use marram_tests::browser::{BrowserError, Window};
use thirtyfour::Key;

const DESK: &str = "Safeguarding duty";

pub(in super::super) fn founded_with_a_desk() {
    journey("by-keyboard-agency", |world, driver, scene| async move {
        let nell = Window::open(&driver, "Nell Corby").await?;
        nell.go(&world.founding_link("nell-corby")?).await?;
        nell.sees("[data-view=found]").await?;
        founds(&nell).await?;
        invites(&nell).await?;
        let keys = nell.keyboard();
        to_agency(&nell).await?;
        keys.walks("the administrator's duty desks", |at| at.id == "agency-desks").await?;
        keys.presses(Key::Enter + "").await?;
        nell.sees("[data-view=agency-desks]").await?;
        keeps_the_rules(&nell, "a desk").await?;
        keys.does("Next").await?;
        assert_eq!(keys.follows_each_problem().await?, ["name", "people-search"]);
        scene.shows(&nell, "desk-wrong").await?;
        keys.writes("What is it called?", DESK).await?;
        keys.ticks("Nell Corby").await?;
        keys.does("Next").await?;
        nell.reads("legend", "Who are its deputies?").await?;
        keys.comes_to("heading").await?;
        scene.shows(&nell, "deputies").await?;
        keys.ticks("Nell Corby").await?;
        keys.does("Define the desk").await?;
        nell.reads("[data-view=duty] [data-test=duty-desk]", DESK).await?;
        keys.comes_to("heading").await?;
        keys.does("Go on duty").await?;
        nell.sees("[data-test=go-off]").await?;
        // The button that was pressed is another one now, and the focus is not lost.
        keys.presses(Key::Enter + "").await?;
        nell.sees("[data-test=go-on]").await?;
        nell.close().await?;
        world.end().await.map(|_| ())
    });
}

async fn founds(nell: &Window) -> Result<(), BrowserError> {
    let keys = nell.keyboard();
    keys.does("Next: the recovery phrase").await?;
    assert!(!keys.follows_each_problem().await?.is_empty());
    keeps_the_rules(nell, "founding, wrong").await?;
    keys.writes("Name of the agency", "Calderfen Community NHS").await?;
    keys.chooses("What kind of agency is it?", "Health").await?;
    keys.writes("Your name", "Nell Corby").await?;
    keys.writes("Choose a passphrase", PASSPHRASE).await?;
    keys.does("Next: the recovery phrase").await?;
    nell.sees("#phrase").await?;
    let script = "return [...document.querySelectorAll('#phrase li')].map(word => word.innerText).join(' ')";
    let words = nell.run(script, &[]).await?;
    let words: Vec<&str> = words.as_str().unwrap_or_default().split_whitespace().collect();
    keys.walks("the button after writing the words down", |at| at.id == "written").await?;
    keys.presses(Key::Enter + "").await?;
    nell.sees("#word-1").await?;
    for _ in 0..3 {
        let asked = keys.reaches("Word ").await?;
        let place: usize = asked.name.trim_start_matches("Word ").parse().expect("a place");
        keys.presses(words[place - 1]).await?;
    }
    keys.walks("the button to found it", |at| at.id == "found").await?;
    keys.presses(Key::Enter + "").await?;
    nell.sees("#connection[data-state=online]").await.map(drop)
}

async fn to_agency(nell: &Window) -> Result<(), BrowserError> {
    nell.keyboard().walks("the agency's page", |at| at.id == "go-agency").await?;
    nell.keyboard().presses(Key::Enter + "").await?;
    nell.sees("[data-view=agency]").await.map(drop)
}

async fn invites(nell: &Window) -> Result<(), BrowserError> {
    let keys = nell.keyboard();
    to_agency(nell).await?;
    keys.walks("the form for a link", |at| at.id == "agency-invite").await?;
    keys.presses(Key::Enter + "").await?;
    nell.sees("[data-view=invite]").await?;
    keys.walks("the button to make a link", |at| at.id == "make").await?;
    keys.presses(Key::Enter + "").await?;
    assert!(!keys.follows_each_problem().await?.is_empty());
    keeps_the_rules(nell, "inviting, wrong").await?;
    keys.walks("the name", |at| at.id == "name").await?;
    keys.presses("Lin Farrow").await?;
    keys.walks("the role", |at| at.id == "role").await?;
    keys.presses("Designated nurse").await?;
    keys.walks("the button to make a link", |at| at.id == "make").await?;
    keys.presses(Key::Enter + "").await?;
    nell.sees("[data-test=link]").await.map(drop)
}
