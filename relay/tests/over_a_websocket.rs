//! The whole path over real sockets: what each frame is for, from the challenge to the register.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod support;

use marram_protocol::frame::client::LogKind;
use marram_protocol::frame::{EntryFrame, SealedPointer};
use marram_protocol::*;
use marram_relay::Terms;
use marram_relay::server::Serving;
use marram_relay::store::{Embedded, Memory, Store};
use std::sync::Arc;
use support::socket::{Client, Serve};
use support::*;

fn wexmoor() -> Agency {
    Agency::new("Wexmoor Constabulary")
}

fn calderfen() -> Agency {
    Agency::new("Calderfen Council")
}

fn append_frame(request: u32, id: &str, epoch: u64, tokens: &str, text: &str) -> ClientFrame {
    ClientFrame::Append {
        request: RequestId(request),
        log: log("strategy"),
        append: append(id),
        epoch: Epoch(epoch),
        token: token(&format!("{tokens} append")),
        payload: payload(text),
    }
}

fn follow_frame(request: u32, tokens: &str, after: u64) -> ClientFrame {
    ClientFrame::Follow {
        request: RequestId(request),
        log: log("strategy"),
        token: token(&format!("{tokens} read")),
        after: Seq(after),
        credit: 100,
    }
}

fn done(request: u32) -> RelayFrame {
    RelayFrame::Done { request: RequestId(request), value: 0 }
}

fn entry(frame: RelayFrame) -> EntryFrame {
    match frame {
        RelayFrame::Entry { entry } => entry,
        other => panic!("no entry: {other:?}"),
    }
}

async fn receipt(client: &mut Client, frame: ClientFrame) -> Receipt {
    match client.ask(frame).await {
        RelayFrame::Stored { receipt, .. } => {
            assert!(receipt.holds(&identity().key()));
            receipt
        }
        other => panic!("not stored: {other:?}"),
    }
}

