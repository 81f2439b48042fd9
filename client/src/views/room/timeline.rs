//! The timeline: a long list of which only what is near the window is drawn.
//!
//! Rows lie in the normal flow between two spacers. After each drawing the rows are measured, the spacers set, and the
//! window scrolled so that its anchor (see `geometry`) has not moved.

use super::geometry::Anchor;
use super::page::NameOf;
use super::row::Row;
use super::scroller::Scroller;
use crate::platform::{document, watch::Watch};
use crate::state::OpenRoom;
use crate::text::text;
use crate::views::handlers::use_handlers;
use crate::views::key_of;
use marram_core::EventId;
use marram_core::view::EntryView;
use marram_core::work::Made;
use std::collections::BTreeMap;
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

/// The properties of [`TimelineList`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) open: OpenRoom,
    /// How many notes were written here: with each the list goes to its end, where it will stand.
    pub(super) written: u32,
    pub(super) answer: Option<Callback<Rc<EntryView>>>,
    pub(super) correct: Option<Callback<EventId>>,
    pub(super) corrections: Rc<BTreeMap<EventId, Vec<Made<String>>>>,
    pub(super) name_of: NameOf,
}

/// The list.
#[component]
pub(super) fn TimelineList(props: &Props) -> Html {
    let t = &text().room;
    let handlers = use_handlers();
    let window = use_node_ref();
    let range = use_state_eq(|| (0, 0));
    let at_end = use_state_eq(|| true);
    let new_from = *use_state_eq(|| props.open.new_from());
    let scroller = use_mut_ref(|| Scroller::new(new_from));
    let OpenRoom { timeline, outbox, .. } = &props.open;
    let total = timeline.total() as usize + outbox.len();
    scroller.borrow_mut().unsettled = true;
    let settle = {
        let (window, scroller, range, at_end) = (window.clone(), scroller.clone(), range.clone(), at_end.clone());
        let open = props.open.clone();
        Callback::from(move |person_scrolled: bool| {
            let Some(window) = window.cast::<HtmlElement>().filter(|window| window.client_height() > 0) else { return };
            let mut scroller = scroller.borrow_mut();
            scroller.geometry.resize(total);
            let rows = scroller.settle(&window, *range, person_scrolled);
            scroller.fetch_and_mark(&open, rows, &handlers, f64::from(window.client_height()));
            range.set(rows);
            at_end.set(scroller.geometry.anchor == Anchor::End);
        })
    };
    use_effect({
        let settle = settle.clone();
        move || settle.emit(false)
    });
    use_watch(&window, settle.clone());
    {
        let (scroller, settle) = (scroller.clone(), settle.clone());
        use_effect_with(props.written, move |&written| {
            if written > 0 {
                scroller.borrow_mut().geometry.anchor = Anchor::End;
                settle.emit(false);
            }
        });
    }
    let to_end = {
        let (scroller, settle, at_end) = (scroller.clone(), settle.clone(), at_end.clone());
        Callback::from(move |_: MouseEvent| {
            scroller.borrow_mut().geometry.anchor = Anchor::End;
            at_end.set(true);
            settle.emit(false);
        })
    };
    let (first, last) = (range.0.min(total), range.1.min(total));
    let others = |index: &u32| timeline.get(*index).is_none_or(|entry| !entry.own);
    // What others wrote and was not in sight yet.
    let below = (props.open.seen.get()..timeline.total()).filter(others).count();
    let below = u32::try_from(below).unwrap_or(u32::MAX);
    html! {
        <div class="timeline-frame">
            <div key="window" ref={window} id="timeline" class="timeline" role="region" aria-label={t.timeline} tabindex="0">
                <div key="above" class="spacer"></div>
                { for (first..last).map(|index| row(props, index, total, new_from)) }
                <div key="below" class="spacer"></div>
            </div>
            if timeline.known() && total == 0 { <p key="empty" class="quiet empty">{ t.empty }</p> }
            if !*at_end {
                <button key="to-end" id="to-end" class="button to-end" onclick={to_end}>{ if below > 0 { t.new_below.of(below) } else { t.to_end.to_owned() } }</button>
            }
        </div>
    }
}

fn row(props: &Props, index: usize, total: usize, new_from: Option<u32>) -> Html {
    let OpenRoom { timeline, outbox, .. } = &props.open;
    let stored = timeline.total() as usize;
    let place = u32::try_from(index).unwrap_or(u32::MAX);
    let entry = match index.checked_sub(stored) {
        None => timeline.get(place).cloned(),
        Some(waiting) => outbox.get(waiting).cloned(),
    };
    // An entry keeps its row when it moves from the outbox into the timeline.
    let key = entry.as_ref().map_or_else(|| format!("row {index}"), |entry| key_of(entry.event.0));
    // Where everything is new, nothing needs to be told apart.
    let first_new = new_from == Some(place) && place > 0;
    let corrected = entry.as_ref().and_then(|entry| props.corrections.get(&entry.event)).cloned().unwrap_or_default();
    html! {
        <Row {key} {entry} {index} {total} {first_new} answer={props.answer.clone()} correct={props.correct.clone()} {corrected}
            name_of={props.name_of.clone()} />
    }
}

/// Settles the list when its window is scrolled or changes its size, or the page is shown again.
#[hook]
fn use_watch(window: &NodeRef, settle: Callback<bool>) {
    // The listeners stay; what they call is replaced at each drawing.
    let present = use_mut_ref(|| settle.clone());
    present.replace(settle);
    let window = window.clone();
    use_effect_with((), move |()| {
        let call = {
            let present = present.clone();
            move |scrolled: bool| {
                let settle = present.borrow().clone();
                settle.emit(scrolled);
            }
        };
        let (resized, shown) = (call.clone(), call.clone());
        let watch = window
            .cast::<HtmlElement>()
            .and_then(|window| Watch::start(&window, move || call(true), move || resized(false)));
        let visibility = document::on_visibility(move |visible| {
            if visible {
                shown(false);
            }
        });
        move || drop((watch, visibility))
    });
}
