//! The relay's own process, killed in the middle of load.

use super::number;
use super::scribe::Scribe;
use futures_util::{SinkExt as _, StreamExt as _};
use marram_protocol::RelayFrame;
use marram_relay::store::Embedded;
use marram_tests::process::RelayProcess;
use marram_tests::sim::Dice;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

/// Writes until the connection is lost. Says each answer.
async fn write(mut scribe: Scribe, relay: SocketAddr, said: UnboundedSender<()>) -> Scribe {
    let Ok(stream) = TcpStream::connect(relay).await else { return scribe };
    let Ok((mut socket, _)) = client_async(format!("ws://{relay}/ws"), stream).await else { return scribe };
    scribe.begin();
    while let Some(Ok(Message::Binary(message))) = socket.next().await {
        let before = scribe.answered;
        let reply = scribe.hear(RelayFrame::decode(message).expect("the relay's own frame"));
        if scribe.answered > before && said.send(()).is_err() {
            break;
        }
        let more = std::iter::from_fn(|| scribe.next());
        for frame in reply.into_iter().chain(more) {
            if socket.send(Message::Binary(frame.encode())).await.is_err() {
                return scribe;
            }
        }
    }
    scribe
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_is_there_after_the_relay_was_killed_hundreds_of_times() {
    let kills = number("MARRAM_KILLS", 300);
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("relay");
    let program = Path::new(env!("CARGO_BIN_EXE_relay-under-test"));
    let mut relay = RelayProcess::start(program, &data, 0).expect("starts");
    let mut scribes: Vec<_> = [1, 2, 3].map(Scribe::new).into();
    for scribe in &scribes {
        relay.admit(scribe.agency()).expect("admits");
    }
    let (mut dice, began, mut stored_unanswered) = (Dice::new(6), Instant::now(), 0);
    for kill in 1..=kills {
        let (say, mut said) = unbounded_channel();
        let address = relay.address().address();
        let tasks: Vec<_> = scribes.drain(..).map(|one| tokio::spawn(write(one, address, say.clone()))).collect();
        drop(say);
        // More is on its way all the time: wherever it is hit, it is in the middle of something.
        for _ in 0..=dice.below(60) {
            said.recv().await.expect("the relay answers until it is killed");
        }
        relay.kill().expect("kills");
        for task in tasks {
            scribes.push(task.await.expect("no contradiction"));
        }
        if kill % 10 == 0 || kill == kills {
            let store = Embedded::open(&data.join("store.redb")).expect("opens");
            stored_unanswered += scribes.iter().map(|one| one.check(&store) - one.answered).sum::<u64>();
        }
        relay.start_again().expect("starts again");
    }
    let answered: u64 = scribes.iter().map(|scribe| scribe.answered).sum();
    let seconds = began.elapsed().as_secs_f32();
    println!(
        "{kills} kills in {seconds:.1} s: {answered} entries answered; {stored_unanswered} stored whose answer was lost"
    );
    assert!(answered > kills && stored_unanswered > 0, "the test has lost its teeth");
}
