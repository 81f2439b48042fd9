//! A client's connection: down, being dialled, or up; and how long it waits before it dials again.

use super::dial::{DialError, RelayAddress, Socket};
use super::system::{now, random_bytes, until};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use marram_protocol::UnixMillis;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

/// The first wait between attempts, and the longest.
const BACKOFF_MS: (u64, u64) = (50, 5_000);
/// A relay that takes nothing for so long is gone.
const SENDING: Duration = Duration::from_secs(15);

/// What happened on a line.
#[derive(Debug)]
pub(super) enum Happened {
    /// It is up.
    Up,
    /// A message came.
    Message(Bytes),
    /// It is down; it will be dialled again.
    Lost,
}

type Dialling = Pin<Box<dyn Future<Output = Result<Socket, DialError>> + Send>>;

enum State {
    Down {
        dial_at: Option<UnixMillis>,
    },
    Dialling(Dialling),
    Up(Box<Socket>),
    /// It broke while something was sent, which nobody has been told yet.
    Broken,
}

/// One line to a relay.
pub(super) struct Line {
    address: RelayAddress,
    state: State,
    attempts: u32,
}

impl Line {
    /// A line that is dialled at once.
    pub(super) fn new(address: RelayAddress) -> Self {
        Self { address, state: State::Down { dial_at: Some(now()) }, attempts: 0 }
    }

    /// The relay knows this device: the next loss is the first again.
    pub(super) fn settled(&mut self) {
        self.attempts = 0;
    }

    /// Hangs up and dials again, not before this time. Says whether it was up.
    pub(super) fn redial(&mut self, not_before: UnixMillis) -> bool {
        let dial_at = Some(not_before.max(self.next_attempt()));
        self.hang_up(dial_at)
    }

    /// Hangs up and stays so until [`Self::redial`]. Says whether it was up.
    pub(super) fn stay_down(&mut self) -> bool {
        self.hang_up(None)
    }

    fn hang_up(&mut self, dial_at: Option<UnixMillis>) -> bool {
        let before = std::mem::replace(&mut self.state, State::Down { dial_at });
        matches!(before, State::Up(_) | State::Broken)
    }

    fn next_attempt(&mut self) -> UnixMillis {
        let (first, longest) = BACKOFF_MS;
        let wait = first.saturating_mul(1 << self.attempts.min(16)).min(longest);
        self.attempts = self.attempts.saturating_add(1);
        // Clients that lost the same relay do not all come back at once. Without randomness they do.
        let spread = random_bytes::<2>().map_or(0, u16::from_be_bytes);
        UnixMillis(now().0 + wait / 2 + u64::from(spread) % (wait / 2 + 1))
    }

    /// Waits until something happens. Nothing is lost if the waiting is given up.
    pub(super) async fn next(&mut self) -> Happened {
        loop {
            match &mut self.state {
                State::Down { dial_at: None } => std::future::pending().await,
                State::Down { dial_at: Some(at) } => {
                    tokio::time::sleep(until(*at)).await;
                    let address = self.address.clone();
                    self.state = State::Dialling(Box::pin(async move { address.dial().await }));
                }
                State::Dialling(dialling) => match dialling.await {
                    Ok(socket) => {
                        self.state = State::Up(Box::new(socket));
                        return Happened::Up;
                    }
                    Err(_) => {
                        let dial_at = Some(self.next_attempt());
                        self.state = State::Down { dial_at };
                    }
                },
                State::Broken => {
                    self.redial(now());
                    return Happened::Lost;
                }
                State::Up(socket) => match socket.next().await {
                    Some(Ok(Message::Binary(message))) => return Happened::Message(message),
                    Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Text(_) | Message::Frame(_))) => {}
                    Some(Ok(Message::Close(_)) | Err(_)) | None => {
                        self.redial(now());
                        return Happened::Lost;
                    }
                },
            }
        }
    }

    /// Sends a message, if the line is up. A line that breaks over it says so from [`Self::next`].
    pub(super) async fn send(&mut self, message: Bytes) {
        if let State::Up(socket) = &mut self.state {
            let sent = timeout(SENDING, socket.feed(Message::Binary(message))).await;
            self.check(matches!(sent, Ok(Ok(()))));
        }
    }

    /// Sees to it that what was sent goes out.
    pub(super) async fn flush(&mut self) {
        if let State::Up(socket) = &mut self.state {
            let flushed = timeout(SENDING, socket.flush()).await;
            self.check(matches!(flushed, Ok(Ok(()))));
        }
    }

    fn check(&mut self, works: bool) {
        if !works {
            self.state = State::Broken;
        }
    }
}
