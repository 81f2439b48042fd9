//! A row of the timeline: who, when, what, how far it has got.

use super::body::{action_of, body};
use super::page::NameOf;
use crate::text::{fill, text};
use crate::views::tag::AgencyTag;
use crate::views::{key_of, moment};
use marram_core::EventId;
use marram_core::view::{Body, Delivery, EntryView};
use marram_core::work::Made;
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Row`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// `None` while it is being fetched.
    pub(super) entry: Option<Rc<EntryView>>,
    /// Its place, from 0.
    pub(super) index: usize,
    /// How many there are.
    pub(super) total: usize,
    /// The first that is new since the person left.
    #[prop_or_default]
    pub(super) first_new: bool,
    #[prop_or_default]
    pub(super) answer: Option<Callback<Rc<EntryView>>>,
    /// Where a correction of it is written; `None` where nothing can be.
    #[prop_or_default]
    pub(super) correct: Option<Callback<EventId>>,
    /// What was said of it later.
    #[prop_or_default]
    pub(super) corrected: Vec<Made<String>>,
    pub(super) name_of: NameOf,
}

/// The row.
#[component]
pub(super) fn Row(props: &Props) -> Html {
    let Some(entry) = &props.entry else {
        return html! { <div class="row-slot"><p class="row quiet">{ text().room.row_loading }</p></div> };
    };
    let note = matches!(entry.body, Body::Note { .. });
    let class = classes!(
        "row",
        entry.own.then_some("row-own"),
        entry.urgent.then_some("row-urgent"),
        (!note).then_some("row-deed")
    );
    html! {
        <div class="row-slot">
            if props.first_new { <p key="new" id="new-since" class="divider"><span>{ text().room.new_since }</span></p> }
            <article key="row" {class} data-test="entry" data-event={LogId(entry.event.0).to_hex()} data-index={props.index.to_string()}
                data-delivery={delivery_state(entry.delivery)} aria-posinset={(props.index + 1).to_string()} aria-setsize={props.total.to_string()}>
                { head(entry) }
                { quoted(entry) }
                { body(entry, &props.name_of) }
                { corrections(entry, &props.corrected) }
                { foot(entry, note, props.answer.as_ref(), props.correct.as_ref()) }
            </article>
        </div>
    }
}

fn head(entry: &EntryView) -> Html {
    let t = &text().entry;
    let name = if entry.author_name.is_empty() { text().people.unnamed } else { &entry.author_name };
    html! {
        <header key="head" class="row-head">
            if entry.urgent { <span key="urgent" class="tag tag-urgent" data-test="urgent">{ t.urgent }</span> }
            <span key="author" class="person-name" data-test="author">{ name }</span>
            if entry.own { <span key="you" class="quiet">{ "(" }{ t.you }{ ")" }</span> }
            <span key="role" class="quiet">{ &entry.author_role }</span>
            <AgencyTag key="agency" agency={entry.author_agency.clone()} />
            <time key="at" class="quiet">{ moment(entry.at) }</time>
        </header>
    }
}

/// What an entry answers, or what something said of the work is about; where that is not known here, that is said.
pub(super) fn quoted(entry: &EntryView) -> Html {
    let (t, r) = (&text().entry, &text().release);
    // What its own sentence names is not said twice.
    let Some(quote) = entry.answers.as_ref().filter(|_| action_of(entry).is_none()) else { return Html::default() };
    let words = match (quote.author_name.is_empty(), matches!(entry.body, Body::Note { .. })) {
        (true, true) => t.answers_unknown.to_owned(),
        (true, false) => r.about_unknown.to_owned(),
        (false, true) => fill(t.answers, &[("name", &quote.author_name)]),
        (false, false) => fill(r.about, &[("name", &quote.author_name)]),
    };
    html! {
        <blockquote key="quote" class="quote" data-test="quote"><span class="quiet">{ words }</span>{ " " }{ &quote.excerpt }</blockquote>
    }
}

/// What was said of it later: the entry stays as it is.
fn corrections(entry: &EntryView, corrected: &[Made<String>]) -> Html {
    corrected.iter().filter(|made| made.event != entry.event).map(correction).collect()
}

/// One correction, beside what it corrects.
pub(crate) fn correction(made: &Made<String>) -> Html {
    let words = fill(text().said.corrected, &[("name", &made.by.name), ("text", &made.what)]);
    html! { <p key={key_of(made.event.0)} class="banner" data-test="corrected">{ words }</p> }
}

fn foot(
    entry: &Rc<EntryView>,
    note: bool,
    answer: Option<&Callback<Rc<EntryView>>>,
    correct: Option<&Callback<EventId>>,
) -> Html {
    let t = &text().entry;
    let onclick = answer.filter(|_| note && entry.seq.is_some()).map(|answer| {
        let entry = entry.clone();
        answer.reform(move |_: MouseEvent| entry.clone())
    });
    let said = note || matches!(entry.body, Body::Work { .. });
    let correct = correct.filter(|_| said && entry.seq.is_some()).map(|correct| {
        let event = entry.event;
        correct.reform(move |_: MouseEvent| event)
    });
    let delivery = entry.own.then(|| delivery_words(entry.delivery));
    if onclick.is_none() && delivery.is_none() && correct.is_none() {
        return Html::default();
    }
    html! {
        <footer key="foot" class="row-foot">
            if let Some(words) = delivery { <span key="delivery" class="quiet" data-test="delivery">{ words }</span> }
            if let Some(onclick) = correct {
                <button key="correct" class="link" data-test="correct" {onclick}>{ text().said.correct }</button>
            }
            if let Some(onclick) = onclick {
                <button key="answer" class="link" data-test="answer" {onclick} aria-label={fill(t.answer_to, &[("name", &entry.author_name)])}>{ t.answer }</button>
            }
        </footer>
    }
}

fn delivery_state(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::NotSent => "not-sent",
        Delivery::Stored => "stored",
        Delivery::Delivered { .. } => "delivered",
    }
}

fn delivery_words(delivery: Delivery) -> String {
    let t = &text().entry;
    match delivery {
        Delivery::NotSent => t.not_sent.to_owned(),
        Delivery::Stored => t.stored.to_owned(),
        Delivery::Delivered { to, of } if to >= of => t.delivered_all.of(of),
        Delivery::Delivered { to, of } => fill(t.delivered, &[("to", &to.to_string()), ("of", &of.to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delivery_is_said_in_words_and_never_as_presence() {
        assert_eq!(delivery_words(Delivery::NotSent), "Not sent yet");
        assert_eq!(delivery_words(Delivery::Stored), "Stored");
        assert_eq!(delivery_words(Delivery::Delivered { to: 2, of: 3 }), "Delivered to 2 of 3");
        assert_eq!(delivery_words(Delivery::Delivered { to: 1, of: 1 }), "Delivered");
        assert_eq!(delivery_words(Delivery::Delivered { to: 3, of: 3 }), "Delivered to all 3");
    }
}
