//! Who is let in: the chain, the challenge, the invite, the founding token (R11 to R16).

use super::*;

#[test]
fn an_agency_that_was_not_admitted_is_turned_away() {
    let mut bench = Bench::new(&[]);
    assert_eq!(bench.turned_away(&ruth()), Reason::NotAdmitted.into());
}

#[test]
fn a_pass_with_a_broken_signature_is_turned_away() {
    let mut broken = ruth();
    broken.pass.links[1].signature.0[3] ^= 1;
    assert_eq!(Bench::new(&[&wexmoor()]).turned_away(&broken), Reason::BadPass.into());
    let mut short = ruth();
    short.pass.links.truncate(2);
    assert_eq!(Bench::new(&[&wexmoor()]).turned_away(&short), Reason::BadPass.into());
}

#[test]
fn an_expired_pass_is_turned_away() {
    let past = wexmoor().invited("invite", "past", UnixMillis(0)..=UnixMillis(NOW.0 - 1));
    assert_eq!(Bench::new(&[&wexmoor()]).turned_away(&past), Reason::PassExpired.into());
}

#[test]
fn a_pass_of_the_future_is_told_how_long_to_wait() {
    let future = wexmoor().invited("invite", "future", UnixMillis(NOW.0 + 1500)..=UnixMillis(u64::MAX));
    let refusal = Bench::new(&[&wexmoor()]).turned_away(&future);
    assert_eq!((refusal.reason, refusal.retry_after_ms), (Reason::PassNotYetValid, 1500));
}

#[test]
fn a_pass_that_somebody_else_presents_is_turned_away() {
    let thief = Device { key: key("thief"), pass: ruth().pass };
    let mut bench = Bench::new(&[&wexmoor()]);
    assert_eq!(bench.turned_away(&thief), Reason::BadSignature.into());
    bench.enter(&ruth());
}

#[test]
fn a_signature_over_another_connections_challenge_is_turned_away() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let (_, challenge) = bench.connect();
    let (other, _) = bench.connect();
    bench.send(other, ruth().authenticate(&challenge));
    bench.settle();
    assert_eq!(bench.ended(other), Reason::BadSignature.into());
}

#[test]
fn a_client_of_another_version_is_told_ours() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let (connection, challenge) = bench.connect();
    let ClientFrame::Authenticate { pass, signature, .. } = ruth().authenticate(&challenge) else { panic!() };
    bench.send(connection, ClientFrame::Authenticate { version: 9, pass, signature });
    bench.settle();
    let refusal = Refusal { reason: Reason::Version, retry_after_ms: 0, limit: VERSION.into(), got: 9 };
    assert_eq!(bench.ended(connection), refusal);
}

#[test]
fn a_second_device_of_an_invite_is_turned_away_and_the_first_is_welcome_again() {
    let mut bench = Bench::new(&[&wexmoor()]);
    bench.enter(&ruth());
    let copy = wexmoor().invited("Ruth Kember", "a copied link", ALWAYS);
    assert_eq!(bench.turned_away(&copy), Reason::InviteUsed.into());
    bench.enter(&ruth());
    bench.restart();
    assert_eq!(bench.turned_away(&copy), Reason::InviteUsed.into());
    bench.enter(&ruth());
}

#[test]
fn of_two_devices_that_come_at_once_with_one_invite_one_is_let_in() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let copy = wexmoor().invited("Ruth Kember", "a copied link", ALWAYS);
    let devices = [ruth(), copy];
    let arrivals = devices.map(|device| {
        let (connection, challenge) = bench.connect();
        bench.send(connection, device.authenticate(&challenge));
        bench.collect(connection);
        connection
    });
    bench.settle();
    let said: Vec<_> = arrivals.map(|connection| shortly(&bench.hear_all(connection))).concat();
    assert_eq!(said, ["Ready", "Refused"]);
}

#[test]
fn an_invite_is_not_burnt_by_somebody_who_merely_saw_the_pass() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let thief = Device { key: key("thief"), pass: ruth().pass };
    assert_eq!(bench.turned_away(&thief).reason, Reason::BadSignature);
    bench.enter(&ruth());
}

