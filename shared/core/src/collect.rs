//! A browser that is no device yet fetches the link that another device left under a typed code: a machine without I/O,
//! for one connection. Owns what is said there; refuses to know what the link makes.

use crate::identity::{CodeKeys, DeviceCode, InviteLink};
use bytes::Bytes;
use marram_protocol::{ClientFrame, Reason, RelayFrame, VERSION};
use thiserror::Error;

/// What the link is sealed for.
pub(crate) const BOUND: &[u8] = b"marram/1 device link";

/// One attempt with one code.
pub struct Collector {
    keys: CodeKeys,
}

/// What comes of a message.
#[derive(Debug)]
pub enum Step {
    /// Send this, and wait.
    Send(Bytes),
    /// It is over: the link's fragment, or why there is none.
    Done(Result<String, CollectError>),
    /// Wait.
    Wait,
}

/// Why there is no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CollectError {
    /// Nothing lies under this code: another code, used, or over.
    #[error("nothing was left under this code")]
    NothingThere,
    /// Too many codes are being tried.
    #[error("too many codes are being tried")]
    TooOften,
    /// What lay there is no link that this code opens.
    #[error("what was left under this code cannot be opened")]
    Damaged,
    /// The relay will not.
    #[error("the relay refuses: {0}")]
    Refused(Reason),
}

impl core::fmt::Debug for Collector {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Collector(..)")
    }
}

impl Collector {
    /// With a code; takes as long as unlocking does. `None` if this computer has no memory for it.
    pub fn new(code: &DeviceCode) -> Option<Self> {
        Some(Self { keys: code.keys()? })
    }

    /// The relay has said something.
    pub fn received(&self, message: Bytes) -> Step {
        match RelayFrame::decode(message) {
            Ok(RelayFrame::Challenge { version: VERSION, .. }) => {
                Step::Send(ClientFrame::Collect { version: VERSION, token: self.keys.token }.encode())
            }
            Ok(RelayFrame::Challenge { .. }) => Step::Done(Err(CollectError::Refused(Reason::Version))),
            Ok(RelayFrame::Collected { payload }) => Step::Done(self.open(&payload).ok_or(CollectError::Damaged)),
            Ok(RelayFrame::Refused { refusal, .. }) => Step::Done(Err(match refusal.reason {
                Reason::NothingThere => CollectError::NothingThere,
                Reason::TooOften => CollectError::TooOften,
                other => CollectError::Refused(other),
            })),
            _ => Step::Wait,
        }
    }

    fn open(&self, sealed: &[u8]) -> Option<String> {
        let fragment = String::from_utf8(self.keys.key.open(BOUND, sealed)?).ok()?;
        InviteLink::parse(&fragment).is_ok().then_some(fragment)
    }
}
