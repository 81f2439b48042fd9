//! What the relay may know: ids, frames, passes, tokens, the hash chain of a log, limits, and the bytes of each.
//!
//! This crate owns the agreement between client and relay. It refuses to know what an entry says: payloads are opaque
//! bytes and nothing here can decrypt. It touches no socket, file, clock or randomness. `SPEC.md` beside this crate
//! numbers the rules; the types here implement them.

pub mod codec;
pub mod entry;
pub mod frame;
pub mod ids;
pub mod limits;
pub mod pass;
pub mod refusal;
pub mod revocation;
pub mod token;

pub use codec::DecodeError;
pub use entry::{ChainHead, EntryKind, Receipt};
pub use frame::{ClientFrame, RelayFrame};
pub use ids::{
    AgencyId, AppendId, BlobId, DeviceId, Epoch, LogId, PublicKey, RequestId, Seq, SignatureBytes, TimerId, UnixMillis,
};
pub use limits::Limits;
pub use pass::{Link, Linking, Pass, PassError, Purpose, VerifiedPass};
pub use refusal::{Reason, Refusal};
pub use revocation::{Revocation, Revoker};
pub use token::{NextTokens, Token, TokenHash};

/// The protocol's version, in the first frame of each side (R2).
pub const VERSION: u16 = 1;
