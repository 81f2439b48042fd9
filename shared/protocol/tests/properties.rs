//! What holds for every frame there can be, and for bytes that are none.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, unreachable_pub)]

#[path = "support/decoders.rs"]
mod decoders;
mod strategies;

use bytes::Bytes;
use marram_protocol::frame::FrameShape;
use marram_protocol::{ClientFrame, DecodeError, RelayFrame};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use strategies::{any_frame_bytes, client_frames, config, relay_frames};

/// Runs `test` over many values of a strategy.
fn for_all<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    TestRunner::new(config(cases)).run(strategy, test).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn there_is_a_strategy_for_every_kind_of_frame() {
    let names = |table: &[FrameShape]| table.iter().map(|shape| shape.name).collect::<Vec<_>>();
    assert_eq!(client_frames().iter().map(|(name, _)| *name).collect::<Vec<_>>(), names(ClientFrame::TABLE));
    assert_eq!(relay_frames().iter().map(|(name, _)| *name).collect::<Vec<_>>(), names(RelayFrame::TABLE));
}

#[test]
fn every_frame_comes_back_as_it_was() {
    for (name, frames) in client_frames() {
        for_all(64, &frames, |frame| {
            prop_assert_eq!(frame.name(), name);
            let bytes = frame.encode();
            prop_assert_eq!(ClientFrame::decode(bytes.clone()), Ok(frame.clone()));
            let joined: Vec<u8> = frame.parts().into_iter().flat_map(|part| part.bytes).collect();
            prop_assert_eq!(joined, bytes);
            Ok(())
        });
    }
    for (name, frames) in relay_frames() {
        for_all(64, &frames, |frame| {
            prop_assert_eq!(frame.name(), name);
            let bytes = frame.encode();
            prop_assert_eq!(RelayFrame::decode(bytes.clone()), Ok(frame.clone()));
            let joined: Vec<u8> = frame.parts().into_iter().flat_map(|part| part.bytes).collect();
            prop_assert_eq!(joined, bytes);
            Ok(())
        });
    }
}

#[test]
fn r4_every_frame_that_ends_early_is_refused_as_truncated() {
    for_all(400, &(any_frame_bytes(), any::<prop::sample::Index>()), |(bytes, cut)| {
        let early = Bytes::copy_from_slice(&bytes[..cut.index(bytes.len())]);
        let from_client = bytes[0] < 0x80;
        let error = match from_client {
            true => ClientFrame::decode(early).err(),
            false => RelayFrame::decode(early).err(),
        };
        prop_assert!(matches!(error, Some(DecodeError::Truncated { .. })), "{:?}", error);
        Ok(())
    });
}

#[test]
fn r5_every_frame_with_something_behind_it_is_refused() {
    for_all(400, &(any_frame_bytes(), prop::collection::vec(any::<u8>(), 1..40)), |(mut bytes, more)| {
        let (from_client, left) = (bytes[0] < 0x80, more.len());
        bytes.extend(more);
        let error = match from_client {
            true => ClientFrame::decode(bytes.into()).err(),
            false => RelayFrame::decode(bytes.into()).err(),
        };
        prop_assert_eq!(error, Some(DecodeError::Trailing { left }));
        Ok(())
    });
}

#[test]
fn r3_a_frame_of_the_other_side_is_no_frame() {
    for_all(200, &any_frame_bytes(), |bytes| {
        let kind = bytes[0];
        let error = match kind < 0x80 {
            true => RelayFrame::decode(bytes.into()).err(),
            false => ClientFrame::decode(bytes.into()).err(),
        };
        prop_assert_eq!(error, Some(DecodeError::UnknownKind { kind }));
        Ok(())
    });
}

#[test]
fn arbitrary_bytes_never_bring_a_decoder_down() {
    let bytes = (any::<u8>(), prop::collection::vec(any::<u8>(), 0..600)).prop_map(|(kind, mut bytes)| {
        bytes.insert(0, (kind & 0x80) | (kind & 0x1f));
        bytes
    });
    for_all(4_000, &bytes, |bytes| {
        for (_, decode) in decoders::ALL {
            decode(&bytes);
        }
        Ok(())
    });
}

