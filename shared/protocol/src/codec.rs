//! Reading and writing bytes: big-endian integers, fixed arrays, and slices whose length is checked before use.
//!
//! Owns the one way a field becomes bytes. Refuses to allocate for a length it has not checked (R4): payloads are
//! slices of the received buffer, lists have a limit of their own.

mod reader;
mod record;
mod values;

pub use reader::Reader;
pub(crate) use record::{list, record};

use bytes::Bytes;
use thiserror::Error;

/// Why bytes are not a frame. Carries numbers and field names only, never content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// The frame ends inside a field (R4).
    #[error("the frame ends early: {needed} bytes needed, {left} left")]
    Truncated {
        /// Bytes that the field needs.
        needed: usize,
        /// Bytes that are left.
        left: usize,
    },
    /// A length or count is over its limit (R4).
    #[error("{field} is too long: {got}, at most {limit}")]
    TooLong {
        /// The field's name.
        field: &'static str,
        /// The most it may be.
        limit: usize,
        /// What it claims to be.
        got: usize,
    },
    /// Bytes follow the frame's last field (R5).
    #[error("{left} bytes follow the frame's end")]
    Trailing {
        /// Bytes too many.
        left: usize,
    },
    /// No frame has this first byte (R3).
    #[error("unknown frame kind {kind:#04x}")]
    UnknownKind {
        /// The first byte.
        kind: u8,
    },
    /// A field holds a value outside its set (R6).
    #[error("{field} has no meaning for {got}")]
    BadValue {
        /// The field's name.
        field: &'static str,
        /// The value.
        got: u64,
    },
}

/// A value that stands in a frame.
pub trait Field: Sized {
    /// Appends the value's bytes.
    fn put(&self, out: &mut Vec<u8>);
    /// Takes the value from the front of what is left.
    ///
    /// # Errors
    /// Any [`DecodeError`] but `Trailing` and `UnknownKind`.
    fn take(reader: &mut Reader) -> Result<Self, DecodeError>;

    /// Appends the value's parts, in the order of the bytes, each under a name that begins with `name`.
    ///
    /// This is what an inspector and the vectors show. Joined, the parts are what [`Self::put`] appends.
    fn parts(&self, name: &str, out: &mut Vec<Part>) {
        out.push(Part { name: name.to_owned(), bytes: to_bytes(self) });
    }
}

/// A named stretch of a frame's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The path of field names, for example `pass.links[0].key`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Writes one value to bytes of its own.
pub fn to_bytes<T: Field>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    value.put(&mut out);
    out
}

/// Reads exactly one value.
///
/// # Errors
/// As [`Field::take`], and `Trailing` when bytes follow.
pub fn from_bytes<T: Field>(bytes: Bytes) -> Result<T, DecodeError> {
    let mut reader = Reader::new(bytes);
    let value = T::take(&mut reader)?;
    reader.end()?;
    Ok(value)
}
