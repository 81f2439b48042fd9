//! A national team sends a table of packages to several forces' desks.

use crate::{RELAY, in_runtime};
use marram_tests::browser::{BrowserError, Chromedriver, Forces, Person, World};
use std::path::Path;

const PACKAGES: usize = 12;

/// A table with faults names them and sends nothing; put right, every line reaches its desk once.
pub(crate) fn from_a_table() {
    in_runtime(journey()).unwrap();
}

async fn journey() -> Result<(), BrowserError> {
    let world = World::start(Path::new(RELAY)).await?;
    let forces = Forces::found(&world, 3).await?;
    let driver = Chromedriver::start()?;
    let ruth = Person::sits_down(&driver, world.invites_ruth().await?, "grey heron at low water").await?;
    ruth.opens_link().await?;
    ruth.joins().await?;
    let window = &ruth.window;
    window.clicks("#go-duty").await?;
    window.comes_true("document.querySelectorAll('[data-test=duty-desk]').length === 3").await?;
    window.clicks("#go-board").await?;
    window.clicks("#refer-many").await?;
    window.sees("[data-view=refer-many]").await?;
    let table = forces.table(PACKAGES);
    ruth.pastes("#table", &table.replace("OP-0002,low", "OP-0002,grave").replace("OP-0004,medium", "OP-0003,medium"))
        .await?;
    window.clicks("#check").await?;
    window.reads("#table-read", "things have to be put right").await?;
    ruth.pastes("#table", &table).await?;
    window.clicks("#check").await?;
    window.reads("#table-read", "12 lines are right").await?;
    window.clicks("#send-all").await?;
    window.sees("[data-test=all][data-count=\"12\"]").await?;
    window.no_longer_sees("[data-test=sending]").await?;
    forces.receive(PACKAGES).await?;
    assert_eq!(forces.accept_one_each().await?, 3);
    window.sees("[data-test=unaccepted][data-count=\"9\"]").await?;
    ruth.window.close().await?;
    forces.end().await?;
    world.end().await?;
    Ok(())
}
