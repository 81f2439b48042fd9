//! One connection's task: moves messages between a socket and the hub.
//!
//! Reading stops when the session wants no input, so a client that sends too much waits in its own socket. Everything
//! that a drain gave is written before one flush.

use super::link::{Happened, Link};
use crate::session::{Arrival, Found, Greeting, Outgoing, Reading, Ticket};
use crate::store::{ConnectionId, StoreError};
use bytes::Bytes;
use futures_util::{Sink as _, Stream as _};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use marram_protocol::{Reason, Refusal};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::{Notify, OwnedSemaphorePermit};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::error::{CapacityError, Error};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// Kept for every connection as long as it lasts.
const READ_BUFFER_BYTES: usize = 4 << 10;

/// How much is gathered before it is written: a flush follows each batch anyway.
const WRITE_BUFFER_BYTES: usize = 32 << 10;

/// How many messages, and about how many bytes, are handed on together.
const READ_AT_ONCE: usize = 64;
const READ_AT_ONCE_BYTES: usize = 256 << 10;

/// How long the last words may take, and how long a peer that still sends is listened to after them.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// How much of what such a peer still sends is thrown away. Closing earlier would reset the connection, and the peer
/// would not see why it was refused.
const LINGER_BYTES: usize = 16 << 20;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Runs a connection to its end.
pub(super) async fn run(stream: TokioIo<Upgraded>, peer: SocketAddr, link: &Arc<Link>, seat: OwnedSemaphorePermit) {
    let mut nonce = [0; 32];
    if let Err(error) = getrandom::fill(&mut nonce) {
        return tracing::error!(%error, "no randomness for a challenge: a connection was refused");
    }
    let max_bytes = link.place.terms.limits.max_frame_bytes();
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_message_size(Some(max_bytes))
        .max_frame_size(Some(max_bytes));
    let socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;

    let (bell, began) = (Arc::new(Notify::new()), Instant::now());
    let (connection, greeting) = link.open(nonce, peer, Arc::clone(&bell));
    tracing::debug!(connection = connection.0, "open");
    let mut line = Line { link, connection, greeting, wire: Wire::new(socket) };
    let end = line.talk(&bell).await;
    link.left(connection);
    let seconds = began.elapsed().as_secs();
    tracing::debug!(connection = connection.0, seconds, ?end, "closed");
    if matches!(end, End::Lost | End::Deaf) {
        return;
    }
    let mut socket = line.wire.socket;
    let closed = timeout(LAST_WORDS, socket.close(None)).await;
    // A relay that stops waits for its last words to be sent, but not for peers that linger.
    drop(seat);
    if matches!(closed, Ok(Ok(()))) {
        // However that ends, the connection is over.
        let _ = timeout(LAST_WORDS, linger(socket.into_inner())).await;
    }
}

/// Listens a little longer to a peer that still sends.
async fn linger(mut stream: TokioIo<Upgraded>) -> std::io::Result<()> {
    stream.shutdown().await?;
    // On the heap: it would be part of every connection's task otherwise.
    let (mut thrown_away, mut buffer) = (0, vec![0; READ_BUFFER_BYTES]);
    while thrown_away < LINGER_BYTES {
        match stream.read(&mut buffer).await? {
            0 => break,
            read => thrown_away += read,
        }
    }
    Ok(())
}

/// How a connection ended.
#[derive(Debug, Clone, Copy)]
enum End {
    /// The client closed it.
    Client,
    /// The relay ended it, and the client was told why.
    Relay,
    /// The relay ended it, and the client did not take its last words.
    Deaf,
    /// It broke.
    Lost,
}

/// A connection: its place in the hub and its wire.
struct Line<'a> {
    link: &'a Arc<Link>,
    connection: ConnectionId,
    greeting: Greeting,
    wire: Wire,
}

impl Line<'_> {
    /// Moves messages until one side ends it.
    async fn talk(&mut self, bell: &Notify) -> End {
        let mut happened = Happened::Nothing;
        loop {
            let Some(drained) = self.link.turn(self.connection, happened) else { return End::Lost };
            self.wire.outbox.extend(drained.outgoing);
            if !drained.readings.is_empty() {
                happened = Happened::Found(self.perform(drained.readings).await);
                continue;
            }
            if drained.closing {
                let last = timeout(LAST_WORDS, poll_fn(|context| self.wire.poll_write(context, self.link)));
                return if matches!(last.await, Ok(Ok(()))) { End::Relay } else { End::Deaf };
            }
            // A bell that was rung since the turn is still heard: it is remembered.
            let event = tokio::select! {
                () = bell.notified() => Event::Bell,
                event = poll_fn(|context| self.wire.poll(context, self.link, drained.wants_input)) => event,
            };
            happened = match event {
                Event::Bell => Happened::Nothing,
                Event::Sent(bytes) => Happened::Sent(bytes),
                Event::Messages(messages) => {
                    let now = super::clock::now();
                    let read = |message| match message {
                        Ok(bytes) => Arrival::read(bytes, &self.greeting, now),
                        Err(refusal) => Arrival::Bad(refusal),
                    };
                    Happened::Arrived(messages.into_iter().map(read).collect())
                }
                Event::Ended => return End::Client,
                Event::Lost => return End::Lost,
            };
        }
    }

    /// Reads from the store. That may wait for a disk, so it is done where waiting is allowed.
    async fn perform(&mut self, readings: Vec<Reading>) -> Vec<(Ticket, Found)> {
        let link = Arc::clone(self.link);
        let tickets: Vec<_> = readings.iter().map(|reading| reading.ticket).collect();
        let performed = tokio::task::spawn_blocking(move || {
            let perform = |reading: &Reading| match reading.perform(&*link.place.store, &*link.place.admissions) {
                Ok(found) => found,
                // One damaged row is one reader's misfortune; an engine that fails can serve nobody.
                Err(error @ StoreError::Damaged { .. }) => {
                    tracing::error!(%error, "the store could not be read");
                    Found::Failed
                }
                Err(error) => {
                    link.fail(error);
                    Found::Failed
                }
            };
            readings.iter().map(|reading| (reading.ticket, perform(reading))).collect()
        });
        performed.await.unwrap_or_else(|_| tickets.into_iter().map(|ticket| (ticket, Found::Failed)).collect())
    }
}

