//! The store: what is durable, and the judging of everything that changes it.
//!
//! [`Store`] is what the rest of the relay knows. Engines that are ordered maps ([`Memory`], [`Embedded`]) get it from the
//! rules in [`judge`] and [`read`], which are written once. Nothing here knows connections' sockets, tasks or the time:
//! the time is an argument.

mod embedded;
mod entry_row;
mod error;
mod format;
mod gate;
mod judge;
mod key;
mod keyspace;
mod memory;
mod rates;
mod read;
mod request;
mod retention;
mod row;
mod survey;
mod timer_row;

pub use embedded::Embedded;
pub use error::StoreError;
pub use gate::Gate;
pub use keyspace::{Keyspace, Rows, RowsMut};
pub use memory::Memory;
pub use read::{Item, Mail, Standing, Window};
pub use request::{Caller, ConnectionId, Judged, NewEntry, News, Operation, Outcome, Request, Timed};
pub use retention::{Removed, Retention};
pub use survey::{
    BlobSummary, CommitSummary, EntrySummary, LogSummary, MailboxSummary, MarksSummary, Survey, TimerSummary,
};

use bytes::Bytes;
use marram_protocol::pass::VerifiedPass;
use marram_protocol::{BlobId, DeviceId, LogId, RelayFrame, Seq, TokenHash, UnixMillis};

/// What became of timers that were due.
#[derive(Debug, Default)]
pub struct Fired {
    /// How many fired.
    pub timers: usize,
    /// What they left, for those who wait for it.
    pub news: Vec<News>,
}

/// What a storage engine does for the relay. Every method sees one consistent state.
pub trait Store: Send + Sync {
    /// Judges a batch in its order and makes what is accepted durable, all in one transaction (R20, R21, R24, R25).
    ///
    /// When it returns, every outcome may be told: each `Stored` is durable.
    ///
    /// # Errors
    /// Nothing of the batch is stored; its appends count as refused, so that none that follows overtakes them.
    fn apply(&self, gate: &mut Gate, now: UnixMillis, batch: &[Request]) -> Result<Vec<Judged>, StoreError>;

    /// Fires the timers that are due by `now`, in order of time, at most `most` of them, in one durable transaction; call
    /// again while it finds some (R62).
    ///
    /// # Errors
    /// None of them has fired.
    fn fire(&self, now: UnixMillis, most: usize) -> Result<Fired, StoreError>;

    /// When the next timer is due.
    fn next_timer(&self) -> Result<Option<UnixMillis>, StoreError>;

    /// What the relay knows of a device that authenticates.
    fn standing(&self, pass: &VerifiedPass) -> Result<Standing, StoreError>;

    /// What a read token opens of a log, beginning after `after` (R31). `None`: no such log, or not for this token.
    fn window(&self, log: LogId, token: &TokenHash, after: Seq) -> Result<Option<Window>, StoreError>;

    /// A log's entries after `after` and up to `upto`, at most `entries` of them and about `bytes` bytes.
    fn entries(&self, log: LogId, after: Seq, upto: Seq, entries: u32, bytes: usize) -> Result<Vec<Item>, StoreError>;

    /// A mailbox's entries after `after`, at most `entries` of them and about `bytes` bytes.
    fn mail(&self, device: DeviceId, after: Seq, entries: u32, bytes: usize) -> Result<Vec<Mail>, StoreError>;

    /// A blob.
    fn blob(&self, blob: BlobId) -> Result<Option<Bytes>, StoreError>;

    /// Takes away what `retention` no longer keeps at `now`, at most about `most` rows; call again while it finds some.
    fn retire(&self, retention: &Retention, now: UnixMillis, most: usize) -> Result<Removed, StoreError>;

    /// All that is stored, as sizes, times and ids; of each log's entries at most the newest `entries`.
    fn survey(&self, entries: usize) -> Result<Survey, StoreError>;

    /// One stored entry, as it goes out.
    fn entry(&self, log: LogId, seq: Seq) -> Result<Option<RelayFrame>, StoreError>;
}

impl<K: Keyspace> Store for K {
    fn apply(&self, gate: &mut Gate, now: UnixMillis, batch: &[Request]) -> Result<Vec<Judged>, StoreError> {
        judge::apply(self, gate, now, batch)
    }
    fn fire(&self, now: UnixMillis, most: usize) -> Result<Fired, StoreError> {
        judge::fire(self, now, most)
    }
    fn next_timer(&self) -> Result<Option<UnixMillis>, StoreError> {
        self.read(|rows| judge::next_timer(rows))
    }
    fn standing(&self, pass: &VerifiedPass) -> Result<Standing, StoreError> {
        self.read(|rows| read::standing(rows, pass))
    }
    fn window(&self, log: LogId, token: &TokenHash, after: Seq) -> Result<Option<Window>, StoreError> {
        self.read(|rows| read::window(rows, log, token, after))
    }
    fn entries(&self, log: LogId, after: Seq, upto: Seq, entries: u32, bytes: usize) -> Result<Vec<Item>, StoreError> {
        self.read(|rows| read::entries(rows, log, after, upto, entries, bytes))
    }
    fn mail(&self, device: DeviceId, after: Seq, entries: u32, bytes: usize) -> Result<Vec<Mail>, StoreError> {
        self.read(|rows| read::mail(rows, device, after, entries, bytes))
    }
    fn blob(&self, blob: BlobId) -> Result<Option<Bytes>, StoreError> {
        self.read(|rows| read::blob(rows, blob))
    }
    fn retire(&self, retention: &Retention, now: UnixMillis, most: usize) -> Result<Removed, StoreError> {
        retention::retire(self, retention, now, most)
    }
    fn survey(&self, entries: usize) -> Result<Survey, StoreError> {
        self.read(|rows| survey::survey(rows, entries))
    }
    fn entry(&self, log: LogId, seq: Seq) -> Result<Option<RelayFrame>, StoreError> {
        self.read(|rows| read::entry(rows, log, seq))
    }
}
