//! Fetching a link by a typed code: one connection of its own, before this browser is a device.

use crate::messages::{CodeRefused, LinkFragment};
use crate::platform::clock;
use crate::platform::socket::{Socket, SocketEvent};
use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;
use marram_core::collect::{CollectError, Collector, Step};
use marram_core::identity::DeviceCode;
use marram_protocol::UnixMillis;

/// So long a relay that says nothing is waited for.
const PATIENCE_MS: u64 = 15_000;

/// The link that lies under a code.
pub(super) async fn link(code: &str) -> Result<LinkFragment, CodeRefused> {
    let code = DeviceCode::parse(code).map_err(|_| CodeRefused::NothingThere)?;
    let collector = Collector::new(&code).ok_or(CodeRefused::NoRelay)?;
    let (sender, mut events) = unbounded();
    let tell = sender.clone();
    // The receiver lives until this is over.
    let socket = Socket::connect(move |event| tell.unbounded_send(event).unwrap_or_default());
    let socket = socket.ok_or(CodeRefused::NoRelay)?;
    let late = move || sender.unbounded_send(SocketEvent::Closed).unwrap_or_default();
    let _patience = clock::call_at(UnixMillis(clock::now().0.saturating_add(PATIENCE_MS)), late);
    while let Some(event) = events.next().await {
        match event {
            SocketEvent::Open => {}
            SocketEvent::Closed => break,
            SocketEvent::Message(message) => match collector.received(message) {
                Step::Send(answer) => socket.send(&answer),
                Step::Wait => {}
                Step::Done(done) => return done.map(LinkFragment).map_err(refused),
            },
        }
    }
    Err(CodeRefused::NoRelay)
}

fn refused(why: CollectError) -> CodeRefused {
    match why {
        CollectError::NothingThere => CodeRefused::NothingThere,
        CollectError::TooOften => CodeRefused::TooOften,
        CollectError::Damaged => CodeRefused::Damaged,
        CollectError::Refused(_) => CodeRefused::NoRelay,
    }
}
