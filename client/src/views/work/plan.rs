//! The strategy discussion: who takes part, what was brought in, what was decided.

use super::holding::by;
use super::versions::doubt;
use super::{Doing, fact};
use crate::state::{Act, Route};
use crate::text::{fill, text, work};
use crate::views::form_page::FilledForm;
use crate::views::{key_of, moment};
use marram_core::view::RoomView;
use marram_core::work::{Basis, Decision, Information, Made, Plan, Work};
use yew::prelude::*;

/// Who takes part, and whether that is enough.
pub(super) fn discussion(plan: &Plan, view: &RoomView, doing: &Doing) -> Html {
    let t = &text().record;
    let Some(made) = &plan.discussion else {
        if !doing.open {
            return Html::default();
        }
        let body = html! { <p class="quiet">{ t.call_hint }</p> };
        return doing.section("discussion", t.discussion, body, vec![doing.act(Act::Discuss, None)]);
    };
    let missing = plan.missing();
    let quorum = match (&plan.overridden, missing.as_slice()) {
        (_, []) => {
            html! { <p key="quorum" class="banner banner-ok" data-test="quorum" data-met="yes">{ t.quorum_met }</p> }
        }
        (Some(why), _) => {
            let words = fill(t.quorum_overridden, &[("reason", &why.what)]);
            html! { <p key="quorum" class="banner banner-warning" data-test="quorum" data-met="overridden">{ words }</p> }
        }
        (None, missing) => {
            let who: Vec<_> = missing.iter().map(|sector| work::sector(*sector)).collect();
            let words = fill(t.quorum_missing, &[("who", &who.join(", "))]);
            html! { <p key="quorum" class="banner banner-warning" data-test="quorum" data-met="no">{ words }</p> }
        }
    };
    let you = view.members.iter().find(|member| member.you).map(|member| member.id);
    let attends = plan.attending.iter().any(|(author, _)| Some(author.person) == you);
    let attending = plan.attending.iter().map(|(author, _)| html! { <li>{ by(author) }{ ", " }{ &author.role }</li> });
    let absent = plan.absent.iter().map(|made| {
        html! { <li>{ &made.what.who }{ ": " }{ &made.what.why }{ doing.corrected(made.event) }</li> }
    });
    let body = html! {
        <>
            <dl class="facts">
                { fact(t.reference, made.what.reference.as_str()) }
                { fact(t.chair, by(&made.by)) }
                { fact(t.at, moment(made.what.at)) }
                { fact(t.how, made.what.how.as_str()) }
                { fact(t.trigger, made.what.trigger.as_str()) }
                { fact(t.attending, html! { <ul>{ for attending }</ul> }) }
                if !plan.absent.is_empty() { { fact(t.absent, html! { <ul>{ for absent }</ul> }) } }
            </dl>
            { doing.corrected(made.event) }
            { quorum }
            { for view.matter.as_deref().and_then(doubt).map(|words| html! { <p key="doubt" data-test="doubt">{ words }</p> }) }
            { for plan.overridden.iter().map(|made| doing.corrected(made.event)) }
        </>
    };
    let mut buttons = Vec::new();
    if !attends {
        buttons.push(doing.say("attend", t.attend, Work::Attends));
    }
    buttons.push(doing.act(Act::Absent, None));
    if !missing.is_empty() && plan.overridden.is_none() {
        buttons.push(doing.act(Act::Override, None));
    }
    doing.section("discussion", t.discussion, body, buttons)
}

/// What the agencies brought in.
pub(super) fn information(plan: &Plan, doing: &Doing) -> Html {
    let t = &text().record;
    let line = |made: &Made<Information>| {
        let basis = match made.what.basis {
            Basis::Fact => text().words.fact,
            Basis::Opinion => text().words.opinion,
        };
        html! {
            <li key={key_of(made.event.0)} data-test="information">
                <p class="quiet">{ by(&made.by) }{ ". " }{ &made.what.source }{ " (" }{ basis }{ ")" }
                    if !made.what.when.is_empty() { { ", " }{ &made.what.when } }</p>
                <p class="words">{ &made.what.text }</p>
                { doing.corrected(made.event) }
                { doing.act(Act::Correct, Some(made.event)) }
            </li>
        }
    };
    let lines = plan.information.iter().map(line).collect();
    doing.list("information", t.information, lines, vec![doing.act(Act::Inform, None)])
}

/// What the discussion makes of it, and how the enquiry is carried out.
pub(super) fn assessment(plan: &Plan, doing: &Doing) -> Html {
    let t = &text().record;
    if plan.discussion.is_none() {
        return Html::default();
    }
    let body = match &plan.assessment {
        None if !doing.open => return Html::default(),
        None => html! { <p class="quiet">{ t.assessment_none }</p> },
        Some(made) => html! {
            <div data-test="assessment">
                <FilledForm filled={made.what.clone()} level=3 />
                <p class="quiet">{ by(&made.by) }{ ", " }{ moment(made.at) }</p>
                { doing.corrected(made.event) }
                { doing.act(Act::Correct, Some(made.event)) }
            </div>
        },
    };
    let go = doing.handlers.go(Route::Assess(doing.room));
    let words = if plan.assessment.is_some() { t.assess_again } else { t.assess };
    let button = html! { if doing.open { <button id="assess" class="link" onclick={go}>{ words }</button> } };
    doing.section("assessment", t.assessment, body, vec![button])
}

/// These decisions, with dissent, and which of them do not hold any more.
pub(super) fn decisions<'a>(plan: &Plan, shown: impl IntoIterator<Item = &'a Made<Decision>>, doing: &Doing) -> Html {
    let t = &text().record;
    let holds: Vec<_> = plan.decided().iter().map(|made| made.event).collect();
    let line = |made: &Made<Decision>| {
        let threshold = if made.what.threshold { text().words.met } else { text().words.not_met };
        let dissents = plan.dissents.iter().filter(|dissent| dissent.what.0 == made.event);
        html! {
            <li key={key_of(made.event.0)} data-test="decision">
                <p><strong>{ &made.what.child }</strong>{ ": " }{ threshold }{ ", " }{ work::enquiry(made.what.enquiry) }
                    if !holds.contains(&made.event) { { " " }<span class="tag" data-test="replaced">{ t.replaced }</span> }</p>
                <p class="words">{ &made.what.rationale }</p>
                { doing.corrected(made.event) }
                <p class="quiet">{ by(&made.by) }{ ", " }{ moment(made.at) }</p>
                { for dissents.map(|dissent| html! { <>
                    <p class="banner banner-warning" data-test="dissent">{ t.dissent }{ " " }{ by(&dissent.by) }{ ": " }{ &dissent.what.1 }</p>
                    { doing.corrected(dissent.event) }
                </> }) }
                { doing.act(Act::Dissent, Some(made.event)) }
            </li>
        }
    };
    let lines = shown.into_iter().map(line).collect();
    doing.list("decisions", t.decisions, lines, vec![doing.act(Act::Decide, None)])
}
