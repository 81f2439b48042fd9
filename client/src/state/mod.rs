//! What the page knows, and how each action changes it: purely, without a browser.
//!
//! [`AppState`] is everything that is shown; an [`Action`] is something that happened. What must be *done* about it
//! (asking the worker, moving the focus, writing the history) is decided by `views::app` from the change.

mod act;
mod announce;
pub(crate) mod board;
mod choosing;
mod dates;
mod desk;
mod devices;
pub(crate) mod filling;
mod invite;
mod open_room;
mod picker;
mod route;
pub(crate) mod scan;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

pub(crate) use act::{Act, Answers, Ask, Field, Invalid, Quick, build, fields, quick};
pub(crate) use announce::{Announcement, Done};
pub(crate) use board::BoardFilter;
pub(crate) use choosing::{Choosing, as_answer, for_those, lacks_any, ticked};
pub(crate) use dates::{DateFilter, dates_of, reminders_beside, says_the_same};
pub(crate) use desk::{AtDesk, Desk, DeskSettings, LockAfter, Verdict};
pub(crate) use devices::{DeviceLink, Devices};
pub(crate) use invite::{Invite, Whose};
pub(crate) use open_room::{OpenRoom, STRETCH};
pub(crate) use picker::find;
pub(crate) use route::Route;

use crate::messages::{AtTheLock, Broken, CodeRefused, FromWorker, LinkFragment, PassphraseRefused, Phase};
use marram_core::view::{
    AdministrationView, AlertView, BegunForm, Connection, DateView, DeskView, Me, Notice, NoticeKind, PersonView,
    QueueView, ReleasableView, RoomPhase, RoomSummary, SafetyNumber, Shown, StaffState, Unsent, VersionView,
    WaitingView,
};
use marram_core::work::DeskRef;
use marram_core::{PersonId, RoomId};
use std::rc::Rc;
use yew::Reducible;

/// The most notices that are kept on the screen.
const MOST_NOTICES: usize = 5;

/// Everything that the page shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AppState {
    pub(crate) phase: Phase,
    pub(crate) route: Route,
    pub(crate) invite: Option<Invite>,
    /// How far fetching a link by a code has got.
    pub(crate) collecting: Collecting,
    pub(crate) me: Option<Rc<Me>>,
    pub(crate) connection: Connection,
    pub(crate) directory: Rc<Vec<PersonView>>,
    pub(crate) devices: Devices,
    /// `None` until the engine has shown them.
    pub(crate) rooms: Option<Rc<Vec<RoomSummary>>>,
    /// The list shows what is over, not what is open.
    pub(crate) lists_closed: bool,
    pub(crate) room: Option<OpenRoom>,
    /// A room was asked for and is not there yet.
    pub(crate) making: bool,
    pub(crate) passphrase: PassphraseChange,
    pub(crate) at_the_lock: AtTheLock,
    /// The number that is being compared.
    pub(crate) safety: Option<Rc<SafetyNumber>>,
    /// How far adding or removing a passkey has got.
    pub(crate) passkey: PassphraseChange,
    /// The own agency, for its administrators.
    pub(crate) administration: Option<Rc<AdministrationView>>,
    /// The duty desks of the own and of endorsed agencies.
    pub(crate) duty_desks: Rc<Vec<DeskView>>,
    /// Links that were made and not yet hidden: secrets that exist nowhere else.
    pub(crate) links: Rc<Vec<(PersonId, LinkFragment)>>,
    /// How this device waits for an administrator's approval.
    pub(crate) waiting: Option<Rc<WaitingView>>,
    /// Referrals that nobody accepted in time.
    pub(crate) alerts: Rc<Vec<AlertView>>,
    /// Packages that were sent together, as far as they are.
    pub(crate) queue: Rc<QueueView>,
    /// What can be released, as it was asked for last.
    pub(crate) releasable: Option<Rc<ReleasableView>>,
    /// The version of a record that was asked for last.
    pub(crate) version: Option<Rc<VersionView>>,
    /// The open dates of all rooms.
    pub(crate) dates: Rc<Vec<DateView>>,
    /// Forms that were begun.
    pub(crate) forms: Rc<Vec<BegunForm>>,
    /// Answers that were begun, page by page.
    pub(crate) unsent: Rc<Vec<Unsent>>,
    /// Numbered, so that each can be hidden.
    pub(crate) notices: Rc<Vec<(u32, Notice)>>,
    pub(crate) announcements: Rc<Vec<Announcement>>,
    /// What the person just did in the room on the screen, until they go elsewhere or do something else.
    pub(crate) done: Option<Rc<Done>>,
    /// The next number of a notice or announcement.
    next: u32,
}

