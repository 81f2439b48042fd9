//! What each server understands: the same few acts in its own words.

pub(crate) mod mqtt;
pub(crate) mod nats;
pub(crate) mod null;
pub(crate) mod redis;
pub(crate) mod relay;

use crate::BenchError;
use crate::wire::Wire;
use std::net::SocketAddr;

/// Entries that every catch-up reads.
pub(crate) const CATCH_UP_ENTRIES: u64 = 10_000;

/// A place to write to and read from: a group log, a subject, a topic, a stream. Unique within a run of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Room(pub(crate) u64);

/// What a server said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// The oldest append that was not accepted yet is accepted now.
    Accepted,
    /// A payload arrived that was meant to be sent at `stamp`.
    Delivered {
        /// Nanoseconds of the generator's clock.
        stamp: u64,
    },
}

/// A connection that speaks one server's language.
pub(crate) trait Dialect: Sized + 'static {
    /// Connects as somebody of one's own, ready to do anything. `number` tells connections apart.
    async fn enter(address: SocketAddr, number: u64) -> Result<Self, BenchError>;

    /// Makes rooms, if that is an act of its own here.
    async fn open(&mut self, rooms: &[Room]) -> Result<(), BenchError>;

    /// Has what is appended from now on delivered to this connection.
    async fn follow(&mut self, room: Room) -> Result<(), BenchError>;

    /// Prepares a reader who is away while entries are appended, where the server needs to know of them.
    async fn be_expected(_address: SocketAddr, _room: Room) -> Result<(), BenchError> {
        Ok(())
    }

    /// A connection of a reader who was away; [`Self::ask_for_all`] comes next.
    async fn come_back(address: SocketAddr, number: u64) -> Result<Self, BenchError> {
        Self::enter(address, number).await
    }

    /// Queues the request for all [`CATCH_UP_ENTRIES`] entries of a room.
    fn ask_for_all(&mut self, room: Room);

    /// Queues an append.
    fn append(&mut self, room: Room, payload: &[u8]);

    /// Takes the next thing from what has been read. May queue what the protocol owes in return.
    fn hear(&mut self) -> Result<Option<Heard>, BenchError>;

    /// The connection itself.
    fn wire(&mut self) -> &mut Wire;
}
