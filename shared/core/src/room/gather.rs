//! Gathering key packages: from everybody who is to be added, from sealed shelves, checked before they are used.

use super::group;
use super::{Context, Effect, Room, Taken};
use crate::identity::Credential;
use crate::ids::PersonId;
use crate::wire::{Pending, Wire};
use marram_protocol::{AgencyId, ClientFrame, DeviceId, Refusal};
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
                let Some(agency) = cx.directory.person(*person).map(|listed| listed.card.agency) else { continue };
                match self.take(cx, wire, device, agency) {
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

    /// Members' further devices with key packages; `None` while some are on their way.
    pub(super) fn gather_missing(&mut self, cx: Context, wire: &mut Wire) -> Option<Vec<DeviceId>> {
        let (mut wanted, mut waiting) = (Vec::new(), false);
        for (device, peer) in self.missing(cx) {
            match self.take(cx, wire, device, peer.agency()) {
                Some(Taken::Here(_)) => wanted.push(device),
                // Not on the shelf yet: looked for again with the next attempt.
                Some(Taken::Unreachable) => drop(self.taken.remove(&device)),
                Some(Taken::Asked) | None => waiting = true,
            }
        }
        (!waiting).then_some(wanted)
    }

    fn take(&mut self, cx: Context, wire: &mut Wire, device: DeviceId, agency: AgencyId) -> Option<Taken> {
        let known = self.taken.get(&device).cloned();
        if known.is_none() {
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

    /// The relay gives no key package now: it is asked again after the wait.
    pub(crate) fn key_package_later(&mut self, cx: Context, device: DeviceId, refusal: Refusal) {
        self.taken.remove(&device);
        self.waits(cx, refusal);
    }

    pub(super) fn gather_device(
        &mut self,
        cx: Context,
        wire: &mut Wire,
        device: DeviceId,
    ) -> Option<Option<KeyPackage>> {
        let agency = self.peers.get(&device)?.agency();
        match self.take(cx, wire, device, agency) {
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
        let over = peer.until.is_some_and(|until| until <= cx.now);
        (vouched && !over && !cx.directory.revoked(&peer)).then_some((package, peer.person(), credential))
    }
}
