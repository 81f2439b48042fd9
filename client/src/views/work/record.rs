//! A room's referral and plan on one page: what was said of the work, as it stands now. Its parts are reached from a bar
//! above them.

use super::{Doing, done_line, holding, plan, secrecy, tasks, use_pressed, versions};
use crate::platform::{clock, document};
use crate::state::{Done, Route};
use crate::text::text;
use crate::views::handlers::use_handlers;
use marram_core::view::{PersonView, RoomView};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`RecordPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) view: Rc<RoomView>,
    pub(crate) directory: Rc<Vec<PersonView>>,
    /// What the person just did.
    pub(crate) done: Option<Rc<Done>>,
}

/// The page.
#[component]
pub(crate) fn RecordPage(props: &Props) -> Html {
    let t = &text().record;
    let handlers = use_handlers();
    let view = &props.view;
    let room = view.summary.id;
    let doing =
        Doing { pressed: use_pressed(), done: props.done.clone(), ..Doing::new(view, handlers.clone(), clock::now()) };
    let nothing = marram_core::work::Matter::default();
    let matter = view.matter.as_deref().unwrap_or(&nothing);
    let plan = &matter.plan;
    let sections = [
        (
            "referral",
            t.referral,
            matter.holding.iter().map(|holding| holding::referral(holding, view, &doing)).collect(),
        ),
        ("discussion", t.discussion, plan::discussion(plan, view, &doing)),
        ("information", t.information, plan::information(plan, &doing)),
        ("assessment", t.assessment, plan::assessment(plan, &doing)),
        ("decisions", t.decisions, plan::decisions(plan, plan.decided(), &doing)),
        ("actions", t.actions, tasks::actions(plan, view, &doing)),
        ("waiting", t.waiting, tasks::waiting(plan, &doing)),
        ("dates", t.clocks, tasks::dates(plan, &doing)),
        ("versions", t.versions, versions::versions(plan, view, &doing)),
        ("secrecy", t.secrecy, secrecy::secrecy(&matter.secrecy, view, &doing)),
    ];
    let there = sections.iter().filter(|(_, _, section)| *section != Html::default());
    let jump = |(id, words, _): &(&'static str, &'static str, Html)| {
        let heading = format!("{id}-heading");
        let onclick = Callback::from(move |_: MouseEvent| document::go_to(&heading));
        html! { <button key={*id} class="link" data-test={format!("to-{id}")} {onclick}>{ words }</button> }
    };
    html! {
        <div class="record-frame">
            <nav key="jumps" class="jumps" aria-label={t.jumps}>
                <button key="back" id="to-room" class="link" onclick={handlers.go(Route::Room(room))}>{ text().room.back_to_room }</button>
                { for there.map(jump) }
            </nav>
            <div key="page" class="page record">
                <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
                <p key="title" class="quiet">{ &view.summary.title }</p>
                { done_line(props.done.as_deref().filter(|done| done.heading == "heading")) }
                if matter.partial { <p key="partial" class="banner">{ t.partial }</p> }
                // Each keeps its place, there or not: one that moved would lose the focus within it.
                { for sections.iter().map(|(_, _, section)| section.clone()) }
            </div>
        </div>
    }
}
