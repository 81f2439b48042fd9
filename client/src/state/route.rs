//! Which view is shown. A route is kept in the history entry's state, never in the address.

use super::Act;
use marram_core::{EventId, PersonId, RoomId};
use marram_protocol::{DeviceId, LogId};

/// Before an act's name in the history.
const ACT: &str = "act:";
/// Before a version's room and number in the history.
const VERSION: &str = "version:";
/// Before a device's id in the history.
const UNLINK_DEVICE: &str = "unlink-device:";

/// A view of the unlocked client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Route {
    /// The list alone.
    #[default]
    Rooms,
    NewRoom,
    Room(RoomId),
    /// Who can read it; beside the timeline where there is space.
    People(RoomId),
    AddPeople(RoomId),
    RemovePerson(RoomId, PersonId),
    /// The safety number with a member.
    Compare(RoomId, PersonId),
    Rename(RoomId),
    Close(RoomId),
    Leave(RoomId),
    Settings,
    Passphrase,
    SignOut,
    LinkDevice,
    UnlinkDevice(DeviceId),
    RelaySees,
    /// A room's referral and plan.
    Record(RoomId),
    /// A version of it as it was closed.
    Version(RoomId, u32),
    /// What the strategy discussion in a room makes of it: a form.
    Assess(RoomId),
    /// Something to be done about the work in a room, perhaps about an entry.
    Act(RoomId, Act, Option<EventId>),
    /// All referrals.
    Board,
    /// The dates of all rooms.
    Dates,
    /// Handing work over.
    HandOver,
    /// Sending work to a desk, perhaps what follows from a room's referral.
    Refer(Option<RoomId>),
    /// Sending much work to desks.
    ReferMany,
    /// Reading it once more before it is sent.
    CheckReferral(Option<RoomId>),
    /// Who is on duty where.
    Duty,
    /// The own agency's desks, for its administrators.
    AgencyDesks,
    /// The own agency's people, for its administrators.
    Agency,
    Staff(PersonId),
    RemoveStaff(PersonId),
    /// By its place among the person's devices: a route holds no more than that.
    RemoveDevice(PersonId, u8),
    Invite,
    InviteList,
    Partners,
    /// Roles, and the agency's own name.
    Names,
}

impl Route {
    /// The room that it concerns.
    pub(crate) fn room(self) -> Option<RoomId> {
        match self {
            Self::Room(room)
            | Self::People(room)
            | Self::AddPeople(room)
            | Self::RemovePerson(room, _)
            | Self::Compare(room, _)
            | Self::Rename(room)
            | Self::Close(room)
            | Self::Record(room)
            | Self::Version(room, _)
            | Self::Assess(room)
            | Self::Act(room, ..)
            | Self::Leave(room) => Some(room),
            Self::Refer(from) | Self::CheckReferral(from) => from,
            _ => None,
        }
    }

    /// As text for the history.
    pub(crate) fn to_state(self) -> String {
        if let Self::UnlinkDevice(device) = self {
            return format!("{UNLINK_DEVICE}{}", device.to_hex());
        }
        if let Self::Act(room, act, about) = self {
            let about = about.map(|event| format!(":{}", LogId(event.0).to_hex())).unwrap_or_default();
            return format!("{ACT}{}:{}{about}", act.name(), LogId(room.0).to_hex());
        }
        if let Self::Version(room, number) = self {
            return format!("{VERSION}{}:{number}", LogId(room.0).to_hex());
        }
        let (name, room, person) = match self {
            // Told above.
            Self::Act(..) | Self::Version(..) => ("rooms", None, None),
            Self::Record(room) => ("record", Some(room), None),
            Self::Assess(room) => ("assess", Some(room), None),
            Self::Board => ("board", None, None),
            Self::Dates => ("dates", None, None),
            Self::HandOver => ("hand-over", None, None),
            Self::Refer(from) => ("refer", from, None),
            Self::ReferMany => ("refer-many", None, None),
            Self::CheckReferral(from) => ("check-referral", from, None),
            Self::Duty => ("duty", None, None),
            Self::AgencyDesks => ("agency-desks", None, None),
            Self::Rooms => ("rooms", None, None),
            Self::NewRoom => ("new", None, None),
            Self::Room(room) => ("room", Some(room), None),
            Self::People(room) => ("people", Some(room), None),
            Self::AddPeople(room) => ("add", Some(room), None),
            Self::RemovePerson(room, person) => ("remove", Some(room), Some(person)),
            Self::Compare(room, person) => ("compare", Some(room), Some(person)),
            Self::Rename(room) => ("rename", Some(room), None),
            Self::Close(room) => ("close", Some(room), None),
            Self::Leave(room) => ("leave", Some(room), None),
            Self::Settings => ("settings", None, None),
            Self::Passphrase => ("passphrase", None, None),
            Self::SignOut => ("sign-out", None, None),
            Self::LinkDevice => ("link-device", None, None),
            // Told above: its id is longer.
            Self::UnlinkDevice(_) => ("settings", None, None),
            Self::RelaySees => ("relay", None, None),
            Self::Agency => ("agency", None, None),
            Self::Staff(person) => ("staff", None, Some(person)),
            Self::RemoveStaff(person) => ("remove-staff", None, Some(person)),
            Self::RemoveDevice(person, place) => ("remove-device", Some(RoomId([place; 16])), Some(person)),
            Self::Invite => ("invite", None, None),
            Self::InviteList => ("invite-list", None, None),
            Self::Partners => ("partners", None, None),
            Self::Names => ("names", None, None),
        };
        let ids = [room.map(|id| id.0), person.map(|id| id.0)];
        ids.into_iter().flatten().fold(name.to_owned(), |state, id| state + ":" + &LogId(id).to_hex())
    }

