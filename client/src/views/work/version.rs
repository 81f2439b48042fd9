//! A version of the record as it was closed: to be read before it is acknowledged, and ever after.

use super::versions::{acknowledge, readers};
use super::{Doing, plan, tasks, use_pressed};
use crate::platform::clock;
use crate::state::{Done, Route};
use crate::text::{fill, text};
use crate::views::handlers::use_handlers;
use crate::views::moment;
use marram_core::Command;
use marram_core::view::{RoomView, VersionView};
use marram_core::work::{Digest, Finalised};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`VersionPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) number: u32,
    pub(crate) view: Rc<RoomView>,
    /// The version that was asked for last.
    pub(crate) shown: Option<Rc<VersionView>>,
    /// What the person just did.
    pub(crate) done: Option<Rc<Done>>,
}

/// The page.
#[component]
pub(crate) fn VersionPage(props: &Props) -> Html {
    let t = &text().version;
    let handlers = use_handlers();
    let pressed = use_pressed();
    let (view, version, room) = (&props.view, props.number, props.view.summary.id);
    let versions = view.matter.iter().flat_map(|matter| &matter.plan.versions);
    let closed = versions.into_iter().find(|one| one.version == version);
    {
        let (handlers, known) = (handlers.clone(), closed.is_some());
        // Anew whenever the room changes: entries that were lacking may have been released.
        use_effect_with(view.clone(), move |_| {
            if known {
                handlers.command(Command::ShowVersion { room, version });
            }
        });
    }
    let shown = props.shown.as_ref().filter(|shown| shown.room == room && shown.version == version);
    let back = handlers.go(Route::Record(room));
    let doing = Doing { pressed, done: props.done.clone(), ..Doing::new(view, handlers, clock::now()) };
    html! {
        <div class="page record">
            <button key="back" id="to-record" class="link" onclick={back}>{ t.back }</button>
            <h1 key="heading" id="heading" tabindex="-1">{ fill(t.heading, &[("n", &version.to_string())]) }</h1>
            <p key="title" class="quiet">{ &view.summary.title }</p>
            if let Some(closed) = closed { { page(closed, shown.map(|shown| &**shown), view, &doing) } } else { <p key="none" class="banner">{ t.none }</p> }
        </div>
    }
}

fn page(closed: &Finalised, shown: Option<&VersionView>, view: &RoomView, doing: &Doing) -> Html {
    let (t, r) = (&text().version, &text().record);
    let when = moment(closed.at);
    let by = fill(t.by, &[("name", &closed.by.name), ("agency", &closed.by.agency_name), ("when", &when)]);
    // Of the time at which it was closed; nothing can be done in it any more.
    let corrections = shown.map(|shown| shown.corrections.clone()).unwrap_or_default();
    let reading = Doing { open: false, now: closed.at, done: None, corrections, ..doing.clone() };
    let parts = shown.map(|shown| {
        let plan = &shown.plan;
        html! {
            <>
                if shown.lacking > 0 { <p key="lacking" class="banner banner-warning" data-test="lacking">{ t.lacking.of(shown.lacking) }</p> }
                <p key="whole" class="quiet">{ t.whole }</p>
                { plan::discussion(plan, view, &reading) }
                { plan::information(plan, &reading) }
                { plan::assessment(plan, &reading) }
                { plan::decisions(plan, &plan.decisions, &reading) }
                { tasks::actions(plan, view, &reading) }
                { tasks::waiting(plan, &reading) }
                { tasks::dates(plan, &reading) }
            </>
        }
    });
    html! {
        <>
            <p key="by">{ by }{ " " }{ r.entries.of(closed.entries) }{ "." }</p>
            { parts.unwrap_or_else(|| html! { <p key="asking" class="quiet" role="status">{ text().room.loading }</p> }) }
            { doing.section("versions", t.readers, readers(closed, view), acknowledge(closed, view, doing).into_iter().collect()) }
            <section key="compare" class="record-part" aria-labelledby="compare-heading">
                <h2 id="compare-heading" tabindex="-1">{ t.compare }</h2>
                <p>{ t.compare_text }</p>
                <p class="fingerprint"><code id="digest">{ groups(closed.digest) }</code></p>
            </section>
        </>
    }
}

/// To be read aloud: four letters and numbers at a time.
fn groups(digest: Digest) -> String {
    let Digest(hash) = digest;
    hash.0
        .chunks(2)
        .map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect())
        .collect::<Vec<String>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_the_digest_is_shown_in_groups_that_can_be_read_aloud() {
        let shown = groups(Digest::of(&[]));
        let groups: Vec<&str> = shown.split(' ').collect();
        assert_eq!((groups.len(), groups.iter().all(|group| group.len() == 4)), (16, true), "{shown}");
        assert_eq!(groups.concat(), Digest::of(&[]).0.to_hex());
    }
}
