//! Links of this page, and putting one on the clipboard.

use crate::messages::LinkFragment;
use wasm_bindgen_futures::JsFuture;

/// The page's address with a link's secret behind the `#`.
pub(crate) fn address_with(fragment: &LinkFragment) -> String {
    format!("{}/#{}", origin(), fragment.0)
}

/// The address of the page without anything behind it.
pub(crate) fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Copies; whether the browser let it. Browsers allow it after a click only, and never in an insecure page.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window().filter(web_sys::Window::is_secure_context) else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
