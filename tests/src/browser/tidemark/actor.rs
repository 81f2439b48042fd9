//! Somebody of Operation Tidemark at their browser: what they press and fill in.

use crate::browser::chromedriver::Chromedriver;
use crate::browser::error::BrowserError;
use crate::browser::window::Window;
use marram_core::work::Filled;
use marram_core::work::template::{Kind, Template, Value};
use serde_json::json;

type Done = Result<(), BrowserError>;

const PASSPHRASE: &str = "grey heron at low water";

/// Ticks the box of the person whose line says these words, unless it is ticked.
const TICK: &str = "const line = [...document.querySelectorAll('[data-test=person]')]
    .find(one => one.textContent.includes(arguments[0]));
if (!line.control.checked) line.control.click();";

/// Sets a field as a person would, where typing depends on the browser's language.
const SET: &str = "const [selector, value] = arguments; const field = document.querySelector(selector);
const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set; setter.call(field, value);
field.dispatchEvent(new Event('input', { bubbles: true })); field.dispatchEvent(new Event('change', { bubbles: true }));";

/// The value of the option of a choice that says these words.
const OPTION: &str = "const [selector, words] = arguments;
const option = [...document.querySelector(selector).options].find(option => option.text.includes(words));
return option ? option.value : null;";

/// Somebody at their browser.
#[derive(Debug)]
pub(super) struct Actor {
    /// Their browser.
    pub(super) window: Window,
}

impl Actor {
    /// Opens a browser and joins by a link.
    pub(super) async fn joins(driver: &Chromedriver, name: &str, link: &str) -> Result<Self, BrowserError> {
        let window = Window::open(driver, name).await?;
        window.go(link).await?;
        window.sees("[data-view=join]").await?;
        window.types("#passphrase", PASSPHRASE).await?;
        window.clicks("#join").await?;
        window.sees("#connection[data-state=online]").await?;
        Ok(Self { window })
    }

    /// Goes on duty at a desk of the own agency.
    pub(super) async fn goes_on_duty(&self) -> Done {
        self.window.clicks("#go-duty").await?;
        self.window.clicks("[data-test=go-on]").await?;
        self.window.sees("[data-test=go-off]").await.map(drop)
    }

    /// Fills in a form and sends it to a desk, to be accepted within so many minutes.
    pub(super) async fn refers(&self, desk: &str, reference: &str, minutes: &str, form: &Filled) -> Done {
        self.window.clicks("#go-board").await?;
        self.window.clicks("#refer").await?;
        self.window.types("[data-view=refer] #minutes", minutes).await?;
        self.sends(desk, reference, self.chooses_form(form).await?, form).await
    }

    /// Sends to a desk what follows from the referral whose record is open: that one's answers are there already.
    pub(super) async fn refers_on(&self, desk: &str, reference: &str, follows: &str, form: &Filled) -> Done {
        self.presses("refer-on").await?;
        self.window.reads("[data-view=refer] #follows", follows).await?;
        let template = self.chooses_form(form).await?;
        self.window.reads("[data-test=carried]", follows).await?;
        self.sends(desk, reference, template, form).await
    }

