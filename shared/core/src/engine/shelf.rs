//! The shelf: key packages by which others can add this device while it is away.
//!
//! A key package is sealed before it is shelved: it carries a credential, and that carries a name.

use super::Engine;
use crate::room::group;
use crate::wire::Pending;
use marram_protocol::ClientFrame;

/// So many are kept on the shelf.
const STOCK: u16 = 16;
/// Below so many the shelf is filled up again.
const LOW: u16 = 8;

impl Engine {
    /// Fills the shelf up, and makes the last resort once.
    pub(super) fn stock_shelf(&mut self, on_shelf: u16) {
        // Before its register is read, a recovered administrator's card does not name the agency.
        if self.account.recovering.is_some() {
            return;
        }
        if !self.account.has_last_resort {
            self.account.has_last_resort = true;
            self.save_account();
            self.shelve(true);
        }
        if on_shelf < LOW {
            for _ in on_shelf..STOCK {
                self.shelve(false);
            }
        }
    }

    fn shelve(&mut self, last_resort: bool) {
        let (keys, credential) = (&self.account.keys, &self.account.credential);
        let Ok(package) = group::key_package(&self.provider, keys, credential, last_resort) else { return };
        let shelf = self.account.register.shelf_key();
        let payload = shelf.seal(self.provider.generator(), &self.me.device.0, &package).into();
        let reach = self.account.register.reach_token().hash();
        self.wire.request(Pending::Shelve, |request| ClientFrame::Shelve { request, reach, last_resort, payload });
    }
}
