//! One reader and one writer of each type, whatever it is read from or written to.
//!
//! Serde makes code of its own for every pair of a type and a format. In the browser's Wasm that was a sixth of all; through
//! serde's traits as objects (`erased_serde`) there is one copy of each type and one of each format.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::Serialize;

/// What is read without knowing from what.
#[derive(Debug)]
pub struct Read<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut erased = <dyn erased_serde::Deserializer>::erase(deserializer);
        erased_serde::deserialize(&mut erased).map(Self).map_err(D::Error::custom)
    }
}

/// What is written without knowing into what.
pub fn written<T: Serialize>(value: &T) -> impl Serialize + '_ {
    let value: &dyn erased_serde::Serialize = value;
    value
}
