//! Any bytes, as a pass: decoded, and its chain checked.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/decoders.rs"]
#[allow(dead_code)]
mod decoders;

fuzz_target!(|data: &[u8]| {
    decoders::pass(data);
});
