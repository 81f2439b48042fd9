//! What did not work, above the view, until it is hidden.

use super::handlers::use_handlers;
use crate::state::Action;
use crate::text::{self, fill, text};
use marram_core::PersonId;
use marram_core::view::{Notice, RoomSummary};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Notices`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) notices: Rc<Vec<(u32, Notice)>>,
    pub(crate) rooms: Option<Rc<Vec<RoomSummary>>>,
    pub(crate) name_of: Callback<PersonId, Option<String>>,
}

/// A region that is always there, so that what appears in it is read.
#[component]
pub(crate) fn Notices(props: &Props) -> Html {
    let handlers = use_handlers();
    let row = |(number, notice): &(u32, Notice)| {
        let number = *number;
        let hide = handlers.act.reform(move |_: MouseEvent| Action::Dismiss(number));
        let name = |person| props.name_of.emit(person).unwrap_or_else(|| text().room.someone.to_owned());
        let rooms = props.rooms.iter().flat_map(|rooms| rooms.iter());
        let title = rooms.filter(|room| Some(room.id) == notice.room).map(|room| room.title.as_str()).next();
        html! {
            <div key={number} class="banner banner-warning" data-test="notice">
                <p>
                    if let Some(title) = title { { fill(text().notice.room, &[("title", title)]) }{ " " } }
                    { text::notice(text(), notice.kind, name) }
                </p>
                <button class="link" onclick={hide}>{ text().shell.dismiss }</button>
            </div>
        }
    };
    html! {
        <div class="notices" role="status" aria-label={text().shell.notices}>{ for props.notices.iter().map(row) }</div>
    }
}
