//! Duty desks: who is on duty where, and going on and off duty.

use crate::text::{fill, text};
use crate::views::handlers::use_handlers;
use crate::views::moment;
use marram_core::Command;
use marram_core::view::DeskView;
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`DutyPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) desks: Rc<Vec<DeskView>>,
}

/// The page.
#[component]
pub(crate) fn DutyPage(props: &Props) -> Html {
    let t = &text().duty;
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <p key="explain" class="quiet">{ t.explain }</p>
            if props.desks.is_empty() { <p key="none" class="banner">{ t.none }</p> }
            <ul key="desks" class="record-list">{ for props.desks.iter().map(|desk| html! {
                <li key={LogId(desk.id.0).to_hex()}><Desk desk={desk.clone()} /></li>
            }) }</ul>
        </div>
    }
}

/// The properties of [`Desk`].
#[derive(Properties, PartialEq)]
struct DeskProps {
    desk: DeskView,
}

/// One desk.
#[component]
fn Desk(props: &DeskProps) -> Html {
    let t = &text().duty;
    let handlers = use_handlers();
    let desk = &props.desk;
    let ask = |command: Command| {
        let handlers = handlers.clone();
        Callback::from(move |_: MouseEvent| handlers.command(command.clone()))
    };
    let names = |people: &[marram_core::view::DeskPerson]| {
        people.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(", ")
    };
    let on = desk.on_duty.iter().map(|one| fill(t.since, &[("name", &one.name), ("when", &moment(one.since))]));
    let on: Vec<_> = on.collect();
    let id = desk.id;
    html! {
        <section data-test="duty-desk" data-on={desk.on.to_string()} aria-label={desk.name.clone()}>
            <p><strong>{ &desk.name }</strong>{ ", " }{ &desk.agency.name }</p>
            if !desk.purpose.is_empty() { <p data-test="purpose">{ &desk.purpose }</p> }
            <p data-test="on-duty">{ if on.is_empty() { t.nobody.to_owned() } else { fill(t.on_duty, &[("names", &on.join("; "))]) } }</p>
            if !desk.deputies.is_empty() { <p class="quiet">{ fill(t.deputies, &[("names", &names(&desk.deputies))]) }</p> }
            if desk.waiting { <p class="quiet" role="status">{ t.waiting }</p> }
            // One button, so that it keeps the focus when it has been pressed.
            if desk.may {
                <button class={classes!("button", desk.on.then_some("button-plain"))} data-test={if desk.on { "go-off" } else { "go-on" }}
                    onclick={ask(if desk.on { Command::GoOffDuty { desk: id } } else { Command::GoOnDuty { desk: id } })}>
                    { if desk.on { t.go_off } else { t.go_on } }
                </button>
            }
        </section>
    }
}
