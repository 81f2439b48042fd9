//! Letting in who waits: the administrator's side. The key that makes a device is kept here, and signs for the one device
//! whose number was compared.

use super::Engine;
use super::registers::Saying;
use crate::event::bytes_serde;
use crate::identity::{Body, KnockKey, LetIn, Request, SignedCard};
use crate::ids::PersonId;
use crate::note::{self, Note};
use crate::provider::SealingPublicKey;
use crate::view::{NoticeKind, WaitsView};
use crate::wire::{Pending, random_append};
use bytes::Bytes;
use ed25519_dalek::SigningKey;
use marram_protocol::codec::to_bytes;
use marram_protocol::{AppendId, ClientFrame, Link, Pass, PublicKey, Revocation, UnixMillis};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// An invite that needs approval.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Approval {
    pub(super) person: PersonId,
    /// What the link holds.
    #[serde(with = "bytes_serde")]
    pub(super) knock: Vec<u8>,
    /// What makes a device of the agency.
    #[serde(with = "bytes_serde")]
    pub(super) invite: Vec<u8>,
    pub(super) link: Link,
    pub(super) card: SignedCard,
    /// Who waits, since when by this device's reckoning.
    request: Option<(Request, UnixMillis)>,
    /// What lets them in, until the relay has it.
    answer: Option<Answer>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Answer {
    append: AppendId,
    #[serde(with = "bytes_serde")]
    payload: Vec<u8>,
}

impl Drop for Approval {
    fn drop(&mut self) {
        self.knock.zeroize();
        self.invite.zeroize();
    }
}

fn key_of(secret: &[u8]) -> Option<SigningKey> {
    Some(SigningKey::from_bytes(secret.try_into().ok()?))
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

impl Approval {
    pub(super) fn new(person: PersonId, knock: &SigningKey, invite: &SigningKey, link: Link, card: SignedCard) -> Self {
        let [knock, invite] = [knock, invite].map(|key| key.to_bytes().to_vec());
        Self { person, knock, invite, link, card, request: None, answer: None }
    }
    fn knock_key(&self) -> Option<SigningKey> {
        key_of(&self.knock)
    }
}

impl Engine {
    /// Takes in what somebody who waits left here; says whether it was that. The first counts: the relay lets one browser
    /// wait by a link, and what any other says would have to be compared too.
    pub(super) fn takes_request(&mut self, payload: &[u8]) -> bool {
        let own = PublicKey(self.me.device.0);
        let opened = self
            .account
            .approvals
            .iter()
            .enumerate()
            .find_map(|(at, approval)| Some((at, KnockKey::of(&approval.knock_key()?).open(own, payload)?)));
        let Some((at, request)) = opened else { return false };
        let now = self.now;
        if let Some(approval) = self.account.approvals.get_mut(at).filter(|approval| approval.request.is_none()) {
            approval.request = Some((request, now));
            self.save_account();
            self.show_administration();
        }
        true
    }

    /// Lets somebody in whose number is this one.
    pub(super) fn approve(&mut self, person: PersonId, number: &str) -> Result<(), NoticeKind> {
        let not_possible = NoticeKind::NotPossible;
        if !self.is_working_administrator() || self.waits(person).is_none_or(|one| one.number != number || one.over) {
            return Err(not_possible);
        }
        let approval = self.account.approvals.iter().find(|one| one.person == person && one.answer.is_none());
        let approval = approval.ok_or(not_possible)?;
        let (request, _) = approval.request.clone().ok_or(not_possible)?;
        let invite = key_of(&approval.invite).ok_or(not_possible)?;
        let administrator = *self.account.credential.pass.links.first().ok_or(not_possible)?;
        let root = self.me.agency();
        let device = request.link(&invite, root, &administrator, self.now);
        let pass = Pass { root, links: vec![administrator, approval.link, device] };
        let (card, register) = (approval.card.clone(), self.account.register.clone());
        let let_in = Note::LetIn(Box::new(LetIn { pass, card, register }));
        let sealing = SealingPublicKey::from_bytes(&request.sealing).map_err(|_| not_possible)?;
        let random = self.provider.generator();
        let (keys, credential) = (&self.account.keys, &self.account.credential);
        let payload = note::seal(random, keys, credential, request.device, &sealing, &let_in).ok_or(not_possible)?;
        let append = random_append(random);
        if let Some(approval) = self.account.approvals.iter_mut().find(|one| one.person == person) {
            approval.answer = Some(Answer { append, payload });
        }
        let Request { sealing, device_name, .. } = request;
        self.say(Saying::by(&invite, Body::Redemption { device, sealing, device_name }));
        self.send_answers();
        Ok(())
    }

    /// Sends what lets people in, and the relay has not confirmed yet. One at a time.
    pub(super) fn send_answers(&mut self) {
        if self.wire.awaits(Pending::Answer) {
            return;
        }
        let next = self.account.approvals.iter().find_map(|approval| {
            let (answer, (request, _)) = approval.answer.as_ref().zip(approval.request.as_ref())?;
            Some((answer, request.device, KnockKey::of(&approval.knock_key()?).reach()))
        });
        let Some((Answer { append, payload }, device, reach)) = next else { return };
        let (append, payload) = (*append, Bytes::from(payload.clone()));
        self.wire.request(Pending::Answer, |request| ClientFrame::Deliver { request, append, device, reach, payload });
    }

    /// The relay has the first answer that waited, or will never have it.
    pub(super) fn answer_left(&mut self) {
        if let Some(at) = self.account.approvals.iter().position(|approval| approval.answer.is_some()) {
            self.account.approvals.remove(at);
            self.save_account();
        }
        self.send_answers();
    }

    /// Who waits by the invite of a person, as shown.
    pub(super) fn waits(&self, person: PersonId) -> Option<WaitsView> {
        let approval = self.account.approvals.iter().find(|one| one.person == person && one.answer.is_none())?;
        let (request, since) = approval.request.as_ref()?;
        Some(WaitsView {
            device_name: request.device_name.clone(),
            number: request.number(self.me.agency(), public(&approval.knock_key()?)),
            since: self.clock.own_time(*since),
            over: self.now > approval.link.not_after,
        })
    }

    /// Whether somebody was invited who needs approval.
    pub(super) fn needs_approval(&self, person: PersonId) -> bool {
        self.account.approvals.iter().any(|one| one.person == person && one.answer.is_none())
    }

    /// Invites that were withdrawn let nobody wait any more: the relay is told of the link's key as well.
    pub(super) fn forget_approvals(&mut self) {
        let Some(own) = self.directory.own() else { return };
        let invites: Vec<_> = self.account.approvals.iter().map(|one| one.link.key).collect();
        let ended: Vec<bool> = invites.iter().map(|key| own.ended(&[*key]).is_some()).collect();
        if !ended.contains(&true) {
            return;
        }
        let (own, issuer) = (self.account.keys.signing_key(), self.account.credential.pass.clone());
        let mut over = ended.into_iter();
        let approvals = std::mem::take(&mut self.account.approvals);
        let (gone, kept): (Vec<_>, Vec<_>) = approvals.into_iter().partition(|_| over.next().unwrap_or_default());
        self.account.approvals = kept;
        for knock in gone.iter().filter_map(Approval::knock_key) {
            let word = Revocation::sign(&own, issuer.clone(), public(&knock), self.now);
            self.account.revocations.push(to_bytes(&word));
        }
        self.save_account();
        self.send_revocations();
    }
}
