//! Reads what the relay itself says that it sees, where it says so.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

const ADDRESS: &str = "/what-the-relay-sees.json";
/// Deeper than this nothing is read: the relay is not trusted to be brief.
const DEEPEST: usize = 6;

/// What the relay says, in its own words and shape.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    /// `null`, or what is too deep.
    Nothing,
    Number(f64),
    Text(String),
    List(Vec<Said>),
    Facts(Vec<(String, Said)>),
}

/// Asks the relay; `None` where it publishes nothing.
pub(crate) async fn ask_relay() -> Option<Said> {
    let answer = JsFuture::from(web_sys::window()?.fetch_with_str(ADDRESS)).await.ok()?;
    let answer = answer.dyn_into::<Response>().ok().filter(Response::ok)?;
    let json = JsFuture::from(answer.json().ok()?).await.ok()?;
    Some(read(&json, DEEPEST))
}

fn read(value: &JsValue, deeper: usize) -> Said {
    if let Some(number) = value.as_f64() {
        return Said::Number(number);
    }
    if let Some(text) = value.as_string().or_else(|| value.as_bool().map(|truth| truth.to_string())) {
        return Said::Text(text);
    }
    let Some(deeper) = deeper.checked_sub(1) else { return Said::Nothing };
    if Array::is_array(value) {
        return Said::List(Array::from(value).iter().map(|item| read(&item, deeper)).collect());
    }
    let Some(object) = value.dyn_ref::<Object>() else { return Said::Nothing };
    let fact = |pair: JsValue| {
        let pair = Array::from(&pair);
        (pair.get(0).as_string().unwrap_or_default(), read(&pair.get(1), deeper))
    };
    Said::Facts(Object::entries(object).iter().map(fact).collect())
}
