//! The referral form of every template: wrong, then filled in, checked, changed, sent.

use super::super::doors::{Scene, journey, says};
use super::answers::answers_all;
use super::{defines_desk, keeps_the_rules, ruth_joins};
use marram_core::work::calendar::Day;
use marram_core::work::template::{Beginning, Filled, Template};
use marram_tests::browser::{BrowserError, Window};
use thirtyfour::Key;

const DESK: &str = "Front door";

/// From here on counts what the page asks of its worker.
const COUNT: &str = "window.asked = 0; const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (...given) { window.asked += 1; return post.apply(this, given); };";

pub(in super::super) fn every_form() {
    journey("by-keyboard-forms", |world, driver, scene| async move {
        let ruth = ruth_joins(&world, &driver).await?;
        defines_desk(world.council(), DESK, &["Robin Ashe"]).await?;
        let templates: Vec<_> = Template::all().iter().filter(|template| template.accept.is_some()).collect();
        assert!(templates.len() >= 4, "{templates:?}");
        for (number, template) in templates.into_iter().enumerate() {
            refers(&ruth.window, &scene, template, &format!("WX-{number}")).await?;
        }
        is_kept(&ruth.window).await?;
        ruth.window.close().await?;
        world.end().await.map(|_| ())
    });
}

async fn refers(
    window: &Window,
    scene: &Scene,
    template: &'static Template,
    reference: &str,
) -> Result<(), BrowserError> {
    let keys = window.keyboard();
    keys.does("Board").await?;
    window.sees("[data-view=board]").await?;
    keys.does("New referral").await?;
    window.reads("[data-view=refer] #desk", DESK).await?;
    keys.comes_to("heading").await?;
    keeps_the_rules(window, "a referral without a form").await?;
    keys.chooses("Which form?", &template.title).await?;
    window.sees("#send-form").await?;
    looks(window, scene, template, "empty").await?;
    // Nothing is answered: every line of the summary leads to its field.
    keys.does("Continue").await?;
    let wrong = keys.follows_each_problem().await?;
    // The desk and the reference, too; not the name of whoever writes, which is there already.
    let there = template.fields().filter(|field| field.required && field.begins == Some(Beginning::Author)).count();
    assert_eq!(wrong.len() + there, template.errors(&Filled::begin(template), Day::LAST).len() + 2, "{wrong:?}");
    looks(window, scene, template, "wrong").await?;
    // The same is wrong again, and the focus comes back to it.
    keys.does("Continue").await?;
    keys.comes_to("error-summary").await?;

    keys.chooses("To which duty desk?", DESK).await?;
    keys.writes("Your reference", reference).await?;
    keys.reaches("Which form?").await?;
    let words = answers_all(keys, template).await?;
    assert!(words.len() >= 5, "{words:?}");
    keys.presses(Key::Enter + "").await?;
    window.sees("[data-view=check-referral]").await?;
    keys.comes_to("heading").await?;
    says(window, &["Check your answers", DESK, reference, &template.title]).await?;
    says(window, &words.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    looks(window, scene, template, "check").await?;

    // Back to one question, and to the check again.
    let link = keys.walks("a link to change an answer", |at| at.name == "Change Your reference").await?;
    assert!(link.words.starts_with("Change"), "{link:?}");
    keys.presses(Key::Enter + "").await?;
    keys.comes_to("reference").await?;
    keys.presses("b").await?;
    keys.does("Continue").await?;
    window.reads("[data-view=check-referral]", &format!("{reference}b")).await?;
    let first = template.fields().next().expect("a question");
    keys.does(&format!("Change {}", first.label)).await?;
    window.sees("[data-view=refer]").await?;
    assert!(keys.at().await?.id.starts_with(&format!("f_{}", first.id)), "{:?}", keys.at().await?);
    keys.does("Continue").await?;
    window.sees("[data-view=check-referral]").await?;
    keys.does("Send the referral").await?;
    window.sees("[data-view=board]").await?;
    keys.comes_to("heading").await?;
    window.reads("[data-test=board-line]", &format!("{reference}b")).await.map(drop)
}

/// Pictures of one form in all views; axe looks at every one.
async fn looks(window: &Window, scene: &Scene, template: &Template, page: &str) -> Result<(), BrowserError> {
    let name = format!("{}-{page}", template.id);
    match template.id.0.as_str() {
        "multi-agency-referral" => scene.shows(window, &name).await,
        _ => keeps_the_rules(window, &name).await,
    }
}

/// A form that is begun is kept, though not at every stroke: also when the page is locked at once.
async fn is_kept(window: &Window) -> Result<(), BrowserError> {
    let keys = window.keyboard();
    let written = "The children are at their aunt's until Friday";
    keys.does("New referral").await?;
    window.reads("[data-view=refer] #desk", DESK).await?;
    keys.chooses("To which duty desk?", DESK).await?;
    keys.writes("Your reference", "WX-77").await?;
    keys.chooses("Which form?", "Police referral").await?;
    window.run(COUNT, &[]).await?;
    keys.writes("What happened", written).await?;
    keys.holds(Key::Alt, "l").await?;
    window.sees("[data-view=unlock]").await?;
    let asked = window.run("return window.asked", &[]).await?;
    assert!(
        asked.as_u64().is_some_and(|asked| asked > 0 && asked < written.len() as u64 / 2),
        "{asked} for one answer"
    );
    keys.presses(super::PASSPHRASE.to_owned() + Key::Enter).await?;
    window.reads("#resumed", "You began this before").await?;
    is_there(window, written).await?;
    // Nor does going elsewhere take it away.
    keys.does("Board").await?;
    window.sees("[data-view=board]").await?;
    keys.does("New referral").await?;
    is_there(window, written).await
}

/// The desk, the reference, the form and its answer are as they were left.
async fn is_there(window: &Window, written: &str) -> Result<(), BrowserError> {
    let keys = window.keyboard();
    for (field, holds) in [
        ("To which duty desk?", DESK),
        ("Your reference", "WX-77"),
        ("Which form?", "Police referral"),
        ("What happened", written),
    ] {
        let value = keys.reaches(field).await?.value;
        assert!(value.starts_with(holds), "{field}: {value:?}");
    }
    Ok(())
}
