//! Who is let in no longer: revoked, lost, over (R13, R14).

use super::*;

#[test]
fn a_revoked_device_is_thrown_out_at_once_and_turned_away_after() {
    let (mut bench, ruth_connection) = room();
    let administrator = bench.enter(&wexmoor().administrator);
    let other = bench.enter(&sam());
    let revoke = ClientFrame::Revoke { request: R, revocation: wexmoor().revoke(ruth().public()) };
    assert_eq!(bench.ask(administrator, revoke), RelayFrame::Done { request: R, value: 0 });
    assert_eq!(bench.ended(ruth_connection), Reason::Revoked.into());
    assert_eq!(bench.turned_away(&ruth()), Reason::Revoked.into());
    assert!(matches!(bench.ask(other, ping()), RelayFrame::Pong { .. }));
}

#[test]
fn a_lost_device_is_thrown_out_by_the_one_that_linked_it() {
    let (mut bench, ruth_connection) = room();
    let (phone, tablet) = (ruth().links("phone"), ruth().links("tablet"));
    let (lost, kept) = (bench.enter(&phone), bench.enter(&tablet));
    let revoke = ClientFrame::Revoke { request: R, revocation: ruth().revokes(phone.public()) };
    assert_eq!(bench.ask(ruth_connection, revoke), RelayFrame::Done { request: R, value: 0 });
    assert_eq!(bench.ended(lost), Reason::Revoked.into());
    assert_eq!(bench.turned_away(&phone), Reason::Revoked.into());
    assert!(matches!(bench.ask(kept, ping()), RelayFrame::Pong { .. }));
    bench.restart();
    assert_eq!(bench.turned_away(&phone), Reason::Revoked.into());
    bench.enter(&tablet);
}

#[test]
fn a_device_that_is_revoked_takes_those_that_it_linked_with_it() {
    let (mut bench, ruth_connection) = room();
    let phone = bench.enter(&ruth().links("phone"));
    let administrator = bench.enter(&wexmoor().administrator);
    let revoke = ClientFrame::Revoke { request: R, revocation: wexmoor().revoke(ruth().public()) };
    assert_eq!(bench.ask(administrator, revoke), RelayFrame::Done { request: R, value: 0 });
    assert_eq!(bench.ended(ruth_connection), Reason::Revoked.into());
    assert_eq!(bench.ended(phone), Reason::Revoked.into());
}

#[test]
fn a_revocation_that_is_stored_while_a_device_is_being_admitted_counts() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let administrator = bench.enter(&wexmoor().administrator);
    let (connection, challenge) = bench.connect();
    bench.send(administrator, ClientFrame::Revoke { request: R, revocation: wexmoor().revoke(ruth().public()) });
    bench.send(connection, ruth().authenticate(&challenge));
    // Its standing is read before the revocation is stored.
    bench.collect(connection);
    bench.settle();
    assert_eq!(bench.ended(connection), Reason::Revoked.into());
}

#[test]
fn a_revocation_with_a_bad_signature_is_refused() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let administrator = bench.enter(&wexmoor().administrator);
    let mut revocation = wexmoor().revoke(ruth().public());
    revocation.signature.0[0] ^= 1;
    let refused = RelayFrame::Refused { request: R, refusal: Reason::BadSignature.into() };
    assert_eq!(bench.ask(administrator, ClientFrame::Revoke { request: R, revocation }), refused);
    bench.enter(&ruth());
}

#[test]
fn an_administrators_end_throws_out_whom_it_does_not_keep_and_nobody_else() {
    let (mut bench, ruth_connection) = room();
    let (sam, second) = (bench.enter(&wexmoor().staff("Sam Orrin")), wexmoor().appoints("second administrator"));
    let phone = bench.enter(&ruth().links("phone"));
    let (first, by) = (bench.enter(&wexmoor().administrator), bench.enter(&second));
    let (over, kept) = (wexmoor().administrator.public(), vec![ruth().public()]);
    let revocation = Revocation::sign_keeping(&second.key, second.pass.clone(), over, kept, NOW);
    let revoke = ClientFrame::Revoke { request: R, revocation };
    assert_eq!(bench.ask(by, revoke), RelayFrame::Done { request: R, value: 0 });
    for gone in [first, sam] {
        assert_eq!(bench.ended(gone), Reason::Revoked.into());
    }
    assert!(!bench.is_closed(ruth_connection) && !bench.is_closed(phone));
    bench.enter(&ruth());
}

#[test]
fn a_pass_that_expires_ends_its_connection() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let brief = wexmoor().invited("invite", "brief", UnixMillis(0)..=UnixMillis(NOW.0 + 5_000));
    let connection = bench.enter(&brief);
    bench.pass(5_000);
    assert!(!bench.is_closed(connection));
    bench.pass(1);
    assert_eq!(bench.ended(connection), Reason::PassExpired.into());
}

#[test]
fn a_sitting_that_is_over_is_closed_and_turned_away_after() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let laptop = bench.enter(&ruth());
    let mut shared = ruth().links("library PC");
    let linked_by = key("library PC, link");
    let until = UnixMillis(0)..=UnixMillis(NOW.0 + 5_000);
    let sitting = Link::sign(&linked_by, shared.pass.root, Purpose::Device, public(&shared.key), until);
    *shared.pass.links.last_mut().unwrap() = sitting;
    let connection = bench.enter(&shared);
    bench.pass(5_001);
    assert_eq!(bench.ended(connection), Reason::PassExpired.into());
    assert_eq!(bench.turned_away(&shared), Reason::PassExpired.into());
    assert!(!bench.is_closed(laptop), "the device that linked it stays");
}
