//! Good vectors: every frame of the relay, and the records whose signatures and hashes hold.

use super::people::{self, LOG, NOT_AFTER, NOT_BEFORE, NOW, Who};
use super::vector_file::VectorFile;
use bytes::Bytes;
use marram_protocol::codec::Field;
use marram_protocol::frame::relay::RelayName;
use marram_protocol::frame::{EntryFrame, GapReason, Origin};
use marram_protocol::{ChainHead, Epoch, Limits, Reason, Refusal, RelayFrame, RequestId, Seq, UnixMillis, VERSION};

/// At least one of every kind.
pub fn relay_frames() -> Vec<(&'static str, &'static str, RelayFrame)> {
    let request = RequestId(7);
    let heads = people::heads();
    let origin = Origin { log: LOG, seq: Seq(2), head: heads[1] };
    let refused = |refusal| RelayFrame::Refused { request, refusal };
    vec![
        ("81_challenge", "The first frame of a connection.", challenge()),
        (
            "82_ready",
            "The device is known; the limits are the default ones.",
            RelayFrame::Ready { at: NOW, limits: Limits::default(), shelf: 20, mailbox: Seq(5) },
        ),
        ("83_done", "Twenty-one key packages are on the shelf now.", RelayFrame::Done { request, value: 21 }),
        ("84_stored", "The entry is durable.", RelayFrame::Stored { request, receipt: people::receipt() }),
        (
            "85_conflict",
            "The log is at epoch 1 since its second entry.",
            RelayFrame::Conflict { request, log: LOG, epoch: Epoch(1), newest: Seq(2) },
        ),
        ("86_refused_too_large", "Over a limit.", refused(Refusal::too_large(65_536, 65_537))),
        ("86_refused_too_often", "Come back in two seconds.", refused(Refusal::too_often(2_000))),
        (
            "86_refused_connection",
            "Request 0: the whole connection is refused.",
            RelayFrame::Refused { request: RequestId(0), refusal: Reason::Revoked.into() },
        ),
        (
            "87_following",
            "Delivery begins before the commit that began epoch 1.",
            RelayFrame::Following { request, log: LOG, epoch: Epoch(1), after: Seq(1), head: heads[0], newest: Seq(2) },
        ),
        ("88_entry", "An application entry.", RelayFrame::Entry { entry: people::entry() }),
        (
            "88_entry_register",
            "A register's entry, with the pass of the device that appended it.",
            RelayFrame::Entry { entry: people::register_entry() },
        ),
        ("88_entry_commit", "A commit, with its appender's pass.", RelayFrame::Entry { entry: people::commit_entry() }),
        ("88_entry_timed", "An entry with its marks.", RelayFrame::Entry { entry: people::timed_entry() }),
        ("89_caught_up", "More may come.", RelayFrame::CaughtUp { log: LOG, seq: Seq(2), ended: false }),
        ("89_caught_up_ended", "The epoch is over.", RelayFrame::CaughtUp { log: LOG, seq: Seq(2), ended: true }),
        (
            "8a_gap",
            "Nine entries were removed.",
            RelayFrame::Gap { log: LOG, from: Seq(1), to: Seq(9), reason: GapReason::Retention },
        ),
        (
            "8b_mail_note",
            "A note.",
            RelayFrame::Mail { seq: Seq(4), at: NOW, origin: None, payload: Bytes::from_static(b"a sealed note") },
        ),
        (
            "8b_mail_pointer",
            "A commit's pointer, stamped with its place.",
            RelayFrame::Mail {
                seq: Seq(5),
                at: NOW,
                origin: Some(origin),
                payload: Bytes::from_static(b"sealed for the first"),
            },
        ),
        (
            "8c_key_package",
            "A key package that nobody else gets.",
            RelayFrame::KeyPackage { request, last_resort: false, payload: Bytes::from_static(b"a key package") },
        ),
        ("8d_blob", "A blob.", RelayFrame::Blob { request, payload: Bytes::from_static(b"a sealed blob") }),
        ("8e_pong", "A sign of life.", RelayFrame::Pong { request, at: NOW }),
        (
            "98_collected",
            "What was left under a code.",
            RelayFrame::Collected { payload: Bytes::from_static(b"a sealed link") },
        ),
    ]
}

pub fn challenge() -> RelayFrame {
    RelayFrame::Challenge {
        version: VERSION,
        name: RelayName::new(people::RELAY).unwrap(),
        key: Who::Relay.key(),
        nonce: people::NONCE,
        at: NOW,
    }
}

/// Records on their own, each with the check that it passes.
pub fn records() -> Vec<VectorFile> {
    let pass = |name, about, pass: marram_protocol::Pass, now: UnixMillis| {
        record(name, about, "pass", "pass", &pass).with("now", now)
    };
    let answer = super::good::authenticate_device().parts();
    vec![
        pass("pass_administrator", "An administrator's pass.", people::administrator_pass(), NOW),
        pass("pass_device", "A device's pass.", people::device_pass(), NOW),
        pass("pass_first_moment", "The first moment is inside.", people::device_pass(), NOT_BEFORE),
        pass("pass_last_moment", "So is the last moment of the device's link.", people::device_pass(), NOT_AFTER[2]),
        pass("pass_after_its_invite", "An invite's end ends nothing that it made.", people::device_pass(), {
            UnixMillis(NOT_AFTER[1].0 + 1)
        }),
        pass("pass_waiting", "A device that waits for an administrator's approval.", people::waiting_pass(), NOW),
        pass("pass_further_device", "A device that another one of the same person linked.", people::linked_pass(), NOW),
        record("receipt", "The relay's promise.", "receipt", "receipt", &people::receipt())
            .with("relay key", Who::Relay.key().to_hex()),
        record("revocation_keeping", "It keeps one.", "revocation", "revocation", &people::keeping_revocation()),
        record("revocation", "An administrator's word.", "revocation", "revocation", &people::revocation()),
        record(
            "revocation_own",
            "A device's word about the one that it linked.",
            "revocation",
            "revocation",
            &people::own_revocation(),
        ),
        VectorFile::good("challenge_answer", "The signature is of this challenge.", "challenge answer", answer)
            .with("relay name", people::RELAY)
            .with("nonce", hex::encode(people::NONCE)),
        chain("chain_first_entry", "From the start of the log.", ChainHead::start(LOG), &people::entry()),
        chain("chain_commit", "A commit's token hashes count.", people::heads()[0], &people::commit_entry()),
        chain("chain_timed", "Timers' marks count.", people::heads()[1], &people::timed_entry()),
    ]
}

fn record<T: Field>(name: &str, about: &str, decoder: &str, path: &str, value: &T) -> VectorFile {
    let mut parts = Vec::new();
    value.parts(path, &mut parts);
    VectorFile::good(name, about, decoder, parts)
}

fn chain(name: &str, about: &str, before: ChainHead, entry: &EntryFrame) -> VectorFile {
    let after = before.then(entry.seq, &entry.hash());
    record(name, about, "chain", "entry", entry)
        .with("head before", hex::encode(before.0))
        .with("head after", hex::encode(after.0))
}
