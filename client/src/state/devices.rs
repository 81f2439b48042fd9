//! The person's devices, and the link by which another one is added.

use super::Route;
use crate::messages::{LinkFragment, Passphrase};
use marram_core::view::DeviceView;
use marram_protocol::{DeviceId, UnixMillis};
use std::rc::Rc;

/// What the page knows of the person's devices.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Devices {
    pub(crate) list: Rc<Vec<DeviceView>>,
    /// Whether another one can be added from here.
    pub(crate) may_link: bool,
    /// The link on the screen; it is forgotten when the page is left.
    pub(crate) link: Option<DeviceLink>,
}

/// A link that makes another browser a device of this person.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceLink {
    pub(crate) fragment: LinkFragment,
    pub(crate) expires: UnixMillis,
    /// What can be typed instead, once it was asked for and lies at the relay.
    pub(crate) code: Option<Passphrase>,
    /// The devices that there were when it was made.
    before: Vec<DeviceId>,
}

impl Devices {
    pub(super) fn show(&mut self, devices: Vec<DeviceView>, may_link: bool) {
        self.list = Rc::new(devices);
        self.may_link = may_link;
    }

    pub(super) fn linked(&mut self, fragment: String, expires: UnixMillis) {
        let before = self.list.iter().map(|device| device.id).collect();
        self.link = Some(DeviceLink { fragment: LinkFragment(fragment), expires, code: None, before });
    }

    pub(super) fn coded(&mut self, code: String) {
        if let Some(link) = &mut self.link {
            link.code = Some(Passphrase(code));
        }
    }

    pub(super) fn leave(&mut self, route: Route) {
        if route != Route::LinkDevice {
            self.link = None;
        }
    }

    /// The device that came since the link on the screen was made.
    pub(crate) fn added(&self) -> Option<&DeviceView> {
        let link = self.link.as_ref()?;
        self.list.iter().find(|device| !link.before.contains(&device.id))
    }

    /// A device of the list.
    pub(crate) fn get(&self, device: DeviceId) -> Option<&DeviceView> {
        self.list.iter().find(|known| known.id == device)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(number: u8) -> DeviceView {
        DeviceView {
            id: DeviceId([number; 32]),
            name: format!("Device {number}"),
            since: UnixMillis(0),
            this: number == 1,
            linked_by: None,
            removable: number != 1,
            until: None,
        }
    }

    #[test]
    fn the_device_that_a_link_made_is_the_one_that_was_not_there_before() {
        let mut devices = Devices::default();
        devices.show(vec![device(1)], true);
        devices.linked("link".into(), UnixMillis(5));
        assert_eq!(devices.added(), None);
        devices.show(vec![device(1), device(2)], true);
        assert_eq!(devices.added().map(|device| device.id), Some(DeviceId([2; 32])));
        devices.leave(Route::LinkDevice);
        assert!(devices.link.is_some());
        devices.leave(Route::Settings);
        assert_eq!((devices.link, devices.list.len()), (None, 2), "a secret does not outlive its page");
    }
}
