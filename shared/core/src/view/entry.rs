//! An entry of a room's timeline as it is shown.

use super::{AgencyView, Problem};
use crate::ids::{EventId, PersonId};
use crate::work::{Uncounted, Work};
use marram_protocol::{Seq, UnixMillis};
use serde::{Deserialize, Serialize};

/// An entry of a timeline or an outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// Its event: stable from writing on.
    pub event: EventId,
    /// Its place in the relay's log; `None` while it is in the outbox.
    pub seq: Option<Seq>,
    /// When the relay stored it; for an outbox entry, when it was written.
    pub at: UnixMillis,
    /// Who.
    pub author: PersonId,
    /// The author's name as registered.
    pub author_name: String,
    /// The author's role.
    pub author_role: String,
    /// The author's agency.
    pub author_agency: AgencyView,
    /// Whether this person wrote it.
    pub own: bool,
    /// What it says.
    pub body: Body,
    /// Marked urgent by its author.
    pub urgent: bool,
    /// What it answers.
    pub answers: Option<Quote>,
    /// How far it has got (own entries; `Stored` for others').
    pub delivery: Delivery,
    /// Why it does not count, where it does not.
    pub uncounted: Option<Uncounted>,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// Written words.
    Note {
        /// Plain text.
        text: String,
    },
    /// The room was made.
    Created {
        /// Its first title.
        title: String,
    },
    /// People were added.
    Added {
        /// Their names.
        people: Vec<String>,
        /// All that they were told before they declared a conflict of interest, or none.
        header: Option<String>,
    },
    /// The author joined.
    Joined,
    /// A person was removed.
    Removed {
        /// The name.
        person: String,
        /// Why, in the remover's words.
        reason: String,
    },
    /// Work was taken over, and whoever handed it over was taken out with that.
    TookOver {
        /// The name of who handed it over.
        person: String,
        /// What the desk was called.
        desk: String,
    },
    /// The author left.
    Left,
    /// Devices were ended, or their time was over, and the author's device took them out.
    Departed {
        /// Whose, by whom and why.
        people: Vec<DepartedView>,
    },
    /// The title was changed.
    Renamed {
        /// The title from here on.
        title: String,
    },
    /// The room was closed.
    Closed {
        /// Why.
        reason: String,
    },
    /// The room was opened again.
    Reopened,
    /// A device of the author was added again after it had lost its place.
    Readded,
    /// The room goes on in another log, after a change that its rules do not allow or that could not be processed.
    Succeeded {
        /// The last good entry of the log before.
        after: Seq,
        /// Who was left out for it.
        without: Option<String>,
    },
    /// Further devices of members were added.
    DevicesAdded {
        /// Whose.
        people: Vec<String>,
    },
    /// This device was added here: what was before is on the person's other devices.
    Begins,
    /// Something that this device noticed here.
    Problem(Problem),
    /// Something that was said of the work.
    Work {
        /// As it was said.
        work: Box<Work>,
    },
    /// A slice of the record was released to somebody who joined later.
    Released {
        /// What, to whom, why.
        release: Box<ReleasedView>,
    },
    /// An event of a kind that this version does not know; it is kept.
    Unknown,
}

/// A slice of the record that was released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedView {
    /// To whom.
    pub name: String,
    /// Why.
    pub reason: String,
    /// How many entries.
    pub count: u32,
    /// The entries, where they were released to the person here.
    pub entries: Vec<EntryView>,
}

/// What was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Departed {
    /// A person, or a device, that an administrator of the agency ended.
    ByAgency,
    /// A device that was ended by itself or by the one that linked it.
    ByOwner,
    /// A device for a sitting at a shared computer, whose time was over.
    Over,
}

/// Somebody who was taken out with a device or with all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartedView {
    /// The name.
    pub name: String,
    /// The agency.
    pub agency: String,
    /// What was taken out.
    pub what: Departed,
    /// The name of who ended it; empty where this device does not know it.
    pub by: String,
    /// Why, in the words of who ended it; empty where this device does not know it.
    pub reason: String,
}

/// The entry that another one answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The answered event.
    pub event: EventId,
    /// Its author's name.
    pub author_name: String,
    /// Its first words; empty if it is not known here.
    pub excerpt: String,
}

/// How far an own entry has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// Only here so far.
    NotSent,
    /// Durable at the relay.
    Stored,
    /// Devices of so many of the other people have it.
    Delivered {
        /// People whose device has it.
        to: u32,
        /// Other people who were here when it came, and still are.
        of: u32,
    },
}
