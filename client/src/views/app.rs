//! The root: state, worker, history, focus, title. The only component with effects beyond its own elements.

use super::desk::{DeskView, use_desk};
use super::drafts::Drafts;
use super::handlers::Handlers;
use super::lock_warning::LockWarning;
use super::screen::Screen;
use crate::messages::{Phase, ToWorker};
use crate::platform::{address, clock, document, port::WorkerPort, preference::Preference};
use crate::state::{Action, AppState, Invite, Route};
use crate::text::text;
use marram_core::Command;
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// The whole page.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(|| {
        let invite = address::take_fragment().map(|fragment| Invite::read(fragment, clock::now()));
        AppState::new(invite, Route::from_state(&address::state().unwrap_or_default()))
    });
    let handlers = use_worker(state.dispatcher());
    use_history(state.route, state.dispatcher());
    use_returning(handlers.clone());
    let desk = use_desk(state.phase == Phase::Open, &handlers);

    // A shared computer remembers nothing of it.
    use_effect_with(state.phase == Phase::Open && !state.at_the_lock.shared, |&device| {
        if device {
            Preference::WasDevice.set("yes");
        }
    });
    // The engine shows the room that is on the screen, and only that one.
    let (open, room) = (state.phase == Phase::Open, state.route.room());
    let ask = handlers.clone();
    use_effect_with((open, room), move |&(open, room)| {
        if open {
            ask.command(room.map_or(Command::LeaveView, |room| Command::OpenRoom { room }));
        }
    });
    use_effect_with(state.has_new_work(), |&new| {
        document::set_title(if new { text().shell.title_new } else { text().shell.title });
    });
    // A change of view moves the focus to its heading, or to what was asked for; arrivals never do.
    use_effect_with((view_of(state.phase), state.route, state.waiting.is_some()), |&(view, ..)| {
        // Unlocking is one button or one field, and whoever comes there wants to use it.
        document::focus_view(if view == UNLOCK { &["unlock-passkey", "passphrase"] } else { &["heading"] });
    });

    let state = Rc::new((*state).clone());
    html! {
        <ContextProvider<Handlers> context={handlers}>
            <ContextProvider<DeskView> context={desk}>
                <Screen {state} />
                <LockWarning />
            </ContextProvider<DeskView>>
        </ContextProvider<Handlers>>
    }
}

const UNLOCK: u8 = 4;

/// Phases that share a view do not move the focus between them.
fn view_of(phase: Phase) -> u8 {
    match phase {
        Phase::Starting => 0,
        Phase::Elsewhere => 1,
        Phase::TakenOver => 2,
        Phase::Empty(_) | Phase::Joining => 3,
        Phase::Locked(_) | Phase::Unlocking => UNLOCK,
        Phase::Open => 5,
        Phase::Broken(_) => 6,
        Phase::Ended(_) => 7,
    }
}

/// Starts the worker, and gives what components tell it by.
#[hook]
fn use_worker(dispatcher: UseReducerDispatcher<AppState>) -> Handlers {
    let port = use_mut_ref(|| None::<WorkerPort>);
    let handlers = {
        let (port, dispatcher) = (port.clone(), dispatcher.clone());
        use_memo((), move |()| wire(port, dispatcher))
    };
    use_effect_with((), move |()| {
        let (heard, failed) = (dispatcher.clone(), dispatcher.clone());
        let started = WorkerPort::start(
            move |batch| heard.dispatch(Action::Heard(batch)),
            move || failed.dispatch(Action::WorkerStopped),
        );
        if started.is_none() {
            dispatcher.dispatch(Action::WorkerStopped);
        }
        port.replace(started);
        move || drop(port.take())
    });
    (*handlers).clone()
}

fn wire(port: Rc<RefCell<Option<WorkerPort>>>, dispatcher: UseReducerDispatcher<AppState>) -> Handlers {
    let send = Callback::from(move |message: ToWorker| {
        if let Some(port) = &*port.borrow() {
            port.send(&message);
        }
    });
    let drafts = Drafts::new(send.clone());
    let (keep, save) = (drafts.clone(), drafts.clone());
    Handlers {
        act: Callback::from(move |action| dispatcher.dispatch(action)),
        ask: Callback::from(move |message| {
            drafts.save();
            if message == ToWorker::Forget {
                // Nobody is to wonder later where it went.
                Preference::WasDevice.forget();
            }
            send.emit(message);
        }),
        draft: Callback::from(move |draft| keep.keep(draft)),
        save_draft: Callback::from(move |()| save.save()),
    }
}

/// Keeps the history in step with the route, in both directions.
#[hook]
fn use_history(route: Route, dispatcher: UseReducerDispatcher<AppState>) {
    use_effect_with(route, |route| {
        let state = route.to_state();
        match address::state() {
            None => address::replace(&state),
            Some(present) if present != state => address::push(&state),
            Some(_) => {}
        }
    });
    use_effect_with((), move |()| {
        let listener = document::on_window("popstate", move || {
            dispatcher.dispatch(Action::Go(Route::from_state(&address::state().unwrap_or_default())));
        });
        move || drop(listener)
    });
}

/// Saves the draft when the page is hidden, and connects at once when the person or the network is back.
#[hook]
fn use_returning(handlers: Handlers) {
    use_effect_with((), move |()| {
        let network = handlers.clone();
        let listeners = (
            document::on_visibility(move |visible| {
                if visible {
                    handlers.ask.emit(ToWorker::ConnectNow { asked: false });
                } else {
                    handlers.save_draft.emit(());
                }
            }),
            document::on_window("online", move || network.ask.emit(ToWorker::ConnectNow { asked: false })),
        );
        move || drop(listeners)
    });
}
