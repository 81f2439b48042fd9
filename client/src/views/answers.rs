//! A page's answers: what is typed, kept as drafts are, and found again by whoever comes back to the page.

use super::drafts::Draft;
use super::handlers::{Handlers, use_handlers};
use crate::state::{Action, Answers, Route};
use crate::text::text;
use marram_core::Command;
use marram_core::view::Unsent;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Debug, Clone, PartialEq, Default)]
struct Given {
    answers: Answers,
    changes: u32,
}

impl Reducible for Given {
    type Action = (&'static str, String);

    fn reduce(self: Rc<Self>, (id, answer): Self::Action) -> Rc<Self> {
        let mut next = Rc::unwrap_or_clone(self);
        next.answers.insert(id.to_owned(), answer);
        next.changes += 1;
        Rc::new(next)
    }
}

/// The answers of the page on the screen.
#[derive(Clone, PartialEq)]
pub(crate) struct Kept {
    given: UseReducerHandle<Given>,
    page: Route,
    resumed: bool,
    handlers: Handlers,
}

/// The answers of `page`: as they were left, or `start`.
#[hook]
pub(crate) fn use_answers(page: Route, unsent: &[Unsent], start: impl FnOnce() -> Answers) -> Kept {
    let handlers = use_handlers();
    let left = || unsent.iter().find(|one| one.page == page.to_state()).map(|one| one.answers.clone());
    let resumed = *use_memo((), |()| left().is_some());
    let given = use_reducer(|| Given { answers: left().unwrap_or_else(start), changes: 0 });
    {
        let (draft, answers) = (handlers.draft.clone(), given.answers.clone());
        use_effect_with(given.changes, move |changes| {
            if *changes > 0 {
                draft.emit(Draft::Answers(Unsent { page: page.to_state(), answers }));
            }
        });
        let leave = handlers.save_draft.clone();
        use_effect_with((), move |()| move || leave.emit(()));
    }
    Kept { given, page, resumed, handlers }
}

impl Kept {
    /// All of them, by the questions' ids.
    pub(crate) fn all(&self) -> &Answers {
        &self.given.answers
    }

    /// What was typed there.
    pub(crate) fn get(&self, id: &str) -> &str {
        self.given.answers.get(id).map_or("", String::as_str)
    }

    /// Takes in what is typed there.
    pub(crate) fn set(&self, id: &'static str) -> Callback<String> {
        let given = self.given.dispatcher();
        Callback::from(move |answer| given.dispatch((id, answer)))
    }

    /// They were sent, or are not wanted.
    pub(crate) fn forget(&self) {
        let unsent = Unsent { page: self.page.to_state(), answers: Answers::new() };
        self.handlers.command(Command::KeepAnswers { unsent });
    }

    /// The way back for who does not want to send them.
    pub(crate) fn cancel(&self, back: Route) -> Callback<MouseEvent> {
        let kept = self.clone();
        Callback::from(move |_| {
            kept.forget();
            kept.handlers.act.emit(Action::Go(back));
        })
    }

    /// Tells somebody who comes back that they began before.
    pub(crate) fn resumed(&self) -> Html {
        html! {
            if self.resumed { <p key="resumed" id="resumed" class="quiet">{ text().forms.resumed }</p> }
        }
    }
}
