//! The language of [`crate::servers::null`]: nothing is stored, nothing is checked. What it costs is the generator's own
//! price and the network's.

use super::{Dialect, Heard, Room};
use crate::BenchError;
use crate::payload::stamp_of;
use crate::wire::{Framing, Wire};
use std::net::SocketAddr;

/// First bytes of messages.
pub(crate) const FOLLOW: u8 = b'F';
pub(crate) const APPEND: u8 = b'A';
pub(crate) const ACCEPTED: u8 = b'a';
pub(crate) const ENTRY: u8 = b'E';

/// A connection to the null server.
pub(crate) struct Null {
    wire: Wire,
}

fn message(kind: u8, room: Room, payload: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(9 + payload.len());
    message.push(kind);
    message.extend_from_slice(&room.0.to_be_bytes());
    message.extend_from_slice(payload);
    message
}

impl Dialect for Null {
    async fn enter(address: SocketAddr, _: u64) -> Result<Self, BenchError> {
        Ok(Self { wire: Wire::dial(address, Framing::WebSocket { path: "/" }).await? })
    }

    async fn open(&mut self, _: &[Room]) -> Result<(), BenchError> {
        Ok(())
    }

    async fn follow(&mut self, room: Room) -> Result<(), BenchError> {
        self.wire.queue(&message(FOLLOW, room, &[]));
        self.wire.flush().await?;
        self.wire.next_message().await.map(|_| ())
    }

    fn ask_for_all(&mut self, _: Room) {}

    fn append(&mut self, room: Room, payload: &[u8]) {
        self.wire.queue(&message(APPEND, room, payload));
    }

    fn hear(&mut self) -> Result<Option<Heard>, BenchError> {
        let Some(message) = self.wire.message()? else { return Ok(None) };
        match message.split_first() {
            Some((&ACCEPTED, _)) => Ok(Some(Heard::Accepted)),
            Some((&ENTRY, payload)) => {
                let stamp = stamp_of(payload).ok_or(BenchError::Unexpected("a short payload"))?;
                Ok(Some(Heard::Delivered { stamp }))
            }
            _ => Err(BenchError::Unexpected("an unknown message")),
        }
    }

    fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }
}
