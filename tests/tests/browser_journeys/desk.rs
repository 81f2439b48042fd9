//! A shared desk: left alone, hidden in a hurry, guessed at, and robbed of its store. One browser, one person.

use super::doors::{PASSPHRASE, journey, says};
use marram_tests::browser::{BrowserError, Chromedriver, Person, Window, World};
use serde_json::json;
use std::time::{Duration, Instant};
use thirtyfour::Key;

const ROOM: &str = "T-017 Hollin Lane";
const WRITTEN: &str = "Visit agreed for four";
const DRAFT: &str = "Not sent yet, and not to be lost";

/// Ruth in a room with an entry and something half written.
async fn ruth_writes(world: &World, driver: &Chromedriver) -> Result<Person, BrowserError> {
    let ruth = Person::sits_down(driver, world.invites_ruth().await?, PASSPHRASE).await?;
    ruth.opens_link().await?;
    ruth.joins().await?;
    ruth.plans_room(ROOM, "Robin Ashe").await?;
    ruth.starts_room("Robin Ashe").await?;
    ruth.writes(WRITTEN).await?;
    Ok(ruth)
}

/// Everything that is in the document, with what is in its fields, and its title.
async fn document(window: &Window) -> Result<String, BrowserError> {
    let script = "return document.documentElement.outerHTML + document.title
        + [...document.querySelectorAll('input, textarea')].map(field => field.value).join()";
    Ok(window.run(script, &[]).await?.as_str().unwrap_or_default().to_owned())
}

const READABLE: [&str; 5] = [ROOM, WRITTEN, DRAFT, "Robin Ashe", "Marram"];

pub(super) fn left_alone() {
    journey("left-alone", |world, driver, scene| async move {
        let ruth = ruth_writes(&world, &driver).await?;
        ruth.window.clicks("#go-settings").await?;
        // The shortest time is the first.
        ruth.window.types("#lock-after", Key::Home + "").await?;
        ruth.window.comes_true("localStorage.getItem('marram.desk') === '1 -'").await?;
        scene.shows(&ruth.window, "settings").await?;
        ruth.enters_room(ROOM).await?;
        ruth.drafts(DRAFT).await?;
        ruth.window.reads("#lock-warning", "Marram locks in").await?;
        says(&ruth.window, &["What you are writing is kept", "Stay unlocked"]).await?;
        scene.shows(&ruth.window, "warning").await?;
        let put_off = Instant::now();
        ruth.window.clicks("#stay-unlocked").await?;
        ruth.window.no_longer_sees("#lock-warning").await?;
        ruth.window.sees("[data-view=unlock]").await?;
        let waited = put_off.elapsed();
        assert!(waited >= Duration::from_secs(59), "it locked after {waited:?} only");
        let locked = document(&ruth.window).await?;
        for words in [ROOM, WRITTEN, DRAFT, "Robin Ashe"] {
            assert!(!locked.contains(words), "the locked page still holds {words}");
        }
        ruth.unlocks().await?;
        ruth.window.reads("#write", DRAFT).await?;
        // What was chosen holds for the next time too, and so does the key that locks at once.
        ruth.window.types("#write", Key::Alt + "l").await?;
        ruth.window.sees("[data-view=unlock]").await?;
        ruth.unlocks().await?;
        ruth.window.reads("#write", DRAFT).await?;
        ruth.window.close().await?;
        world.end().await.map(|_| ())
    });
}

pub(super) fn hidden() {
    journey("hidden", |world, driver, scene| async move {
        let ruth = ruth_writes(&world, &driver).await?;
        ruth.drafts(DRAFT).await?;
        let before = document(&ruth.window).await?;
        for words in READABLE {
            assert!(before.contains(words), "the search does not find {words}, which is there");
        }
        ruth.window.types("#write", Key::Escape + Key::Escape).await?;
        ruth.window.sees("[data-view=curtain]").await?;
        is_blank(&ruth.window).await?;
        scene.shows(&ruth.window, "curtain").await?;
        // Pressed again in a hurry it does not come back.
        ruth.window.types("#come-back", Key::Escape + Key::Escape).await?;
        is_blank(&ruth.window).await?;
        ruth.window.types("#come-back", " ").await?;
        ruth.window.reads("#write", DRAFT).await?;
        ruth.reads(WRITTEN).await?;
        let focused = ruth.window.run("return document.activeElement.id", &[]).await?;
        assert_eq!(focused, json!("write"), "the focus is where it was");
        assert_eq!(ruth.window.run("return document.title", &[]).await?, json!("Marram"));
        // By the button too.
        ruth.window.clicks("#hide").await?;
        ruth.window.sees("[data-view=curtain]").await?;
        is_blank(&ruth.window).await?;
        ruth.window.clicks("#come-back").await?;
        ruth.window.reads("#write", DRAFT).await?;

        // Another window in front: nothing happens until it is chosen.
        let watch = "window.curtains = 0; new MutationObserver(() => {
            window.curtains += document.querySelectorAll('[data-view=curtain]').length;
        }).observe(document.body, { childList: true })";
        ruth.window.run(watch, &[]).await?;
        ruth.window.opens_tab().await?;
        ruth.window.looks_at_tab(0).await?;
        assert_eq!(ruth.window.run("return window.curtains", &[]).await?, json!(0));
        ruth.window.clicks("#go-settings").await?;
        ruth.window.clicks("#blank-when-away").await?;
        ruth.window.looks_at_tab(1).await?;
        ruth.window.looks_at_tab(0).await?;
        ruth.window.sees("[data-view=settings]").await?;
        assert_eq!(ruth.window.run("return window.curtains", &[]).await?, json!(1));
        ruth.window.close().await?;
        world.end().await.map(|_| ())
    });
}

