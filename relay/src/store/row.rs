//! What stands in the rows that are more than an id or opaque bytes.

use super::StoreError;
use super::keyspace::Rows;
use bytes::Bytes;
use marram_protocol::codec::{self, DecodeError, Field, Reader};
use marram_protocol::frame::client::LogKind;
use marram_protocol::{AgencyId, DeviceId, NextTokens, Seq, TokenHash, UnixMillis};
use sha2::{Digest as _, Sha256};

/// A value that is stored in a row of its own.
pub(super) trait Row: Field {
    /// What the row is called when it is damaged.
    const NAME: &'static str;
}

/// Reads a row whole.
pub(super) fn get<R: Row>(rows: &impl Rows, key: &[u8]) -> Result<Option<R>, StoreError> {
    rows.look(key, read).and_then(Option::transpose)
}

/// Reads a row's bytes.
pub(super) fn read<R: Row>(value: &[u8]) -> Result<R, StoreError> {
    codec::from_bytes(Bytes::copy_from_slice(value)).map_err(|_| StoreError::Damaged { row: R::NAME })
}

/// A row's bytes.
pub(super) fn bytes(row: &impl Row) -> Vec<u8> {
    codec::to_bytes(row)
}

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident = $text:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) struct $name { $($(#[$field_doc])* pub(super) $field: $type,)* }
        impl Field for $name {
            fn put(&self, out: &mut Vec<u8>) {
                $(self.$field.put(out);)*
            }
            fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
                Ok(Self { $($field: Field::take(reader)?,)* })
            }
        }
        impl Row for $name {
            const NAME: &'static str = $text;
        }
    )*};
}

rows! {
    /// A log.
    LogRow = "log" {
        /// Its class.
        kind: LogKind,
        /// The agency of a register. Of a group it is not kept.
        agency: Option<AgencyId>,
        /// When it was made.
        at: UnixMillis,
    }
    /// What the beginning of an epoch set.
    EpochRow = "epoch" {
        /// What opens it.
        tokens: NextTokens,
        /// The first entry that its read token opens: the commit that began it, or the log's first.
        begin: Seq,
    }
    /// A device that has a shelf and a mailbox.
    DeviceRow = "device" {
        /// Its agency.
        agency: AgencyId,
        /// What opens it to others.
        reach: TokenHash,
        /// The newest mailbox entry, ever.
        newest: Seq,
        /// Mailbox entries that are not acknowledged.
        waiting: u32,
        /// Key packages on the shelf, the last resort not counted.
        packages: u16,
        /// The number of the next key package.
        next_package: u32,
    }
    /// What an append id left in a mailbox.
    DeliveredRow = "delivered" {
        /// Of the note.
        hash: Digest,
        /// When.
        at: UnixMillis,
    }
}

impl DeviceRow {
    /// A device that nothing was left for or put on its shelf yet.
    pub(super) fn new(agency: AgencyId, reach: TokenHash) -> Self {
        Self { agency, reach, newest: Seq(0), waiting: 0, packages: 0, next_package: 0 }
    }
}

impl Row for Seq {
    const NAME: &'static str = "position";
}
impl Row for marram_protocol::Epoch {
    const NAME: &'static str = "epoch number";
}
impl Row for marram_protocol::DeviceId {
    const NAME: &'static str = "invite";
}
impl Row for AgencyId {
    const NAME: &'static str = "founding";
}
impl Row for TokenHash {
    const NAME: &'static str = "founded";
}
impl Row for marram_protocol::PublicKey {
    const NAME: &'static str = "linked device";
}
impl Row for u32 {
    const NAME: &'static str = "count";
}

/// What was left under a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OfferRow {
    /// Who left it.
    pub(super) by: DeviceId,
    /// Its last moment.
    pub(super) until: UnixMillis,
    /// Opaque.
    pub(super) payload: Bytes,
}

impl Field for OfferRow {
    fn put(&self, out: &mut Vec<u8>) {
        self.by.put(out);
        self.until.put(out);
        self.payload.put(out);
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        Ok(Self { by: Field::take(reader)?, until: Field::take(reader)?, payload: Field::take(reader)? })
    }
}

impl Row for OfferRow {
    const NAME: &'static str = "offer";
}

/// A SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digest(pub(super) [u8; 32]);

impl Digest {
    /// Of opaque bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl Field for Digest {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        reader.array().map(Self)
    }
}
