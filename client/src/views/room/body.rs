//! What an entry says, in words.

use super::page::NameOf;
use crate::text::{fill, problem, text};
use marram_core::view::{Body, DepartedView, EntryView};
use yew::prelude::*;

/// Words of a person, or a sentence that says what they did.
pub(super) fn body(entry: &EntryView, name_of: &NameOf) -> Html {
    let t = &text().entry;
    let words = match &entry.body {
        Body::Note { text } => return html! { <p class="words" data-test="body">{ text }</p> },
        Body::Problem(what) => {
            let (words, next) = problem(text(), what, |person| name_of.emit(person));
            return html! { <p class="banner banner-warning" data-test="body"><strong>{ words }</strong>{ " " }{ next }</p> };
        }
        Body::Created { title } => fill(t.created, &[("title", title)]),
        Body::Added { people } => fill(t.added, &[("people", &people.join(", "))]),
        Body::Joined => t.joined.to_owned(),
        Body::Removed { person, reason } => fill(t.removed, &[("person", person), ("reason", reason)]),
        Body::Left => t.left.to_owned(),
        Body::Departed { people } => {
            let sentences = people.iter().map(departed).chain([t.departed_self.to_owned()]);
            sentences.collect::<Vec<_>>().join(" ")
        }
        Body::Renamed { title } => fill(t.renamed, &[("title", title)]),
        Body::Closed { reason } => fill(t.closed, &[("reason", reason)]),
        Body::Reopened => t.reopened.to_owned(),
        Body::Readded => t.readded.to_owned(),
        Body::Succeeded { after, without } => {
            let words = without.as_ref().map_or(t.succeeded, |_| t.succeeded_without);
            fill(words, &[("after", &after.0.to_string()), ("name", without.as_deref().unwrap_or_default())])
        }
        Body::DevicesAdded { people } => fill(t.devices_added, &[("people", &people.join(", "))]),
        Body::Begins => return html! { <p class="banner" data-test="body">{ t.begins }</p> },
        Body::Unknown => t.unknown.to_owned(),
    };
    html! { <p class="deed" data-test="body">{ words }</p> }
}

fn departed(who: &DepartedView) -> String {
    let t = &text().entry;
    let by = match who.by.is_empty() {
        true => t.departed_by_somebody.to_owned(),
        false => fill(t.departed_by, &[("name", &who.by)]),
    };
    let sentence = fill(t.departed, &[("name", &who.name), ("agency", &who.agency), ("by", &by)]);
    match who.reason.trim_end_matches('.') {
        "" => sentence,
        reason => sentence + " " + &fill(t.departed_reason, &[("reason", reason)]) + ".",
    }
}