#[test]
fn a_spoilt_frame_never_brings_a_decoder_down() {
    let spoils = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..6);
    for_all(4_000, &(any_frame_bytes(), spoils), |(mut bytes, spoils)| {
        for (place, value, how) in spoils {
            let place = place.index(bytes.len());
            match how {
                0 => bytes[place] = value,
                1 => bytes.insert(place, value),
                _ if bytes.len() > 1 => drop(bytes.remove(place)),
                _ => {}
            }
        }
        decoders::client_frame(&bytes);
        decoders::relay_frame(&bytes);
        Ok(())
    });
}

/// The opaque fields of a client's frame.
fn opaque(frame: &ClientFrame) -> Vec<&Bytes> {
    match frame {
        ClientFrame::Append { payload, .. }
        | ClientFrame::Deliver { payload, .. }
        | ClientFrame::Shelve { payload, .. }
        | ClientFrame::PutBlob { payload, .. }
        | ClientFrame::Offer { payload, .. } => vec![payload],
        ClientFrame::AppendTimed { arm, payload, .. } => {
            let pointers = arm.iter().flat_map(|alarm| &alarm.pointers);
            pointers.map(|pointer| &pointer.sealed).chain([payload]).collect()
        }
        ClientFrame::Commit { pointers, payload, .. } => {
            pointers.iter().map(|pointer| &pointer.sealed).chain([payload]).collect()
        }
        _ => Vec::new(),
    }
}

/// The opaque fields of a relay's frame.
fn opaque_of_relay(frame: &RelayFrame) -> Vec<&Bytes> {
    match frame {
        RelayFrame::Entry { entry } => vec![&entry.payload],
        RelayFrame::Mail { payload, .. }
        | RelayFrame::KeyPackage { payload, .. }
        | RelayFrame::Blob { payload, .. }
        | RelayFrame::Collected { payload } => vec![payload],
        _ => Vec::new(),
    }
}

#[test]
fn r4_a_payload_is_a_slice_of_the_received_message() {
    let seen = std::cell::Cell::new(0);
    for_all(600, &any_frame_bytes(), |bytes| {
        let received = Bytes::from(bytes);
        let inside = received.as_ptr_range();
        let check = |field: &Bytes| {
            let range = field.as_ptr_range();
            seen.set(seen.get() + usize::from(!field.is_empty()));
            field.is_empty() || (range.start >= inside.start && range.end <= inside.end)
        };
        let all_inside = match received[0] < 0x80 {
            true => opaque(&ClientFrame::decode(received.clone()).unwrap()).into_iter().all(check),
            false => opaque_of_relay(&RelayFrame::decode(received.clone()).unwrap()).into_iter().all(check),
        };
        prop_assert!(all_inside);
        Ok(())
    });
    assert!(seen.get() > 100, "payloads were looked at: {}", seen.get());
}

/// A list of fields that the frame tables call `Bytes` is what `opaque` must look at.
#[test]
fn no_kind_of_frame_with_a_payload_is_forgotten() {
    let with_payload = |table: &[FrameShape]| {
        let holds = |shape: &&FrameShape| {
            let opaque = ["Bytes", "EntryFrame", "Vec<SealedPointer>", "Vec<Alarm>"];
            shape.fields.iter().any(|(_, kind)| opaque.contains(kind))
        };
        table.iter().filter(holds).map(|shape| shape.name).collect::<Vec<_>>()
    };
    assert_eq!(
        with_payload(ClientFrame::TABLE),
        ["Append", "Commit", "Deliver", "Shelve", "PutBlob", "AppendTimed", "Offer"]
    );
    assert_eq!(with_payload(RelayFrame::TABLE), ["Entry", "Mail", "KeyPackage", "Blob", "Collected"]);
}
