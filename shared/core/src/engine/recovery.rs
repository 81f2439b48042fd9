//! Recovering an agency from its root key: a new administrator's device, appointed by the root.
//!
//! The root gives the register's key too, so nothing but the phrase is needed. What the agency is called stands in the
//! register, so the appointment is signed once that has been read; until then the root is kept, sealed with the rest.

use super::Engine;
use super::account::{Account, administrator_link};
use super::io::Output;
use super::registers::Saying;
use crate::event::bytes_serde;
use crate::identity::{Body, Card, Credential, DeviceKeys, Peer, Register, RootKey, SignedCard};
use crate::provider::Provider;
use crate::rest::StoreKey;
use crate::view::{NoticeKind, Sector, Shown};
use crate::wire::random_person;
use marram_protocol::{Pass, PublicKey, UnixMillis};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use zeroize::Zeroize;

/// Who recovers an agency.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// The administrator's name. Whoever is listed as an administrator of this name is the same person.
    pub name: String,
    /// The administrator's role.
    pub role: String,
}

/// A recovery whose register has not been read yet.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Recovering {
    #[serde(with = "bytes_serde")]
    root: Vec<u8>,
}

impl Drop for Recovering {
    fn drop(&mut self) {
        self.root.zeroize();
    }
}

impl Recovering {
    fn root(&self) -> Option<RootKey> {
        Some(RootKey::from_bytes(self.root.as_slice().try_into().ok()?))
    }
}

impl Engine {
    /// Recovers an agency: this device becomes one of its administrators. The agency must be admitted at the relay.
    pub fn recover(
        recovery: Recovery,
        root: &RootKey,
        store_key: StoreKey,
        seed: [u8; 32],
        now: UnixMillis,
    ) -> (Self, Vec<Output>) {
        let provider = Provider::new(seed);
        let keys = DeviceKeys::generate(provider.generator());
        let key = PublicKey(keys.device().0);
        let link = administrator_link(root, key, now);
        let card = Card {
            agency: root.agency(),
            // Both stand in the register.
            agency_name: String::new(),
            sector: Sector::Other,
            key,
            person: random_person(provider.generator(), root.agency()),
            name: recovery.name,
            role: recovery.role,
        };
        let signed = SignedCard::sign(&root.signing_key(), &card);
        let pass = Pass { root: root.agency(), links: vec![link] };
        let mut account = Account::new(keys, Credential { pass, card: signed }, root.register_key(), VecDeque::new());
        account.recovering = Some(Recovering { root: root.bytes().to_vec() });
        let me = Peer { device: account.keys.device(), card, keys: vec![key], until: None };
        Self::begin(account, me, store_key, provider, now)
    }

    /// The relay has no register of this agency: there is nothing to recover here.
    pub(super) fn nothing_to_recover(&mut self) {
        self.notice(None, NoticeKind::NothingToRecover);
    }

    /// The own register has been read: what was missing for the appointment is known now.
    pub(super) fn finish_recovery(&mut self) {
        let Some(root) = self.account.recovering.as_ref().and_then(Recovering::root) else { return };
        let Some(register) = self.directory.own().filter(|register| register.read().0 > 0) else {
            return self.nothing_to_recover();
        };
        let agency = register.agency_view();
        let same = |staff: &crate::identity::Staff| {
            staff.administrator && staff.card.name.trim().eq_ignore_ascii_case(self.me.card.name.trim())
        };
        // Whoever comes back keeps the name that the agency wrote down.
        let before = register.roster().into_iter().find(same).map(|staff| (staff.card.person, staff.card.name));
        let (person, name) = before.unwrap_or_else(|| (self.me.card.person, self.me.card.name.clone()));
        let card = Card { agency_name: agency.name, sector: agency.sector, person, name, ..self.me.card.clone() };
        let signed = SignedCard::sign(&root.signing_key(), &card);
        let Some(link) = self.account.credential.pass.links.first().copied() else { return };
        let sealing = self.account.keys.sealing().1.as_bytes().to_vec();
        self.account.credential.card = signed.clone();
        self.account.recovering = None;
        self.me.card = card;
        self.say(Saying::by(&root.signing_key(), Body::Administrator { link, card: signed, sealing }));
        self.stock_shelf(0);
        let me = self.me_view();
        self.show(Shown::Me(me));
    }

    /// The root appointed this device: from now on it comes as an administrator's.
    pub(super) fn take_up_appointment(&mut self) {
        if self.account.is_administrator() {
            return;
        }
        let device = self.me.device;
        let Some((link, card)) = self.directory.own().and_then(|own: &Register| own.appointment(device)) else {
            return;
        };
        let credential = Credential { pass: Pass { root: self.me.agency(), links: vec![link] }, card };
        let Ok(me) = credential.verify(device, self.now) else { return };
        self.account.credential = credential;
        self.me = me;
        self.save_account();
        let me = self.me_view();
        self.show(Shown::Me(me));
        // The relay knows this connection by the pass that it came with.
        self.reconnect_after(0);
    }
}
