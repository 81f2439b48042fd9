//! What the register believes of a further device, and of what a device says is over.

use super::register::{Register, RegisterKey};
use super::{Body, Card, DeviceKeys, RootKey, SignedCard};
use crate::ids::PersonId;
use crate::provider::{Generator, Provider};
use crate::view::Sector;
use ed25519_dalek::SigningKey;
use marram_protocol::codec::to_bytes;
use marram_protocol::{AgencyId, DeviceId, Link, Pass, PublicKey, Purpose, Revocation, UnixMillis};

const ALWAYS: core::ops::RangeInclusive<UnixMillis> = UnixMillis(0)..=UnixMillis(u64::MAX);
pub(super) const NOW: UnixMillis = UnixMillis(1_795_338_000_000);

pub(super) struct Desk {
    provider: Provider,
    pub(super) register: Register,
    pub(super) agency: AgencyId,
    pub(super) administrator: (DeviceKeys, Link),
}

/// Somebody with a first device.
pub(super) struct Staff {
    pub(super) keys: DeviceKeys,
    links: Vec<Link>,
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

impl Staff {
    pub(super) fn id(&self) -> DeviceId {
        self.keys.device()
    }
    fn link(&self, agency: AgencyId, key: &SigningKey) -> Link {
        Link::sign(&self.keys.signing_key(), agency, Purpose::Invite, public(key), ALWAYS)
    }
    pub(super) fn revokes(&self, agency: AgencyId, device: DeviceId) -> Body {
        let issuer = Pass { root: agency, links: self.links.clone() };
        let word = Revocation::sign(&self.keys.signing_key(), issuer, PublicKey(device.0), NOW);
        Body::Revoke { revocation: to_bytes(&word), reason: "Lost".into() }
    }
}

impl Desk {
    pub(super) fn new() -> Self {
        let provider = Provider::new([7; 32]);
        let root = RootKey::from_bytes([8; 32]);
        let agency = root.agency();
        let keys = DeviceKeys::generate(provider.generator());
        let key = PublicKey(keys.device().0);
        let link = Link::sign(&root.signing_key(), agency, Purpose::Administrator, key, ALWAYS);
        let register = Register::new(agency, RegisterKey::random(provider.generator()));
        let mut desk = Self { provider, register, agency, administrator: (keys, link) };
        let card = SignedCard::sign(&root.signing_key(), &desk.card(key, "Pat Imber", 1));
        let sealing = desk.administrator.0.sealing().1.as_bytes().to_vec();
        desk.says(&root.signing_key(), Body::Root { name: "Wexmoor Constabulary".into(), sector: Sector::Police });
        desk.says(&root.signing_key(), Body::Administrator { link, card, sealing });
        desk
    }

    fn random(&self) -> &Generator {
        self.provider.generator()
    }

    fn key(&self) -> SigningKey {
        DeviceKeys::generate(self.random()).signing_key()
    }

    fn card(&self, key: PublicKey, name: &str, person: u8) -> Card {
        Card {
            agency: self.agency,
            agency_name: "Wexmoor Constabulary".into(),
            sector: Sector::Police,
            key,
            person: PersonId::of(self.agency, [person; 6]),
            name: name.into(),
            role: "Officer".into(),
        }
    }

    /// Said at the next place; the register is read on, whether it is admitted or not.
    pub(super) fn says(&mut self, key: &SigningKey, body: Body) {
        let seq = self.register.read().next();
        let entry = self.register.next_entry(self.provider.generator(), key, NOW, body);
        self.register.read_entry(seq, &entry).expect("the register is read on");
    }

    pub(super) fn staff(&mut self, name: &str, person: u8) -> Staff {
        let (invite, administrator) = (self.key(), self.administrator.0.signing_key());
        let link = Link::sign(&administrator, self.agency, Purpose::Invite, public(&invite), ALWAYS);
        let card = SignedCard::sign(&administrator, &self.card(public(&invite), name, person));
        self.says(&administrator, Body::Invite { link, card });
        let keys = DeviceKeys::generate(self.random());
        let key = PublicKey(keys.device().0);
        let device = Link::sign(&invite, self.agency, Purpose::Device, key, ALWAYS);
        let sealing = keys.sealing().1.as_bytes().to_vec();
        self.says(&invite, Body::Redemption { device, sealing, device_name: "PC".into() });
        Staff { keys, links: vec![self.administrator.1, link, device] }
    }

    /// What a further device's own statement says.
    fn linked(&self, by: DeviceId, link: Link, secret: &SigningKey) -> (Staff, Body) {
        let keys = DeviceKeys::generate(self.random());
        let device = Link::sign(secret, self.agency, Purpose::Device, PublicKey(keys.device().0), ALWAYS);
        let sealing = keys.sealing().1.as_bytes().to_vec();
        let body = Body::Linked { by, link, device, sealing, device_name: "Phone".into() };
        (Staff { keys, links: vec![link, device] }, body)
    }

