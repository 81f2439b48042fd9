//! Somebody who has only keys: key events of the driver, never the pointer, never a script that does anything. What has the
//! focus is known by its accessible name, as assistive technology gets it from the browser.

use super::error::BrowserError;
use super::window::Window;
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::{Key, TypingData};

/// Presses of one key before a walk is given up: more than any page has stops.
const FAR: usize = 300;

/// Reads what has the focus.
const FOCUSED: &str = "const it = document.activeElement ?? document.body;
const legend = it.closest('fieldset')?.querySelector('legend');
const option = it.tagName === 'SELECT' ? it.options[it.selectedIndex]?.text : it.value;
return { id: it.id, value: String(option ?? ''), checked: it.checked === true, kind: it.type ?? '', words: it.innerText ?? '',
  group: legend?.innerText ?? '', address: it.getAttribute('href') ?? '' };";

/// What has the focus.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Focused {
    /// The accessible name, where it was asked for.
    #[serde(default)]
    pub name: String,
    /// The element's id.
    pub id: String,
    /// What a field holds, or the words of what is chosen.
    pub value: String,
    /// Whether it is ticked.
    pub checked: bool,
    /// The kind of field: `text`, `radio`, `select-one` ...
    pub kind: String,
    /// Its own words.
    pub words: String,
    /// The question that it belongs to, where several answers are of one.
    pub group: String,
    /// Where a link leads.
    pub address: String,
}

/// The keys of a window.
#[derive(Debug, Clone, Copy)]
pub struct Keyboard<'a>(&'a Window);

impl Window {
    /// Its keys.
    pub fn keyboard(&self) -> Keyboard<'_> {
        Keyboard(self)
    }
}

