//! Dates of the rooms, releasing chosen entries, and changing a duty desk.

use super::doors::{PASSPHRASE, Scene, journey, says};
use super::founding;
use marram_tests::browser::{BrowserError, Person, Window};

const TITLE: &str = "Tidemark: dates";
const BETWEEN: &str = "Said while she was out of the room.";
const KEPT: &str = "Not for her, said while she was out too.";

/// Puts a value into a field at once, or chooses what reads so.
async fn sets(window: &Window, selector: &str, value: &str) -> Result<(), BrowserError> {
    window.sees(selector).await?;
    let script = "const field = document.querySelector(arguments[0]);
        const option = [...(field.options ?? [])].find(one => one.text.startsWith(arguments[1]));
        field.value = option ? option.value : arguments[1];
        field.dispatchEvent(new Event(option ? 'change' : 'input', { bubbles: true }));";
    window.run(script, &[selector.into(), value.into()]).await.map(|_| ())
}

/// Notes when a court sits, in the room's record.
async fn notes_court(ruth: &Person, scene: &Scene, what: &str, at: &str) -> Result<(), BrowserError> {
    let window = &ruth.window;
    window.clicks("#go-record").await?;
    window.clicks("[data-test=act-date]").await?;
    sets(window, "#kind", "court").await?;
    window.types("#what", what).await?;
    sets(window, "#at", at).await?;
    scene.shows(window, "note-date").await?;
    window.clicks("#confirm").await?;
    window.reads("[data-test=date]", what).await.map(|_| ())
}

pub(super) fn reminded() {
    journey("dates", |world, driver, scene| async move {
        let ruth = Person::sits_down(&driver, world.invites_ruth().await?, PASSPHRASE);
        let mina = Person::sits_down(&driver, world.invites_mina().await?, PASSPHRASE);
        let (ruth, mina) = tokio::try_join!(ruth, mina)?;
        for person in [&ruth, &mina] {
            person.opens_link().await?;
            person.joins().await?;
        }
        ruth.plans_room(TITLE, "Mina Sorrell").await?;
        ruth.starts_room("Mina Sorrell").await?;
        mina.enters_room(TITLE).await?;
        mina.window.clicks("#go-board").await?;

        // One date is over and one is far: both members are reminded of the first, and both stand in the list.
        notes_court(&ruth, &scene, "First hearing", "2026-01-05T10:00").await?;
        ruth.enters_room(TITLE).await?;
        notes_court(&ruth, &scene, "Second hearing", "2099-01-05T10:00").await?;
        for person in [&ruth, &mina] {
            person.window.reads("[data-test=reminder][data-late=true]", TITLE).await?;
            person.must_not_read("Second hearing was due").await?;
        }
        scene.shows(&ruth.window, "reminder").await?;
        mina.window.clicks("#go-dates").await?;
        mina.window.sees("[data-test=all][data-count=\"2\"]").await?;
        mina.window.sees("[data-test=mine][data-count=\"0\"]").await?;
        scene.shows(&mina.window, "dates").await?;
        mina.window.clicks("[data-test=overdue]").await?;
        mina.window.reads("[data-test=date-line]", "First hearing").await?;
        mina.must_not_read("Second hearing").await?;
        let title = mina.window.run("return document.title", &[]).await?;
        assert!(!title.to_string().contains("Tidemark") && !title.to_string().contains("hearing"), "{title}");
        ruth.window.clicks("#go-board").await?;
        ruth.window.clicks("#go-dates").await?;
        ruth.window.sees("[data-test=mine][data-count=\"2\"]").await?;

        // Put away it does not come back, also after the page was locked; the other one still has it.
        ruth.window.clicks("[data-test=reminder-away]").await?;
        ruth.window.no_longer_sees("[data-test=reminder]").await?;
        ruth.reloads_and_unlocks().await?;
        ruth.window.sees("[data-test=all][data-count=\"2\"]").await?;
        ruth.window.no_longer_sees("[data-test=reminder]").await?;
        mina.reloads_and_unlocks().await?;
        mina.window.sees("[data-test=reminder]").await?;

        // Mina is out for a while, and back: she is given what is chosen, and nothing else.
        ruth.window.clicks("#go-rooms").await?;
        ruth.enters_room(TITLE).await?;
        ruth.turns_to_removing().await?;
        ruth.removes("Off duty").await?;
        for words in [BETWEEN, KEPT] {
            ruth.writes(words).await?;
        }
        mina.window.no_longer_sees("[data-test=reminder]").await?;
        ruth.window.clicks("#add-people").await?;
        ruth.window.types("#people-search", "Mina Sorrell").await?;
        ruth.window.clicks_on("[data-test=person]", "Mina Sorrell").await?;
        ruth.window.clicks("#confirm").await?;
        ruth.window.reads("[data-test=member]", "Mina Sorrell").await?;
        ruth.window.clicks("#go-record").await?;
        ruth.window.clicks("[data-test=act-release]").await?;
        ruth.window.clicks("#confirm").await?;
        says(&ruth.window, &["There is a problem"]).await?;
        // Nobody else lacks anything: she is ticked.
        ruth.window.reads("[data-test=person]", "Mina Sorrell").await?;
        ruth.window.sees("input[data-person]:checked").await?;
        ruth.window.clicks("#choose-all").await?;
        ruth.window.reads("#chosen", "Sent as 1 entry").await?;
        ruth.window.clicks("#choose-none").await?;
        ruth.window.clicks_on("[data-test=releasable]", BETWEEN).await?;
        ruth.window.reads("#chosen", "1 entry chosen").await?;
        ruth.window.types("#reason", "Back on duty").await?;
        scene.shows(&ruth.window, "release").await?;
        ruth.window.clicks("#confirm").await?;
        ruth.window.reads("#secrecy [data-test=done]", "released 1 earlier entry to Mina Sorrell").await?;
        mina.window.clicks("#go-rooms").await?;
        mina.enters_room(TITLE).await?;
        mina.window.reads("[data-test=released-entry]", BETWEEN).await?;
        mina.must_not_read(KEPT).await?;
        scene.shows(&mina.window, "released").await?;
        for window in [ruth.window, mina.window] {
            window.close().await?;
        }
        world.end().await.map(|_| ())
    });
}

