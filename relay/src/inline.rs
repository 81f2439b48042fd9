//! A whole relay in one thread, without sockets, clocks or randomness: hub, writer and store, driven in turn.
//!
//! For simulations and tests. Everything that decides is the relay's own; only what moves bytes is left out. To crash it,
//! drop it, and open another over the same store: what was not durable is lost, as in life.

use crate::agencies::Admissions;
use crate::session::{Arrival, Found, Greeting};
use crate::store::{ConnectionId, Store, StoreError};
use crate::{Hub, Identity, Terms, Writer, Written};
use bytes::Bytes;
use marram_protocol::UnixMillis;
use std::collections::HashMap;
use std::sync::Arc;

/// A relay that does something only when it is told to.
#[derive(Debug)]
pub struct Inline {
    hub: Hub,
    writer: Writer,
    place: Place,
    greetings: HashMap<ConnectionId, Greeting>,
}

/// Where an inline relay runs.
#[derive(Clone)]
pub struct Place {
    /// Its store.
    pub store: Arc<dyn Store>,
    /// Whom the operator admitted.
    pub admissions: Arc<dyn Admissions>,
    /// Its name and key.
    pub identity: Arc<Identity>,
    /// Its limits.
    pub terms: Terms,
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place").field("identity", &self.identity).field("terms", &self.terms).finish_non_exhaustive()
    }
}

/// What comes out of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Emitted {
    /// A message for the client.
    Message(Bytes),
    /// The relay closed the connection.
    Closed,
}

impl Inline {
    /// A relay that has just started.
    pub fn start(place: Place) -> Self {
        let (name, key) = (place.identity.name().clone(), place.identity.key());
        Self {
            hub: Hub::new(Arc::new(place.terms.clone()), name, key),
            writer: Writer::new(Arc::clone(&place.store), place.terms.clone()),
            place,
            greetings: HashMap::new(),
        }
    }

    /// A client connects. The nonce is to be fresh.
    pub fn connect(&mut self, nonce: [u8; 32], now: UnixMillis) -> ConnectionId {
        let (connection, greeting) = self.hub.open(nonce, now);
        self.greetings.insert(connection, greeting);
        connection
    }

    /// A message from a client arrives. Nothing is stored or sent before [`Self::write`] and [`Self::take`].
    pub fn receive(&mut self, connection: ConnectionId, message: Bytes, now: UnixMillis) {
        if let Some(greeting) = self.greetings.get(&connection) {
            self.hub.arrived(connection, Arrival::read(message, greeting, now), now);
        }
    }

    /// The client is gone, or the network lost it.
    pub fn disconnect(&mut self, connection: ConnectionId) {
        self.greetings.remove(&connection);
        self.hub.left(connection);
    }

    /// Fires the timers that are due; then writes at most `most` waiting requests in one durable transaction, and settles
    /// them. Says whether there was anything of either.
    ///
    /// # Errors
    /// The store's: nothing was stored, and those who asked are told so.
    pub fn write(&mut self, most: usize, now: UnixMillis) -> Result<bool, StoreError> {
        let fired = self.writer.fire(now, usize::MAX)?;
        self.hub.announce(&fired.news, now);
        if !self.hub.has_batch() {
            return Ok(fired.timers > 0);
        }
        let Written { judged, failure } = self.writer.write(self.hub.take_batch(most), now);
        self.hub.settle(judged, now);
        match failure {
            Some(error) => Err(error),
            None => Ok(true),
        }
    }

    /// Performs a connection's readings and takes all that it has to send. A connection that is closed is forgotten.
    ///
    /// # Errors
    /// The store's, when it could not be read.
    pub fn take(&mut self, connection: ConnectionId, now: UnixMillis) -> Result<Vec<Emitted>, StoreError> {
        let mut emitted = Vec::new();
        loop {
            let Some(drained) = self.hub.drain(connection) else { return Ok(emitted) };
            let (mut idle, mut bytes) = (drained.readings.is_empty(), 0);
            for reading in drained.readings {
                let found = reading.perform(&*self.place.store, &*self.place.admissions);
                let (found, error) = match found {
                    Ok(found) => (found, None),
                    Err(error) => (Found::Failed, Some(error)),
                };
                self.hub.found(connection, reading.ticket, found, now);
                if let Some(error) = error {
                    return Err(error);
                }
            }
            for outgoing in drained.outgoing {
                bytes += outgoing.size();
                emitted.push(Emitted::Message(outgoing.into_bytes(&self.place.identity)));
            }
            if bytes > 0 {
                idle = false;
                self.hub.sent(connection, bytes, now);
            }
            if drained.closing && idle {
                self.disconnect(connection);
                emitted.push(Emitted::Closed);
                return Ok(emitted);
            }
            if idle {
                return Ok(emitted);
            }
        }
    }

    /// Connections that may have something to take.
    pub fn woken(&mut self) -> Vec<ConnectionId> {
        let mut woken = self.hub.take_woken();
        woken.sort_unstable();
        woken
    }

    /// Time has passed: idle connections and expired passes end.
    pub fn tick(&mut self, now: UnixMillis) {
        self.hub.tick(now);
    }

    /// When the next timer is due: [`Self::write`] then fires it.
    ///
    /// # Errors
    /// The store's, when it could not be read.
    pub fn next_timer(&self) -> Result<Option<UnixMillis>, StoreError> {
        self.writer.next_timer()
    }

    /// The hub, to look at.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The hub, for what is not here.
    pub fn hub_mut(&mut self) -> &mut Hub {
        &mut self.hub
    }
}
