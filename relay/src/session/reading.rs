//! What a session reads from the store, and how a driver does it for it.

use crate::agencies::Admissions;
use crate::store::{Caller, Item, Mail, Standing, Store, StoreError, Window};
use bytes::Bytes;
use marram_protocol::{BlobId, DeviceId, LogId, Seq, TokenHash, UnixMillis};
use std::sync::Arc;

/// Which reading an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket(pub(super) u32);

/// Something to be read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// To be handed back with the answer.
    pub ticket: Ticket,
    /// What.
    pub what: What,
}

/// What is to be read.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are those of the store's methods of the same names")]
pub enum What {
    Standing { of: Arc<Caller>, founding: Option<TokenHash> },
    Window { log: LogId, token: TokenHash, after: Seq },
    Entries { log: LogId, after: Seq, upto: Seq, entries: u32, bytes: usize },
    Mail { device: DeviceId, after: Seq, entries: u32, bytes: usize },
    Blob { blob: BlobId },
}

/// What the operator said of an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// Whether the agency was admitted by its root.
    pub admitted: bool,
    /// The last moment at which the founding token that came with it may be used, if it was handed out (R16).
    pub founding_until: Option<UnixMillis>,
}

/// What was read.
#[derive(Debug)]
pub enum Found {
    /// Of a device.
    Standing {
        /// What the operator said of its agency.
        admission: Admission,
        /// What the store knows.
        standing: Standing,
    },
    /// Of a log.
    Window(Option<Window>),
    /// Of a log.
    Entries(Vec<Item>),
    /// Of a mailbox.
    Mail(Vec<Mail>),
    /// A blob.
    Blob(Option<Bytes>),
    /// The store failed.
    Failed,
}

impl Reading {
    /// Reads it.
    ///
    /// # Errors
    /// Those of the store. The session is to be given [`Found::Failed`] then.
    pub fn perform(&self, store: &dyn Store, admissions: &dyn Admissions) -> Result<Found, StoreError> {
        Ok(match &self.what {
            What::Standing { of, founding } => Found::Standing {
                admission: Admission {
                    admitted: admissions.is_admitted(of.known.agency),
                    founding_until: founding.and_then(|token| admissions.founding_until(&token)),
                },
                standing: store.standing(&of.known)?,
            },
            What::Window { log, token, after } => Found::Window(store.window(*log, token, *after)?),
            What::Entries { log, after, upto, entries, bytes } => {
                Found::Entries(store.entries(*log, *after, *upto, *entries, *bytes)?)
            }
            What::Mail { device, after, entries, bytes } => Found::Mail(store.mail(*device, *after, *entries, *bytes)?),
            What::Blob { blob } => Found::Blob(store.blob(*blob)?),
        })
    }
}
