//! Ids that only clients know.

use serde::{Deserialize, Serialize};

macro_rules! client_ids {
    ($($(#[$doc:meta])* $name:ident = $n:literal;)*) => {$(
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
                self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    )*};
}

client_ids! {
    /// A person within an agency, chosen by the administrator who invites.
    PersonId = 16;
    /// A room: the id of its first group log.
    RoomId = 16;
    /// A signed event.
    EventId = 16;
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
