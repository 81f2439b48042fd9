//! Safety numbers: what two people read to each other to find out whether they see each other's real keys.
//!
//! Each half is a hash over a person's agency, id and listed devices, so both people get the same number, and any other
//! key in either place gives another. Owns what was compared; refuses to know rooms. The agency's word needs no number:
//! comparing finds out a root that is not the one it seems to be.

use crate::ids::PersonId;
use crate::view::Compared;
use marram_protocol::{AgencyId, DeviceId, UnixMillis};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Groups of five digits that one person contributes.
const GROUPS: usize = 6;

/// A person as their keys: who, of which agency, with which devices.
pub(crate) struct Keys {
    pub(crate) agency: AgencyId,
    pub(crate) person: PersonId,
    pub(crate) devices: BTreeSet<DeviceId>,
}

/// The number of a pair: 60 digits in groups of five, the same for both, whoever asks.
pub(crate) fn safety_number(one: &Keys, other: &Keys) -> String {
    let mut halves = [one.half(), other.half()];
    halves.sort();
    halves.concat().join(" ")
}

impl Keys {
    /// Six groups: 30 bytes of SHA-256, each five read as a number, of which the last five digits count.
    fn half(&self) -> Vec<String> {
        let mut hash = Sha256::new_with_prefix(b"marram/1 safety number").chain_update(self.agency.0);
        hash.update(self.person.0);
        self.devices.iter().for_each(|device| hash.update(device.0));
        let hash = hash.finalize();
        let number = |group: &[u8]| group.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)) % 100_000;
        hash.chunks_exact(5).take(GROUPS).map(|group| format!("{:05}", number(group))).collect()
    }
}

/// What was compared, and found the same, for each person.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Comparisons(BTreeMap<PersonId, Comparison>);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Comparison {
    at: UnixMillis,
    devices: BTreeSet<DeviceId>,
}

impl Comparisons {
    /// Two people found their numbers the same.
    pub(crate) fn found_same(&mut self, keys: &Keys, at: UnixMillis) {
        self.0.insert(keys.person, Comparison { at, devices: keys.devices.clone() });
    }
    /// The agency's word is to be enough again.
    pub(crate) fn forget(&mut self, person: PersonId) {
        self.0.remove(&person);
    }
    /// How it stands with a person who is here with these devices. One device fewer is no change; one more is.
    pub(crate) fn of<'a>(&self, person: PersonId, devices: impl IntoIterator<Item = &'a DeviceId>) -> Compared {
        match self.0.get(&person) {
            None => Compared::Never,
            Some(known) if devices.into_iter().all(|device| known.devices.contains(device)) => {
                Compared::Same { at: known.at }
            }
            Some(_) => Compared::Changed,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    fn keys(number: u8, devices: &[u8]) -> Keys {
        let devices = devices.iter().map(|device| DeviceId([*device; 32])).collect();
        Keys { agency: AgencyId([number; 32]), person: PersonId([number; 16]), devices }
    }

    #[test]
    fn both_people_get_the_same_sixty_digits_and_any_other_key_gives_others() {
        let (ruth, mina) = (keys(1, &[10, 11]), keys(2, &[20]));
        let number = safety_number(&ruth, &mina);
        assert_eq!(number, safety_number(&mina, &ruth));
        assert_eq!(number.split(' ').map(str::len).collect::<Vec<_>>(), [5; 12]);
        assert!(number.chars().all(|one| one == ' ' || one.is_ascii_digit()));
        for other in [keys(2, &[21]), keys(2, &[20, 21]), keys(3, &[20]), keys(2, &[])] {
            assert_ne!(number, safety_number(&ruth, &other));
        }
    }

    #[test]
    fn a_device_more_is_a_change_and_a_device_fewer_is_none() {
        let mut compared = Comparisons::default();
        let mina = keys(2, &[20, 21]);
        assert_eq!(compared.of(mina.person, &mina.devices), Compared::Never);
        compared.found_same(&mina, UnixMillis(7));
        assert_eq!(compared.of(mina.person, &mina.devices), Compared::Same { at: UnixMillis(7) });
        assert_eq!(compared.of(mina.person, &keys(2, &[21]).devices), Compared::Same { at: UnixMillis(7) });
        assert_eq!(compared.of(mina.person, &keys(2, &[20, 22]).devices), Compared::Changed);
        compared.forget(mina.person);
        assert_eq!(compared.of(mina.person, &keys(2, &[22]).devices), Compared::Never);
    }
}
