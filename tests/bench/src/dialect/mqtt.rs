//! MQTT 3.1.1 over plain TCP, as mosquitto speaks it. Appends have quality of service 1; followers ask for 0, which is
//! less than what the relay gives; a reader who was away has a session with quality of service 1.

use super::{Dialect, Heard, Room};
use crate::BenchError;
use crate::payload::stamp_of;
use crate::wire::{Framing, Wire};
use bytes::Buf as _;
use std::net::SocketAddr;

/// A connection to an MQTT server.
pub(crate) struct Mqtt {
    wire: Wire,
    packets: u16,
}

/// A text behind its length.
fn put_text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(&(text.len() as u16).to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn topic(room: Room) -> String {
    format!("room/{}", room.0)
}

fn reader_of(room: Room) -> String {
    format!("away-{}", room.0)
}

fn packet(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![kind];
    let mut length = body.len();
    loop {
        let more = length >= 128;
        out.push((length % 128) as u8 | if more { 128 } else { 0 });
        length /= 128;
        if !more {
            break;
        }
    }
    out.extend_from_slice(body);
    out
}

/// Kind and flags, bytes of the header, bytes of the body; `None` while the header is incomplete.
fn header(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (&kind, rest) = bytes.split_first()?;
    let mut length = 0;
    for (at, byte) in rest.iter().take(4).enumerate() {
        length |= usize::from(byte & 127) << (7 * at);
        if byte & 128 == 0 {
            return Some((kind, at + 2, length));
        }
    }
    None
}

impl Mqtt {
    async fn connect(address: SocketAddr, name: &str, clean: bool) -> Result<Self, BenchError> {
        let mut mqtt = Self { wire: Wire::dial(address, Framing::Plain).await?, packets: 0 };
        let mut body = Vec::new();
        put_text(&mut body, "MQTT");
        body.extend_from_slice(&[4, if clean { 2 } else { 0 }, 0, 0]);
        put_text(&mut body, name);
        mqtt.wire.queue(&packet(0x10, &body));
        mqtt.wire.flush().await?;
        mqtt.answer(0x20).await?;
        Ok(mqtt)
    }

    async fn subscribe(&mut self, room: Room, quality: u8) -> Result<(), BenchError> {
        let mut body = vec![0, 1];
        put_text(&mut body, &topic(room));
        body.push(quality);
        self.wire.queue(&packet(0x82, &body));
        self.wire.flush().await?;
        self.answer(0x90).await
    }

    /// Takes one packet of this kind.
    async fn answer(&mut self, kind: u8) -> Result<(), BenchError> {
        loop {
            let bytes = self.wire.bytes()?;
            if let Some((got, head, length)) = header(bytes).filter(|(_, head, length)| bytes.len() >= head + length) {
                bytes.advance(head + length);
                let wrong = BenchError::Unexpected("another packet than the answer");
                return if got == kind { Ok(()) } else { Err(wrong) };
            }
            self.wire.fill().await?;
        }
    }
}

impl Dialect for Mqtt {
    async fn enter(address: SocketAddr, number: u64) -> Result<Self, BenchError> {
        Self::connect(address, &format!("here-{number}"), true).await
    }

    async fn open(&mut self, _: &[Room]) -> Result<(), BenchError> {
        Ok(())
    }

    async fn follow(&mut self, room: Room) -> Result<(), BenchError> {
        self.subscribe(room, 0).await
    }

    async fn be_expected(address: SocketAddr, room: Room) -> Result<(), BenchError> {
        let mut reader = Self::connect(address, &reader_of(room), false).await?;
        reader.subscribe(room, 1).await?;
        reader.wire.queue(&packet(0xe0, &[]));
        reader.wire.flush().await
    }

    async fn come_back(address: SocketAddr, _: u64) -> Result<Self, BenchError> {
        Ok(Self { wire: Wire::dial(address, Framing::Plain).await?, packets: 0 })
    }

    /// A session's entries come as soon as its owner does.
    fn ask_for_all(&mut self, room: Room) {
        let mut body = Vec::new();
        put_text(&mut body, "MQTT");
        body.extend_from_slice(&[4, 0, 0, 0]);
        put_text(&mut body, &reader_of(room));
        self.wire.queue(&packet(0x10, &body));
    }

    fn append(&mut self, room: Room, payload: &[u8]) {
        self.packets = self.packets.checked_add(1).unwrap_or(1);
        let mut body = Vec::with_capacity(payload.len() + 32);
        put_text(&mut body, &topic(room));
        body.extend_from_slice(&self.packets.to_be_bytes());
        body.extend_from_slice(payload);
        self.wire.queue(&packet(0x32, &body));
    }

    fn hear(&mut self) -> Result<Option<Heard>, BenchError> {
        loop {
            let bytes = self.wire.bytes()?;
            let Some((kind, head, length)) = header(bytes) else { return Ok(None) };
            let Some(body) = bytes.get(head..head + length) else { return Ok(None) };
            let mut owed = None;
            let heard = match kind >> 4 {
                4 => Some(Heard::Accepted),
                3 => {
                    let topic = body.first_chunk().map_or(0, |length| usize::from(u16::from_be_bytes(*length)));
                    let rest = body.get(2 + topic..).unwrap_or_default();
                    let payload = if kind & 6 == 0 {
                        rest
                    } else {
                        owed = rest.first_chunk::<2>().map(|id| packet(0x40, id));
                        rest.get(2..).unwrap_or_default()
                    };
                    stamp_of(payload).map(|stamp| Heard::Delivered { stamp })
                }
                2 => None,
                _ => return Err(BenchError::Unexpected("an unknown packet")),
            };
            bytes.advance(head + length);
            if let Some(owed) = owed {
                self.wire.queue(&owed);
            }
            if heard.is_some() {
                return Ok(heard);
            }
        }
    }

    fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }
}
