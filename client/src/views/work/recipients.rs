//! Those to whom entries are released: one line for each who is in the room, to be ticked.

use crate::state::{as_answer, lacks_any};
use crate::text::text;
use crate::views::key_of;
use crate::views::tag::AgencyTag;
use marram_core::PersonId;
use marram_core::view::{MemberView, ReleasableView, RoomView};
use marram_protocol::LogId;
use yew::prelude::*;

/// Those to whom anything can be released: not to oneself, nor to whoever was told a header and may be shown nothing else.
pub(super) fn offered(view: &RoomView) -> Vec<&MemberView> {
    let secrecy = view.matter.as_ref().map(|matter| &matter.secrecy);
    let kept_out = |person| secrecy.is_some_and(|secrecy| secrecy.header_for(person).is_some());
    view.members.iter().filter(|member| !member.you && !kept_out(member.id)).collect()
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::fixture::{council, room_view};
    use marram_core::view::{Compared, Vouched};
    use marram_core::work::{Matter, Staged};

    #[test]
    fn who_was_told_a_header_only_is_not_offered_before_declaring_no_conflict() {
        let member = |number: u8| MemberView {
            id: PersonId([number; 16]),
            name: "Lin Farrow".into(),
            role: "Nurse".into(),
            agency: council(),
            vouched: Vouched::Endorsed,
            compared: Compared::Never,
            devices: 1,
            you: number == 0,
            removable: false,
        };
        let declared = [None, Some(Some("The same team".to_owned())), Some(None)];
        let staged = (1..).zip(declared).map(|(number, declared)| {
            let (person, name, header) = (PersonId([number; 16]), "Lin Farrow".into(), "Community trust".into());
            Staged { person, name, header, declared }
        });
        let mut matter = Matter::default();
        matter.secrecy.staged.extend(staged);
        let view = RoomView { members: (0..5).map(member).collect(), ..room_view(1) };
        let numbers = |view: &RoomView| offered(view).iter().map(|member| member.id.0[0]).collect::<Vec<_>>();
        assert_eq!(numbers(&view), [1, 2, 3, 4]);
        assert_eq!(numbers(&RoomView { matter: Some(Box::new(matter)), ..view }), [3, 4]);
    }
}
