//! The server on real sockets: what only they can show (R1, R4, R10, R21, R51).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod support;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use marram_protocol::frame::client::LogKind;
use marram_protocol::frame::{Alarm, SealedPointer};
use marram_protocol::*;
use marram_relay::Terms;
use marram_relay::server::{ServeError, Serving};
use marram_relay::store::Memory;
use std::sync::Arc;
use std::time::Duration;
use support::socket::Serve;
use support::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

const R: RequestId = RequestId(7);

fn wexmoor() -> Agency {
    Agency::new("Wexmoor Constabulary")
}

async fn serve(terms: Terms, serving: Serving) -> Serve {
    Serve::new(Arc::new(Memory::new()), &[wexmoor().id()], terms, serving).await
}

fn create() -> ClientFrame {
    ClientFrame::Create { request: R, log: log("room"), kind: LogKind::Group, tokens: tokens("epoch 0") }
}

fn append_of(id: &str, payload: impl Into<Bytes>) -> ClientFrame {
    let (log, token) = (log("room"), token("epoch 0 append"));
    ClientFrame::Append { request: R, log, append: append(id), epoch: Epoch(0), token, payload: payload.into() }
}

fn follow() -> ClientFrame {
    let (log, token) = (log("room"), token("epoch 0 read"));
    ClientFrame::Follow { request: R, log, token, after: Seq(0), credit: 4096 }
}

