//! Sessions without a network: who is let in, what is delivered and when, and what ends a connection (R1 to R18, R22
//! to R51).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod admission;
mod delivery;
mod ending;
mod mailbox;
mod revocation;
mod slow_readers;
#[path = "../support/mod.rs"]
mod support;
mod waiting;

use bytes::Bytes;
use marram_protocol::frame::client::LogKind;
use marram_protocol::*;
use marram_relay::store::{ConnectionId, Memory, Retention, Store as _};
use marram_relay::{Place, Terms};
use std::sync::Arc;
use std::time::Duration;
use support::bench::Bench;
use support::*;

fn wexmoor() -> Agency {
    Agency::new("Wexmoor Constabulary")
}

fn ruth() -> Device {
    wexmoor().staff("Ruth Kember")
}

fn sam() -> Device {
    wexmoor().staff("Sam Orrin")
}

const R: RequestId = RequestId(7);

fn create() -> ClientFrame {
    ClientFrame::Create { request: R, log: log("room"), kind: LogKind::Group, tokens: tokens("epoch 0") }
}

fn append_of(epoch: u64, id: &str, text: impl Into<Bytes>) -> ClientFrame {
    ClientFrame::Append {
        request: R,
        log: log("room"),
        append: append(id),
        epoch: Epoch(epoch),
        token: token(&format!("epoch {epoch} append")),
        payload: text.into(),
    }
}

fn commit_of(epoch: u64, id: &str) -> ClientFrame {
    ClientFrame::Commit {
        request: R,
        log: log("room"),
        append: append(id),
        epoch: Epoch(epoch),
        token: token(&format!("epoch {epoch} append")),
        next: tokens(&format!("epoch {}", epoch + 1)),
        pointers: vec![],
        payload: payload(id),
    }
}

fn follow_of(epoch: u64, after: u64, credit: u32) -> ClientFrame {
    let token = token(&format!("epoch {epoch} read"));
    ClientFrame::Follow { request: R, log: log("room"), token, after: Seq(after), credit }
}

fn ping() -> ClientFrame {
    ClientFrame::Ping { request: R }
}

/// A bench with a group and Ruth in it.
fn room() -> (Bench, ConnectionId) {
    room_with(Terms::default())
}

fn room_with(terms: Terms) -> (Bench, ConnectionId) {
    let mut bench = Bench::with(&[&wexmoor()], terms);
    let ruth = bench.enter(&ruth());
    assert_eq!(bench.ask(ruth, create()), RelayFrame::Done { request: R, value: 0 });
    (bench, ruth)
}

/// What deliveries say, shortly: `3` an entry, `-3` a gap up to there, `+3` caught up there, `!3` and ended.
fn shortly(frames: &[RelayFrame]) -> Vec<String> {
    frames
        .iter()
        .map(|frame| match frame {
            RelayFrame::Entry { entry } => entry.seq.to_string(),
            RelayFrame::Gap { to, .. } => format!("-{to}"),
            RelayFrame::CaughtUp { seq, ended: false, .. } => format!("+{seq}"),
            RelayFrame::CaughtUp { seq, ended: true, .. } => format!("!{seq}"),
            other => other.name().to_owned(),
        })
        .collect()
}
