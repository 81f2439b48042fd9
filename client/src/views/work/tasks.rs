//! What is to be done and by when: actions, what waits on others, clocks and dates.

use super::Doing;
use crate::state::Act;
use crate::text::{fill, text, work};
use crate::views::{key_of, moment};
use marram_core::view::RoomView;
use marram_core::work::calendar::{ClockKind, Nation};
use marram_core::work::{Action, Plan, Progress, Settling, Work};
use marram_protocol::UnixMillis;
use yew::prelude::*;

/// When something is due, marked where that is past.
fn due(at: UnixMillis, open: bool, doing: &Doing) -> Html {
    let t = &text().record;
    let late = open && at < doing.now;
    html! {
        <>{ fill(t.due, &[("when", &moment(at))]) }if late { { " " }<span class="tag tag-urgent" data-test="overdue">{ t.overdue }</span> }</>
    }
}

/// Actions, each with its owner and how far it is.
pub(super) fn actions(plan: &Plan, view: &RoomView, doing: &Doing) -> Html {
    let t = &text().record;
    let agency_of = |id| {
        let members = view.members.iter().map(|member| (member.agency.id, &member.agency.name));
        // Nobody of it may be here any more.
        let attending = plan.attending.iter().map(|(author, _)| (author.agency, &author.agency_name));
        members.chain(attending).find(|(agency, _)| *agency == id).map(|(_, name)| name.clone())
    };
    let line = |action: &Settling<Action, Progress>| {
        let (what, event) = (&action.made.what, action.made.event);
        let moved = |to: Progress| Work::ActionMoved { action: event, to };
        let progress = action.settled.as_ref();
        let (words, open) = match progress.map(|made| (&made.what, made)) {
            None => (t.not_taken.to_owned(), true),
            Some((Progress::Accepted, made)) => (fill(t.taken, &[("name", &made.by.name)]), true),
            Some((Progress::Done, _)) => (t.done.to_owned(), false),
            Some((Progress::Dropped { reason }, _)) => (fill(t.dropped, &[("reason", reason)]), false),
        };
        html! {
            <li key={format!("{event:?}")} data-test="action" data-open={open.to_string()}>
                <p><strong>{ &what.what }</strong></p>
                <p class="quiet">{ &what.owner }{ ", " }
                    if let Some(agency) = agency_of(what.agency) { { agency }{ ", " } }
                    { due(what.due, open, doing) }{ ". " }{ words }
                    if !what.contingency.is_empty() { { ". " }{ fill(text().said.contingency, &[("contingency", what.contingency.trim_end_matches('.'))]) } }</p>
                { doing.corrected(event) }
                if open {
                    <div class="record-acts">
                        if progress.is_none() { { doing.say("take-on", t.take_on, moved(Progress::Accepted)) } }
                        { doing.say("mark-done", t.mark_done, moved(Progress::Done)) }
                        { doing.act(Act::Drop, Some(event)) }
                    </div>
                }
            </li>
        }
    };
    let body = html! { <ul class="record-list">{ for plan.actions.iter().map(line) }</ul> };
    doing.section("actions", t.actions, body, vec![doing.act(Act::Task, None)])
}

/// What cannot go on before another body acts.
pub(super) fn waiting(plan: &Plan, doing: &Doing) -> Html {
    let t = &text().record;
    let lines = plan.waiting.iter().map(|one| {
        let (what, over) = (&one.made.what, one.settled.as_ref());
        html! {
            <li key={key_of(one.made.event.0)} data-test="waiting">
                <p><strong>{ &what.on }</strong>{ ": " }{ &what.what }</p>
                <p class="quiet">{ &what.owner }{ ", " }{ due(what.review, over.is_none(), doing) }
                    if let Some(over) = over { { ". " }{ &over.what } }</p>
                { doing.corrected(one.made.event) }
                if over.is_none() { { doing.act(Act::Waited, Some(one.made.event)) } }
            </li>
        }
    });
    doing.section(
        "waiting",
        t.waiting,
        html! { <ul class="record-list">{ for lines }</ul> },
        vec![doing.act(Act::Wait, None)],
    )
}

/// Clocks as the chair set them, and dates.
pub(super) fn dates(plan: &Plan, doing: &Doing) -> Html {
    let t = &text().record;
    let clocks = plan.clocks.values().map(|one| {
        let (clock, over) = (&one.made.what, one.settled.as_ref());
        let name = ClockKind::get(&clock.kind).map_or(clock.kind.as_str(), |kind| kind.name.as_str());
        let nation = Nation::from_id(&clock.calendar).map_or_else(|| clock.calendar.clone(), |nation| work::nation(nation).to_owned());
        html! {
            <li key={clock.kind.clone()} data-test="clock">
                <p><strong>{ name }</strong>{ ", " }{ due(clock.due, over.is_none(), doing) }{ " (" }{ t.nation }{ ": " }{ nation }{ ")" }</p>
                { doing.corrected(one.made.event) }
                if let Some(over) = over { <p class="quiet">{ &over.what }</p> } else { { doing.act(Act::Dated, Some(one.made.event)) } }
            </li>
        }
    });
    let dates = plan.dates.iter().map(|one| {
        let (what, over) = (&one.made.what, one.settled.as_ref());
        let when = if one.made.has_happened() { html! { { moment(what.at) } } } else { due(what.at, over.is_none(), doing) };
        html! {
            <li key={key_of(one.made.event.0)} data-test="date">
                <p><strong>{ &what.what }</strong>{ " (" }{ work::date_kind(what.kind) }{ "), " }{ when }</p>
                { doing.corrected(one.made.event) }
                if let Some(over) = over { <p class="quiet">{ &over.what }</p> } else if !one.made.has_happened() { { doing.act(Act::Dated, Some(one.made.event)) } }
            </li>
        }
    });
    let body = html! { <ul class="record-list">{ for clocks }{ for dates }</ul> };
    doing.section("dates", t.clocks, body, vec![doing.act(Act::Clock, None), doing.act(Act::Date, None)])
}
