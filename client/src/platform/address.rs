//! The address bar and the history. Addresses say nothing: every view has the address `/`, and which one it is lies in
//! the history entry's state, which survives a reload and is sent nowhere.

use crate::messages::LinkFragment;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

thread_local! {
    static FRAGMENT: RefCell<Option<LinkFragment>> = const { RefCell::new(None) };
}

/// Keeps what `main.js` took out of the address until the page asks for it.
pub(crate) fn remember_fragment(fragment: &str) {
    let fragment = fragment.trim_start_matches('#');
    if !fragment.is_empty() {
        FRAGMENT.set(Some(LinkFragment(fragment.to_owned())));
    }
}

/// The fragment of the link that the page was opened with, once.
pub(crate) fn take_fragment() -> Option<LinkFragment> {
    FRAGMENT.take()
}

/// The state of the present history entry.
pub(crate) fn state() -> Option<String> {
    web_sys::window()?.history().ok()?.state().ok()?.as_string()
}

/// Adds a history entry.
pub(crate) fn push(state: &str) {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        // Browsers limit how often; a lost entry only makes the back button go further.
        history.push_state_with_url(&JsValue::from_str(state), "", Some("/")).unwrap_or_default();
    }
}

/// Changes the present history entry.
pub(crate) fn replace(state: &str) {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        history.replace_state_with_url(&JsValue::from_str(state), "", Some("/")).unwrap_or_default();
    }
}
