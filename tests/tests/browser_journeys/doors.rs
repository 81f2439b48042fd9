//! Before and beside the rooms: tabs, links, passphrases. One browser, one person.

use super::{RELAY, in_runtime};
use marram_tests::browser::{Album, BrowserError, Chromedriver, Person, Window, World};
use std::path::Path;
use thirtyfour::Key;

pub(super) const PASSPHRASE: &str = "grey heron at low water";

/// Runs a journey in which nothing may be wrong with the pages either.
pub(super) fn journey<F: Future<Output = Result<(), BrowserError>>>(
    name: &'static str,
    go: impl FnOnce(World, Chromedriver, Scene) -> F,
) {
    let played = async {
        let world = World::start(Path::new(RELAY)).await?;
        go(world, Chromedriver::start()?, Scene(Album::new(name))).await
    };
    in_runtime(played).unwrap_or_else(|error| panic!("{error}"));
}

/// Takes pictures, and fails at once when something is wrong with a page.
pub(super) struct Scene(Album);

impl Scene {
    pub(super) async fn shows(&self, window: &Window, page: &str) -> Result<(), BrowserError> {
        self.0.takes(window, page).await?;
        let findings: Vec<_> = self.0.findings().iter().map(ToString::to_string).collect();
        assert!(findings.is_empty(), "{}", findings.join("\n"));
        Ok(())
    }
}

pub(super) async fn says(window: &Window, words: &[&str]) -> Result<(), BrowserError> {
    let said = window.words().await?;
    let missing: Vec<_> = words.iter().filter(|words| !said.contains(**words)).collect();
    assert!(missing.is_empty(), "the page does not say {missing:?}: {said}");
    Ok(())
}

pub(super) fn a_second_tab() {
    journey("second-tab", |world, driver, scene| async move {
        let ruth = Person::sits_down(&driver, world.invites_ruth().await?, PASSPHRASE).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.window.opens_tab().await?;
        ruth.window.go(&ruth.invited.origin).await?;
        ruth.window.sees("[data-view=elsewhere]").await?;
        says(&ruth.window, &["Marram is open in another tab or window", "Nothing is lost"]).await?;
        scene.shows(&ruth.window, "elsewhere").await?;

        ruth.window.clicks("#use-here").await?;
        ruth.unlocks().await?;
        ruth.window.looks_at_tab(0).await?;
        ruth.window.sees("[data-view=taken-over]").await?;
        says(&ruth.window, &["Marram was opened in another tab or window"]).await?;
        scene.shows(&ruth.window, "taken-over").await?;

        // And back again.
        ruth.window.clicks("#use-here").await?;
        ruth.unlocks().await?;
        ruth.window.looks_at_tab(1).await?;
        ruth.window.sees("[data-view=taken-over]").await?;
        ruth.window.close().await?;
        world.end().await.map(|_| ())
    });
}

pub(super) fn an_expired_link() {
    journey("expired-link", |world, driver, scene| async move {
        let ruth = Person::sits_down(&driver, world.invites_ruth_for(1).await?, PASSPHRASE).await?;
        ruth.window.go(&ruth.invited.link).await?;
        ruth.window.sees("[data-view=link-expired]").await?;
        says(&ruth.window, &["This link has expired", "Ask your administrator for a new one"]).await?;
        scene.shows(&ruth.window, "expired").await?;
        ruth.window.close().await?;
        world.end().await.map(|_| ())
    });
}

pub(super) fn a_used_link() {
    journey("used-link", |world, driver, scene| async move {
        let link = world.invites_ruth().await?;
        let ruth = Person::sits_down(&driver, link.clone(), PASSPHRASE).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        let other = Person::sits_down(&driver, link, "another passphrase altogether").await?;
        other.opens_link().await?;
        other.window.types("#passphrase", "another passphrase altogether").await?;
        other.window.clicks("#join").await?;
        other.window.sees("[data-view=join-refused]").await?;
        says(&other.window, &["This link has been used already", "tell your administrator at once"]).await?;
        scene.shows(&other.window, "used").await?;
        other.window.clicks("#start-again").await?;
        other.window.sees("[data-view=no-link]").await?;
        // The one who used it first is not troubled.
        ruth.is_connected().await?;
        ruth.window.close().await?;
        other.window.close().await?;
        world.end().await.map(|_| ())
    });
}

