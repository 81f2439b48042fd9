//! Gathering key packages: from everybody who is to be added, from sealed shelves, checked before they are used.

use super::group;
use super::{Context, Effect, Room, Taken};
use crate::identity::Credential;
use crate::ids::PersonId;
use crate::wire::{Pending, Wire};
use marram_protocol::{ClientFrame, DeviceId};
use openmls::prelude::KeyPackage;

impl Room {
    /// Every chosen person's devices that are not members yet, with key packages; `None` while some are on their way.
    pub(super) fn gather(&mut self, cx: Context, wire: &mut Wire, people: &[PersonId]) -> Option<Vec<DeviceId>> {
        let (mut wanted, mut waiting) = (Vec::new(), false);
        for person in people {
            if self.has(*person) {
                continue;
            }
            let listed = cx.directory.person(*person);
            let devices: Vec<DeviceId> =
                listed.into_iter().flat_map(|listed| listed.devices).map(|(device, _)| device).collect();
            let mut reachable = false;
            for device in devices {
                match self.take(cx, wire, device, *person) {
                    Some(Taken::Here(_)) => {
                        wanted.push(device);
                        reachable = true;
                    }
                    Some(Taken::Unreachable) => {}
                    Some(Taken::Asked) | None => (waiting, reachable) = (true, true),
                }
            }
            if !reachable {
                self.effects.push(Effect::Unreachable(*person));
            }
        }
        (!waiting).then_some(wanted)
    }

    fn take(&mut self, cx: Context, wire: &mut Wire, device: DeviceId, person: PersonId) -> Option<Taken> {
        let known = self.taken.get(&device).cloned();
        if known.is_none() {
            let agency = cx.directory.person(person)?.card.agency;
            let (register, _) = cx.directory.reach(agency, device)?;
            let reach = register.reach_token();
            self.taken.insert(device, Taken::Asked);
            let room = self.id();
            wire.request(Pending::TakeKeyPackage { room, device }, |request| ClientFrame::TakeKeyPackage {
                request,
                device,
                reach,
            });
        }
        known
    }

    /// A key package came, or none is to be had.
    pub(crate) fn key_package(&mut self, device: DeviceId, package: Option<Vec<u8>>) {
        self.taken.insert(device, package.map_or(Taken::Unreachable, Taken::Here));
    }

    pub(super) fn gather_device(
        &mut self,
        cx: Context,
        wire: &mut Wire,
        device: DeviceId,
    ) -> Option<Option<KeyPackage>> {
        let person = self.peers.get(&device)?.person();
        match self.take(cx, wire, device, person) {
            Some(Taken::Here(_)) => Some(self.read_taken(cx, device).map(|(package, ..)| package)),
            Some(Taken::Unreachable) => Some(None),
            Some(Taken::Asked) | None => None,
        }
    }

    /// Opens a sealed key package and checks whose it is: a sealed shelf, a signed leaf, a credential that holds, an
    /// agency that ours vouches for, keys that are not over.
    pub(super) fn read_taken(&mut self, cx: Context, device: DeviceId) -> Option<(KeyPackage, PersonId, Credential)> {
        let Some(Taken::Here(sealed)) = self.taken.get(&device) else { return None };
        let register = cx.directory.all().find(|register| register.lists(device))?;
        let bytes = register.key().shelf_key().open(&device.0, sealed)?;
        let (package, peer, credential) = group::read_key_package(cx.provider, &bytes, device, cx.now).ok()?;
        let vouched = cx.directory.vouched(peer.agency()) != crate::view::Vouched::Unknown;
        (vouched && !cx.directory.revoked(&peer)).then_some((package, peer.person(), credential))
    }
}
