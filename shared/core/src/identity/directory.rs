//! The registers that this device follows, as one directory: its own agency's, and those that agency endorsed.

use super::card::Card;
use super::credential::Peer;
use super::desk::Desk;
use super::register::{Listed, Register, RegisterKey};
use crate::ids::{DeskId, PersonId};
use crate::provider::SealingPublicKey;
use crate::view::{PersonView, Vouched};
use marram_protocol::{AgencyId, DeviceId, UnixMillis};
use std::collections::BTreeMap;

/// All registers that count for this device.
#[derive(Debug)]
pub struct Directory {
    own: AgencyId,
    registers: BTreeMap<AgencyId, Register>,
}

impl Directory {
    /// With the own agency's register, not read yet.
    pub fn new(own: AgencyId, key: RegisterKey) -> Self {
        Self { own, registers: BTreeMap::from([(own, Register::new(own, key))]) }
    }
    /// The own agency.
    pub fn own_agency(&self) -> AgencyId {
        self.own
    }
    /// The own agency's register.
    pub fn own(&self) -> Option<&Register> {
        self.registers.get(&self.own)
    }
    /// A register that is followed.
    pub fn get(&self, agency: AgencyId) -> Option<&Register> {
        self.registers.get(&agency)
    }
    pub(crate) fn get_mut(&mut self, agency: AgencyId) -> Option<&mut Register> {
        self.registers.get_mut(&agency)
    }
    /// Every register that is followed.
    pub fn all(&self) -> impl Iterator<Item = &Register> {
        self.registers.values()
    }
    /// Begins to follow the registers of agencies endorsed since; gives those that are new.
    pub(crate) fn follow_endorsed(&mut self) -> Vec<AgencyId> {
        let endorsed: Vec<_> = self.own().into_iter().flat_map(Register::endorsed).cloned().collect();
        let mut fresh = Vec::new();
        for one in endorsed {
            self.registers.entry(one.agency).or_insert_with(|| {
                fresh.push(one.agency);
                Register::new(one.agency, one.register)
            });
        }
        fresh
    }
    /// Who vouches for an agency.
    pub fn vouched(&self, agency: AgencyId) -> Vouched {
        match self.own() {
            _ if agency == self.own => Vouched::Own,
            Some(own) if own.endorses(agency) => Vouched::Endorsed,
            _ => Vouched::Unknown,
        }
    }
    /// Whether a peer's keys are over, as far as a register that is followed says so.
    pub fn revoked(&self, peer: &Peer) -> bool {
        let disowned = self.get(peer.agency()).is_some_and(|register| register.disowns(peer));
        disowned || self.revocation(peer).is_some()
    }
    /// The signed word that ends a peer's pass.
    pub fn revocation(&self, peer: &Peer) -> Option<&[u8]> {
        self.get(peer.agency())?.ended(&peer.keys)
    }
    /// A listed person.
    pub fn person(&self, person: PersonId) -> Option<Listed> {
        self.all().flat_map(Register::people).find(|listed| listed.card.person == person)
    }
    /// A card as its agency's register has it today; as it was signed, if that is not followed.
    pub fn today(&self, card: &Card) -> Card {
        self.get(card.agency).map_or_else(|| card.clone(), |register| register.today(card))
    }
    /// A card as its agency's register had it at a moment.
    pub fn then(&self, card: &Card, at: UnixMillis) -> Card {
        self.get(card.agency).map_or_else(|| card.clone(), |register| register.then(card, at))
    }
    /// Where notes for a peer's device are sealed to, and what reaches its mailbox.
    pub fn reach(&self, agency: AgencyId, device: DeviceId) -> Option<(&RegisterKey, &SealingPublicKey)> {
        let register = self.get(agency)?;
        Some((register.key(), register.sealing_of(device)?))
    }
    /// A duty desk of an agency whose register is followed.
    pub fn desk(&self, agency: AgencyId, desk: DeskId) -> Option<Desk> {
        self.get(agency)?.desk(desk)
    }
    /// Every duty desk there is, each with its agency's register: the own agency's first, then by agency and name.
    pub fn desks(&self) -> impl Iterator<Item = (&Register, Desk)> {
        let mut registers: Vec<_> = self.all().collect();
        registers.sort_by_key(|one| (one.agency() != self.own, one.agency_view().name, one.agency()));
        registers.into_iter().flat_map(|register| register.desks().map(move |desk| (register, desk)))
    }
    /// Everybody, as shown: own agency first, then by agency and name.
    pub fn people(&self) -> Vec<PersonView> {
        let view = |register| move |listed| self.view(register, listed);
        let mut people: Vec<PersonView> = self.all().flat_map(|one| one.people().into_iter().map(view(one))).collect();
        let order = |person: &PersonView| {
            (person.vouched != Vouched::Own, person.agency.name.clone(), person.name.clone(), person.id)
        };
        people.sort_by_key(order);
        people
    }
    fn view(&self, register: &Register, Listed { card, devices }: Listed) -> PersonView {
        PersonView {
            id: card.person,
            agency: card.agency_view(),
            vouched: self.vouched(card.agency),
            joined: !devices.is_empty(),
            administrator: devices.iter().any(|(device, _)| register.appointment(*device).is_some()),
            name: card.name,
            role: card.role,
        }
    }
}
