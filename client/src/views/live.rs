//! The log region: what is new, for those who hear the page.

use crate::state::Announcement;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Announcements`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) lines: Rc<Vec<Announcement>>,
}

/// One polite region, always there, since one that appears together with its words is not read.
#[component]
pub(crate) fn Announcements(props: &Props) -> Html {
    html! {
        <div id="announcements" class="hidden" role="log" aria-live="polite" aria-relevant="additions">
            { for props.lines.iter().map(|line| html! { <p key={line.number}>{ &line.words }</p> }) }
        </div>
    }
}
