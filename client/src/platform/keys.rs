//! That somebody is there: keys, clicks and wheels anywhere in the window, before anything else hears them.

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pressed {
    /// Escape, once; not held, and not while a character is being composed.
    Escape,
    /// Alt and L.
    AltL,
    /// Anything else.
    Other,
}

/// Calls `back` on every key, click and wheel. A pointer that only moves says nothing: desks are knocked.
pub(crate) fn on_input(back: impl Fn(Pressed) + Clone + 'static) -> Vec<EventListener> {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return Vec::new() };
    let first = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
    let quiet = EventListenerOptions { phase: EventListenerPhase::Capture, passive: true };
    let keys = {
        let back = back.clone();
        EventListener::new_with_options(&document, "keydown", first, move |event| {
            if let Some(key) = event.dyn_ref::<KeyboardEvent>() {
                let pressed = read(key);
                if pressed == Pressed::AltL {
                    // On some keyboards it would write a sign.
                    key.prevent_default();
                }
                back(pressed);
            }
        })
    };
    let others = ["pointerdown", "wheel"].map(|name| {
        let back = back.clone();
        EventListener::new_with_options(&document, name, quiet, move |_| back(Pressed::Other))
    });
    [keys].into_iter().chain(others).collect()
}

fn read(key: &KeyboardEvent) -> Pressed {
    let plain = !key.ctrl_key() && !key.meta_key() && !key.repeat() && !key.is_composing();
    match (key.key().as_str(), key.code().as_str()) {
        ("Escape", _) if plain && !key.alt_key() => Pressed::Escape,
        // Ctrl and Alt together are the other Alt key on many keyboards, which writes letters.
        (_, "KeyL") if plain && key.alt_key() => Pressed::AltL,
        _ => Pressed::Other,
    }
}
