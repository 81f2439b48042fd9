//! State at rest: the lock that a passphrase opens, and the sealing of each record.
//!
//! A random **store key** seals every record. It is itself sealed in the [`Lock`] under a key that Argon2id makes of the
//! passphrase, so a changed passphrase seals 32 bytes anew and not the whole store.

mod lock;
mod record;

pub use lock::{Cost, Lock, LockError};
pub use record::{RecordError, StoreKey};
