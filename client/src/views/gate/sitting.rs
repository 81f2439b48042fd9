//! Joining at a computer that others use too: whether it is one, and for how long.

use crate::text::text;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

const HOUR_MS: u64 = 60 * 60 * 1000;
/// What is chosen where nobody chose.
const USUAL_HOURS: u64 = 4;

/// The properties of [`SharedComputer`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// How long the device is to last; `None` on a computer of one's own.
    pub(super) sitting_ms: Option<u64>,
    pub(super) onchange: Callback<Option<u64>>,
}

/// The box to tick, and the hours.
#[component]
pub(super) fn SharedComputer(props: &Props) -> Html {
    let t = &text().sitting;
    let shared = props.sitting_ms.is_some();
    let toggle = props.onchange.reform(move |_: Event| (!shared).then_some(USUAL_HOURS * HOUR_MS));
    let choose = props.onchange.reform(|event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        let hours: u64 = select.and_then(|select| select.value().parse().ok()).unwrap_or(USUAL_HOURS);
        Some(hours * HOUR_MS)
    });
    let choice = |hours: u64| {
        let selected = props.sitting_ms == Some(hours * HOUR_MS);
        html! { <option key={hours} value={hours.to_string()} {selected}>{ t.hours.of(u32::try_from(hours).unwrap_or(u32::MAX)) }</option> }
    };
    html! {
        <>
            <div class="check">
                <input id="shared" type="checkbox" checked={shared} onchange={toggle} aria-describedby="shared-hint" />
                <label for="shared">{ t.shared }</label>
            </div>
            <p id="shared-hint" class="hint">{ t.shared_hint }</p>
            if shared {
                <div class="form-group">
                    <label for="sitting">{ t.how_long }</label>
                    <p id="sitting-hint" class="hint">{ t.how_long_hint }</p>
                    <select id="sitting" class="field" aria-describedby="sitting-hint" onchange={choose}>
                        { choice(1) }{ choice(4) }{ choice(8) }{ choice(12) }
                    </select>
                </div>
            }
        </>
    }
}
