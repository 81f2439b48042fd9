//! Two people compare keys, each at their own browser.

use super::doors::{PASSPHRASE, journey};
use marram_tests::browser::{BrowserError, Chromedriver, Person, Window, World};

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
