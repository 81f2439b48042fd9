//! An alert that was sealed beforehand is delivered at its time, whatever befalls the relay before.

use bytes::Bytes;
use ed25519_dalek::{Signer as _, SigningKey};
use futures_util::{SinkExt as _, StreamExt as _};
use marram_protocol::frame::client::LogKind;
use marram_protocol::frame::{Alarm, SealedPointer};
use marram_protocol::{
    AgencyId, AppendId, ClientFrame, DeviceId, Epoch, Link, LogId, NextTokens, Pass, PublicKey, Purpose, RelayFrame,
    RequestId, Seq, SignatureBytes, TimerId, Token, UnixMillis,
};
use marram_tests::process::RelayProcess;
use std::path::Path;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

const R: RequestId = RequestId(1);
const LOG: LogId = LogId([4; 16]);
const APPEND_TOKEN: Token = Token([2; 32]);
const REACH: Token = Token([3; 32]);
/// Long enough for what is done before the kill, which is checked.
const AHEAD_MS: u64 = 2_500;

/// A deputy's device, which is reached at its desk or not.
struct Deputy {
    key: SigningKey,
    pass: Pass,
}

impl Deputy {
    fn new() -> Self {
        let (root, key) = (SigningKey::from_bytes(&[7; 32]), SigningKey::from_bytes(&[8; 32]));
        let agency = AgencyId(root.verifying_key().to_bytes());
        let device = PublicKey(key.verifying_key().to_bytes());
        let ever = UnixMillis(0)..=UnixMillis(u64::MAX);
        let link = Link::sign(&root, agency, Purpose::Administrator, device, ever);
        Self { key, pass: Pass { root: agency, links: vec![link] } }
    }

    fn device(&self) -> DeviceId {
        DeviceId(self.key.verifying_key().to_bytes())
    }

    async fn enter(&self, relay: &RelayProcess) -> Line {
        let address = relay.address().address();
        let stream = TcpStream::connect(address).await.expect("connects");
        let mut line = Line(client_async(format!("ws://{address}/ws"), stream).await.expect("upgrades").0);
        let RelayFrame::Challenge { version, name, nonce, .. } = line.hear().await else { panic!("no challenge") };
        let bytes = self.pass.challenge_bytes(name.as_str(), version, &nonce);
        let signature = SignatureBytes(self.key.sign(&bytes).to_bytes());
        let ready = line.ask(ClientFrame::Authenticate { version, pass: self.pass.clone(), signature }).await;
        assert!(matches!(ready, RelayFrame::Ready { .. }), "{ready:?}");
        line
    }

    fn arms(&self, name: u8, at: UnixMillis) -> ClientFrame {
        let sealed = Bytes::from(vec![name; 9]);
        let pointers = vec![SealedPointer { device: self.device(), reach: REACH, sealed }];
        self.timed(name, vec![], vec![Alarm { timer: TimerId([name; 16]), at, pointers }])
    }

    fn timed(&self, name: u8, cancel: Vec<TimerId>, arm: Vec<Alarm>) -> ClientFrame {
        let (append, payload) = (AppendId([name; 16]), Bytes::from_static(b"sealed"));
        let (log, epoch, token) = (LOG, Epoch(0), APPEND_TOKEN);
        ClientFrame::AppendTimed { request: R, log, append, epoch, token, cancel, arm, payload }
    }
}

struct Line(WebSocketStream<TcpStream>);

impl Line {
    async fn hear(&mut self) -> RelayFrame {
        let Some(Ok(Message::Binary(message))) = self.0.next().await else { panic!("the relay is silent") };
        RelayFrame::decode(message).expect("the relay's own frame")
    }
    async fn say(&mut self, frame: ClientFrame) {
        self.0.send(Message::Binary(frame.encode())).await.expect("is heard");
    }
    async fn ask(&mut self, frame: ClientFrame) -> RelayFrame {
        self.say(frame).await;
        self.hear().await
    }
    async fn relays_time(&mut self) -> UnixMillis {
        match self.ask(ClientFrame::Ping { request: R }).await {
            RelayFrame::Pong { at, .. } => at,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_timer_fires_after_the_relay_was_killed_before_its_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Path::new(env!("CARGO_BIN_EXE_relay-under-test"));
    let mut relay = RelayProcess::start(program, &folder.path().join("relay"), 0).expect("starts");
    let deputy = Deputy::new();
    relay.admit(deputy.pass.root).expect("admits");
    let mut line = deputy.enter(&relay).await;
    let shelve = ClientFrame::Shelve { request: R, reach: REACH.hash(), last_resort: true, payload: Bytes::new() };
    line.ask(shelve).await;
    let tokens = NextTokens { read: Token([1; 32]).hash(), append: APPEND_TOKEN.hash() };
    line.ask(ClientFrame::Create { request: R, log: LOG, kind: LogKind::Group, tokens }).await;
    let at = UnixMillis(line.relays_time().await.0 + AHEAD_MS);
    for frame in [deputy.arms(1, at), deputy.arms(2, at), deputy.timed(3, vec![TimerId([2; 16])], vec![])] {
        let answer = line.ask(frame).await;
        assert!(matches!(answer, RelayFrame::Stored { .. }), "{answer:?}");
    }
    assert!(line.relays_time().await < at, "the machine is too slow for this test's time");
    relay.kill().expect("kills");
    drop(line);
    relay.start_again().expect("starts again");

    // Nobody is there but one who waits. What was cancelled does not come, what was armed comes once.
    let mut line = deputy.enter(&relay).await;
    line.say(ClientFrame::OpenMailbox { after: Seq(0), credit: 9 }).await;
    let RelayFrame::Mail { seq, at: left_at, origin, payload } = line.hear().await else { panic!("no mail") };
    assert_eq!((seq, origin, &payload[..]), (Seq(1), None, &[1; 9][..]));
    assert!(left_at >= at, "left at {left_at}, before {at}");
    relay.kill().expect("kills");
    drop(line);
    relay.start_again().expect("starts again");
    let mut line = deputy.enter(&relay).await;
    line.say(ClientFrame::OpenMailbox { after: Seq(0), credit: 9 }).await;
    assert!(matches!(line.hear().await, RelayFrame::Mail { seq: Seq(1), .. }), "it stays until it is acknowledged");
    line.relays_time().await;
}
