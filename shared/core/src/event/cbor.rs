//! CBOR (RFC 8949), structs as maps in the order of their fields.

use crate::erased::{Read, written};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writing to memory cannot fail, and no type here refuses to be serialised.
pub(crate) fn to_cbor<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let done = write_cbor(value, &mut bytes);
    debug_assert!(done.is_some());
    bytes
}

/// Writes behind what is there; `None` if the type refuses.
pub(crate) fn write_cbor<T: Serialize>(value: &T, into: &mut Vec<u8>) -> Option<()> {
    ciborium::into_writer(&written(value), into).ok()
}

/// Reads one CBOR value; `None` for anything else, also when bytes follow.
pub(crate) fn from_cbor<T: DeserializeOwned>(mut bytes: &[u8]) -> Option<T> {
    let value = next_cbor(&mut bytes)?;
    bytes.is_empty().then_some(value)
}

/// Reads one CBOR value and leaves what follows.
pub(crate) fn next_cbor<T: DeserializeOwned>(bytes: &mut &[u8]) -> Option<T> {
    ciborium::from_reader(bytes).ok().map(|Read(value)| value)
}

/// Reads a type from a value whose type is not known yet; `None` if it does not fit.
pub(crate) fn from_value<T: DeserializeOwned>(value: &ciborium::Value) -> Option<T> {
    let Read(value) = value.deserialized().ok()?;
    Some(value)
}