/// A socket and what is on its way out.
struct Wire {
    socket: Socket,
    outbox: VecDeque<Outgoing>,
    /// Bytes handed to the socket that the session has not been told of.
    handed: usize,
    needs_flush: bool,
}

/// What happened on a wire.
enum Event {
    /// The hub has something for it.
    Bell,
    /// So many bytes have gone.
    Sent(usize),
    /// Messages arrived; the last may be something else than a message of ours.
    Messages(Vec<Result<Bytes, Refusal>>),
    /// The peer closed the connection.
    Ended,
    /// The connection is broken.
    Lost,
}

impl Wire {
    fn new(socket: Socket) -> Self {
        Self { socket, outbox: VecDeque::new(), handed: 0, needs_flush: false }
    }

    fn poll(&mut self, context: &mut Context<'_>, link: &Link, wants_input: bool) -> Poll<Event> {
        match self.poll_write(context, link) {
            Poll::Ready(Err(_)) => return Poll::Ready(Event::Lost),
            Poll::Ready(Ok(())) | Poll::Pending if self.handed > 0 => {
                return Poll::Ready(Event::Sent(std::mem::take(&mut self.handed)));
            }
            Poll::Ready(Ok(())) | Poll::Pending => {}
        }
        if wants_input { self.poll_read(context, link) } else { Poll::Pending }
    }

    /// Writes all there is, then flushes once.
    fn poll_write(&mut self, context: &mut Context<'_>, link: &Link) -> Poll<Result<(), Error>> {
        loop {
            if self.outbox.is_empty() {
                if !self.needs_flush {
                    return Poll::Ready(Ok(()));
                }
                let flushed = Pin::new(&mut self.socket).poll_flush(context);
                self.needs_flush = flushed.is_pending();
                return flushed;
            }
            match Pin::new(&mut self.socket).poll_ready(context) {
                Poll::Ready(Ok(())) => {}
                other => return other,
            }
            if let Some(outgoing) = self.outbox.pop_front() {
                self.handed += outgoing.size();
                let message = Message::Binary(outgoing.into_bytes(&link.place.identity));
                Pin::new(&mut self.socket).start_send(message)?;
                self.needs_flush = true;
            }
        }
    }

    /// Reads what has arrived, as much as may be handed on at once.
    fn poll_read(&mut self, context: &mut Context<'_>, link: &Link) -> Poll<Event> {
        let (mut messages, mut bytes) = (Vec::new(), 0);
        while messages.len() < READ_AT_ONCE && bytes < READ_AT_ONCE_BYTES {
            // What ends the connection is met again by the next poll, after what came before it was handed on.
            let message = match Pin::new(&mut self.socket).poll_next(context) {
                Poll::Pending if messages.is_empty() => return Poll::Pending,
                Poll::Ready(None) if messages.is_empty() => return Poll::Ready(Event::Ended),
                Poll::Pending | Poll::Ready(None) => break,
                Poll::Ready(Some(message)) => message,
            };
            match message {
                Ok(Message::Binary(message)) => {
                    bytes += message.len();
                    messages.push(Ok(message));
                }
                // Answered by the library with the next write.
                Ok(Message::Ping(_)) => {
                    self.needs_flush = true;
                    if let Poll::Ready(Err(_)) = self.poll_write(context, link) {
                        return Poll::Ready(Event::Lost);
                    }
                }
                Ok(Message::Pong(_) | Message::Close(_)) => {}
                Ok(Message::Text(_) | Message::Frame(_)) => messages.push(Err(Reason::Malformed.into())),
                Err(Error::Capacity(CapacityError::MessageTooLong { size, max_size })) => {
                    messages.push(Err(Refusal::too_large(max_size as u64, size as u64)));
                }
                Err(Error::Protocol(_) | Error::Utf8(_) | Error::Capacity(_)) => {
                    messages.push(Err(Reason::Malformed.into()));
                }
                Err(_) => return Poll::Ready(Event::Lost),
            }
        }
        Poll::Ready(Event::Messages(messages))
    }
}
