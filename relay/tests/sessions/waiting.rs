//! Who waits for an administrator's approval: nobody, who may leave one note with one administrator (R18).

use super::*;

/// Bea's browser, that waits.
fn bea() -> Device {
    wexmoor().waiting("Bea Quill", "Bea Quill's PC")
}

fn deliver(to: DeviceId, reach: &str, id: &str) -> ClientFrame {
    ClientFrame::Deliver { request: R, append: append(id), device: to, reach: token(reach), payload: payload(id) }
}

fn shelve(reach: &str) -> ClientFrame {
    ClientFrame::Shelve { request: R, reach: token(reach).hash(), last_resort: true, payload: payload("package") }
}

/// An administrator who is there, and somebody who waits.
fn front_door() -> (Bench, ConnectionId, ConnectionId) {
    let mut bench = Bench::new(&[&wexmoor()]);
    let administrator = bench.enter(&wexmoor().administrator);
    bench.ask(administrator, shelve("reach"));
    let waiting = bench.enter(&bea());
    (bench, administrator, waiting)
}

#[test]
fn r18_who_waits_may_do_nothing_that_a_stranger_may_not() {
    let blob = ClientFrame::GetBlob { request: R, blob: BlobId(*b"blob of tidemark") };
    let follow =
        ClientFrame::Follow { request: R, log: log("room"), token: token("epoch 0 read"), after: Seq(0), credit: 9 };
    let take = ClientFrame::TakeKeyPackage { request: R, device: ruth().id(), reach: token("reach") };
    let offer = ClientFrame::Offer { request: R, place: token("code").hash(), payload: payload("link") };
    let put = ClientFrame::PutBlob { request: R, blob: BlobId(*b"blob of tidemark"), payload: payload("sealed") };
    let revoke = ClientFrame::Revoke { request: R, revocation: ruth().revokes(ruth().public()) };
    let asked = [
        create(),
        append_of(0, "one", "text"),
        commit_of(0, "one"),
        follow,
        shelve("mine"),
        take,
        offer,
        put,
        blob,
        revoke,
    ];
    for frame in asked {
        let (mut bench, _) = room();
        let waiting = bench.enter(&bea());
        bench.send(waiting, frame.clone());
        bench.settle();
        assert_eq!(bench.ended(waiting), Reason::NotPermitted.into(), "{frame:?}");
    }
}

#[test]
fn r18_who_waits_leaves_one_note_with_its_administrator_who_can_answer() {
    let (mut bench, administrator, waiting) = front_door();
    bench.enter(&ruth());
    let theirs = wexmoor().administrator.id();
    assert!(matches!(bench.ask(waiting, ping()), RelayFrame::Pong { .. }));
    let not_permitted = RelayFrame::Refused { request: R, refusal: Reason::NotPermitted.into() };
    assert_eq!(bench.ask(waiting, deliver(ruth().id(), "reach", "to somebody else")), not_permitted);
    // A lost answer is asked for again.
    for _ in 0..2 {
        assert_eq!(
            bench.ask(waiting, deliver(theirs, "answer here", "one")),
            RelayFrame::Done { request: R, value: 0 }
        );
    }
    assert_eq!(bench.ask(waiting, deliver(theirs, "answer here", "two")), not_permitted);
    bench.send(administrator, ClientFrame::OpenMailbox { after: Seq(0), credit: 9 });
    bench.settle();
    assert_eq!(bench.hear_all(administrator).len(), 1);
    // The answer comes by the token that the note named, and by no other.
    let not_reachable = RelayFrame::Refused { request: R, refusal: Reason::NotReachable.into() };
    assert_eq!(bench.ask(administrator, deliver(bea().id(), "reach", "wrong")), not_reachable);
    bench.send(waiting, ClientFrame::OpenMailbox { after: Seq(0), credit: 9 });
    let answer = deliver(bea().id(), "answer here", "answer");
    assert_eq!(bench.ask(administrator, answer), RelayFrame::Done { request: R, value: 0 });
    assert!(matches!(bench.hear_all(waiting).as_slice(), [RelayFrame::Mail { .. }]));
}

#[test]
fn r18_a_link_lets_one_browser_wait_until_it_is_refused() {
    let (mut bench, administrator, waiting) = front_door();
    let copy = wexmoor().waiting("Bea Quill", "a copied link");
    assert_eq!(bench.turned_away(&copy), Reason::InviteUsed.into());
    let knock = PublicKey(bea().pass.links[1].key.0);
    bench.ask(administrator, ClientFrame::Revoke { request: R, revocation: wexmoor().revoke(knock) });
    assert_eq!(bench.ended(waiting), Reason::Revoked.into());
    assert_eq!(bench.turned_away(&bea()), Reason::Revoked.into());
}

#[test]
fn r18_who_is_let_in_comes_with_another_pass_and_is_a_device() {
    let (mut bench, _, _) = front_door();
    let let_in = wexmoor().invited("Bea Quill, let in", "Bea Quill's PC", ALWAYS);
    assert_eq!(let_in.id(), bea().id());
    let connection = bench.enter(&let_in);
    assert_eq!(bench.ask(connection, create()), RelayFrame::Done { request: R, value: 0 });
}
