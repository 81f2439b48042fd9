//! The writer: the one place from which the store is changed. A batch of all connections' requests becomes one durable
//! transaction, and only then is anything answered (R21).

use crate::Terms;
use crate::hub::not_stored;
use crate::store::{Fired, Gate, Judged, Removed, Request, Retention, Store, StoreError};
use marram_protocol::{RequestId, UnixMillis};
use std::sync::Arc;

/// A request, and which answer the client waits for.
#[derive(Debug)]
pub struct Submitted {
    /// `None` where the client expects no answer.
    pub request: Option<RequestId>,
    /// What is asked.
    pub what: Request,
}

/// What became of a batch.
#[derive(Debug)]
pub struct Written {
    /// Each request with its judgement, in order.
    pub judged: Vec<(Submitted, Judged)>,
    /// Why nothing of it was stored, if nothing was.
    pub failure: Option<StoreError>,
}

/// Judges and writes batches, one after the other.
pub struct Writer {
    store: Arc<dyn Store>,
    gate: Gate,
}

impl Writer {
    /// A writer to this store. There is to be no other.
    pub fn new(store: Arc<dyn Store>, terms: Terms) -> Self {
        Self { store, gate: Gate::new(terms) }
    }

    /// Judges a batch and makes it durable. When this returns, every answer in it may be told.
    pub fn write(&mut self, batch: Vec<Submitted>, now: UnixMillis) -> Written {
        let (asked, requests): (Vec<_>, Vec<_>) = batch.into_iter().map(|one| (one.request, one.what)).unzip();
        let (judged, failure) = match self.store.apply(&mut self.gate, now, &requests) {
            Ok(judged) => (judged, None),
            Err(error) => (requests.iter().map(|_| not_stored().into()).collect(), Some(error)),
        };
        let submitted = asked.into_iter().zip(requests).map(|(request, what)| Submitted { request, what });
        Written { judged: submitted.zip(judged).collect(), failure }
    }

    /// Fires the timers that are due, at most `most` of them; call again while it finds some.
    ///
    /// # Errors
    /// Those of the store.
    pub fn fire(&mut self, now: UnixMillis, most: usize) -> Result<Fired, StoreError> {
        self.store.fire(now, most)
    }

    /// When the next timer is due.
    ///
    /// # Errors
    /// Those of the store.
    pub fn next_timer(&self) -> Result<Option<UnixMillis>, StoreError> {
        self.store.next_timer()
    }

    /// Takes away what is kept no longer, at most about `most` rows.
    ///
    /// # Errors
    /// Those of the store.
    pub fn retire(&mut self, retention: &Retention, now: UnixMillis, most: usize) -> Result<Removed, StoreError> {
        self.store.retire(retention, now, most)
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("gate", &self.gate).finish_non_exhaustive()
    }
}
