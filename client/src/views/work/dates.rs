//! The dates of all rooms, the soonest first, and the reminders of them above every page.

use crate::platform::clock;
use crate::state::{DateFilter, Route, dates_of, reminders_beside};
use crate::text::{fill, text};
use crate::views::handlers::use_handlers;
use crate::views::{key_of, moment};
use marram_core::Command;
use marram_core::view::{AlertView, DateView};
use marram_core::work::calendar::ClockKind;
use marram_core::work::{Due, DueKind};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`DatesPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) dates: Rc<Vec<DateView>>,
}

/// The properties of [`Reminders`].
#[derive(Properties, PartialEq)]
pub(crate) struct RemindersProps {
    pub(crate) dates: Rc<Vec<DateView>>,
    pub(crate) alerts: Rc<Vec<AlertView>>,
}

/// What kind of date it is.
fn kind(kind: DueKind) -> &'static str {
    let t = &text().reminders;
    match kind {
        DueKind::Acceptance => t.acceptance,
        DueKind::Transfer => t.transfer,
        DueKind::Discussion => t.discussion,
        DueKind::Action => t.action,
        DueKind::Waiting => t.waiting,
        DueKind::Clock => t.clock,
        DueKind::Bail => t.bail,
        DueKind::Court => t.court,
        DueKind::Review => t.review,
        DueKind::Trigger => t.trigger,
        DueKind::Delay => t.delay,
    }
}

/// What is due, in words: the kind, and what people wrote.
fn what(due: &Due) -> String {
    let kind = kind(due.kind);
    let named = match due.kind {
        DueKind::Clock => ClockKind::get(&due.what).map_or(due.what.as_str(), |clock| clock.name.as_str()),
        _ => due.what.as_str(),
    };
    match named.trim_end_matches('.') {
        "" => kind.to_owned(),
        named => format!("{kind}: {named}"),
    }
}

/// The page.
#[component]
pub(crate) fn DatesPage(props: &Props) -> Html {
    let t = &text().reminders;
    let handlers = use_handlers();
    let filter = use_state_eq(|| DateFilter::All);
    let now = clock::now();
    let shown = dates_of(&props.dates, *filter, now);
    let tab = |(one, name): (DateFilter, &'static str)| {
        let (set, count) = (filter.clone(), dates_of(&props.dates, one, now).len());
        let words = match one {
            DateFilter::All => t.all,
            DateFilter::Mine => t.mine,
            DateFilter::Overdue => t.overdue_filter,
        };
        let onclick = Callback::from(move |_: MouseEvent| set.set(one));
        let pressed = if *filter == one { "true" } else { "false" };
        html! { <button class="chip" data-test={name} data-count={count.to_string()} aria-pressed={pressed} {onclick}>{ words }{ " " }{ count }</button> }
    };
    let line = |date: &&DateView| {
        let (due, room) = (&date.due, date.room);
        let overdue = due.at < now;
        html! {
            <tr role="row" key={format!("{}{}", LogId(room.0).to_hex(), LogId(due.event.0).to_hex())} data-test="date-line" data-mine={due.mine.to_string()}>
                <th scope="row" role="rowheader">{ moment(due.at) }if overdue { { " " }<span class="tag tag-urgent" data-test="overdue">{ t.overdue }</span> }</th>
                <td role="cell" data-label={t.what}>{ what(due) }</td>
                <td role="cell" data-label={t.owner}>{ &due.owner }if due.mine { { " " }<span class="quiet">{ "(" }{ t.you }{ ")" }</span> }</td>
                <td role="cell" data-label={t.room}><button class="link" onclick={handlers.go(Route::Room(room))}>{ &date.title }</button></td>
            </tr>
        }
    };
    html! {
        <div class="page page-wide">
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <p key="explain" class="quiet">{ t.explain }</p>
            <div key="filter" class="chips" role="group" aria-label={t.filter}>{ for DateFilter::ALL.into_iter().map(tab) }</div>
            if shown.is_empty() { <p key="none" class="quiet" role="status">{ t.none }</p> } else {
                <div key="table" class="table-scroll" tabindex="0" role="region" aria-label={t.heading}>
                    <table class="board" role="table">
                        <thead role="rowgroup"><tr role="row">{ for [t.when, t.what, t.owner, t.room].map(|words| html! { <th scope="col" role="columnheader">{ words }</th> }) }</tr></thead>
                        <tbody role="rowgroup">{ for shown.iter().map(line) }</tbody>
                    </table>
                </div>
            }
        </div>
    }
}

/// The reminders that were not put away: one, or how many there are.
#[component]
pub(crate) fn Reminders(props: &RemindersProps) -> Html {
    let t = &text().reminders;
    let handlers = use_handlers();
    let told: Vec<&DateView> = reminders_beside(&props.dates, &props.alerts).collect();
    if told.is_empty() {
        return Html::default();
    }
    let away = |dates: &[&DateView]| {
        let which: Vec<_> = dates.iter().map(|date| (date.room, date.due.event)).collect();
        let handlers = handlers.clone();
        Callback::from(move |_: MouseEvent| handlers.command(Command::PutRemindersAway { which: which.clone() }))
    };
    let line = |date: &&DateView| {
        let (due, late) = (&date.due, date.reminder == Some(date.due.at));
        // On every page, and in passing: its kind, and not what people wrote.
        let values = [("room", date.title.as_str()), ("what", kind(due.kind)), ("when", &moment(due.at))];
        let words = fill(if late { t.over } else { t.coming }, &values);
        html! {
            <li key={key_of(due.event.0)} class="banner banner-warning" data-test="reminder" data-late={late.to_string()}>
                <p>{ words }</p>
                <div class="record-acts">
                    <button class="link" data-test="reminder-open" onclick={handlers.go(Route::Room(date.room))}>{ t.open }</button>
                    <button class="link" data-test="reminder-away" onclick={away(&[date])}>{ t.away }</button>
                </div>
            </li>
        }
    };
    html! {
        <section aria-label={t.reminders}>
            <ul class="alerts">
                { match told.as_slice() {
                    [one] => line(one),
                    all => several(all.len(), &handlers.go(Route::Dates), &away(all)),
                } }
            </ul>
        </section>
    }
}

fn several(how_many: usize, see: &Callback<MouseEvent>, away: &Callback<MouseEvent>) -> Html {
    let t = &text().reminders;
    html! {
        <li key="more" class="banner banner-warning" data-test="reminders-more">
            <p>{ t.announced.of(u32::try_from(how_many).unwrap_or(u32::MAX)) }</p>
            <div class="record-acts">
                <button class="link" onclick={see.clone()}>{ t.see_all }</button>
                <button class="link" data-test="reminders-away" onclick={away.clone()}>{ t.all_away }</button>
            </div>
        </li>
    }
}
