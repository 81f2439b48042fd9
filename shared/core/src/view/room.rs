//! A room as it is shown: in the list, and opened.

use super::{AgencyView, Vouched};
use crate::ids::{DeskId, PersonId, RoomId};
use crate::work::{HoldingState, Matter, Risk};
use marram_protocol::{Seq, UnixMillis};
use serde::{Deserialize, Serialize};

/// A line of the list of rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomSummary {
    /// The room.
    pub id: RoomId,
    /// Its title now.
    pub title: String,
    /// What can be done in it.
    pub phase: RoomPhase,
    /// Entries that the person has not seen.
    pub unread: u32,
    /// Whether one of them is marked urgent.
    pub urgent: bool,
    /// When the newest entry was stored.
    pub latest: UnixMillis,
    /// How many people can read it.
    pub people: u32,
    /// How many agencies they are of.
    pub agencies: u32,
    /// Own entries that are not stored yet.
    pub unsent: u32,
    /// The referral in it, as a line of the board.
    pub work: Option<Box<WorkLine>>,
}

/// A referral as a line of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkLine {
    /// The sender's reference.
    pub reference: String,
    /// The sender's agency.
    pub from: String,
    /// Whether the person here sent it, or a colleague did.
    pub sent_by_us: bool,
    /// The desk that is to answer, or that holds it.
    pub desk: String,
    /// That desk's agency.
    pub desk_agency: String,
    /// The risk.
    pub risk: Risk,
    /// Nobody outside may learn of it.
    pub covert: bool,
    /// How far it is.
    pub state: HoldingState,
    /// Who holds it.
    pub holder: Option<String>,
    /// Whether whoever holds it is not in the room any more: their agency ended their devices.
    pub holder_gone: bool,
    /// Whether the person here would hand it over at the end of a shift, and for which desk.
    pub to_hand_over: Option<DeskId>,
    /// Since when it is as it is.
    pub since: UnixMillis,
    /// When it was sent.
    pub sent: UnixMillis,
    /// Until when somebody is to have accepted it, while nobody has.
    pub due: Option<UnixMillis>,
    /// Another desk that was asked to take it over and has not answered; it stays where it is until then.
    pub transfer: Option<TransferLine>,
    /// Whether the person here was shown a part of the record only, so that it may stand otherwise.
    pub part: bool,
    /// Whether it is offered to the agency here.
    pub offered_to_us: bool,
    /// Whether it is handed over to the person here, who has not taken it yet.
    pub handed_to_you: bool,
    /// Whether the person here handed it over, and nobody has taken it yet.
    pub handed_by_you: bool,
    /// Whether "children identified?" is asked and not answered.
    pub children_asked: bool,
    /// A version of the record that the person here has not acknowledged.
    pub to_acknowledge: Option<u32>,
    /// The next moment at which an action, a clock, a date or something waited for is due.
    pub next: Option<UnixMillis>,
}

/// That another desk was asked to take work over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferLine {
    /// The desk that was asked.
    pub desk: String,
    /// Its agency.
    pub agency: String,
    /// Until when somebody there is to have accepted it.
    pub due: UnixMillis,
    /// Whether the person here holds it meanwhile.
    pub yours: bool,
    /// Whether a desk of the agency here holds it meanwhile.
    pub ours: bool,
}

/// What a person must do before a room is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gate {
    /// Declare a conflict of interest, or none.
    Declare {
        /// All that they are told.
        header: String,
        /// What they declared: they are to be removed.
        conflict: Option<String>,
    },
    /// Read that the room is covert.
    Notice,
}

/// What can be done in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoomPhase {
    /// It is being made: the relay has not answered, or people are being asked.
    Making,
    /// Open.
    Open,
    /// Closed by a member; can be read and opened again.
    Closed,
    /// This person left.
    Left,
    /// This person was removed; the record up to there stays.
    Removed,
    /// It cannot go on until the named problem is dealt with.
    Stuck(Problem),
}

/// What is wrong in a room. Each has a next step (see the view).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// The relay left out entries: after `after` came `got`.
    Omitted {
        /// The last one in order.
        after: Seq,
        /// What came, or what the author of the next entry had seen.
        got: Seq,
    },
    /// The relay shows members different pasts, or rewrote it: at `seq` heads differ.
    Forked {
        /// Where.
        seq: Seq,
        /// Whose view differs, if a member's message showed it.
        with: Option<PersonId>,
    },
    /// An entry came again.
    Replayed {
        /// Where.
        seq: Seq,
    },
    /// An author's message before this one is missing.
    Missing {
        /// Where it was noticed.
        seq: Seq,
        /// Whose message is missing.
        author: PersonId,
    },
    /// An entry that does not belong here, or that nobody here can have written.
    Unreadable {
        /// Where.
        seq: Seq,
    },
    /// A change of members or keys that breaks the room's rules, or that cannot be processed.
    BadCommit {
        /// Where.
        seq: Seq,
        /// Who made it, if its signature proves that. The room then goes on without them by itself.
        by: Option<PersonId>,
    },
    /// This device lost its place and must be added again by a member.
    NeedsReadding,
    /// Two members were shown different versions of an agency's register.
    RegisterForked {
        /// Whose register.
        agency: Box<AgencyView>,
        /// The statement after which they differ at the latest.
        seq: Seq,
        /// Whose version differs from the one here.
        with: Option<PersonId>,
    },
    /// The relay keeps the end of an agency's register from this device, or a member claims what is not there.
    RegisterHeldBack {
        /// Whose register.
        agency: Box<AgencyView>,
        /// How far the member has read it.
        seq: Seq,
        /// Who it is.
        with: Option<PersonId>,
    },
    /// The relay removed entries by its retention rule.
    Gap {
        /// The first.
        from: Seq,
        /// The last.
        to: Seq,
    },
}

/// An opened room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomView {
    /// Its line in the list.
    pub summary: RoomSummary,
    /// Everyone who can read it, the person here first.
    pub members: Vec<MemberView>,
    /// People asked, whose adding is still under way.
    pub joining: Vec<PersonId>,
    /// What the person had begun to write.
    pub draft: String,
    /// The first timeline index that was new when the room was opened.
    pub new_from: Option<u32>,
    /// What was noticed and does not stop the room.
    pub problems: Vec<Problem>,
    /// Versions of the record with members who cannot read them: they were not here then, and were not released them.
    pub lacking_versions: Vec<(u32, PersonId)>,
    /// What must be done before anything else is shown.
    pub gate: Option<Gate>,
    /// What was said of the work comes to this.
    pub matter: Option<Box<Matter>>,
}

/// Whether the person here compared keys with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compared {
    /// Not yet: the agencies' word is what there is.
    Never,
    /// They were the same, and still are.
    Same {
        /// When they were compared.
        at: UnixMillis,
    },
    /// They were the same, and there are others now: what is written waits until that is settled.
    Changed,
}

/// The number that two people read to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafetyNumber {
    /// The other person.
    pub person: PersonId,
    /// 60 digits in groups of five.
    pub number: String,
    /// How it stands.
    pub compared: Compared,
}

/// Someone who can read a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// The person.
    pub id: PersonId,
    /// The name, empty if our agency's partners do not tell it.
    pub name: String,
    /// The role.
    pub role: String,
    /// The agency.
    pub agency: AgencyView,
    /// Who vouches.
    pub vouched: Vouched,
    /// Whether keys were compared with the person.
    pub compared: Compared,
    /// How many of the person's devices are members.
    pub devices: u32,
    /// Whether it is the person at this device.
    pub you: bool,
    /// Whether this person may remove that one, by the room's rules.
    pub removable: bool,
}
