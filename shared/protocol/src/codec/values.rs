//! The values that records are made of: integers, arrays, flags, optional values and opaque bytes.

use super::{DecodeError, Field, Part, Reader};
use bytes::Bytes;

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
    fn parts(&self, name: &str, out: &mut Vec<Part>) {
        self.is_some().parts(&format!("{name}.present"), out);
        if let Some(value) = self {
            value.parts(name, out);
        }
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
    fn parts(&self, name: &str, out: &mut Vec<Part>) {
        (self.len() as u32).parts(&format!("{name}.length"), out);
        out.push(Part { name: name.to_owned(), bytes: self.to_vec() });
    }
}
