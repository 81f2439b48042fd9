//! NATS with JetStream, over WebSocket: a file-backed stream takes every subject `room.*`.

use super::{Dialect, Heard, Room};
use crate::BenchError;
use crate::payload::stamp_of;
use crate::wire::{Framing, Wire};
use bytes::Buf as _;
use std::net::SocketAddr;

const STREAM: &str = r#"{"name":"ROOMS","subjects":["room.*"],"storage":"file","retention":"limits","num_replicas":1}"#;

/// The subscription that payloads come by.
const PAYLOADS: &[u8] = b"1";
/// The subscription that answers to appends come by.
const ANSWERS: &[u8] = b"2";

/// A connection to a NATS server.
pub(crate) struct Nats {
    wire: Wire,
    number: u64,
    appends: u64,
}

impl Nats {
    async fn tell(&mut self, words: &str) -> Result<(), BenchError> {
        self.wire.queue(format!("{words}PING\r\n").as_bytes());
        self.wire.flush().await?;
        let answer = self.wire.until(b"PONG\r\n").await?;
        if memchr::memmem::find(&answer, b"-ERR").is_some() {
            return Err(BenchError::Peer(String::from_utf8_lossy(&answer).into_owned()));
        }
        Ok(())
    }
}

impl Dialect for Nats {
    async fn enter(address: SocketAddr, number: u64) -> Result<Self, BenchError> {
        let wire = Wire::dial(address, Framing::WebSocket { path: "/" }).await?;
        let mut nats = Self { wire, number, appends: 0 };
        nats.wire.until(b"\r\n").await?;
        let options = r#"{"verbose":false,"pedantic":false,"headers":true,"no_responders":true,"protocol":1,"lang":"rust","version":"1"}"#;
        nats.tell(&format!("CONNECT {options}\r\nSUB _I.{number}.* 2\r\n")).await?;
        Ok(nats)
    }

    /// One stream serves all rooms. Making it again changes nothing.
    async fn open(&mut self, _: &[Room]) -> Result<(), BenchError> {
        let create = format!("PUB $JS.API.STREAM.CREATE.ROOMS _I.{}.c {}\r\n{STREAM}\r\n", self.number, STREAM.len());
        self.wire.queue(create.as_bytes());
        self.wire.flush().await?;
        let answer = self.wire.until(b"}\r\n").await?;
        if memchr::memmem::find(&answer, b"\"error\"").is_some() {
            return Err(BenchError::Peer(String::from_utf8_lossy(&answer).into_owned()));
        }
        Ok(())
    }

    async fn follow(&mut self, room: Room) -> Result<(), BenchError> {
        self.tell(&format!("SUB room.{} 1\r\n", room.0)).await
    }

    fn ask_for_all(&mut self, room: Room) {
        let (number, room) = (self.number, room.0);
        let config = format!(
            r#"{{"stream_name":"ROOMS","config":{{"deliver_subject":"_D.{number}","deliver_policy":"all","ack_policy":"none","filter_subject":"room.{room}","replay_policy":"instant"}}}}"#
        );
        let length = config.len();
        let words = format!("SUB _D.{number} 1\r\nPUB $JS.API.CONSUMER.CREATE.ROOMS _N {length}\r\n{config}\r\n");
        self.wire.queue(words.as_bytes());
    }

    fn append(&mut self, room: Room, payload: &[u8]) {
        self.appends += 1;
        let mut words = format!("PUB room.{} _I.{}.{} {}\r\n", room.0, self.number, self.appends, payload.len());
        let mut message = std::mem::take(&mut words).into_bytes();
        message.extend_from_slice(payload);
        message.extend_from_slice(b"\r\n");
        self.wire.queue(&message);
    }

    fn hear(&mut self) -> Result<Option<Heard>, BenchError> {
        loop {
            let bytes = self.wire.bytes()?;
            let Some(end) = memchr::memmem::find(bytes, b"\r\n") else { return Ok(None) };
            let line = bytes.get(..end).unwrap_or_default();
            if !line.starts_with(b"MSG ") {
                if line.starts_with(b"HMSG") || line.starts_with(b"-ERR") {
                    return Err(BenchError::Peer(String::from_utf8_lossy(line).into_owned()));
                }
                // The server asks now and then whether we are still there.
                let is_ping = line.starts_with(b"PING");
                bytes.advance(end + 2);
                if is_ping {
                    self.wire.queue(b"PONG\r\n");
                }
                continue;
            }
            // MSG subject sid [reply] length
            let mut words = line.split(|byte| *byte == b' ');
            let subscription = words.nth(2).unwrap_or_default();
            let length = words.next_back().and_then(|word| std::str::from_utf8(word).ok()?.parse::<usize>().ok());
            let length = length.ok_or(BenchError::Unexpected("a message without a length"))?;
            let Some(body) = bytes.get(end + 2..end + 2 + length + 2) else { return Ok(None) };
            let heard = match subscription {
                PAYLOADS => stamp_of(body).map(|stamp| Heard::Delivered { stamp }),
                ANSWERS if memchr::memmem::find(body, b"\"error\"").is_none() => Some(Heard::Accepted),
                _ => return Err(BenchError::Peer(String::from_utf8_lossy(body).into_owned())),
            };
            bytes.advance(end + 2 + length + 2);
            if heard.is_some() {
                return Ok(heard);
            }
        }
    }

    fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }
}
