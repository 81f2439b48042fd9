//! What events say. New kinds are added at the end of the enum; an older client keeps what it does not know.

use super::{SignedEvent, bytes_serde};
use crate::ids::{EventId, PersonId};
use crate::work::Work;
use marram_protocol::{AgencyId, DeviceId, Seq};
use serde::{Deserialize, Deserializer, Serialize};

/// A person as named by the author of an event. What a view shows of a member comes from the member's credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The person.
    pub person: PersonId,
    /// The agency.
    pub agency: AgencyId,
    /// The name as the person's agency registered it.
    pub name: String,
}

impl Named {
    /// Whether the person can be one of the agency's.
    pub(crate) fn is_bound(&self) -> bool {
        self.person.is_of(self.agency)
    }
}

/// Why a device may be taken out by anyone: evidence that every reader can check, however late it joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Departure {
    /// The person's own signed `Left` of this room.
    Left(SignedEvent),
    /// An administrator's [`Revocation`](marram_protocol::Revocation), as bytes.
    Revoked(#[serde(with = "bytes_serde")] Vec<u8>),
    /// The device's own credential: it was made for a sitting at a shared computer that was over when this was written.
    Over,
}

/// What an event says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Content {
    /// The room was made.
    Created {
        /// Its first title.
        title: String,
    },
    /// In a commit: people were added.
    Added {
        /// Who.
        people: Vec<Named>,
        /// All that they are told before they have declared a conflict of interest, or none.
        #[serde(skip_serializing_if = "Option::is_none")]
        header: Option<String>,
    },
    /// The author joined.
    Joined,
    /// Written words.
    Note {
        /// Plain text.
        text: String,
        /// Marked urgent.
        urgent: bool,
        /// What it answers.
        answers: Option<EventId>,
    },
    /// In a commit: a person was removed with all devices.
    Removed {
        /// Who.
        person: Named,
        /// Why.
        reason: String,
    },
    /// The author leaves; the others remove the author's devices.
    Left,
    /// In a commit: the devices of someone who had left, that were revoked, or whose sitting was over, are gone.
    Departed {
        /// Which, each with the evidence.
        devices: Vec<(DeviceId, Departure)>,
    },
    /// The title is changed.
    Renamed {
        /// To this.
        title: String,
    },
    /// The room is closed.
    Closed {
        /// Why.
        reason: String,
    },
    /// It is open again.
    Reopened,
    /// In a commit: a device that had lost its place was removed and added at once.
    Readded {
        /// Which.
        device: DeviceId,
        /// Repeats the number of its request.
        request: EventId,
    },
    /// The author's device has everything durable up to here. Not shown as an entry.
    Delivered {
        /// The last entry.
        upto: Seq,
    },
    /// The log has taken over from one that could not go on. Everything up to `after` there stands.
    Succeeded {
        /// The last good entry of the log before.
        after: Seq,
        /// Who is left out, having made the commit that broke the room's rules.
        without: Option<Named>,
    },
    /// In a commit: further devices of people who are members already.
    DevicesAdded {
        /// Which, and whose.
        devices: Vec<(DeviceId, Named)>,
    },
    /// Of the work itself.
    Work(Work),
    /// Of a kind that this version does not know.
    #[serde(skip_serializing)]
    Unknown,
}

/// The same again for reading, so that an unknown kind becomes [`Content::Unknown`] instead of an error.
mod known {
    use super::{Departure, DeviceId, EventId, Named, Seq, Work};
    use serde::Deserialize;
    #[derive(Deserialize)]
    pub(super) enum Known {
        Created {
            title: String,
        },
        Added {
            people: Vec<Named>,
            #[serde(default)]
            header: Option<String>,
        },
        Joined,
        Note {
            text: String,
            urgent: bool,
            answers: Option<EventId>,
        },
        Removed {
            person: Named,
            reason: String,
        },
        Left,
        Departed {
            devices: Vec<(DeviceId, Departure)>,
        },
        Renamed {
            title: String,
        },
        Closed {
            reason: String,
        },
        Reopened,
        Readded {
            device: DeviceId,
            request: EventId,
        },
        Delivered {
            upto: Seq,
        },
        Succeeded {
            after: Seq,
            without: Option<Named>,
        },
        DevicesAdded {
            devices: Vec<(DeviceId, Named)>,
        },
        Work(Work),
    }
}

impl From<known::Known> for Content {
    fn from(known: known::Known) -> Self {
        use known::Known;
        match known {
            Known::Created { title } => Self::Created { title },
            Known::Added { people, header } => Self::Added { people, header },
            Known::Joined => Self::Joined,
            Known::Note { text, urgent, answers } => Self::Note { text, urgent, answers },
            Known::Removed { person, reason } => Self::Removed { person, reason },
            Known::Left => Self::Left,
            Known::Departed { devices } => Self::Departed { devices },
            Known::Renamed { title } => Self::Renamed { title },
            Known::Closed { reason } => Self::Closed { reason },
            Known::Reopened => Self::Reopened,
            Known::Readded { device, request } => Self::Readded { device, request },
            Known::Delivered { upto } => Self::Delivered { upto },
            Known::Succeeded { after, without } => Self::Succeeded { after, without },
            Known::DevicesAdded { devices } => Self::DevicesAdded { devices },
            Known::Work(work) => Self::Work(work),
        }
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = ciborium::Value::deserialize(deserializer)?;
        Ok(value.deserialized::<known::Known>().map_or(Self::Unknown, Self::from))
    }
}

impl Content {
    /// Whether saying it once more, under the same event id, does no harm and may be needed (see `room::succeed`).
    pub(crate) fn can_be_said_again(&self) -> bool {
        matches!(self, Self::Note { .. } | Self::Renamed { .. } | Self::Closed { .. } | Self::Reopened | Self::Work(_))
    }
    /// Whether it belongs in a commit and nowhere else.
    pub fn is_of_commit(&self) -> bool {
        matches!(
            self,
            Self::Added { .. }
                | Self::Removed { .. }
                | Self::Departed { .. }
                | Self::Readded { .. }
                | Self::DevicesAdded { .. }
        )
    }
}
