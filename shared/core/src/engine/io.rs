//! What goes into the engine and what comes out.

use crate::command::Command;
use crate::view::Shown;
use bytes::Bytes;
use marram_protocol::UnixMillis;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Input {
    /// The socket is open; the relay's challenge comes next.
    Connected,
    /// The socket is gone.
    Disconnected,
    /// A binary message arrived.
    Received(Bytes),
    /// A person asks for something.
    Asked(Command),
    /// The time of an earlier [`Output::WakeAt`] has come (waking too early or twice does no harm).
    Woken,
}

/// Something for the driver to do, **in the order given**: an output may be carried out only when all before it are
/// done, a `Persist` only once it is durable. If a `Persist` fails, the driver throws away the rest and the engine,
/// says so, and opens the engine anew from its store.
#[derive(Debug, Clone)]
pub enum Output {
    /// Make durable in one strict transaction.
    Persist(Batch),
    /// Send as one binary message. Without a connection it is dropped: the engine sends again what matters.
    Send(Bytes),
    /// Show.
    Show(Shown),
    /// Call back with [`Input::Woken`] at this time; replaces the time before.
    WakeAt(UnixMillis),
    /// Close the socket and connect anew, not before this time.
    Reconnect {
        /// The earliest time.
        not_before: UnixMillis,
    },
}

/// Sealed records to write (`Some`) or delete (`None`), all or nothing. Keys and values are opaque.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch(pub Vec<(Vec<u8>, Option<Vec<u8>>)>);
