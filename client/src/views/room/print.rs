//! Printing: the whole record, since the list on the screen holds only what is in sight.

use super::page::NameOf;
use super::row::Row;
use crate::platform::{clock, document};
use crate::state::{OpenRoom, STRETCH};
use crate::text::{fill, text};
use crate::views::handlers::Handlers;
use crate::views::moment;
use marram_core::Command;
use yew::prelude::*;

/// The properties of [`PrintRecord`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) open: OpenRoom,
    pub(super) done: Callback<()>,
    pub(super) handlers: Handlers,
    pub(super) name_of: NameOf,
}

/// Fetches all entries, draws them for the printer only, and opens the dialogue.
#[component]
pub(super) fn PrintRecord(props: &Props) -> Html {
    let t = &text().room;
    let timeline = &props.open.timeline;
    let (complete, room) = (timeline.complete(), props.open.id);
    use_effect_with((), {
        let (missing, handlers) = (timeline.missing(0, timeline.total()), props.handlers.clone());
        move |()| missing.into_iter().for_each(|from| handlers.command(Command::Page { room, from, count: STRETCH }))
    });
    use_effect_with(complete, {
        let done = props.done.clone();
        move |complete| {
            if *complete {
                document::print();
                done.emit(());
            }
        }
    });
    if !complete {
        return html! { <p class="quiet" role="status">{ t.preparing_print }</p> };
    }
    let total = timeline.total() as usize;
    let row = |index: u32| {
        let entry = timeline.get(index).cloned();
        html! { <Row key={index} {entry} index={index as usize} {total} name_of={props.name_of.clone()} /> }
    };
    let title = props.open.view.as_ref().map(|view| view.summary.title.clone()).unwrap_or_default();
    html! {
        <div class="print-record" aria-hidden="true">
            <h1>{ title }</h1>
            <p>{ fill(t.printed_from, &[("when", &moment(clock::now()))]) }</p>
            { for (0..timeline.total()).map(row) }
        </div>
    }
}
