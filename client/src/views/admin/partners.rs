//! Partner agencies: introducing one's own, endorsing another after its fingerprint was compared.

use super::copy::Copy;
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::moment;
use crate::views::tag::AgencyTag;
use marram_core::Command;
use marram_core::identity::Introduction;
use marram_core::view::{AdministrationView, FormerName, PartnerView};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Partners`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) agency: Rc<AdministrationView>,
}

/// The page.
#[component]
pub(super) fn Partners(props: &Props) -> Html {
    let t = &text().partners;
    let agency = &props.agency;
    let partner = |one: &PartnerView| {
        html! {
            <li key={one.agency.id.to_hex()} data-test="partner" class="staff">
                <AgencyTag agency={one.agency.clone()} />
                { for one.former_names.iter().map(former) }
                <span class="quiet block">{ if one.is_read { t.people.of(one.people) } else { t.unread.to_owned() } }</span>
                { groups(None, &one.fingerprint) }
            </li>
        }
    };
    html! {
        <section>
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <p key="intro">{ t.intro }</p>
            <h2 key="list">{ t.list_heading }</h2>
            if agency.partners.is_empty() { <p key="none" class="quiet">{ t.none }</p> }
            <ul key="partners" class="people-list">{ for agency.partners.iter().map(partner) }</ul>
            <h2 key="ours">{ t.ours_heading }</h2>
            <p key="ours-text">{ t.ours_text }</p>
            <div key="text" class="form-group">
                <label for="introduction">{ t.ours_label }</label>
                <textarea id="introduction" class="field" readonly=true rows="3" value={agency.introduction.clone()} />
                <Copy label={text().invite.copy} value={agency.introduction.clone()} what={format!("{}: {}", text().invite.copy, t.ours_label)} />
            </div>
            <p key="compare">{ t.fingerprint_text }</p>
            { groups(Some("fingerprint"), &agency.fingerprint) }
            <Endorse key="endorse" agency={agency.clone()} />
        </section>
    }
}

/// What an agency was called before.
pub(super) fn former(one: &FormerName) -> Html {
    let words = fill(text().names.former, &[("name", &one.name), ("when", &moment(one.until))]);
    html! { <span key={one.until.0} class="quiet block">{ words }</span> }
}

/// A fingerprint, to be read aloud.
fn groups(id: Option<&'static str>, fingerprint: &[String; 8]) -> Html {
    html! {
        <p class="fingerprint">
            <span class="quiet">{ text().partners.fingerprint }{ ": " }</span>
            <code {id}>{ fingerprint.join(" ") }</code>
        </p>
    }
}

/// The other agency's text, what it says, the tick, the endorsement.
#[component]
fn Endorse(props: &Props) -> Html {
    let t = &text().partners;
    let handlers = use_handlers();
    let typed = use_state_eq(String::new);
    let seen = use_state(|| None::<Introduction>);
    let compared = use_state_eq(|| false);
    let done = use_state_eq(|| None::<String>);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let look = {
        let (typed, seen, compared, done, errors) =
            (typed.clone(), seen.clone(), compared.clone(), done.clone(), errors.clone());
        let agency = props.agency.clone();
        on_submit(move || {
            let (found, error) = match Introduction::parse(&typed) {
                None => (None, Some(t.error_text)),
                Some(found) if found.to_text() == agency.introduction => (None, Some(t.error_own)),
                Some(found) if agency.partners.iter().any(|one| one.agency.id == found.agency) => {
                    (None, Some(t.error_known))
                }
                Some(found) => (Some(found), None),
            };
            seen.set(found);
            compared.set(false);
            done.set(None);
            errors.set(error.map(|words| ("theirs", words.to_owned())).into_iter().collect());
        })
    };
    let endorse = {
        let (handlers, typed, seen, compared, done, errors) =
            (handlers.clone(), typed.clone(), seen.clone(), compared.clone(), done.clone(), errors.clone());
        on_submit(move || match (&*seen, *compared) {
            (Some(found), true) => {
                handlers.command(Command::Endorse { introduction: found.to_text() });
                done.set(Some(found.name.clone()));
                typed.set(String::new());
                errors.set(Vec::new());
                seen.set(None);
            }
            _ => errors.set(vec![("compared", t.error_compared.to_owned())]),
        })
    };
    let tick = {
        let compared = compared.clone();
        Callback::from(move |_: Event| compared.set(!*compared))
    };
    html! {
        <div class="apart">
            <h2>{ t.theirs_heading }</h2>
            <ErrorSummary errors={(*errors).clone()} />
            <div role="status">
                if let Some(name) = &*done { <p class="banner banner-ok">{ fill(t.endorsed_now, &[("name", name)]) }</p> }
            </div>
            <form onsubmit={look} novalidate=true>
                <TextField id="theirs" label={t.theirs_label} hint={Some(AttrValue::from(t.theirs_hint))} error={error_of(&errors, "theirs")}
                    value={(*typed).clone()} oninput={into_state(&typed)} tall=true />
                <button id="look" type="submit" class="button button-plain">{ t.look }</button>
            </form>
            if let Some(found) = &*seen {
                <form onsubmit={endorse} novalidate=true class="banner apart">
                    <p role="status">{ t.theirs_found }{ " " }<AgencyTag agency={found.view()} /></p>
                    <p>{ t.fingerprint_text }</p>
                    { groups(Some("their-fingerprint"), &found.fingerprint()) }
                    if let Some(words) = error_of(&errors, "compared") { <p class="error">{ words }</p> }
                    <div class="check">
                        <input id="compared" type="checkbox" checked={*compared} onchange={tick} />
                        <label for="compared">{ t.compared }</label>
                    </div>
                    <button id="endorse" type="submit" class="button">{ t.endorse }</button>
                </form>
            }
        </div>
    }
}
