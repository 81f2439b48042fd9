//! What an entry says, in words.

use super::page::NameOf;
use super::row::quoted;
use crate::text::work::{self as words, said, why_not};
use crate::text::{fill, problem, text};
use crate::views::form_page::FilledForm;
use crate::views::{key_of, moment};
use marram_core::view::{Body, Departed, DepartedView, EntryView, ReleasedView};
use marram_core::work::Work;
use yew::prelude::*;

/// Words of a person, or a sentence that says what they did.
pub(crate) fn body(entry: &EntryView, name_of: &NameOf) -> Html {
    let t = &text().entry;
    let words = match &entry.body {
        Body::Note { text } => return html! { <p class="words" data-test="body">{ text }</p> },
        Body::Problem(what) => {
            let (words, next) = problem(text(), what, |person| name_of.emit(person));
            return html! { <p class="banner banner-warning" data-test="body"><strong>{ words }</strong>{ " " }{ next }</p> };
        }
        Body::Created { title } => fill(t.created, &[("title", title)]),
        Body::Added { people, header: None } => words::added(people),
        Body::Added { people, header: Some(header) } => words::let_in(people, header),
        Body::Work { work } => return worked(entry, work),
        Body::Released { release } => return released(release, name_of),
        Body::Joined => t.joined.to_owned(),
        Body::Removed { person, reason } => words::removed(person, reason),
        Body::TookOver { person, desk } => words::took_over(person, desk),
        Body::Left => t.left.to_owned(),
        Body::Departed { people } => {
            let sentences = people.iter().map(departed).chain([t.departed_self.to_owned()]);
            sentences.collect::<Vec<_>>().join(" ")
        }
        Body::Renamed { title } => fill(t.renamed, &[("title", title)]),
        Body::Closed { reason } => fill(t.closed, &[("reason", reason)]),
        Body::Reopened => t.reopened.to_owned(),
        Body::Readded => t.readded.to_owned(),
        Body::Succeeded { after, without } => {
            let words = without.as_ref().map_or(t.succeeded, |_| t.succeeded_without);
            fill(words, &[("after", &after.0.to_string()), ("name", without.as_deref().unwrap_or_default())])
        }
        Body::DevicesAdded { people } => fill(t.devices_added, &[("people", &people.join(", "))]),
        Body::Begins => return html! { <p class="banner" data-test="body">{ t.begins }</p> },
        Body::Unknown => t.unknown.to_owned(),
    };
    html! { <p class="deed" data-test="body">{ words }</p> }
}

/// Something said of the work, and why it does not count, where it does not.
fn worked(entry: &EntryView, work: &Work) -> Html {
    let (words, written) = said(work, |_| action_of(entry));
    html! {
        <>
            <p key="deed" class="deed" data-test="body">{ words }</p>
            if let Some(written) = written { <p key="words" class="words">{ written }</p> }
            if let Work::Assessment(form) = work {
                <details key="form"><summary>{ text().said.assessment_answers }</summary><FilledForm filled={(**form).clone()} level=3 /></details>
            }
            if let Some(why) = entry.uncounted {
                <p key="uncounted" class="banner banner-warning" data-test="uncounted">
                    { fill(text().not_counted.entry, &[("why", &why_not(why))]) }
                </p>
            }
        </>
    }
}

/// What the action is that an entry says is taken on, done or dropped; `None` where that is not known here.
pub(super) fn action_of(entry: &EntryView) -> Option<String> {
    let moves = matches!(&entry.body, Body::Work { work } if matches!(**work, Work::ActionMoved { .. }));
    let quote = entry.answers.as_ref().filter(|quote| moves && !quote.excerpt.is_empty())?;
    Some(quote.excerpt.clone())
}

/// A slice of the record; whoever it was released to reads it here.
fn released(release: &ReleasedView, name_of: &NameOf) -> Html {
    let entry = |entry: &EntryView| {
        html! {
            <li key={key_of(entry.event.0)} data-test="released-entry">
                <p class="quiet">{ &entry.author_name }{ ", " }{ &entry.author_role }{ ", " }{ &entry.author_agency.name }{ ", " }{ moment(entry.at) }</p>
                { quoted(entry) }
                { body(entry, name_of) }
            </li>
        }
    };
    html! {
        <>
            <p key="deed" class="deed" data-test="body">{ words::released(release.count, &release.name, &release.reason) }</p>
            if !release.entries.is_empty() {
                <section key="entries" class="released" aria-label={text().said.released_to_you}>
                    <ol>{ for release.entries.iter().map(entry) }</ol>
                </section>
            }
        </>
    }
}

fn departed(who: &DepartedView) -> String {
    let t = &text().entry;
    let by = match who.by.is_empty() {
        true => t.departed_by_somebody.to_owned(),
        false => fill(t.departed_by, &[("name", &who.by)]),
    };
    let words = match who.what {
        Departed::ByAgency => t.departed,
        Departed::ByOwner => t.departed_owner,
        Departed::Over => t.departed_over,
    };
    let sentence = fill(words, &[("name", &who.name), ("agency", &who.agency), ("by", &by)]);
    match who.reason.trim_end_matches('.') {
        "" => sentence,
        reason => sentence + " " + &fill(t.departed_reason, &[("reason", reason)]) + ".",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::fixture::note;
    use marram_core::EventId;
    use marram_core::view::Quote;
    use marram_core::work::Progress;

    #[test]
    fn an_action_that_is_taken_on_done_or_dropped_is_named() {
        let words = |to: Progress, excerpt: &str| {
            let event = EventId([4; 16]);
            let work = Work::ActionMoved { action: event, to };
            let answers = Some(Quote { event, author_name: "Mina Sorrell".into(), excerpt: excerpt.into() });
            let entry = EntryView { body: Body::Work { work: Box::new(work.clone()) }, answers, ..note(1) };
            said(&work, |_| action_of(&entry)).0
        };
        let dropped = Progress::Dropped { reason: "Closed".into() };
        assert_eq!(words(Progress::Accepted, "Visit the school."), "took an action on: Visit the school");
        assert_eq!(words(Progress::Done, "Visit the school."), "marked an action as done: Visit the school");
        assert_eq!(words(dropped, "Visit the school."), "dropped an action: Visit the school. Reason: Closed");
        assert_eq!(words(Progress::Done, ""), "marked an action as done: an action", "it was not released");
        let answer = Quote { event: EventId([4; 16]), author_name: "Mina Sorrell".into(), excerpt: "Where?".into() };
        assert_eq!(action_of(&EntryView { answers: Some(answer), ..note(1) }), None);
    }
}