/// R16.
#[test]
fn a_founding_token_admits_one_agency_once_and_the_same_agency_again() {
    let mut bench = Bench::new(&[]);
    let (calderfen, wexmoor) = (Agency::new("Calderfen Council"), wexmoor());
    bench.hand_out(token("link"), UnixMillis(NOW.0 + 1_000));
    assert_eq!(bench.turned_away(&calderfen.administrator).reason, Reason::NotAdmitted);
    assert_eq!(bench.found(&calderfen.administrator, token("guess")), Err(Reason::NoSuchFounding));
    bench.found(&calderfen.administrator, token("link")).unwrap();
    assert_eq!(bench.found(&wexmoor.administrator, token("link")), Err(Reason::FoundingUsed));
    // An answer that was lost is given again, after a crash and after the link's time too; and it stays admitted.
    bench.restart();
    bench.now = UnixMillis(NOW.0 + 5_000);
    bench.found(&calderfen.administrator, token("link")).unwrap();
    bench.enter(&calderfen.staff("Mina Sorrell"));
    assert_eq!(bench.turned_away(&wexmoor.administrator).reason, Reason::NotAdmitted);
}

/// R16.
#[test]
fn a_founding_token_is_worth_nothing_after_its_time_or_without_the_administrators_key() {
    let mut bench = Bench::new(&[]);
    bench.hand_out(token("link"), NOW);
    let staff = wexmoor().staff("Ruth Kember");
    assert_eq!(bench.found(&staff, token("link")), Err(Reason::NotPermitted));
    let thief = Device { key: key("thief"), pass: wexmoor().administrator.pass };
    assert_eq!(bench.found(&thief, token("link")), Err(Reason::BadSignature));
    bench.now = UnixMillis(NOW.0 + 1);
    assert_eq!(bench.found(&wexmoor().administrator, token("link")), Err(Reason::NoSuchFounding));
    bench.now = NOW;
    bench.found(&wexmoor().administrator, token("link")).unwrap();
}

#[test]
fn a_link_makes_one_device_while_it_is_valid() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let until = UnixMillis(0)..=UnixMillis(NOW.0 + 5_000);
    let late = ruth().links_by("another link", "late", until.clone());
    let connection = bench.enter(&ruth().links_by("link", "phone", until));
    let copy = ruth().links_by("link", "a copied link", ALWAYS);
    assert_eq!(bench.turned_away(&copy), Reason::InviteUsed.into());
    bench.pass(5_001);
    assert!(!bench.is_closed(connection), "what was made lives on");
    assert_eq!(bench.turned_away(&late), Reason::PassExpired.into());
    bench.enter(&ruth().links_by("link", "phone", UnixMillis(0)..=UnixMillis(NOW.0 + 5_000)));
}

/// R17.
#[test]
fn what_was_left_under_a_code_is_collected_once_by_somebody_without_a_pass() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let laptop = bench.enter(&ruth());
    let offer = ClientFrame::Offer { request: R, place: token("code").hash(), payload: payload("a sealed link") };
    assert_eq!(bench.ask(laptop, offer), RelayFrame::Done { request: R, value: 0 });
    let collect = |version| ClientFrame::Collect { version, token: token("code") };
    let says = |bench: &mut Bench, frame: ClientFrame| {
        let (connection, _) = bench.connect();
        bench.send(connection, frame);
        bench.settle();
        assert!(bench.is_closed(connection), "whoever has it comes anew, with a pass");
        bench.hear_all(connection)
    };
    let refused = |reason: Reason| vec![RelayFrame::Refused { request: RequestId(0), refusal: reason.into() }];
    let old = says(&mut bench, collect(VERSION + 1));
    assert!(matches!(old.as_slice(), [RelayFrame::Refused { refusal, .. }] if refusal.reason == Reason::Version));
    let other = ClientFrame::Collect { version: VERSION, token: token("a guess") };
    assert_eq!(says(&mut bench, other), refused(Reason::NothingThere));
    let collected = vec![RelayFrame::Collected { payload: payload("a sealed link") }];
    assert_eq!(says(&mut bench, collect(VERSION)), collected);
    assert_eq!(says(&mut bench, collect(VERSION)), refused(Reason::NothingThere));
    assert!(!bench.is_closed(laptop));
    bench.send(laptop, collect(VERSION));
    bench.settle();
    assert_eq!(bench.ended(laptop), Reason::OutOfTurn.into(), "a device that is known does not collect");
}

/// R17.
#[test]
fn codes_are_tried_only_so_often_by_everybody_together() {
    let mut bench = Bench::with(&[&wexmoor()], Terms { collects_per_minute: 3, ..Terms::default() });
    let guess = |bench: &mut Bench, n: usize| {
        let (connection, _) = bench.connect();
        bench.send(connection, ClientFrame::Collect { version: VERSION, token: token(&format!("guess {n}")) });
        bench.settle();
        bench.ended(connection).reason
    };
    let reasons: Vec<_> = (0..5).map(|n| guess(&mut bench, n)).collect();
    let (nothing, often) = (Reason::NothingThere, Reason::TooOften);
    assert_eq!(reasons, [nothing, nothing, nothing, often, often]);
    bench.pass(60_000);
    assert_eq!(guess(&mut bench, 9), nothing);
}
