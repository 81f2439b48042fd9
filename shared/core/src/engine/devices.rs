//! A person's devices: linking a further one, and taking one out.
//!
//! A link is an invite that a device issues: single use, short-lived, for its own person. Nothing is asked of the relay
//! while it is made; the relay burns it on its first use as it burns every invite.

use super::Engine;
use super::registers::Saying;
use crate::identity::{Body, Card, DeviceCode, InviteLink, LinkParts, SignedCard};
use crate::view::{DeviceView, NoticeKind, Shown};
use crate::wire::Pending;
use ed25519_dalek::SigningKey;
use marram_protocol::codec::to_bytes;
use marram_protocol::{ClientFrame, DeviceId, Link, PublicKey, Purpose, Revocation, UnixMillis};
use zeroize::Zeroize;

/// How long a link makes a device: as long as it takes to pick up the other one.
const LINK_MS: u64 = 10 * 60 * 1000;
/// Validities begin a day early: clocks differ.
const SLACK_MS: u64 = 24 * 60 * 60 * 1000;

/// The link that was made last, while this program runs.
pub(super) struct Linking {
    fragment: String,
    expires: UnixMillis,
    /// Under which it was left at the relay.
    code: Option<DeviceCode>,
}

impl Drop for Linking {
    fn drop(&mut self) {
        self.fragment.zeroize();
    }
}

impl Engine {
    /// Makes a link for a further device of this person. `None` from a device that was itself linked, or that is here for
    /// a sitting.
    pub(super) fn link_device(&mut self) -> Option<()> {
        let chain = self.account.credential.pass.links.clone();
        if self.me.until.is_some() {
            return None;
        }
        let mut secret = [0; 32];
        self.provider.fill(&mut secret);
        let secret = SigningKey::from_bytes(&secret);
        let key = PublicKey(secret.verifying_key().to_bytes());
        // The relay judges its end by its own clock.
        let at_relay = UnixMillis(self.now.0.saturating_add_signed(self.relay_ahead_ms));
        let validity = UnixMillis(at_relay.0.saturating_sub(SLACK_MS))..=UnixMillis(at_relay.0 + LINK_MS);
        let own = self.account.keys.signing_key();
        let link = Link::sign(&own, self.me.agency(), Purpose::Invite, key, validity);
        let (card, statement) = match chain.len() {
            // An administrator's further device stands in the register as an invite, before it is made.
            1 => {
                let card = SignedCard::sign(&own, &Card { key, ..self.directory.today(&self.me.card) });
                (card.clone(), Some(Body::Invite { link, card }))
            }
            3 => (self.account.credential.card.clone(), None),
            _ => return None,
        };
        let link = InviteLink::new(LinkParts {
            register: Some(self.account.register.clone()),
            root: self.me.agency(),
            further: true,
            chain: [chain.as_slice(), &[link]].concat(),
            card,
            secret: &secret,
        });
        if let Some(body) = statement {
            self.say(Saying::by(&own, body));
        }
        let expires = UnixMillis(self.now.0 + LINK_MS);
        self.linking = Some(Linking { fragment: link.to_fragment(), expires, code: None });
        self.show(Shown::DeviceLink { fragment: link.to_fragment(), expires });
        Some(())
    }

    /// Leaves the link that was made last at the relay, sealed, under a code that is typed at the other browser. The code
    /// is shown once it lies there.
    pub(super) fn offer_code(&mut self) -> Option<()> {
        let linking = self.linking.as_mut().filter(|linking| self.now < linking.expires && self.wire.is_open())?;
        let random = self.provider.generator();
        let code = DeviceCode::random(random);
        let keys = code.keys()?;
        let payload = keys.key.seal(random, crate::collect::BOUND, linking.fragment.as_bytes()).into();
        linking.code = Some(code);
        let place = keys.token.hash();
        self.wire.request(Pending::Offer, |request| ClientFrame::Offer { request, place, payload });
        Some(())
    }

    /// The relay has what was left.
    pub(super) fn offered(&mut self) {
        let code = self.linking.as_ref().and_then(|linking| linking.code.as_ref());
        if let Some(code) = code.map(DeviceCode::to_text) {
            self.show(Shown::DeviceCode { code });
        }
    }

    /// The relay will not have it.
    pub(super) fn not_offered(&mut self) {
        self.notice(None, NoticeKind::NotPossible);
    }

    /// Takes a device out: for its own person, the one that linked it; for anybody of the agency, an administrator.
    pub(super) fn remove_device(&mut self, device: DeviceId, reason: &str) -> Option<()> {
        let listed = self.directory.own()?.device(device).filter(|_| device != self.me.device)?;
        let linked_here = listed.linked_by == Some(self.me.device);
        (linked_here || self.account.is_administrator()).then_some(())?;
        if self.account.is_administrator() {
            return self.revoke_device(device, reason, &[]).ok();
        }
        let key = self.account.keys.signing_key();
        let issuer = self.account.credential.pass.clone();
        let revocation = to_bytes(&Revocation::sign(&key, issuer, PublicKey(device.0), self.now));
        self.account.revocations.push(revocation.clone());
        self.say(Saying::by(&key, Body::Revoke { revocation, reason: reason.to_owned() }));
        self.save_account();
        self.send_revocations();
        Some(())
    }

    /// Ends this device: first in the register, so that whoever is there takes it out of every room, then at the relay,
    /// which hears nothing of it afterwards. [`Shown::Ended`] says when that is done.
    pub(super) fn end_here(&mut self, reason: &str) -> Option<()> {
        self.me.until?;
        if self.account.ending.is_none() {
            let key = self.account.keys.signing_key();
            let issuer = self.account.credential.pass.clone();
            let revocation = to_bytes(&Revocation::sign(&key, issuer, PublicKey(self.me.device.0), self.now));
            self.account.ending = Some(revocation.clone());
            self.say(Saying::by(&key, Body::Revoke { revocation, reason: reason.to_owned() }));
        }
        Some(())
    }

    /// The register holds all that this device had to say; if its own end was the last, the relay is told now.
    pub(super) fn end_at_relay(&mut self) {
        if self.account.sayings.is_empty()
            && let Some(revocation) = self.account.ending.clone()
        {
            self.account.revocations.push(revocation);
            self.save_account();
            self.send_revocations();
        }
    }

    /// This person's devices, as shown.
    pub(super) fn devices_view(&self) -> Shown {
        let listed = self.directory.own().map(|own| own.devices_of(self.me.person())).unwrap_or_default();
        let administrator = self.account.is_administrator();
        // A sitting that is over is nothing to be looked after any more.
        let lasts = |one: &crate::identity::ListedDevice| one.until.is_none_or(|until| until > self.now);
        let view = |one: crate::identity::ListedDevice| DeviceView {
            this: one.device == self.me.device,
            removable: one.device != self.me.device && (administrator || one.linked_by == Some(self.me.device)),
            id: one.device,
            name: one.name,
            since: one.since,
            linked_by: one.linked_by,
            until: one.until,
        };
        let may_link = self.me.keys.len() <= INVITED_KEYS && self.me.until.is_none();
        Shown::Devices { devices: listed.into_iter().filter(lasts).map(view).collect(), may_link }
    }
}

/// Keys of a pass that an administrator's invite made. A pass with more was linked, and links no more.
const INVITED_KEYS: usize = 3;
