//! Frames: one WebSocket binary message each, a kind byte and fields in fixed order (R1, R3).
//!
//! The tables in [`client`] and [`relay`] are the definition: each line is a frame, its kind byte and its fields.

pub mod client;
pub mod entry;
pub mod relay;
pub mod timer;

pub use client::{ClientFrame, SealedPointer};
pub use entry::{CommitFacts, EntryFrame};
pub use relay::{GapReason, Origin, RelayFrame};
pub use timer::{Alarm, Armed, TimerMarks};

/// What one kind of frame looks like: a line of the table in SPEC.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameShape {
    /// The first byte.
    pub kind: u8,
    /// The frame's name.
    pub name: &'static str,
    /// The names and types of its fields, in the order of the bytes.
    pub fields: &'static [(&'static str, &'static str)],
}

/// Defines a direction's frames with their table, encoder and decoder.
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
            /// Every kind of frame there is, in order of its first byte.
            pub const TABLE: &'static [$crate::frame::FrameShape] = &[
                $($crate::frame::FrameShape {
                    kind: $kind,
                    name: stringify!($frame),
                    fields: &[$((stringify!($field), stringify!($type))),*],
                },)*
            ];
            /// The frame's name: what a log may say of it.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$frame { .. } => stringify!($frame),)* }
            }
            /// The frame's named parts, in the order of its bytes, for an inspector: joined, they are the frame.
            pub fn parts(&self) -> Vec<$crate::codec::Part> {
                let mut out = Vec::new();
                match self {
                    $(Self::$frame { $($field),* } => {
                        let kind: u8 = $kind;
                        $crate::codec::Field::parts(&kind, "frame", &mut out);
                        $($crate::codec::Field::parts($field, stringify!($field), &mut out);)*
                    })*
                }
                out
            }
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