async fn whole_path(store: Arc<dyn Store>) {
    let (police, council) = (wexmoor(), calderfen());
    let relay = Serve::new(store, &[police.id(), council.id()], Terms::default(), Serving::default()).await;
    let (kember, sorrell) = (police.staff("Ruth Kember"), council.staff("Mina Sorrell"));
    let mut ruth = relay.enter(&kember).await;
    let mut mina = relay.enter(&sorrell).await;

    // Mina can be reached by the police.
    let shelve = ClientFrame::Shelve {
        request: RequestId(1),
        reach: token("reach").hash(),
        last_resort: false,
        payload: payload("package"),
    };
    assert_eq!(mina.ask(shelve).await, RelayFrame::Done { request: RequestId(1), value: 1 });
    mina.send(ClientFrame::OpenMailbox { after: Seq(0), credit: 10 }).await;

    // Ruth makes a group and takes Mina's key package.
    let create = ClientFrame::Create {
        request: RequestId(1),
        log: log("strategy"),
        kind: LogKind::Group,
        tokens: tokens("epoch 0"),
    };
    assert_eq!(ruth.ask(create).await, done(1));
    let take = ClientFrame::TakeKeyPackage { request: RequestId(2), device: sorrell.id(), reach: token("reach") };
    let package = RelayFrame::KeyPackage { request: RequestId(2), last_resort: false, payload: payload("package") };
    assert_eq!(ruth.ask(take).await, package);

    // She follows it, writes, stages a welcome, and commits Mina's joining.
    let head = ChainHead::start(log("strategy"));
    let RelayFrame::Following { head: start, newest: Seq(0), .. } = ruth.ask(follow_frame(3, "epoch 0", 0)).await
    else {
        panic!("not following")
    };
    assert_eq!(start, head);
    let up_to_date = RelayFrame::CaughtUp { log: log("strategy"), seq: Seq(0), ended: false };
    assert_eq!(ruth.next().await, up_to_date);
    let first = receipt(&mut ruth, append_frame(4, "first", 0, "epoch 0", "sealed 1")).await;
    let first_entry = entry(ruth.next().await);
    assert_eq!(first.head, head.then(Seq(1), &first_entry.hash()));
    assert_eq!((first.seq, first_entry.seq, first.at), (Seq(1), Seq(1), first_entry.at));

    let put = ClientFrame::PutBlob { request: RequestId(5), blob: blob("welcome"), payload: payload("tree") };
    assert_eq!(ruth.ask(put).await, done(5));
    let commit = ClientFrame::Commit {
        request: RequestId(6),
        log: log("strategy"),
        append: append("joining"),
        epoch: Epoch(0),
        token: token("epoch 0 append"),
        next: tokens("epoch 1"),
        pointers: vec![SealedPointer { device: sorrell.id(), reach: token("reach"), sealed: payload("pointer") }],
        payload: payload("commit"),
    };
    let second = receipt(&mut ruth, commit).await;
    let second_entry = entry(ruth.next().await);
    assert_eq!(second.head, first.head.then(Seq(2), &second_entry.hash()));
    assert_eq!(second_entry.commit.as_ref().unwrap().appender, kember.pass);
    let ended = RelayFrame::CaughtUp { log: log("strategy"), seq: Seq(2), ended: true };
    assert_eq!(ruth.next().await, ended);

    // Mina finds the pointer, fetches the welcome, and reads from her commit on, nothing before.
    let RelayFrame::Mail { seq: Seq(1), origin: Some(origin), payload: sealed, .. } = mina.next().await else {
        panic!("no pointer")
    };
    assert_eq!((origin.log, origin.seq, origin.head), (log("strategy"), Seq(2), second.head));
    assert_eq!(sealed, payload("pointer"));
    let get = ClientFrame::GetBlob { request: RequestId(2), blob: blob("welcome") };
    let welcome = RelayFrame::Blob { request: RequestId(2), payload: payload("tree") };
    assert_eq!(mina.ask(get).await, welcome);
    let RelayFrame::Following { epoch: Epoch(1), after: Seq(1), head: before, newest: Seq(2), .. } =
        mina.ask(follow_frame(3, "epoch 1", 0)).await
    else {
        panic!("not following")
    };
    assert_eq!(before, first.head);
    assert_eq!(entry(mina.next().await), second_entry);
    assert!(matches!(mina.next().await, RelayFrame::CaughtUp { ended: false, .. }));
    mina.send(ClientFrame::AcknowledgeMailbox { upto: Seq(1) }).await;

    // What Ruth sends now reaches Mina, and a note reaches her mailbox.
    receipt(&mut ruth, append_frame(7, "second", 1, "epoch 1", "sealed 2")).await;
    assert_eq!(entry(mina.next().await).payload, payload("sealed 2"));
    let note = ClientFrame::Deliver {
        request: RequestId(8),
        append: append("note"),
        device: sorrell.id(),
        reach: token("reach"),
        payload: payload("note"),
    };
    assert_eq!(ruth.ask(note).await, done(8));
    assert!(matches!(mina.next().await, RelayFrame::Mail { seq: Seq(2), origin: None, .. }));
    let ping = ClientFrame::Ping { request: RequestId(9) };
    assert!(matches!(ruth.ask(ping).await, RelayFrame::Pong { request: RequestId(9), .. }));

    // The council's register: its administrator's statements, and Mina's redemption of her invite.
    let mut administrator = relay.enter(&council.administrator).await;
    let create = ClientFrame::Create {
        request: RequestId(1),
        log: log("register"),
        kind: LogKind::Register,
        tokens: tokens("register"),
    };
    assert_eq!(administrator.ask(create).await, done(1));
    let state = |request, epoch, id: &str| ClientFrame::Append {
        request: RequestId(request),
        log: log("register"),
        append: append(id),
        epoch: Epoch(epoch),
        token: Token([0; 32]),
        payload: payload(id),
    };
    assert_eq!(receipt(&mut administrator, state(2, 0, "invite")).await.seq, Seq(1));
    assert_eq!(receipt(&mut mina, state(10, 1, "redemption")).await.seq, Seq(2));

    relay.stop().await.unwrap();
    assert_eq!(mina.farewell_reason().await, Reason::Stopping);
}

#[tokio::test]
async fn two_people_of_two_agencies_talk_through_a_relay_in_memory() {
    whole_path(Arc::new(Memory::new())).await;
}

#[tokio::test]
async fn two_people_of_two_agencies_talk_through_a_relay_with_an_embedded_store() {
    let folder = tempfile::tempdir().unwrap();
    whole_path(Arc::new(Embedded::open(&folder.path().join("store.redb")).unwrap())).await;
}
