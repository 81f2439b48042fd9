//! The agency's people.

use crate::platform::clock;
use crate::state::Route;
use crate::text::{fill, text};
use crate::views::form::{TextField, into_state};
use crate::views::handlers::use_handlers;
use crate::views::{key_of, moment};
use marram_core::view::{AdministrationView, EndingView, StaffState, StaffView};
use marram_protocol::UnixMillis;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`People`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) agency: Rc<AdministrationView>,
    pub(super) name: String,
}

/// Everybody who was ever invited, to be found by name or role.
#[component]
pub(super) fn People(props: &Props) -> Html {
    let t = &text().admin;
    let handlers = use_handlers();
    let typed = use_state_eq(String::new);
    let wanted = typed.trim().to_lowercase();
    let matches = |staff: &&StaffView| {
        wanted
            .split_whitespace()
            .all(|part| staff.name.to_lowercase().contains(part) || staff.role.to_lowercase().contains(part))
    };
    let found: Vec<&StaffView> = props.agency.people.iter().filter(matches).collect();
    let row = |staff: &&StaffView| {
        let (name, state) = state_name(staff);
        html! {
            <li key={key_of(staff.id.0)} data-test="staff" data-state={name} class="staff">
                <button class="link" onclick={handlers.go(Route::Staff(staff.id))} aria-label={fill(t.look, &[("name", &staff.name)])}>
                    <span class="person-name">{ &staff.name }</span>
                </button>
                if staff.you { <span class="quiet">{ "(" }{ t.you }{ ") " }</span> }
                if staff.administrator { <span class="tag">{ t.administrator }</span> }
                <span class="block">{ &staff.role }</span>
                <span class="quiet block">
                    { state }
                    if !staff.devices.is_empty() { { ". " }{ t.devices.of(count(staff.devices.len())) } }
                </span>
            </li>
        }
    };
    html! {
        <section>
            <h1 key="heading" id="heading" tabindex="-1">{ fill(t.heading, &[("agency", &props.name)]) }</h1>
            <TextField key="search" id="staff-search" label={t.search} value={(*typed).clone()} oninput={into_state(&typed)} kind="search" />
            <p key="found" class="quiet" role="status">{ if found.is_empty() { t.nobody.to_owned() } else { t.found.of(count(found.len())) } }</p>
            <ul key="list" class="people-list">{ for found.iter().map(row) }</ul>
        </section>
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What became of somebody: for tests, and in words.
pub(super) fn state_name(staff: &StaffView) -> (&'static str, String) {
    let t = &text().admin;
    let when = |text: &str, at: UnixMillis| fill(text, &[("when", &moment(at))]);
    let ended = |text: &str, ending: &EndingView| {
        let by = if ending.by.is_empty() { t.somebody } else { &ending.by };
        fill(text, &[("by", by), ("when", &moment(staff.since))])
    };
    match &staff.state {
        StaffState::Invited { .. } if staff.waits.as_ref().is_some_and(|waits| !waits.over) => {
            let since = staff.waits.as_ref().map_or(staff.since, |waits| waits.since);
            ("waits", when(text().approve.waits, since))
        }
        StaffState::Invited { until } if *until < clock::now() => ("expired", when(t.expired, *until)),
        StaffState::Invited { until } => ("invited", when(t.invited, *until)),
        StaffState::Joined => ("joined", when(t.joined, staff.since)),
        StaffState::Withdrawn(ending) => ("withdrawn", ended(t.withdrawn, ending)),
        StaffState::Left(ending) => ("left", ended(t.left, ending)),
    }
}
