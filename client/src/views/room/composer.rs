//! Writing: Enter sends, Shift and Enter makes a new line; what is written is kept as a draft.

use crate::platform::document;
use crate::text::{fill, text};
use crate::views::drafts::Draft;
use crate::views::form::{ErrorSummary, FieldError, complain, on_submit, value_of};
use crate::views::handlers::use_handlers;
use marram_core::command::MAX_NOTE_CHARS;
use marram_core::view::{Body, EntryView};
use marram_core::{Command, RoomId};
use std::rc::Rc;
use yew::prelude::*;

/// From so few characters left on, they are counted.
const COUNT_FROM: usize = 500;
/// Characters of the entry that is answered.
const EXCERPT: usize = 80;

/// The properties of [`Composer`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) room: RoomId,
    /// What had been written before; used when the composer appears.
    pub(super) draft: String,
    pub(super) answering: Option<Rc<EntryView>>,
    pub(super) stop_answering: Callback<()>,
    /// Told of every note that was sent.
    pub(super) sent: Callback<()>,
}

/// The form under the timeline.
#[component]
pub(super) fn Composer(props: &Props) -> Html {
    let t = &text().compose;
    let handlers = use_handlers();
    let written = use_state_eq(|| props.draft.clone());
    let urgent = use_state_eq(|| false);
    let errors = use_state_eq(Vec::<FieldError>::new);
    use_effect_with(props.answering.is_some(), |answering| {
        if *answering {
            document::focus("write");
        }
    });
    let send = {
        let (handlers, written, urgent, errors) = (handlers.clone(), written.clone(), urgent.clone(), errors.clone());
        let (room, answering) = (props.room, props.answering.clone());
        let (stop, sent) = (props.stop_answering.clone(), props.sent.clone());
        Callback::from(move |()| {
            let found = check(&written);
            if found.is_empty() {
                let answers = answering.as_ref().map(|entry| entry.event);
                handlers.command(Command::Write { room, text: written.trim().to_owned(), urgent: *urgent, answers });
                handlers.draft.emit(Draft::Note(room, String::new()));
                handlers.save_draft.emit(());
                written.set(String::new());
                urgent.set(false);
                stop.emit(());
                sent.emit(());
            }
            complain(&errors, found);
        })
    };
    let oninput = {
        let (written, draft, room) = (written.clone(), handlers.draft.clone(), props.room);
        Callback::from(move |event: InputEvent| {
            let value = value_of(&event);
            draft.emit(Draft::Note(room, value.clone()));
            written.set(value);
        })
    };
    let onkeydown = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            // Enter also ends the choice of a character while composing one; and fingers have no Shift to hold.
            if event.key() == "Enter" && !event.shift_key() && !event.is_composing() && !document::touch() {
                event.prevent_default();
                send.emit(());
            }
        })
    };
    let toggle = {
        let urgent = urgent.clone();
        Callback::from(move |_: Event| urgent.set(!*urgent))
    };
    let onblur = handlers.save_draft.reform(|_: FocusEvent| ());
    html! {
        <form class="composer" onsubmit={on_submit(move || send.emit(()))} novalidate=true>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            if let Some(entry) = &props.answering { { answering(entry, &props.stop_answering) } }
            <label key="label" for="write">{ t.label }</label>
            <textarea key="write" id="write" class="field" rows="2" autocomplete="off" value={(*written).clone()} {oninput} {onkeydown} {onblur}
                aria-describedby="write-hint count" aria-invalid={(!errors.is_empty()).then_some("true")} />
            <div key="tools" class="composer-tools">
                <span key="hint" id="write-hint" class="quiet keys-hint">{ t.hint_keys }</span>
                <span key="count" id="count" class="quiet" role="status">{ count_words(&written).unwrap_or_default() }</span>
                <div key="urgent" class="check">
                    <input id="urgent" type="checkbox" checked={*urgent} onchange={toggle} aria-describedby="urgent-hint" />
                    <label for="urgent">{ t.urgent }</label>
                </div>
                <button key="send" id="send" type="submit" class="button">{ t.send }</button>
            </div>
            <p key="urgent-hint" id="urgent-hint" class={if *urgent { "banner banner-warning" } else { "hidden" }}>{ t.urgent_hint }</p>
        </form>
    }
}

fn answering(entry: &EntryView, stop: &Callback<()>) -> Html {
    let t = &text().compose;
    let excerpt: String = match &entry.body {
        Body::Note { text } => text.chars().take(EXCERPT).collect(),
        _ => String::new(),
    };
    html! {
        <div key="answering" class="answering">
            <span>{ fill(t.answering, &[("name", &entry.author_name), ("excerpt", &excerpt)]) }</span>
            <button id="stop-answering" type="button" class="link" onclick={stop.reform(|_: MouseEvent| ())}>{ t.stop_answering }</button>
        </div>
    }
}

fn check(written: &str) -> Vec<FieldError> {
    let t = &text().compose;
    let chars = written.trim().chars().count();
    match chars.checked_sub(MAX_NOTE_CHARS) {
        None if chars == 0 => vec![("write", t.error_empty.to_owned())],
        None | Some(0) => Vec::new(),
        Some(over) => vec![("write", fill(t.error_long, &[("n", &over.to_string())]))],
    }
}

/// How many characters are left or too many, once it matters.
fn count_words(written: &str) -> Option<String> {
    let t = &text().compose;
    // Bytes are never fewer than characters, and counting them costs nothing.
    if written.len() + COUNT_FROM < MAX_NOTE_CHARS {
        return None;
    }
    let chars = written.trim().chars().count();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    match chars.checked_sub(MAX_NOTE_CHARS) {
        Some(over) if over > 0 => Some(t.over.of(number(over))),
        _ if MAX_NOTE_CHARS - chars <= COUNT_FROM => Some(t.left.of(number(MAX_NOTE_CHARS - chars))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_only_near_the_limit() {
        assert_eq!(count_words("Visit at 4pm"), None);
        assert_eq!(count_words(&"é".repeat(9_400)), None);
        assert_eq!(count_words(&"é".repeat(9_999)).as_deref(), Some("1 character left"));
        assert_eq!(count_words(&"x".repeat(MAX_NOTE_CHARS)).as_deref(), Some("0 characters left"));
        assert_eq!(count_words(&"x".repeat(10_002)).as_deref(), Some("2 characters too many"));
    }

    #[test]
    fn nothing_and_too_much_are_not_sent() {
        assert_eq!(check(" \n ").len(), 1);
        assert_eq!(check(&"x".repeat(MAX_NOTE_CHARS)), []);
        assert_eq!(check(&"x".repeat(MAX_NOTE_CHARS + 3))[0].1, "Shorten the entry by 3 characters, or send it in two");
    }
}
