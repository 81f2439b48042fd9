//! A cursor over one received frame.
//!
//! Owns every look at received bytes: nothing else indexes or slices them.

use super::DecodeError;
use bytes::{Buf, Bytes};

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
        self.left.advance(N);
        Ok(array)
    }

    /// The `u16` count of a list of at most `limit` items of at least `smallest` bytes each.
    pub(crate) fn count(&mut self, field: &'static str, limit: usize, smallest: usize) -> Result<usize, DecodeError> {
        let count = usize::from(u16::from_be_bytes(self.array()?));
        if count > limit {
            return Err(DecodeError::TooLong { field, limit, got: count });
        }
        let needed = count * smallest;
        if needed > self.left() {
            return Err(DecodeError::Truncated { needed, left: self.left() });
        }
        Ok(count)
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
