//! Versions of the record: closing one, and who has read it.

use super::Doing;
use crate::state::{Act, Route};
use crate::text::{acts, fill, text, work};
use crate::views::handlers::Handlers;
use crate::views::moment;
use marram_core::view::RoomView;
use marram_core::work::{Finalised, Matter, Plan, Work};
use marram_core::{PersonId, RoomId};
use yew::prelude::*;

/// All versions, the newest first.
pub(super) fn versions(plan: &Plan, view: &RoomView, doing: &Doing) -> Html {
    let t = &text().record;
    let line = |version: &Finalised| {
        let number = version.version.to_string();
        let head = [("n", &*number), ("name", &version.by.name), ("when", &moment(version.at))];
        html! {
            <li key={number.clone()} data-test="version" data-outstanding={outstanding(version, view).len().to_string()}>
                <p><strong>{ fill(t.version, &head) }</strong>{ ", " }{ t.entries.of(version.entries) }</p>
                if let Some(why) = &version.overridden { <p class="banner banner-warning">{ fill(t.quorum_overridden, &[("reason", why)]) }</p> }
                { readers(version, view) }
                <div class="record-acts">
                    { read(version.version, doing) }
                    { for acknowledge(version, view, doing) }
                </div>
            </li>
        }
    };
    let (_, events) = plan.next_version();
    let state = match plan.versions.last() {
        None if view.matter.as_ref().is_some_and(|matter| matter.partial) => t.unfinished_here.to_owned(),
        None => t.unfinished.to_owned(),
        Some(last) if plan.changed => {
            // Who joined later may know fewer entries than the version has.
            match u32::try_from(events.len()).unwrap_or(u32::MAX).saturating_sub(last.entries) {
                0 => t.changed_somehow.to_owned(),
                since => t.changed.of(since),
            }
        }
        Some(_) => String::new(),
    };
    let body = html! {
        <>
            <ul key="list" class="record-list">{ for plan.versions.iter().rev().map(line) }</ul>
            if !state.is_empty() { <p key="state" class="quiet">{ state }</p> }
        </>
    };
    let chairs = view.members.iter().any(|member| member.you && plan.is_chaired_by(member.agency.id));
    let can = plan.changed && !events.is_empty() && chairs;
    let button = can.then(|| doing.act(Act::Finalise, None));
    doing.section("versions", t.versions, body, button.into_iter().collect())
}

/// What closing a version does, and who is missing for it.
pub(super) fn closing(matter: &Matter, room: RoomId, handlers: &Handlers) -> Html {
    let (t, plan) = (&text().acts, &matter.plan);
    let (next, events) = plan.next_version();
    let entries = text().record.entries.of(u32::try_from(events.len()).unwrap_or(u32::MAX));
    let missing: Vec<_> = plan.missing().into_iter().map(work::sector).collect();
    html! {
        <>
            <p key="finalise">{ fill(t.finalise_text, &[("n", &next.to_string()), ("entries", &entries)]) }</p>
            if !plan.has_quorum() {
                <p key="missing" class="banner banner-warning" data-test="missing">{ fill(t.finalise_missing, &[("who", &missing.join(", "))]) }</p>
                { for doubt(matter).map(|words| html! { <p key="doubt" data-test="doubt">{ words }</p> }) }
                <p key="override"><button class="link" data-test="act-override" onclick={handlers.go(Route::Act(room, Act::Override, None))}>
                    { acts::act(Act::Override) }</button></p>
            }
        </>
    }
}

/// Who joined later may not see who takes part: nobody is to be called missing, and to be gone on without, who is not.
pub(super) fn doubt(matter: &Matter) -> Option<&'static str> {
    (matter.partial && !matter.plan.has_quorum()).then_some(text().record.quorum_doubt)
}

/// The way to a version's own page.
pub(super) fn read(version: u32, doing: &Doing) -> Html {
    let words = fill(text().record.read, &[("n", &version.to_string())]);
    let onclick = doing.handlers.go(Route::Version(doing.room, version));
    html! { <button class="link" data-test="read-version" {onclick}>{ words }</button> }
}

/// Who has read it, and who has not.
pub(super) fn readers(version: &Finalised, view: &RoomView) -> Html {
    let t = &text().record;
    let names: Vec<_> = version.acknowledged.iter().map(|ack| ack.by.name.as_str()).collect();
    let others = outstanding(version, view);
    let without = view.members.iter().filter(|member| lacks(version, view, member.id));
    let without: Vec<_> = without.map(|member| member.name.as_str()).collect();
    html! {
        <>
            <p class="quiet">{ fill(t.acknowledged, &[("names", &names.join(", "))]) }</p>
            if !others.is_empty() { <p class="banner">{ fill(t.outstanding, &[("names", &others.join(", "))]) }</p> }
            if !without.is_empty() { <p class="quiet">{ fill(t.without_it, &[("names", &without.join(", "))]) }</p> }
        </>
    }
}

/// Says that the person here has read it; nothing where they have said so.
pub(super) fn acknowledge(version: &Finalised, view: &RoomView, doing: &Doing) -> Option<Html> {
    let you = view.members.iter().find(|member| member.you).filter(|you| !has_read(version, you.id));
    let words = fill(text().record.acknowledge, &[("n", &version.version.to_string())]);
    let work = Work::Acknowledged { version: version.version, digest: version.digest };
    you.map(|_| doing.say("acknowledge", words, work))
}

fn has_read(version: &Finalised, person: PersonId) -> bool {
    version.acknowledged.iter().any(|ack| ack.by.person == person)
}

/// The names of the members who have not said that they have read it, and could.
fn outstanding<'a>(version: &Finalised, view: &'a RoomView) -> Vec<&'a str> {
    let could = |person| !has_read(version, person) && !lacks(version, view, person);
    view.members.iter().filter(|member| could(member.id)).map(|member| member.name.as_str()).collect()
}

fn lacks(version: &Finalised, view: &RoomView, person: PersonId) -> bool {
    view.lacking_versions.contains(&(version.version, person))
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::EventId;
    use marram_core::event::EventHash;
    use marram_core::view::Sector;
    use marram_core::work::{Author, Place};
    use marram_protocol::{AgencyId, PublicKey, UnixMillis};

    fn mina() -> Author {
        Author {
            person: PersonId([1; 16]),
            name: "Mina Sorrell".into(),
            role: "Social worker".into(),
            agency: AgencyId([2; 32]),
            agency_name: "Calderfen Council".into(),
            sector: Sector::ChildrensServices,
        }
    }

    #[test]
    fn a_chair_who_joined_late_is_told_that_those_who_are_missing_may_take_part() {
        let matter = |partial| Matter { partial, ..Matter::default() };
        assert!(doubt(&matter(true)).is_some_and(|words| words.contains("released to you")));
        assert_eq!(doubt(&matter(false)), None, "they are missing");
        let mut overridden = matter(true);
        let (place, work) = (
            Place { event: EventId([1; 16]), hash: EventHash(PublicKey([1; 32])), at: UnixMillis(1) },
            Work::QuorumOverridden { reason: "Tonight.".into() },
        );
        overridden.apply(&place, &mina(), &work).unwrap();
        assert_eq!(doubt(&overridden), None, "a version can be finalised");
    }
}
