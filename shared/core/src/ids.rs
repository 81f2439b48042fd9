//! Ids that only clients know.

use marram_protocol::AgencyId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

macro_rules! client_ids {
    ($($(#[$doc:meta])* $name:ident = $n:literal shown from $from:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(#[serde(with = "hex_or_bytes")] pub [u8; $n]);

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.iter().skip($from).take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    )*};
}

client_ids! {
    /// A person of one agency, whom no other agency can name: ten bytes of a hash of the agency, six at random (see
    /// [`PersonId::of`]).
    PersonId = 16 shown from 12;
    /// A room: the id of its first group log.
    RoomId = 16 shown from 0;
    /// A signed event.
    EventId = 16 shown from 0;
    /// A duty desk of an agency.
    DeskId = 16 shown from 0;
}

/// How many bytes of a person's id bind it to an agency.
const BOUND: usize = 10;

impl PersonId {
    /// A person of `agency`, told apart from its others by what was drawn at random.
    pub fn of(agency: AgencyId, random: [u8; 16 - BOUND]) -> Self {
        let mut id = [0; 16];
        let bytes = agency_bytes(agency).into_iter().chain(random);
        id.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        Self(id)
    }
    /// Whether it can be a person's of `agency`. An id is matched alone everywhere, so every card and name is held
    /// against this before it is believed.
    pub fn is_of(&self, agency: AgencyId) -> bool {
        self.0.starts_with(&agency_bytes(agency))
    }
}

fn agency_bytes(agency: AgencyId) -> [u8; BOUND] {
    let hash = Sha256::new_with_prefix(b"marram/1 person").chain_update(agency.0).finalize();
    let mut hash = hash.into_iter();
    std::array::from_fn(|_| hash.next().unwrap_or_default())
}

impl From<marram_protocol::LogId> for RoomId {
    fn from(log: marram_protocol::LogId) -> Self {
        Self(log.0)
    }
}

mod hex_or_bytes {
    use marram_protocol::LogId;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    pub(super) fn serialize<S: Serializer>(bytes: &[u8; 16], serializer: S) -> Result<S::Ok, S::Error> {
        LogId(*bytes).serialize(serializer)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 16], D::Error> {
        LogId::deserialize(deserializer).map(|id| id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_id_is_of_one_agency_and_its_people_are_told_apart() {
        let (wexmoor, calderfen) = (AgencyId([1; 32]), AgencyId([2; 32]));
        let ruth = PersonId::of(wexmoor, [7; 6]);
        assert!(ruth.is_of(wexmoor) && !ruth.is_of(calderfen));
        let sam = PersonId::of(wexmoor, [8; 6]);
        assert_ne!(ruth, sam);
        // Lists of people are keyed by what is shown of an id: not by what all of an agency have in common.
        assert_ne!((ruth.to_string(), format!("{ruth:?}")), (sam.to_string(), format!("{sam:?}")));
        assert_ne!(ruth, PersonId::of(calderfen, [7; 6]));
        for at in 0..BOUND {
            let mut other = ruth;
            other.0[at] ^= 1;
            assert!(!other.is_of(wexmoor), "byte {at} binds");
        }
    }
}
