//! The board: every referral, who holds it, since when, and what nobody has accepted.

use super::sending::Sending;
use super::status::{state_class, state_name};
use crate::platform::clock;
use crate::state::{BoardFilter, Route, board};
use crate::text::{fill, text, work};
use crate::views::form::value_of;
use crate::views::handlers::use_handlers;
use crate::views::moment;
use marram_core::Command;
use marram_core::view::{QueueView, RoomSummary, WorkLine};
use marram_protocol::{LogId, UnixMillis};
use std::rc::Rc;
use yew::prelude::*;

/// Lines that are shown before more are asked for: a page with hundreds stays quick.
const AT_FIRST: usize = 30;

/// The properties of [`BoardPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) rooms: Rc<Vec<RoomSummary>>,
    pub(crate) queue: Rc<QueueView>,
}

/// The page.
#[component]
pub(crate) fn BoardPage(props: &Props) -> Html {
    let t = &text().board;
    let handlers = use_handlers();
    let filter = use_state_eq(|| BoardFilter::All);
    let search = use_state_eq(String::new);
    let most = use_state_eq(|| AT_FIRST);
    let now = clock::now();
    let counts = board::counts(&props.rooms, now);
    let lines = board::lines(&props.rooms, *filter, &search, now);
    let tab = |one: BoardFilter, words: &'static str| {
        let (set, count) = (filter.clone(), counts.of(one));
        let onclick = Callback::from(move |_: MouseEvent| set.set(one));
        let pressed = if *filter == one { "true" } else { "false" };
        html! { <button class="chip" data-test={one.name()} data-count={count.to_string()} aria-pressed={pressed} {onclick}>{ words }{ " " }{ count }</button> }
    };
    let find = {
        let search = search.clone();
        Callback::from(move |event: InputEvent| search.set(value_of(&event)))
    };
    let more = {
        let most = most.clone();
        Callback::from(move |_: MouseEvent| most.set(*most + AT_FIRST))
    };
    let left = u32::try_from(lines.len().saturating_sub(*most)).unwrap_or(u32::MAX);
    let handed = u32::try_from(counts.handed).unwrap_or(u32::MAX);
    let take = {
        let handlers = handlers.clone();
        Callback::from(move |_: MouseEvent| handlers.command(Command::TakeOver))
    };
    html! {
        <div class="page page-wide">
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <p key="explain" class="quiet">{ t.explain }</p>
            <div key="buttons" class="record-acts">
                <button id="refer" class="button" onclick={handlers.go(Route::Refer(None))}>{ t.refer }</button>
                <button id="refer-many" class="button button-plain" onclick={handlers.go(Route::ReferMany)}>{ text().many.link }</button>
                <button id="hand-over" class="button button-plain" onclick={handlers.go(Route::HandOver)}>{ t.hand_over }</button>
                <button id="go-dates" class="button button-plain" onclick={handlers.go(Route::Dates)}>{ text().reminders.link }</button>
            </div>
            <Sending key="sending" queue={props.queue.clone()} />
            if handed > 0 {
                <div key="handed" class="banner"><p>{ t.taking }</p>
                    <button id="take-over" class="button" onclick={take}>{ t.take_over.of(handed) }</button></div>
            }
            if counts.handing > 0 {
                <p key="handing" class="banner" role="status" data-test="handing" data-count={counts.handing.to_string()}>
                    { t.handing.of(u32::try_from(counts.handing).unwrap_or(u32::MAX)) }</p>
            }
            <div key="filter" class="chips" role="group" aria-label={t.filter}>
                { tab(BoardFilter::All, t.all) }
                { tab(BoardFilter::Unaccepted, t.unaccepted) }
                { tab(BoardFilter::Overdue, t.overdue) }
                { tab(BoardFilter::Ours, t.ours) }
                { tab(BoardFilter::ToDo, t.to_do) }
            </div>
            <div key="search" class="form-group">
                <label for="board-search">{ t.search }</label>
                <input id="board-search" class="field" type="search" autocomplete="off" value={(*search).clone()} oninput={find} />
            </div>
            if lines.is_empty() { <p key="none" class="quiet" role="status">{ if counts.of(BoardFilter::All) == 0 { t.empty } else { t.none } }</p> } else {
                <div key="table" class="table-scroll" tabindex="0" role="region" aria-label={t.heading}>
                    <table class="board" role="table">
                        <thead role="rowgroup"><tr role="row">
                            { for [t.reference, t.desk, t.risk, t.state, t.holder, t.due, t.since].map(|words| html! { <th scope="col" role="columnheader">{ words }</th> }) }
                        </tr></thead>
                        <tbody role="rowgroup">{ for lines.iter().take(*most).map(|(room, line)| html! {
                            <Line key={LogId(room.id.0).to_hex()} room={room.id} line={(*line).clone()} late={board::is_late(line, now)} />
                        }) }</tbody>
                    </table>
                </div>
            }
            if left > 0 { <button key="more" id="more" class="link" onclick={more}>{ t.more.of(left) }</button> }
        </div>
    }
}

/// The properties of [`Line`].
#[derive(Properties, PartialEq)]
struct LineProps {
    room: marram_core::RoomId,
    line: WorkLine,
    late: bool,
}

/// One referral: drawn again only when it changes.
#[component]
fn Line(props: &LineProps) -> Html {
    let t = &text().board;
    let handlers = use_handlers();
    let line = &props.line;
    let next = |at: Option<UnixMillis>| at.or(line.next).map(moment).unwrap_or_default();
    html! {
        <tr role="row" data-test="board-line" data-room={LogId(props.room.0).to_hex()} data-state={state_name(line.state)}>
            <th scope="row" role="rowheader">
                <button class="link" onclick={handlers.go(Route::Room(props.room))}>{ &line.reference }</button>
                if line.covert { { " " }<span class="tag tag-urgent">{ t.covert }</span> }
                <div class="quiet">{ &line.from }</div>
            </th>
            <td role="cell" data-label={t.desk}>{ &line.desk }<div class="quiet">{ &line.desk_agency }</div></td>
            <td role="cell" data-label={t.risk}>{ work::risk(line.risk) }</td>
            <td role="cell" data-label={t.state}>
                <span class={state_class(line.state)}>{ work::state(line.state) }</span>
                if line.handed_to_you { { " " }<span class="tag tag-new">{ t.handed_to_you }</span> }
                if line.handed_by_you { { " " }<span class="tag tag-unsent">{ t.handed_by_you }</span> }
                { super::transfer::transfer(line) }
                { super::transfer::part(line) }
                { super::transfer::gone(line) }
                if line.children_asked { <div class="quiet">{ t.children_asked }</div> }
                if let Some(version) = line.to_acknowledge { <div class="quiet">{ fill(t.acknowledge, &[("n", &version.to_string())]) }</div> }
            </td>
            <td role="cell" data-label={t.holder}>{ line.holder.as_deref().unwrap_or(t.nobody) }</td>
            <td role="cell" data-label={t.due}>{ next(line.due) }if props.late { { " " }<span class="tag tag-urgent" data-test="overdue">{ t.late }</span> }</td>
            <td role="cell" data-label={t.since}>{ moment(line.since) }</td>
        </tr>
    }
}
