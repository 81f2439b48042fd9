//! Choosing people across agencies.

use super::form::{TextField, into_state};
use super::tag::{AgencyTag, agency_name};
use crate::state::find;
use crate::text::text;
use crate::views::key_of;
use marram_core::PersonId;
use marram_core::view::{AgencyView, PersonView, RoomView};
use marram_core::work::Secrecy;
use marram_protocol::{AgencyId, LogId};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The properties of [`PeoplePicker`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) directory: Rc<Vec<PersonView>>,
    /// People who are there already.
    #[prop_or_default]
    pub(crate) without: Vec<PersonId>,
    /// What is to be known of some of them before they are chosen.
    #[prop_or_default]
    pub(crate) notes: BTreeMap<PersonId, &'static str>,
    pub(crate) chosen: Vec<PersonId>,
    pub(crate) onchange: Callback<Vec<PersonId>>,
}

/// Search, agency, and a list to tick.
#[component]
pub(crate) fn PeoplePicker(props: &Props) -> Html {
    let t = &text().picker;
    let typed = use_state_eq(String::new);
    let agency = use_state_eq(|| None::<AgencyId>);
    if props.directory.is_empty() {
        return html! { <p class="quiet">{ t.empty }</p> };
    }
    let found = find(&props.directory, &typed, *agency, &props.without);
    let hidden = u32::try_from(found.total.saturating_sub(found.listed.len())).unwrap_or(u32::MAX);
    let chosen: Vec<&PersonView> = props.directory.iter().filter(|person| props.chosen.contains(&person.id)).collect();
    let tick = |person: &&PersonView| {
        let chosen = props.chosen.contains(&person.id);
        let (toggle, note) = (toggle(props, person.id), props.notes.get(&person.id).copied());
        html! { <li key={key_of(person.id.0)}><Tick person={(*person).clone()} {note} {chosen} {toggle} /></li> }
    };
    html! {
        <div class="picker">
            <TextField id="people-search" label={t.search} value={(*typed).clone()} oninput={into_state(&typed)} kind="search" />
            { agencies(&props.directory, *agency, &agency) }
            <p key="found" class="quiet" role="status">
                { if found.total == 0 { t.nobody.to_owned() } else { t.found.of(u32::try_from(found.total).unwrap_or(u32::MAX)) } }
            </p>
            <ul key="people" class="people-list">{ for found.listed.iter().map(tick) }</ul>
            if hidden > 0 { <p key="more" class="quiet">{ t.more.of(hidden) }</p> }
            <p key="chosen" id="chosen" role="status">
                if chosen.is_empty() { { t.chosen_none } } else {
                    <strong>{ t.chosen.of(u32::try_from(chosen.len()).unwrap_or(u32::MAX)) }</strong>{ ": " }
                    { chosen.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ") }
                }
            </p>
        </div>
    }
}

/// What the room knows of people who are not in it: that they declared a conflict of interest, or else were removed.
pub(crate) fn notes(room: Option<&RoomView>) -> BTreeMap<PersonId, &'static str> {
    let matter = room.and_then(|view| view.matter.as_ref());
    matter.map(|matter| notes_of(&matter.secrecy)).unwrap_or_default()
}

fn notes_of(secrecy: &Secrecy) -> BTreeMap<PersonId, &'static str> {
    let t = &text().picker;
    let conflicted = secrecy.staged.iter().map(|one| one.person).filter(|one| secrecy.conflict_of(*one).is_some());
    let removed = secrecy.removed.iter().map(|one| (*one, t.was_removed));
    removed.chain(conflicted.map(|one| (one, t.has_conflict))).collect()
}

fn toggle(props: &Props, person: PersonId) -> Callback<Event> {
    let (chosen, onchange) = (props.chosen.clone(), props.onchange.clone());
    Callback::from(move |_| {
        let mut next = chosen.clone();
        match next.iter().position(|known| *known == person) {
            Some(at) => drop(next.remove(at)),
            None => next.push(person),
        }
        onchange.emit(next);
    })
}

fn agencies(directory: &[PersonView], selected: Option<AgencyId>, state: &UseStateHandle<Option<AgencyId>>) -> Html {
    let t = &text().picker;
    let mut all: Vec<&AgencyView> = Vec::new();
    for person in directory {
        if !all.iter().any(|agency| agency.id == person.agency.id) {
            all.push(&person.agency);
        }
    }
    let state = state.clone();
    let onchange = Callback::from(move |event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        state.set(select.and_then(|select| AgencyId::from_hex(&select.value())));
    });
    let option = |agency: &&AgencyView| {
        let value = agency.id.to_hex();
        html! { <option key={value.clone()} {value} selected={selected == Some(agency.id)}>{ agency_name(agency) }</option> }
    };
    html! {
        <div key="agency" class="form-group">
            <label for="people-agency">{ t.agency }</label>
            <select id="people-agency" class="field" {onchange}>
                <option key="all" value="" selected={selected.is_none()}>{ t.all_agencies }</option>
                { for all.iter().map(option) }
            </select>
        </div>
    }
}

/// The properties of [`Tick`].
#[derive(Properties, PartialEq)]
struct TickProps {
    person: PersonView,
    note: Option<&'static str>,
    chosen: bool,
    toggle: Callback<Event>,
}

/// One person; one who has not joined cannot be chosen, and the list says why.
#[component]
fn Tick(props: &TickProps) -> Html {
    let person = &props.person;
    let hex = LogId(person.id.0).to_hex();
    let id = format!("person-{hex}");
    html! {
        <div class="check check-person">
            <input id={id.clone()} type="checkbox" data-person={hex} checked={props.chosen} disabled={!person.joined} onchange={props.toggle.clone()} />
            <label for={id} data-test="person">
                <span class="person-name">{ if person.name.is_empty() { text().people.unnamed } else { &person.name } }</span>
                { ", " }{ &person.role }{ " " }
                <AgencyTag agency={person.agency.clone()} />
                if person.administrator { { " " }<span class="tag">{ text().admin.administrator }</span> }
                if !person.joined { <span class="quiet block">{ text().picker.not_joined }</span> }
                if let Some(note) = props.note { <span class="quiet block" data-test="person-note">{ note }</span> }
            </label>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::work::Staged;

    #[test]
    fn who_declared_a_conflict_or_was_removed_is_not_offered_without_a_word() {
        let [lin, hal, bea] = [1, 2, 3].map(|number| PersonId([number; 16]));
        let staged = |person, conflict: Option<&str>| Staged {
            person,
            name: String::new(),
            header: "Community trust".into(),
            declared: Some(conflict.map(str::to_owned)),
        };
        let staged = vec![staged(lin, Some("The same team")), staged(bea, None)];
        let secrecy = Secrecy { staged, removed: [lin, hal].into(), ..Secrecy::default() };
        let t = &text().picker;
        assert_eq!(notes_of(&secrecy), [(lin, t.has_conflict), (hal, t.was_removed)].into());
    }
}
