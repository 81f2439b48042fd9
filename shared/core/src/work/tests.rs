//! The folds: whatever is said, in whatever order, the rules hold.

use super::calendar::Nation;
use super::template::Template;
use super::*;
use crate::event::EventHash;
use crate::ids::{DeskId, EventId, PersonId};
use crate::view::Sector;
use marram_protocol::{AgencyId, PublicKey, UnixMillis};
use proptest::prelude::*;

const SECTORS: [Sector; 5] =
    [Sector::National, Sector::Police, Sector::ChildrensServices, Sector::Health, Sector::Education];

/// One of ten people: two of each of five agencies.
fn person(number: u8) -> Author {
    let sector = SECTORS[usize::from(number) / 2];
    Author {
        person: PersonId([number; 16]),
        name: format!("Person {number}"),
        role: "Duty".into(),
        agency: agency(number / 2),
        agency_name: format!("Agency {}", number / 2),
        sector,
    }
}

fn agency(number: u8) -> AgencyId {
    AgencyId([number; 32])
}

fn place(number: usize) -> Place {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&(number as u64 + 1).to_be_bytes());
    let mut hash = [0; 32];
    hash[..16].copy_from_slice(&id);
    Place { event: EventId(id), hash: EventHash(PublicKey(hash)), at: UnixMillis(1_000 * number as u64) }
}

fn desk(number: u8) -> DeskRef {
    DeskRef {
        agency: agency(number),
        desk: DeskId([number; 16]),
        name: "Duty".into(),
        agency_name: "Agency".into(),
        nation: Nation::default(),
    }
}

fn referral(to: u8, asks_children: bool) -> Work {
    Work::Referral(Box::new(Referral {
        to: desk(to),
        reference: "T-017".into(),
        risk: Risk::High,
        accept_by: UnixMillis(5_000),
        covert: true,
        withhold: true,
        follows: None,
        asks_children,
        nation: Nation::default(),
        accept_within_ms: None,
        form: Filled::begin(Template::newest("police-referral").unwrap()),
    }))
}

fn discussion() -> Work {
    Work::Discussion(Discussion {
        reference: "SD-1".into(),
        at: UnixMillis(0),
        how: "call".into(),
        trigger: "referral".into(),
    })
}

/// A step of a made-up life: who, and what; what refers to something refers to an event that may be there.
fn step() -> impl Strategy<Value = (u8, u8, usize)> {
    (0u8..10, 0u8..27, 0usize..30)
}

/// What somebody says who sees this matter; `stale` steps back to what was there before.
fn say(kind: u8, about: usize, seen: &Matter) -> Work {
    let event = place(about).event;
    let text = || "Because.".to_string();
    let (version, covers) = seen.plan.next_version();
    let digest = seen.plan.versions.last().map_or(Digest::of(&[]), |version| version.digest);
    match kind {
        0 => referral(1, true),
        1 => Work::Opened,
        2 | 3 => Work::Accepted,
        4 => Work::Refused { reason: text() },
        5 => Work::Transferred { to: desk((about % 5) as u8), reason: text(), accept_by: UnixMillis(9_000) },
        6 => Work::ChildrenIdentified(Children::Found(2)),
        7 => Work::Concluded { outcome: text() },
        8 => discussion(),
        9..=11 => Work::Attends,
        12 => Work::Information(Information { source: text(), basis: Basis::Fact, when: text(), text: text() }),
        13 => {
            Work::Decision(Decision { child: "A".into(), threshold: true, enquiry: Enquiry::Joint, rationale: text() })
        }
        14 => Work::Dissent { decision: event, rationale: text() },
        15 => Work::QuorumOverridden { reason: text() },
        16..=18 => Work::Finalised { version, covers },
        19 => Work::Acknowledged { version: version - 1, digest },
        20 => Work::LiftProposed { reason: text() },
        21 => Work::LiftAgreed { proposal: event },
        22 => Work::Delay(Delay { rationale: text(), until: UnixMillis(7) }),
        23 => Work::Countersigned { delay: event },
        24 => Work::Correction { of: event, text: text() },
        25 => Work::Assessment(Box::new(Filled::begin(Template::newest("strategy-discussion").unwrap()))),
        _ => Work::HandedOver { desk: desk(1), to: PersonId([3; 16]), name: "Three".into(), note: text() },
    }
}

