//! Who holds a referral, and what can be done about that.

use super::{Doing, fact};
use crate::state::{Act, Route};
use crate::text::{fill, text, work};
use crate::views::form_page::FilledForm;
use crate::views::moment;
use marram_core::Command;
use marram_core::view::{RoomView, Sector};
use marram_core::work::{Author, Children, Held, Holding, HoldingState, Work};
use yew::prelude::*;

/// Somebody, with the agency.
pub(super) fn by(author: &Author) -> String {
    fill(text().record.by, &[("name", &author.name), ("agency", &author.agency_name)])
}

/// The part about the referral.
pub(super) fn referral(holding: &Holding, view: &RoomView, doing: &Doing) -> Html {
    let t = &text().record;
    let referral = &holding.referral.what;
    let state = holding.state();
    let desk = holding.desk();
    let line = view.summary.work.as_deref();
    let offered = line.is_some_and(|line| line.offered_to_us);
    let handed = line.is_some_and(|line| line.handed_to_you);
    let open = state != HoldingState::Concluded;
    let opened = holding.opened.iter().map(|(author, at)| format!("{}, {}", by(author), moment(*at)));
    let refused = holding.refused.iter().map(|made| fact(t.refused, format!("{}: {}", by(&made.by), made.what)));
    let identified = holding.children_identified();
    let children = identified.map(|children| match children {
        Children::Found(n) => t.children_found.of(u32::from(n)),
        Children::NoneFound => t.children_none.to_owned(),
    });
    let asks = referral.asks_children;
    let facts = html! {
        <dl class="facts">
            { fact(t.reference, referral.reference.as_str()) }
            if let Some(follows) = &referral.follows { { fact(t.follows, follows.as_str()) } }
            { fact(t.from, by(&holding.referral.by)) }
            { fact(t.to, format!("{}, {}", desk.name, desk.agency_name)) }
            { fact(t.risk, work::risk(referral.risk)) }
            { fact(t.state, html! { <span class={super::status::state_class(state)}>{ work::state(state) }</span> }) }
            { fact(t.holder, holding.held.as_ref().map_or_else(|| t.nobody.to_owned(), |held| by(&held.by))) }
            if let Some(due) = holding.due() { { fact(t.accept_by, moment(due)) } }
            { fact(t.nation, work::nation(referral.nation)) }
            { for refused }
            { fact(t.since, moment(holding.since())) }
            if !holding.opened.is_empty() { { fact(t.opened_by, opened.collect::<Vec<_>>().join("; ")) } }
            if asks || children.is_some() { { fact(t.children, children.unwrap_or_else(|| t.children_unanswered.to_owned())) } }
            if let Some(made) = &holding.concluded { { fact(t.outcome, made.what.as_str()) } }
        </dl>
    };
    let transfer = line.map(super::transfer::transfer);
    // Who is not in the room any more has old answers to begin with.
    let refer_on = are_to_be_referred(holding) && open && doing.open;
    let body = html! {
        <>
            if referral.withhold { <p key="withheld" class="banner banner-warning">{ t.withheld }</p> }
            { facts }
            { doing.corrected(holding.referral.event) }
            { transfer.unwrap_or_default() }
            if refer_on { <p key="next" class="banner">{ t.children_next }</p> }
            <details key="form" data-test="form"><summary>{ t.form }</summary>
                <FilledForm filled={referral.form.clone()} level={3} /></details>
            if let Some(handing) = &holding.handing {
                <p key="handing" class="banner">{ fill(t.handing, &[("from", &handing.by.name), ("to", &handing.what.name)]) }</p>
            }
        </>
    };
    let mut buttons = Vec::new();
    if offered && open {
        buttons.extend([doing.say("accept", t.accept, Work::Accepted), doing.act(Act::Refuse, None)]);
    }
    if handed {
        buttons.push(doing.ask("take-over", t.take_over, Command::TakeOver));
    }
    if refer_on {
        let onclick = doing.handlers.go(Route::Refer(Some(doing.room)));
        buttons.push(html! { <button class="link" data-test="refer-on" {onclick}>{ t.refer_on }</button> });
    }
    if open {
        if asks || identified.is_some() {
            buttons.push(doing.act(Act::Children, None));
        }
        buttons.extend([doing.act(Act::Transfer, None), doing.act(Act::Conclude, None)]);
    }
    doing.section("referral", t.referral, body, buttons)
}

/// Whether the children go on to a desk of children's services: they were found in the room, or came with the form to
/// somebody who is not of such a desk.
fn are_to_be_referred(holding: &Holding) -> bool {
    let elsewhere = |held: &Held| held.by.sector != Sector::ChildrensServices;
    let theirs = holding.children.is_some() || holding.held.as_ref().is_some_and(elsewhere);
    theirs && matches!(holding.children_identified(), Some(Children::Found(_)))
}