async fn is_blank(window: &Window) -> Result<(), BrowserError> {
    let hidden = document(window).await?;
    for words in READABLE {
        assert!(!hidden.contains(words), "behind the curtain the page still holds {words}");
    }
    assert_eq!(window.run("return document.title", &[]).await?, json!("Page"));
    Ok(())
}

pub(super) fn guessed_at() {
    journey("guessed-at", |world, driver, scene| async move {
        let ruth = Person::sits_down(&driver, world.invites_ruth().await?, PASSPHRASE).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.window.clicks("#lock").await?;
        for guess in ["heron", "grey heron", "low water", "grey heron at high water"] {
            ruth.window.types("#passphrase", guess + Key::Enter).await?;
            // A wrong one is taken out of the field once it is known to be wrong.
            ruth.window.comes_true("document.querySelector('#passphrase').value === ''").await?;
        }
        ruth.window.reads("#wait", "Too many passphrases were wrong. You can try again in").await?;
        scene.shows(&ruth.window, "wait").await?;
        ruth.window.reload().await?;
        ruth.window.reads("#wait", "You can try again in").await?;
        // The right one is not even tried before.
        ruth.window.types("#passphrase", PASSPHRASE + Key::Enter).await?;
        ruth.window.sees("[data-view=unlock] #wait p").await?;
        ruth.window.no_longer_sees("#wait p").await?;
        ruth.window.types("#passphrase", Key::Enter).await?;
        ruth.is_connected().await?;
        // And the next mistake costs nothing again.
        ruth.window.clicks("#lock").await?;
        ruth.window.types("#passphrase", "grey heron" + Key::Enter).await?;
        ruth.window.reads("#error-summary", "That is not the passphrase").await?;
        ruth.unlocks().await?;
        ruth.window.close().await?;
        world.end().await.map(|_| ())
    });
}

pub(super) fn lost_store() {
    journey("lost-store", |world, driver, scene| async move {
        let ruth = Person::sits_down(&driver, world.invites_ruth().await?, PASSPHRASE).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.window.clicks("#go-settings").await?;
        let device = "return document.querySelector('[data-view=settings] code').innerText";
        ruth.window.sees("[data-view=settings] code").await?;
        let old = ruth.window.run(device, &[]).await?;
        // As the browser does when its disk is full.
        let evict = "window.evicted = false;
            indexedDB.deleteDatabase('marram').onsuccess = () => { window.evicted = true; }";
        ruth.window.run(evict, &[]).await?;
        ruth.window.comes_true("window.evicted").await?;
        ruth.window.reload().await?;
        ruth.window.sees("[data-view=lost-store]").await?;
        says(&ruth.window, &["This browser has lost what Marram kept", "the old keys are not made again"]).await?;
        scene.shows(&ruth.window, "lost").await?;
        let again = ruth.is_invited_again(world.invites_ruth().await?);
        again.window.go("about:blank").await?;
        again.opens_link().await?;
        says(&again.window, &["With this link it becomes a new device"]).await?;
        scene.shows(&again.window, "join-again").await?;
        again.joins().await?;
        again.window.clicks("#go-settings").await?;
        again.window.sees("[data-view=settings] code").await?;
        assert_ne!(again.window.run(device, &[]).await?, old, "the old device came back");
        // Who leaves by themselves has lost nothing.
        again.window.clicks("#sign-out").await?;
        again.window.types("#confirm-word", "remove" + Key::Enter).await?;
        again.window.sees("[data-view=no-link]").await?;
        again.window.close().await?;
        world.end().await.map(|_| ())
    });
}
