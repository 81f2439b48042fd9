//! "Operation Tidemark" in twelve steps, every person at a real browser of their own, through a relay that cannot read.

mod actor;
mod first_half;
mod second_half;

use super::chromedriver::Chromedriver;
use super::error::BrowserError;
use super::journey::Story;
use super::look::{Album, Finding};
use crate::demo::{Demo, Options};
use actor::Actor;
use marram_core::{Command, PersonId};
use std::collections::BTreeMap;
use std::path::Path;

const EVERYBODY: [&str; 9] = [
    "Ana Tellow",
    "Ruth Kember",
    "Sam Orrin",
    "Mina Sorrell",
    "Jo Ledbit",
    "Hal Verrin",
    "Lin Farrow",
    "Tess Lanyard",
    "Bea Quill",
];

/// Who takes part, on a relay of their own.
#[derive(Debug)]
pub(super) struct Stage<'a> {
    demo: Demo,
    driver: Chromedriver,
    album: &'a Album,
    actors: BTreeMap<&'static str, Actor>,
    _folder: tempfile::TempDir,
}

/// Plays all twelve steps against this relay; what was wrong with the pages.
///
/// # Errors
/// At the first step that fails.
pub async fn play(relay: &Path, album: &Album) -> Result<Vec<Finding>, BrowserError> {
    let mut story = Story::default();
    let mut stage = story.step("Five agencies are founded, and nine people invited", Stage::set(relay, album)).await?;
    story.step("Wexmoor and Calderfen define their duty desks", stage.desks()).await?;
    first_half::play(&mut story, &mut stage).await?;
    second_half::play(&mut story, &mut stage).await?;
    let Stage { demo, driver, actors, .. } = stage;
    for actor in actors.into_values() {
        actor.window.close().await?;
    }
    drop(driver);
    demo.stop().await.map_err(|error| BrowserError::Raw(error.to_string()))?;
    Ok(album.findings())
}

impl<'a> Stage<'a> {
    async fn set(relay: &Path, album: &'a Album) -> Result<Self, BrowserError> {
        let folder = tempfile::tempdir().map_err(BrowserError::io("a folder for the relay"))?;
        let options = Options {
            relay: relay.to_owned(),
            data: folder.path().join("demo"),
            play: EVERYBODY.map(str::to_owned).to_vec(),
            keep: false,
            at_once: true,
        };
        let demo = Demo::start(&options).await.map_err(|error| BrowserError::Raw(error.to_string()))?;
        let driver = Chromedriver::start()?;
        Ok(Self { demo, driver, album, actors: BTreeMap::new(), _folder: folder })
    }

    /// The duty desks, which administrators define: before anybody of them has joined, by those who were invited.
    async fn desks(&self) -> Result<(), BrowserError> {
        let desks = [
            ("Pat Imber", "Wexmoor Online CSA Duty", ["Ruth Kember"].as_slice(), "Sam Orrin"),
            ("Robin Ashe", "Calderfen MASH Duty", &["Mina Sorrell", "Jo Ledbit"], "Robin Ashe"),
        ];
        for (administrator, name, people, deputy) in desks {
            let client = self.demo.administrators().iter().find(|client| client.name() == administrator);
            let client = client.ok_or_else(|| BrowserError::wrong(administrator, "is not there"))?;
            let id = |wanted: &str| -> Result<PersonId, BrowserError> {
                let screen = client.screen();
                let listed = screen.administration.as_ref().into_iter().flat_map(|view| &view.people);
                let found = listed.clone().find(|one| one.name == wanted).map(|one| one.id);
                let me = || screen.me.as_ref().filter(|me| me.name == wanted).map(|me| me.person);
                found.or_else(me).ok_or_else(|| BrowserError::wrong(administrator, format!("does not find {wanted}")))
            };
            let people = people.iter().map(|name| id(name)).collect::<Result<Vec<_>, _>>()?;
            let deputies = vec![id(deputy)?];
            client.ask(Command::DefineDesk { desk: None, name: name.to_owned(), people, deputies }).await?;
            let there = |screen: &crate::sim::Screen| screen.desks.iter().any(|desk| desk.name == name).then_some(());
            client.wait_for("the desk", there).await?;
        }
        Ok(())
    }

    /// Somebody opens their link.
    async fn enters(&mut self, name: &'static str) -> Result<(), BrowserError> {
        let link = self.demo.link(name).ok_or_else(|| BrowserError::wrong(name, "has no link"))?.url();
        let actor = Actor::joins(&self.driver, name, &link).await?;
        self.actors.insert(name, actor);
        Ok(())
    }

    fn actor(&self, name: &str) -> Result<&Actor, BrowserError> {
        self.actors.get(name).ok_or_else(|| BrowserError::wrong(name, "is not there"))
    }

    async fn shows(&self, name: &str, page: &str) -> Result<(), BrowserError> {
        self.album.takes(&self.actor(name)?.window, page).await
    }
}
