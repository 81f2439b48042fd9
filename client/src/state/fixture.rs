//! People, rooms and entries for tests, all fictional.

use super::AppState;
use crate::messages::{FromWorker, Phase};
use marram_core::view::*;
use marram_core::{EventId, PersonId, RoomId};
use marram_protocol::{AgencyId, DeviceId, Seq, UnixMillis};
use std::rc::Rc;
use yew::Reducible;

pub(crate) const NOW: UnixMillis = UnixMillis(1_795_357_500_000);

pub(crate) fn agency(number: u8, name: &str, sector: Sector) -> AgencyView {
    AgencyView { id: AgencyId([number; 32]), name: name.into(), sector }
}

pub(crate) fn police() -> AgencyView {
    agency(1, "Wexmoor Constabulary", Sector::Police)
}

pub(crate) fn council() -> AgencyView {
    agency(2, "Calderfen Council", Sector::ChildrensServices)
}

pub(crate) fn directory() -> Vec<PersonView> {
    let person = |number: u8, name: &str, role: &str, agency: AgencyView, vouched, joined| PersonView {
        id: PersonId([number; 16]),
        name: name.into(),
        role: role.into(),
        agency,
        vouched,
        joined,
        administrator: false,
    };
    vec![
        person(3, "Mina Sorrell", "Team manager", council(), Vouched::Endorsed, true),
        person(4, "Jo Ledbit", "Emergency duty team", council(), Vouched::Endorsed, false),
        person(2, "DI Sam Orrin", "Detective inspector", police(), Vouched::Own, true),
    ]
}

pub(crate) fn room_view(number: u8) -> RoomView {
    RoomView {
        summary: summary(number, 0),
        members: Vec::new(),
        joining: Vec::new(),
        draft: String::new(),
        new_from: None,
        lacking_versions: Vec::new(),
        problems: Vec::new(),
        gate: None,
        matter: None,
    }
}

pub(crate) fn note(index: u32) -> EntryView {
    let mut event = [0; 16];
    event[..4].copy_from_slice(&index.to_be_bytes());
    EntryView {
        event: EventId(event),
        seq: Some(Seq(u64::from(index) + 1)),
        at: NOW,
        author: PersonId([3; 16]),
        author_name: "Mina Sorrell".into(),
        author_role: "Team manager".into(),
        author_agency: council(),
        own: false,
        body: Body::Note { text: format!("Entry {index}") },
        urgent: false,
        answers: None,
        delivery: Delivery::Stored,
        uncounted: None,
    }
}

pub(crate) fn summary(number: u8, unread: u32) -> RoomSummary {
    RoomSummary {
        id: RoomId([number; 16]),
        title: format!("T-{number:03} strategy discussion"),
        phase: RoomPhase::Open,
        unread,
        urgent: false,
        latest: NOW,
        people: 3,
        agencies: 2,
        unsent: 0,
        work: None,
    }
}

pub(crate) fn me() -> Me {
    Me {
        person: PersonId([1; 16]),
        device: DeviceId([9; 32]),
        name: "DS Ruth Kember".into(),
        role: "Detective sergeant".into(),
        agency: police(),
        administrator: false,
        until: None,
    }
}

/// An unlocked client that shows what is given.
pub(crate) fn unlocked(shown: Vec<Shown>) -> Rc<AppState> {
    let messages = [FromWorker::Phase(Phase::Open), FromWorker::Shown(Box::new(Shown::Me(me())))];
    let messages = messages.into_iter().chain(shown.into_iter().map(|one| FromWorker::Shown(Box::new(one)))).collect();
    Rc::new(AppState::new(None, super::Route::Rooms)).reduce(super::Action::Heard(messages))
}
