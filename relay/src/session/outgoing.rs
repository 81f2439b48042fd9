//! What goes out on a connection. A receipt is signed only when it is written, by whoever writes it, so that signing
//! holds up neither the store nor other connections.

use crate::Identity;
use bytes::Bytes;
use marram_protocol::{ChainHead, LogId, RelayFrame, RequestId, Seq, UnixMillis};

/// One frame to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// Encoded already; entries and mail are the stored bytes themselves.
    Frame(Bytes),
    /// The receipt of an entry that is durable.
    Stored {
        /// The request.
        request: RequestId,
        /// The log.
        log: LogId,
        /// The entry's place.
        seq: Seq,
        /// When it was stored.
        at: UnixMillis,
        /// The chain's head after it.
        head: ChainHead,
    },
}

/// Bytes of a `Stored` frame: kind, request and receipt.
const STORED_BYTES: usize = 1 + 4 + 16 + 8 + 8 + 32 + 64;

impl Outgoing {
    /// How many bytes it is.
    pub fn size(&self) -> usize {
        match self {
            Self::Frame(bytes) => bytes.len(),
            Self::Stored { .. } => STORED_BYTES,
        }
    }

    /// The frame's bytes.
    pub fn into_bytes(self, relay: &Identity) -> Bytes {
        match self {
            Self::Frame(bytes) => bytes,
            Self::Stored { request, log, seq, at, head } => {
                RelayFrame::Stored { request, receipt: relay.receipt(log, seq, at, head) }.encode()
            }
        }
    }
}

impl From<RelayFrame> for Outgoing {
    fn from(frame: RelayFrame) -> Self {
        Self::Frame(frame.encode())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_protocol::frame::relay::RelayName;

    #[test]
    fn a_receipt_that_is_signed_late_has_the_size_that_was_counted_and_holds() {
        let relay = Identity::new(RelayName::new("relay.example").unwrap(), &[3; 32]);
        let stored = Outgoing::Stored {
            request: RequestId(9),
            log: LogId([1; 16]),
            seq: Seq(4),
            at: UnixMillis(5),
            head: ChainHead([6; 32]),
        };
        let size = stored.size();
        let bytes = stored.into_bytes(&relay);
        assert_eq!(bytes.len(), size);
        let Ok(RelayFrame::Stored { receipt, .. }) = RelayFrame::decode(bytes) else { panic!("no receipt") };
        assert!(receipt.holds(&relay.key()));
    }
}
