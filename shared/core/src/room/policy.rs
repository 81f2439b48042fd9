//! A room's rules: who may add and remove. In the group context, agreed with the first epoch, enforced by every client.

use crate::event::{from_cbor, to_cbor};
use crate::identity::Peer;
use marram_protocol::AgencyId;
use serde::{Deserialize, Serialize};

/// The rules of one room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The agency whose people chair it: the one that opened the room, or, for a referral, the desk's that it was sent to.
    pub chair: AgencyId,
}

impl Policy {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        to_cbor(self)
    }
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_cbor(bytes)
    }
    /// Anyone may add. The chair's agency may remove anyone; every agency may remove its own.
    pub fn may_remove(&self, by: &Peer, whom: &Peer) -> bool {
        by.agency() == self.chair || by.agency() == whom.agency()
    }
}