/// How far fetching a link by a code has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Collecting {
    Idle,
    Working,
    Refused(CodeRefused),
}

/// How far a change of the passphrase has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PassphraseChange {
    Idle,
    Working,
    Done,
    Refused(PassphraseRefused),
}

impl PassphraseChange {
    fn of(done: Result<(), PassphraseRefused>) -> Self {
        done.map_or_else(Self::Refused, |()| Self::Done)
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    /// The worker told something.
    Heard(Vec<FromWorker>),
    /// The worker stopped by a fault.
    WorkerStopped,
    /// The person goes elsewhere, by the page or by the browser's buttons.
    Go(Route),
    /// The person put in a link.
    HasLink(Invite),
    /// The person typed a code.
    Collecting,
    /// The list is to show what is over, or what is open.
    ListClosed(bool),
    /// A room was asked for.
    MakingRoom,
    /// A change of the passphrase was asked for.
    ChangingPassphrase,
    /// A passkey is to be added or removed.
    ChangingPasskey,
    /// The links were handed over.
    HideLinks,
    /// A notice was read.
    Dismiss(u32),
}

impl AppState {
    /// At the page's start.
    pub(crate) fn new(invite: Option<Invite>, route: Route) -> Self {
        let mut state = Self {
            phase: Phase::Starting,
            route: Route::Rooms,
            invite,
            collecting: Collecting::Idle,
            me: None,
            connection: Connection::Offline,
            directory: Rc::default(),
            devices: Devices::default(),
            rooms: None,
            lists_closed: false,
            room: None,
            making: false,
            passphrase: PassphraseChange::Idle,
            at_the_lock: AtTheLock::default(),
            passkey: PassphraseChange::Idle,
            administration: None,
            duty_desks: Rc::default(),
            links: Rc::default(),
            safety: None,
            waiting: None,
            alerts: Rc::default(),
            queue: Rc::default(),
            releasable: None,
            version: None,
            dates: Rc::default(),
            forms: Rc::default(),
            unsent: Rc::default(),
            notices: Rc::default(),
            announcements: Rc::default(),
            done: None,
            next: 0,
        };
        state.go(route);
        state
    }

    /// A person's name, as far as this device knows it: from the directory or from the room on the screen.
    pub(crate) fn name_of(&self, person: PersonId) -> Option<&str> {
        let listed = self.directory.iter().find(|known| known.id == person).map(|known| known.name.as_str());
        let member = || {
            let members = &self.room.as_ref()?.view.as_ref()?.members;
            members.iter().find(|member| member.id == person).map(|member| member.name.as_str())
        };
        listed.or_else(member).filter(|name| !name.is_empty())
    }

    /// Desks that work can be sent to: all of them, or the own agency's.
    pub(crate) fn desks(&self, own: bool) -> Rc<Vec<DeskRef>> {
        Rc::new(self.duty_desks.iter().filter(|desk| desk.own || !own).map(DeskView::reference).collect())
    }

    /// A room's line in the list.
    pub(crate) fn summary(&self, room: RoomId) -> Option<&RoomSummary> {
        self.rooms.as_ref()?.iter().find(|summary| summary.id == room)
    }

    /// Whether what is on the screen is of a covert room.
    pub(crate) fn shows_covert(&self) -> bool {
        let open = self.room.as_ref().filter(|open| self.route.room() == Some(open.id));
        let matter = open.and_then(|open| open.view.as_ref()?.matter.as_ref());
        matter.is_some_and(|matter| matter.secrecy.covert)
    }

    /// The room whose talk is on the screen, if it shows how its referral stands.
    pub(crate) fn shows_referral(&self) -> Option<RoomId> {
        let (Route::Room(room) | Route::People(room)) = self.route else { return None };
        let view = self.room.as_ref().filter(|open| open.id == room)?.view.as_ref()?;
        let holding = view.matter.as_ref().and_then(|matter| matter.holding.as_ref());
        (view.summary.phase == RoomPhase::Open && holding.is_some()).then_some(room)
    }

