//! How it stands, in a line above the talk, with what is to be done next.

use super::{Doing, transfer, use_pressed, versions};
use crate::platform::clock;
use crate::state::{Act, Route};
use crate::text::{fill, text, work};
use crate::views::form_page::FilledForm;
use crate::views::handlers::use_handlers;
use crate::views::moment;
use marram_core::Command;
use marram_core::view::{MemberView, RoomView, Sector};
use marram_core::work::{HoldingState, Secrecy, Work};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Status`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) view: Rc<RoomView>,
}

/// The line.
#[component]
pub(crate) fn Status(props: &Props) -> Html {
    let (t, b) = (&text().record, &text().board);
    let handlers = use_handlers();
    let summary = &props.view.summary;
    let doing = Doing { pressed: use_pressed(), ..Doing::new(&props.view, handlers.clone(), clock::now()) };
    let record = html! {
        <button id="go-record" class="link" onclick={handlers.go(Route::Record(summary.id))}>{ t.link }</button>
    };
    let Some(line) = &summary.work else {
        return html! { <div class="work-line">{ held_back(&props.view) }{ record }</div> };
    };
    let holder = line.holder.clone().unwrap_or_else(|| t.nobody.to_owned());
    let version = line.to_acknowledge.and_then(|version| {
        let plan = &props.view.matter.as_ref()?.plan;
        plan.versions.iter().find(|one| one.version == version)
    });
    let answers = line.offered_to_us && line.state != HoldingState::Concluded;
    let holding = props.view.matter.as_ref().and_then(|matter| matter.holding.as_ref());
    let note = holding.and_then(|holding| holding.handing.as_ref()).filter(|_| line.handed_to_you);
    // Nobody is to take responsibility for what they have not read.
    let form = holding.map(|holding| holding.referral.what.form.clone());
    let form = form.filter(|form| answers && !form.values.is_empty());
    html! {
        <div class="work-line" data-heading="heading" data-test="work" data-state={state_name(line.state)}>
            <p>
                <span class={state_class(line.state)}>{ work::state(line.state) }</span>{ " " }
                <strong>{ &line.reference }</strong>{ ", " }{ t.risk }{ ": " }{ work::risk(line.risk) }{ ". " }
                { t.holder }{ ": " }{ holder }{ ". " }
                if let Some(due) = line.due.filter(|_| line.transfer.is_none()) { { t.accept_by }{ ": " }{ moment(due) }{ "." } }
                if line.covert { { " " }<span class="tag tag-urgent">{ t.covert }</span> }
            </p>
            { transfer::transfer(line) }
            { transfer::part(line) }
            { transfer::gone(line) }
            { held_back(&props.view) }
            { for note.map(|made| html! {
                <p key="note" class="quiet" data-test="hand-note">{ &made.by.name }{ ": " }<span class="words">{ &made.what.note }</span></p>
            }) }
            { for form.map(|form| html! {
                <details key="form" data-test="read-form"><summary>{ t.read_form }</summary>
                    <div class="scrolls" tabindex="0" role="region" aria-label={t.read_form}><FilledForm filled={form} level=2 /></div></details>
            }) }
            <div class="record-acts">
                if answers {
                    { doing.say("accept", t.accept, Work::Accepted) }
                    { doing.act(Act::Refuse, None) }
                }
                if line.handed_to_you { { doing.ask("take-over", t.take_over, Command::TakeOver) } }
                if calls_a_discussion(&props.view) { { doing.act(Act::Discuss, None) } }
                if line.children_asked && line.state == HoldingState::Accepted { { doing.act(Act::Children, None) } }
                if let Some(version) = version {
                    { versions::read(version.version, &doing) }
                    { for versions::acknowledge(version, &props.view, &doing) }
                }
                { record }
                if line.to_acknowledge.is_some() && version.is_none() { <span class="quiet">{ b.to_do }</span> }
            </div>
        </div>
    }
}

/// Whether a strategy discussion is what comes next: children's services hold it, and have not called one.
fn calls_a_discussion(view: &RoomView) -> bool {
    let you = view.members.iter().find(|member| member.you);
    let services = you.is_some_and(|you| you.agency.sector == Sector::ChildrensServices);
    let held = view
        .summary
        .work
        .as_ref()
        .is_some_and(|line| line.state == HoldingState::Accepted && line.to_hand_over.is_some());
    services && held && view.matter.as_ref().is_some_and(|matter| matter.plan.discussion.is_none())
}

/// That nothing is sent while somebody is here who may be shown nothing: they have not declared, or declared a conflict.
fn held_back(view: &RoomView) -> Html {
    let t = &text().record;
    let secrecy = view.matter.as_ref().map(|matter| &matter.secrecy);
    let names = |conflict: bool| -> Vec<&str> {
        let is_one = |member: &&MemberView| {
            let told = |secrecy: &&Secrecy| !member.you && secrecy.header_for(member.id).is_some();
            secrecy.filter(told).is_some_and(|secrecy| secrecy.conflict_of(member.id).is_some() == conflict)
        };
        view.members.iter().filter(is_one).map(|member| member.name.as_str()).collect()
    };
    let line = |(words, names): (&str, Vec<&str>)| {
        let words = fill(words, &[("names", &names.join(", "))]);
        html! { <p class="banner banner-warning" role="status" data-test="held-back">{ words }</p> }
    };
    let both = [(t.held_back, names(false)), (t.held_back_conflict, names(true))];
    both.into_iter().filter(|(_, names)| !names.is_empty()).map(line).collect()
}

/// For tests and styles.
pub(super) fn state_name(state: HoldingState) -> &'static str {
    match state {
        HoldingState::Sent => "sent",
        HoldingState::Opened => "opened",
        HoldingState::Refused => "refused",
        HoldingState::Accepted => "accepted",
        HoldingState::Concluded => "concluded",
    }
}

pub(super) fn state_class(state: HoldingState) -> &'static str {
    match state {
        HoldingState::Accepted => "tag tag-ok",
        HoldingState::Refused => "tag tag-urgent",
        HoldingState::Concluded => "tag tag-other",
        HoldingState::Sent | HoldingState::Opened => "tag tag-unsent",
    }
}
