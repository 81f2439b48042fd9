//! What a person asks of the engine.

use crate::identity::{DeskTerms, SecretWords};
use crate::ids::{DeskId, EventId, PersonId, RoomId};
use crate::view::{BegunForm, Unsent};
use crate::work::{DeskRef, Referring, Work};
use marram_protocol::DeviceId;
use serde::{Deserialize, Serialize};

/// The most characters of a note.
pub const MAX_NOTE_CHARS: usize = 10_000;
/// The most characters of a title or a reason.
pub const MAX_LINE_CHARS: usize = 200;
/// The most people of a room.
pub const MAX_ROOM_PEOPLE: usize = 150;

/// Somebody to be invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newcomer {
    /// The name, 1 to 100 characters.
    pub name: String,
    /// The role, likewise.
    pub role: String,
    /// Without these words, to be said to the person, the link opens nothing.
    pub spoken: Option<SecretWords>,
    /// Whoever opens the link waits until this administrator has approved the device. Then `spoken` is not used.
    pub approval: bool,
}

/// Something that a person asks for. What it leads to comes back as [`Shown`](crate::view::Shown).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Show a room: its facts, the end of its timeline, its outbox; and keep showing what changes.
    OpenRoom {
        /// Which.
        room: RoomId,
    },
    /// No room is on the screen any more.
    LeaveView,
    /// Show a stretch of the opened room's timeline.
    Page {
        /// Which.
        room: RoomId,
        /// The first index.
        from: u32,
        /// How many.
        count: u32,
    },
    /// Make a room and ask people into it.
    CreateRoom {
        /// Its title, 1 to [`MAX_LINE_CHARS`].
        title: String,
        /// Everyone but oneself.
        people: Vec<PersonId>,
    },
    /// Write a note.
    Write {
        /// Where.
        room: RoomId,
        /// 1 to [`MAX_NOTE_CHARS`].
        text: String,
        /// Marked urgent.
        urgent: bool,
        /// What it answers.
        answers: Option<EventId>,
    },
    /// Keep what has been written but not sent; empty removes it.
    SaveDraft {
        /// Where.
        room: RoomId,
        /// The words.
        text: String,
    },
    /// Everything up to this timeline index (exclusive) was seen.
    MarkRead {
        /// Where.
        room: RoomId,
        /// The first unseen index.
        upto: u32,
    },
    /// Ask more people in.
    AddPeople {
        /// Where.
        room: RoomId,
        /// Who.
        people: Vec<PersonId>,
        /// Why all that is known here is released to them, where it is; one line. Not to who must declare a conflict of
        /// interest first, or has declared one: that is not possible.
        release: Option<String>,
    },
    /// Address work to a desk: a room with everyone on duty there.
    Refer {
        /// What, to which desk.
        referring: Box<Referring>,
        /// The room from whose referral it was begun: it is covert if that room is.
        from: Option<RoomId>,
    },
    /// Address many pieces of work to desks: all, if each could be sent now, or none. They leave one after the other.
    ReferMany {
        /// At most [`MAX_TABLE`](crate::work::table::MAX_TABLE), with those that still wait.
        referrings: Vec<Referring>,
    },
    /// Try those of them again that could not be sent, or forget them.
    SettleStopped {
        /// Whether to try.
        again: bool,
    },
    /// Keep a form that was begun, sealed, until it is sent. Without answers it is forgotten.
    KeepForm {
        /// As far as it is.
        begun: Box<BegunForm>,
    },
    /// Keep the answers of a page, sealed, until they are sent. Without answers they are forgotten.
    KeepAnswers {
        /// As far as they are.
        unsent: Unsent,
    },
    /// Say something of the work: an answer, a part of the plan, a correction.
    Work {
        /// Where.
        room: RoomId,
        /// What. Not a referral, a release or a handover: those have commands of their own.
        work: Box<Work>,
    },
    /// Close a version of the strategy discussion's record: everything in it as it is now.
    Finalise {
        /// Where.
        room: RoomId,
    },
    /// Ask somebody in with a header only: they declare a conflict of interest, or none, before they are shown anything.
    LetIn {
        /// Where.
        room: RoomId,
        /// Who.
        person: PersonId,
        /// All that they are told, without names.
        header: String,
    },
    /// Show what can be released to people. Answered with [`Shown::Releasable`](crate::view::Shown::Releasable).
    ShowReleasable {
        /// Where.
        room: RoomId,
        /// To whom: at least one, each once, all in the room.
        people: Vec<PersonId>,
    },
    /// Show a version of the record as it was closed. Answered with [`Shown::Version`](crate::view::Shown::Version).
    ShowVersion {
        /// Where.
        room: RoomId,
        /// Which, counted from 1.
        version: u32,
    },
    /// The person here has seen these reminders: they do not come again for the same moment.
    PutRemindersAway {
        /// Which, by their rooms and the events that set the dates.
        which: Vec<(RoomId, EventId)>,
    },
    /// Release entries to people who joined later. Each is given what they cannot read yet; refused if nobody lacks any.
    Release {
        /// Where.
        room: RoomId,
        /// To whom: at least one, each once, all in the room.
        people: Vec<PersonId>,
        /// Which; `None` for all that this device knows.
        events: Option<Vec<EventId>>,
        /// Why: members read it.
        reason: String,
    },
    /// Ask another desk to take a referral over. It stays where it is until somebody there accepts; until when that is to
    /// be follows from its risk.
    Transfer {
        /// Which.
        room: RoomId,
        /// Whom.
        to: DeskRef,
        /// Why.
        reason: String,
    },
    /// Hand all work of a desk that this person holds, or that waits there, to a colleague.
    HandOver {
        /// The desk.
        desk: DeskId,
        /// Who takes over.
        to: PersonId,
        /// What they must know.
        note: String,
    },
    /// Take over all that was handed to this person, and be on duty at its desks, where they may be.
    TakeOver,
    /// Put an alert away: it was seen to.
    PutAway {
        /// The room that it is about.
        room: RoomId,
    },
    /// Remove a person with all their devices.
    RemovePerson {
        /// Where.
        room: RoomId,
        /// Who.
        person: PersonId,
        /// Why: members read it.
        reason: String,
    },
    /// Leave for good.
    Leave {
        /// Which.
        room: RoomId,
    },
    /// Change the title.
    Rename {
        /// Which.
        room: RoomId,
        /// To what.
        title: String,
    },
    /// Close: nothing more is written until it is opened again. Not while its referral is neither concluded nor refused.
    Close {
        /// Which.
        room: RoomId,
        /// Why.
        reason: String,
    },
    /// Open a closed room again.
    Reopen {
        /// Which.
        room: RoomId,
    },
    /// Ask the other members to add this device again, when the room says `NeedsReadding` or is stuck.
    AskToRejoin {
        /// Which.
        room: RoomId,
    },
    /// Go on from the last good entry, with everybody who was a member there, without a change that cannot be processed.
    /// Those follow who are stuck at the same place.
    GoOn {
        /// Which.
        room: RoomId,
    },
    /// Show the number to be compared with a person. Answered with
    /// [`Shown::SafetyNumber`](crate::view::Shown::SafetyNumber).
    ShowSafetyNumber {
        /// Who.
        person: PersonId,
    },
    /// The numbers were compared and are the same.
    FoundSame {
        /// With whom.
        person: PersonId,
        /// The number that was compared: another one now is not taken for it.
        number: String,
    },
    /// The agencies' word for a person is to be enough again.
    TrustAgency {
        /// Who.
        person: PersonId,
    },
    /// For administrators: invite a person. Answered with [`Shown::Invited`](crate::view::Shown::Invited).
    Invite {
        /// The person's name, 1 to 100 characters.
        name: String,
        /// The person's role, likewise.
        role: String,
        /// How long the link can be used.
        valid_for_ms: u64,
    },
    /// Show the text with which another agency can endorse this one.
    Introduce,
    /// For administrators: trust another agency, by its introduction.
    Endorse {
        /// What the other agency's administrator handed over.
        introduction: String,
    },
    /// For administrators: a person is out, with every device.
    RevokePerson {
        /// Who.
        person: PersonId,
        /// Why, for the agency's own register.
        reason: String,
        /// Of an administrator: those of the people whom they let in who are out as well. The others stay.
        also: Vec<PersonId>,
    },
    /// For administrators: invite people, all or none. Each is answered with [`Shown::Invited`](crate::view::Shown::Invited).
    InvitePeople {
        /// Who.
        people: Vec<Newcomer>,
        /// How long the links can be used.
        valid_for_ms: u64,
    },
    /// For administrators: the link of somebody who has not joined opens nothing any more; whoever waits by it is refused.
    WithdrawInvite {
        /// Who.
        person: PersonId,
    },
    /// For administrators: let in who waits by the invite of a person, once both have compared their number.
    Approve {
        /// Whose invite.
        person: PersonId,
        /// The number that was compared: another one now is not taken for it.
        number: String,
    },
    /// For administrators: put a role on the agency's list, or back on it.
    DefineRole {
        /// What it is called, 1 to 100 characters.
        title: String,
    },
    /// For administrators: nobody is given a role any more. Who has it keeps it.
    RetireRole {
        /// Which.
        title: String,
    },
    /// For administrators: somebody has another role from now on.
    ChangeRole {
        /// Who.
        person: PersonId,
        /// One of the list, if there is one.
        role: String,
    },
    /// For administrators: the agency is called otherwise from now on.
    RenameAgency {
        /// What, 1 to 100 characters.
        name: String,
    },
    /// For administrators: one device is out.
    RevokeDevice {
        /// Which.
        device: DeviceId,
        /// Why.
        reason: String,
        /// Of an administrator's device: those of the people whom it let in who are out as well. The others stay.
        also: Vec<PersonId>,
    },
    /// For administrators who have the recovery phrase: make a device of a member an administrator's.
    AppointAdministrator {
        /// Which.
        device: DeviceId,
        /// The agency's recovery phrase.
        phrase: SecretWords,
    },
    /// For administrators: define a duty desk, or change one.
    DefineDesk {
        /// The one to change; `None` makes one. Who stays listed stays on duty.
        desk: Option<DeskId>,
        /// What is said of it.
        terms: DeskTerms,
    },
    /// For administrators: there is no such desk any more.
    CloseDesk {
        /// Which.
        desk: DeskId,
    },
    /// The person here is on duty from now on.
    GoOnDuty {
        /// At which desk of the own agency.
        desk: DeskId,
    },
    /// The person here is not on duty any more.
    GoOffDuty {
        /// At which desk.
        desk: DeskId,
    },
    /// Make a link by which another browser or phone becomes a further device of this person. Answered with
    /// [`Shown::DeviceLink`](crate::view::Shown::DeviceLink).
    LinkDevice,
    /// Leave the link that was made last at the relay, for a browser at which a code is typed. Answered with
    /// [`Shown::DeviceCode`](crate::view::Shown::DeviceCode).
    OfferCode,
    /// Take a device out: one that this device linked, or for administrators any of the agency's.
    RemoveDevice {
        /// Which.
        device: DeviceId,
        /// Why, for the agency's own register.
        reason: String,
    },
    /// For a sitting at a shared computer: this device is out, everywhere. Answered with
    /// [`Shown::Ended`](crate::view::Shown::Ended).
    EndHere {
        /// Why, for the agency's own register.
        reason: String,
    },
}
