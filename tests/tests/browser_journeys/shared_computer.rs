//! A computer that others use with the same login: what is left on its disk when somebody has been there.

use super::doors::{PASSPHRASE, journey};
use marram_tests::browser::Person;
use serde_json::json;
use std::fs;
use std::path::Path;

const ROOM: &str = "T-017 Hollin Lane";
const WRITTEN: &str = "Visit agreed for four";
const DRAFT: &str = "Half written when it was locked";
/// Names of people, agencies and the device, what was written, and the passphrase.
const TRACES: [&str; 8] =
    [ROOM, WRITTEN, DRAFT, "Ruth Kember", "Robin Ashe", "Wexmoor", "ferry steps", "grey heron at low water"];

pub(super) fn keeps_nothing() {
    journey("shared-computer", |world, driver, scene| async move {
        let profile = tempfile::tempdir().unwrap();
        let ruth = Person::sits_down_at(&driver, world.invites_ruth().await?, PASSPHRASE, profile.path()).await?;
        ruth.opens_link().await?;
        ruth.window.clicks("#shared").await?;
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
        let device = ruth.window.sees("[data-view=settings] code").await;
        assert!(device.is_ok());
        let databases = "return indexedDB.databases().then(all => all.length + Object.keys(localStorage).length)";
        assert_eq!(ruth.window.run(databases, &[]).await?, json!(0), "the browser keeps something");
        // A reload is the end.
        ruth.window.reload().await?;
        ruth.window.sees("[data-view=no-link]").await?;
        ruth.window.close().await?;
        let found = traces(profile.path()).unwrap();
        assert!(found.control, "the search does not even find the origin, which browsers keep");
        assert_eq!(found.traces, Vec::<String>::new(), "traces in the profile");
        world.end().await.map(|_| ())
    });
}

#[derive(Default)]
struct Found {
    traces: Vec<String>,
    /// The origin's label, which the browser's own history keeps.
    control: bool,
}

/// Searches every file, for the words as they are and as two bytes each.
fn traces(folder: &Path) -> std::io::Result<Found> {
    let mut found = Found::default();
    let mut folders = vec![folder.to_owned()];
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
            found.control |= holds(&bytes, "ruth-kember");
            let here = TRACES.iter().filter(|trace| holds(&bytes, trace));
            found.traces.extend(here.map(|trace| format!("{trace} in {}", path.display())));
        }
    }
    Ok(found)
}

fn holds(bytes: &[u8], words: &str) -> bool {
    let wide: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let within = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    within(words.as_bytes()) || within(&wide)
}
