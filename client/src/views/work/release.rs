//! Choosing the entries that are released to people who joined later.

use super::recipients::{offered, recipients};
use crate::platform::document;
use crate::state::{Act, Action, Answers, Choosing, Route, for_those, ticked};
use crate::text::{fill, text, work};
use crate::views::answers::use_answers;
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::{key_of, moment};
use marram_core::command::MAX_LINE_CHARS;
use marram_core::view::{Releasable, ReleasableView, RoomView, Unsent};
use marram_core::{Command, EventId, PersonId, RoomId};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`ReleasePage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: RoomId,
    pub(crate) view: Option<Rc<RoomView>>,
    /// What can be released, as it was asked for last.
    pub(crate) releasable: Option<Rc<ReleasableView>>,
    pub(crate) unsent: Rc<Vec<Unsent>>,
}

/// The page.
#[component]
pub(crate) fn ReleasePage(props: &Props) -> Html {
    let (t, room) = (&text().release, props.room);
    let handlers = use_handlers();
    let answers = use_answers(Route::Act(room, Act::Release, None), &props.unsent, Answers::new);
    let (from, until) = (use_state_eq(String::new), use_state_eq(String::new));
    let chosen = use_state_eq(Choosing::default);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let others = props.view.as_deref().map(offered).unwrap_or_default();
    let people: Vec<PersonId> = others.iter().map(|member| member.id).collect();
    {
        let handlers = handlers.clone();
        use_effect_with(people.clone(), move |people| {
            if !people.is_empty() {
                handlers.command(Command::ShowReleasable { room, people: people.clone() });
            }
        });
    }
    let listed = props.releasable.as_ref().filter(|listed| listed.room == room && listed.people == people);
    let answer = answers.all().get("people").map(String::as_str);
    let to = listed.map(|listed| ticked(answer, listed)).unwrap_or_default();
    let entries = use_memo((listed.cloned(), to.clone()), |(listed, to)| {
        listed.as_ref().map(|listed| for_those(listed, to)).unwrap_or_default()
    });
    let set = |next: Choosing| {
        let chosen = chosen.clone();
        Callback::from(move |_: MouseEvent| chosen.set(next.clone()))
    };
    let onsubmit = {
        let (handlers, errors, answers) = (handlers.clone(), errors.clone(), answers.clone());
        let (to, events) = (to.clone(), chosen.of(&entries));
        on_submit(move || {
            let reason = answers.get("reason");
            let found = check(to.len(), events.len(), reason);
            if found.is_empty() {
                let (people, events, reason) = (to.clone(), Some(events.clone()), reason.trim().to_owned());
                handlers.command(Command::Release { room, people, events, reason });
                answers.forget();
                document::focus_in_next_view(Act::Release.heading());
                handlers.act.emit(Action::Go(Route::Record(room)));
            }
            complain(&errors, found);
        })
    };
    let days = {
        let (chosen, errors, from, until) = (chosen.clone(), errors.clone(), from.clone(), until.clone());
        let entries = entries.clone();
        Callback::from(move |_: MouseEvent| match Choosing::between(&entries, &from, &until) {
            Some(those) => {
                errors.set(Vec::new());
                chosen.set(those);
            }
            None => {
                errors.set(vec![("from", text().release.error_days.to_owned())]);
                document::focus("from");
            }
        })
    };
    let lacking = chosen.lacking(&entries);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let number = chosen.of(&entries).len();
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            { answers.resumed() }
            <p key="explain" class="quiet">{ t.explain }</p>
            if people.is_empty() { <p key="nobody" class="banner">{ t.nobody }</p> }
            <form key="form" {onsubmit} novalidate=true>
                if let Some(listed) = listed {
                    { recipients(others, listed, &to, error_of(&errors, "people"), &answers.set("people")) }
                } else if !people.is_empty() { <p key="asking" class="quiet" role="status">{ t.asking }</p> }
                if !to.is_empty() {
                    <fieldset key="which" id="which" class="form-group" tabindex="-1">
                        <legend>{ t.which }</legend>
                        if let Some(words) = error_of(&errors, "which") { <p class="error">{ words }</p> }
                        if entries.iter().all(|entry| entry.lacks.is_empty()) { <p class="quiet">{ t.nothing }</p> }
                        <div class="record-acts">
                            <button type="button" id="choose-all" class="button button-plain" onclick={set(Choosing::all(&entries))}>{ t.all }</button>
                            <button type="button" id="choose-none" class="button button-plain" onclick={set(Choosing::default())}>{ t.none }</button>
                        </div>
                        <div class="days">
                            <TextField id="from" label={t.from} hint={Some(AttrValue::from(t.days_hint))} kind="date"
                                error={error_of(&errors, "from")} value={(*from).clone()} oninput={into_state(&from)} />
                            <TextField id="until" label={t.until} kind="date" value={(*until).clone()} oninput={into_state(&until)} />
                            <button type="button" id="choose-days" class="button button-plain" onclick={days}>{ t.days }</button>
                        </div>
                        <ul class="people-list">{ for entries.iter().map(|entry| line(entry, &chosen)) }</ul>
                        <p id="chosen" role="status" data-parts={chosen.parts(&entries).to_string()}>
                            <strong>{ t.chosen.of(count(number)) }</strong>{ ". " }
                            if number > 0 { { t.parts.of(count(chosen.parts(&entries))) } }
                        </p>
                        if !lacking.is_empty() {
                            <div key="lacking" class="banner banner-warning" data-test="lacking"><p>{ t.lacks.of(count(lacking.len())) }</p>
                                <button type="button" id="choose-lacking" class="link" onclick={set(chosen.with(&lacking))}>{ t.add_lacking }</button></div>
                        }
                    </fieldset>
                }
                <TextField id="reason" label={text().acts.reason} hint={Some(AttrValue::from(text().acts.reason_hint))}
                    error={error_of(&errors, "reason")} value={answers.get("reason").to_owned()} oninput={answers.set("reason")} />
                <div class="buttons">
                    <button id="confirm" type="submit" class="button">{ t.confirm }</button>
                    <button id="cancel" type="button" class="button button-plain" onclick={answers.cancel(Route::Record(room))}>{ text().shell.cancel }</button>
                </div>
            </form>
        </div>
    }
}

/// One entry: who, when, and how it begins.
fn line(entry: &Releasable, chosen: &UseStateHandle<Choosing>) -> Html {
    let t = &text().release;
    let id = format!("release-{}", LogId(entry.event.0).to_hex());
    let toggle = {
        let (chosen, event): (_, EventId) = (chosen.clone(), entry.event);
        Callback::from(move |_: Event| chosen.set(chosen.toggled(event)))
    };
    html! {
        <li key={key_of(entry.event.0)} class="check">
            <input id={id.clone()} type="checkbox" checked={chosen.has(entry)} disabled={!Choosing::can(entry)} onchange={toggle} />
            <label for={id} data-test="releasable">
                <span class="quiet block">{ &entry.author_name }{ ", " }{ &entry.author_agency }{ ", " }{ moment(entry.at) }</span>
                { work::first_words(&entry.body) }
                if entry.lacks.is_empty() { <span class="quiet block">{ t.has }</span> }
                if !Choosing::fits(entry) { <span class="quiet block">{ t.too_long }</span> }
            </label>
        </li>
    }
}

fn check(people: usize, chosen: usize, reason: &str) -> Vec<FieldError> {
    let (t, a) = (&text().release, &text().acts);
    let missing = |id: &'static str, label: &str| (id, fill(a.error_missing, &[("label", label)]));
    let letters = reason.trim().chars().count();
    let limit = MAX_LINE_CHARS.to_string();
    let long = || ("reason", fill(a.error_long, &[("label", a.reason), ("limit", &limit)]));
    [
        (people == 0).then(|| ("people", t.error_nobody.to_owned())),
        (people > 0 && chosen == 0).then(|| ("which", t.error_none.to_owned())),
        (letters == 0).then(|| missing("reason", a.reason)),
        (letters > MAX_LINE_CHARS).then(long),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_needs_somebody_something_and_a_reason() {
        let wrong = |people, chosen, reason: &str| -> Vec<&str> {
            check(people, chosen, reason).into_iter().map(|(field, _)| field).collect()
        };
        assert_eq!(wrong(2, 1, "Takes over."), Vec::<&str>::new());
        assert_eq!(wrong(0, 0, " "), ["people", "reason"]);
        assert_eq!(wrong(1, 0, &"x".repeat(201)), ["which", "reason"]);
    }
}
