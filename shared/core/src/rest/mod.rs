//! State at rest: the lock that a passphrase opens, and the sealing of each record.
//!
//! A random **store key** seals every record. It is itself sealed in the [`Lock`] under a key that Argon2id makes of the
//! passphrase, so a changed passphrase seals 32 bytes anew and not the whole store. A passkey can have a lock of its own
//! beside it ([`PasskeyLock`]). [`Attempts`] counts wrong passphrases and says how long to wait.

mod attempts;
mod lock;
mod passkey;
mod record;

pub use attempts::Attempts;
pub use lock::{Cost, Lock, LockError};
pub use passkey::{PasskeyLock, PrfOutput};
pub use record::{RecordError, StoreKey};
