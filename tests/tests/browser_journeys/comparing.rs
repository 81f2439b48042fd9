//! Two people compare keys, each at their own browser.

use super::doors::{PASSPHRASE, journey};
use marram_tests::browser::{BrowserError, Chromedriver, Modules, Person, Window, World};

const ROOM: &str = "T-017 Hollin Lane";

async fn sits_down(world: &World, driver: &Chromedriver) -> Result<[Person; 2], BrowserError> {
    let ruth = Person::sits_down(driver, world.invites_ruth().await?, PASSPHRASE).await?;
    let mina = Person::sits_down(driver, world.invites_mina().await?, PASSPHRASE).await?;
    for person in [&mina, &ruth] {
        person.opens_link().await?;
        person.joins().await?;
    }
    Ok([ruth, mina])
}

/// The number on the page, its groups in order.
async fn number(window: &Window) -> Result<String, BrowserError> {
    window.sees("#safety-number").await?;
    let groups = "return [...document.querySelectorAll('#safety-number li')].map(group => group.innerText).join(' ')";
    Ok(window.run(groups, &[]).await?.as_str().unwrap_or_default().to_owned())
}

pub(super) fn keys() {
    journey("comparing", |world, driver, scene| async move {
        let [ruth, mina] = sits_down(&world, &driver).await?;
        ruth.plans_room(ROOM, "Mina Sorrell").await?;
        ruth.starts_room("Mina Sorrell").await?;
        mina.enters_room(ROOM).await?;
        for (person, with) in [(&ruth, "Compare keys with Mina Sorrell"), (&mina, "Compare keys with Ruth Kember")] {
            person.window.clicks("[data-test=compare]").await?;
            person.window.reads("#heading", with).await?;
        }
        let shown = number(&ruth.window).await?;
        assert_eq!(shown.split(' ').map(str::len).collect::<Vec<_>>(), [5; 12]);
        assert_eq!(shown, number(&mina.window).await?);
        scene.shows(&ruth.window, "number").await?;
        mina.window.clicks("#differ").await?;
        mina.window.reads("main", "Write nothing sensitive to Ruth Kember").await?;
        scene.shows(&mina.window, "differ").await?;
        ruth.window.clicks("#same").await?;
        ruth.window.reads("#compared", "You compared keys on").await?;
        ruth.window.clicks("#back").await?;
        ruth.window.reads("[data-test=compared]", "You compared keys on").await?;
        scene.shows(&ruth.window, "compared").await?;
        for person in [ruth, mina] {
            person.window.close().await?;
        }
        world.end().await.map(|_| ())
    });
}

pub(super) fn by_square_code() {
    journey("scanning", |world, driver, scene| async move {
        let folder = tempfile::tempdir().unwrap();
        let film = folder.path().join("camera.y4m");
        // Whatever hangs on a wall.
        Modules::of("https://example.org/poster")?.film(&film)?;
        let ruth = Person::sits_down_with_camera(&driver, world.invites_ruth().await?, PASSPHRASE, &film).await?;
        let mina = Person::sits_down(&driver, world.invites_mina().await?, PASSPHRASE).await?;
        for person in [&mina, &ruth] {
            person.opens_link().await?;
            person.joins().await?;
        }
        ruth.plans_room(ROOM, "Mina Sorrell").await?;
        ruth.starts_room("Mina Sorrell").await?;
        mina.enters_room(ROOM).await?;
        for person in [&ruth, &mina] {
            person.window.clicks("[data-test=compare]").await?;
            person.window.sees("#safety-square").await?;
        }
        // Mina has no camera: words, and reading aloud is still there.
        mina.window.clicks("#scan").await?;
        mina.window.reads("#scan-words", "read the numbers to each other").await?;
        mina.window.sees("#same").await?;
        scene.shows(&mina.window, "no-camera").await?;

        // Ruth's sees a poster, which is no safety number.
        ruth.window.clicks("#scan").await?;
        ruth.window.reads("#scan-words", "That is not a square code of this page").await?;
        scene.shows(&ruth.window, "foreign").await?;
        ruth.window.clicks("#stop-scan").await?;
        // Then a number that is another one: she is warned, and nothing is marked.
        let shown = number(&ruth.window).await?.replace(' ', "");
        let first = if shown.starts_with('7') { "8" } else { "7" };
        Modules::of(&format!("MARRAM/{first}{}", &shown[1..]))?.film(&film)?;
        ruth.window.clicks("#scan").await?;
        ruth.window.reads("main", "Write nothing sensitive to Mina Sorrell").await?;
        ruth.window.no_longer_sees(".scan-picture").await?;
        scene.shows(&ruth.window, "differs").await?;
        // Then what stands on Mina's screen.
        Modules::shown(&mina.window, "#safety-square").await?.film(&film)?;
        ruth.window.clicks("#scan").await?;
        ruth.window.reads("#scanned", "The code is the same").await?;
        ruth.window.reads("#compared", "You compared keys on").await?;
        ruth.window.no_longer_sees(".scan-picture").await?;
        scene.shows(&ruth.window, "scanned").await?;
        for person in [ruth, mina] {
            person.window.close().await?;
        }
        world.end().await.map(|_| ())
    });
}