/// Folds a life; everybody but the first speaks from a view that is `lag` events old. Gives every state.
fn live(steps: &[(u8, u8, usize)], lag: usize) -> Vec<Matter> {
    let mut states = vec![Matter::default()];
    for (number, (who, kind, about)) in steps.iter().enumerate() {
        let seen = states[states.len().saturating_sub(1 + lag)].clone();
        let mut next = states[states.len() - 1].clone();
        let before = next.clone();
        if next.apply(&place(number), &person(*who), &say(*kind, *about, &seen)).is_err() {
            assert_eq!(next, before, "what does not count changes nothing");
        }
        states.push(next);
    }
    states
}

proptest! {
    #[test]
    fn no_version_is_ever_closed_without_a_quorum_or_a_recorded_override(
        steps in prop::collection::vec(step(), 0..60),
        lag in 0usize..4,
    ) {
        for states in live(&steps, lag).windows(2) {
            let [before, after] = states else { unreachable!() };
            if after.plan.versions.len() > before.plan.versions.len() {
                let version = after.plan.versions.last().unwrap();
                prop_assert_eq!(&version.missing, &before.plan.missing());
                prop_assert_eq!(version.missing.is_empty(), version.overridden.is_none());
                prop_assert!(before.plan.is_chaired_by(version.by.agency));
                // What it covers is what there was, whatever its author had seen.
                prop_assert_eq!(version.entries as usize, before.plan.next_version().1.len());
            }
        }
    }

    #[test]
    fn work_is_held_only_by_an_agency_that_it_was_offered_to_and_by_one_person_at_a_time(
        steps in prop::collection::vec(step(), 0..60),
        lag in 0usize..4,
    ) {
        for states in live(&steps, lag).windows(2) {
            let [Some(before), Some(after)] = [&states[0].holding, &states[1].holding] else { continue };
            if let Some(held) = after.held.as_ref().filter(|held| before.held.as_ref() != Some(held)) {
                prop_assert!(before.offered.iter().any(|offered| offered.to.agency == held.by.agency));
            }
            // Once somebody holds it, somebody does: a transfer alone takes it from nobody.
            prop_assert!(before.held.is_none() || after.held.is_some());
        }
    }

    #[test]
    fn nothing_is_concluded_before_children_identified_is_answered(
        steps in prop::collection::vec(step(), 0..60),
        lag in 0usize..4,
    ) {
        for matter in live(&steps, lag) {
            let Some(holding) = matter.holding else { continue };
            prop_assert!(holding.concluded.is_none() || holding.children.is_some());
        }
    }

    #[test]
    fn a_covert_mark_is_lifted_and_a_delay_counts_only_with_two_agencies(
        steps in prop::collection::vec(step(), 0..60),
        lag in 0usize..4,
    ) {
        for matter in live(&steps, lag) {
            for lift in &matter.secrecy.lifts {
                prop_assert!(lift.agreed.as_ref().is_none_or(|(by, _)| by.agency != lift.proposed.by.agency));
            }
            for delay in &matter.secrecy.delays {
                let by = delay.countersigned.as_ref().map(|(by, _)| by.agency);
                prop_assert!(by != Some(delay.made.by.agency));
            }
        }
    }

    #[test]
    fn a_matter_survives_its_encoding(steps in prop::collection::vec(step(), 0..40)) {
        let matter = live(&steps, 0).pop().unwrap();
        prop_assert_eq!(crate::event::from_cbor::<Matter>(&crate::event::to_cbor(&matter)), Some(matter));
    }
}

