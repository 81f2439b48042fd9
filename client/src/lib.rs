//! The client's table of contents: what the page calls when the Wasm has loaded.

use wasm_bindgen::prelude::wasm_bindgen;
use yew::{Html, component, html};

/// Draws the page. `static/assets/main.js` calls it once.
#[wasm_bindgen]
pub fn run_page() {
    yew::Renderer::<Page>::new().render();
}

/// The whole page.
#[component]
fn Page() -> Html {
    html! { <main><h1>{ "Marram" }</h1></main> }
}
