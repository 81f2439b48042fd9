//! A register as its administrators look at it: everybody who was ever invited, and what became of them.

use super::card::Card;
use super::register::Register;
use crate::ids::PersonId;
use marram_protocol::{DeviceId, PublicKey, UnixMillis};
use std::collections::{BTreeMap, BTreeSet};

/// Somebody who was invited, appointed, or both.
#[derive(Debug, Clone)]
pub struct Staff {
    /// Who it is: the newest card.
    pub card: Card,
    /// Whether a device that counts is an administrator's.
    pub administrator: bool,
    /// The devices that count.
    pub devices: Vec<StaffDevice>,
    /// What became of the person.
    pub standing: Standing,
    /// When that was.
    pub since: UnixMillis,
}

/// A device as its agency knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffDevice {
    /// The device.
    pub id: DeviceId,
    /// What its owner calls it; empty where nobody said.
    pub name: String,
    /// Since when it is there.
    pub since: UnixMillis,
    /// Whether it is an administrator's.
    pub administrator: bool,
}

/// What became of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The link was not used yet, and can be until then.
    Invited {
        /// The link's last moment.
        until: UnixMillis,
    },
    /// Has a device.
    Joined,
    /// Never joined, and the link was withdrawn.
    Withdrawn(Ending),
    /// Had a device, and has none any more.
    Left(Ending),
}

/// Who ended a key, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The administrator's name; empty where it is not known.
    pub by: String,
    /// Why, in the administrator's words.
    pub reason: String,
    /// When, by the administrator's clock.
    pub at: UnixMillis,
}

impl Register {
    /// Everybody, by name.
    pub fn roster(&self) -> Vec<Staff> {
        let people: BTreeSet<PersonId> = self.cards().map(|(_, card)| card.person).collect();
        let mut roster: Vec<Staff> = people.into_iter().filter_map(|person| self.staff(person)).collect();
        roster.sort_by(|a, b| a.card.name.cmp(&b.card.name).then(a.card.person.cmp(&b.card.person)));
        roster
    }

    /// Every key that a person's passes can hold and an administrator can end.
    pub fn keys_of(&self, person: PersonId) -> BTreeSet<PublicKey> {
        let devices = self.devices.iter().filter(|(_, known)| known.card.person == person);
        let devices = devices.flat_map(|(device, known)| [PublicKey(device.0), known.card.key]);
        let invites = self.invited.iter().filter(|(_, one)| one.card.person == person).map(|(key, _)| *key);
        devices.chain(invites).filter(|key| self.counts(&[*key])).collect()
    }

    /// Who ended a key, if it is over.
    pub fn ending(&self, key: &PublicKey) -> Option<Ending> {
        let by_device = || self.revoked_by_device.iter().find(|((_, ended), _)| ended == key).map(|(_, over)| over);
        let over = self.revoked.get(key).and_then(|said| said.first()).or_else(by_device)?;
        let by = self.devices.get(&DeviceId(over.by.0)).map(|known| known.card.name.clone()).unwrap_or_default();
        Some(Ending { by, reason: over.reason.clone(), at: over.at })
    }

    fn cards(&self) -> impl Iterator<Item = (UnixMillis, &Card)> {
        let invited = self.invited.values().map(|one| (one.at, &one.card));
        invited.chain(self.devices.values().map(|known| (known.since, &known.card)))
    }

    fn staff(&self, person: PersonId) -> Option<Staff> {
        let (_, card) = self.cards().filter(|(_, card)| card.person == person).max_by_key(|(at, _)| *at)?;
        let ever: BTreeMap<_, _> = self.devices.iter().filter(|(_, known)| known.card.person == person).collect();
        let counting = ever.iter().filter(|(_, known)| self.counts(&known.keys));
        let devices: Vec<StaffDevice> = counting
            .map(|(id, known)| StaffDevice {
                id: **id,
                name: known.name.clone(),
                since: known.since,
                administrator: self.appointment(**id).is_some(),
            })
            .collect();
        let invites: Vec<_> = self.invited.iter().filter(|(_, one)| one.card.person == person).collect();
        let open = invites.iter().filter(|(key, one)| self.counts(&[**key, one.administrator])).map(|(_, one)| one);
        let (standing, since) = if let Some(first) = devices.iter().map(|device| device.since).min() {
            (Standing::Joined, first)
        } else if let Some(newest) = open.max_by_key(|one| one.at) {
            (Standing::Invited { until: newest.link.not_after }, newest.at)
        } else {
            let keys = ever.values().flat_map(|known| known.keys.clone());
            let keys = keys.chain(invites.iter().flat_map(|(key, one)| [**key, one.administrator]));
            let ending = keys.filter_map(|key| self.ending(&key)).max_by_key(|ending| ending.at)?;
            let at = ending.at;
            let standing = if ever.is_empty() { Standing::Withdrawn(ending) } else { Standing::Left(ending) };
            (standing, at)
        };
        let administrator = devices.iter().any(|device| device.administrator);
        Some(Staff { card: self.today(card), administrator, devices, standing, since })
    }
}
