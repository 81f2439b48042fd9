//! Good vectors: every frame of a client. The relay's and the records are next door.

use super::people::{self, APPEND, LOG, Who};
use super::vector_file::VectorFile;
use bytes::Bytes;
use marram_protocol::frame::client::LogKind;
use marram_protocol::{AppendId, BlobId, ClientFrame, Epoch, NextTokens, RequestId, Seq, Token, VERSION};

const REACH: Token = Token([0xc1; 32]);
const BLOB: BlobId = BlobId(*b"blob of tidemark");

/// Every good vector, in order of name.
pub fn all() -> Vec<VectorFile> {
    let mut all = Vec::new();
    for (name, about, frame) in client_frames() {
        all.push(VectorFile::good(name, about, "client frame", frame.parts()));
    }
    for (name, about, frame) in super::good_relay::relay_frames() {
        all.push(VectorFile::good(name, about, "relay frame", frame.parts()));
    }
    all.extend(super::good_relay::records());
    all
}

/// At least one of every kind.
pub fn client_frames() -> Vec<(&'static str, &'static str, ClientFrame)> {
    let request = RequestId(7);
    let administrator = people::administrator_pass();
    vec![
        (
            "01_authenticate_administrator",
            "An administrator's device answers the challenge.",
            ClientFrame::Authenticate {
                version: VERSION,
                signature: people::challenge_signature(Who::Administrator, &administrator),
                pass: administrator,
            },
        ),
        ("01_authenticate_device", "A device that an invite made answers the challenge.", authenticate_device()),
        (
            "02_create_group",
            "A log for a group.",
            ClientFrame::Create { request, log: LOG, kind: LogKind::Group, tokens: people::next_tokens(0) },
        ),
        (
            "02_create_register",
            "An agency's register: the append hash is of nothing.",
            ClientFrame::Create {
                request,
                log: LOG,
                kind: LogKind::Register,
                tokens: NextTokens { append: marram_protocol::TokenHash([0; 32]), ..people::next_tokens(0) },
            },
        ),
        ("03_append", "An application entry of epoch 0.", append()),
        ("04_commit", "A commit that ends epoch 0 and lets two devices in.", commit()),
        ("04_commit_without_pointers", "A commit that lets nobody in.", commit_without_pointers()),
        (
            "05_follow",
            "Asks for everything that epoch 1's token reads.",
            ClientFrame::Follow { request, log: LOG, token: people::tokens(1).0, after: Seq(0), credit: 64 },
        ),
        ("06_credit", "Sixteen entries more.", ClientFrame::Credit { log: LOG, more: 16 }),
        ("07_unfollow", "No more of this log.", ClientFrame::Unfollow { log: LOG }),
        ("08_resume", "The refusal is noted.", ClientFrame::Resume { log: LOG }),
        (
            "09_open_mailbox",
            "Ten entries of the own mailbox after the third.",
            ClientFrame::OpenMailbox { after: Seq(3), credit: 10 },
        ),
        ("0a_acknowledge_mailbox", "Five entries are safe here.", ClientFrame::AcknowledgeMailbox { upto: Seq(5) }),
        (
            "0b_deliver",
            "A sealed note for one device.",
            ClientFrame::Deliver {
                request,
                append: AppendId(*b"append no. 3    "),
                device: Who::OtherDevice.device(),
                reach: REACH,
                payload: Bytes::from_static(b"a sealed note"),
            },
        ),
        ("0c_shelve", "A key package that is taken once.", shelve(false)),
        ("0c_shelve_last_resort", "A key package that is kept.", shelve(true)),
        (
            "0d_take_key_package",
            "Takes a device's key package.",
            ClientFrame::TakeKeyPackage { request, device: Who::OtherDevice.device(), reach: REACH },
        ),
        (
            "0e_put_blob",
            "A staged welcome.",
            ClientFrame::PutBlob { request, blob: BLOB, payload: Bytes::from_static(b"a sealed blob") },
        ),
        ("0f_get_blob", "Reads it.", ClientFrame::GetBlob { request, blob: BLOB }),
        ("10_revoke_keeping", "An administrator is over, and a device that it let in goes on.", revoke_keeping()),
        ("10_revoke", "A device is over.", ClientFrame::Revoke { request, revocation: people::revocation() }),
        ("11_ping", "A sign of life, please.", ClientFrame::Ping { request }),
        ("12_found", "An agency's first administrator answers the challenge with a founding token.", found()),
        (
            "18_offer",
            "A sealed link for whoever types the code.",
            ClientFrame::Offer { request, place: REACH.hash(), payload: Bytes::from_static(b"a sealed link") },
        ),
        (
            "19_collect",
            "A browser without a pass asks for it.",
            ClientFrame::Collect { version: VERSION, token: REACH },
        ),
        ("13_append_timed", "An entry of epoch 1 that cancels a timer and arms one for two devices.", append_timed()),
        ("13_append_timed_cancel", "An entry that only cancels.", {
            let ClientFrame::AppendTimed { request, log, append, epoch, token, cancel, payload, .. } = append_timed()
            else {
                panic!("another frame")
            };
            ClientFrame::AppendTimed { request, log, append, epoch, token, cancel, arm: Vec::new(), payload }
        }),
    ]
}

pub fn authenticate_device() -> ClientFrame {
    let pass = people::device_pass();
    let signature = people::challenge_signature(Who::Device, &pass);
    ClientFrame::Authenticate { version: VERSION, pass, signature }
}

pub fn revoke_keeping() -> ClientFrame {
    ClientFrame::Revoke { request: RequestId(17), revocation: people::keeping_revocation() }
}

pub fn found() -> ClientFrame {
    let pass = people::administrator_pass();
    let signature = people::challenge_signature(Who::Administrator, &pass);
    ClientFrame::Found { version: VERSION, token: Token([0xf0; 32]), pass, signature }
}

pub fn append() -> ClientFrame {
    ClientFrame::Append {
        request: RequestId(7),
        log: LOG,
        append: APPEND,
        epoch: Epoch(0),
        token: people::tokens(0).1,
        payload: people::payload(),
    }
}

pub fn append_timed() -> ClientFrame {
    ClientFrame::AppendTimed {
        request: RequestId(10),
        log: LOG,
        append: AppendId(*b"append no. 5    "),
        epoch: Epoch(1),
        token: people::tokens(1).1,
        cancel: vec![people::OTHER_TIMER],
        arm: people::alarms(),
        payload: people::payload(),
    }
}

pub fn commit() -> ClientFrame {
    ClientFrame::Commit {
        request: RequestId(8),
        log: LOG,
        append: AppendId(*b"append no. 2    "),
        epoch: Epoch(0),
        token: people::tokens(0).1,
        next: people::next_tokens(1),
        pointers: people::pointers(),
        payload: Bytes::from_static(b"a sealed commit"),
    }
}

fn commit_without_pointers() -> ClientFrame {
    ClientFrame::Commit {
        request: RequestId(8),
        log: LOG,
        append: AppendId(*b"append no. 4    "),
        epoch: Epoch(1),
        token: people::tokens(1).1,
        next: people::next_tokens(2),
        pointers: Vec::new(),
        payload: Bytes::from_static(b"a sealed update"),
    }
}

pub fn shelve(last_resort: bool) -> ClientFrame {
    let payload = Bytes::from_static(b"a key package");
    ClientFrame::Shelve { request: RequestId(9), reach: REACH.hash(), last_resort, payload }
}
