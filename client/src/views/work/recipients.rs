//! Those to whom entries are released: one line for each who is in the room, to be ticked.

use crate::state::{as_answer, lacks_any};
use crate::text::text;
use crate::views::key_of;
use crate::views::tag::AgencyTag;
use marram_core::PersonId;
use marram_core::view::{MemberView, ReleasableView};
use marram_protocol::LogId;
use yew::prelude::*;

/// The question, whoever lacks something first. `set` takes the answer that keeps who is ticked.
pub(super) fn recipients(
    mut members: Vec<&MemberView>,
    listed: &ReleasableView,
    ticked: &[PersonId],
    error: Option<AttrValue>,
    set: &Callback<String>,
) -> Html {
    let t = &text().release;
    members.sort_by_key(|member| !lacks_any(listed, member.id));
    let line = |member: &&MemberView| {
        let (person, hex) = (member.id, LogId(member.id.0).to_hex());
        let id = format!("person-{hex}");
        let toggled = {
            let rest = ticked.iter().copied().filter(|one| *one != person);
            rest.chain((!ticked.contains(&person)).then_some(person)).collect::<Vec<_>>()
        };
        let onchange = set.reform(move |_: Event| as_answer(&toggled));
        html! {
            <li key={key_of(person.0)} class="check check-person">
                <input id={id.clone()} type="checkbox" data-person={hex} checked={ticked.contains(&person)} {onchange} />
                <label for={id} data-test="person">
                    <span class="person-name">{ if member.name.is_empty() { text().people.unnamed } else { &member.name } }</span>
                    { ", " }{ &member.role }{ " " }
                    <AgencyTag agency={member.agency.clone()} />
                    if !lacks_any(listed, person) { <span class="quiet block">{ t.has_all }</span> }
                </label>
            </li>
        }
    };
    let described = error.as_ref().map(|_| "people-error");
    html! {
        <fieldset key="people" id="people" class="form-group" tabindex="-1" aria-describedby={described}>
            <legend>{ t.to }</legend>
            if let Some(words) = error {
                <p id="people-error" class="error"><span class="hidden">{ text().shell.error }{ " " }</span>{ words }</p>
            }
            <ul class="people-list">{ for members.iter().map(line) }</ul>
        </fieldset>
    }
}
