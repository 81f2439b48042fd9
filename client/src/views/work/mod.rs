//! The work: a room's referral and plan, the acts that change them, the board over all rooms, handing over, and what must be
//! done before a room is shown.

mod act;
mod alerts;
mod assess;
mod board;
mod choose;
mod dates;
mod duty;
mod gate;
mod hand_over;
mod holding;
mod plan;
mod recipients;
mod record;
mod refer;
mod refer_many;
mod release;
mod secrecy;
mod sending;
mod status;
mod tasks;
mod transfer;
mod version;
mod versions;

pub(crate) use act::ActPage;
pub(crate) use alerts::Alerts;
pub(crate) use assess::AssessPage;
pub(crate) use board::BoardPage;
pub(crate) use choose::choose;
pub(crate) use dates::{DatesPage, Reminders};
pub(crate) use duty::DutyPage;
pub(crate) use gate::GatePage;
pub(crate) use hand_over::HandOverPage;
pub(crate) use record::RecordPage;
pub(crate) use refer::ReferPage;
pub(crate) use refer_many::ReferManyPage;
pub(crate) use release::ReleasePage;
pub(crate) use status::Status;
pub(crate) use version::VersionPage;

use crate::platform::document;
use crate::state::{Act, Done, Route};
use crate::text::acts;
use crate::views::handlers::Handlers;
use crate::views::room::correction;
use marram_core::view::{RoomPhase, RoomView};
use marram_core::work::{Made, Work};
use marram_core::{Command, EventId, RoomId};
use marram_protocol::UnixMillis;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};
use yew::prelude::*;

/// Where a section's buttons lead: the room, and what to tell.
#[derive(Clone, PartialEq)]
struct Doing {
    room: RoomId,
    handlers: Handlers,
    /// Whether anything can be said here now.
    open: bool,
    pressed: Pressed,
    /// What was just done.
    done: Option<Rc<Done>>,
    /// The moment that what is due is held against.
    now: UnixMillis,
    /// What was said of earlier entries, by the entry.
    corrections: BTreeMap<EventId, Vec<Made<String>>>,
}

/// The heading above the button that was pressed last: such buttons go when what they say has been said.
type Pressed = Rc<RefCell<Option<String>>>;

/// Gives the focus that went with a button to the heading above it, once.
#[hook]
fn use_pressed() -> Pressed {
    let pressed = use_mut_ref(|| None::<String>);
    let heading = pressed.clone();
    use_effect(move || {
        let lost = heading.borrow().as_ref().is_some_and(|heading| document::focus_if_lost(heading));
        if lost {
            heading.take();
        }
    });
    pressed
}

impl Doing {
    /// In a room as it stands now.
    fn new(view: &RoomView, handlers: Handlers, now: UnixMillis) -> Self {
        let open = matches!(view.summary.phase, RoomPhase::Open | RoomPhase::Making) && view.gate.is_none();
        let corrections = view.matter.as_ref().map(|matter| matter.corrections.clone()).unwrap_or_default();
        Self { room: view.summary.id, handlers, open, pressed: Pressed::default(), done: None, now, corrections }
    }

    /// What was said of an entry later: it stands beside it.
    fn corrected(&self, event: EventId) -> Html {
        self.corrections.get(&event).into_iter().flatten().map(correction).collect()
    }

    /// A button to an act's page; nothing where the room is not open.
    fn act(&self, act: Act, about: Option<EventId>) -> Html {
        if !self.open {
            return Html::default();
        }
        let onclick = self.handlers.go(Route::Act(self.room, act, about));
        html! { <button class="link" data-test={format!("act-{}", act.name())} {onclick}>{ acts::act(act) }</button> }
    }

    /// A button that says something at once.
    fn say(&self, id: &'static str, words: impl Into<AttrValue>, work: Work) -> Html {
        self.ask(id, words, Command::Work { room: self.room, work: Box::new(work) })
    }

    /// A heading with what was just done there, what belongs to it, and the buttons below.
    fn section(&self, id: &'static str, heading: &'static str, body: Html, buttons: Vec<Html>) -> Html {
        let labelled = format!("{id}-heading");
        html! {
            <section key={id} {id} class="record-part" aria-labelledby={labelled.clone()}>
                <h2 id={labelled.clone()} tabindex="-1">{ heading }</h2>
                { done_line(self.done.as_deref().filter(|done| done.heading == labelled)) }
                { body }
                <div class="record-acts">{ for buttons }</div>
            </section>
        }
    }

    /// A section that is a list; none where nothing is in it, nor can be put into it.
    fn list(&self, id: &'static str, heading: &'static str, items: Vec<Html>, buttons: Vec<Html>) -> Html {
        if items.is_empty() && !self.open {
            return Html::default();
        }
        let body = html! { if !items.is_empty() { <ul class="record-list">{ for items }</ul> } };
        self.section(id, heading, body, buttons)
    }

    fn ask(&self, id: &'static str, words: impl Into<AttrValue>, command: Command) -> Html {
        if !self.open {
            return Html::default();
        }
        let (handlers, pressed) = (self.handlers.clone(), self.pressed.clone());
        let onclick = Callback::from(move |event: MouseEvent| {
            pressed.replace(document::heading_around(&event));
            handlers.command(command.clone());
        });
        html! { <button class="button button-plain" data-test={id} {onclick}>{ words.into() }</button> }
    }
}

/// What the person just did, in a line. Those who hear the page are told elsewhere.
pub(crate) fn done_line(done: Option<&Done>) -> Html {
    html! {
        if let Some(done) = done { <p key="done" class="banner banner-ok lines" data-test="done">{ &done.words }</p> }
    }
}

/// A line of a list of facts.
fn fact(name: &'static str, value: impl Into<Html>) -> Html {
    html! { <div key={name} class="fact"><dt>{ name }</dt><dd>{ value.into() }</dd></div> }
}
