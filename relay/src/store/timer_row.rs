//! The bytes of an armed timer: when, whose, and what it is to leave where. The members' marks are in the log's entries.

use super::row::Row;
use bytes::Bytes;
use marram_protocol::codec::{DecodeError, Field, Reader};
use marram_protocol::{AgencyId, DeviceId, UnixMillis};

/// An armed timer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimerRow {
    /// When it fires.
    pub(super) at: UnixMillis,
    /// The agency that armed it, whose share of the mailboxes it counts against.
    pub(super) from: AgencyId,
    /// What it leaves.
    pub(super) letters: Vec<Letter>,
}

/// What is left in one mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) device: DeviceId,
    pub(super) sealed: Bytes,
}

impl Row for TimerRow {
    const NAME: &'static str = "timer";
}

impl Field for TimerRow {
    fn put(&self, out: &mut Vec<u8>) {
        self.at.put(out);
        self.from.put(out);
        (self.letters.len() as u16).put(out);
        for Letter { device, sealed } in &self.letters {
            device.put(out);
            sealed.put(out);
        }
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        let (at, from, count) = (Field::take(reader)?, Field::take(reader)?, u16::take(reader)?);
        let letter = |_| Ok(Letter { device: Field::take(reader)?, sealed: Field::take(reader)? });
        Ok(Self { at, from, letters: (0..count).map(letter).collect::<Result<_, DecodeError>>()? })
    }
}
