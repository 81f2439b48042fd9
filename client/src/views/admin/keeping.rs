//! Whom an administrator let in, when that administrator is ended: each stays, or goes as well. Staying is the default.

use crate::text::{fill, text};
use marram_core::PersonId;
use marram_core::view::{AdministrationView, StaffDeviceView, StaffView};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// Somebody who was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Enrolled {
    person: PersonId,
    name: String,
    role: String,
}

/// The people whom some devices let in, by name, without the person here: who ends another cannot go along.
pub(super) fn enrolled<'a>(
    agency: &AdministrationView,
    by: impl IntoIterator<Item = &'a StaffDeviceView>,
) -> Rc<Vec<Enrolled>> {
    let ids: Vec<PersonId> = by.into_iter().flat_map(|device| device.enrolled.iter().copied()).collect();
    let people = agency.people.iter().filter(|staff| ids.contains(&staff.id) && !staff.you);
    let view = |staff: &StaffView| Enrolled { person: staff.id, name: staff.name.clone(), role: staff.role.clone() };
    Rc::new(people.map(view).collect())
}

/// The properties of [`Keeping`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The administrator's name.
    pub(super) name: AttrValue,
    pub(super) enrolled: Rc<Vec<Enrolled>>,
    /// Those who go as well.
    pub(super) also: Rc<Vec<PersonId>>,
    pub(super) onchange: Callback<Rc<Vec<PersonId>>>,
}

/// A box to tick for each who goes as well, and what comes of it in words.
#[component]
pub(super) fn Keeping(props: &Props) -> Html {
    let t = &text().keeping;
    if props.enrolled.is_empty() {
        return Html::default();
    }
    let tick = |one: &Enrolled| {
        let id = format!("also-{}", LogId(one.person.0).to_hex());
        let (also, onchange, person) = (props.also.clone(), props.onchange.clone(), one.person);
        let checked = also.contains(&person);
        let toggle = Callback::from(move |_: Event| {
            let mut next = (*also).clone();
            match next.iter().position(|known| *known == person) {
                Some(at) => drop(next.remove(at)),
                None => next.push(person),
            }
            onchange.emit(Rc::new(next));
        });
        html! {
            <div key={id.clone()} class="check">
                <input id={id.clone()} type="checkbox" data-test="also" {checked} onchange={toggle} />
                <label for={id}>{ fill(t.end_too, &[("name", &one.name)]) }<span class="quiet block">{ &one.role }</span></label>
            </div>
        }
    };
    html! {
        <fieldset class="form-group" aria-describedby="also-hint">
            <legend>{ fill(t.legend, &[("name", &props.name)]) }</legend>
            <p id="also-hint" class="hint">{ t.hint }</p>
            { for props.enrolled.iter().map(tick) }
        </fieldset>
    }
}

/// Who goes and how many stay, in one sentence each.
pub(super) fn outcome(first: &str, enrolled: &[Enrolled], also: &[PersonId]) -> String {
    let t = &text().keeping;
    let goes = enrolled.iter().filter(|one| also.contains(&one.person)).map(|one| one.name.as_str());
    let names: Vec<&str> = std::iter::once(first).chain(goes).collect();
    let stay = enrolled.len() + 1 - names.len();
    let ends = fill(t.ends, &[("names", &listed(&names))]);
    match u32::try_from(stay).unwrap_or(u32::MAX) {
        0 => ends,
        stay => format!("{ends} {}", t.stay.of(stay)),
    }
}

/// Names as they are said: the last one with a word before it.
fn listed(names: &[&str]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => {
            fill(text().keeping.and, &[("names", &rest.join(", ")), ("last", last)])
        }
        names => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_who_goes_and_how_many_stay() {
        let one = |number: u8, name: &str| Enrolled {
            person: PersonId([number; 16]),
            name: name.into(),
            role: "Social worker".into(),
        };
        let all = [one(1, "Mina Sorrell"), one(2, "Jo Ledbit"), one(3, "Hal Verrin")];
        let said =
            |also: &[u8]| outcome("Robin Ashe", &all, &also.iter().map(|n| PersonId([*n; 16])).collect::<Vec<_>>());
        assert!(said(&[]).contains("Robin Ashe.") && said(&[]).contains('3'));
        assert!(said(&[2]).contains("Robin Ashe and Jo Ledbit.") && said(&[2]).contains('2'));
        assert!(!said(&[1, 2, 3]).contains("stay"));
    }
}
