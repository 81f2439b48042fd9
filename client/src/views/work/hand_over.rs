//! Handing over at the end of a shift, in one act.

use crate::state::{Action, Answers, Route};
use crate::text::{fill, text};
use crate::views::answers::use_answers;
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::work::choose::{Options, person, select};
use marram_core::view::{Me, PersonView, RoomSummary, Unsent, Vouched, WorkLine};
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
    pub(crate) unsent: Rc<Vec<Unsent>>,
}

/// The page.
#[component]
pub(crate) fn HandOverPage(props: &Props) -> Html {
    let t = &text().board;
    let handlers = use_handlers();
    // Where there is one desk, nobody has to choose it.
    let only = || match &props.desks[..] {
        [desk] => Answers::from([("desk".to_owned(), LogId(desk.desk.0).to_hex())]),
        _ => Answers::new(),
    };
    let answers = use_answers(Route::HandOver, &props.unsent, only);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let me = props.me.as_ref().map(|me| me.person);
    let colleagues =
        props.directory.iter().filter(|one| one.vouched == Vouched::Own && one.joined && Some(one.id) != me);
    let people: Options =
        colleagues.map(|one| (LogId(one.id.0).to_hex(), person(one, format!("{}, {}", one.name, one.role)))).collect();
    let desks: Options = props.desks.iter().map(|desk| (LogId(desk.desk.0).to_hex(), desk.name.clone())).collect();
    let onsubmit = {
        let (handlers, answers, errors) = (handlers.clone(), answers.clone(), errors.clone());
        let known = props.desks.clone();
        on_submit(move || {
            let note = answers.get("note");
            let chosen = known.iter().find(|one| LogId(one.desk.0).to_hex() == answers.get("desk")).map(|one| one.desk);
            let person = LogId::from_hex(answers.get("to")).map(|id| PersonId(id.0));
            let missing = |id: &'static str, label: &str| (id, fill(text().acts.error_missing, &[("label", label)]));
            match (chosen, person, note.trim()) {
                (Some(desk), Some(to), words) if !words.is_empty() => {
                    handlers.command(Command::HandOver { desk, to, note: words.to_owned() });
                    answers.forget();
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
    let of_desk = |line: &&WorkLine| {
        let desk = line.to_hand_over.map(|desk| LogId(desk.0).to_hex());
        desk.is_some_and(|desk| desk == answers.get("desk"))
    };
    let going = props.rooms.iter().filter_map(|room| room.work.as_deref()).filter(of_desk);
    let going: Vec<Html> = going.map(|line| html! { <li>{ &line.reference }</li> }).collect();
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ t.hand_heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            { answers.resumed() }
            <p key="text">{ t.hand_text }</p>
            if props.rooms.iter().filter(held).count() == 0 { <p key="none" class="banner">{ t.hand_none }</p> }
            <form key="form" {onsubmit} novalidate=true>
                { select("desk", t.hand_desk, None, &desks, answers.get("desk"), error_of(&errors, "desk"), answers.set("desk")) }
                if !going.is_empty() {
                    <div key="going" data-test="going"><p>{ t.hand_which }</p><ul>{ for going }</ul></div>
                }
                { select("to", t.hand_to, None, &people, answers.get("to"), error_of(&errors, "to"), answers.set("to")) }
                <TextField id="note" label={t.hand_note} hint={Some(AttrValue::from(t.hand_note_hint))} error={error_of(&errors, "note")}
                    value={answers.get("note").to_owned()} oninput={answers.set("note")} tall=true />
                <div class="buttons">
                    <button id="confirm" type="submit" class="button">{ t.hand_over }</button>
                    <button id="cancel" type="button" class="button button-plain" onclick={answers.cancel(Route::Board)}>{ text().shell.cancel }</button>
                </div>
            </form>
        </div>
    }
}