    /// Links a device, and whether the register lists it.
    pub(super) fn links(&mut self, by: &Staff) -> (Staff, bool) {
        let secret = self.key();
        let link = by.link(self.agency, &secret);
        let (mut phone, body) = self.linked(by.id(), link, &secret);
        phone.links = [by.links.as_slice(), &phone.links].concat();
        self.says(&secret, body);
        let listed = self.register.lists(phone.id());
        (phone, listed)
    }
}

#[test]
fn a_further_device_is_listed_for_the_person_of_the_one_that_linked_it() {
    let mut desk = Desk::new();
    let ruth = desk.staff("Ruth Kember", 2);
    let (phone, listed) = desk.links(&ruth);
    assert!(listed);
    let devices = desk.register.devices_of(PersonId::of(desk.agency, [2; 6]));
    let shown: Vec<_> = devices.iter().map(|one| (one.device, one.name.as_str(), one.linked_by)).collect();
    assert!(shown.contains(&(ruth.id(), "PC", None)) && shown.contains(&(phone.id(), "Phone", Some(ruth.id()))));
}

#[test]
fn a_link_that_the_named_device_did_not_sign_lists_nothing() {
    let mut desk = Desk::new();
    let (ruth, sam) = (desk.staff("Ruth Kember", 2), desk.staff("Sam Orrin", 3));
    let secret = desk.key();
    let by_sam = sam.link(desk.agency, &secret);
    let (phone, body) = desk.linked(ruth.id(), by_sam, &secret);
    desk.says(&secret, body);
    assert!(!desk.register.lists(phone.id()), "another's link in Ruth's name");
    let elsewhere = ruth.link(AgencyId([9; 32]), &secret);
    let (phone, body) = desk.linked(ruth.id(), elsewhere, &secret);
    desk.says(&secret, body);
    assert!(!desk.register.lists(phone.id()), "a link for another agency");
    let (phone, body) = desk.linked(ruth.id(), ruth.link(desk.agency, &secret), &secret);
    let other = desk.key();
    desk.says(&other, body);
    assert!(!desk.register.lists(phone.id()), "said by somebody without the link's key");
}

#[test]
fn a_link_makes_one_device_and_a_further_device_links_none() {
    let mut desk = Desk::new();
    let ruth = desk.staff("Ruth Kember", 2);
    let secret = desk.key();
    let link = ruth.link(desk.agency, &secret);
    for listed in [true, false] {
        let (phone, body) = desk.linked(ruth.id(), link, &secret);
        desk.says(&secret, body);
        assert_eq!(desk.register.lists(phone.id()), listed);
    }
    let (phone, _) = desk.links(&ruth);
    assert!(!desk.links(&phone).1);
}

#[test]
fn a_device_ends_what_it_linked_and_no_other() {
    let mut desk = Desk::new();
    let (ruth, sam) = (desk.staff("Ruth Kember", 2), desk.staff("Sam Orrin", 3));
    let (phone, _) = desk.links(&ruth);
    let (tablet, _) = desk.links(&ruth);
    let agency = desk.agency;
    for (by, whom) in [(&sam, &phone), (&phone, &ruth), (&sam, &ruth), (&phone, &tablet)] {
        desk.says(&by.keys.signing_key(), by.revokes(agency, whom.id()));
    }
    assert!([&ruth, &sam, &phone, &tablet].into_iter().filter(|one| desk.register.lists(one.id())).count() >= 3);
    assert!(desk.register.lists(ruth.id()) && desk.register.lists(sam.id()) && desk.register.lists(tablet.id()));
    desk.says(&ruth.keys.signing_key(), ruth.revokes(agency, tablet.id()));
    assert!(!desk.register.lists(tablet.id()));
    assert!(desk.register.lists(ruth.id()));
}

#[test]
fn what_a_revoked_device_says_too_late_is_void_and_the_register_goes_on() {
    let mut desk = Desk::new();
    let ruth = desk.staff("Ruth Kember", 2);
    let (phone, _) = desk.links(&ruth);
    let administrator = desk.administrator.0.signing_key();
    let issuer = Pass { root: desk.agency, links: vec![desk.administrator.1] };
    let word = Revocation::sign(&administrator, issuer, PublicKey(ruth.id().0), NOW);
    desk.says(&administrator, Body::Revoke { revocation: to_bytes(&word), reason: "Left".into() });
    assert!(!desk.register.lists(ruth.id()) && !desk.register.lists(phone.id()));
    assert!(!desk.links(&ruth).1);
    let agency = desk.agency;
    desk.says(&ruth.keys.signing_key(), ruth.revokes(agency, phone.id()));
    let sam = desk.staff("Sam Orrin", 3);
    assert!(desk.register.lists(sam.id()), "others are listed as before");
}

#[test]
fn who_names_a_listed_device_as_a_further_one_changes_nothing_of_it() {
    let mut desk = Desk::new();
    let (ruth, sam) = (desk.staff("Ruth Kember", 2), desk.staff("Sam Orrin", 3));
    let secret = desk.key();
    let link = ruth.link(desk.agency, &secret);
    let device = Link::sign(&secret, desk.agency, Purpose::Device, PublicKey(sam.id().0), ALWAYS);
    let sealing = ruth.keys.sealing().1.as_bytes().to_vec();
    desk.says(&secret, Body::Linked { by: ruth.id(), link, device, sealing, device_name: "Mine".into() });
    assert_eq!(desk.register.devices_of(PersonId::of(desk.agency, [2; 6])).len(), 1);
    assert_eq!(desk.register.devices_of(PersonId::of(desk.agency, [3; 6]))[0].name, "PC");
    assert_eq!(desk.register.sealing_of(sam.id()).map(|key| key.as_bytes().to_vec()), {
        Some(sam.keys.sealing().1.as_bytes().to_vec())
    });
}

#[test]
fn whom_an_ended_administrator_let_in_goes_on_with_the_card_that_stands_in_the_register_and_with_no_other() {
    let mut desk = Desk::new();
    let (ruth, sam) = (desk.staff("Ruth Kember", 2), desk.staff("Sam Orrin", 3));
    let (phone, _) = desk.links(&ruth);
    let unused = desk.key();
    let (old, agency) = (desk.administrator.0.signing_key(), desk.agency);
    let link = Link::sign(&old, agency, Purpose::Invite, public(&unused), ALWAYS);
    let card = SignedCard::sign(&old, &desk.card(public(&unused), "Tess Lanyard", 4));
    desk.says(&old, Body::Invite { link, card });

    // The root appoints another administrator, who ends the first and keeps Ruth.
    let root = RootKey::from_bytes([8; 32]).signing_key();
    let next = DeviceKeys::generate(desk.random());
    let key = PublicKey(next.device().0);
    let appointed = Link::sign(&root, agency, Purpose::Administrator, key, ALWAYS);
    let card = SignedCard::sign(&root, &desk.card(key, "Val Orme", 5));
    desk.says(&root, Body::Administrator { link: appointed, card, sealing: next.sealing().1.as_bytes().to_vec() });
    let ends = |kept: &[&Staff]| {
        let issuer = Pass { root: agency, links: vec![appointed] };
        let kept = kept.iter().map(|one| PublicKey(one.id().0)).collect();
        let word = Revocation::sign_keeping(&next.signing_key(), issuer, public(&old), kept, NOW);
        Body::Revoke { revocation: to_bytes(&word), reason: "Left".into() }
    };
    desk.says(&next.signing_key(), ends(&[&ruth]));
    assert!(desk.register.lists(ruth.id()) && desk.register.lists(phone.id()) && !desk.register.lists(sam.id()));
    let (_, body) = {
        let keys = DeviceKeys::generate(desk.random());
        let device = Link::sign(&unused, agency, Purpose::Device, PublicKey(keys.device().0), ALWAYS);
        let sealing = keys.sealing().1.as_bytes().to_vec();
        (keys, Body::Redemption { device, sealing, device_name: "PC".into() })
    };
    desk.says(&unused, body);
    assert!(desk.register.people().iter().all(|one| one.card.name != "Tess Lanyard"), "nobody comes by it any more");
    assert!(desk.links(&ruth).1, "who goes on links as before");

    // Whoever has the old administrator's key signs another card for Ruth's invite, or another invite for her device.
    let peer = |links: &[Link], card: &Card| {
        let keys = Pass { root: agency, links: links.to_vec() }.verify_signatures().unwrap().keys().collect();
        super::Peer { device: ruth.id(), card: card.clone(), keys, until: None }
    };
    let hers = desk.card(ruth.links[1].key, "Ruth Kember", 2);
    assert!(!desk.register.disowns(&peer(&ruth.links, &hers)));
    assert!(desk.register.disowns(&peer(&ruth.links, &desk.card(ruth.links[1].key, "Sam Orrin", 3))));
    let forged = desk.key();
    let invite = Link::sign(&old, agency, Purpose::Invite, public(&forged), ALWAYS);
    let device = Link::sign(&forged, agency, Purpose::Device, PublicKey(ruth.id().0), ALWAYS);
    let links = [ruth.links[0], invite, device];
    assert!(desk.register.disowns(&peer(&links, &desk.card(public(&forged), "Sam Orrin", 3))));

    // A second word keeps nobody more, and fewer if it says so.
    desk.says(&next.signing_key(), ends(&[&ruth, &sam]));
    assert!(desk.register.lists(ruth.id()) && !desk.register.lists(sam.id()));
    desk.says(&next.signing_key(), ends(&[&sam]));
    assert!(!desk.register.lists(ruth.id()) && !desk.register.lists(sam.id()));
}
