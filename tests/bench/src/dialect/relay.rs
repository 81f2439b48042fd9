//! The relay's own protocol, by its own crate: real passes, group logs and tokens. Each connection is a device of its own.

use super::{Dialect, Heard, Room};
use crate::BenchError;
use crate::payload::stamp_of;
use crate::wire::{Framing, Wire};
use bytes::Bytes;
use ed25519_dalek::{Signer as _, SigningKey};
use marram_protocol::frame::client::LogKind;
use marram_protocol::{
    AgencyId, AppendId, ClientFrame, Epoch, Link, LogId, NextTokens, Pass, PublicKey, Purpose, RelayFrame, RequestId,
    Seq, SignatureBytes, Token, UnixMillis,
};
use std::net::SocketAddr;

/// Entries that may be on their way to one reader; more are allowed when half of them have come.
const CREDIT: u32 = 4_096;

/// The agency whose devices the connections are. Its keys are no secret: the relay and its data live for one run only.
fn agency(link: u8) -> SigningKey {
    SigningKey::from_bytes(&[link; 32])
}

/// The root key that the relay has to admit.
pub(crate) fn root() -> AgencyId {
    AgencyId(agency(1).verifying_key().to_bytes())
}

/// A connection to the relay.
pub(crate) struct Relay {
    wire: Wire,
    relay: PublicKey,
    number: u64,
    requests: u32,
    owed: u32,
    receipt_checked: bool,
}

fn log(room: Room) -> LogId {
    LogId((u128::from(room.0) | 0x4d << 120).to_be_bytes())
}

/// Of epoch 0 of a room: what its members would derive.
fn token(room: Room, purpose: u8) -> Token {
    let mut bytes = [purpose; 32];
    if let Some(front) = bytes.first_chunk_mut() {
        *front = room.0.to_be_bytes();
    }
    Token(bytes)
}

/// A pass with the full chain root -> administrator -> invite -> device.
fn device(number: u64) -> (SigningKey, Pass) {
    let always = || UnixMillis(0)..=UnixMillis(u64::MAX);
    let public = |key: &SigningKey| PublicKey(key.verifying_key().to_bytes());
    let seed = |purpose: u8| {
        let mut seed = [purpose; 32];
        if let Some(front) = seed.first_chunk_mut() {
            *front = number.to_be_bytes();
        }
        SigningKey::from_bytes(&seed)
    };
    let (root_key, administrator, invite, device) = (agency(1), agency(2), seed(3), seed(4));
    let links = vec![
        Link::sign(&root_key, root(), Purpose::Administrator, public(&administrator), always()),
        Link::sign(&administrator, root(), Purpose::Invite, public(&invite), always()),
        Link::sign(&invite, root(), Purpose::Device, public(&device), always()),
    ];
    (device, Pass { root: root(), links })
}

impl Relay {
    fn request(&mut self) -> RequestId {
        self.requests += 1;
        RequestId(self.requests)
    }

    async fn frame(&mut self) -> Result<RelayFrame, BenchError> {
        Ok(RelayFrame::decode(self.wire.next_message().await?)?)
    }

    fn queue(&mut self, frame: &ClientFrame) {
        self.wire.queue(&frame.encode());
    }

    fn ask(&mut self, room: Room) {
        let request = self.request();
        self.owed = 0;
        let token = token(room, b'r');
        self.queue(&ClientFrame::Follow { request, log: log(room), token, after: Seq(0), credit: CREDIT });
    }
}

impl Dialect for Relay {
    async fn enter(address: SocketAddr, number: u64) -> Result<Self, BenchError> {
        let mut wire = Wire::dial(address, Framing::WebSocket { path: "/ws" }).await?;
        let challenge = RelayFrame::decode(wire.next_message().await?)?;
        let RelayFrame::Challenge { version, name, key: relay, nonce, .. } = challenge else {
            return Err(BenchError::Unexpected("no challenge"));
        };
        let (key, pass) = device(number);
        let bytes = pass.challenge_bytes(name.as_str(), version, &nonce);
        let signature = SignatureBytes(key.sign(&bytes).to_bytes());
        wire.queue(&ClientFrame::Authenticate { version, pass, signature }.encode());
        wire.flush().await?;
        match RelayFrame::decode(wire.next_message().await?)? {
            RelayFrame::Ready { .. } => Ok(Self { wire, relay, number, requests: 0, owed: 0, receipt_checked: false }),
            other => Err(BenchError::Peer(format!("{other:?}"))),
        }
    }

    async fn open(&mut self, rooms: &[Room]) -> Result<(), BenchError> {
        // No more at a time than the relay takes from one connection.
        for rooms in rooms.chunks(64) {
            for room in rooms {
                let request = self.request();
                let tokens = NextTokens { read: token(*room, b'r').hash(), append: token(*room, b'a').hash() };
                self.queue(&ClientFrame::Create { request, log: log(*room), kind: LogKind::Group, tokens });
            }
            self.wire.flush().await?;
            for _ in rooms {
                match self.frame().await? {
                    RelayFrame::Done { .. } => {}
                    other => return Err(BenchError::Peer(format!("{other:?}"))),
                }
            }
        }
        Ok(())
    }

    async fn follow(&mut self, room: Room) -> Result<(), BenchError> {
        self.ask(room);
        self.wire.flush().await?;
        loop {
            match self.frame().await? {
                RelayFrame::Following { .. } => {}
                RelayFrame::CaughtUp { .. } => return Ok(()),
                other => return Err(BenchError::Peer(format!("{other:?}"))),
            }
        }
    }

    fn ask_for_all(&mut self, room: Room) {
        self.ask(room);
    }

    fn append(&mut self, room: Room, payload: &[u8]) {
        let request = self.request();
        let append = AppendId(((u128::from(self.number) << 64) | u128::from(request.0)).to_be_bytes());
        let (log, token, payload) = (log(room), token(room, b'a'), Bytes::copy_from_slice(payload));
        self.queue(&ClientFrame::Append { request, log, append, epoch: Epoch(0), token, payload });
    }

    fn hear(&mut self) -> Result<Option<Heard>, BenchError> {
        while let Some(message) = self.wire.message()? {
            match RelayFrame::decode(message)? {
                RelayFrame::Stored { receipt, .. } => {
                    // Once for each connection: checking all of them would take the generator's whole time.
                    if !self.receipt_checked && !receipt.holds(&self.relay) {
                        return Err(BenchError::Unexpected("a receipt that does not hold"));
                    }
                    self.receipt_checked = true;
                    return Ok(Some(Heard::Accepted));
                }
                RelayFrame::Entry { entry } => {
                    self.owed += 1;
                    if self.owed == CREDIT / 2 {
                        self.queue(&ClientFrame::Credit { log: entry.log, more: self.owed });
                        self.owed = 0;
                    }
                    let stamp = stamp_of(&entry.payload).ok_or(BenchError::Unexpected("a short payload"))?;
                    return Ok(Some(Heard::Delivered { stamp }));
                }
                RelayFrame::Following { .. } | RelayFrame::CaughtUp { .. } => {}
                other => return Err(BenchError::Peer(format!("{other:?}"))),
            }
        }
        Ok(None)
    }

    fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }
}
