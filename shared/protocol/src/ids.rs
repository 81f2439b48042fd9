//! Ids, positions and times, each a type of its own.
//!
//! Owns what they are made of and how they are shown: shortened in logs, as lower-case hex where a person must copy one.

use crate::codec::{DecodeError, Field, Reader};
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! byte_ids {
    ($($(#[$doc:meta])* $name:ident = $n:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $n]);

        impl $name {
            /// All of it as lower-case hex.
            pub fn to_hex(&self) -> String {
                hex::encode(self.0)
            }
            /// Reads what [`Self::to_hex`] wrote, in either case of letters; `None` for anything else.
            pub fn from_hex(text: &str) -> Option<Self> {
                let mut bytes = [0; $n];
                hex::decode_to_slice(text, &mut bytes).ok().map(|()| Self(bytes))
            }
        }
        /// The first four bytes: enough to follow one id through a log.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
        impl Field for $name {
            fn put(&self, out: &mut Vec<u8>) {
                self.0.put(out);
            }
            fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
                reader.array().map(Self)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match serializer.is_human_readable() {
                    true => serializer.serialize_str(&self.to_hex()),
                    false => serializer.serialize_bytes(&self.0),
                }
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match deserializer.is_human_readable() {
                    true => deserializer.deserialize_str(FixedBytes::<$n>),
                    false => deserializer.deserialize_bytes(FixedBytes::<$n>),
                }
                .map(Self)
            }
        }
    )*};
}

byte_ids! {
    /// A log: 16 random bytes, chosen by the client that creates it.
    LogId = 16;
    /// An append, chosen by its client, kept for the whole retention time (R20).
    AppendId = 16;
    /// A blob: 16 random bytes; whoever knows it may read the (sealed) blob.
    BlobId = 16;
    /// A timer of a log: 16 random bytes, chosen by the client that arms it (R60).
    TimerId = 16;
    /// A device: its Ed25519 verifying key.
    DeviceId = 32;
    /// An agency: the Ed25519 verifying key of its root.
    AgencyId = 32;
    /// Any other Ed25519 verifying key.
    PublicKey = 32;
    /// An Ed25519 signature.
    SignatureBytes = 64;
}

/// Reads exactly `N` bytes from bytes or hex.
struct FixedBytes<const N: usize>;

impl<'de, const N: usize> de::Visitor<'de> for FixedBytes<N> {
    type Value = [u8; N];
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{N} bytes")
    }
    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        let mut bytes = [0; N];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| E::invalid_length(text.len() / 2, &self))?;
        Ok(bytes)
    }
}

macro_rules! positions {
    ($($(#[$doc:meta])* $name:ident($int:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $int);

        impl $name {
            /// The one after it; stays at the last one there is.
            #[must_use]
            pub fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl Field for $name {
            fn put(&self, out: &mut Vec<u8>) {
                self.0.put(out);
            }
            fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
                <$int>::take(reader).map(Self)
            }
        }
    )*};
}

positions! {
    /// A place in a log or mailbox: dense, the first entry is 1, 0 stands before it (R22).
    Seq(u64);
    /// How many commits a group has had; for a register, how many entries it has (R24).
    Epoch(u64);
    /// A client's number for a request, repeated in the answer. 0 stands for the connection itself.
    RequestId(u32);
    /// Milliseconds since 1970, UTC, by the relay's clock.
    UnixMillis(u64);
}
