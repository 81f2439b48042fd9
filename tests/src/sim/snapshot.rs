//! A world that was set up once and is entered many times: making keys costs more than a whole run of faults.

use super::{Admitted, Device, Dice, Disk, Screen, World};
use marram_protocol::UnixMillis;
use marram_relay::{Identity, Terms};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything durable of a world at rest.
pub struct Snapshot {
    now: UnixMillis,
    terms: Terms,
    identity: Arc<Identity>,
    admitted: Admitted,
    disk: Disk,
    devices: Vec<Kept>,
}

struct Kept {
    name: String,
    key: [u8; 32],
    store: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl World {
    /// Takes a snapshot of what is durable.
    pub fn snapshot(&self) -> Snapshot {
        let kept = |device: &Device| Kept { name: device.name.clone(), key: device.key, store: device.store.clone() };
        Snapshot {
            now: self.now,
            terms: self.terms.clone(),
            identity: Arc::clone(&self.identity),
            admitted: self.admitted.clone(),
            disk: self.disk.copy(),
            devices: self.devices.iter().map(kept).collect(),
        }
    }
}

impl Snapshot {
    /// The same world again, with other dice. Only devices named here are there; nobody is connected.
    pub fn enter(&self, seed: u64, names: &[&str]) -> World {
        let mut world = World {
            dice: Dice::new(seed),
            now: self.now,
            relay: None,
            terms: self.terms.clone(),
            identity: Arc::clone(&self.identity),
            admitted: self.admitted.clone(),
            disk: self.disk.copy(),
            devices: Vec::new(),
            wire: super::Wiretap::default(),
            lie: None,
            changed: None,
            overheard: None,
        };
        world.start_relay();
        for name in names {
            let kept = self.devices.iter().find(|kept| kept.name == *name).expect("in the snapshot");
            let mut device = Device::dead(&kept.name, kept.key);
            device.store.clone_from(&kept.store);
            device.screen = Screen::default();
            world.devices.push(device);
            world.revive(world.devices.len() - 1);
        }
        world
    }
}
