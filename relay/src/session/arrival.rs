//! From received bytes to what a session may act on: decoded, and every signature in it checked.
//!
//! It is a pure function without access to the session, so that a driver does this costly part wherever it likes.

use crate::store::Caller;
use bytes::Bytes;
use marram_protocol::entry::verify;
use marram_protocol::frame::relay::RelayName;
use marram_protocol::{
    ClientFrame, Pass, PassError, PublicKey, Purpose, Reason, Refusal, RelayFrame, RequestId, SignatureBytes,
    TokenHash, UnixMillis, VERSION,
};
use std::sync::Arc;

/// What a connection is greeted with, and what its authentication is bound to (R11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    /// The relay's name.
    pub name: RelayName,
    /// The key that signs receipts.
    pub key: PublicKey,
    /// Fresh for the connection.
    pub nonce: [u8; 32],
}

impl Greeting {
    /// The first frame of a connection.
    pub(super) fn challenge(&self, now: UnixMillis) -> RelayFrame {
        RelayFrame::Challenge { version: VERSION, name: self.name.clone(), key: self.key, nonce: self.nonce, at: now }
    }
}

/// A received message, checked.
#[derive(Debug, Clone)]
pub enum Arrival {
    /// A device that proved who it is, or did not.
    Authenticated {
        /// The device.
        caller: Result<Arc<Caller>, Refusal>,
        /// By which founding token its agency is to be admitted (R16).
        founding: Option<TokenHash>,
    },
    /// Somebody without a pass asks for what was left at a place; or says so in another version.
    Collect(Result<TokenHash, Refusal>),
    /// Any other frame. The signatures of a revocation in it hold.
    Frame(ClientFrame),
    /// A frame whose request alone is refused.
    Refused {
        /// The request.
        request: RequestId,
        /// Why.
        refusal: Refusal,
    },
    /// Not a frame; the connection ends.
    Bad(Refusal),
}

impl Arrival {
    /// Reads one message.
    pub fn read(message: Bytes, greeting: &Greeting, now: UnixMillis) -> Self {
        match ClientFrame::decode(message) {
            Err(_) => Self::Bad(Reason::Malformed.into()),
            Ok(ClientFrame::Authenticate { version, pass, signature }) => {
                let caller = authenticate(version, pass, &signature, greeting, now).map(Arc::new);
                Self::Authenticated { caller, founding: None }
            }
            Ok(ClientFrame::Found { version, token, pass, signature }) => {
                let caller = authenticate(version, pass, &signature, greeting, now).and_then(administrators_only);
                Self::Authenticated { caller: caller.map(Arc::new), founding: Some(token.hash()) }
            }
            Ok(ClientFrame::Collect { version, token }) => Self::Collect(check_version(version).map(|()| token.hash())),
            Ok(ClientFrame::Revoke { request, revocation }) if !revocation.holds() => {
                Self::Refused { request, refusal: Reason::BadSignature.into() }
            }
            Ok(frame) => Self::Frame(frame),
        }
    }
}

fn check_version(version: u16) -> Result<(), Refusal> {
    let (limit, got) = (VERSION.into(), version.into());
    match version {
        VERSION => Ok(()),
        _ => Err(Refusal { reason: Reason::Version, retry_after_ms: 0, limit, got }),
    }
}

/// Only an administrator founds an agency (R16).
fn administrators_only(caller: Caller) -> Result<Caller, Refusal> {
    if caller.known.purpose == Purpose::Administrator { Ok(caller) } else { Err(Reason::NotPermitted.into()) }
}

/// Checks the chain, its time, and the device's signature over this connection's challenge (R11, R13).
fn authenticate(
    version: u16,
    pass: Pass,
    signature: &SignatureBytes,
    greeting: &Greeting,
    now: UnixMillis,
) -> Result<Caller, Refusal> {
    check_version(version)?;
    let known = pass.verify(now).map_err(|error| match error {
        PassError::Shape { .. } | PassError::Signature { .. } => Refusal::because(Reason::BadPass),
        PassError::Expired { .. } => Refusal::because(Reason::PassExpired),
        PassError::NotYetValid { not_before, .. } => Refusal {
            reason: Reason::PassNotYetValid,
            retry_after_ms: u32::try_from(not_before.0.saturating_sub(now.0)).unwrap_or(u32::MAX),
            limit: 0,
            got: 0,
        },
    })?;
    let bytes = pass.challenge_bytes(greeting.name.as_str(), version, &greeting.nonce);
    if !verify(&PublicKey(known.device.0), &bytes, signature) {
        return Err(Reason::BadSignature.into());
    }
    Ok(Caller { known, pass })
}