/// Asks over plain HTTP and returns the answer whole.
async fn http(relay: &Serve, request: &str) -> String {
    let mut stream = TcpStream::connect(relay.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Asks over plain HTTP and returns the first line up to the status.
async fn status(relay: &Serve, request: &str) -> String {
    let mut stream = TcpStream::connect(relay.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    String::from_utf8(answer.to_vec()).unwrap()
}

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n")
}

const UPGRADE: &str = "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

#[tokio::test]
async fn a_relay_says_that_it_is_well() {
    let relay = Serve::memory(&[]).await;
    assert!(http(&relay, &get("/healthz", "")).await.starts_with("HTTP/1.1 200"));
    assert!(http(&relay, &get("/", "")).await.starts_with("HTTP/1.1 200"), "the client's page is served too");
    let plain = http(&relay, &get("/ws", "")).await;
    assert!(plain.starts_with("HTTP/1.1 426"), "{plain}");
}

#[tokio::test]
async fn pages_of_other_origins_are_not_welcome_where_origins_are_named() {
    let serving = Serving { origins: vec!["https://marram.example".to_owned()], ..Serving::default() };
    let relay = serve(Terms::default(), serving).await;
    let ask = |origin: &str| format!("GET /ws HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\n{UPGRADE}\r\n");
    assert_eq!(status(&relay, &ask("https://elsewhere.example")).await, "HTTP/1.1 403");
    assert_eq!(status(&relay, &ask("https://marram.example")).await, "HTTP/1.1 101");
    relay.enter(&wexmoor().staff("a client that is no browser")).await;
}

#[tokio::test]
async fn more_connections_than_there_are_seats_are_refused_until_one_is_free() {
    let relay = serve(Terms::default(), Serving { max_connections: 1, ..Serving::default() }).await;
    let ask = format!("GET /ws HTTP/1.1\r\nHost: localhost\r\n{UPGRADE}\r\n");
    let mut first = relay.enter(&wexmoor().staff("Ruth Kember")).await;
    assert_eq!(status(&relay, &ask).await, "HTTP/1.1 503");
    // A client that misbehaves loses its seat with its connection.
    first.send_bytes(Bytes::from_static(b"?")).await;
    assert_eq!(first.farewell_reason().await, Reason::Malformed);
    loop {
        match status(&relay, &ask).await.as_str() {
            "HTTP/1.1 101" => break,
            busy => assert_eq!(busy, "HTTP/1.1 503"),
        }
    }
}

#[tokio::test]
async fn a_text_message_is_no_frame() {
    let relay = Serve::memory(&[wexmoor().id()]).await;
    let mut client = relay.enter(&wexmoor().staff("Ruth Kember")).await;
    client.socket.send(Message::Text("hello".into())).await.unwrap();
    assert_eq!(client.farewell_reason().await, Reason::Malformed);
}

#[tokio::test]
async fn an_oversize_message_is_refused_with_the_limit_although_the_client_is_still_sending_it() {
    let relay = Serve::memory(&[wexmoor().id()]).await;
    let mut quiet = relay.enter(&wexmoor().staff("Sam Orrin")).await;
    let limit = Limits::default().max_frame_bytes();
    for too_long in [limit + 1, 3 * limit] {
        let mut client = relay.enter(&wexmoor().staff("Ruth Kember")).await;
        client.send_bytes(vec![0; too_long].into()).await;
        assert_eq!(client.farewell().await, Refusal::too_large(limit as u64, too_long as u64));
    }
    let longest = append_of("one", vec![0; limit - 100]);
    let answer = quiet.ask(longest).await;
    assert_eq!(answer, RelayFrame::Refused { request: R, refusal: Reason::NoSuchLog.into() });
}

#[tokio::test]
async fn bytes_that_are_no_websocket_end_that_connection_only() {
    let relay = Serve::memory(&[wexmoor().id()]).await;
    let mut other = relay.enter(&wexmoor().staff("Sam Orrin")).await;
    let mut client = relay.enter(&wexmoor().staff("Ruth Kember")).await;
    // An unmasked frame, and reserved bits.
    client.socket.get_mut().write_all(&[0xf2, 0x05, 1, 2, 3, 4, 5]).await.unwrap();
    assert_eq!(client.farewell_reason().await, Reason::Malformed);
    assert!(matches!(other.ask(ClientFrame::Ping { request: R }).await, RelayFrame::Pong { .. }));
}

#[tokio::test]
async fn websocket_pings_are_answered() {
    let relay = Serve::memory(&[wexmoor().id()]).await;
    let mut client = relay.enter(&wexmoor().staff("Ruth Kember")).await;
    client.socket.send(Message::Ping("still there?".into())).await.unwrap();
    assert_eq!(client.socket.next().await.unwrap().unwrap(), Message::Pong("still there?".into()));
}

#[tokio::test]
async fn a_silent_connection_is_ended() {
    let mut terms = Terms { authenticate_timeout: Duration::ZERO, ..Terms::default() };
    terms.limits.idle_timeout_ms = 1;
    let relay = serve(terms, Serving::default()).await;
    let (mut silent, _) = relay.connect().await;
    assert_eq!(silent.farewell_reason().await, Reason::Idle);
}

#[tokio::test]
async fn a_reader_that_takes_nothing_does_not_slow_others_and_is_ended() {
    let mut terms = Terms { max_outgoing_bytes: 64 << 10, ..Terms::default() };
    terms.limits.appends_per_minute = u32::MAX;
    terms.limits.idle_timeout_ms = 1_500;
    let relay = serve(terms, Serving { shows_what_it_sees: true, ..Serving::default() }).await;
    let mut ruth = relay.enter(&wexmoor().staff("Ruth Kember")).await;
    assert_eq!(ruth.ask(create()).await, RelayFrame::Done { request: R, value: 0 });
    // It asks for everything and never reads.
    let mut stuck = relay.enter(&wexmoor().staff("Sam Orrin")).await;
    stuck.send(follow()).await;
    let mut quick = relay.enter(&wexmoor().staff("Jo Ledbit")).await;
    quick.send(follow()).await;
    quick.next().await;
    quick.next().await;
    // Enough to fill every buffer between the relay and the one that does not read.
    let entries = 600_u64;
    for n in 0..entries {
        ruth.send(append_of(&format!("{n}"), vec![1; 32 << 10])).await;
        assert!(matches!(ruth.next().await, RelayFrame::Stored { .. }));
        match quick.next().await {
            RelayFrame::Entry { entry } => assert_eq!(entry.seq, Seq(n + 1)),
            other => panic!("{other:?}"),
        }
    }
    // The relay keeps a bounded part of it in memory, and lets go of it in the end. Nobody else is the worse for it.
    let mut most_waiting = 0;
    loop {
        let answer = http(&relay, &get("/what-the-relay-sees.json", "")).await;
        let seen: serde_json::Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
        let connections = seen["connections"].as_array().unwrap().clone();
        let waiting = |connection: &serde_json::Value| connection["waiting_bytes"].as_u64().unwrap();
        most_waiting = most_waiting.max(connections.iter().map(waiting).max().unwrap());
        assert!(matches!(ruth.ask(ClientFrame::Ping { request: R }).await, RelayFrame::Pong { .. }));
        assert!(matches!(quick.ask(ClientFrame::Ping { request: R }).await, RelayFrame::Pong { .. }));
        if connections.len() == 2 {
            break;
        }
    }
    assert!(most_waiting > 0 && most_waiting < (64 << 10) + (34 << 10) * 2, "{most_waiting} bytes waited");
    relay.stop().await.unwrap();
}

#[tokio::test]
async fn a_stopping_relay_answers_what_it_took_and_says_goodbye() {
    let mut relay = Serve::memory(&[wexmoor().id()]).await;
    let mut ruth = relay.enter(&wexmoor().staff("Ruth Kember")).await;
    assert_eq!(ruth.ask(create()).await, RelayFrame::Done { request: R, value: 0 });
    for n in 0..50 {
        ruth.send(append_of(&format!("{n}"), "sealed")).await;
    }
    assert!(matches!(ruth.next().await, RelayFrame::Stored { .. }));
    relay.ask_to_stop();
    let mut stored = 1;
    loop {
        match ruth.next().await {
            RelayFrame::Stored { receipt, .. } => {
                stored += 1;
                assert_eq!(receipt.seq, Seq(stored));
            }
            RelayFrame::Refused { request: RequestId(0), refusal } => {
                break assert_eq!(refusal.reason, Reason::Stopping);
            }
            other => panic!("{other:?}"),
        }
    }
    relay.ended().await.unwrap();
}

#[tokio::test]
async fn what_the_relay_sees_is_shown_where_it_was_asked_for() {
    let hidden = Serve::memory(&[]).await;
    let answer = http(&hidden, &get("/what-the-relay-sees.json", "")).await;
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");

    let relay = serve(Terms::default(), Serving { shows_what_it_sees: true, ..Serving::default() }).await;
    let ruth = wexmoor().staff("Ruth Kember");
    let mut client = relay.enter(&ruth).await;
    client.ask(create()).await;
    client.ask(append_of("one", "sealed")).await;
    client.ask(follow()).await;
    let answer = http(&relay, &get("/what-the-relay-sees.json", "")).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let seen: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(seen["stored"]["logs"][0]["log"], log("room").to_hex());
    assert_eq!(seen["stored"]["logs"][0]["entries"][0]["bytes"], 6);
    assert_eq!(seen["connections"][0]["device"], ruth.id().to_hex());
    assert_eq!(seen["connections"][0]["follows"][0], log("room").to_hex());
}

#[tokio::test]
async fn what_the_relay_sees_is_never_shown_beyond_loopback() {
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let place = marram_relay::Place {
        store: Arc::new(Memory::new()),
        admissions: Arc::new(std::collections::HashSet::<AgencyId>::new()),
        identity: Arc::new(identity()),
        terms: Terms::default(),
    };
    let serving = Serving { shows_what_it_sees: true, ..Serving::default() };
    let served = marram_relay::server::serve(listener, place, serving, std::future::pending()).await;
    assert!(matches!(served, Err(ServeError::NotLoopback(_))));
}

/// R62: the thread that writes wakes for it, though nothing else happens.
#[tokio::test]
async fn a_relay_at_rest_wakes_for_the_next_timer() {
    let relay = serve(Terms::default(), Serving::default()).await;
    let ruth = wexmoor().staff("Ruth Kember");
    let (mut client, challenge) = relay.connect().await;
    let RelayFrame::Challenge { at: now, .. } = challenge else { panic!("{challenge:?}") };
    client.send(ruth.authenticate(&challenge)).await;
    client.next().await;
    let reach = token("reach");
    let shelve =
        ClientFrame::Shelve { request: R, reach: reach.hash(), last_resort: true, payload: payload("package") };
    client.ask(shelve).await;
    client.ask(create()).await;
    client.send(ClientFrame::OpenMailbox { after: Seq(0), credit: 9 }).await;
    for (name, after_ms) in [("second", 500), ("first", 250)] {
        let at = UnixMillis(now.0 + after_ms);
        let pointers = vec![SealedPointer { device: ruth.id(), reach, sealed: payload(name) }];
        let arm = vec![Alarm { timer: TimerId(bytes16(name)), at, pointers }];
        let (log, token, append, payload) = (log("room"), token("epoch 0 append"), append(name), payload(name));
        let epoch = Epoch(0);
        client
            .send(ClientFrame::AppendTimed { request: R, log, append, epoch, token, cancel: vec![], arm, payload })
            .await;
    }
    let mut letters = Vec::new();
    while letters.len() < 2 {
        match client.next().await {
            RelayFrame::Mail { at, payload, .. } => letters.push((payload, at)),
            RelayFrame::Stored { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    let [(first, first_at), (second, second_at)] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!((&first[..], &second[..]), (&b"first"[..], &b"second"[..]));
    assert!(first_at.0 >= now.0 + 250 && second_at.0 >= now.0 + 500, "{first_at} and {second_at}, from {now}");
    relay.stop().await.unwrap();
}
