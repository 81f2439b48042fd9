//! What is said beside the answers before anything is sent: whether somebody is on duty, and whether the reference was used.

use crate::platform::clock;
use crate::state::board::sent_before;
use crate::text::{date, fill, text};
use marram_core::view::{DeskView, RoomSummary};
use yew::prelude::*;

/// Who gets it at the desk that is chosen. The element is always there, so that what comes into it is told.
pub(super) fn on_duty(to: Option<&DeskView>) -> Html {
    let t = &text().refer;
    let (class, words) = match to.map(|desk| u32::try_from(desk.on_duty.len()).unwrap_or(u32::MAX)) {
        None => (None, String::new()),
        Some(0) => (Some("banner banner-warning"), t.nobody_on_duty.to_owned()),
        Some(people) => (Some("quiet"), t.on_duty.of(people)),
    };
    html! { <p key="on-duty" role="status" data-test="desk-on-duty" {class}>{ words }</p> }
}

/// That a referral with this reference was sent already, when, and where it is.
pub(super) fn reference_used(rooms: &[RoomSummary], reference: &str) -> Option<String> {
    let line = sent_before(rooms, reference)?;
    let values = [("day", &*date(clock::local(line.sent))), ("desk", &line.desk), ("agency", &line.desk_agency)];
    Some(fill(text().refer.reference_used, &values))
}

/// A warning that hinders nobody.
pub(super) fn warning(words: String) -> Html {
    html! { <p class="banner banner-warning" data-test="reference-used">{ words }</p> }
}
