//! One story for every store: what is judged, in which order, and what is read back (R14 to R43).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

/// Runs each chapter over every engine.
macro_rules! story {
    ($($(#[$doc:meta])* fn $chapter:ident($desk:ident: Desk) $body:block)*) => {
        mod chapters {
            use super::*;
            $($(#[$doc])* pub(super) fn $chapter(#[allow(unused_mut)] mut $desk: Desk) $body)*
        }
        mod memory {
            $(#[test] fn $chapter() { super::chapters::$chapter(super::Desk::new(super::memory_store())); })*
        }
        mod embedded {
            $(#[test] fn $chapter() { super::chapters::$chapter(super::Desk::new(super::embedded_store())); })*
        }
    };
}

mod appending;
mod limits;
mod mailboxes;
mod passes;
mod reading;
mod registers;
#[path = "../support/mod.rs"]
mod support;

use marram_protocol::frame::client::LogKind;
use marram_protocol::*;
use marram_relay::Terms;
use marram_relay::store::{Embedded, Item, Memory, News, Operation, Outcome, Retention, Store};
use std::sync::Arc;
use std::time::Duration;
use support::desk::*;
use support::*;

fn memory_store() -> Arc<dyn Store> {
    Arc::new(Memory::new())
}

fn embedded_store() -> Arc<dyn Store> {
    Arc::new(Embedded::open_with_backend(redb::backends::InMemoryBackend::new()).unwrap())
}

fn ruth() -> Person {
    person(&Agency::new("Wexmoor Constabulary").staff("Ruth Kember"), 1)
}

fn mina() -> Person {
    person(&Agency::new("Calderfen Council").staff("Mina Sorrell"), 2)
}

fn council() -> Agency {
    Agency::new("Calderfen Council")
}

fn conflict(epoch: u64, newest: u64) -> Outcome {
    Outcome::Conflict { log: log("room"), epoch: Epoch(epoch), newest: Seq(newest) }
}
