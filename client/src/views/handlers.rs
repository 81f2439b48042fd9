//! What components tell: what changes the page, what is for the worker, and what has been written but not sent.

use super::drafts::Draft;
use crate::messages::ToWorker;
use crate::state::{Action, Route};
use marram_core::Command;
use yew::prelude::*;

/// Where components tell what a person did.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Handlers {
    /// Changes the page.
    pub(crate) act: Callback<Action>,
    /// Asks the worker; a draft that waits is saved before.
    pub(crate) ask: Callback<ToWorker>,
    /// Keeps what is being written, a little later.
    pub(crate) draft: Callback<Draft>,
    /// Saves the draft that waits, now.
    pub(crate) save_draft: Callback<()>,
}

impl Handlers {
    /// A callback that goes elsewhere.
    pub(crate) fn go<E: 'static>(&self, route: Route) -> Callback<E> {
        let act = self.act.clone();
        Callback::from(move |_| act.emit(Action::Go(route)))
    }

    /// Asks the engine.
    pub(crate) fn command(&self, command: Command) {
        self.ask.emit(ToWorker::Ask(command));
    }
}

/// The handlers of the page.
#[hook]
pub(crate) fn use_handlers() -> Handlers {
    use_context::<Handlers>().unwrap_or_default()
}