    /// Whether any open room has something unseen, or a date is near: for the window's title, which says no more than that.
    pub(crate) fn has_new_work(&self) -> bool {
        let unread = self.rooms.iter().flat_map(|rooms| rooms.iter()).any(|room| room.unread > 0);
        unread || reminders_beside(&self.dates, &self.alerts).next().is_some()
    }

    /// Why the link that made this device was refused, where nothing is lost by starting again.
    pub(crate) fn join_refused(&self) -> Option<NoticeKind> {
        use NoticeKind::{
            BadPass, FoundingUsed, InviteUsed, InviteWithdrawn, NoSuchFounding, NotAdmitted, NotApproved, PassExpired,
            TooManyDevices,
        };
        match self.connection {
            Connection::Refused(
                kind @ (InviteUsed
                | InviteWithdrawn
                | NotApproved
                | FoundingUsed
                | NoSuchFounding
                | BadPass
                | NotAdmitted
                | PassExpired
                | TooManyDevices { .. }),
            ) => {
                let nothing_kept = self.rooms.as_ref().is_none_or(|rooms| rooms.is_empty());
                nothing_kept.then_some(kind)
            }
            _ => None,
        }
    }

    fn go(&mut self, route: Route) {
        self.route = route;
        self.passphrase = PassphraseChange::Idle;
        self.passkey = PassphraseChange::Idle;
        self.safety = None;
        self.releasable = None;
        self.version = None;
        self.done = None;
        self.devices.leave(route);
        match route.room() {
            Some(room) if self.room.as_ref().is_some_and(|open| open.id == room) => {}
            Some(room) => self.room = Some(OpenRoom::new(room)),
            None => self.room = None,
        }
    }

    fn hear(&mut self, message: FromWorker) {
        match message {
            FromWorker::Phase(phase) => self.enter(phase),
            FromWorker::Shown(shown) => self.show(*shown),
            FromWorker::AtTheLock(at_the_lock) => self.at_the_lock = at_the_lock,
            FromWorker::Collected(Ok((fragment, now))) => {
                self.collecting = Collecting::Idle;
                self.invite = Some(Invite::read(fragment, now));
            }
            FromWorker::Collected(Err(why)) => self.collecting = Collecting::Refused(why),
            FromWorker::PassphraseChanged(done) => self.passphrase = PassphraseChange::of(done),
            FromWorker::PasskeyChanged(done) => self.passkey = PassphraseChange::of(done),
        }
    }

    fn enter(&mut self, phase: Phase) {
        match phase {
            // Whatever was open is no longer to be seen.
            Phase::Empty(_) | Phase::Ended(_) => *self = Self { phase, ..Self::new(self.invite.take(), Route::Rooms) },
            Phase::Locked(_) | Phase::TakenOver | Phase::Broken(_) => {
                *self = Self { phase, ..Self::new(self.invite.take(), self.route) };
            }
            Phase::Open => {
                self.phase = phase;
                self.invite = None;
            }
            Phase::Starting | Phase::Elsewhere | Phase::Joining | Phase::Unlocking => self.phase = phase,
        }
    }

