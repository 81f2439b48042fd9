//! What a page looks like: pictures in light, dark and at 320 px, and what is wrong with it.

use super::axe;
use super::error::BrowserError;
use super::window::Window;
use data_encoding::BASE64;
use serde_json::json;
use std::fmt;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Something that is wrong with a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The page and how it was looked at.
    pub page: String,
    /// What.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.page, self.what)
    }
}

/// Pictures of a journey, numbered in order, in `target/screenshots/NAME`.
#[derive(Debug)]
pub struct Album {
    name: &'static str,
    next: AtomicUsize,
    findings: Mutex<Vec<Finding>>,
}

/// How a page is looked at.
#[derive(Debug, Clone, Copy)]
struct View {
    name: &'static str,
    dark: bool,
    /// Width and height; `None` as the window is.
    size: Option<(u32, u32)>,
}

const LIGHT: View = View { name: "light", dark: false, size: None };
const DARK: View = View { name: "dark", dark: true, size: None };
const NARROW: View = View { name: "320", dark: false, size: Some((320, 640)) };

/// After two frames the page has been drawn as it is now.
const DRAWN: &str = "const done = arguments[arguments.length - 1];
requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/screenshots"))
}

impl Album {
    /// An empty one.
    pub fn new(name: &'static str) -> Self {
        Self { name, next: AtomicUsize::new(1), findings: Mutex::default() }
    }

    /// Takes pictures of a page in all views, and looks for what is wrong in each: broken accessibility rules, and
    /// anything that reaches over the window's side.
    ///
    /// # Errors
    /// `Driver` or `Io`.
    pub async fn takes(&self, window: &Window, page: &str) -> Result<(), BrowserError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        for view in [LIGHT, DARK, NARROW] {
            window.shows_as(view).await?;
            let name = format!("{}/{number:02}-{page}-{}", self.name, view.name);
            window.picture(&name).await?;
            let mut wrong = window.broken_rules().await?;
            let over = "return document.documentElement.scrollWidth - window.innerWidth";
            if let Some(over) = window.run(over, &[]).await?.as_i64().filter(|over| *over > 0) {
                wrong.push(format!("reaches {over} px over the window's side"));
            }
            if let Ok(mut findings) = self.findings.lock() {
                findings.extend(wrong.into_iter().map(|what| Finding { page: name.clone(), what }));
            }
        }
        window.shows_as(LIGHT).await
    }

    /// All that was found wrong so far.
    pub fn findings(&self) -> Vec<Finding> {
        self.findings.lock().map(|findings| findings.clone()).unwrap_or_default()
    }
}

impl Window {
    /// Makes it as narrow as a phone, until the next pictures have been taken.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn is_narrow(&self) -> Result<(), BrowserError> {
        self.shows_as(NARROW).await
    }

    /// The accessibility rules that the page breaks as it is, in words.
    ///
    /// # Errors
    /// `Driver`, or `Io` without axe.
    pub async fn broken_rules(&self) -> Result<Vec<String>, BrowserError> {
        let words = |one: axe::Violation| {
            let axe::Violation { rule, impact, help, node, why } = one;
            format!("{rule} ({impact}): {help}; {node}; {}", why.replace('\n', " "))
        };
        Ok(axe::violations(self).await?.into_iter().map(words).collect())
    }

    async fn shows_as(&self, view: View) -> Result<(), BrowserError> {
        let scheme = if view.dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.tell("Emulation.setEmulatedMedia", media).await?;
        // Pictures of a whole page leave its scroll bar out, and would cut off what lies under it.
        self.tell("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await?;
        match view.size {
            Some((width, height)) => {
                let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
                self.tell("Emulation.setDeviceMetricsOverride", size).await?;
            }
            None => self.tell("Emulation.clearDeviceMetricsOverride", json!({})).await?,
        }
        self.run_async(DRAWN, &[]).await.map(|_| ())
    }

    /// Takes a picture of the whole page as it is, into `target/screenshots`.
    ///
    /// # Errors
    /// `Driver` or `Io`.
    pub async fn picture(&self, name: &str) -> Result<(), BrowserError> {
        let path = folder().join(format!("{name}.png"));
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(BrowserError::io("the folder for pictures"))?;
        }
        let wish = json!({ "format": "png", "captureBeyondViewport": true });
        let given = self.ask("Page.captureScreenshot", wish).await?;
        let picture = given.get("data").and_then(|data| BASE64.decode(data.as_str()?.as_bytes()).ok());
        let picture = picture.ok_or_else(|| BrowserError::wrong(self.who(), "the browser gave no picture"))?;
        std::fs::write(path, picture).map_err(BrowserError::io("writing a picture"))
    }

    /// Lets an origin keep no more than so many bytes, or as much as there is room for.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn may_keep(&self, origin: &str, bytes: Option<u64>) -> Result<(), BrowserError> {
        let mut wish = json!({ "origin": origin });
        if let (Some(bytes), Some(wish)) = (bytes, wish.as_object_mut()) {
            wish.insert("quotaSize".to_owned(), bytes.into());
        }
        self.tell("Storage.overrideQuotaForOrigin", wish).await
    }

    async fn tell(&self, command: &str, parameters: serde_json::Value) -> Result<(), BrowserError> {
        self.ask(command, parameters).await.map(|_| ())
    }

    pub(super) async fn ask(
        &self,
        command: &str,
        parameters: serde_json::Value,
    ) -> Result<serde_json::Value, BrowserError> {
        self.driver().cdp().send_raw(command, parameters).await.map_err(self.driver_error())
    }
}
