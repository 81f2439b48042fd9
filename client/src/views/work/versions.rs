//! Versions of the record: closing one, and who has read it.

use super::Doing;
use crate::text::{fill, text};
use crate::views::moment;
use marram_core::Command;
use marram_core::view::RoomView;
use marram_core::work::{Finalised, Plan, Work};
use yew::prelude::*;

/// All versions, the newest first.
pub(super) fn versions(plan: &Plan, view: &RoomView, doing: &Doing) -> Html {
    let t = &text().record;
    let you = view.members.iter().find(|member| member.you);
    let line = |version: &Finalised| {
        let number = version.version.to_string();
        let head = [("n", &*number), ("name", &version.by.name), ("when", &moment(version.at))];
        let has = |person| version.acknowledged.iter().any(|ack| ack.by.person == person);
        let names: Vec<_> = version.acknowledged.iter().map(|ack| ack.by.name.clone()).collect();
        let others: Vec<_> =
            view.members.iter().filter(|member| !has(member.id)).map(|member| member.name.clone()).collect();
        let yours = you.is_some_and(|you| !has(you.id));
        html! {
            <li key={number.clone()} data-test="version" data-outstanding={others.len().to_string()}>
                <p><strong>{ fill(t.version, &head) }</strong>{ ", " }{ t.entries.of(version.entries) }</p>
                if let Some(why) = &version.overridden { <p class="banner banner-warning">{ fill(t.quorum_overridden, &[("reason", why)]) }</p> }
                <p class="quiet">{ fill(t.acknowledged, &[("names", &names.join(", "))]) }</p>
                if !others.is_empty() { <p class="banner">{ fill(t.outstanding, &[("names", &others.join(", "))]) }</p> }
                if yours {
                    { doing.say("acknowledge", fill(t.acknowledge, &[("n", &number)]),
                        Work::Acknowledged { version: version.version, digest: version.digest }) }
                }
            </li>
        }
    };
    let (next, events) = plan.next_version();
    let state = match plan.versions.is_empty() {
        true if view.matter.as_ref().is_some_and(|matter| matter.partial) => t.unfinished_here,
        true => t.unfinished,
        false if plan.changed => t.changed,
        false => "",
    };
    let body = html! {
        <>
            if !state.is_empty() { <p key="state" class="quiet">{ state }</p> }
            <ul key="list" class="record-list">{ for plan.versions.iter().rev().map(line) }</ul>
        </>
    };
    let can = plan.changed && !events.is_empty() && plan.discussion.is_some();
    let words = fill(t.finalise, &[("n", &next.to_string())]);
    let button = can.then(|| doing.ask("finalise", words, Command::Finalise { room: doing.room }));
    doing.section("versions", t.versions, body, button.into_iter().collect())
}
