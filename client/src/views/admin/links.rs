//! Links that were just made: shown once, to be handed over.

use super::copy::Copy;
use crate::messages::LinkFragment;
use crate::platform::document;
use crate::state::Action;
use crate::text::{fill, text};
use crate::views::handlers::use_handlers;
use marram_core::PersonId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Links`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) links: Rc<Vec<(PersonId, LinkFragment)>>,
    /// Whom they are for, in the same order.
    pub(super) people: Rc<Vec<String>>,
}

/// The links, each with a way to copy it. The region is always there, so that what appears in it is read.
#[component]
pub(super) fn Links(props: &Props) -> Html {
    let t = &text().invite;
    let handlers = use_handlers();
    // What was asked for at the end of a form appears at the beginning of the page.
    use_effect_with(props.links.is_empty(), |nothing| {
        if !nothing {
            document::focus("links-heading");
        }
    });
    let origin = document::origin();
    let link = |fragment: &LinkFragment| format!("{origin}/#{}", fragment.0);
    let all: Vec<(String, String)> =
        props.people.iter().cloned().zip(props.links.iter().map(|(_, fragment)| link(fragment))).collect();
    let row = |(place, (name, link)): (usize, &(String, String))| {
        let label = fill(t.link_for, &[("name", name)]);
        let id = format!("link-{place}");
        html! {
            <li key={link.clone()} class="form-group">
                <label for={id.clone()}>{ &label }</label>
                <textarea {id} class="field" data-test="link" readonly=true rows="3" value={link.clone()} />
                <Copy label={t.copy} value={link.clone()} what={format!("{}: {label}", t.copy)} />
            </li>
        }
    };
    let lines: String = all.iter().map(|(name, link)| format!("{name}\t{link}\n")).collect();
    let hide = handlers.act.reform(|_: MouseEvent| Action::HideLinks);
    html! {
        <div role="status" class="links">
            if !all.is_empty() {
                <section class="banner banner-ok">
                    <h2 id="links-heading" tabindex="-1">{ t.links_heading }</h2>
                    <p>{ t.links_text }{ " " }{ t.links_spoken }</p>
                    <ul class="plain">{ for all.iter().enumerate().map(row) }</ul>
                    <div class="buttons">
                        if all.len() > 1 { <Copy id={Some(AttrValue::from("copy-all"))} label={t.copy_all} value={lines} /> }
                        <button id="hide-links" class="button" onclick={hide}>{ t.done }</button>
                    </div>
                </section>
            }
        </div>
    }
}