    async fn chooses_form(&self, form: &Filled) -> Result<&'static Template, BrowserError> {
        let template = Template::of(form).ok_or_else(|| BrowserError::wrong(self.window.who(), "an unknown form"))?;
        self.chooses("#template", &template.title).await?;
        Ok(template)
    }

    async fn sends(&self, desk: &str, reference: &str, template: &Template, form: &Filled) -> Done {
        let window = &self.window;
        self.chooses("#desk", desk).await?;
        window.types("#reference", reference).await?;
        self.fills(template, form).await?;
        window.sees("[data-view=check-referral]").await?;
        window.clicks("#send-referral").await?;
        window.sees("[data-view=board]").await?;
        window.reads("[data-test=board-line]", reference).await.map(drop)
    }

    /// Records what the discussion makes of it, from the page of the referral and plan.
    pub(super) async fn assesses(&self, form: &Filled) -> Done {
        let template = Template::of(form).ok_or_else(|| BrowserError::wrong(self.window.who(), "an unknown form"))?;
        self.window.clicks("#assess").await?;
        self.fills(template, form).await?;
        self.window.sees("[data-test=assessment]").await.map(drop)
    }

    /// Fills in the form on the page, and goes on.
    async fn fills(&self, template: &Template, form: &Filled) -> Done {
        let window = &self.window;
        window.sees("#send-form").await?;
        for field in template.fields() {
            if let Some(Value::Text(answer)) = form.values.get(&field.id) {
                self.fills_field(field.kind, &format!("#f_{}", field.id), answer).await?;
            }
            for (place, row) in form.rows(&field.id).iter().enumerate() {
                let asked = field.fields.iter().filter_map(|inner| Some((inner, row.get(&inner.id)?)));
                for (inner, answer) in asked {
                    let id = format!("#f_{}_{place}_{}", field.id, inner.id);
                    self.fills_field(inner.kind, &id, answer).await?;
                }
            }
        }
        window.clicks("#send-form").await
    }

    /// Answers one question; what stands there already is left.
    async fn fills_field(&self, kind: Kind, id: &str, answer: &str) -> Done {
        match kind {
            Kind::Choice | Kind::YesNo => return self.window.clicks(&format!("{id}_{answer}")).await,
            Kind::Date => {
                for (part, typed) in ["year", "month", "day"].into_iter().zip(answer.split('-')) {
                    self.window.types(&format!("{id}_{part}"), typed).await?;
                }
                return Ok(());
            }
            _ => {}
        }
        self.window.sees(id).await?;
        let there = self.window.run("return document.querySelector(arguments[0]).value", &[json!(id)]).await?;
        if there.as_str() == Some(answer) { Ok(()) } else { self.window.types(id, answer).await }
    }

    /// Opens a room from the board.
    pub(super) async fn opens(&self, reference: &str) -> Done {
        self.window.clicks("#go-board").await?;
        self.window.clicks_on("[data-test=board-line] .link", reference).await?;
        self.window.sees("[data-view=room]").await.map(drop)
    }

    /// Opens the referral and plan of the room that is open.
    pub(super) async fn turns_to_record(&self) -> Done {
        self.window.clicks("#go-record").await?;
        self.window.sees("[data-view=record]").await.map(drop)
    }

    /// Opens the version that waits for them, and reads it.
    pub(super) async fn reads_version(&self, version: &str) -> Done {
        self.presses("read-version").await?;
        self.window.reads("[data-view=version] #heading", version).await?;
        self.window.sees("[data-view=version] [data-test=decision]").await?;
        self.window.no_longer_sees("[data-test=lacking]").await
    }

    /// Reads that the room is covert, which is asked before anything is shown.
    pub(super) async fn reads_notice(&self) -> Done {
        self.window.sees("[data-gate=notice]").await?;
        self.window.clicks("#notice-read").await?;
        self.window.no_longer_sees("[data-gate=notice]").await
    }

    /// Finds that a covert room cannot be printed, and comes back to its referral and plan.
    pub(super) async fn cannot_print(&self, reference: &str) -> Done {
        self.opens(reference).await?;
        self.window.clicks("#room-actions summary").await?;
        self.window.sees("#print-off").await?;
        self.window.no_longer_sees("#print").await?;
        let shown = "getComputedStyle(document.querySelector('.covert-shown')).display";
        self.window.comes_true(&format!("{shown} !== 'none'")).await?;
        self.turns_to_record().await
    }

    /// Presses one of the buttons.
    pub(super) async fn presses(&self, button: &str) -> Done {
        self.window.clicks(&format!("[data-test={button}]")).await
    }

    /// Does something that asks for more, from the page of the referral and plan.
    pub(super) async fn does(&self, act: &str, answers: &[(&str, &str)]) -> Done {
        self.begins(act).await?;
        self.answers(answers).await?;
        self.window.clicks("#confirm").await?;
        self.window.no_longer_sees("[data-view=act]").await
    }

    /// Opens the page of an act.
    pub(super) async fn begins(&self, act: &str) -> Done {
        self.presses(&format!("act-{act}")).await?;
        self.window.sees("[data-view=act]").await.map(drop)
    }

    /// Answers what is asked.
    pub(super) async fn answers(&self, answers: &[(&str, &str)]) -> Done {
        for (field, answer) in answers {
            let selector = format!("#{field}");
            let kind = self.window.run("return document.querySelector(arguments[0]).type", &[json!(selector)]).await?;
            match kind.as_str() {
                Some("select-one") => self.chooses(&selector, answer).await?,
                Some("datetime-local") => drop(self.window.run(SET, &[json!(selector), json!(answer)]).await?),
                _ => self.window.types(&selector, *answer).await?,
            }
        }
        Ok(())
    }

    /// Chooses the option that says these words.
    pub(super) async fn chooses(&self, selector: &str, words: &str) -> Done {
        let has = format!(
            "[...(document.querySelector({selector:?})?.options ?? [])].some(one => one.text.includes({words:?}))"
        );
        self.window.comes_true(&has).await?;
        let value = self.window.run(OPTION, &[json!(selector), json!(words)]).await?;
        self.window.run(SET, &[json!(selector), value]).await.map(drop)
    }

    /// Ticks somebody, who may be ticked already.
    pub(super) async fn ticks(&self, who: &str) -> Done {
        self.window.reads("[data-test=person]", who).await?;
        self.window.run(TICK, &[json!(who)]).await.map(drop)
    }

    /// Writes to everybody in the room.
    pub(super) async fn writes(&self, text: &str) -> Done {
        self.window.types("#write", text.to_owned() + thirtyfour::Key::Enter).await?;
        self.reads(text).await
    }

    /// Reads an entry of the timeline.
    pub(super) async fn reads(&self, text: &str) -> Done {
        self.window.reads("[data-test=entry]", text).await.map(drop)
    }

    /// Fails if words that must not be read are in the page.
    pub(super) async fn must_not_read(&self, words: &str) -> Done {
        match self.window.words().await?.contains(words) {
            true => Err(BrowserError::wrong(self.window.who(), format!("reads what must not be read: {words}"))),
            false => Ok(()),
        }
    }
}
