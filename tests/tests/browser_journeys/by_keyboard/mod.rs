//! Every form, from its empty page to what it comes to, by somebody who has only keys; axe looks at each on the way.
//!
//! Nothing here clicks. Scripts only read: what has the focus, what stands on the page.

mod acts;
mod agency;
mod answers;
mod referrals;

pub(super) use acts::every_act;
pub(super) use agency::founded_with_a_desk;
pub(super) use referrals::every_form;

use marram_core::Command;
use marram_core::identity::DeskTerms;
use marram_core::view::DeskView;
use marram_core::work::DeskRef;
use marram_tests::browser::{BrowserError, Chromedriver, Person, Window, World};
use marram_tests::headless::Client;

const PASSPHRASE: &str = super::doors::PASSPHRASE;

/// Nothing may be wrong with the page as it is.
async fn keeps_the_rules(window: &Window, page: &str) -> Result<(), BrowserError> {
    let broken = window.broken_rules().await?;
    assert!(broken.is_empty(), "{page}: {}", broken.join("\n"));
    Ok(())
}

/// Ruth joins with her link.
async fn ruth_joins(world: &World, driver: &Chromedriver) -> Result<Person, BrowserError> {
    let ruth = Person::sits_down(driver, world.invites_ruth().await?, PASSPHRASE).await?;
    ruth.opens_link().await?;
    let keys = ruth.window.keyboard();
    keys.writes("Choose a passphrase", PASSPHRASE).await?;
    keys.does("Join").await?;
    ruth.is_connected().await?;
    Ok(ruth)
}

/// An administrator defines a desk with people of the own agency, by name.
async fn defines_desk(administrator: &Client, name: &str, people: &[&str]) -> Result<(), BrowserError> {
    let mut listed = Vec::new();
    for person in people {
        listed.push(administrator.finds(person).await?);
    }
    let terms = DeskTerms { name: name.to_owned(), people: listed, ..DeskTerms::default() };
    let command = Command::DefineDesk { desk: None, terms };
    administrator.ask(command).await?;
    finds_desk(administrator, name).await.map(drop)
}

/// Waits until somebody can send work to a desk.
async fn finds_desk(client: &Client, name: &str) -> Result<DeskRef, BrowserError> {
    let found =
        client.wait_for("the desk", |screen| screen.desks.iter().find(|desk| desk.name == name).cloned()).await?;
    let DeskView { agency, id, name, nation, .. } = found;
    Ok(DeskRef { agency: agency.id, desk: id, name, agency_name: agency.name, nation })
}