pub(super) fn no_link() {
    journey("no-link", |world, driver, scene| async move {
        let window = Window::open(&driver, "Somebody").await?;
        window.go(&world.origin("somebody")).await?;
        window.sees("[data-view=no-link]").await?;
        says(&window, &["You need a link to join", "Ask your agency's Marram administrator", "phone 999"]).await?;
        scene.shows(&window, "no-link").await?;
        // A link that a mail program broke.
        let link = world.invites_ruth().await?.link;
        window.go("about:blank").await?;
        window.go(&link[..link.len() - 40]).await?;
        window.sees("[data-view=link-damaged]").await?;
        says(&window, &["This link is damaged", "ask your administrator for a new one"]).await?;
        scene.shows(&window, "damaged").await?;
        window.close().await?;
        world.end().await.map(|_| ())
    });
}

pub(super) fn a_wrong_passphrase() {
    journey("passphrase", |world, driver, scene| async move {
        let ruth = Person::sits_down(&driver, world.invites_ruth().await?, PASSPHRASE).await?;
        ruth.opens_link().await?;
        ruth.window.types("#passphrase", "short").await?;
        ruth.window.clicks("#join").await?;
        ruth.window.reads("#error-summary", "at least 12 characters").await?;
        scene.shows(&ruth.window, "too-short").await?;
        ruth.window.go("about:blank").await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.window.clicks("#lock").await?;
        ruth.window.sees("[data-view=unlock]").await?;
        ruth.window.types("#passphrase", "grey heron at high water" + Key::Enter).await?;
        ruth.window.reads("#error-summary", "That is not the passphrase").await?;
        says(&ruth.window, &["Check capital letters"]).await?;
        scene.shows(&ruth.window, "wrong").await?;
        ruth.unlocks().await?;
        ruth.window.close().await?;
        world.end().await.map(|_| ())
    });
}

/// Keeps more and more beside the product, down to the last kilobyte, as other pages of the same computer would.
const FILLS_THE_DISK: &str = "
    const done = arguments[arguments.length - 1], opening = indexedDB.open('filler', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('kept', { autoIncrement: true });
    opening.onsuccess = () => {
        const fill = bytes => {
            const transaction = opening.result.transaction('kept', 'readwrite', { durability: 'strict' });
            transaction.objectStore('kept').add(crypto.getRandomValues(new Uint8Array(bytes)));
            transaction.oncomplete = () => fill(bytes);
            transaction.onabort = () => {
                if (bytes > 1024) return fill(bytes / 4);
                opening.result.close();
                done(transaction.error.name);
            };
        };
        fill(65536);
    };";
const MAKES_ROOM: &str = "
    const done = arguments[arguments.length - 1], deletion = indexedDB.deleteDatabase('filler');
    deletion.onsuccess = () => done(true);";

pub(super) fn a_full_disk() {
    journey("full-disk", |world, driver, scene| async move {
        let ruth = Person::sits_down(&driver, world.invites_ruth().await?, PASSPHRASE).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.plans_room("T-017 Hollin Lane", "Robin Ashe").await?;
        ruth.starts_room("Robin Ashe").await?;
        ruth.writes("Stored while there was room.").await?;
        ruth.window.may_keep(&ruth.invited.origin, Some(4 << 20)).await?;
        let filled = ruth.window.run_async(FILLS_THE_DISK, &[]).await?;
        assert_eq!(filled, serde_json::json!("QuotaExceededError"));
        ruth.window.types("#write", "There is no room for this.").await?;
        ruth.window.clicks("#send").await?;
        ruth.window.sees("[data-view=unlock]").await?;
        let words = ["Marram was locked because the browser could not save something", "Free some space, then unlock"];
        says(&ruth.window, &words).await?;
        scene.shows(&ruth.window, "locked").await?;
        ruth.window.reload().await?;
        ruth.window.sees("[data-view=disk-full]").await?;
        says(&ruth.window, &["There is no room left on this computer", "Nothing was deleted"]).await?;
        scene.shows(&ruth.window, "disk-full").await?;
        ruth.window.run_async(MAKES_ROOM, &[]).await?;
        ruth.reloads_and_unlocks().await?;
        ruth.enters_room("T-017 Hollin Lane").await?;
        ruth.reads("Stored while there was room.").await?;
        ruth.writes("There is room again.").await?;
        ruth.window.close().await?;
        world.end().await.map(|_| ())
    });
}
