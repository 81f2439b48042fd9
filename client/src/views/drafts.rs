//! Saves what is being written: half a second after the last key, when the field is left or the page hidden, and before
//! anything else is asked of the worker, so that no lock and no reload takes it away.

use crate::messages::ToWorker;
use gloo_timers::callback::Timeout;
use marram_core::{Command, RoomId};
use std::{cell::RefCell, rc::Rc};
use yew::Callback;

const WAIT_MS: u32 = 500;

/// The draft that waits.
#[derive(Clone)]
pub(super) struct Drafts {
    waiting: Rc<RefCell<Option<(RoomId, String)>>>,
    timer: Rc<RefCell<Option<Timeout>>>,
    send: Callback<ToWorker>,
}

impl Drafts {
    /// `send` goes to the worker.
    pub(super) fn new(send: Callback<ToWorker>) -> Self {
        Self { waiting: Rc::default(), timer: Rc::default(), send }
    }

    /// Keeps a draft for later.
    pub(super) fn keep(&self, room: RoomId, text: String) {
        let other = self.waiting.borrow().as_ref().is_some_and(|(waiting, _)| *waiting != room);
        if other {
            self.save();
        }
        self.waiting.replace(Some((room, text)));
        let later = self.clone();
        self.timer.replace(Some(Timeout::new(WAIT_MS, move || later.save())));
    }

    /// Saves it now.
    pub(super) fn save(&self) {
        let waiting = self.waiting.take();
        if let Some((room, text)) = waiting {
            self.send.emit(ToWorker::Ask(Command::SaveDraft { room, text }));
        }
    }
}
