//! What is to be done and by when: actions, what waits on others, clocks and dates.

use super::Doing;
use crate::state::Act;
use crate::text::{fill, text, work};
use crate::views::{key_of, moment};
use marram_core::view::{MemberView, RoomView};
use marram_core::work::calendar::{ClockKind, Nation};
use marram_core::work::{Action, Author, Plan, Progress, Settling, Work};
use marram_protocol::{AgencyId, UnixMillis};
use std::iter;
use yew::prelude::*;

/// When something is due, marked where that is past.
fn due(at: UnixMillis, open: bool, doing: &Doing) -> Html {
    let t = &text().record;
    let late = open && at < doing.now;
    html! {
        <>{ fill(t.due, &[("when", &moment(at))]) }if late { { " " }<span class="tag tag-urgent" data-test="overdue">{ t.overdue }</span> }</>
    }
}

/// What an agency is called. Nobody of it may be here any more: then whoever said something of the plan tells.
fn agency_name<'a>(id: AgencyId, plan: &'a Plan, members: &'a [MemberView]) -> Option<&'a str> {
    let members = members.iter().map(|member| (member.agency.id, &member.agency.name));
    let authors = authors(plan).map(|author| (author.agency, &author.agency_name));
    members.chain(authors).find(|(agency, _)| *agency == id).map(|(_, name)| name.as_str())
}

fn authors(plan: &Plan) -> impl Iterator<Item = &Author> {
    fn both<T, S>(one: &Settling<T, S>) -> impl Iterator<Item = &Author> {
        iter::once(&one.made.by).chain(one.settled.as_ref().map(|made| &made.by))
    }
    let called = plan.discussion.iter().map(|made| &made.by);
    let attending = plan.attending.iter().map(|(author, _)| author);
    let said = plan.information.iter().map(|made| &made.by).chain(plan.assessment.iter().map(|made| &made.by));
    let decided = plan.decisions.iter().map(|made| &made.by).chain(plan.dissents.iter().map(|made| &made.by));
    let tasks = plan.actions.iter().flat_map(both).chain(plan.waiting.iter().flat_map(both));
    let dates = plan.clocks.values().flat_map(both).chain(plan.dates.iter().flat_map(both));
    let read = plan.versions.iter().flat_map(|version| version.acknowledged.iter().map(|ack| &ack.by));
    called.chain(attending).chain(said).chain(decided).chain(tasks).chain(dates).chain(read)
}

/// What was said later of an entry, and of what became of it.
fn corrected<T, S>(one: &Settling<T, S>, doing: &Doing) -> Html {
    let settled = one.settled.as_ref().map(|made| doing.corrected(made.event));
    html! { <>{ doing.corrected(one.made.event) }{ for settled }</> }
}

/// Actions, each with its owner and how far it is.
pub(super) fn actions(plan: &Plan, view: &RoomView, doing: &Doing) -> Html {
    let t = &text().record;
    let ours = view.members.iter().find(|member| member.you).map(|you| you.agency.id);
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
                    if let Some(agency) = agency_name(what.agency, plan, &view.members) { { agency }{ ", " } }
                    { due(what.due, open, doing) }{ ". " }{ words }
                    if !what.contingency.is_empty() { { ". " }{ fill(text().said.contingency, &[("contingency", what.contingency.trim_end_matches('.'))]) } }</p>
                { corrected(action, doing) }
                if open {
                    <div class="record-acts">
                        if progress.is_none() && takes_on(ours, what) { { doing.say("take-on", t.take_on, moved(Progress::Accepted)) } }
                        if settles(ours, what, progress.is_some(), plan) { { doing.say("mark-done", t.mark_done, moved(Progress::Done)) } }
                        { doing.act(Act::Drop, Some(event)) }
                    </div>
                }
            </li>
        }
    };
    let lines = plan.actions.iter().map(line).collect();
    doing.list("actions", t.actions, lines, vec![doing.act(Act::Task, None)])
}

/// Whether an action is the agency's own, to be taken on by its people.
fn takes_on(ours: Option<AgencyId>, action: &Action) -> bool {
    ours == Some(action.agency)
}

/// Whether it is the agency's to say that an action is done: its own, or, once it was taken on, as the chair, who keeps the
/// record for agencies that are not here any more.
fn settles(ours: Option<AgencyId>, action: &Action, taken: bool, plan: &Plan) -> bool {
    takes_on(ours, action) || taken && ours.is_some_and(|ours| plan.is_chaired_by(ours))
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
                { corrected(one, doing) }
                if over.is_none() { { doing.act(Act::Waited, Some(one.made.event)) } }
            </li>
        }
    });
    doing.list("waiting", t.waiting, lines.collect(), vec![doing.act(Act::Wait, None)])
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
                { corrected(one, doing) }
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
                { corrected(one, doing) }
                if let Some(over) = over { <p class="quiet">{ &over.what }</p> } else if !one.made.has_happened() { { doing.act(Act::Dated, Some(one.made.event)) } }
            </li>
        }
    });
    let lines = clocks.chain(dates).collect();
    doing.list("dates", t.clocks, lines, vec![doing.act(Act::Clock, None), doing.act(Act::Date, None)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::view::Sector;
    use marram_core::work::{Discussion, Made, Waiting};
    use marram_core::{EventId, PersonId};

    fn said<T>(agency: u8, what: T) -> Made<T> {
        let by = Author {
            person: PersonId([agency; 16]),
            name: "Hal Verrin".into(),
            role: "Designated officer".into(),
            agency: AgencyId([agency; 32]),
            agency_name: format!("Agency {agency}"),
            sector: Sector::ChildrensServices,
        };
        Made { what, by, at: UnixMillis(1), event: EventId([agency; 16]) }
    }

    #[test]
    fn an_agency_that_is_gone_keeps_its_name_if_it_said_anything_of_the_plan() {
        let (on, what, owner) = ("The school".to_owned(), "A register".to_owned(), "Duty officer".to_owned());
        let waiting = Waiting { on, what, owner, review: UnixMillis(2) };
        let mut plan = Plan::default();
        plan.dissents = vec![said(1, (EventId([9; 16]), "Too early.".to_owned()))];
        plan.waiting = vec![Settling { made: said(2, waiting), settled: Some(said(3, "It came.".to_owned())) }];
        let name = |agency| agency_name(AgencyId([agency; 32]), &plan, &[]);
        assert_eq!([1, 2, 3, 4].map(name), [Some("Agency 1"), Some("Agency 2"), Some("Agency 3"), None]);
    }

    #[test]
    fn an_action_of_another_agency_is_not_offered_to_be_taken_on() {
        let [police, council, school] = [1, 2, 3].map(|agency| AgencyId([agency; 32]));
        let (what, owner) = ("Visit the school".to_owned(), "Officer in charge".to_owned());
        let action = Action { what, owner, agency: police, due: UnixMillis(2), contingency: String::new() };
        let words = || "SD-11".to_owned();
        let called = Discussion { reference: words(), at: UnixMillis(1), how: words(), trigger: words() };
        let mut plan = Plan::default();
        plan.discussion = Some(said(2, called));
        let offered = |ours| {
            let [open, taken] = [false, true].map(|taken| settles(Some(ours), &action, taken, &plan));
            (takes_on(Some(ours), &action), open, taken)
        };
        let expected = [(true, true, true), (false, false, true), (false, false, false)];
        assert_eq!([police, council, school].map(offered), expected);
    }
}
