//! Asking the browser to keep what Marram stores. It may say no, and then it may remove it when it needs space.

use wasm_bindgen_futures::JsFuture;

/// Asks. `None` if the browser cannot be asked.
pub(crate) async fn ask_to_keep() -> Option<bool> {
    let asked = web_sys::window()?.navigator().storage().persist().ok()?;
    JsFuture::from(asked).await.ok()?.as_bool()
}

/// What the browser has said before.
pub(crate) async fn kept() -> Option<bool> {
    let asked = web_sys::window()?.navigator().storage().persisted().ok()?;
    JsFuture::from(asked).await.ok()?.as_bool()
}
