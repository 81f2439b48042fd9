//! The two ways into the module: `main.js` starts the page, `worker.js` the worker.

use super::address;
use crate::{views::app::App, worker};
use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the page. `fragment` is what followed the `#` of the address, which `main.js` has already taken out of it.
#[wasm_bindgen]
pub fn run_page(fragment: &str) {
    console_error_panic_hook::set_once();
    address::remember_fragment(fragment);
    match super::document::root() {
        Some(root) => drop(yew::Renderer::<App>::with_root(root).render()),
        None => drop(yew::Renderer::<App>::new().render()),
    }
}

/// Runs the engine until the worker ends.
#[wasm_bindgen]
pub fn start_worker() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(worker::run());
}
