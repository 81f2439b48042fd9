//! What is wrong in the room, what to do next, and the way back in.

use super::page::NameOf;
use crate::state::Route;
use crate::text::{fill, problem, text};
use crate::views::handlers::use_handlers;
use marram_core::Command;
use marram_core::view::{Compared, Problem, RoomPhase, RoomView};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Problems`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) view: Rc<RoomView>,
    pub(super) name_of: NameOf,
}

/// A region that is always there, so that what appears in it is read.
#[component]
pub(super) fn Problems(props: &Props) -> Html {
    let t = &text().problem;
    let handlers = use_handlers();
    let room = props.view.summary.id;
    let stuck = match &props.view.summary.phase {
        RoomPhase::Stuck(problem) => Some(problem),
        _ => None,
    };
    let others = props.view.problems.iter().filter(|one| Some(*one) != stuck);
    let all: Vec<&Problem> = stuck.into_iter().chain(others).collect();
    let ask = |command: Command| {
        let handlers = handlers.clone();
        Callback::from(move |_: MouseEvent| handlers.command(command.clone()))
    };
    let (rejoin, go_on) = (ask(Command::AskToRejoin { room }), ask(Command::GoOn { room }));
    let can_go_on = matches!(stuck, Some(Problem::BadCommit { by: None, .. }));
    let can_rejoin = stuck.is_some() || all.contains(&&Problem::NeedsReadding);
    let line = |one: &&Problem| {
        let (words, next) = problem(text(), one, |person| props.name_of.emit(person));
        html! { <li key={words.clone()} data-test="problem"><strong>{ words }</strong>{ " " }{ next }</li> }
    };
    let changed = props.view.members.iter().filter(|member| member.compared == Compared::Changed);
    let changed = changed.map(|member| {
        let words = fill(text().people.changed_named, &[("name", &member.name)]);
        html! {
            <div key={words.clone()} class="banner banner-danger" data-test="keys-changed">
                <p><strong>{ words }</strong>{ " " }{ text().people.changed_waits }</p>
                <button class="link" onclick={handlers.go(Route::Compare(room, member.id))}>{ text().people.compare }</button>
            </div>
        }
    });
    html! {
        <div class="problems" role="status">
            { for changed }
            if !all.is_empty() {
                <div class={classes!("banner", if stuck.is_some() { "banner-danger" } else { "banner-warning" })}>
                    <h2>{ if stuck.is_some() { t.stuck } else { t.heading } }</h2>
                    <ul>{ for all.iter().map(line) }</ul>
                    if can_rejoin {
                        <div class="buttons">
                            <button key="rejoin" id="ask-rejoin" class="button" onclick={rejoin}>{ t.ask_rejoin }</button>
                            if can_go_on { <button key="go-on" id="go-on" class="button button-plain" onclick={go_on}>{ t.go_on }</button> }
                        </div>
                    }
                </div>
            }
        </div>
    }
}
