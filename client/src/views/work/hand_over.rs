//! Handing over at the end of a shift, in one act.

use crate::state::{Action, Route};
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::work::choose::{Options, choose};
use marram_core::view::{Me, PersonView, RoomSummary, Vouched};
use marram_core::work::{DeskRef, HoldingState};
use marram_core::{Command, PersonId};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`HandOverPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) me: Option<Rc<Me>>,
    /// The own agency's desks.
    pub(crate) desks: Rc<Vec<DeskRef>>,
    pub(crate) directory: Rc<Vec<PersonView>>,
    pub(crate) rooms: Rc<Vec<RoomSummary>>,
}

/// The page.
#[component]
pub(crate) fn HandOverPage(props: &Props) -> Html {
    let t = &text().board;
    let handlers = use_handlers();
    let (desk, to, note) = (use_state_eq(String::new), use_state_eq(String::new), use_state_eq(String::new));
    let errors = use_state_eq(Vec::<FieldError>::new);
    let me = props.me.as_ref().map(|me| me.person);
    let colleagues =
        props.directory.iter().filter(|one| one.vouched == Vouched::Own && one.joined && Some(one.id) != me);
    let people: Options =
        colleagues.map(|one| (LogId(one.id.0).to_hex(), format!("{}, {}", one.name, one.role))).collect();
    let desks: Options = props.desks.iter().map(|desk| (LogId(desk.desk.0).to_hex(), desk.name.clone())).collect();
    let onsubmit = {
        let (handlers, desk, to, note, errors) =
            (handlers.clone(), desk.clone(), to.clone(), note.clone(), errors.clone());
        let known = props.desks.clone();
        on_submit(move || {
            let chosen = known.iter().find(|one| LogId(one.desk.0).to_hex() == *desk).map(|one| one.desk);
            let person = LogId::from_hex(&to).map(|id| PersonId(id.0));
            let missing = |id: &'static str, label: &str| (id, fill(text().acts.error_missing, &[("label", label)]));
            match (chosen, person, note.trim()) {
                (Some(desk), Some(to), words) if !words.is_empty() => {
                    handlers.command(Command::HandOver { desk, to, note: words.to_owned() });
                    handlers.act.emit(Action::Go(Route::Board));
                }
                (chosen, person, words) => {
                    let wrong = [
                        chosen.is_none().then(|| missing("desk", t.hand_desk)),
                        person.is_none().then(|| missing("to", t.hand_to)),
                        words.is_empty().then(|| missing("note", t.hand_note)),
                    ];
                    complain(&errors, wrong.into_iter().flatten().collect());
                }
            }
        })
    };
    let held = |room: &&RoomSummary| {
        room.work.as_ref().is_some_and(|work| work.offered_to_us || work.state == HoldingState::Accepted)
    };
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ t.hand_heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            <p key="text">{ t.hand_text }</p>
            if props.rooms.iter().filter(held).count() == 0 { <p key="none" class="banner">{ t.hand_none }</p> }
            <form key="form" {onsubmit} novalidate=true>
                { choose("desk", t.hand_desk, None, &desks, &desk, error_of(&errors, "desk")) }
                { choose("to", t.hand_to, None, &people, &to, error_of(&errors, "to")) }
                <TextField id="note" label={t.hand_note} hint={Some(AttrValue::from(t.hand_note_hint))} error={error_of(&errors, "note")}
                    value={(*note).clone()} oninput={into_state(&note)} tall=true />
                <div class="buttons">
                    <button id="confirm" type="submit" class="button">{ t.hand_over }</button>
                    <button id="cancel" type="button" class="button button-plain" onclick={handlers.go(Route::Board)}>{ text().shell.cancel }</button>
                </div>
            </form>
        </div>
    }
}
