//! "Operation Tidemark" in twelve steps, every person at a real browser of their own, through a relay that cannot read.

mod actor;
mod first_half;
mod second_half;

use super::chromedriver::Chromedriver;
use super::error::BrowserError;
use super::journey::Story;
use super::look::{Album, Finding};
use super::window::Window;
use crate::demo::{Demo, Options};
use actor::Actor;
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
    "Dr Tess Lanyard",
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
    let mut stage = story
        .step(
            "Five agencies are founded, two define a duty desk, and nine people are invited",
            Stage::set(relay, album),
        )
        .await?;
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

    /// Somebody opens their link.
    async fn enters(&mut self, name: &'static str) -> Result<(), BrowserError> {
        let link = self.demo.link(name).ok_or_else(|| BrowserError::wrong(name, "has no link"))?.url();
        let actor = Actor::joins(&self.driver, name, &link).await?;
        self.actors.insert(name, actor);
        Ok(())
    }

    /// The guide is a page as others: it keeps the rules, and answers a press on what is to be typed.
    async fn guide(&self) -> Result<(), BrowserError> {
        let address = self.demo.guide().ok_or_else(|| BrowserError::wrong("the demo", "has no guide"))?.url();
        let window = Window::open(&self.driver, "a newcomer").await?;
        window.go(&address).await?;
        window.sees("#step-12").await?;
        window.clicks(".typed").await?;
        window.sees("#copied:not(:empty)").await?;
        self.album.takes(&window, "guide").await?;
        window.close().await
    }

    fn actor(&self, name: &str) -> Result<&Actor, BrowserError> {
        self.actors.get(name).ok_or_else(|| BrowserError::wrong(name, "is not there"))
    }

    async fn shows(&self, name: &str, page: &str) -> Result<(), BrowserError> {
        self.album.takes(&self.actor(name)?.window, page).await
    }
}
