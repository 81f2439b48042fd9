//! What a person does with Marram in a browser. Only what a person sees decides how it goes on.

use super::chromedriver::Chromedriver;
use super::error::BrowserError;
use super::look::Album;
use super::window::Window;
use super::world::Invited;
use serde_json::json;
use std::path::Path;
use thirtyfour::Key;

/// Somebody at their browser.
#[derive(Debug)]
pub struct Person {
    /// Who they are and how they came.
    pub invited: Invited,
    /// Their browser.
    pub window: Window,
    passphrase: &'static str,
}

impl Person {
    /// Sits down at a browser that knows nothing yet.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn sits_down(
        driver: &Chromedriver,
        invited: Invited,
        passphrase: &'static str,
    ) -> Result<Self, BrowserError> {
        let window = Window::open(driver, invited.name).await?;
        Ok(Self { invited, window, passphrase })
    }

    /// As [`Self::sits_down`], at a browser whose profile lies in this folder.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn sits_down_at(
        driver: &Chromedriver,
        invited: Invited,
        passphrase: &'static str,
        profile: &Path,
    ) -> Result<Self, BrowserError> {
        let window = Window::open_in(driver, invited.name, profile).await?;
        Ok(Self { invited, window, passphrase })
    }

    /// As [`Self::sits_down`], at a browser with a camera that sees the pictures of a file.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn sits_down_with_camera(
        driver: &Chromedriver,
        invited: Invited,
        passphrase: &'static str,
        pictures: &Path,
    ) -> Result<Self, BrowserError> {
        let window = Window::open_with_camera(driver, invited.name, pictures).await?;
        Ok(Self { invited, window, passphrase })
    }

    /// Gets another link, at the same browser.
    #[must_use]
    pub fn is_invited_again(self, invited: Invited) -> Self {
        Self { invited, ..self }
    }

    /// Opens the link; the page to join is there, and the address bar keeps none of the secret.
    ///
    /// # Errors
    /// As all of these: `NotShown` when something does not appear, `Wrong` when it is not as it must be.
    pub async fn opens_link(&self) -> Result<(), BrowserError> {
        self.window.go(&self.invited.link).await?;
        self.window.sees("[data-view=join]").await?;
        self.window.reads("#whose", self.invited.name).await?;
        let address = self.window.address().await?;
        match address.contains('#') {
            true => Err(BrowserError::wrong(self.invited.name, "the address bar still shows the link's secret")),
            false => Ok(()),
        }
    }

    /// Chooses the passphrase and joins; the relay lets the new device in.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn joins(&self) -> Result<(), BrowserError> {
        self.window.types("#passphrase", self.passphrase).await?;
        self.window.clicks("#join").await?;
        self.is_connected().await
    }

    /// Pastes a text into a field, in place of what is there.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn pastes(&self, field: &str, text: &str) -> Result<(), BrowserError> {
        self.window.sees(field).await?;
        let script = "const field = document.querySelector(arguments[0]); field.value = arguments[1];
                      field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
        self.window.run(script, &[json!(field), json!(text)]).await.map(|_| ())
    }

    /// Waits for the connection.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn is_connected(&self) -> Result<(), BrowserError> {
        self.window.sees("#connection[data-state=online]").await.map(|_| ())
    }

    /// Waits until the page says that there is none.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn is_cut_off(&self) -> Result<(), BrowserError> {
        self.window.sees("#connection[data-state=offline]").await.map(|_| ())
    }

    /// Types the passphrase where it is asked for.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn unlocks(&self) -> Result<(), BrowserError> {
        self.window.sees("[data-view=unlock]").await?;
        self.window.types("#passphrase", self.passphrase + Key::Enter).await?;
        self.window.no_longer_sees("[data-view=unlock]").await?;
        self.is_connected().await
    }

    /// Loads the page again and unlocks it.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn reloads_and_unlocks(&self) -> Result<(), BrowserError> {
        self.window.reload().await?;
        self.unlocks().await
    }

    /// Fills in the form for a new room, up to the last button.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn plans_room(&self, title: &str, with: &str) -> Result<(), BrowserError> {
        self.window.clicks("#start-room").await?;
        self.window.sees("[data-view=new-room]").await?;
        self.window.types("#title", title).await?;
        self.window.types("#people-search", with).await?;
        self.window.clicks_on("[data-test=person]", with).await?;
        self.window.reads("#chosen", with).await.map(|_| ())
    }

    /// Starts the planned room and sees the other one in it.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn starts_room(&self, with: &str) -> Result<(), BrowserError> {
        self.window.clicks("#start").await?;
        self.window.sees("[data-view=room]").await?;
        self.window.reads("[data-test=member]", with).await.map(|_| ())
    }

    /// Opens a room from the list.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn enters_room(&self, title: &str) -> Result<(), BrowserError> {
        self.window.clicks_on("[data-test=room]", title).await?;
        self.window.sees("[data-view=room]").await?;
        self.window.reads("#heading", title).await?;
        self.window.sees("#write").await.map(|_| ())
    }

    /// Writes an entry and sends it with the Enter key.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn writes(&self, text: &str) -> Result<(), BrowserError> {
        self.window.types("#write", text + Key::Enter).await?;
        self.reads(text).await
    }

    /// Writes without sending.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn drafts(&self, text: &str) -> Result<(), BrowserError> {
        self.window.types("#write", text).await
    }

    /// Reads an entry in the timeline.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn reads(&self, text: &str) -> Result<(), BrowserError> {
        self.window.reads("[data-test=entry] [data-test=body]", text).await.map(|_| ())
    }

    /// Opens the page on which somebody is removed.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn turns_to_removing(&self) -> Result<(), BrowserError> {
        self.window.clicks("[data-test=member] [data-test=remove]").await?;
        self.window.sees("[data-view=remove-person]").await.map(|_| ())
    }

    /// Gives the reason and removes them.
    ///
    /// # Errors
    /// See [`Self::opens_link`].
    pub async fn removes(&self, reason: &str) -> Result<(), BrowserError> {
        self.window.types("#reason", reason).await?;
        self.window.clicks("#confirm").await
    }

    /// Takes pictures of the page as it is.
    ///
    /// # Errors
    /// `Driver` or `Io`.
    pub async fn shows(&self, album: &Album, page: &str) -> Result<(), BrowserError> {
        album.takes(&self.window, page).await
    }

    /// Fails if words that must not be read are in the page.
    ///
    /// # Errors
    /// `Wrong`, or `Driver`.
    pub async fn must_not_read(&self, words: &str) -> Result<(), BrowserError> {
        match self.window.words().await?.contains(words) {
            true => Err(BrowserError::wrong(self.invited.name, format!("reads what must not be read: {words}"))),
            false => Ok(()),
        }
    }
}
