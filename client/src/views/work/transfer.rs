//! That another desk was asked to take work over: until somebody there accepts, it stays where it is, and that is said.

use crate::platform::clock;
use crate::text::{fill, text};
use crate::views::moment;
use marram_core::view::WorkLine;
use yew::prelude::*;

/// The sentence; nothing where no other desk was asked.
pub(super) fn transfer(line: &WorkLine) -> Html {
    let t = &text().record;
    let Some(asked) = &line.transfer else { return Html::default() };
    let late = asked.due < clock::now();
    let words = match (asked.yours, late) {
        (true, false) => t.transfer_yours,
        (true, true) => t.transfer_yours_late,
        (false, false) => t.transfer,
        (false, true) => t.transfer_late,
    };
    let (when, name) = (moment(asked.due), line.holder.as_deref().unwrap_or_default());
    let words = fill(words, &[("desk", &asked.desk), ("agency", &asked.agency), ("when", &when), ("name", name)]);
    html! { <p class={if late { "banner banner-warning" } else { "quiet" }} data-test="transfer" data-late={late.to_string()}>{ words }</p> }
}

/// That it may stand otherwise than the person here was shown.
pub(super) fn part(line: &WorkLine) -> Html {
    html! { if line.part { <p class="quiet" data-test="part">{ text().record.part }</p> } }
}

/// That whoever holds it is not there any more.
pub(super) fn gone(line: &WorkLine) -> Html {
    html! { if line.holder_gone { { " " }<span class="tag tag-urgent" data-test="holder-gone">{ text().board.holder_gone }</span> } }
}
