//! Reading and writing bytes: big-endian integers, fixed arrays, and slices whose length is checked before use.
//!
//! Owns the one way a field becomes bytes. Refuses to allocate for a length it has not checked (R4): payloads are
//! slices of the received buffer, lists have a limit of their own.

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

/// A cursor over one received frame.
#[derive(Debug)]
pub struct Reader {
    left: Bytes,
}

impl Reader {
    /// Starts at the frame's first byte.
    pub fn new(frame: Bytes) -> Self {
        Self { left: frame }
    }

    /// The next `n` bytes, as a slice of the received buffer.
    pub fn bytes(&mut self, n: usize) -> Result<Bytes, DecodeError> {
        if n > self.left.len() {
            return Err(DecodeError::Truncated { needed: n, left: self.left.len() });
        }
        Ok(self.left.split_to(n))
    }

    /// The next `N` bytes, copied.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let left = self.left.len();
        let array = self.left.first_chunk::<N>().copied().ok_or(DecodeError::Truncated { needed: N, left })?;
        drop(self.left.split_to(N));
        Ok(array)
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.left.len()
    }

    /// Ends the frame: nothing may follow (R5).
    pub fn end(self) -> Result<(), DecodeError> {
        match self.left.len() {
            0 => Ok(()),
            left => Err(DecodeError::Trailing { left }),
        }
    }
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
}

macro_rules! integer_fields {
    ($($int:ty),*) => {$(
        impl Field for $int {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_be_bytes());
            }
            fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
                Ok(Self::from_be_bytes(reader.array()?))
            }
        }
    )*};
}
integer_fields!(u8, u16, u32, u64);

impl<const N: usize> Field for [u8; N] {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        reader.array()
    }
}

impl Field for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        match u8::take(reader)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(DecodeError::BadValue { field: "flag", got: other.into() }),
        }
    }
}

impl<T: Field> Field for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        bool::take(reader)?.then(|| T::take(reader)).transpose()
    }
}

/// Opaque bytes behind a `u32` length: never copied on receipt, never looked into.
impl Field for Bytes {
    fn put(&self, out: &mut Vec<u8>) {
        debug_assert!(u32::try_from(self.len()).is_ok());
        (self.len() as u32).put(out);
        out.extend_from_slice(self);
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        let length = u32::take(reader)? as usize;
        reader.bytes(length)
    }
}

/// Takes a list behind a `u16` count, of at most `limit` items of at least `smallest` bytes each (R4).
pub(crate) fn take_list<T: Field>(
    reader: &mut Reader,
    field: &'static str,
    limit: usize,
    smallest: usize,
) -> Result<Vec<T>, DecodeError> {
    let count = usize::from(u16::take(reader)?);
    if count > limit {
        return Err(DecodeError::TooLong { field, limit, got: count });
    }
    let needed = count * smallest;
    if needed > reader.left() {
        return Err(DecodeError::Truncated { needed, left: reader.left() });
    }
    (0..count).map(|_| T::take(reader)).collect()
}

/// Appends a list behind a `u16` count.
pub(crate) fn put_list<T: Field>(items: &[T], out: &mut Vec<u8>) {
    debug_assert!(u16::try_from(items.len()).is_ok());
    (items.len() as u16).put(out);
    for item in items {
        item.put(out);
    }
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
