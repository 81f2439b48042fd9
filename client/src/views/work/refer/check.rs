//! The whole referral once more before it is sent, and sending it.

use super::said;
use crate::state::{Action, Route};
use crate::text::{text, work};
use crate::views::answers::Kept;
use crate::views::form_page::{CheckAnswers, Checked, checked};
use crate::views::handlers::use_handlers;
use marram_core::work::calendar::Nation;
use marram_core::work::template::{Filled, Template};
use marram_core::work::{DeskRef, Referring};
use marram_core::{Command, RoomId};
use yew::prelude::*;

/// The properties of [`CheckReferral`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// Of the questions beside the form.
    pub(super) answers: Kept,
    pub(super) to: DeskRef,
    /// Whole.
    pub(super) form: Filled,
    /// That its reference is another's already.
    pub(super) used: Option<String>,
    /// How many children were found in the room from whose referral it was begun.
    pub(super) found: Option<u16>,
    /// That room.
    pub(super) from: Option<RoomId>,
    /// Told the id of the element in which an answer is given.
    pub(super) change: Callback<String>,
}

/// Every answer with a way back to its question, and the button.
#[component]
pub(super) fn CheckReferral(props: &Props) -> Html {
    let t = &text().refer;
    let handlers = use_handlers();
    let Props { answers, to, form, used, found, from, change } = props;
    let country = work::nations().into_iter().find(|(id, _)| id == answers.get("nation")).map(|(_, words)| words);
    let in_minutes = answers.get("minutes").trim().parse().map(|minutes| text().dates.minutes.of(minutes));
    let line = |id: &str, label, words: &str| {
        let answers = Some(words.trim().to_owned()).filter(|words| !words.is_empty()).into_iter().collect();
        checked(Checked { label, answers, marked: false, id: id.to_owned() }, change)
    };
    let send = {
        let (handlers, answers, to, form, from) = (handlers, answers.clone(), to.clone(), form.clone(), *from);
        Callback::from(move |_: MouseEvent| {
            let text = |id: &str| answers.get(id).trim().to_owned();
            let referring = Box::new(Referring {
                to: to.clone(),
                reference: text("reference"),
                covert: false,
                follows: Some(text("follows")).filter(|text| !text.is_empty()),
                accept_within_ms: text("minutes").parse::<u64>().ok().map(|minutes| minutes * 60_000),
                nation: Nation::from_id(answers.get("nation")).unwrap_or(to.nation),
                form: form.clone(),
            });
            handlers.command(Command::Refer { referring, from });
            answers.forget();
            handlers.act.emit(Action::Go(Route::Board));
        })
    };
    html! {
        <>
            <p key="text">{ t.check_text }</p>
            <div key="used">{ for used.clone().map(|words| said::warning("reference-used", words)) }</div>
            <div key="fewer">{ for said::fewer_children(*found, form).map(|words| said::warning("fewer-children", words)) }</div>
            <dl key="about" class="answers">
                { line("desk", t.desk, &format!("{}, {}", to.name, to.agency_name)) }
                { line("reference", t.reference, answers.get("reference")) }
                { line("follows", t.follows, answers.get("follows")) }
                { line("minutes", t.minutes, &in_minutes.unwrap_or_default()) }
                { line("nation", t.nation, &country.unwrap_or_default()) }
                { line("template", t.template, Template::of(form).map_or("", |one| one.title.as_str())) }
            </dl>
            <CheckAnswers key="answers" filled={form.clone()} change={change.clone()} />
            <button key="send" id="send-referral" type="button" class="button" onclick={send}>{ t.send }</button>
        </>
    }
}
