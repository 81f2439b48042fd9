//! A connection as the load generator has it: bytes in, bytes out, with or without WebSocket framing (RFC 6455).
//!
//! Written by hand so that one thread can offer more than any server here takes. It knows no dialect.

use crate::BenchError;
use bytes::{Buf as _, Bytes, BytesMut};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Room that is made before each read.
const READ_BYTES: usize = 64 << 10;

/// What is spoken below the dialect.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Framing {
    /// Nothing: the bytes themselves.
    Plain,
    /// WebSocket at this path, with this subprotocol if one is needed.
    WebSocket {
        /// The request's path.
        path: &'static str,
    },
}

/// A connection.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    framed: bool,
    inbox: BytesMut,
    /// Payloads of frames, joined: for dialects that are streams of bytes.
    joined: BytesMut,
    outbox: Vec<u8>,
}

impl Wire {
    /// Connects, and upgrades if the framing asks for it.
    pub(crate) async fn dial(address: SocketAddr, framing: Framing) -> Result<Self, BenchError> {
        let stream = TcpStream::connect(address).await?;
        // On loopback, a port that nobody listens on may be given to the very socket that dials it.
        if stream.local_addr()? == stream.peer_addr()? {
            return Err(BenchError::Io(std::io::ErrorKind::ConnectionRefused.into()));
        }
        stream.set_nodelay(true)?;
        let mut wire = Self::over(stream, false);
        if let Framing::WebSocket { path } = framing {
            wire.upgrade(address, path).await?;
        }
        Ok(wire)
    }

    fn over(stream: TcpStream, framed: bool) -> Self {
        Self { stream, framed, inbox: BytesMut::new(), joined: BytesMut::new(), outbox: Vec::new() }
    }

    async fn upgrade(&mut self, address: SocketAddr, path: &str) -> Result<(), BenchError> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        self.queue(request.as_bytes());
        self.flush().await?;
        let head = loop {
            if let Some(end) = memchr::memmem::find(&self.inbox, b"\r\n\r\n") {
                break self.inbox.split_to(end + 4);
            }
            self.fill().await?;
        };
        if !head.starts_with(b"HTTP/1.1 101") {
            return Err(BenchError::Peer(String::from_utf8_lossy(&head).into_owned()));
        }
        self.framed = true;
        Ok(())
    }

    /// Puts a message into the next flush.
    pub(crate) fn queue(&mut self, message: &[u8]) {
        if self.framed {
            put_header(&mut self.outbox, message.len());
        }
        self.outbox.extend_from_slice(message);
    }

    /// Sends what was queued, if anything was.
    pub(crate) async fn flush(&mut self) -> Result<(), BenchError> {
        if self.outbox.is_empty() {
            return Ok(());
        }
        self.stream.write_all(&self.outbox).await?;
        self.outbox.clear();
        Ok(())
    }

    /// Waits until more has been read.
    pub(crate) async fn fill(&mut self) -> Result<(), BenchError> {
        self.inbox.reserve(READ_BYTES);
        if self.stream.read_buf(&mut self.inbox).await? == 0 {
            return Err(BenchError::HungUp);
        }
        Ok(())
    }

    /// The next whole message that has been read already. Framed connections only.
    pub(crate) fn message(&mut self) -> Result<Option<Bytes>, BenchError> {
        while let Some((opcode, header, length)) = header(&self.inbox)? {
            if self.inbox.len() < header + length {
                return Ok(None);
            }
            self.inbox.advance(header);
            let payload = self.inbox.split_to(length).freeze();
            match opcode {
                0..=2 => return Ok(Some(payload)),
                8 => return Err(BenchError::HungUp),
                _ => {}
            }
        }
        Ok(None)
    }

    /// Everything that has been read and not been taken, as a stream of bytes.
    pub(crate) fn bytes(&mut self) -> Result<&mut BytesMut, BenchError> {
        if !self.framed {
            return Ok(&mut self.inbox);
        }
        while let Some(payload) = self.message()? {
            self.joined.extend_from_slice(&payload);
        }
        Ok(&mut self.joined)
    }

    /// Reads up to and with these bytes, and takes them all.
    pub(crate) async fn until(&mut self, end: &[u8]) -> Result<Bytes, BenchError> {
        loop {
            let bytes = self.bytes()?;
            if let Some(at) = memchr::memmem::find(bytes, end) {
                return Ok(bytes.split_to(at + end.len()).freeze());
            }
            self.fill().await?;
        }
    }

    /// The next whole message, waited for.
    pub(crate) async fn next_message(&mut self) -> Result<Bytes, BenchError> {
        loop {
            if let Some(message) = self.message()? {
                return Ok(message);
            }
            self.fill().await?;
        }
    }
}

/// A client's frame header, masked with zeros: servers undo the mask at the same cost, and we save making one.
fn put_header(out: &mut Vec<u8>, length: usize) {
    out.push(0x82);
    match length {
        0..126 => out.push(0x80 | length as u8),
        126..65_536 => {
            out.push(0x80 | 126);
            out.extend_from_slice(&(length as u16).to_be_bytes());
        }
        _ => {
            out.push(0x80 | 127);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(&[0; 4]);
}

/// Opcode, bytes of the header, bytes of the payload; `None` while the header is incomplete.
fn header(bytes: &[u8]) -> Result<Option<(u8, usize, usize)>, BenchError> {
    let Some(&[first, second]) = bytes.first_chunk() else { return Ok(None) };
    if second & 0x80 != 0 {
        return Err(BenchError::Unexpected("a masked frame from a server"));
    }
    let rest = bytes.get(2..).unwrap_or_default();
    let found = match second {
        126 => rest.first_chunk().map(|length| (4, usize::from(u16::from_be_bytes(*length)))),
        127 => rest.first_chunk().map(|length| (10, u64::from_be_bytes(*length) as usize)),
        short => Some((2, usize::from(short))),
    };
    Ok(found.map(|(header, length)| (first & 0x0f, header, length)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_how_long_the_payload_is() {
        assert_eq!(header(&[0x82, 5]).unwrap(), Some((2, 2, 5)));
        assert_eq!(header(&[0x82, 126, 1, 0]).unwrap(), Some((2, 4, 256)));
        assert_eq!(header(&[0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]).unwrap(), Some((2, 10, 65_536)));
        assert_eq!(header(&[0x82, 126, 1]).unwrap(), None);
        assert!(header(&[0x82, 0x85]).is_err());
    }

    #[test]
    fn a_clients_header_has_a_mask_of_zeros_and_the_length() {
        for (length, bytes) in [(5, 6), (300, 8), (70_000, 14)] {
            let mut out = Vec::new();
            put_header(&mut out, length);
            assert_eq!(out.len(), bytes);
            assert!(out.ends_with(&[0; 4]));
        }
    }
}
