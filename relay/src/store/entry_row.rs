//! The bytes of a stored entry: the chain's head after it, then the frame exactly as it goes out to readers.
//!
//! Retention takes the frame away and leaves the head, so that a reader's chain can begin after any place.

use super::StoreError;
use bytes::Bytes;
use marram_protocol::codec::{Field, Reader};
use marram_protocol::frame::EntryFrame;
use marram_protocol::{AppendId, ChainHead, EntryKind, Epoch, LogId, RelayFrame, Seq, UnixMillis};

/// The first byte of an entry's frame.
const FRAME_KIND: u8 = 0x88;

/// The byte before a commit's facts.
const COMMIT_FACTS: u8 = 1;

/// Bytes of a frame before its facts, its register's pass and its payload: kind, log, seq, at, append, epoch, and of which
/// kind its facts are.
const HEADER_BYTES: usize = 1 + 16 + 8 + 8 + 16 + 8 + 1;

/// A stored entry's bytes, as one buffer.
#[derive(Debug, Clone)]
pub(super) struct EntryRow(Bytes);

impl EntryRow {
    /// Writes head and frame. This is the one copy of the payload between the socket and the engine.
    pub(super) fn new(head: ChainHead, entry: &EntryFrame) -> Self {
        // A pass of three links takes 375 bytes, two token hashes 64.
        let mut bytes = Vec::with_capacity(32 + HEADER_BYTES + 512 + entry.payload.len());
        head.put(&mut bytes);
        bytes.push(FRAME_KIND);
        entry.put(&mut bytes);
        Self(bytes.into())
    }

    /// What is stored.
    pub(super) fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// What goes out.
    pub(super) fn into_frame(self) -> Bytes {
        let mut bytes = self.0;
        bytes.split_off(32.min(bytes.len()))
    }
}

/// The chain's head after a stored entry, which is there even when the frame is not.
pub(super) fn head(row: &[u8]) -> Result<ChainHead, StoreError> {
    row.first_chunk().copied().map(ChainHead).ok_or(StoreError::Damaged { row: "entry" })
}

/// A stored entry's frame; `None` where retention took it.
pub(super) fn frame(row: &[u8]) -> Option<&[u8]> {
    row.get(32..).filter(|frame| !frame.is_empty())
}

/// Reads a stored frame back.
pub(super) fn decode(frame: &[u8]) -> Result<EntryFrame, StoreError> {
    match RelayFrame::decode(Bytes::copy_from_slice(frame)) {
        Ok(RelayFrame::Entry { entry }) => Ok(entry),
        _ => Err(StoreError::Damaged { row: "entry" }),
    }
}

/// What can be known of an entry without its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) seq: Seq,
    pub(super) at: UnixMillis,
    pub(super) append: AppendId,
    pub(super) kind: EntryKind,
}

/// Reads a frame's header, copying nothing else.
pub(super) fn header(frame: &[u8]) -> Result<Header, StoreError> {
    let damaged = StoreError::Damaged { row: "entry" };
    let Some(header) = frame.get(1..HEADER_BYTES) else { return Err(damaged) };
    let mut reader = Reader::new(Bytes::copy_from_slice(header));
    let mut read = || {
        LogId::take(&mut reader)?;
        let (seq, at, append) = (Seq::take(&mut reader)?, UnixMillis::take(&mut reader)?, AppendId::take(&mut reader)?);
        Epoch::take(&mut reader)?;
        let kind = if u8::take(&mut reader)? == COMMIT_FACTS { EntryKind::Commit } else { EntryKind::Application };
        Ok::<_, marram_protocol::DecodeError>(Header { seq, at, append, kind })
    };
    read().map_err(|_| damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> EntryFrame {
        EntryFrame {
            log: LogId([7; 16]),
            seq: Seq(3),
            at: UnixMillis(99),
            append: AppendId([5; 16]),
            epoch: Epoch(2),
            commit: None,
            stated_by: None,
            timers: None,
            payload: Bytes::from_static(b"sealed"),
        }
    }

    #[test]
    fn what_is_stored_is_what_the_protocol_would_send() {
        let row = EntryRow::new(ChainHead([1; 32]), &entry());
        assert_eq!(head(row.as_slice()).unwrap(), ChainHead([1; 32]));
        assert_eq!(row.into_frame(), RelayFrame::Entry { entry: entry() }.encode());
    }

    #[test]
    fn a_header_is_read_without_the_payload() {
        let row = EntryRow::new(ChainHead([1; 32]), &entry());
        let header = header(frame(row.as_slice()).unwrap()).unwrap();
        let entry = entry();
        assert_eq!(header, Header { seq: entry.seq, at: entry.at, append: entry.append, kind: EntryKind::Application });
    }
}
