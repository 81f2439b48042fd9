//! What a device has shown: the page's state, without a page.

use marram_core::view::{
    AdministrationView, AlertView, BegunForm, Connection, DateView, DeskView, DeviceView, EntryView, Me, Notice,
    NoticeKind, PersonView, QueueView, ReleasableView, RoomSummary, RoomView, SafetyNumber, Shown, Unsent, VersionView,
    WaitingView,
};
use marram_core::{PersonId, RoomId};
use std::collections::BTreeMap;

/// The newest of everything shown.
#[derive(Debug, Default)]
pub struct Screen {
    /// Who this is.
    pub me: Option<Me>,
    /// How it stands with the relay.
    pub connection: Option<Connection>,
    /// Why the relay would not have this device; until it has it after all.
    pub refused: Option<NoticeKind>,
    /// The people picker.
    pub directory: Vec<PersonView>,
    /// What nobody accepted in time.
    pub alerts: Vec<AlertView>,
    /// Forms that were begun.
    pub forms: Vec<BegunForm>,
    /// Answers that were begun.
    pub unsent: Vec<Unsent>,
    /// Referrals that were asked for together.
    pub queue: QueueView,
    /// The list of rooms.
    pub rooms: Vec<RoomSummary>,
    /// Opened rooms' facts.
    pub opened: BTreeMap<RoomId, RoomView>,
    /// Opened rooms' timelines.
    pub timelines: BTreeMap<RoomId, BTreeMap<u32, EntryView>>,
    /// Opened rooms' outboxes.
    pub outboxes: BTreeMap<RoomId, Vec<EntryView>>,
    /// Rooms made here, oldest first.
    pub made: Vec<RoomId>,
    /// Invites' links.
    pub invited: Vec<(PersonId, String)>,
    /// The own agency's introduction.
    pub introduction: Option<String>,
    /// The own agency, on an administrator's device.
    pub administration: Option<AdministrationView>,
    /// The duty desks.
    pub desks: Vec<DeskView>,
    /// The safety number that was asked for last.
    pub safety: Option<SafetyNumber>,
    /// The person's devices.
    pub devices: Vec<DeviceView>,
    /// Whether this one may link another.
    pub may_link: bool,
    /// How it waits for approval.
    pub waiting: Option<WaitingView>,
    /// The last code for a further device.
    pub device_code: Option<String>,
    /// The last link that was made for a further device.
    pub device_link: Option<String>,
    /// This device has ended itself.
    pub ended: bool,
    /// What can be released, as it was asked for last.
    pub releasable: Option<ReleasableView>,
    /// The version of a record that was asked for last.
    pub version: Option<VersionView>,
    /// The open dates of all rooms.
    pub dates: Vec<DateView>,
    /// Everything that did not work.
    pub notices: Vec<Notice>,
}

impl Screen {
    /// Shows something.
    pub fn show(&mut self, shown: Shown) {
        match shown {
            Shown::Me(me) => self.me = Some(me),
            Shown::Connection(connection) => {
                match connection {
                    Connection::Refused(kind) => self.refused = Some(kind),
                    Connection::Online { .. } => self.refused = None,
                    Connection::Offline | Connection::Connecting | Connection::Distrusted => {}
                }
                self.connection = Some(connection);
            }
            Shown::Directory(people) => self.directory = people,
            Shown::Rooms(rooms) => self.rooms = rooms,
            Shown::Room(room) => drop(self.opened.insert(room.summary.id, *room)),
            Shown::Timeline { room, total, from, entries } => {
                let timeline = self.timelines.entry(room).or_default();
                timeline.extend((from..).zip(entries));
                timeline.retain(|index, _| *index < total);
            }
            Shown::Outbox { room, entries } => drop(self.outboxes.insert(room, entries)),
            Shown::RoomMade { room } => self.made.push(room),
            Shown::Invited { person, fragment } => self.invited.push((person, fragment)),
            Shown::Introduction { text } => self.introduction = Some(text),
            Shown::Administration(view) => self.administration = Some(*view),
            Shown::Desks(desks) => self.desks = desks,
            Shown::SafetyNumber(number) => self.safety = Some(number),
            Shown::Devices { devices, may_link } => (self.devices, self.may_link) = (devices, may_link),
            Shown::DeviceLink { fragment, .. } => self.device_link = Some(fragment),
            Shown::Alerts(alerts) => self.alerts = alerts,
            Shown::Forms(forms) => self.forms = forms,
            Shown::Unsent(unsent) => self.unsent = unsent,
            Shown::Queue(queue) => self.queue = queue,
            Shown::Releasable(view) => self.releasable = Some(*view),
            Shown::Version(view) => self.version = Some(*view),
            Shown::Dates(dates) => self.dates = dates,
            Shown::DeviceCode { code } => self.device_code = Some(code),
            Shown::Waiting(waiting) => self.waiting = waiting,
            Shown::Ended => self.ended = true,
            Shown::Notice(notice) => self.notices.push(notice),
        }
    }

    /// A room's entries in order.
    pub fn entries(&self, room: RoomId) -> impl Iterator<Item = &EntryView> {
        self.timelines.get(&room).into_iter().flat_map(BTreeMap::values)
    }

    /// The people who can be asked in, by name.
    pub fn person(&self, name: &str) -> Option<PersonId> {
        self.directory.iter().find(|person| person.name == name && person.joined).map(|person| person.id)
    }
}
