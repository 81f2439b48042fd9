//! What connections' tasks and the store's thread share: the hub behind a lock, a bell for each connection, and who may
//! come in.
//!
//! The lock is held for moving things only: messages are checked, frames encoded and the store used outside of it.

use super::{Serving, clock};
use crate::inline::Place;
use crate::session::{Arrival, Found, Greeting, Ticket};
use crate::store::{ConnectionId, Judged, News, StoreError};
use crate::{Drained, Hub, LineSummary, Submitted};
use marram_protocol::UnixMillis;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// The shared middle of a serving relay.
pub(super) struct Link {
    pub(super) place: Place,
    pub(super) origins: Vec<String>,
    state: Mutex<State>,
    /// Rung for the store's thread: there is work, or the end.
    work: Condvar,
    seats: Arc<Semaphore>,
    all_seats: u32,
    store_failed: Notify,
}

struct State {
    hub: Hub,
    bells: HashMap<ConnectionId, Bell>,
    stopping: bool,
    /// The store's thread has ended: nothing will be stored any more.
    over: bool,
    /// Why the relay stops by itself.
    failure: Option<StoreError>,
}

struct Bell {
    ring: Arc<Notify>,
    peer: SocketAddr,
}

/// What happened on a connection.
pub(super) enum Happened {
    /// Its bell rang, or it has just begun.
    Nothing,
    /// So many bytes have gone.
    Sent(usize),
    /// Messages arrived.
    Arrived(Vec<Arrival>),
    /// Readings were performed.
    Found(Vec<(Ticket, Found)>),
}

/// What the store's thread is to do next.
pub(super) enum Work {
    /// Write this.
    Batch(Vec<Submitted>),
    /// Nothing came in the time that it wanted to wait.
    Nothing,
    /// Everything is written and everybody has been told: end.
    Over,
}

impl Link {
    pub(super) fn new(place: Place, serving: &Serving) -> Self {
        let (name, key) = (place.identity.name().clone(), place.identity.key());
        let hub = Hub::new(Arc::new(place.terms.clone()), name, key);
        let all_seats = u32::try_from(serving.max_connections.min(Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX);
        Self {
            place,
            origins: serving.origins.clone(),
            state: Mutex::new(State { hub, bells: HashMap::new(), stopping: false, over: false, failure: None }),
            work: Condvar::new(),
            seats: Arc::new(Semaphore::new(all_seats as usize)),
            all_seats,
            store_failed: Notify::new(),
        }
    }

    /// A place for one more connection, if there is one.
    pub(super) fn seat(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.seats).try_acquire_owned().ok()
    }

    /// Resolves when no connection is left.
    pub(super) async fn all_gone(&self) {
        // An error would mean that the semaphore was closed, which nobody does.
        let _ = self.seats.acquire_many(self.all_seats).await;
    }

    pub(super) fn open(&self, nonce: [u8; 32], peer: SocketAddr, ring: Arc<Notify>) -> (ConnectionId, Greeting) {
        self.with(|state, now| {
            let (connection, greeting) = state.hub.open(nonce, now);
            state.bells.insert(connection, Bell { ring, peer });
            if state.over {
                state.hub.end_all(now);
            }
            (connection, greeting)
        })
    }

    /// Tells the hub what happened on a connection, and takes what there is to do for it, under one hold of the lock.
    pub(super) fn turn(&self, connection: ConnectionId, happened: Happened) -> Option<Drained> {
        self.with(|state, now| {
            let hub = &mut state.hub;
            match happened {
                Happened::Nothing => {}
                Happened::Sent(bytes) => hub.sent(connection, bytes, now),
                Happened::Arrived(arrivals) => {
                    arrivals.into_iter().for_each(|arrival| hub.arrived(connection, arrival, now));
                }
                Happened::Found(found) => {
                    found.into_iter().for_each(|(ticket, found)| hub.found(connection, ticket, found, now));
                }
            }
            hub.drain(connection)
        })
    }

    pub(super) fn left(&self, connection: ConnectionId) {
        self.with(|state, _| {
            state.bells.remove(&connection);
            state.hub.left(connection);
        });
    }

    pub(super) fn tick(&self) {
        self.with(|state, now| state.hub.tick(now));
    }

    /// Begins to stop, if that has not begun.
    pub(super) fn stop(&self) {
        self.with(|state, _| {
            if !state.stopping {
                tracing::info!(connections = state.hub.connections(), "stopping");
            }
            state.stopping = true;
            state.hub.stop();
        });
        self.work.notify_all();
    }

    /// The next batch, or what else the store's thread is to do. Waits at most `patience`.
    pub(super) fn next_work(&self, most: usize, patience: Duration) -> Work {
        let mut state = self.lock();
        if !state.hub.has_batch() && !state.stopping {
            state = self.work.wait_timeout(state, patience).unwrap_or_else(PoisonError::into_inner).0;
        }
        if state.hub.has_batch() {
            let batch = state.hub.take_batch(most);
            ring(&mut state);
            return Work::Batch(batch);
        }
        if !state.stopping {
            return Work::Nothing;
        }
        state.over = true;
        state.hub.end_all(clock::now());
        ring(&mut state);
        Work::Over
    }

    pub(super) fn settle(&self, judged: impl Iterator<Item = (Submitted, Judged)>) {
        self.with(|state, now| state.hub.settle(judged, now));
    }

    pub(super) fn announce(&self, news: &[News]) {
        self.with(|state, now| state.hub.announce(news, now));
    }

    /// The store failed: everybody is sent away, and the relay is to stop.
    pub(super) fn fail(&self, error: StoreError) {
        tracing::error!(%error, "the store failed");
        self.with(|state, now| {
            state.failure.get_or_insert(error);
            state.stopping = true;
            state.over = true;
            state.hub.stop();
            state.hub.end_all(now);
        });
        self.work.notify_all();
        self.store_failed.notify_one();
    }

    /// Why the relay stopped by itself, if it did.
    pub(super) fn take_failure(&self) -> Option<StoreError> {
        self.lock().failure.take()
    }

    /// Resolves when the store has failed.
    pub(super) async fn store_failed(&self) {
        self.store_failed.notified().await;
    }

    /// The connections with their peers' addresses, as the relay sees them.
    pub(super) fn survey(&self) -> Vec<(Option<SocketAddr>, LineSummary)> {
        let state = self.lock();
        let peer = |line: &LineSummary| state.bells.get(&line.connection).map(|bell| bell.peer);
        state.hub.survey().into_iter().map(|line| (peer(&line), line)).collect()
    }

    fn with<T>(&self, work: impl FnOnce(&mut State, UnixMillis) -> T) -> T {
        let now = clock::now();
        let mut state = self.lock();
        let result = work(&mut state, now);
        ring(&mut state);
        let has_work = state.hub.has_batch();
        drop(state);
        if has_work {
            self.work.notify_one();
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Rings the bells of those who have something to do.
fn ring(state: &mut State) {
    for connection in state.hub.take_woken() {
        if let Some(bell) = state.bells.get(&connection) {
            bell.ring.notify_one();
        }
    }
}
