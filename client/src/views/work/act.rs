//! The page of one act: its questions, and a button that does it.

use crate::platform::{clock, document};
use crate::state::{Act, Action, Answers, Ask, Field, Invalid, Quick, Route, build, fields, quick};
use crate::text::{acts, fill, text};
use crate::views::answers::{Kept, use_answers};
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::people_picker::notes;
use crate::views::work::choose::{person, select};
use crate::views::work::versions;
use marram_core::view::{EntryView, PersonView, RoomView, Unsent};
use marram_core::work::DeskRef;
use marram_core::{EventId, RoomId};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`ActPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: RoomId,
    pub(crate) act: Act,
    pub(crate) about: Option<EventId>,
    /// The entry that it is about, where it is on the screen.
    pub(crate) entry: Option<Rc<EntryView>>,
    pub(crate) view: Option<Rc<RoomView>>,
    pub(crate) directory: Rc<Vec<PersonView>>,
    /// Desks that work can be transferred to.
    pub(crate) desks: Rc<Vec<DeskRef>>,
    pub(crate) unsent: Rc<Vec<Unsent>>,
}

/// The page.
#[component]
pub(crate) fn ActPage(props: &Props) -> Html {
    let t = text();
    let handlers = use_handlers();
    let answers = use_answers(Route::Act(props.room, props.act, props.about), &props.unsent, || begun(props));
    let errors = use_state_eq(Vec::<FieldError>::new);
    let matter = props.view.as_ref().and_then(|view| view.matter.as_deref());
    let asked = fields(props.act, &desks(props), &people(props), &agencies(props));
    // Back to where it belongs: its part of the record, or the talk where it has none.
    let back = match props.act {
        Act::Correct | Act::Declare => Route::Room(props.room),
        _ => Route::Record(props.room),
    };
    let onsubmit = {
        let (handlers, answers, errors, asked) = (handlers.clone(), answers.clone(), errors.clone(), asked.clone());
        let (room, act, about, desks) = (props.room, props.act, props.about, props.desks.clone());
        on_submit(move || {
            let desk = |id: &str| desks.iter().find(|desk| LogId(desk.desk.0).to_hex() == id).cloned();
            match build(act, room, about, &asked, answers.all(), desk, clock::now()) {
                Ok(command) => {
                    handlers.command(command);
                    answers.forget();
                    document::focus_in_next_view(act.heading());
                    handlers.act.emit(Action::Go(back));
                }
                Err(wrong) => {
                    complain(&errors, wrong.into_iter().map(|(id, why)| (id, words(&asked, id, why))).collect())
                }
            }
        })
    };
    let act = props.act;
    let cancel = answers.cancel(back).reform(move |event: MouseEvent| {
        document::focus_in_next_view(act.heading());
        event
    });
    let closing = matter.filter(|_| props.act == Act::Finalise);
    let possible = closing.is_none_or(|matter| matter.plan.has_quorum());
    let about = props.entry.as_ref().map(|entry| {
        let name_of = Callback::from(|_| text().room.someone.to_owned());
        html! {
            <blockquote key="about" class="quote"><span class="quiet">{ t.acts.about }{ " " }{ &entry.author_name }</span>
                { crate::views::room::entry_body(entry, &name_of) }</blockquote>
        }
    });
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ acts::act(props.act) }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            { answers.resumed() }
            { for about }
            { for closing.map(|matter| versions::closing(matter, props.room, &handlers)) }
            if possible {
                <form key="form" {onsubmit} novalidate=true>
                    { for asked.iter().map(|field| input(field, &quick(props.act, field.id, matter), &answers, &errors)) }
                    <div class="buttons">
                        <button id="confirm" type="submit" class="button">{ acts::act(props.act) }</button>
                        <button id="cancel" type="button" class="button button-plain" onclick={cancel}>{ t.shell.cancel }</button>
                    </div>
                </form>
            } else {
                <button key="cancel" id="cancel" type="button" class="button button-plain" onclick={cancel}>{ t.version.back }</button>
            }
        </div>
    }
}

fn input(field: &Field, quick: &[Quick], answers: &Kept, errors: &[FieldError]) -> Html {
    let id = field.id;
    let (set, value) = (answers.set(id), answers.get(id).to_owned());
    let error = error_of(errors, id);
    if let Ask::Choice(options) = &field.ask {
        return select(id, field.label, field.hint, options, &value, error, set);
    }
    let (kind, tall) = match field.ask {
        Ask::Moment => ("datetime-local", false),
        Ask::Number => ("text", false),
        Ask::Long => ("text", true),
        _ => ("text", false),
    };
    let hint = field.hint.map(AttrValue::from);
    let quick = quick_answers(field, quick, &value, &set);
    html! { <TextField key={id} {id} label={field.label} {hint} {error} {value} oninput={set} {kind} {tall}>{ quick }</TextField> }
}

/// Buttons beneath a field, each of which puts its answer into it.
fn quick_answers(field: &Field, quick: &[Quick], value: &str, set: &Callback<String>) -> Html {
    let now = clock::now();
    let button = |one: &Quick| {
        let (one, set) = (one.clone(), set.clone());
        let words = one.words().to_owned();
        // A time is put in, not switched on: what it comes to changes. One that is past stays, since it may have the focus.
        let pressed = matches!(one, Quick::Words(_)).then(|| (words == value).to_string());
        let disabled = one.answer(now).is_none().then_some("true");
        let onclick = Callback::from(move |_: MouseEvent| {
            one.answer(clock::now()).into_iter().for_each(|answer| set.emit(answer))
        });
        html! {
            <button key={words.clone()} type="button" class="chip" data-test="quick" aria-pressed={pressed}
                aria-disabled={disabled} {onclick}>{ words }</button>
        }
    };
    let buttons: Vec<Html> = quick.iter().map(button).collect();
    let label = fill(text().quick.group, &[("label", field.label)]);
    html! {
        if !buttons.is_empty() { <div key="quick" class="quick" role="group" aria-label={label}>{ for buttons }</div> }
    }
}

/// What is answered before anybody has: the chair's clocks go by the working days that the referral's do, and a discussion
/// is called now, for what the referral says, and by its reference.
fn begun(props: &Props) -> Answers {
    let holding = props.view.as_ref().and_then(|view| view.matter.as_ref()?.holding.as_ref());
    let Some(referral) = holding.map(|holding| &holding.referral.what) else { return Answers::new() };
    let begun = match props.act {
        Act::Clock => vec![("nation", referral.nation.id().to_owned())],
        Act::Discuss => vec![
            ("reference", referral.reference.clone()),
            ("at", Quick::Now.answer(clock::now()).unwrap_or_default()),
            ("trigger", fill(text().acts.trigger_begun, &[("reference", &referral.reference)])),
        ],
        _ => Vec::new(),
    };
    begun.into_iter().map(|(field, answer)| (field.to_owned(), answer)).collect()
}

fn words(asked: &[Field], id: &str, why: Invalid) -> String {
    let t = &text().acts;
    let label = asked.iter().find(|field| field.id == id).map_or("", |field| field.label);
    match why {
        Invalid::Missing => fill(t.error_missing, &[("label", label)]),
        Invalid::TooLong(limit) => fill(t.error_long, &[("label", label), ("limit", &limit.to_string())]),
        Invalid::NoNumber => fill(t.error_number, &[("label", label)]),
        Invalid::NoMoment => fill(t.error_moment, &[("label", label)]),
        Invalid::BeyondYears => fill(t.error_beyond, &[("label", label)]),
    }
}

fn desks(props: &Props) -> Vec<(String, String)> {
    let words = |desk: &DeskRef| format!("{}, {}", desk.name, desk.agency_name);
    // Who has it is not asked to take it over, unless there is nobody left who holds it.
    let matter = props.view.as_ref().and_then(|view| view.matter.as_ref());
    let held = matter.and_then(|matter| matter.holding.as_ref()?.held.as_ref()).map(|held| held.desk.desk);
    let gone = props.view.as_ref().and_then(|view| view.summary.work.as_ref()).is_some_and(|line| line.holder_gone);
    let others = props.desks.iter().filter(|desk| gone || Some(desk.desk) != held);
    others.map(|desk| (LogId(desk.desk.0).to_hex(), words(desk))).collect()
}

/// Who can be let in.
fn people(props: &Props) -> Vec<(String, String)> {
    let members: Vec<_> = props.view.iter().flat_map(|view| &view.members).map(|member| member.id).collect();
    let others = props.directory.iter().filter(|one| one.joined && !members.contains(&one.id));
    let notes = notes(props.view.as_deref());
    let words = |one: &PersonView| {
        let words = person(one, format!("{}, {}, {}", one.name, one.role, one.agency.name));
        notes.get(&one.id).map_or_else(|| words.clone(), |note| format!("{words}. {note}"))
    };
    others.map(|one| (LogId(one.id.0).to_hex(), words(one))).collect()
}

fn agencies(props: &Props) -> Vec<(String, String)> {
    let mut agencies: Vec<(String, String)> = Vec::new();
    for member in props.view.iter().flat_map(|view| &view.members) {
        let agency = (member.agency.id.to_hex(), member.agency.name.clone());
        if !agencies.contains(&agency) {
            agencies.push(agency);
        }
    }
    agencies
}
