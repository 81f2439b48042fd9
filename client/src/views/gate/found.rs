//! Founding an agency: what it is called, its recovery phrase, and proof that the phrase was written down.

use super::frame::Frame;
use super::join::MIN_PASSPHRASE_CHARS;
use crate::messages::{FoundAgency, JoinRefused, LinkFragment, Passphrase, ToWorker};
use crate::platform::{document, keep, random};
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::passphrase_field::PassphraseField;
use crate::views::tag::SectorField;
use marram_core::identity::{RootKey, SecretWords};
use marram_core::view::Sector;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The most characters of a name.
const MAX_CHARS: usize = 100;
/// How many words are asked back.
const ASKED: usize = 3;

/// The properties of [`Found`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) fragment: LinkFragment,
    pub(crate) problem: Option<JoinRefused>,
    pub(crate) busy: bool,
}

/// How far it has come. The root key is in nothing but the words, and the words are here and on paper.
#[derive(Clone, PartialEq)]
enum Step {
    About,
    Phrase(SecretWords),
    Check(SecretWords, [usize; ASKED]),
}

/// Three pages in one.
#[component]
pub(crate) fn Found(props: &Props) -> Html {
    let t = &text().found;
    let step = use_state_eq(|| Step::About);
    let sector = use_state_eq(|| Sector::ChildrensServices);
    let [agency, name, passphrase] = [use_state_eq(String::new), use_state_eq(String::new), use_state_eq(String::new)];
    let role = use_state_eq(|| t.role_value.to_owned());
    let errors = use_state_eq(Vec::<FieldError>::new);
    use_effect_with((*step).clone(), |_| document::focus("heading"));
    let go = {
        let step = step.clone();
        Callback::from(move |to: Step| step.set(to))
    };
    match &*step {
        Step::About => {
            let onsubmit = {
                let (agency, name, role, passphrase) = (agency.clone(), name.clone(), role.clone(), passphrase.clone());
                let (errors, go) = (errors.clone(), go.clone());
                on_submit(move || {
                    let found = check(&agency, &name, &role, &passphrase);
                    if found.is_empty()
                        && let Ok(secret) = random::bytes()
                    {
                        go.emit(Step::Phrase(RootKey::from_bytes(secret).phrase()));
                    }
                    complain(&errors, found);
                })
            };
            let field = |id, label, state: &UseStateHandle<String>, hint: Option<&'static str>| {
                html! {
                    <TextField {id} {label} hint={hint.map(AttrValue::from)} error={error_of(&errors, id)}
                        value={(**state).clone()} oninput={into_state(state)} />
                }
            };
            let onsector = {
                let sector = sector.clone();
                Callback::from(move |to| sector.set(to))
            };
            html! {
                <Frame key="about" view="found" heading={t.heading}>
                    <ErrorSummary errors={(*errors).clone()} />
                    if props.problem == Some(JoinRefused::NotKept) { <p class="banner banner-danger" role="alert">{ text().join.not_kept }</p> }
                    <p>{ t.intro }</p>
                    <p>{ text().join.private_window }</p>
                    <form {onsubmit} novalidate=true>
                        { field("agency-name", t.agency, &agency, Some(t.agency_hint)) }
                        <SectorField label={t.sector} value={*sector} onchange={onsector} />
                        { field("name", t.name, &name, None) }
                        { field("role", t.role, &role, None) }
                        <PassphraseField id="passphrase" label={text().join.passphrase} hint={Some(AttrValue::from(text().join.passphrase_hint))}
                            error={error_of(&errors, "passphrase")} value={(*passphrase).clone()} oninput={into_state(&passphrase)}
                            autocomplete="new-password" />
                        <button id="next" type="submit" class="button">{ t.next }</button>
                    </form>
                </Frame>
            }
        }
        Step::Phrase(phrase) => {
            let written = {
                let (go, phrase) = (go.clone(), phrase.clone());
                Callback::from(move |_: MouseEvent| go.emit(Step::Check(phrase.clone(), places())))
            };
            html! {
                <Frame key="phrase" view="found" heading={t.phrase_heading}>
                    <p>{ t.phrase_text }</p>
                    <p class="banner banner-warning">{ t.phrase_keep }</p>
                    <ol id="phrase" class="phrase">{ for phrase.0.split(' ').map(|word| html! { <li>{ word }</li> }) }</ol>
                    <div class="buttons">
                        <button id="written" class="button" onclick={written}>{ t.written }</button>
                        <button id="print-words" class="button button-plain" onclick={|_| document::print()}>{ t.print }</button>
                    </div>
                </Frame>
            }
        }
        Step::Check(phrase, places) => {
            let asked = FoundAgency {
                fragment: props.fragment.clone(),
                phrase: phrase.clone(),
                agency_name: agency.trim().to_owned(),
                sector: *sector,
                name: name.trim().to_owned(),
                role: role.trim().to_owned(),
                passphrase: Passphrase((*passphrase).clone()),
            };
            let back = {
                let (go, phrase) = (go.clone(), phrase.clone());
                Callback::from(move |()| go.emit(Step::Phrase(phrase.clone())))
            };
            html! { <Check key="check" {asked} places={*places} {back} problem={props.problem} busy={props.busy} /> }
        }
    }
}

