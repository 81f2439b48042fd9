//! Any bytes, as a receipt: decoded, and its signature checked.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/decoders.rs"]
#[allow(dead_code)]
mod decoders;

fuzz_target!(|data: &[u8]| {
    decoders::receipt(data);
});