impl Keyboard<'_> {
    /// Presses keys, one after the other, on whatever has the focus.
    ///
    /// # Errors
    /// `Driver`, as all of these.
    pub async fn presses(&self, keys: impl Into<TypingData>) -> Result<(), BrowserError> {
        self.0.driver().action_chain().send_keys(keys).perform().await.map_err(self.0.driver_error())
    }

    /// Presses a key while another is held.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn holds(&self, held: Key, key: impl Into<TypingData>) -> Result<(), BrowserError> {
        let keys = self.0.driver().action_chain().key_down(held.clone()).send_keys(key).key_up(held);
        keys.perform().await.map_err(self.0.driver_error())
    }

    /// What has the focus, without its name.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn at(&self) -> Result<Focused, BrowserError> {
        let read = self.0.run(FOCUSED, &[]).await?;
        serde_json::from_value(read).map_err(|error| BrowserError::wrong(self.0.who(), error.to_string()))
    }

    /// What has the focus, with the name that the browser computed for it.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn focused(&self) -> Result<Focused, BrowserError> {
        let element = self.0.ask("Runtime.evaluate", json!({ "expression": "document.activeElement" })).await?;
        let wish = json!({ "objectId": element.pointer("/result/objectId"), "fetchRelatives": false });
        let tree = self.0.ask("Accessibility.getPartialAXTree", wish).await?;
        let name = tree.pointer("/nodes/0/name/value").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        Ok(Focused { name, ..self.at().await? })
    }

    /// Tabs until something is reached whose name begins so.
    ///
    /// # Errors
    /// `Wrong`, with the names that were met.
    pub async fn reaches(&self, name: &str) -> Result<Focused, BrowserError> {
        self.walks(&format!("something named {name:?}"), |focused| focused.name.starts_with(name)).await
    }

    /// Tabs until what is wanted is reached.
    ///
    /// # Errors
    /// `Wrong`, with the names that were met.
    pub async fn walks(&self, what: &str, is_it: impl Fn(&Focused) -> bool) -> Result<Focused, BrowserError> {
        let mut met = Vec::new();
        for _ in 0..FAR {
            self.presses(Key::Tab + "").await?;
            let focused = self.focused().await?;
            if is_it(&focused) {
                return Ok(focused);
            }
            met.push(focused.name);
        }
        met.truncate(120);
        Err(BrowserError::wrong(self.0.who(), format!("no Tab leads to {what}; they lead to {met:?}")))
    }

    /// Goes back with Shift and Tab until the link that leads there is reached.
    ///
    /// # Errors
    /// `Wrong`.
    pub async fn goes_back_to_link(&self, address: &str) -> Result<(), BrowserError> {
        for _ in 0..FAR {
            self.holds(Key::Shift, Key::Tab + "").await?;
            if self.at().await?.address == address {
                return Ok(());
            }
        }
        Err(BrowserError::wrong(self.0.who(), format!("no way back to the link to {address}")))
    }

    /// Reaches a button and presses Enter.
    ///
    /// # Errors
    /// `Wrong`.
    pub async fn does(&self, button: &str) -> Result<(), BrowserError> {
        self.reaches(button).await?;
        self.presses(Key::Enter + "").await
    }

    /// Reaches a field and types.
    ///
    /// # Errors
    /// `Wrong`.
    pub async fn writes(&self, field: &str, text: &str) -> Result<(), BrowserError> {
        self.reaches(field).await?;
        self.presses(text).await
    }

    /// Reaches a box and ticks it with the space bar.
    ///
    /// # Errors
    /// `Wrong`.
    pub async fn ticks(&self, name: &str) -> Result<(), BrowserError> {
        self.reaches(name).await?;
        self.presses(" ").await?;
        match self.at().await?.checked {
            true => Ok(()),
            false => Err(BrowserError::wrong(self.0.who(), format!("the space bar does not tick {name:?}"))),
        }
    }

    /// Reaches a list and takes the option that says these words, with the arrow keys.
    ///
    /// # Errors
    /// `Wrong`.
    pub async fn chooses(&self, field: &str, words: &str) -> Result<(), BrowserError> {
        self.reaches(field).await?;
        self.takes(words).await
    }

    /// Takes the option of the list that has the focus.
    ///
    /// # Errors
    /// `Wrong`.
    pub async fn takes(&self, words: &str) -> Result<(), BrowserError> {
        self.presses(Key::Home + "").await?;
        let mut met = vec![self.at().await?.value];
        while !met.last().is_some_and(|value| value.contains(words)) {
            self.presses(Key::Down + "").await?;
            let value = self.at().await?.value;
            if met.last() == Some(&value) {
                return Err(BrowserError::wrong(self.0.who(), format!("no arrow leads to {words:?}, only to {met:?}")));
            }
            met.push(value);
        }
        Ok(())
    }

    /// Types a moment into the field for one that has the focus: nine in the morning of 12 December 2026. Day and month are
    /// alike, since their order is the browser's language's.
    ///
    /// # Errors
    /// `Wrong` when the field does not hold it then.
    pub async fn sets_moment(&self) -> Result<(), BrowserError> {
        self.presses("12122026" + Key::Right + "0909a").await?;
        match self.at().await?.value.as_str() {
            "2026-12-12T09:09" => Ok(()),
            other => Err(BrowserError::wrong(self.0.who(), format!("the field for a moment holds {other:?}"))),
        }
    }

    /// Waits until the element with this id has the focus.
    ///
    /// # Errors
    /// `NotShown`.
    pub async fn comes_to(&self, id: &str) -> Result<(), BrowserError> {
        self.0.comes_true(&format!("document.activeElement?.id === {id:?}")).await
    }

    /// Follows every link of the summary of what is wrong, which has the focus, and comes back: each leads to its field.
    /// Gives the fields' ids.
    ///
    /// # Errors
    /// `Wrong` when one leads nowhere.
    pub async fn follows_each_problem(&self) -> Result<Vec<String>, BrowserError> {
        self.comes_to("error-summary").await?;
        let mut fields = Vec::new();
        loop {
            self.presses(Key::Tab + "").await?;
            let link = self.at().await?;
            let Some(field) = link.address.strip_prefix('#').map(str::to_owned) else {
                // What follows the last link is the next stop again.
                self.holds(Key::Shift, Key::Tab + "").await?;
                break;
            };
            self.presses(Key::Enter + "").await?;
            let reached = self.at().await?;
            if reached.id != field {
                let what = format!("{:?} leads to {:?} and not to {field}", link.words, reached.id);
                return Err(BrowserError::wrong(self.0.who(), what));
            }
            self.goes_back_to_link(&link.address).await?;
            fields.push(field);
        }
        match fields.is_empty() {
            true => Err(BrowserError::wrong(self.0.who(), "the summary of what is wrong has no links")),
            false => Ok(fields),
        }
    }
}
