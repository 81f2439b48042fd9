//! Redis streams, over plain TCP, for it has no WebSocket: one stream a room, readers block in `XREAD`.

use super::{Dialect, Heard, Room};
use crate::BenchError;
use crate::payload::{PAYLOAD_BYTES, stamp_of};
use crate::wire::{Framing, Wire};
use bytes::Buf as _;
use std::net::SocketAddr;

/// A connection to a Redis server.
pub(crate) struct Redis {
    wire: Wire,
    /// The room whose entries are waited for.
    following: Option<Room>,
    /// Headers of arrays seen in this answer: the third says how many entries it has.
    arrays: u8,
    entries_left: usize,
    last_id: Vec<u8>,
}

/// One item of an answer, without what is inside of it.
enum Item<'a> {
    Array(usize),
    Bulk(&'a [u8]),
    Simple,
}

/// The next item and how many bytes it takes.
fn item(bytes: &[u8]) -> Result<Option<(Item<'_>, usize)>, BenchError> {
    let Some(end) = memchr::memmem::find(bytes, b"\r\n") else { return Ok(None) };
    let line = bytes.get(..end).unwrap_or_default();
    let number = || {
        let digits = line.get(1..).and_then(|digits| std::str::from_utf8(digits).ok());
        digits.and_then(|digits| digits.parse::<usize>().ok()).ok_or(BenchError::Unexpected("no number"))
    };
    let after = end + 2;
    Ok(match line.first() {
        Some(b'*') => Some((Item::Array(number()?), after)),
        Some(b'$') => {
            let length = number()?;
            let whole = bytes.len() >= after + length + 2;
            bytes.get(after..after + length).filter(|_| whole).map(|bulk| (Item::Bulk(bulk), after + length + 2))
        }
        Some(b'-') => return Err(BenchError::Peer(String::from_utf8_lossy(line).into_owned())),
        _ => Some((Item::Simple, after)),
    })
}

fn command(words: &[&[u8]]) -> Vec<u8> {
    let mut out = format!("*{}\r\n", words.len()).into_bytes();
    for word in words {
        out.extend_from_slice(format!("${}\r\n", word.len()).as_bytes());
        out.extend_from_slice(word);
        out.extend_from_slice(b"\r\n");
    }
    out
}

fn key(room: Room) -> Vec<u8> {
    format!("room:{}", room.0).into_bytes()
}

impl Redis {
    fn wait_for_more(&mut self, room: Room) {
        self.arrays = 0;
        let words = command(&[b"XREAD", b"BLOCK", b"0", b"STREAMS", &key(room), &self.last_id]);
        self.wire.queue(&words);
    }
}

impl Dialect for Redis {
    async fn enter(address: SocketAddr, _: u64) -> Result<Self, BenchError> {
        let mut wire = Wire::dial(address, Framing::Plain).await?;
        wire.queue(&command(&[b"PING"]));
        wire.flush().await?;
        wire.until(b"+PONG\r\n").await?;
        Ok(Self { wire, following: None, arrays: 0, entries_left: 0, last_id: b"0".to_vec() })
    }

    async fn open(&mut self, _: &[Room]) -> Result<(), BenchError> {
        Ok(())
    }

    async fn follow(&mut self, room: Room) -> Result<(), BenchError> {
        self.following = Some(room);
        self.wait_for_more(room);
        self.wire.flush().await
    }

    fn ask_for_all(&mut self, room: Room) {
        self.wire.queue(&command(&[b"XRANGE", &key(room), b"-", b"+"]));
    }

    fn append(&mut self, room: Room, payload: &[u8]) {
        self.wire.queue(&command(&[b"XADD", &key(room), b"*", b"d", payload]));
    }

    fn hear(&mut self) -> Result<Option<Heard>, BenchError> {
        loop {
            let bytes = self.wire.bytes()?;
            let Some((item, length)) = item(bytes)? else { return Ok(None) };
            let mut heard = None;
            match item {
                Item::Array(size) => {
                    self.arrays = self.arrays.saturating_add(1);
                    if self.arrays == 3 {
                        self.entries_left = size;
                    }
                }
                Item::Bulk(bulk) if bulk.len() == PAYLOAD_BYTES => {
                    heard = stamp_of(bulk).map(|stamp| Heard::Delivered { stamp });
                }
                // The id of an entry: `1795356309000-0`. A room's key has none of its form, a field's name neither.
                Item::Bulk(bulk) if bulk.contains(&b'-') => {
                    if self.arrays == 0 {
                        heard = Some(Heard::Accepted);
                    } else {
                        self.last_id.clear();
                        self.last_id.extend_from_slice(bulk);
                    }
                }
                Item::Bulk(_) | Item::Simple => {}
            }
            bytes.advance(length);
            if let (Some(Heard::Delivered { .. }), Some(room)) = (heard, self.following) {
                self.entries_left = self.entries_left.saturating_sub(1);
                if self.entries_left == 0 {
                    self.wait_for_more(room);
                }
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
