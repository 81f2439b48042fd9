//! A register in which everything is said once, and every way in which one thing of it can be otherwise.

use super::register::{Reading, Register, RegisterKey};
use super::statement::{Body, SignedStatement, Statement, StatementError};
use super::*;
use crate::event::{from_cbor, to_cbor};
use crate::ids::{DeskId, PersonId};
use crate::provider::hpke_keypair;
use crate::view::Sector;
use crate::work::calendar::Nation;
use ed25519_dalek::SigningKey;
use marram_protocol::codec::to_bytes;
use marram_protocol::{AgencyId, DeviceId, Link, Pass, PublicKey, Purpose, Revocation, Seq, UnixMillis};

const NOW: UnixMillis = UnixMillis(1_795_338_000_000);
const LATER: UnixMillis = UnixMillis(NOW.0 + 1_000_000_000);

fn secret(name: u8) -> SigningKey {
    SigningKey::from_bytes(&[name; 32])
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

fn root() -> RootKey {
    RootKey::from_bytes([1; 32])
}

/// Everybody who says something: the root, an administrator, an invite, its device, a link's key, the linked device.
const ADMINISTRATOR: u8 = 2;
const INVITE: u8 = 3;
const DEVICE: u8 = 4;
const LINKING: u8 = 5;
const LINKED: u8 = 6;
const STRANGER: u8 = 9;

fn link(issuer: &SigningKey, purpose: Purpose, key: u8) -> Link {
    Link::sign(issuer, root().agency(), purpose, public(&secret(key)), NOW..=LATER)
}

fn administrator_link() -> Link {
    link(&root().signing_key(), Purpose::Administrator, ADMINISTRATOR)
}

fn sealing(name: u8) -> Vec<u8> {
    hpke_keypair(&[name; 32]).1.as_bytes().to_vec()
}

fn card(key: u8, name: &str) -> Card {
    Card {
        agency: root().agency(),
        agency_name: "Calderfen Council".into(),
        sector: Sector::ChildrensServices,
        key: public(&secret(key)),
        person: PersonId::of(root().agency(), [key; 6]),
        name: name.into(),
        role: "Team manager".into(),
    }
}

fn introduction(agency: AgencyId) -> Introduction {
    let register = RootKey::from_bytes([7; 32]).register_key();
    Introduction { agency, name: "Wexmoor Constabulary".into(), sector: Sector::Police, register }
}

fn revocation(by: u8, key: u8) -> Vec<u8> {
    let pass = Pass { root: root().agency(), links: vec![administrator_link()] };
    to_bytes(&Revocation::sign(&secret(by), pass, public(&secret(key)), NOW))
}

fn person(name: u8) -> PersonId {
    PersonId::of(root().agency(), [name; 6])
}

const DESK: DeskId = DeskId([0xd0; 16]);

fn desk(name: &str, people: &[u8]) -> Body {
    let person = |name: &u8| PersonId::of(root().agency(), [*name; 6]);
    let terms = DeskTerms {
        name: name.into(),
        purpose: "Referrals about children in Calderfen".into(),
        nation: Nation::EnglandAndWales,
        people: people.iter().map(person).collect(),
        deputies: vec![person(&ADMINISTRATOR)],
    };
    Body::Desk { desk: DESK, terms }
}

/// Everything that a register can say, once each, with who says it.
fn said() -> Vec<(SigningKey, Body)> {
    let (administrator, invite, device) = (secret(ADMINISTRATOR), secret(INVITE), secret(DEVICE));
    let mina = SignedCard::sign(&administrator, &card(INVITE, "Mina Sorrell"));
    let robin = SignedCard::sign(&root().signing_key(), &card(ADMINISTRATOR, "Robin Ashe"));
    let by = DeviceId(public(&device).0);
    vec![
        (root().signing_key(), Body::Root { name: "Calderfen Council".into(), sector: Sector::ChildrensServices }),
        (
            root().signing_key(),
            Body::Administrator { link: administrator_link(), card: robin, sealing: sealing(ADMINISTRATOR) },
        ),
        (administrator.clone(), Body::Invite { link: link(&administrator, Purpose::Invite, INVITE), card: mina }),
        (
            invite.clone(),
            Body::Redemption {
                device: link(&invite, Purpose::Device, DEVICE),
                sealing: sealing(DEVICE),
                device_name: "Duty desk PC".into(),
            },
        ),
        (
            secret(LINKING),
            Body::Linked {
                by,
                link: link(&device, Purpose::Invite, LINKING),
                device: link(&secret(LINKING), Purpose::Device, LINKED),
                sealing: sealing(LINKED),
                device_name: "Phone".into(),
            },
        ),
        (administrator.clone(), Body::Endorse { introduction: introduction(AgencyId([7; 32])) }),
        (administrator.clone(), desk("Calderfen MASH Duty", &[INVITE])),
        (device, Body::Duty { desk: DESK, on: true }),
        (administrator.clone(), Body::DeskClosed { desk: DESK }),
        (administrator.clone(), Body::Role { title: "Duty manager".into(), retired: false }),
        (administrator.clone(), Body::RoleChanged { person: person(INVITE), role: "Duty manager".into() }),
        (administrator.clone(), Body::Renamed { name: "Calderfen and Wold Council".into() }),
        (administrator, Body::Revoke { revocation: revocation(ADMINISTRATOR, INVITE), reason: "Left".into() }),
    ]
}

fn empty() -> Register {
    Register::new(root().agency(), root().register_key())
}

/// The next statement, as its rightful issuer makes it.
fn next(register: &Register, issuer: &SigningKey, body: Body) -> Statement {
    let (agency, seq, previous) = (register.agency(), register.read().next(), register.head());
    Statement { agency, seq, previous, issuer: public(issuer), at: NOW, body }
}

/// A register up to a statement, the key that says it, and the statement.
fn before(which: usize) -> (Register, SigningKey, Statement) {
    let mut register = empty();
    for (place, (key, body)) in said().into_iter().enumerate() {
        let statement = next(&register, &key, body);
        if place == which {
            return (register, key, statement);
        }
        let seq = statement.seq;
        register.apply(seq, &SignedStatement::sign(&key, &statement)).unwrap();
    }
    panic!("there is no such statement");
}

#[test]
fn everything_that_can_be_said_is_read_in_its_order() {
    let mut register = empty();
    for (key, body) in said() {
        let statement = next(&register, &key, body);
        register.apply(statement.seq, &SignedStatement::sign(&key, &statement)).unwrap();
    }
    assert_eq!(register.read(), Seq(13));
    assert!(register.endorses(AgencyId([7; 32])));
    assert_eq!(register.roster().len(), 2);
}

#[test]
fn a_statement_of_which_any_byte_was_changed_is_refused_and_changes_nothing() {
    for which in 0..said().len() {
        let (mut register, key, statement) = before(which);
        let seq = statement.seq;
        let signed = to_cbor(&SignedStatement::sign(&key, &statement));
        // Every byte of what is short, and a sample of the long public keys.
        for at in (0..signed.len()).filter(|at| *at < 160 || at % 23 == 0) {
            let mut changed = signed.clone();
            changed[at] ^= 0x10;
            let Some(changed) = from_cbor::<SignedStatement>(&changed) else { continue };
            let refused = register.apply(seq, &changed).unwrap_err();
            let expected = [StatementError::Encoding { seq }, StatementError::Signature { seq }];
            assert!(expected.contains(&refused), "statement {which}, byte {at}: {refused}");
        }
        register.apply(seq, &SignedStatement::sign(&key, &statement)).unwrap();
    }
}

#[test]
fn a_statement_that_its_issuer_signed_with_one_thing_otherwise_is_refused_with_the_reason() {
    for which in 0..said().len() {
        let (register, key, statement) = before(which);
        let (seq, before_it) = (statement.seq, effect(&register));
        let check = |changed: Statement, signer: &SigningKey, expected: StatementError| {
            let mut register = register.clone();
            let signed = SignedStatement::sign(signer, &changed);
            assert_eq!(register.apply(seq, &signed), Err(expected), "statement {which}: {changed:?}");
            assert_eq!(register.read(), Seq(seq.0 - 1), "it is as before");
            assert_eq!(effect(&register), before_it, "statement {which}: {changed:?}");
        };
        check(Statement { agency: AgencyId([8; 32]), ..statement.clone() }, &key, StatementError::Agency { seq });
        check(Statement { seq: seq.next(), ..statement.clone() }, &key, StatementError::Chain { seq });
        // From whoever speaks for the agency, that shows two registers.
        let another_past = match which {
            3 | 4 | 7 => StatementError::Chain { seq },
            _ => StatementError::Past { seq },
        };
        check(Statement { previous: PublicKey([8; 32]), ..statement.clone() }, &key, another_past);
        let stranger = secret(STRANGER);
        check(Statement { issuer: public(&stranger), ..statement.clone() }, &key, StatementError::Signature { seq });
        check(Statement { issuer: public(&stranger), ..statement.clone() }, &stranger, StatementError::Issuer { seq });
        for body in bodies_that_do_not_hold(&statement.body) {
            check(Statement { body, ..statement.clone() }, &key, StatementError::Content { seq });
        }
        for body in bodies_about_a_person_of_another_agency(&statement.body) {
            check(Statement { body, ..statement.clone() }, &key, StatementError::Person { seq });
        }
        for body in bodies_that_this_issuer_may_not_say(which) {
            check(Statement { body, ..statement.clone() }, &key, StatementError::Issuer { seq });
        }
    }
}

/// Everything that a register has come to say.
fn effect(register: &Register) -> String {
    let endorsed: Vec<_> = register.endorsed().map(|one| one.agency).collect();
    let over = [ADMINISTRATOR, INVITE, DEVICE, LINKED].map(|name| register.ending(&public(&secret(name))));
    let desks: Vec<_> = register.desks().collect();
    let called = (register.agency_view().name, register.former_names(), register.roles());
    format!("{:?} {endorsed:?} {over:?} {desks:?} {called:?}", register.roster())
}

/// One thing changed in each: a link's key, time, purpose or signature; the card; the sealing key; the evidence.
fn bodies_that_do_not_hold(body: &Body) -> Vec<Body> {
    let wrong_links = |link: &Link| {
        let other = public(&secret(STRANGER));
        [
            Link { key: other, ..*link },
            Link { not_before: UnixMillis(link.not_before.0 - 1), ..*link },
            Link { not_after: UnixMillis(link.not_after.0 + 1), ..*link },
            Link { purpose: if link.purpose == Purpose::Device { Purpose::Invite } else { Purpose::Device }, ..*link },
            Link { signature: marram_protocol::SignatureBytes([0; 64]), ..*link },
        ]
    };
    let no_key = || vec![0xff; 12];
    let by_nobody = SignedCard::sign(&secret(STRANGER), &card(INVITE, "Somebody"));
    let about_another = SignedCard::sign(&secret(ADMINISTRATOR), &card(STRANGER, "Somebody"));
    match body.clone() {
        // What an agency says of its own name, no other statement can contradict.
        Body::Root { .. } => Vec::new(),
        Body::Administrator { link, card, sealing } => {
            let links = wrong_links(&link).map(|link| Body::Administrator {
                link,
                card: card.clone(),
                sealing: sealing.clone(),
            });
            let mut all = links.to_vec();
            all.push(Body::Administrator { link, card: by_nobody, sealing });
            all.push(Body::Administrator { link, card, sealing: no_key() });
            all
        }
        Body::Invite { link, card } => {
            let mut all = wrong_links(&link).map(|link| Body::Invite { link, card: card.clone() }).to_vec();
            all.extend([by_nobody, about_another].map(|card| Body::Invite { link, card }));
            all
        }
        Body::Redemption { device, sealing, device_name } => {
            let with = |device, sealing| Body::Redemption { device, sealing, device_name: device_name.clone() };
            let mut all = wrong_links(&device).map(|device| with(device, sealing.clone())).to_vec();
            all.push(with(device, no_key()));
            all
        }
        Body::Linked { by, link, device, sealing, device_name } => {
            let with =
                |link, device, sealing| Body::Linked { by, link, device, sealing, device_name: device_name.clone() };
            let mut all = wrong_links(&device).map(|device| with(link, device, sealing.clone())).to_vec();
            // Another key in the link would be another issuer's word.
            all.extend(wrong_links(&link).into_iter().skip(1).map(|link| with(link, device, sealing.clone())));
            all.push(with(link, device, no_key()));
            all
        }
        Body::Desk { desk: id, terms } => {
            let long = "x".repeat(101);
            let mut all: Vec<_> = ["", " Calderfen MASH Duty", &long].map(|name| desk(name, &[INVITE])).into();
            all.push(desk("Calderfen MASH Duty", &[INVITE, INVITE]));
            all.push(desk("Calderfen MASH Duty", &(0..=200).collect::<Vec<_>>()));
            all.extend(["x".repeat(201), "Referrals ".into()].map(|purpose| {
                let terms = DeskTerms { purpose, ..terms.clone() };
                Body::Desk { desk: id, terms }
            }));
            all
        }
        Body::Role { .. } => wrong_names().map(|title| Body::Role { title, retired: false }).to_vec(),
        Body::RoleChanged { person: known, role } => {
            let unknown = Body::RoleChanged { person: person(STRANGER), role };
            let wrong = wrong_names().map(|role| Body::RoleChanged { person: known, role });
            wrong.into_iter().chain([unknown]).collect()
        }
        Body::Renamed { .. } => wrong_names().map(|name| Body::Renamed { name }).to_vec(),
        // Which desk, and whether its issuer is of it, is judged as who may say it.
        Body::Duty { .. } | Body::DeskClosed { .. } => Vec::new(),
        Body::Endorse { .. } => vec![Body::Endorse { introduction: introduction(root().agency()) }],
        Body::Revoke { reason, .. } => {
            let cut = |mut bytes: Vec<u8>| {
                bytes.pop();
                bytes
            };
            let wrong = [cut(revocation(ADMINISTRATOR, INVITE)), revocation(STRANGER, INVITE), Vec::new()];
            wrong.map(|revocation| Body::Revoke { revocation, reason: reason.clone() }).to_vec()
        }
    }
}

/// What nobody and nothing is called.
fn wrong_names() -> [String; 4] {
    ["".into(), " Duty manager".into(), "Duty\nmanager".into(), "x".repeat(101)]
}

/// A card rightly signed, but about a person whose id belongs to another agency.
fn bodies_about_a_person_of_another_agency(body: &Body) -> Vec<Body> {
    let theirs = PersonId::of(AgencyId([7; 32]), [INVITE; 6]);
    let of = |key, issuer: &SigningKey| SignedCard::sign(issuer, &Card { person: theirs, ..card(key, "Ruth Kember") });
    match body.clone() {
        Body::Administrator { link, sealing, .. } => {
            vec![Body::Administrator { link, card: of(ADMINISTRATOR, &root().signing_key()), sealing }]
        }
        Body::Invite { link, .. } => vec![Body::Invite { link, card: of(INVITE, &secret(ADMINISTRATOR)) }],
        Body::Desk { desk, terms } => {
            let of = |people: Vec<PersonId>, deputies: Vec<PersonId>| {
                let terms = DeskTerms { people, deputies, ..terms.clone() };
                Body::Desk { desk, terms }
            };
            vec![of(vec![theirs], Vec::new()), of(terms.people.clone(), vec![theirs])]
        }
        Body::RoleChanged { role, .. } => vec![Body::RoleChanged { person: theirs, role }],
        _ => Vec::new(),
    }
}

/// What another of the issuers says rightly.
fn bodies_that_this_issuer_may_not_say(which: usize) -> Vec<Body> {
    let all = said();
    let of = |place: usize| all.get(place).map(|(_, body)| body.clone());
    let wrong: &[usize] = match which {
        0 => &[1, 2, 3, 5],
        // A second beginning, and what only administrators say.
        1 => &[0, 2, 3, 5],
        2 => &[0, 1, 3],
        3 => &[0, 1, 2, 5, 6],
        4 => &[0, 1, 2, 3, 5, 6],
        // A device says nothing but whether it is on duty.
        7 => &[0, 1, 2, 3, 5, 6, 8],
        _ => &[0, 1, 3],
    };
    wrong.iter().filter_map(|place| of(*place)).collect()
}

#[test]
fn roles_and_the_agencys_name_are_as_they_are_today_and_as_they_were_then() {
    let mut register = empty();
    let says = |register: &mut Register, key: &SigningKey, body: Body, at: u64| {
        let statement = Statement { at: UnixMillis(NOW.0 + at), ..next(register, key, body) };
        register.apply(statement.seq, &SignedStatement::sign(key, &statement)).unwrap();
    };
    for (place, (key, body)) in said().into_iter().take(11).enumerate() {
        says(&mut register, &key, body, place as u64);
    }
    let administrator = secret(ADMINISTRATOR);
    assert_eq!(
        register.people().iter().find(|one| one.card.person == person(INVITE)).unwrap().card.role,
        "Duty manager"
    );
    says(&mut register, &administrator, Body::Renamed { name: "Calderfen and Wold Council".into() }, 100);
    says(&mut register, &administrator, Body::RoleChanged { person: person(INVITE), role: "Head".into() }, 200);
    let card = card(INVITE, "Mina Sorrell");
    let then = |at: u64| {
        let card = register.then(&card, UnixMillis(NOW.0 + at));
        (card.role, card.agency_name)
    };
    let [old, new] = ["Calderfen Council", "Calderfen and Wold Council"].map(str::to_owned);
    assert_eq!(then(5), ("Team manager".into(), old.clone()));
    assert_eq!(then(99), ("Duty manager".into(), old.clone()));
    assert_eq!(then(150), ("Duty manager".into(), new.clone()));
    let today = register.today(&card);
    assert_eq!((today.role.as_str(), &today.agency_name), ("Head", &new));
    assert_eq!(register.then(&card, UnixMillis(0)).agency_name, old, "before it was founded, by its first name");
    assert_eq!(register.former_names(), [(old.clone(), UnixMillis(NOW.0 + 100))]);
    assert_eq!((register.first_name(), register.agency_view().name), (Some(old.as_str()), new));
    // Of a list, only what is not retired is given.
    assert!(register.gives("Duty manager") && !register.gives("Team manager"));
    says(&mut register, &administrator, Body::Role { title: "Duty manager".into(), retired: true }, 300);
    assert!(!register.gives("Duty manager"));
    assert_eq!(register.roles(), [Role { title: "Duty manager".into(), retired: true }]);
}

#[test]
fn nothing_is_said_twice_or_out_of_turn() {
    // The same redemption again: the invite is used up.
    let (mut register, key, statement) = before(3);
    let seq = statement.seq;
    register.apply(seq, &SignedStatement::sign(&key, &statement)).unwrap();
    let again = next(&register, &key, statement.body.clone());
    let refused = register.apply(again.seq, &SignedStatement::sign(&key, &again));
    assert_eq!(refused, Err(StatementError::Late { seq: again.seq }));
    // Old bytes at a new place.
    let (old, place) = (SignedStatement::sign(&key, &statement), register.read().next());
    assert_eq!(register.apply(place, &old), Err(StatementError::Chain { seq: place }));
    // An invite that was ended redeems nothing.
    let (mut register, key, statement) = before(3);
    let (administrator, ended) = (secret(ADMINISTRATOR), revocation(ADMINISTRATOR, INVITE));
    let revoke = next(&register, &administrator, Body::Revoke { revocation: ended, reason: String::new() });
    register.apply(revoke.seq, &SignedStatement::sign(&administrator, &revoke)).unwrap();
    let late = next(&register, &key, statement.body);
    let refused = register.apply(late.seq, &SignedStatement::sign(&key, &late));
    assert_eq!(refused, Err(StatementError::Late { seq: late.seq }));
}

#[test]
fn a_credential_about_a_person_of_another_agency_is_refused_as_such() {
    let (administrator, invite) = (secret(ADMINISTRATOR), secret(INVITE));
    let links = vec![
        administrator_link(),
        link(&administrator, Purpose::Invite, INVITE),
        link(&invite, Purpose::Device, DEVICE),
    ];
    let (device, pass) = (DeviceId(public(&secret(DEVICE)).0), Pass { root: root().agency(), links });
    let with = |person| {
        let card = SignedCard::sign(&administrator, &Card { person, ..card(INVITE, "Ruth Kember") });
        Credential { pass: pass.clone(), card }.verify(device, NOW)
    };
    let own = PersonId::of(root().agency(), [3; 6]);
    assert_eq!(with(own).unwrap().person(), own);
    let theirs = PersonId::of(AgencyId([7; 32]), [3; 6]);
    assert_eq!(with(theirs), Err(CredentialError::Card(CardError::Person)));
    assert_eq!(with(PersonId([3; 16])), Err(CredentialError::Card(CardError::Person)));
}

#[test]
fn a_register_key_of_another_agency_opens_nothing() {
    let random = crate::provider::Generator::new([3; 32]);
    let (register, key, statement) = before(0);
    let entry = register.next_entry(&random, &key, NOW, statement.body);
    let other: RegisterKey = RootKey::from_bytes([8; 32]).register_key();
    let mut wrong = Register::new(root().agency(), other);
    let skipped = |seq| Ok(Reading::Skipped(StatementError::Encoding { seq }));
    assert_eq!(wrong.read_entry(Seq(1), &entry), skipped(Seq(1)));
    let mut moved = register.clone();
    assert_eq!(moved.read_entry(Seq(2), &entry), Err(StatementError::Chain { seq: Seq(2) }));
    assert_eq!(moved.read_entry(Seq(1), &entry), Ok(Reading::Admitted));
    assert_eq!(moved.read_entry(Seq(2), &entry), skipped(Seq(2)));
}

#[test]
fn what_no_rule_admits_is_skipped_wherever_it_stands_and_hides_nothing_that_comes_after() {
    let random = crate::provider::Generator::new([3; 32]);
    let stranger = secret(STRANGER);
    for which in 0..said().len() {
        let mut register = empty();
        let mut stranger_heads = Vec::new();
        for (place, (key, body)) in said().into_iter().enumerate() {
            if place == which {
                let before_it = effect(&register);
                let other = RootKey::from_bytes([8; 32]).register_key();
                let elsewhere = Register::new(register.agency(), other);
                // Rubbish; nothing at all; another key's; a stranger's word; the administrator's, once more.
                let hostile = [
                    b"rubbish".to_vec(),
                    Vec::new(),
                    elsewhere.next_entry(&random, &key, NOW, body.clone()),
                    register.next_entry(&random, &stranger, NOW, body.clone()),
                ];
                for bytes in hostile {
                    let (seq, head) = (register.read().next(), register.head());
                    let Ok(Reading::Skipped(_)) = register.read_entry(seq, &bytes) else {
                        panic!("entry {seq} was admitted before {place}");
                    };
                    assert!(register.read() == seq && register.head() != head, "it is in the chain");
                    stranger_heads.push(register.head());
                }
                assert_eq!(effect(&register), before_it);
            }
            let entry = register.next_entry(&random, &key, NOW, body);
            assert_eq!(register.read_entry(register.read().next(), &entry), Ok(Reading::Admitted), "{place}");
        }
        assert!(register.endorses(AgencyId([7; 32])));
        assert_eq!((register.roster().len(), register.read()), (2, Seq(17)));
        stranger_heads.dedup();
        assert_eq!(stranger_heads.len(), 4, "each other bytes, another chain");
    }
}

#[test]
fn the_agencys_own_word_on_another_past_stops_the_reader_and_a_strangers_does_not() {
    let random = crate::provider::Generator::new([3; 32]);
    let (mut register, administrator, statement) = before(5);
    let seq = statement.seq;
    // Somebody else was shown rubbish at this place, and this reader was not.
    let mut shown_rubbish = register.clone();
    shown_rubbish.read_entry(seq, b"rubbish").unwrap();
    let entry = shown_rubbish.next_entry(&random, &administrator, NOW, statement.body.clone());
    let own = register.next_entry(&random, &administrator, NOW, statement.body);
    register.read_entry(seq, &own).unwrap();
    let (after, read) = (effect(&register), register.read());
    assert_eq!(register.read_entry(seq.next(), &entry), Err(StatementError::Past { seq: seq.next() }));
    assert_eq!((effect(&register), register.read()), (after, read));
    let (seq, body) = (register.read().next(), said().remove(0).1);
    let strangers = shown_rubbish.next_entry(&random, &secret(STRANGER), NOW, body);
    assert_eq!(register.read_entry(seq, &strangers), Ok(Reading::Skipped(StatementError::Chain { seq })));
}

#[cfg(test)]
mod written_down {
    //! What is compared with files, which nothing else here may touch.

    use super::*;

    /// A vector: what a statement is, its place, its bytes, and what a register says to it.
    #[derive(Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    struct Vector {
        about: String,
        seq: u64,
        /// The signed statement, before it is sealed.
        signed: String,
        /// "read", or why it is skipped by a register that has read the good ones before it.
        answer: String,
    }

    fn vectors() -> Vec<Vector> {
        let names = [
            "root",
            "administrator",
            "invite",
            "redemption",
            "linked",
            "endorse",
            "desk",
            "duty",
            "desk closed",
            "role",
            "role changed",
            "renamed",
            "revoke",
        ];
        let mut vectors = Vec::new();
        for (which, name) in names.into_iter().enumerate() {
            let (register, key, statement) = before(which);
            let stranger = secret(STRANGER);
            let variants = [
                ("as it is", statement.clone(), key.clone()),
                ("of another agency", Statement { agency: AgencyId([8; 32]), ..statement.clone() }, key.clone()),
                ("at another place", Statement { seq: statement.seq.next(), ..statement.clone() }, key.clone()),
                ("after another one", Statement { previous: PublicKey([8; 32]), ..statement.clone() }, key.clone()),
                ("signed by another than it names", statement.clone(), stranger.clone()),
                ("by somebody who may not", Statement { issuer: public(&stranger), ..statement.clone() }, stranger),
            ];
            let wrong = bodies_that_do_not_hold(&statement.body).into_iter().take(1);
            let wrong = wrong.map(|body| {
                ("with something in it that does not hold", Statement { body, ..statement.clone() }, key.clone())
            });
            let theirs = bodies_about_a_person_of_another_agency(&statement.body).into_iter();
            let theirs = theirs
                .map(|body| ("about a person of another agency", Statement { body, ..statement.clone() }, key.clone()));
            for (how, said, signer) in variants.into_iter().chain(wrong).chain(theirs) {
                let signed = SignedStatement::sign(&signer, &said);
                let mut after = register.clone();
                let answer = match after.apply(statement.seq, &signed) {
                    Ok(()) => "read".to_owned(),
                    Err(error) => error.to_string(),
                };
                let signed = hex::encode(to_cbor(&signed));
                vectors.push(Vector { about: format!("{name}, {how}"), seq: statement.seq.0, signed, answer });
            }
        }
        vectors
    }

    /// The bytes of every statement, good and bad, for whoever builds another client. With `MARRAM_WRITE_VECTORS=1` the file
    /// is written anew: a change of a good one is a change of every register that there is.
    #[test]
    fn the_vectors_of_the_statements_are_the_codes() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/statements.json");
        let made = vectors();
        if std::env::var_os("MARRAM_WRITE_VECTORS").is_some() {
            std::fs::write(&file, serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
        }
        let kept: Vec<Vector> = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        assert_eq!(made.len(), kept.len());
        for (made, kept) in made.iter().zip(&kept) {
            assert_eq!(made, kept, "{}", made.about);
            assert_eq!(made.answer == "read", made.about.ends_with("as it is"), "{}", made.about);
        }
        // And each reason there is, but the sealing's own, is among them.
        for word in [
            "signature",
            "another register",
            "does not follow",
            "may not say this",
            "continues another register",
            "vouches for",
            "not of this agency",
        ] {
            assert!(made.iter().any(|vector| vector.answer.contains(word)), "no vector is refused with {word}");
        }
    }
}