    /// Reads [`Self::to_state`]; the list for anything else.
    pub(crate) fn from_state(state: &str) -> Self {
        if let Some(device) = state.strip_prefix(UNLINK_DEVICE).and_then(DeviceId::from_hex) {
            return Self::UnlinkDevice(device);
        }
        if let Some(act) = state.strip_prefix(ACT) {
            return Self::act_from(act).unwrap_or_default();
        }
        if let Some(version) = state.strip_prefix(VERSION) {
            return Self::version_from(version).unwrap_or_default();
        }
        let mut parts = state.split(':');
        let name = parts.next().unwrap_or_default();
        let mut id = || parts.next().and_then(LogId::from_hex).map(|id| id.0);
        let (room, person) = (id().map(RoomId), id().map(PersonId));
        // Where no room stands before it, the first id is the person's.
        let alone = room.map(|id| PersonId(id.0));
        match (name, alone, person) {
            ("staff", Some(person), None) => return Self::Staff(person),
            ("remove-staff", Some(person), None) => return Self::RemoveStaff(person),
            ("remove-device", Some(PersonId([place, ..])), Some(person)) => return Self::RemoveDevice(person, place),
            ("agency", None, None) => return Self::Agency,
            ("invite", None, None) => return Self::Invite,
            ("invite-list", None, None) => return Self::InviteList,
            ("partners", None, None) => return Self::Partners,
            ("names", None, None) => return Self::Names,
            _ => {}
        }
        match (name, room, person) {
            ("new", None, None) => Self::NewRoom,
            ("room", Some(room), None) => Self::Room(room),
            ("people", Some(room), None) => Self::People(room),
            ("add", Some(room), None) => Self::AddPeople(room),
            ("remove", Some(room), Some(person)) => Self::RemovePerson(room, person),
            ("compare", Some(room), Some(person)) => Self::Compare(room, person),
            ("rename", Some(room), None) => Self::Rename(room),
            ("close", Some(room), None) => Self::Close(room),
            ("leave", Some(room), None) => Self::Leave(room),
            ("record", Some(room), None) => Self::Record(room),
            ("assess", Some(room), None) => Self::Assess(room),
            ("board", None, None) => Self::Board,
            ("dates", None, None) => Self::Dates,
            ("hand-over", None, None) => Self::HandOver,
            ("refer", from, None) => Self::Refer(from),
            ("refer-many", None, None) => Self::ReferMany,
            ("check-referral", from, None) => Self::CheckReferral(from),
            ("duty", None, None) => Self::Duty,
            ("agency-desks", None, None) => Self::AgencyDesks,
            ("settings", None, None) => Self::Settings,
            ("passphrase", None, None) => Self::Passphrase,
            ("sign-out", None, None) => Self::SignOut,
            ("link-device", None, None) => Self::LinkDevice,
            ("relay", None, None) => Self::RelaySees,
            _ => Self::Rooms,
        }
    }
}

impl Route {
    /// A version's room and number.
    fn version_from(state: &str) -> Option<Self> {
        let (room, number) = state.split_once(':')?;
        Some(Self::Version(RoomId(LogId::from_hex(room)?.0), number.parse().ok()?))
    }

    /// An act's name, its room, and perhaps what it is about.
    fn act_from(state: &str) -> Option<Self> {
        let mut parts = state.split(':');
        let act = Act::of(parts.next()?)?;
        let room = RoomId(LogId::from_hex(parts.next()?)?.0);
        let about = match parts.next() {
            Some(event) => Some(EventId(LogId::from_hex(event)?.0)),
            None => None,
        };
        parts.next().is_none().then_some(Self::Act(room, act, about))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_survives_the_history_and_nonsense_leads_to_the_list() {
        let (room, person) = (RoomId([0xab; 16]), PersonId([0x0c; 16]));
        let routes = [
            Route::Rooms,
            Route::NewRoom,
            Route::Room(room),
            Route::People(room),
            Route::AddPeople(room),
            Route::RemovePerson(room, person),
            Route::Compare(room, person),
            Route::Rename(room),
            Route::Close(room),
            Route::Leave(room),
            Route::Settings,
            Route::Passphrase,
            Route::SignOut,
            Route::LinkDevice,
            Route::UnlinkDevice(DeviceId([0xab; 32])),
            Route::RelaySees,
            Route::Agency,
            Route::Staff(person),
            Route::RemoveStaff(person),
            Route::RemoveDevice(person, 3),
            Route::Invite,
            Route::InviteList,
            Route::Partners,
            Route::Names,
            Route::Record(room),
            Route::Version(room, u32::MAX),
            Route::Assess(room),
            Route::Board,
            Route::Dates,
            Route::HandOver,
            Route::Refer(None),
            Route::Refer(Some(room)),
            Route::ReferMany,
            Route::CheckReferral(None),
            Route::CheckReferral(Some(room)),
            Route::Duty,
            Route::AgencyDesks,
            Route::Act(room, Act::Refuse, None),
            Route::Act(room, Act::LetIn, Some(EventId([3; 16]))),
        ];
        for route in routes {
            assert_eq!(Route::from_state(&route.to_state()), route);
        }
        for nonsense in [
            "unlink-device:12",
            "",
            "room",
            "room:12",
            "settings:abababababababababababababababab",
            "elsewhere",
            "version:abababababababababababababababab:one",
            "version:1",
        ] {
            assert_eq!(Route::from_state(nonsense), Route::Rooms, "{nonsense}");
        }
    }
}
