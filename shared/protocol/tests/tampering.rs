//! R11, R13, R14, R28: change any byte of what is signed, to any other value, and it does not hold any more.

#![allow(clippy::indexing_slicing)]

mod support;

use bytes::Bytes;
use marram_protocol::codec::{from_bytes, to_bytes};
use marram_protocol::entry::verify;
use marram_protocol::{ClientFrame, Pass, PublicKey, Receipt, Revocation};
use support::people::{self, NONCE, NOW, RELAY, Who};

/// Every change of one byte that leaves `bytes` acceptable, as its place and value.
fn accepted_changes(bytes: &[u8], changes: &[u8], accepts: impl Fn(Bytes) -> bool + Sync) -> Vec<(usize, u8)> {
    assert!(accepts(Bytes::copy_from_slice(bytes)), "the original is accepted");
    let mut accepted = Vec::new();
    for place in 0..bytes.len() {
        for change in changes {
            let mut spoilt = bytes.to_vec();
            spoilt[place] ^= change;
            if accepts(spoilt.into()) {
                accepted.push((place, *change));
            }
        }
    }
    accepted
}

/// All the other values of a byte.
fn all() -> Vec<u8> {
    (1..=255).collect()
}

/// Each bit alone, and all of them: where a check costs several signatures.
const BITS: [u8; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 255];

#[test]
fn no_byte_of_a_receipt_can_be_changed() {
    let relay = Who::Relay.key();
    let accepts = |bytes| from_bytes::<Receipt>(bytes).is_ok_and(|receipt| receipt.holds(&relay));
    assert_eq!(accepted_changes(&to_bytes(&people::receipt()), &all(), accepts), []);
}

#[test]
fn no_byte_of_a_pass_can_be_changed() {
    let accepts = |bytes| from_bytes::<Pass>(bytes).is_ok_and(|pass| pass.verify(NOW).is_ok());
    assert_eq!(accepted_changes(&to_bytes(&people::administrator_pass()), &all(), accepts), []);
    assert_eq!(accepted_changes(&to_bytes(&people::device_pass()), &BITS, accepts), []);
    assert_eq!(accepted_changes(&to_bytes(&people::linked_pass()), &BITS, accepts), []);
    assert_eq!(accepted_changes(&to_bytes(&people::waiting_pass()), &BITS, accepts), []);
}

#[test]
fn no_byte_of_a_revocation_can_be_changed() {
    let accepts = |bytes| from_bytes::<Revocation>(bytes).is_ok_and(|revocation| revocation.holds());
    assert_eq!(accepted_changes(&to_bytes(&people::revocation()), &BITS, accepts), []);
    assert_eq!(accepted_changes(&to_bytes(&people::keeping_revocation()), &BITS, accepts), []);
    assert_eq!(accepted_changes(&to_bytes(&people::own_revocation()), &BITS, accepts), []);
}

#[test]
fn no_byte_of_an_answer_to_the_challenge_can_be_changed() {
    let accepts = |bytes| {
        let Ok(ClientFrame::Authenticate { version, pass, signature }) = ClientFrame::decode(bytes) else {
            return false;
        };
        let Ok(verified) = pass.verify(NOW) else { return false };
        verify(&PublicKey(verified.device.0), &pass.challenge_bytes(RELAY, version, &NONCE), &signature)
    };
    assert_eq!(accepted_changes(&support::good::authenticate_device().encode(), &BITS, accepts), []);
}
