//! The lock that makes one tab's worker the only one: a Web Lock named after the engine.
//!
//! web-sys has the API only behind a compiler flag, so the few calls are made by name here.

use js_sys::{Function, Object, Promise, Reflect};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

const NAME: &str = "marram-engine";

/// What becomes of a request for the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TabLockEvent {
    /// This worker is the one from now on.
    Granted,
    /// Another tab has taken it over.
    Lost,
}

/// A request for the lock, and the lock once granted. Dropping it withdraws the one and gives up the other.
pub(crate) struct TabLock {
    release: Rc<Cell<Option<Function>>>,
    dropped: Rc<Cell<bool>>,
}

impl TabLock {
    /// Waits for the lock, or takes it from whoever has it. `None` if the browser has no locks.
    pub(crate) fn request(take_over: bool, tell: impl Fn(TabLockEvent) + Clone + 'static) -> Option<Self> {
        let locks = by_name(&by_name(&js_sys::global(), "navigator")?, "locks")?;
        let request = by_name(&locks, "request")?.dyn_into::<Function>().ok()?;
        let release = Rc::new(Cell::new(None));
        let dropped = Rc::new(Cell::new(false));

        // Both closures are left to the browser: a withdrawn request stays in its queue and calls them long afterwards.
        let granted: Closure<dyn FnMut(JsValue) -> Promise> = {
            let (release, dropped, tell) = (release.clone(), dropped.clone(), tell.clone());
            Closure::new(move |_lock| {
                // A request that was withdrawn while it waited: give the lock straight back.
                if dropped.get() {
                    return Promise::resolve(&JsValue::UNDEFINED);
                }
                let held = Promise::new(&mut |resolve, _| release.set(Some(resolve)));
                tell(TabLockEvent::Granted);
                held
            })
        };
        let lost: Closure<dyn FnMut(JsValue)> = {
            let dropped = dropped.clone();
            Closure::new(move |_error| {
                if !dropped.get() {
                    tell(TabLockEvent::Lost);
                }
            })
        };
        let options = Object::new();
        Reflect::set(&options, &"mode".into(), &"exclusive".into()).ok()?;
        Reflect::set(&options, &"steal".into(), &take_over.into()).ok()?;
        let ended = request.call3(&locks, &NAME.into(), &options, &granted.into_js_value()).ok()?;
        // The promise is broken when somebody else takes the lock over.
        drop(ended.dyn_into::<Promise>().ok()?.catch(&lost));
        lost.forget();
        Some(Self { release, dropped })
    }
}

impl Drop for TabLock {
    fn drop(&mut self) {
        self.dropped.set(true);
        if let Some(release) = self.release.take() {
            drop(release.call0(&JsValue::UNDEFINED));
        }
    }
}

fn by_name(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}
