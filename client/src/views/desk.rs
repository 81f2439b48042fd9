//! Who sits at the desk: tells the desk's machine what happens, and carries out what it says.

use super::handlers::Handlers;
use crate::messages::ToWorker;
use crate::platform::curtain::{self, CurtainWords};
use crate::platform::keys::{self, Pressed};
use crate::platform::preference::Preference;
use crate::platform::{clock, document};
use crate::state::{AtDesk, Desk, DeskSettings, Verdict};
use crate::text::text;
use gloo_timers::callback::Timeout;
use marram_protocol::UnixMillis;
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// The desk as components see it.
#[derive(Clone, PartialEq, Default)]
pub(crate) struct DeskView {
    pub(crate) settings: DeskSettings,
    /// It locks at this time unless somebody does something.
    pub(crate) locks_at: Option<UnixMillis>,
    /// Nothing is to be seen.
    pub(crate) curtain: bool,
    /// Tells the desk what a person did.
    pub(crate) tell: Callback<AtDesk>,
}

/// The desk's machine with its timer.
struct Keeper {
    desk: RefCell<Desk>,
    timer: RefCell<Option<(UnixMillis, Timeout)>>,
    seen: UseStateSetter<(Verdict, DeskSettings)>,
    lock: Callback<()>,
}

impl Keeper {
    fn tell(self: &Rc<Self>, what: AtDesk) {
        let now = clock::now();
        let (verdict, settings) = {
            let mut desk = self.desk.borrow_mut();
            (desk.happen(what, now), desk.settings())
        };
        // At once, before anything is drawn.
        if verdict.curtain {
            let keeper = Rc::clone(self);
            let t = &text().desk;
            let words = CurtainWords { title: t.curtain_title, come_back: t.come_back };
            curtain::draw(words, move || keeper.tell(AtDesk::Return));
        } else if !curtain::lift() {
            document::focus_first(&["unlock-passkey", "passphrase", "heading"]);
        }
        if verdict.lock {
            self.lock.emit(());
        }
        self.wake_at(verdict.wake_at, now);
        self.seen.set((Verdict { lock: false, wake_at: None, ..verdict }, settings));
    }

    /// A timer that rings too early does no harm, so not every key sets a new one.
    fn wake_at(self: &Rc<Self>, at: Option<UnixMillis>, now: UnixMillis) {
        let Some(at) = at else {
            self.timer.take();
            return;
        };
        let early = self.timer.borrow().as_ref().is_some_and(|(set, _)| now < *set && *set <= at);
        if !early {
            let keeper = Rc::clone(self);
            let timer = clock::call_at(at, move || keeper.tell(AtDesk::Woken));
            self.timer.replace(Some((at, timer)));
        }
    }
}

/// The desk, for the whole page. `open` is whether there is anything to lock.
#[hook]
pub(crate) fn use_desk(open: bool, handlers: &Handlers) -> DeskView {
    let seen = use_state_eq(|| (Verdict::default(), stored()));
    let keeper = {
        let (setter, ask) = (seen.setter(), handlers.ask.clone());
        use_memo((), move |()| {
            Rc::new(Keeper {
                desk: RefCell::new(Desk::new(stored(), clock::now())),
                timer: RefCell::default(),
                seen: setter,
                // Asking the worker saves the draft first.
                lock: Callback::from(move |()| ask.emit(ToWorker::Lock)),
            })
        })
    };
    let keeper: Rc<Keeper> = (*keeper).clone();
    {
        let keeper = keeper.clone();
        use_effect_with(open, move |&open| keeper.tell(if open { AtDesk::Opened } else { AtDesk::Closed }));
    }
    {
        let keeper = keeper.clone();
        use_effect_with((), move |()| {
            let (pressed, away, back, seen) = (keeper.clone(), keeper.clone(), keeper.clone(), keeper);
            let listeners = (
                keys::on_input(move |key| {
                    pressed.tell(match key {
                        Pressed::Escape => AtDesk::Escape,
                        Pressed::AltL => AtDesk::LockNow,
                        Pressed::Other => AtDesk::Input,
                    });
                }),
                document::on_window("blur", move || away.tell(AtDesk::Away)),
                document::on_window("focus", move || back.tell(AtDesk::Back)),
                // Timers of a hidden page may be late.
                document::on_visibility(move |visible| seen.tell(if visible { AtDesk::Woken } else { AtDesk::Away })),
            );
            move || drop(listeners)
        });
    }
    let tell = use_memo((), move |()| {
        Callback::from(move |what: AtDesk| {
            if let AtDesk::Chose(settings) = what {
                Preference::Desk.set(&settings.to_text());
            }
            keeper.tell(what);
        })
    });
    let (verdict, settings) = *seen;
    DeskView { settings, locks_at: verdict.locks_at, curtain: verdict.curtain, tell: (*tell).clone() }
}

fn stored() -> DeskSettings {
    DeskSettings::from_text(&Preference::Desk.get().unwrap_or_default())
}

/// The desk of the page.
#[hook]
pub(crate) fn use_desk_view() -> DeskView {
    use_context::<DeskView>().unwrap_or_default()
}
