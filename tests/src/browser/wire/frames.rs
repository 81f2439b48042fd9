//! WebSockets as they lie on the wire (RFC 6455, section 5.2): a client's frames are masked, and read unmasked.

use super::proxy::Recorded;
use thiserror::Error;

/// A WebSocket's messages in one string of bytes for each direction, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conversation {
    /// The client's, unmasked.
    pub up: Vec<u8>,
    /// The relay's.
    pub down: Vec<u8>,
    /// How many frames the client sent.
    pub frames_up: usize,
    /// How many the relay sent.
    pub frames_down: usize,
}

/// Bytes that are no WebSocket as the product should speak it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrameError {
    /// A client's frame without a mask.
    #[error("a frame of the client is not masked")]
    NotMasked,
    /// A relay's frame with one.
    #[error("a frame of the relay is masked")]
    Masked,
    /// An extension is in use, so that payloads are not what was sent: compression, for one, would hide words.
    #[error("the WebSocket uses an extension")]
    Extension,
}

/// Reads a connection; `None` if it never became a WebSocket.
///
/// # Errors
/// See [`FrameError`].
pub fn read_conversation(recorded: &Recorded) -> Result<Option<Conversation>, FrameError> {
    // A connection may have carried plain requests before, so the switch is looked for and not assumed to be first.
    let Some(switched) = find(&recorded.down, b"HTTP/1.1 101 ") else { return Ok(None) };
    let (Some(asked), Some(answer)) = (upgrade_request(&recorded.up), recorded.down.get(switched..)) else {
        return Ok(None);
    };
    let (Some(asks), Some(answers)) = (after_head(asked), after_head(answer)) else { return Ok(None) };
    let head = String::from_utf8_lossy(answer.get(..answer.len() - answers.len()).unwrap_or_default()).to_lowercase();
    if head.contains("sec-websocket-extensions") {
        return Err(FrameError::Extension);
    }
    let (up, frames_up) = payloads(asks, true)?;
    let (down, frames_down) = payloads(answers, false)?;
    Ok(Some(Conversation { up, down, frames_up, frames_down }))
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// From the request that asks for the switch on.
fn upgrade_request(up: &[u8]) -> Option<&[u8]> {
    let mut rest = up;
    while rest.starts_with(b"GET ") {
        let after = after_head(rest)?;
        let head = String::from_utf8_lossy(rest.get(..rest.len() - after.len())?).to_lowercase();
        if head.contains("upgrade: websocket") {
            return Some(rest);
        }
        rest = after;
    }
    None
}

fn after_head(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(find(bytes, b"\r\n\r\n")? + 4..)
}

/// All whole frames' payloads, one after the other; a connection that was cut ends within a frame.
fn payloads(mut rest: &[u8], from_client: bool) -> Result<(Vec<u8>, usize), FrameError> {
    let (mut all, mut frames) = (Vec::new(), 0);
    while let Some((payload, mask, after)) = frame(rest) {
        match (from_client, mask.is_some()) {
            (true, false) => return Err(FrameError::NotMasked),
            (false, true) => return Err(FrameError::Masked),
            _ => {}
        }
        let mask = mask.unwrap_or_default();
        all.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        (rest, frames) = (after, frames + 1);
    }
    Ok((all, frames))
}

type Frame<'a> = (&'a [u8], Option<[u8; 4]>, &'a [u8]);

fn frame(bytes: &[u8]) -> Option<Frame<'_>> {
    let ([_, second], rest) = bytes.split_first_chunk::<2>()?;
    let (length, rest) = match second & 0x7f {
        126 => rest.split_first_chunk::<2>().map(|(length, rest)| (u64::from(u16::from_be_bytes(*length)), rest))?,
        127 => rest.split_first_chunk::<8>().map(|(length, rest)| (u64::from_be_bytes(*length), rest))?,
        length => (u64::from(length), rest),
    };
    let (mask, rest) = match second & 0x80 {
        0 => (None, rest),
        _ => rest.split_first_chunk::<4>().map(|(mask, rest)| (Some(*mask), rest))?,
    };
    let (payload, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    Some((payload, mask, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASK: &[u8] = b"GET /assets/app.css HTTP/1.1\r\nhost: a\r\n\r\nGET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n{}HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n";

    #[test]
    fn a_clients_frames_are_read_unmasked_whatever_their_length() {
        let long = vec![b'x'; 300];
        let mut up = ASK.to_vec();
        // The masked "Hello" of RFC 6455, section 5.7.
        up.extend([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);
        up.extend([0x82, 0xfe, 1, 44, 0, 0, 0, 0]);
        up.extend(&long);
        // Cut within a frame.
        up.extend([0x82, 0x85, 1, 2]);
        let mut down = ANSWER.to_vec();
        down.extend([0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
        let read = read_conversation(&Recorded { up, down }).unwrap().unwrap();
        assert_eq!(read.up, [b"Hello".as_slice(), &long].concat());
        assert_eq!((read.down.as_slice(), read.frames_up, read.frames_down), (b"Hello".as_slice(), 2, 1));
    }

    #[test]
    fn plain_requests_are_no_conversation() {
        let recorded = Recorded { up: b"GET / HTTP/1.1\r\n\r\n".to_vec(), down: b"HTTP/1.1 200 OK\r\n\r\n".to_vec() };
        assert_eq!(read_conversation(&recorded), Ok(None));
    }

    #[test]
    fn a_compressed_or_unmasked_conversation_is_an_error() {
        let down = b"HTTP/1.1 101 S\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n".to_vec();
        assert_eq!(read_conversation(&Recorded { up: ASK.to_vec(), down }), Err(FrameError::Extension));
        let up = [ASK, &[0x81, 0x01, b'x']].concat();
        assert_eq!(read_conversation(&Recorded { up, down: ANSWER.to_vec() }), Err(FrameError::NotMasked));
    }
}
