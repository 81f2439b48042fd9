//! What the views before the rooms have in common: the bar with the name, a heading, the emergency line.

use crate::text::text;
use yew::prelude::*;

/// The properties of [`Frame`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The view's name, for tests.
    pub(super) view: &'static str,
    pub(super) heading: &'static str,
    #[prop_or_default]
    pub(super) children: Children,
}

/// One column under the bar.
#[component]
pub(super) fn Frame(props: &Props) -> Html {
    html! {
        <div class="gate">
            <header class="bar"><span class="brand">{ text().shell.name }</span></header>
            <main data-view={props.view} class="page">
                <h1 id="heading" tabindex="-1">{ props.heading }</h1>
                { props.children.clone() }
            </main>
            <footer class="emergency">{ text().shell.emergency }</footer>
        </div>
    }
}