    fn show(&mut self, shown: Shown) {
        match shown {
            Shown::Me(me) => self.me = Some(Rc::new(me)),
            Shown::Connection(connection) => {
                self.announce_connection(&connection);
                self.connection = connection;
            }
            Shown::Desks(desks) => self.duty_desks = Rc::new(desks),
            Shown::Directory(people) => self.directory = Rc::new(people),
            Shown::Devices { devices, may_link } => self.devices.show(devices, may_link),
            Shown::DeviceLink { fragment, expires } => self.devices.linked(fragment, expires),
            Shown::DeviceCode { code } => self.devices.coded(code),
            Shown::Rooms(rooms) => {
                self.announce_rooms(&rooms);
                // The history can lead to a room that this device no longer has.
                let gone = |room: RoomId| rooms.iter().all(|summary| summary.id != room);
                let lost = self.route.room().is_some_and(gone);
                self.rooms = Some(Rc::new(rooms));
                if lost {
                    self.go(Route::Rooms);
                }
            }
            Shown::Room(view) => {
                if let Some(open) = self.open_room(view.summary.id) {
                    open.view = Some(Rc::from(view));
                }
            }
            Shown::Timeline { room, total, from, entries } => {
                let Some(open) = self.open_room(room) else { return };
                let new = Rc::make_mut(&mut open.timeline).take(total, from, entries);
                self.announce_entries(&new);
            }
            Shown::Outbox { room, entries } => {
                if let Some(open) = self.open_room(room) {
                    open.outbox = Rc::new(entries.into_iter().map(Rc::new).collect());
                }
            }
            Shown::RoomMade { room } => {
                if core::mem::take(&mut self.making) && self.route == Route::NewRoom {
                    self.go(Route::Room(room));
                }
            }
            Shown::Waiting(waiting) => self.waiting = waiting.map(Rc::new),
            Shown::SafetyNumber(number) => self.safety = Some(Rc::new(number)),
            Shown::Alerts(alerts) => self.alerts = Rc::new(alerts),
            Shown::Queue(queue) => self.queue = Rc::new(queue),
            Shown::Forms(forms) => self.forms = Rc::new(forms),
            Shown::Unsent(unsent) => self.unsent = Rc::new(unsent),
            Shown::Releasable(view) => self.releasable = Some(Rc::from(view)),
            Shown::Version(view) => self.version = Some(Rc::from(view)),
            Shown::Dates(dates) => {
                self.announce_reminders(&dates);
                self.dates = Rc::new(dates);
            }
            Shown::Notice(notice) => self.notice(notice),
            Shown::Administration(view) => {
                // A link that was used, or withdrawn, is of no use to anybody any more.
                let over = |id: &PersonId| {
                    let staff = view.people.iter().find(|staff| staff.id == *id);
                    staff.is_some_and(|staff| !matches!(staff.state, StaffState::Invited { .. }))
                };
                if self.links.iter().any(|(person, _)| over(person)) {
                    Rc::make_mut(&mut self.links).retain(|(person, _)| !over(person));
                }
                self.administration = Some(Rc::from(view));
            }
            Shown::Invited { person, fragment } => {
                Rc::make_mut(&mut self.links).push((person, LinkFragment(fragment)));
            }
            // The first stands in the view of the agency too; of the second the phase tells.
            Shown::Introduction { .. } | Shown::Ended => {}
        }
    }

    fn open_room(&mut self, room: RoomId) -> Option<&mut OpenRoom> {
        self.room.as_mut().filter(|open| open.id == room)
    }

    fn notice(&mut self, notice: Notice) {
        self.making = false;
        if notice.room.is_none_or(|room| self.route.room() == Some(room)) {
            self.done = None;
        }
        let number = self.number();
        let notices = Rc::make_mut(&mut self.notices);
        // The same thing said again replaces what was said before.
        notices.retain(|(_, known)| (known.room, known.kind) != (notice.room, notice.kind));
        notices.push((number, notice));
        let surplus = notices.len().saturating_sub(MOST_NOTICES);
        notices.drain(..surplus);
    }

    fn number(&mut self) -> u32 {
        self.next = self.next.wrapping_add(1);
        self.next
    }
}

impl Reducible for AppState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = Rc::unwrap_or_clone(self);
        match action {
            Action::Heard(messages) => messages.into_iter().for_each(|message| state.hear(message)),
            Action::WorkerStopped => state.enter(Phase::Broken(Broken::Stopped)),
            Action::Go(route) => state.go(route),
            Action::HasLink(invite) => state.invite = Some(invite),
            Action::Collecting => state.collecting = Collecting::Working,
            Action::ListClosed(closed) => state.lists_closed = closed,
            Action::MakingRoom => state.making = true,
            Action::ChangingPassphrase => state.passphrase = PassphraseChange::Working,
            Action::ChangingPasskey => state.passkey = PassphraseChange::Working,
            Action::HideLinks => state.links = Rc::default(),
            Action::Dismiss(number) => Rc::make_mut(&mut state.notices).retain(|(known, _)| *known != number),
        }
        Rc::new(state)
    }
}
