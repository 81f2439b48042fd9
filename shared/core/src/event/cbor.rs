//! CBOR (RFC 8949), structs as maps in the order of their fields. Read from one kind of reader alone: each type brings its
//! own copy of the decoder into the Wasm, for each kind there is.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writing to memory cannot fail, and no type here refuses to be serialised.
pub(crate) fn to_cbor<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written = ciborium::into_writer(value, &mut bytes);
    debug_assert!(written.is_ok());
    bytes
}

/// Reads one CBOR value; `None` for anything else, also when bytes follow.
pub(crate) fn from_cbor<T: DeserializeOwned>(mut bytes: &[u8]) -> Option<T> {
    let value = next_cbor(&mut bytes)?;
    bytes.is_empty().then_some(value)
}

/// Reads one CBOR value and leaves what follows.
pub(crate) fn next_cbor<T: DeserializeOwned>(bytes: &mut &[u8]) -> Option<T> {
    ciborium::from_reader(bytes).ok()
}