/// The properties of [`Check`].
#[derive(Properties, PartialEq)]
struct CheckProps {
    asked: FoundAgency,
    places: [usize; ASKED],
    back: Callback<()>,
    problem: Option<JoinRefused>,
    busy: bool,
}

/// Three words are asked back; then the agency is founded.
#[component]
fn Check(props: &CheckProps) -> Html {
    const IDS: [&str; ASKED] = ["word-1", "word-2", "word-3"];
    let t = &text().found;
    let handlers = use_handlers();
    let typed = [use_state_eq(String::new), use_state_eq(String::new), use_state_eq(String::new)];
    let errors = use_state_eq(Vec::<FieldError>::new);
    let number = |place: usize| (place + 1).to_string();
    let onsubmit = {
        let (handlers, typed, errors) = (handlers.clone(), typed.clone(), errors.clone());
        let (asked, places, busy) = (props.asked.clone(), props.places, props.busy);
        on_submit(move || {
            let mut found = Vec::new();
            for ((id, place), typed) in IDS.into_iter().zip(places).zip(&typed) {
                let word = asked.phrase.0.split(' ').nth(place);
                if word != Some(typed.trim().to_lowercase().as_str()) {
                    found.push((id, fill(t.error_word, &[("n", &number(place))])));
                }
            }
            if found.is_empty() && !busy {
                spawn_local(async {
                    let _granted = keep::ask_to_keep().await;
                });
                handlers.ask.emit(ToWorker::Found(Box::new(asked.clone())));
            }
            complain(&errors, found);
        })
    };
    let fields = IDS.into_iter().zip(props.places).zip(&typed).map(|((id, place), state)| {
        let label = fill(t.word, &[("n", &number(place))]);
        html! {
            <TextField key={id} {id} {label} error={error_of(&errors, id)} value={(**state).clone()} oninput={into_state(state)} />
        }
    });
    let back = props.back.reform(|_: MouseEvent| ());
    html! {
        <Frame view="found" heading={t.check_heading}>
            <ErrorSummary errors={(*errors).clone()} />
            if props.problem == Some(JoinRefused::NotKept) { <p class="banner banner-danger" role="alert">{ text().join.not_kept }</p> }
            <p>{ t.check_text }</p>
            <form {onsubmit} novalidate=true>
                { for fields }
                <div class="buttons">
                    <button id="found" type="submit" class="button" aria-disabled={props.busy.then_some("true")}>
                        { if props.busy { t.founding } else { t.found } }
                    </button>
                    <button id="show-words" type="button" class="button button-plain" onclick={back}>{ t.back }</button>
                </div>
            </form>
        </Frame>
    }
}

/// Three different places in the phrase, in order.
fn places() -> [usize; ASKED] {
    let dice = random::bytes::<ASKED>().unwrap_or([3, 5, 7]);
    // One of each third, so that they differ by themselves.
    std::array::from_fn(|third| third * 8 + usize::from(dice.get(third).copied().unwrap_or_default()) % 8)
}

pub(super) fn check(agency: &str, name: &str, role: &str, passphrase: &str) -> Vec<FieldError> {
    let t = &text().found;
    let mut errors = Vec::new();
    for (id, typed, empty) in
        [("agency-name", agency, t.error_agency), ("name", name, t.error_name), ("role", role, t.error_role)]
    {
        match typed.trim().chars().count() {
            0 => errors.push((id, empty.to_owned())),
            n if n > MAX_CHARS => errors.push((id, t.error_long.to_owned())),
            _ => {}
        }
    }
    if passphrase.trim().chars().count() < MIN_PASSPHRASE_CHARS {
        errors.push(("passphrase", text().join.error_passphrase_short.to_owned()));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_different_words_are_asked_back() {
        for _ in 0..50 {
            let places = places();
            assert!(places.is_sorted() && places[0] < places[1] && places[1] < places[2] && places[2] < 24);
        }
    }

    #[test]
    fn an_agency_has_a_name_and_its_administrator_too() {
        assert_eq!(check(" ", "", "", "short").len(), 4);
        assert_eq!(check("Calderfen Council", "Robin Ashe", "Administrator", "grey heron at low water"), []);
    }
}
