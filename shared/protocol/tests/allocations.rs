//! R4: what a frame claims never decides how much memory is taken. Every allocation of the decoder is counted.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, unreachable_pub)]

mod strategies;
mod support;

use allocation_counter::measure;
use bytes::Bytes;
use marram_protocol::frame::SealedPointer;
use marram_protocol::frame::client::MAX_POINTERS;
use marram_protocol::{ClientFrame, DeviceId, RelayFrame, RequestId, Token};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use support::vector_file::read_folder;

/// For the handle of a shared buffer, and the like.
const SMALL: u64 = 512;

/// The most bytes that were taken at one time while decoding, with the received message not counted.
fn taken(message: &[u8]) -> u64 {
    let message = Bytes::copy_from_slice(message);
    let client = measure(|| drop(ClientFrame::decode(message.clone()))).bytes_max;
    client.max(measure(|| drop(RelayFrame::decode(message.clone()))).bytes_max)
}

#[test]
fn the_count_sees_allocations() {
    assert!(measure(|| drop(std::hint::black_box(vec![1_u8; 10_000]))).bytes_max >= 10_000);
}

#[test]
fn a_frame_that_is_refused_for_its_lengths_takes_next_to_nothing() {
    let refused = read_folder("bad").into_iter().filter(|vector| vector.setting("rule") == "R4");
    let mut looked_at = 0;
    for vector in refused {
        let (bytes, taken) = (vector.bytes(), taken(&vector.bytes()));
        assert!(taken <= 2 * bytes.len() as u64 + SMALL, "{}: {taken} bytes for {}", vector.name, bytes.len());
        looked_at += 1;
    }
    assert!(looked_at > 20);
}

#[test]
fn a_payload_is_not_copied() {
    let blob = ClientFrame::PutBlob {
        request: RequestId(1),
        blob: marram_protocol::BlobId([7; 16]),
        payload: Bytes::from(vec![7; 2 << 20]),
    };
    let taken = taken(&blob.encode());
    assert!(taken <= SMALL, "{taken} bytes for a payload of 2 MiB");
}

#[test]
fn the_longest_list_takes_a_small_multiple_of_its_bytes() {
    let pointer = SealedPointer { device: DeviceId([1; 32]), reach: Token([2; 32]), sealed: Bytes::new() };
    let ClientFrame::Commit { request, log, append, epoch, token, next, payload, .. } = support::good::commit() else {
        panic!("no commit")
    };
    let pointers = vec![pointer; MAX_POINTERS];
    let bytes = ClientFrame::Commit { request, log, append, epoch, token, next, pointers, payload }.encode();
    let taken = taken(&bytes);
    assert!(taken > 0 && taken <= 4 * bytes.len() as u64, "{taken} bytes for {}", bytes.len());
}

#[test]
fn nothing_that_is_received_takes_more_than_a_small_multiple_of_its_bytes() {
    let claims = (strategies::any_frame_bytes(), any::<prop::sample::Index>(), any::<u32>());
    let spoilt = claims.prop_map(|(mut bytes, place, claim)| {
        let place = place.index(bytes.len());
        for (byte, claimed) in bytes[place..].iter_mut().zip(claim.to_be_bytes()) {
            *byte = claimed;
        }
        bytes
    });
    let mut runner = TestRunner::new(strategies::config(3_000));
    let result = runner.run(&spoilt, |bytes| {
        let taken = taken(&bytes);
        prop_assert!(taken <= 4 * bytes.len() as u64 + SMALL, "{} bytes for {}", taken, bytes.len());
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
