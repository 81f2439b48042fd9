//! Who is on duty, as a register comes to say it.

use super::linking_tests::{Desk as Agency, NOW, Staff};
use super::{Body, Desk, DeskTerms};
use crate::ids::{DeskId, PersonId};
use marram_protocol::codec::to_bytes;
use marram_protocol::{Pass, PublicKey, Revocation};

const DESK: DeskId = DeskId([4; 16]);

impl Agency {
    fn person(&self, number: u8) -> PersonId {
        PersonId::of(self.agency, [number; 6])
    }
    fn defines(&mut self, name: &str, people: &[u8]) {
        let people = people.iter().map(|number| self.person(*number)).collect();
        let deputies = vec![self.person(1)];
        let terms = DeskTerms { name: name.into(), people, deputies, ..DeskTerms::default() };
        let body = Body::Desk { desk: DESK, terms };
        let administrator = self.administrator.0.signing_key();
        self.says(&administrator, body);
    }
    fn duty(&mut self, who: &Staff, on: bool) {
        self.says(&who.keys.signing_key(), Body::Duty { desk: DESK, on });
    }
    fn desk(&self) -> Option<Desk> {
        self.register.desk(DESK)
    }
    fn on_duty(&self) -> Vec<PersonId> {
        self.desk().expect("defined").on_duty.into_iter().map(|(person, _)| person).collect()
    }
}

#[test]
fn whoever_belongs_to_a_desk_goes_on_duty_and_off_again() {
    let mut agency = Agency::new();
    let (ruth, sam) = (agency.staff("Ruth Kember", 2), agency.staff("Sam Orrin", 3));
    agency.defines("Wexmoor Referral Unit", &[2]);
    agency.duty(&ruth, true);
    agency.duty(&sam, true);
    assert_eq!(agency.desk().unwrap().on_duty, [(agency.person(2), NOW)], "Sam is not of the desk");
    agency.duty(&ruth, true);
    assert_eq!(agency.on_duty(), [agency.person(2)], "once");
    agency.duty(&ruth, false);
    assert!(agency.on_duty().is_empty());
}

#[test]
fn another_device_of_the_same_person_ends_their_duty() {
    let mut agency = Agency::new();
    let ruth = agency.staff("Ruth Kember", 2);
    let (phone, _) = agency.links(&ruth);
    agency.defines("Wexmoor Referral Unit", &[2]);
    agency.duty(&ruth, true);
    agency.duty(&phone, false);
    assert!(agency.on_duty().is_empty());
}

#[test]
fn a_device_that_is_over_is_on_duty_no_longer_and_says_nothing_more() {
    let mut agency = Agency::new();
    let ruth = agency.staff("Ruth Kember", 2);
    agency.defines("Wexmoor Referral Unit", &[2]);
    agency.duty(&ruth, true);
    let (administrator, link) = (agency.administrator.0.signing_key(), agency.administrator.1);
    let pass = Pass { root: agency.agency, links: vec![link] };
    let word = to_bytes(&Revocation::sign(&administrator, pass, PublicKey(ruth.id().0), NOW));
    agency.says(&administrator, Body::Revoke { revocation: word, reason: "Left".into() });
    assert!(agency.on_duty().is_empty());
    agency.duty(&ruth, true);
    assert!(agency.on_duty().is_empty());
}

#[test]
fn a_desk_that_is_defined_anew_keeps_on_duty_whom_it_keeps() {
    let mut agency = Agency::new();
    let (ruth, sam) = (agency.staff("Ruth Kember", 2), agency.staff("Sam Orrin", 3));
    agency.defines("Wexmoor Referral Unit", &[2, 3]);
    agency.duty(&ruth, true);
    agency.duty(&sam, true);
    agency.defines("Wexmoor Child Abuse Unit", &[3]);
    let desk = agency.desk().unwrap();
    assert_eq!((desk.name.as_str(), agency.on_duty()), ("Wexmoor Child Abuse Unit", vec![agency.person(3)]));
    // Who comes back to the desk does not come back on duty by that.
    agency.defines("Wexmoor Child Abuse Unit", &[2, 3]);
    assert_eq!(agency.on_duty(), [agency.person(3)]);
}

#[test]
fn a_closed_desk_is_gone_and_nobody_goes_on_duty_there() {
    let mut agency = Agency::new();
    let ruth = agency.staff("Ruth Kember", 2);
    agency.defines("Wexmoor Referral Unit", &[2]);
    agency.duty(&ruth, true);
    let administrator = agency.administrator.0.signing_key();
    agency.says(&ruth.keys.signing_key(), Body::DeskClosed { desk: DESK });
    assert!(agency.desk().is_some(), "Ruth is no administrator");
    agency.says(&administrator, Body::DeskClosed { desk: DESK });
    agency.duty(&ruth, true);
    assert_eq!(agency.desk(), None);
    agency.defines("Wexmoor Referral Unit", &[2]);
    assert!(agency.on_duty().is_empty());
}
