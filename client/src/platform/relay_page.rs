//! Reads what the relay itself says that it sees, where it says so.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

const ADDRESS: &str = "/what-the-relay-sees.json";
/// A page of figures, not a data base.
const MOST_FIGURES: usize = 200;

/// A figure of the relay's: its name, and its value as text.
pub(crate) type Figure = (String, String);

/// The relay's figures; `None` where it publishes none.
pub(crate) async fn figures() -> Option<Vec<Figure>> {
    let answer = JsFuture::from(web_sys::window()?.fetch_with_str(ADDRESS)).await.ok()?;
    let answer = answer.dyn_into::<Response>().ok().filter(Response::ok)?;
    let json = JsFuture::from(answer.json().ok()?).await.ok()?;
    let mut found = Vec::new();
    collect("", &json, &mut found);
    Some(found)
}

/// Flattens nested objects: `{"logs": {"entries": 3}}` becomes `logs entries`, 3.
fn collect(name: &str, value: &JsValue, found: &mut Vec<Figure>) {
    if found.len() >= MOST_FIGURES {
        return;
    }
    if let Some(object) = value.dyn_ref::<Object>().filter(|_| !value.is_function()) {
        for pair in Object::entries(object).iter() {
            let pair = Array::from(&pair);
            let key = pair.get(0).as_string().unwrap_or_default().replace(['_', '-'], " ");
            collect(format!("{name} {key}").trim(), &pair.get(1), found);
        }
        return;
    }
    let text = value.as_string().or_else(|| value.as_f64().map(|n| n.to_string()));
    let text = text.or_else(|| value.as_bool().map(|b| b.to_string()));
    if let Some(text) = text {
        found.push((name.to_owned(), text));
    }
}
