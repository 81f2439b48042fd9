//! What a client shows: plain data that the engine emits and a view draws. No key, token or group is in here.
//!
//! The engine owns the truth; these are copies. A timeline is a dense list: an entry keeps its index for ever. What has
//! not come back from the relay's log yet is in the outbox, shown after the timeline.

mod administration;
mod alert;
mod date;
mod desk;
mod entry;
mod queue;
mod release;
mod room;
mod unsent;
mod version;

pub use administration::{
    AdministrationView, EndingView, FormerName, PartnerView, RoleView, StaffDeviceView, StaffState, StaffView,
    WaitsView,
};
pub use alert::AlertView;
pub use date::DateView;
pub use desk::{DeskPerson, DeskView, OnDuty};
pub use entry::{Body, Delivery, Departed, DepartedView, EntryView, Quote, ReleasedView};
pub use queue::{QueueView, StoppedReferral};
pub use release::{Releasable, ReleasableView, Standing};
pub use room::{
    Compared, Gate, MemberView, Problem, RoomPhase, RoomSummary, RoomView, SafetyNumber, TransferLine, WorkLine,
};
pub use unsent::{BegunForm, Unsent};
pub use version::VersionView;

use crate::ids::{PersonId, RoomId};
use crate::work::Uncounted;
use marram_protocol::{AgencyId, DeviceId, Seq, UnixMillis};
use serde::{Deserialize, Serialize};

/// Something that a view should show from now on. Later ones replace earlier ones of the same subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// Who this device is.
    Me(Me),
    /// How it stands with the relay.
    Connection(Connection),
    /// Everybody who can be asked into a room: own agency and endorsed ones, by agency and name.
    Directory(Vec<PersonView>),
    /// All rooms, the latest first; closed and left ones too.
    Rooms(Vec<RoomSummary>),
    /// One room's facts (for an opened room).
    Room(Box<RoomView>),
    /// A stretch of a room's timeline, from index `from` on; the whole has `total` entries.
    Timeline {
        /// The room.
        room: RoomId,
        /// How many entries the timeline has.
        total: u32,
        /// The index of the first of `entries`.
        from: u32,
        /// In order.
        entries: Vec<EntryView>,
    },
    /// All of a room's entries that have not come back from the log yet, in order.
    Outbox {
        /// The room.
        room: RoomId,
        /// In the order of writing.
        entries: Vec<EntryView>,
    },
    /// A room that this device asked for is there: open it.
    RoomMade {
        /// The room.
        room: RoomId,
    },
    /// An invite is in the register: its link's fragment is to be handed to the person. A secret.
    Invited {
        /// Who.
        person: PersonId,
        /// What stands behind the `#`.
        fragment: String,
    },
    /// How it stands with this device's waiting for approval; `None` where it does not wait, or no longer.
    Waiting(Option<WaitingView>),
    /// The text with which another agency can endorse this one. For its administrators only.
    Introduction {
        /// To be handed over outside of Marram.
        text: String,
    },
    /// The own agency. For its administrators only.
    Administration(Box<AdministrationView>),
    /// Every duty desk there is: the own agency's first, then by agency and name.
    Desks(Vec<DeskView>),
    /// The number to be compared with somebody.
    SafetyNumber(SafetyNumber),
    /// This person's devices.
    Devices {
        /// By age.
        devices: Vec<DeviceView>,
        /// Whether this one may link another: not if it was linked itself.
        may_link: bool,
    },
    /// A link that makes another browser a device of this person: its fragment goes to that browser. A secret.
    DeviceLink {
        /// What stands behind the `#`.
        fragment: String,
        /// Until when, by this device's clock.
        expires: UnixMillis,
    },
    /// The code under which the last link lies at the relay: to be typed at the other browser. A secret.
    DeviceCode {
        /// Four groups with dashes.
        code: String,
    },
    /// This device has ended itself as it was asked to: nothing of it is of use any more.
    Ended,
    /// Forms that were begun, as far as they are.
    Forms(Vec<BegunForm>),
    /// Answers that were begun, page by page.
    Unsent(Vec<Unsent>),
    /// Referrals that nobody accepted in time, and for which the person here is a deputy; the newest first.
    Alerts(Vec<AlertView>),
    /// How far the referrals are that were asked for together.
    Queue(QueueView),
    /// What can be released to somebody in a room, as it was asked for.
    Releasable(Box<ReleasableView>),
    /// A version of a room's record as it was closed, as it was asked for.
    Version(Box<VersionView>),
    /// Every open date of every room, the soonest first.
    Dates(Vec<DateView>),
    /// Something did not work, with what the person can do.
    Notice(Notice),
}

/// How this device waits for an administrator's approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingView {
    /// What is compared: four groups of five digits.
    pub number: String,
    /// Until when it can be let in, by this device's clock.
    pub until: UnixMillis,
    /// Whether the relay has told the administrator.
    pub said: bool,
    /// Whether that time is over.
    pub over: bool,
}