#[test]
fn a_version_counts_in_just_those_orders_in_which_all_three_agencies_were_there_before() {
    let finalised = |matter: &Matter| {
        let (version, covers) = matter.plan.next_version();
        Work::Finalised { version, covers }
    };
    // Children's services chair; police, health and they take part; somebody closes.
    let steps: [u8; 4] = [2, 4, 6, 100];
    for order in orders(&steps) {
        let mut matter = Matter::default();
        matter.apply(&place(0), &person(4), &discussion()).unwrap();
        let closing = order.iter().position(|step| *step == 100).unwrap();
        for (number, step) in order.iter().enumerate() {
            let (by, work) = match step {
                100 => (person(4), finalised(&matter)),
                who => (person(*who), Work::Attends),
            };
            let counts = matter.apply(&place(number + 1), &by, &work);
            let expected = if *step == 100 && closing < 3 { Err(Uncounted::QuorumMissing) } else { Ok(()) };
            assert_eq!(counts, expected, "{order:?}");
        }
    }
}

#[test]
fn who_had_to_go_for_a_conflict_does_not_make_up_the_number() {
    let mut matter = Matter::default();
    matter.apply(&place(0), &person(4), &discussion()).unwrap();
    for (number, who) in [2, 4, 6].into_iter().enumerate() {
        matter.apply(&place(number + 1), &person(who), &Work::Attends).unwrap();
    }
    assert_eq!(matter.plan.missing(), []);
    matter.removed(&place(9), &person(4), person(6).person);
    assert_eq!(matter.plan.missing(), [Sector::Health]);
}

#[test]
fn a_transfer_leaves_the_work_with_the_first_until_somebody_at_the_second_accepts() {
    let mut matter = Matter::default();
    matter.apply(&place(0), &person(0), &referral(1, false)).unwrap();
    matter.apply(&place(1), &person(2), &Work::Accepted).unwrap();
    let transfer = Work::Transferred { to: desk(2), reason: "Not our area.".into(), accept_by: UnixMillis(9_000) };
    matter.apply(&place(2), &person(2), &transfer).unwrap();
    assert_eq!(matter.holding.as_ref().unwrap().held.as_ref().unwrap().by, person(2));
    assert_eq!(matter.apply(&place(3), &person(8), &Work::Accepted), Err(Uncounted::NotOffered));
    matter.apply(&place(4), &person(4), &Work::Accepted).unwrap();
    assert_eq!(matter.holding.as_ref().unwrap().held.as_ref().unwrap().by, person(4));
}

#[test]
fn a_version_that_something_overtook_does_not_count() {
    let mut matter = Matter::default();
    matter.apply(&place(0), &person(4), &discussion()).unwrap();
    for (number, who) in [2, 4, 6].into_iter().enumerate() {
        matter.apply(&place(number + 1), &person(who), &Work::Attends).unwrap();
    }
    let (version, covers) = matter.plan.next_version();
    let news = Information { source: "School".into(), basis: Basis::Fact, when: String::new(), text: "News.".into() };
    matter.apply(&place(5), &person(8), &Work::Information(news)).unwrap();
    let late = matter.apply(&place(6), &person(4), &Work::Finalised { version, covers });
    assert_eq!(late, Err(Uncounted::Overtaken));
}

#[test]
fn who_was_let_in_with_a_header_says_nothing_before_declaring() {
    let mut matter = Matter::default();
    matter.apply(&place(0), &person(4), &discussion()).unwrap();
    let lin = person(6);
    let named = crate::event::Named { person: lin.person, agency: lin.agency, name: lin.name.clone() };
    matter.let_in(std::slice::from_ref(&named), Some("Community trust, children's nursing"));
    assert_eq!(matter.apply(&place(1), &lin, &Work::Attends), Err(Uncounted::Undeclared));
    matter.apply(&place(2), &lin, &Work::Declared { conflict: Some("Same team.".into()) }).unwrap();
    assert_eq!(matter.apply(&place(3), &lin, &Work::Attends), Err(Uncounted::Undeclared));
    assert_eq!(matter.secrecy.undeclared().count(), 0);
    assert!(matter.secrecy.header_for(lin.person).is_some());
}

fn orders(steps: &[u8]) -> Vec<Vec<u8>> {
    if steps.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (at, first) in steps.iter().enumerate() {
        let rest: Vec<u8> = steps.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, one)| *one).collect();
        all.extend(orders(&rest).into_iter().map(|order| [vec![*first], order].concat()));
    }
    all
}
