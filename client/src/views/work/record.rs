//! A room's referral and plan on one page: what was said of the work, as it stands now.

use super::{Doing, done_line, holding, plan, secrecy, tasks, use_pressed, versions};
use crate::platform::clock;
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
    html! {
        <div class="page record">
            <button key="back" id="to-room" class="link" onclick={handlers.go(Route::Room(room))}>{ text().room.back_to_room }</button>
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <p key="title" class="quiet">{ &view.summary.title }</p>
            { done_line(props.done.as_deref().filter(|done| done.heading == "heading")) }
            if matter.partial { <p key="partial" class="banner">{ t.partial }</p> }
            if let Some(holding) = &matter.holding { { holding::referral(holding, view, &doing) } }
            { plan::discussion(&matter.plan, view, &doing) }
            { plan::information(&matter.plan, &doing) }
            { plan::assessment(&matter.plan, &doing) }
            { plan::decisions(&matter.plan, matter.plan.decided(), &doing) }
            { tasks::actions(&matter.plan, view, &doing) }
            { tasks::waiting(&matter.plan, &doing) }
            { tasks::dates(&matter.plan, &doing) }
            { versions::versions(&matter.plan, view, &doing) }
            { secrecy::secrecy(&matter.secrecy, view, &doing) }
        </div>
    }
}
