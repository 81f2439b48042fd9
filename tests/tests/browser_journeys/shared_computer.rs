//! A computer that others use with the same login: what is left on its disk when somebody has been there, and what the
//! others see of it.

use super::doors::{PASSPHRASE, journey, says};
use data_encoding::BASE64URL_NOPAD;
use marram_tests::browser::module_memory;
use marram_tests::browser::wire::Search;
use marram_tests::browser::{BrowserError, Invited, Person};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const ROOM: &str = "T-017 Hollin Lane";
const WRITTEN: &str = "Visit agreed for four";
const DRAFT: &str = "Half written when it was locked";
/// Names of people, agencies and the device, what was written, and the passphrase.
const TRACES: [&str; 8] =
    [ROOM, WRITTEN, DRAFT, "Ruth Kember", "Robin Ashe", "Wexmoor", "ferry steps", "grey heron at low water"];
/// Bytes of the test's own, which the browser is made to keep: what the search must find.
const CONTROL: [u8; 31] = *b"\x8c\xd1 planted by the test itself \xf3";
/// Where a link has the register's key and the invite's: behind root, one flag and another.
const REGISTER_KEY: usize = 32 + 1 + 1;
const INVITE_KEY: usize = REGISTER_KEY + 32;

/// Keeps the control where a browser's own data bases keep keys, and waits until it is on the disk.
const PLANTS: &str = "
    const bytes = new Uint8Array(arguments[0]), done = arguments[arguments.length - 1];
    const opening = indexedDB.open('control', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
    opening.onsuccess = () => {
        const transaction = opening.result.transaction('kept', 'readwrite', { durability: 'strict' });
        transaction.objectStore('kept').put(bytes, 'key');
        transaction.oncomplete = () => { opening.result.close(); done(true); };
    };";

pub(super) fn keeps_nothing() {
    journey("shared-computer", |world, driver, scene| async move {
        let profile = tempfile::tempdir().unwrap();
        let ruth = Person::sits_down_at(&driver, world.invites_ruth().await?, PASSPHRASE, profile.path()).await?;
        // Browsers keep the addresses that were opened: here the link is put in, not opened.
        ruth.window.go(&ruth.invited.origin).await?;
        ruth.window.types("#have", &ruth.invited.link).await?;
        ruth.window.clicks("#use-it").await?;
        ruth.window.reads("#whose", "Ruth Kember").await?;
        ruth.window.clicks("#shared").await?;
        says(&ruth.window, &["How long will you be here?", "even if you forget to leave"]).await?;
        scene.shows(&ruth.window, "join").await?;
        ruth.window.types("#device-name", " by the ferry steps").await?;
        ruth.joins().await?;
        ruth.window.reads("#shared-computer", "nothing is kept here").await?;
        ruth.plans_room(ROOM, "Robin Ashe").await?;
        ruth.starts_room("Robin Ashe").await?;
        ruth.writes(WRITTEN).await?;
        ruth.drafts(DRAFT).await?;
        scene.shows(&ruth.window, "room").await?;
        // Locking is not the end: what was there is there again.
        ruth.window.clicks("#lock").await?;
        ruth.unlocks().await?;
        ruth.reads(WRITTEN).await?;
        ruth.window.reads("#write", DRAFT).await?;
        ruth.window.clicks("#go-settings").await?;
        ruth.window.reads("#kept", "nothing is kept on it").await?;
        let shown = ruth.window.sees("[data-view=settings] code").await;
        assert!(shown.is_ok());
        must_keep_nothing(&ruth).await?;
        // The key that is this device lies in the module's memory, and must lie nowhere else.
        let device = world.police_device("Ruth Kember").await?;
        let own_key = module_memory::signing_key(profile.path(), &ruth.invited.origin, device).await?;
        // A reload is the end.
        ruth.window.reload().await?;
        ruth.window.sees("[data-view=no-link]").await?;
        assert_eq!(ruth.window.run_async(PLANTS, &[json!(CONTROL.to_vec())]).await?, json!(true));
        let link = ruth.invited.link.clone();
        ruth.window.close().await?;
        let left = left_in(profile.path(), &link, &own_key).unwrap();
        assert!(
            left.contains("the control as it is"),
            "the search does not even find what the browser was made to keep"
        );
        assert!(left.contains("the origin UTF-8"), "nor what browsers keep of addresses");
        let traces: Vec<_> =
            left.iter().filter(|one| !one.starts_with("the control") && !one.starts_with("the origin")).collect();
        assert!(traces.is_empty(), "traces in the profile: {traces:?}");
        world.end().await.map(|_| ())
    });
}

pub(super) fn is_left() {
    journey("leaving-a-shared-computer", |world, driver, scene| async move {
        let invited = world.invites_ruth().await?;
        let ruth = Person::sits_down(&driver, invited.clone(), PASSPHRASE).await?;
        ruth.opens_link().await?;
        ruth.joins().await?;
        ruth.plans_room(ROOM, "Robin Ashe").await?;
        ruth.starts_room("Robin Ashe").await?;
        ruth.window.clicks("#go-settings").await?;
        ruth.window.clicks("#add-device").await?;
        ruth.window.clicks("#make-link").await?;
        ruth.window.sees(".square-code").await?;
        let link = ruth.window.run("return document.getElementById('device-link').value", &[]).await?;
        let link = link.as_str().unwrap_or_default().replace(&invited.origin, &world.origin("ruth-library"));
        let other = Invited { origin: world.origin("ruth-library"), link, ..invited };

        let shared = Person::sits_down(&driver, other, "seven quiet otters swim").await?;
        shared.opens_link().await?;
        shared.window.clicks("#shared").await?;
        shared
            .window
            .run(
                "const hours = document.getElementById('sitting'); hours.value = '1'; \
            hours.dispatchEvent(new Event('change', { bubbles: true }));",
                &[],
            )
            .await?;
        shared.joins().await?;
        shared.enters_room(ROOM).await?;
        shared.writes("Written at the library.").await?;
        ruth.window.clicks("#devices-done").await?;
        ruth.window.reads("#my-devices", "At a shared computer, until").await?;
        scene.shows(&ruth.window, "listed").await?;

        shared.window.clicks("#go-leave").await?;
        says(&shared.window, &["Leave this computer?", "taken out of your rooms"]).await?;
        scene.shows(&shared.window, "leave").await?;
        shared.window.clicks("#leave-computer").await?;
        shared.window.sees("[data-view=left]").await?;
        says(&shared.window, &["You have left this computer", "Nothing of Marram is kept on it"]).await?;
        scene.shows(&shared.window, "left").await?;
        must_keep_nothing(&shared).await?;
        shared.window.clicks("#use-again").await?;
        shared.window.sees("[data-view=no-link]").await?;

        ruth.enters_room(ROOM).await?;
        ruth.reads("Written at the library.").await?;
        ruth.reads(
            "took out a device of Ruth Kember, Wexmoor Constabulary, who ended it. Reason: Left the shared computer.",
        )
        .await?;
        scene.shows(&ruth.window, "taken-out").await?;
        ruth.window.clicks("#go-settings").await?;
        let devices = "return document.querySelectorAll('#my-devices li').length";
        assert_eq!(ruth.window.run(devices, &[]).await?, json!(1));
        ruth.window.close().await?;
        shared.window.close().await?;
        world.end().await.map(|_| ())
    });
}

async fn must_keep_nothing(person: &Person) -> Result<(), BrowserError> {
    let databases = "return indexedDB.databases().then(all => all.length + Object.keys(localStorage).length)";
    assert_eq!(person.window.run(databases, &[]).await?, json!(0), "the browser keeps something");
    Ok(())
}

/// What is in any file of the profile of what was typed and shown, of the link, of the keys in it, and
/// of the device's own; and the controls.
fn left_in(profile: &Path, link: &str, own_key: &[u8; 32]) -> std::io::Result<BTreeSet<String>> {
    let fragment = link.split_once('#').unwrap().1;
    let secret = BASE64URL_NOPAD.decode(fragment.as_bytes()).unwrap();
    let key = |at: usize| &secret[at..at + 32];
    let keys = [
        ("the register's key", key(REGISTER_KEY)),
        ("the invite's key", key(INVITE_KEY)),
        ("the device's own key", own_key),
        ("the control", &CONTROL[..]),
    ];
    let middle = &fragment[fragment.len() / 2..][..40];
    let words = TRACES.into_iter().chain([&fragment[..40], middle]);
    let search = Search::with_keys(words, keys).unwrap();
    let origin = Search::new(["ruth-kember"]).unwrap();
    let mut left = BTreeSet::new();
    let mut folders = vec![profile.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            for found in search.found_in(&bytes) {
                let control = found.word == "the control";
                let place = if control { String::new() } else { format!(" in {name}") };
                left.insert(format!("{} {}{place}", found.word, found.encoding));
            }
            left.extend(origin.found_in(&bytes).into_iter().map(|found| format!("the origin {}", found.encoding)));
        }
    }
    Ok(left)
}
