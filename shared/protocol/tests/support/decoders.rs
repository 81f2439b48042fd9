//! What every decoder must do with any bytes at all: the fuzz targets' and the smoke fuzz's functions.
//!
//! Each returns whether the bytes were accepted. None may panic, and what is accepted must encode to the same bytes.

use bytes::Bytes;
use marram_protocol::codec::{Field, from_bytes, to_bytes};
use marram_protocol::frame::{EntryFrame, RelayFrame};
use marram_protocol::{ClientFrame, Pass, PublicKey, Receipt, Revocation, UnixMillis};

/// A decoder under fuzz.
pub type Target = fn(&[u8]) -> bool;

/// Every decoder, by the name of its fuzz target.
pub const ALL: &[(&str, Target)] = &[
    ("client_frame", client_frame),
    ("relay_frame", relay_frame),
    ("pass", pass),
    ("revocation", revocation),
    ("receipt", receipt),
    ("entry", entry),
];

pub fn client_frame(data: &[u8]) -> bool {
    let Ok(frame) = ClientFrame::decode(Bytes::copy_from_slice(data)) else { return false };
    assert_eq!(frame.encode(), data, "a frame has one encoding");
    let joined: Vec<u8> = frame.parts().into_iter().flat_map(|part| part.bytes).collect();
    assert_eq!(joined, data, "the parts are the frame");
    true
}

pub fn relay_frame(data: &[u8]) -> bool {
    let Ok(frame) = RelayFrame::decode(Bytes::copy_from_slice(data)) else { return false };
    assert_eq!(frame.encode(), data, "a frame has one encoding");
    if let RelayFrame::Ready { limits, .. } = &frame {
        assert!(limits.max_frame_bytes() >= limits.max_blob_bytes as usize);
    }
    true
}

pub fn pass(data: &[u8]) -> bool {
    let Some(pass) = canonical::<Pass>(data) else { return false };
    let Ok(verified) = pass.verify_signatures() else { return true };
    assert_eq!(verified.agency, pass.root);
    let revocable = |key| verified.keys().any(|found| found == key);
    assert!(pass.links.iter().all(|link| revocable(link.key)), "every key of the chain can be revoked");
    let end = verified.not_after;
    assert!(pass.verify(end.next()).is_err() || end == UnixMillis(u64::MAX), "nothing outlives its shortest link");
    true
}

pub fn revocation(data: &[u8]) -> bool {
    canonical::<Revocation>(data).is_some_and(|revocation| {
        let holds = revocation.holds();
        assert!(!holds || revocation.issuer.verify_signatures().is_ok());
        true
    })
}

pub fn receipt(data: &[u8]) -> bool {
    canonical::<Receipt>(data).is_some_and(|receipt| {
        let nobody = PublicKey([0xff; 32]);
        assert!(!receipt.holds(&nobody), "what is no key has signed nothing");
        true
    })
}

pub fn entry(data: &[u8]) -> bool {
    canonical::<EntryFrame>(data).is_some_and(|entry| {
        let framed = RelayFrame::Entry { entry: entry.clone() }.encode();
        assert_eq!(&framed[1..], data, "a delivered entry is the kept one behind a kind byte");
        true
    })
}

fn canonical<T: Field>(data: &[u8]) -> Option<T> {
    let value: T = from_bytes(Bytes::copy_from_slice(data)).ok()?;
    assert_eq!(to_bytes(&value), data, "a value has one encoding");
    Some(value)
}
