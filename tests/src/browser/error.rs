//! What goes wrong with a browser, or in front of it.

use crate::headless::{NotSeen, StartError};
use crate::process::ProcessError;
use std::io;
use thirtyfour::error::WebDriverError;
use thiserror::Error;

/// Why a journey cannot go on.
#[derive(Debug, Error)]
pub enum BrowserError {
    /// The driver, or the browser behind it.
    #[error("{who}'s browser: {error}")]
    Driver {
        /// Whose.
        who: String,
        /// What it said.
        error: Box<WebDriverError>,
    },
    /// Something did not appear in time.
    #[error("{who} waited {seconds} s in vain for {what}; the page says: {page}; the console says: {console:?}")]
    NotShown {
        /// Whose browser.
        who: String,
        /// How long.
        seconds: u64,
        /// What was waited for.
        what: String,
        /// The page's words.
        page: String,
        /// The console's.
        console: Vec<String>,
    },
    /// Something is there that must not be, or is not as it must be.
    #[error("{who}: {what}")]
    Wrong {
        /// Whose browser.
        who: String,
        /// What.
        what: String,
    },
    /// The driver's process, the proxy, a file.
    #[error("{what}: {error}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// What happened.
        error: io::Error,
    },
    /// The relay's process.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A headless client did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A headless client waited in vain.
    #[error(transparent)]
    Headless(#[from] NotSeen),
    /// The browser's developer tools.
    #[error("the browser's developer tools: {0}")]
    Tools(String),
    /// The device that speaks in clear was not let in, or not heard.
    #[error("the device that speaks in clear: {0}")]
    Raw(String),
}

impl BrowserError {
    /// An I/O failure.
    pub fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io { what, error }
    }

    pub(super) fn driver(who: &str) -> impl FnOnce(WebDriverError) -> Self {
        let who = who.to_owned();
        move |error| Self::Driver { who, error: Box::new(error) }
    }

    pub(super) fn wrong(who: &str, what: impl Into<String>) -> Self {
        Self::Wrong { who: who.to_owned(), what: what.into() }
    }
}
