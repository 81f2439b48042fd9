//! What the tests of this package, its example and its fuzz targets share.
//!
//! Owns no product code: the bytes are judged by the crate alone.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod bad;
pub mod bad_checks;
pub mod bad_frames;
pub mod bad_passes;
pub mod decoders;
pub mod good;
pub mod good_relay;
pub mod judge;
pub mod people;
pub mod spec;
pub mod strings;
pub mod vector_file;
