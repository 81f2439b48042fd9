//! Inviting many people from a list, which is read wholly before anything is done.

use super::invite::Validity;
use super::role_field::given;
use crate::platform::document;
use crate::text::{fill, text};
use crate::views::form::{TextField, into_state, on_submit};
use crate::views::handlers::use_handlers;
use marram_core::Command;
use marram_core::command::Newcomer;
use marram_core::identity::{BadLine, Entrant, Fault, read_roll};
use marram_core::view::AdministrationView;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// The properties of [`InviteList`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) agency: Rc<AdministrationView>,
}

/// The form: lines or a file, what was read, and only then the links.
#[component]
pub(super) fn InviteList(props: &Props) -> Html {
    let t = &text().invite;
    let handlers = use_handlers();
    let lines = use_state_eq(String::new);
    let days = use_state_eq(|| 7_u64);
    let read = use_state_eq(|| None::<Result<Vec<Entrant>, Vec<BadLine>>>);
    let roles = given(&props.agency);
    let onfile = {
        let (lines, read, roles) = (lines.clone(), read.clone(), roles.clone());
        Callback::from(move |event: Event| {
            let (lines, read, roles) = (lines.clone(), read.clone(), roles.clone());
            let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
                return;
            };
            spawn_local(async move {
                if let Some(text) = document::chosen_text(input).await {
                    read.set(Some(read_roll(&text, &roles)));
                    lines.set(text);
                }
            });
        })
    };
    let onsubmit = {
        let (lines, read) = (lines.clone(), read.clone());
        on_submit(move || read.set(Some(read_roll(&lines, &roles))))
    };
    let make = {
        let (handlers, lines, days, read) = (handlers.clone(), lines.clone(), days.clone(), read.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(Ok(people)) = &*read else { return };
            let newcomer = |Entrant { name, role }| Newcomer { name, role, spoken: None, approval: false };
            let people = people.iter().cloned().map(newcomer);
            handlers.command(Command::InvitePeople { people: people.collect(), valid_for_ms: *days * DAY_MS });
            lines.set(String::new());
            read.set(None);
        })
    };
    let typed = {
        let (set, read) = (into_state(&lines), read.clone());
        Callback::from(move |value| {
            // What was read was another list.
            read.set(None);
            set.emit(value);
        })
    };
    html! {
        <section>
            <h1 key="heading" id="heading" tabindex="-1">{ t.bulk_heading }</h1>
            <p key="intro">{ t.bulk_intro }{ " " }{ bulk_roles(&props.agency) }</p>
            <form key="form" {onsubmit} novalidate=true>
                <div class="form-group">
                    <label for="people-file">{ t.bulk_file }</label>
                    <input id="people-file" class="field" type="file" accept=".csv,.txt,text/csv,text/plain" onchange={onfile} />
                </div>
                <TextField id="people" label={t.bulk_text} value={(*lines).clone()} oninput={typed} tall=true />
                <Validity days={*days} onchange={{ let days = days.clone(); Callback::from(move |to| days.set(to)) }} />
                <button id="check" type="submit" class="button button-plain">{ t.bulk_check }</button>
            </form>
            <div key="read" id="list-read" class="apart" role="status">
                { match &*read {
                    None => Html::default(),
                    Some(Ok(people)) if people.is_empty() => html! { <p>{ t.bulk_empty }</p> },
                    Some(Ok(people)) => good(people, make),
                    Some(Err(bad)) => bad_lines(bad),
                } }
            </div>
        </section>
    }
}

/// Which roles the lines may give.
fn bulk_roles(agency: &AdministrationView) -> String {
    match given(agency).as_slice() {
        [] => String::new(),
        roles => fill(text().invite.bulk_roles, &[("roles", &roles.join(", "))]),
    }
}

fn good(people: &[Entrant], make: Callback<MouseEvent>) -> Html {
    let t = &text().invite;
    html! {
        <>
            <h2>{ t.bulk_good.of(u32::try_from(people.len()).unwrap_or(u32::MAX)) }</h2>
            <ul>{ for people.iter().map(|person| html! { <li>{ &person.name }{ ", " }{ &person.role }</li> }) }</ul>
            <button id="make" class="button" onclick={make}>{ t.bulk_make }</button>
        </>
    }
}

fn bad_lines(bad: &[BadLine]) -> Html {
    let t = &text().invite;
    let line = |bad: &BadLine| {
        let words = fill(t.bulk_line, &[("line", &bad.line.to_string()), ("fault", &fault(bad.fault))]);
        html! { <li key={bad.line}>{ words }</li> }
    };
    html! {
        <div class="banner banner-danger">
            <h2>{ t.bulk_bad.of(u32::try_from(bad.len()).unwrap_or(u32::MAX)) }</h2>
            <ul>{ for bad.iter().map(line) }</ul>
        </div>
    }
}

fn fault(fault: Fault) -> String {
    let t = &text().invite;
    let with = |words: &str, name: &str, n: usize| fill(words, &[(name, &n.to_string())]);
    match fault {
        Fault::Columns { got } => with(t.fault_columns, "got", got),
        Fault::NoName => t.fault_no_name.to_owned(),
        Fault::NoRole => t.fault_no_role.to_owned(),
        Fault::UnknownRole => t.fault_unknown_role.to_owned(),
        Fault::TooLong { got } => with(t.fault_long, "got", got),
        Fault::Quote => t.fault_quote.to_owned(),
        Fault::Unprintable => t.fault_characters.to_owned(),
        Fault::Twice { first } => with(t.fault_twice, "first", first),
        Fault::TooMany => t.fault_many.to_owned(),
    }
}
