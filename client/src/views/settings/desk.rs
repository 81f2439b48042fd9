//! Locking by itself, hiding, and the keys for both.

use crate::state::{AtDesk, DeskSettings, LockAfter};
use crate::text::text;
use crate::views::desk::use_desk_view;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The part of the page.
#[component]
pub(super) fn DeskChoices() -> Html {
    let t = &text().desk;
    let desk = use_desk_view();
    let settings = desk.settings;
    let choose = desk.tell.reform(move |event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        let place = select.map(|select| select.selected_index());
        let chosen = place.and_then(|place| LockAfter::ALL.get(usize::try_from(place).ok()?).copied());
        AtDesk::Chose(DeskSettings { lock_after: chosen.unwrap_or(settings.lock_after), ..settings })
    });
    let blank = desk
        .tell
        .reform(move |_: Event| AtDesk::Chose(DeskSettings { blank_when_away: !settings.blank_when_away, ..settings }));
    let option = |choice: &LockAfter| {
        html! {
            <option key={choice.minutes()} value={choice.minutes().to_string()} selected={*choice == settings.lock_after}>
                { t.minutes.of(choice.minutes()) }
            </option>
        }
    };
    html! {
        <>
            <div class="form-group">
                <label for="lock-after">{ t.lock_after }</label>
                <p id="lock-after-hint" class="hint">{ t.lock_after_hint }</p>
                <select id="lock-after" class="field" aria-describedby="lock-after-hint" onchange={choose}>
                    { for LockAfter::ALL.iter().map(option) }
                </select>
            </div>
            <div class="check">
                <input id="blank-when-away" type="checkbox" checked={settings.blank_when_away} onchange={blank}
                    aria-describedby="blank-when-away-hint" />
                <label for="blank-when-away">{ t.blank }</label>
            </div>
            <p id="blank-when-away-hint" class="hint">{ t.blank_hint }</p>
            <h3>{ t.keys }</h3>
            <table id="keys">
                <thead><tr><th scope="col">{ t.key }</th><th scope="col">{ t.does }</th></tr></thead>
                <tbody>
                    { for [(t.key_hide, t.does_hide), (t.key_lock, t.does_lock), (t.key_send, t.does_send), (t.key_line, t.does_line)]
                        .map(|(key, does)| html! { <tr key={key}><th scope="row">{ key }</th><td>{ does }</td></tr> }) }
                </tbody>
            </table>
        </>
    }
}
