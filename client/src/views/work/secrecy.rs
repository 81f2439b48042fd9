//! Who may know: the covert mark, telling the family, people let in with a header only, what was released.

use super::Doing;
use super::holding::by;
use crate::state::Act;
use crate::text::{fill, text, work};
use crate::views::{key_of, moment};
use marram_core::view::RoomView;
use marram_core::work::{Secrecy, Staged, Work};
use yew::prelude::*;

/// The part.
pub(super) fn secrecy(secrecy: &Secrecy, view: &RoomView, doing: &Doing) -> Html {
    let t = &text().record;
    let own = view.members.iter().find(|member| member.you).map(|member| member.agency.id);
    // Who was told a header only is not shown the notice either.
    let to_read = |person| secrecy.must_read_notice(person) && secrecy.header_for(person).is_none();
    let unread = view.members.iter().filter(|member| to_read(member.id)).map(|member| member.name.clone());
    let unread: Vec<_> = unread.collect();
    let lifts = secrecy.lifts.iter().filter(|lift| lift.agreed.is_none() && secrecy.covert).map(|lift| {
        let made = &lift.proposed;
        let values = [("name", &*made.by.name), ("agency", &*made.by.agency_name), ("reason", &*made.what)];
        html! {
            <li key={key_of(made.event.0)} data-test="lift"><p>{ fill(t.lift_open, &values) }</p>
                if own != Some(made.by.agency) { { doing.say("agree-lift", t.lift_agree, Work::LiftAgreed { proposal: made.event }) } }</li>
        }
    });
    let delays = secrecy.delays.iter().map(|delay| {
        let until = moment(delay.made.what.until);
        let words = match (&delay.over, &delay.countersigned) {
            (Some(over), _) => fill(t.delay_over, &[("when", &until), ("outcome", &over.what)]),
            (None, None) => fill(t.delay_open, &[("when", &until)]),
            (None, Some((who, _))) => fill(t.delay_counts, &[("when", &until), ("name", &by(who))]),
        };
        let can = delay.over.is_none() && delay.countersigned.is_none() && own != Some(delay.made.by.agency);
        html! {
            <li key={key_of(delay.made.event.0)} data-test="delay"><p>{ words }</p><p class="words">{ &delay.made.what.rationale }</p>
                if can { { doing.say("countersign", t.countersign, Work::Countersigned { delay: delay.made.event }) } }
                if delay.over.is_none() { { doing.act(Act::Dated, Some(delay.made.event)) } }</li>
        }
    });
    // What a newcomer was told of somebody is not said beside what the record itself says, once that was released.
    let known = |of: &Staged| secrecy.staged.iter().any(|one| one.person == of.person && !one.header.is_empty());
    let staged = secrecy.staged.iter().filter(|one| !one.header.is_empty() || !known(one));
    let staged = staged.enumerate().map(|(number, staged)| {
        let told = if staged.header.is_empty() { t.staged_before } else { t.staged };
        let told = fill(told, &[("name", &staged.name), ("header", &staged.header)]);
        let then = match &staged.declared {
            None => t.staged_waits.to_owned(),
            Some(None) => t.staged_none.to_owned(),
            Some(Some(conflict)) => fill(t.staged_conflict, &[("conflict", work::conflict(conflict))]),
        };
        html! { <li key={format!("staged {number}")} data-test="staged"><p>{ told }{ " " }{ then }</p></li> }
    });
    let released = secrecy.released.iter().map(|made| {
        let count = text().said.entries.of(made.what.entries);
        let words = fill(t.released, &[("name", &made.what.name), ("count", &count), ("reason", &made.what.reason)]);
        html! { <li key={key_of(made.event.0)} data-test="released"><p>{ words }</p></li> }
    });
    let body = html! {
        <>
            if secrecy.covert {
                <details key="covert" class="banner banner-warning" data-test="covert"><summary>{ t.covert_now }</summary>
                    <p>{ text().board.notice_text }</p></details>
            }
            if !secrecy.do_not_tell.is_empty() { <p key="names"><strong>{ t.do_not_tell }{ ": " }</strong>{ secrecy.do_not_tell.join(", ") }</p> }
            if !unread.is_empty() { <p key="unread" class="banner">{ fill(t.notice_unread, &[("names", &unread.join(", "))]) }</p> }
            <ul key="list" class="record-list">{ for lifts }{ for delays }{ for staged }{ for released }</ul>
        </>
    };
    let mut buttons = vec![doing.act(Act::LetIn, None), doing.act(Act::Release, None)];
    match secrecy.covert {
        true => buttons.extend([doing.act(Act::NotTold, None), doing.act(Act::Lift, None)]),
        false => buttons.push(doing.act(Act::Cover, None)),
    }
    buttons.push(doing.act(Act::Delay, None));
    doing.section("secrecy", t.secrecy, body, buttons)
}
