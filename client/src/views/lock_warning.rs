//! The warning before Marram locks by itself. Any key or click puts it off, this button too.

use super::countdown::Countdown;
use super::desk::use_desk_view;
use crate::state::AtDesk;
use crate::text::text;
use yew::prelude::*;

/// Below everything; it takes no focus, for somebody may be writing.
#[component]
pub(crate) fn LockWarning() -> Html {
    let desk = use_desk_view();
    let Some(until) = desk.locks_at else { return Html::default() };
    let t = &text().desk;
    let stay = desk.tell.reform(|_: MouseEvent| AtDesk::Input);
    html! {
        <aside id="lock-warning" class="lock-warning" aria-label={t.stay}>
            <p><Countdown {until} words={t.warning} /></p>
            <button id="stay-unlocked" class="button" onclick={stay}>{ t.stay }</button>
        </aside>
    }
}