pub(super) fn desk_changed() {
    journey("desk-changed", |world, driver, scene| async move {
        let nell = Window::open(&driver, "Nell Corby").await?;
        founding::founds(&nell, &scene, &world.founding_link("nell-corby")?).await?;
        nell.clicks("#go-agency").await?;
        nell.clicks("#agency-desks").await?;
        nell.types("#name", "Front door").await?;
        nell.types("#purpose", "Referrals about children").await?;
        scene.shows(&nell, "define").await?;
        nell.clicks_on("[data-test=person]", "Nell Corby").await?;
        nell.clicks("#define").await?;
        nell.clicks_on("[data-test=person]", "Nell Corby").await?;
        nell.clicks("#define").await?;
        nell.sees("[data-view=duty]").await?;
        nell.reads("[data-test=purpose]", "Referrals about children").await?;
        nell.clicks("[data-test=go-on]").await?;
        nell.sees("[data-test=duty-desk][data-on=true]").await?;

        nell.clicks("#go-agency").await?;
        nell.clicks("#agency-desks").await?;
        nell.clicks("[data-test=change-desk]").await?;
        nell.reads("#heading", "Change the desk Front door").await?;
        sets(&nell, "#name", "Front door, north").await?;
        sets(&nell, "#nation", "Scotland").await?;
        scene.shows(&nell, "change").await?;
        nell.clicks("#define").await?;
        nell.reads("#chosen", "Nell Corby").await?;
        scene.shows(&nell, "change-deputies").await?;
        nell.clicks("#define").await?;
        nell.reads("[data-test=duty-desk][data-on=true]", "Front door, north").await?;
        says(&nell, &["Referrals about children", "On duty: Nell Corby"]).await?;
        nell.close().await?;
        world.end().await.map(|_| ())
    });
}
