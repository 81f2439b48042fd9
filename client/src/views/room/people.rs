//! Who can read the room: everyone, with agency, role, and who vouches for them.

use crate::state::Route;
use crate::text::{fill, text};
use crate::views::handlers::use_handlers;
use crate::views::tag::AgencyTag;
use crate::views::{key_of, moment};
use marram_core::view::{Compared, MemberView, PersonView, RoomPhase, RoomView, Vouched};
use marram_core::work::Secrecy;
use marram_core::{PersonId, RoomId};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`PeoplePanel`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) view: Rc<RoomView>,
    pub(super) directory: Rc<Vec<PersonView>>,
    /// The panel is the view that the person asked for.
    pub(super) focused: bool,
}

/// The panel.
#[component]
pub(super) fn PeoplePanel(props: &Props) -> Html {
    let t = &text().people;
    let handlers = use_handlers();
    let room = props.view.summary.id;
    let open = matches!(props.view.summary.phase, RoomPhase::Open | RoomPhase::Making);
    let gone = matches!(props.view.summary.phase, RoomPhase::Left | RoomPhase::Removed);
    let member = |member: &MemberView| {
        let kept_out = props.view.matter.as_ref().and_then(|matter| kept_out(&matter.secrecy, member.id));
        html! { <li key={key_of(member.id.0)}><Member member={member.clone()} {room} {open} {kept_out} /></li> }
    };
    let joining = |person: &PersonId| {
        let known = props.directory.iter().find(|known| known.id == *person);
        let name = known.map_or(t.unnamed, |known| known.name.as_str());
        html! { <li key={format!("joining {person:?}")} class="member quiet">{ name }{ " " }<span class="tag tag-other">{ t.joining }</span></li> }
    };
    // Where the panel is the view, its heading is the page's.
    let heading = match props.focused {
        true => html! { <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1> },
        false => html! { <h2 key="subheading">{ t.heading }</h2> },
    };
    html! {
        <section class="people" aria-label={t.heading}>
            <div key="back" class="people-back">
                <button class="link" onclick={handlers.go(Route::Room(room))}>{ text().room.back_to_room }</button>
            </div>
            { heading }
            <p key="explain" class="quiet">{ if gone { t.gone } else { t.explain } }</p>
            if open { <button key="add" id="add-people" class="button button-plain" onclick={handlers.go(Route::AddPeople(room))}>{ t.add }</button> }
            <ul key="members" class="people-list">
                { for props.view.members.iter().map(member) }
                { for props.view.joining.iter().map(joining) }
            </ul>
        </section>
    }
}

/// The properties of [`Member`].
#[derive(Properties, PartialEq)]
struct MemberProps {
    member: MemberView,
    room: RoomId,
    open: bool,
    /// Why they may be shown nothing more than a header, if they were told one.
    kept_out: Option<&'static str>,
}

/// One person.
#[component]
fn Member(props: &MemberProps) -> Html {
    let t = &text().people;
    let handlers = use_handlers();
    let member = &props.member;
    let name = if member.name.is_empty() { t.unnamed } else { &member.name };
    html! {
        <div class="member" data-test="member" data-person={LogId(member.id.0).to_hex()}>
            <p key="who">
                <span class="person-name">{ name }</span>
                if member.you { { " (" }{ t.you }{ ")" } }
                { ", " }{ &member.role }
            </p>
            <p key="agency"><AgencyTag agency={member.agency.clone()} /></p>
            if let Some(words) = props.kept_out { <p key="kept-out" class="banner banner-warning" data-test="kept-out">{ words }</p> }
            { vouched(member) }
            { compared(member) }
            <p key="devices" class="quiet">{ t.devices.of(member.devices) }</p>
            if !member.you && !member.name.is_empty() && props.open {
                <button key="compare" class="link" data-test="compare" aria-label={fill(t.compare_whom, &[("name", name)])}
                    onclick={handlers.go(Route::Compare(props.room, member.id))}>{ t.compare }</button>
            }
            if member.removable && !member.you && props.open {
                <button key="remove" class="link link-danger" data-test="remove" aria-label={fill(t.remove_whom, &[("name", name)])}
                    onclick={handlers.go(Route::RemovePerson(props.room, member.id))}>{ t.remove }</button>
            }
        </div>
    }
}

/// What is said of somebody who was told a header only: what they have to do, or that they have declared a conflict.
fn kept_out(secrecy: &Secrecy, person: PersonId) -> Option<&'static str> {
    let t = &text().people;
    secrecy.header_for(person)?;
    Some(secrecy.conflict_of(person).map_or(t.kept_out, |_| t.conflicted))
}

fn compared(member: &MemberView) -> Html {
    let t = &text().people;
    match member.compared {
        Compared::Never => Html::default(),
        Compared::Same { at } => {
            html! { <p key="compared" class="vouched" data-test="compared">{ fill(t.compared, &[("at", &moment(at))]) }</p> }
        }
        Compared::Changed => {
            html! { <p key="compared" class="vouched banner banner-danger" data-test="compared">{ t.compared_changed }</p> }
        }
    }
}

fn vouched(member: &MemberView) -> Html {
    let t = &text().people;
    match member.vouched {
        Vouched::Own => html! { <p key="vouched" class="vouched">{ t.vouched_own }</p> },
        Vouched::Endorsed => html! { <p key="vouched" class="vouched">{ t.vouched_endorsed }</p> },
        Vouched::Unknown => html! { <p key="vouched" class="vouched banner banner-warning">{ t.vouched_unknown }</p> },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::work::Staged;

    #[test]
    fn who_has_declared_a_conflict_is_not_told_to_declare() {
        let person = PersonId([7; 16]);
        let words = |declared: &[Option<Option<&str>>]| {
            let staged = declared.iter().map(|declared| {
                let declared = declared.map(|conflict| conflict.map(str::to_owned));
                Staged { person, name: "Lin Farrow".into(), header: "Community trust".into(), declared }
            });
            let mut secrecy = Secrecy::default();
            secrecy.staged.extend(staged);
            kept_out(&secrecy, person)
        };
        let t = &text().people;
        assert_eq!(words(&[None]), Some(t.kept_out));
        assert_eq!(words(&[Some(Some("The same team"))]), Some(t.conflicted));
        assert_eq!(words(&[Some(Some("The same team")), None]), Some(t.kept_out), "asked in anew");
        assert_eq!(words(&[Some(None)]), None);
        assert_eq!(words(&[]), None);
    }
}
