//! A browser with a fresh profile: go, wait, click, type, look.

use super::chromedriver::Chromedriver;
use super::error::BrowserError;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;

/// How long anything is waited for: generous, for machines with much else to do; bounded, so that a test ends.
const PATIENCE: Duration = Duration::from_secs(90);

const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
];

/// Looks at once, at every change of the page, and (for values, which change without one) ten times a second.
const WAIT: &str = "const done = arguments[arguments.length - 1];
const [selector, words, gone, patience] = arguments;
const says = element => element.matches('textarea, input') ? element.value : element.innerText;
const seen = () => [...document.querySelectorAll(selector)]
  .find(element => element.getClientRects().length > 0 && (words === null || says(element).includes(words)));
let ended = false;
const end = value => { ended = true; observer.disconnect(); clearInterval(clock); clearTimeout(timer); done(value); };
const look = () => { const found = ended ? null : seen(); if (!ended && gone !== !!found) end(gone ? true : found); };
const observer = new MutationObserver(look);
observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
const clock = setInterval(look, 100);
const timer = setTimeout(() => end(null), patience);
look();";

/// Somebody's browser window.
#[derive(Debug)]
pub struct Window {
    who: String,
    driver: WebDriver,
}

impl Window {
    /// Opens one, for whom it is named in what goes wrong.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn open(driver: &Chromedriver, who: &str) -> Result<Self, BrowserError> {
        Self::open_with(driver, who, Vec::new()).await
    }

    /// Opens one that has a camera, whose pictures this file holds (in the Y4M format; read when the camera is opened).
    ///
    /// # Errors
    /// `Driver`.
    pub async fn open_with_camera(driver: &Chromedriver, who: &str, pictures: &Path) -> Result<Self, BrowserError> {
        let mut arguments = vec![format!("--use-file-for-fake-video-capture={}", pictures.display())];
        arguments.extend(["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"].map(str::to_owned));
        Self::open_with(driver, who, arguments).await
    }

    /// Opens one whose profile lies in this folder and stays there.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn open_in(driver: &Chromedriver, who: &str, profile: &Path) -> Result<Self, BrowserError> {
        Self::open_with(driver, who, vec![format!("--user-data-dir={}", profile.display())]).await
    }

    async fn open_with(driver: &Chromedriver, who: &str, more: Vec<String>) -> Result<Self, BrowserError> {
        let mut wishes = DesiredCapabilities::chrome();
        let arguments = ARGUMENTS.into_iter().map(str::to_owned).chain(more);
        let prepared = arguments.into_iter().try_for_each(|argument| wishes.add_arg(&argument));
        let prepared = prepared.and_then(|()| wishes.set_browser_log_level(LoggingPrefsLogLevel::All));
        prepared.map_err(BrowserError::driver(who))?;
        let driver = WebDriver::new(driver.address(), wishes).await.map_err(BrowserError::driver(who))?;
        let window = Self { who: who.to_owned(), driver };
        let longer = PATIENCE + Duration::from_secs(30);
        window.driver.set_script_timeout(longer).await.map_err(window.driver_error())?;
        Ok(window)
    }

    /// Whose it is.
    pub fn who(&self) -> &str {
        &self.who
    }

    pub(super) fn driver(&self) -> &WebDriver {
        &self.driver
    }

    pub(super) fn driver_error(&self) -> impl FnOnce(WebDriverError) -> BrowserError {
        BrowserError::driver(&self.who)
    }

    /// Opens an address.
    ///
    /// # Errors
    /// `Driver`, as all of these.
    pub async fn go(&self, address: &str) -> Result<(), BrowserError> {
        self.driver.goto(address).await.map_err(self.driver_error())
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn reload(&self) -> Result<(), BrowserError> {
        self.driver.refresh().await.map_err(self.driver_error())
    }

    /// What the address bar shows.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn address(&self) -> Result<String, BrowserError> {
        Ok(self.driver.current_url().await.map_err(self.driver_error())?.to_string())
    }

    /// Waits until an element is to be seen.
    ///
    /// # Errors
    /// `NotShown`.
    pub async fn sees(&self, selector: &str) -> Result<WebElement, BrowserError> {
        self.element(selector, None).await
    }

    /// Waits until an element is to be seen that says (or, being a field, holds) these words.
    ///
    /// # Errors
    /// `NotShown`.
    pub async fn reads(&self, selector: &str, words: &str) -> Result<WebElement, BrowserError> {
        self.element(selector, Some(words)).await
    }

    /// Waits until no such element is to be seen.
    ///
    /// # Errors
    /// `NotShown`.
    pub async fn no_longer_sees(&self, selector: &str) -> Result<(), BrowserError> {
        match self.wait(selector, None, true).await? {
            Value::Null => Err(self.not_shown(format!("{selector} to go away")).await),
            _ => Ok(()),
        }
    }

    async fn element(&self, selector: &str, words: Option<&str>) -> Result<WebElement, BrowserError> {
        let arguments = [json!(selector), json!(words), json!(false), json!(PATIENCE.as_millis() as u64)];
        let found = self.driver.execute_async(WAIT, arguments.to_vec()).await.map_err(self.driver_error())?;
        if found.json().is_null() {
            let words = words.map(|words| format!(" with {words:?}")).unwrap_or_default();
            return Err(self.not_shown(format!("{selector}{words}")).await);
        }
        found.element().map_err(self.driver_error())
    }

    async fn wait(&self, selector: &str, words: Option<&str>, gone: bool) -> Result<Value, BrowserError> {
        let patience = json!(PATIENCE.as_millis() as u64);
        self.run_async(WAIT, &[json!(selector), json!(words), json!(gone), patience]).await
    }

    /// Waits until an expression of the page is true.
    ///
    /// # Errors
    /// `NotShown`.
    pub async fn comes_true(&self, expression: &str) -> Result<(), BrowserError> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
            const end = value => {{ clearInterval(clock); clearTimeout(timer); done(value); }};
            const look = () => {{ if ({expression}) end(true); }};
            const clock = setInterval(look, 100);
            const timer = setTimeout(() => end(false), arguments[0]);
            look();"
        );
        match self.run_async(&script, &[json!(PATIENCE.as_millis() as u64)]).await? {
            Value::Bool(true) => Ok(()),
            _ => Err(self.not_shown(expression.to_owned()).await),
        }
    }

    async fn not_shown(&self, what: String) -> BrowserError {
        // A picture says most; without one the words must do.
        let _ = self.picture("failed").await;
        let page = self.run("return document.body.innerText", &[]).await.unwrap_or_default();
        BrowserError::NotShown {
            who: self.who.clone(),
            seconds: PATIENCE.as_secs(),
            what,
            page: page.as_str().unwrap_or_default().chars().take(1500).collect(),
            console: self.console().await.unwrap_or_default(),
        }
    }

    /// Clicks on an element, once it is to be seen.
    ///
    /// # Errors
    /// `NotShown`, or `Driver` when something covers it.
    pub async fn clicks(&self, selector: &str) -> Result<(), BrowserError> {
        self.sees(selector).await?.click().await.map_err(self.driver_error())
    }

    /// Clicks on the element that says these words.
    ///
    /// # Errors
    /// As [`Self::clicks`].
    pub async fn clicks_on(&self, selector: &str, words: &str) -> Result<(), BrowserError> {
        self.reads(selector, words).await?.click().await.map_err(self.driver_error())
    }

    /// Types into a field; `Key::Enter` and the others can be appended.
    ///
    /// # Errors
    /// As [`Self::clicks`].
    pub async fn types(&self, selector: &str, text: impl Into<TypingData>) -> Result<(), BrowserError> {
        self.sees(selector).await?.send_keys(text).await.map_err(self.driver_error())
    }

    /// The words of everything that is to be seen in the page.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn words(&self) -> Result<String, BrowserError> {
        let words = self.run("return document.body.innerText", &[]).await?;
        Ok(words.as_str().unwrap_or_default().to_owned())
    }

    /// What the console has said since it was asked last.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn console(&self) -> Result<Vec<String>, BrowserError> {
        let said = self.driver.browser_log().await.map_err(self.driver_error())?;
        Ok(said.into_iter().map(|entry| format!("{}: {}", entry.level, entry.message)).collect())
    }

    /// Runs a script and gives what it returns.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn run(&self, script: &str, arguments: &[Value]) -> Result<Value, BrowserError> {
        let given = self.driver.execute(script, arguments.to_vec()).await.map_err(self.driver_error())?;
        Ok(given.json().clone())
    }

    /// Runs a script that ends when it calls its last argument, and gives what it called that with.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn run_async(&self, script: &str, arguments: &[Value]) -> Result<Value, BrowserError> {
        let given = self.driver.execute_async(script, arguments.to_vec()).await.map_err(self.driver_error())?;
        Ok(given.json().clone())
    }

    /// Opens another tab of the same browser and looks at it.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn opens_tab(&self) -> Result<(), BrowserError> {
        let tab = self.driver.new_tab().await.map_err(self.driver_error())?;
        self.driver.switch_to_window(tab).await.map_err(self.driver_error())
    }

    /// Looks at a tab: 0 is the first.
    ///
    /// # Errors
    /// `Driver`, or `Wrong` when there is none.
    pub async fn looks_at_tab(&self, index: usize) -> Result<(), BrowserError> {
        let tabs = self.driver.windows().await.map_err(self.driver_error())?;
        let tab = tabs.into_iter().nth(index).ok_or_else(|| BrowserError::wrong(&self.who, "there is no such tab"))?;
        self.driver.switch_to_window(tab).await.map_err(self.driver_error())
    }

    /// Closes the browser.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn close(self) -> Result<(), BrowserError> {
        let Self { who, driver } = self;
        driver.quit().await.map_err(BrowserError::driver(&who))
    }
}
