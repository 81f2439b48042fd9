//! Saves what is being written, a note, a form or the answers of a page: half a second after the last key, when the field or its page is left or
//! the window hidden, and before anything else is asked of the worker, so that no lock and no reload takes it away.

use crate::messages::ToWorker;
use gloo_timers::callback::Timeout;
use marram_core::view::{BegunForm, Unsent};
use marram_core::{Command, RoomId};
use std::{cell::RefCell, rc::Rc};
use yew::Callback;

const WAIT_MS: u32 = 500;

/// What has been written and not sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Draft {
    /// To the people of a room.
    Note(RoomId, String),
    /// A form that was begun.
    Form(Box<BegunForm>),
    /// A page's answers.
    Answers(Unsent),
}

impl Draft {
    /// Whether keeping one of the two is enough, because it is a later state of the other.
    fn is_of_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Note(room, _), Self::Note(other, _)) => room == other,
            (Self::Form(begun), Self::Form(other)) => {
                (begun.room, &begun.form.template) == (other.room, &other.form.template)
            }
            (Self::Answers(answers), Self::Answers(other)) => answers.page == other.page,
            _ => false,
        }
    }

    fn command(self) -> Command {
        match self {
            Self::Note(room, text) => Command::SaveDraft { room, text },
            Self::Form(begun) => Command::KeepForm { begun },
            Self::Answers(unsent) => Command::KeepAnswers { unsent },
        }
    }
}

/// The draft that waits.
#[derive(Clone)]
pub(super) struct Drafts {
    waiting: Rc<RefCell<Option<Draft>>>,
    timer: Rc<RefCell<Option<Timeout>>>,
    send: Callback<ToWorker>,
}

impl Drafts {
    /// `send` goes to the worker.
    pub(super) fn new(send: Callback<ToWorker>) -> Self {
        Self { waiting: Rc::default(), timer: Rc::default(), send }
    }

    /// Keeps a draft for later.
    pub(super) fn keep(&self, draft: Draft) {
        let other = self.waiting.borrow().as_ref().is_some_and(|waiting| !waiting.is_of_the_same(&draft));
        if other {
            self.save();
        }
        self.waiting.replace(Some(draft));
        let later = self.clone();
        self.timer.replace(Some(Timeout::new(WAIT_MS, move || later.save())));
    }

    /// Saves it now.
    pub(super) fn save(&self) {
        let waiting = self.waiting.take();
        if let Some(draft) = waiting {
            self.send.emit(ToWorker::Ask(draft.command()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::work::Filled;
    use marram_core::work::template::Template;

    #[test]
    fn only_a_later_state_of_the_same_takes_the_place_of_what_waits() {
        let of = |room: Option<u8>, template: &str| {
            let form = Filled::begin(Template::newest(template).unwrap());
            Draft::Form(Box::new(BegunForm { room: room.map(|room| RoomId([room; 16])), form }))
        };
        let form = |template: &str| of(None, template);
        let note = |room: u8, text: &str| Draft::Note(RoomId([room; 16]), text.to_owned());
        let answers = |page: &str| Draft::Answers(Unsent { page: page.to_owned(), answers: [].into() });
        assert!(note(1, "Visit").is_of_the_same(&note(1, "Visit at four")));
        assert!(form("police-referral").is_of_the_same(&form("police-referral")));
        assert!(!note(1, "Visit").is_of_the_same(&note(2, "Visit")));
        assert!(!form("police-referral").is_of_the_same(&form("lado-referral")));
        assert!(!form("police-referral").is_of_the_same(&note(1, "Visit")));
        assert!(!of(Some(1), "strategy-discussion").is_of_the_same(&of(Some(2), "strategy-discussion")));
        assert!(answers("refer").is_of_the_same(&answers("refer")));
        assert!(!answers("refer").is_of_the_same(&answers("hand-over")));
    }
}