/// Who this device is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The person.
    pub person: PersonId,
    /// The device.
    pub device: DeviceId,
    /// The person's name, as the agency registered it; empty until the register was read.
    pub name: String,
    /// The role, likewise.
    pub role: String,
    /// The agency.
    pub agency: AgencyView,
    /// Whether it is an administrator's device.
    pub administrator: bool,
    /// For a sitting at a shared computer: its last moment, by this device's clock.
    pub until: Option<UnixMillis>,
}

/// An agency as its register names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyView {
    /// Its root key.
    pub id: AgencyId,
    /// Its name.
    pub name: String,
    /// What it is, for its tag.
    pub sector: Sector,
}

/// What an agency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sector {
    /// A police force.
    Police,
    /// A local authority's children's services.
    ChildrensServices,
    /// A health body.
    Health,
    /// A school or other education body.
    Education,
    /// A national body.
    National,
    /// Any other.
    Other,
}

/// How far this device's agency vouches for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Vouched {
    /// The own agency.
    Own,
    /// An agency that the own administrators endorsed.
    Endorsed,
    /// Not endorsed: the chain holds, but nobody here says whose it is.
    Unknown,
}

/// A person who can be asked into a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// The person.
    pub id: PersonId,
    /// The name, as the agency registered it.
    pub name: String,
    /// The role.
    pub role: String,
    /// The agency.
    pub agency: AgencyView,
    /// Who vouches.
    pub vouched: Vouched,
    /// Whether the person has a device already; one who has only been invited cannot be asked yet.
    pub joined: bool,
    /// Whether a device of theirs is an administrator's.
    pub administrator: bool,
}

/// A device of this person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceView {
    /// Which.
    pub id: DeviceId,
    /// What its owner calls it; empty for an administrator's first.
    pub name: String,
    /// Since when, by its own clock.
    pub since: UnixMillis,
    /// Whether it is the device here.
    pub this: bool,
    /// The device that linked it.
    pub linked_by: Option<DeviceId>,
    /// Whether it can be removed from here.
    pub removable: bool,
    /// For a sitting at a shared computer: its last moment.
    pub until: Option<UnixMillis>,
}

/// How it stands with the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Connection {
    /// Not connected; the next attempt is the driver's business.
    Offline,
    /// Connected, not yet recognised.
    Connecting,
    /// Recognised; `waiting` rooms are still catching up.
    Online {
        /// Rooms that are behind.
        waiting: u32,
    },
    /// The relay will not have this device. It will not be asked again by itself.
    Refused(NoticeKind),
    /// The relay has said something that cannot be true; `Notice` has the detail.
    Distrusted,
}

/// Something that did not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The room, where it concerns one.
    pub room: Option<RoomId>,
    /// What.
    pub kind: NoticeKind,
    /// When.
    pub at: UnixMillis,
}

/// What did not work. The view has the words and the next step for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NoticeKind {
    /// The agency is not admitted at this relay.
    NotAdmitted,
    /// The pass does not hold (wrong clock, damaged link).
    BadPass,
    /// The pass is over.
    PassExpired,
    /// The pass has not begun: mostly a wrong clock.
    PassNotYetValid,
    /// The device or the person was removed by an administrator.
    Revoked,
    /// The link was used by another device.
    InviteUsed,
    /// The invite was withdrawn before it was used.
    InviteWithdrawn,
    /// An administrator did not approve this device, or withdrew the invite.
    NotApproved,
    /// The founding link admitted another agency.
    FoundingUsed,
    /// The relay's operator handed out no such founding link, or its time is over.
    NoSuchFounding,
    /// The relay has no register of the agency that the phrase belongs to.
    NothingToRecover,
    /// The recovery phrase is not the own agency's.
    WrongPhrase,
    /// The device that made the link has linked `limit` others already.
    TooManyDevices {
        /// The most.
        limit: u64,
    },
    /// The client is too old or too new for this relay.
    Version,
    /// The relay is stopping or full: later.
    RelayBusy,
    /// Too often: later.
    TooOften,
    /// Too large; `limit` in bytes or characters.
    TooLarge {
        /// The most.
        limit: u64,
    },
    /// One of the chosen people cannot be reached (no device, or not endorsed any more).
    PersonUnreachable {
        /// Who.
        person: PersonId,
    },
    /// An invitation came from an agency that ours has not endorsed; it was not followed.
    InviterNotEndorsed,
    /// An invitation could not be opened.
    WelcomeUnreadable,
    /// It would not count.
    DoesNotCount(Uncounted),
    /// What was asked is not possible here (for example in a closed room).
    NotPossible,
    /// The relay's log and what this device knows contradict each other.
    RelayContradiction,
    /// In the own agency's register stands what no rule admits. It was skipped. For administrators.
    StrayStatement {
        /// Where.
        seq: Seq,
        /// Whose device put it there, as the relay says; `None` where it says nobody whom the agency knows.
        by: Option<PersonId>,
    },
    /// This device's clock and the relay's differ by more than a few minutes; the engine goes by the relay's, within a
    /// day.
    ClockOff {
        /// This device's is the one that is ahead.
        ahead: bool,
        /// By so much.
        minutes: u32,
    },
}
