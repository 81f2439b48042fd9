//! Frames: one WebSocket binary message each, a kind byte and fields in fixed order (R1, R3).
//!
//! The tables in [`client`] and [`relay`] are the definition: each line is a frame, its kind byte and its fields.

pub mod client;
pub mod relay;

pub use client::{ClientFrame, SealedPointer};
pub use relay::{EntryFrame, GapReason, Origin, RelayFrame};

/// Defines a direction's frames with their encoder and decoder.
macro_rules! frames {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$fdoc:meta])* $kind:literal $frame:ident { $($(#[$ddoc:meta])* $field:ident: $type:ty),* $(,)? })*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $($(#[$fdoc])* $frame { $($(#[$ddoc])* $field: $type),* },)*
        }
        impl $name {
            /// The frame's bytes.
            pub fn encode(&self) -> bytes::Bytes {
                let mut out = Vec::new();
                match self {
                    $(Self::$frame { $($field),* } => {
                        out.push($kind);
                        $($crate::codec::Field::put($field, &mut out);)*
                    })*
                }
                out.into()
            }
            /// Reads a frame. Opaque fields are slices of `frame`, not copies.
            ///
            /// # Errors
            /// See [`DecodeError`](crate::DecodeError); a frame that fails costs the connection.
            pub fn decode(frame: bytes::Bytes) -> Result<Self, $crate::DecodeError> {
                let mut reader = $crate::codec::Reader::new(frame);
                let decoded = match <u8 as $crate::codec::Field>::take(&mut reader)? {
                    $($kind => Self::$frame { $($field: $crate::codec::Field::take(&mut reader)?),* },)*
                    kind => return Err($crate::DecodeError::UnknownKind { kind }),
                };
                reader.end()?;
                Ok(decoded)
            }
        }
    };
}
use frames;
