//! What an administrator does for the own agency: inviting, withdrawing, appointing, removing. And what that looks like.

use super::Engine;
use super::account::administrator_link;
use super::approval::Approval;
use super::registers::Saying;
use crate::command::Newcomer;
use crate::identity::{
    Body, Card, Ending, InviteLink, LinkParts, MAX_NAME_CHARS, Register, Role, RootKey, SecretWords, SignedCard, Staff,
    Standing, spoken_key, spoken_secret,
};
use crate::ids::PersonId;
use crate::view::{
    AdministrationView, EndingView, FormerName, NoticeKind, PartnerView, RoleView, Shown, StaffDeviceView, StaffState,
    StaffView,
};
use crate::wire::random_person;
use ed25519_dalek::SigningKey;
use marram_protocol::codec::to_bytes;
use marram_protocol::revocation::MAX_KEPT;
use marram_protocol::{DeviceId, Link, PublicKey, Purpose, Revocation, UnixMillis};
use std::collections::BTreeSet;

/// Validities begin a day early: clocks differ.
const SLACK_MS: u64 = 24 * 60 * 60 * 1000;

impl Engine {
    /// Invites people: all of them, or, if one cannot be, nobody.
    pub(super) fn invite_people(&mut self, people: Vec<Newcomer>, valid_for_ms: u64) -> Result<(), NoticeKind> {
        let own = self.directory.own().ok_or(NoticeKind::NotPossible)?;
        for Newcomer { name, role, .. } in &people {
            if !own.gives(role.trim()) {
                return Err(NoticeKind::NotPossible);
            }
            for text in [name, role] {
                match text.trim().chars().count() {
                    0 => return Err(NoticeKind::NotPossible),
                    n if n > MAX_NAME_CHARS => return Err(NoticeKind::TooLarge { limit: MAX_NAME_CHARS as u64 }),
                    _ => {}
                }
            }
        }
        for Newcomer { name, role, spoken, approval } in people {
            let (name, role) = (name.trim().to_owned(), role.trim().to_owned());
            let spoken = spoken.as_ref().filter(|_| !approval);
            self.invite(name, role, valid_for_ms, spoken, approval).ok_or(NoticeKind::NotPossible)?;
        }
        Ok(())
    }

    /// Makes an invite and queues its statement; the link is shown once the register holds it.
    pub(super) fn invite(
        &mut self,
        name: String,
        role: String,
        valid_for_ms: u64,
        spoken: Option<&SecretWords>,
        approval: bool,
    ) -> Option<()> {
        self.directory.own()?.gives(&role).then_some(())?;
        let administrator = *self.account.credential.pass.links.first().filter(|_| self.is_working_administrator())?;
        let mut secret = [0; 32];
        self.provider.fill(&mut secret);
        // With a spoken passphrase, the link's own secret is the salt, and only both together give the key.
        let spoken = match spoken {
            Some(words) => Some((secret, spoken_key(&secret, words)?)),
            None => None,
        };
        let secret = spoken.as_ref().map_or_else(|| SigningKey::from_bytes(&secret), |(_, key)| spoken_secret(key));
        let key = PublicKey(secret.verifying_key().to_bytes());
        let from = UnixMillis(self.now.0.saturating_sub(SLACK_MS));
        let upto = UnixMillis(self.now.0.saturating_add(valid_for_ms)).min(administrator.not_after);
        let own = self.account.keys.signing_key();
        let link = Link::sign(&own, self.me.agency(), Purpose::Invite, key, from..=upto);
        let person = random_person(self.provider.generator(), self.me.agency());
        let card = Card { key, person, name, role, ..self.directory.today(&self.me.card) };
        // With an approval the link holds a key that makes somebody wait, and the other one stays here.
        let waits = approval.then(|| {
            let mut knock = [0; 32];
            self.provider.fill(&mut knock);
            let knock = SigningKey::from_bytes(&knock);
            let key = PublicKey(knock.verifying_key().to_bytes());
            let link = Link::sign(&own, self.me.agency(), Purpose::Knock, key, from..=upto);
            (SignedCard::sign(&own, &Card { key, ..card.clone() }), link, knock)
        });
        let card = SignedCard::sign(&own, &card);
        let parts = LinkParts {
            register: Some(self.account.register.clone()),
            root: self.me.agency(),
            further: false,
            chain: vec![administrator, link],
            card: card.clone(),
            secret: &secret,
        };
        let invite = InviteLink::new(match &waits {
            Some((card, knock_link, knock)) => LinkParts {
                register: None,
                chain: vec![administrator, *knock_link],
                card: card.clone(),
                secret: knock,
                ..parts
            },
            None => parts,
        });
        if let Some((_, _, knock)) = &waits {
            self.account.approvals.push(Approval::new(person, knock, &secret, link, card.clone()));
        }
        let invite = match &spoken {
            Some((salt, key)) => invite.locked(self.provider.generator(), *salt, key),
            None => invite,
        };
        let mut saying = Saying::by(&own, Body::Invite { link, card });
        saying.then = Some((person, invite.to_fragment()));
        self.say(saying);
        Some(())
    }

    /// Ends the invite of somebody who has not joined.
    pub(super) fn withdraw_invite(&mut self, person: PersonId) -> Result<(), NoticeKind> {
        let staff = self.staff(person).ok_or(NoticeKind::NotPossible)?;
        match staff.standing {
            Standing::Invited { .. } => self.end_keys_of(person, ""),
            _ => Err(NoticeKind::NotPossible),
        }
    }

    /// Ends a person's every device and invite: in the register for peers, at the relay for the relay.
    /// Of an administrator: whom the person let in stays, but for those who are named as well.
    pub(super) fn revoke_person(
        &mut self,
        person: PersonId,
        reason: &str,
        also: &[PersonId],
    ) -> Result<(), NoticeKind> {
        let keys = self.keys_to_end(person);
        self.end_with(keys, reason, also.iter().chain([&person]).copied().collect())
    }

    fn end_keys_of(&mut self, person: PersonId, reason: &str) -> Result<(), NoticeKind> {
        let keys = self.keys_to_end(person);
        self.end_with(keys, reason, BTreeSet::from([person]))
    }

    fn keys_to_end(&self, person: PersonId) -> BTreeSet<PublicKey> {
        self.directory.own().map(|own| own.keys_of(person)).unwrap_or_default()
    }

    /// Ends one device of somebody's. Of an administrator's device: whom it let in stays, but for those who are named.
    pub(super) fn revoke_device(
        &mut self,
        device: DeviceId,
        reason: &str,
        also: &[PersonId],
    ) -> Result<(), NoticeKind> {
        let known = self.directory.own().is_some_and(|own| own.lists(device));
        if !known || device == self.me.device {
            return Err(NoticeKind::NotPossible);
        }
        self.end_with(BTreeSet::from([PublicKey(device.0)]), reason, also.iter().copied().collect())
    }

    /// Ends keys, and every key of `ended`. Those people go; everybody else whom an administrator's ended key let in stays.
    fn end_with(
        &mut self,
        keys: BTreeSet<PublicKey>,
        reason: &str,
        ended: BTreeSet<PersonId>,
    ) -> Result<(), NoticeKind> {
        // An administrator who ended the own keys could not say so any more.
        if !self.is_working_administrator() || ended.contains(&self.me.person()) || keys.is_empty() {
            return Err(NoticeKind::NotPossible);
        }
        let theirs = ended.iter().flat_map(|person| self.keys_to_end(*person));
        let keys: BTreeSet<PublicKey> = theirs.chain(keys).collect();
        let Some(register) = self.directory.own() else { return Err(NoticeKind::NotPossible) };
        let (own, issuer) = (self.account.keys.signing_key(), self.account.credential.pass.clone());
        let mut revocations = Vec::new();
        for key in keys {
            let enrolled = register.enrolled_by(&key).into_iter().filter(|(person, _)| !ended.contains(person));
            let kept: Vec<PublicKey> = enrolled.map(|(_, device)| PublicKey(device.0)).collect();
            if kept.len() > MAX_KEPT {
                return Err(NoticeKind::TooLarge { limit: MAX_KEPT as u64 });
            }
            revocations.push(to_bytes(&Revocation::sign_keeping(&own, issuer.clone(), key, kept, self.now)));
        }
        for revocation in revocations {
            self.account.revocations.push(revocation.clone());
            self.say(Saying::by(&own, Body::Revoke { revocation, reason: reason.to_owned() }));
        }
        self.save_account();
        self.send_revocations();
        Ok(())
    }

    /// Appoints a device of somebody who has joined, with the root key that the phrase gives.
    pub(super) fn appoint(&mut self, device: DeviceId, phrase: &SecretWords) -> Result<(), NoticeKind> {
        let root = RootKey::from_phrase(phrase).map_err(|_| NoticeKind::WrongPhrase)?;
        if root.agency() != self.me.agency() {
            return Err(NoticeKind::WrongPhrase);
        }
        let own = self.directory.own().filter(|_| self.is_working_administrator()).ok_or(NoticeKind::NotPossible)?;
        let owner = own.people().into_iter().find(|one| one.devices.iter().any(|(id, _)| *id == device));
        let (owner, sealing) = owner.zip(own.sealing_of(device)).ok_or(NoticeKind::NotPossible)?;
        let (key, sealing) = (PublicKey(device.0), sealing.as_bytes().to_vec());
        let link = administrator_link(&root, key, self.now);
        let card = SignedCard::sign(&root.signing_key(), &Card { key, ..owner.card });
        self.say(Saying::by(&root.signing_key(), Body::Administrator { link, card, sealing }));
        Ok(())
    }

    /// An administrator whose agency is known: not one whose recovery has not come that far.
    pub(super) fn is_working_administrator(&self) -> bool {
        self.account.is_administrator() && self.account.recovering.is_none()
    }

    fn staff(&self, person: PersonId) -> Option<Staff> {
        self.directory.own()?.roster().into_iter().find(|staff| staff.card.person == person)
    }

    /// Shows an administrator how the agency stands.
    pub(super) fn show_administration(&mut self) {
        if !self.is_working_administrator() {
            return;
        }
        let Some(own) = self.directory.own() else { return };
        let people = own.roster().into_iter().map(|staff| self.staff_view(staff)).collect();
        let partners = own.endorsed().map(|one| {
            let register = self.directory.get(one.agency);
            // As it calls itself; until its register was read, as it introduced itself.
            let agency = register.filter(|register| register.read().0 > 0).map(Register::agency_view);
            PartnerView {
                agency: agency.unwrap_or_else(|| one.view()),
                former_names: register.map(former).unwrap_or_default(),
                fingerprint: one.fingerprint(),
                people: register.map_or(0, |register| register.people().len() as u32),
                is_read: register.is_some_and(|register| register.read().0 > 0),
            }
        });
        let partners = partners.collect();
        let (roles, former_names) = (role_views(own), former(own));
        let own = self.own_introduction();
        let view = AdministrationView {
            people,
            partners,
            introduction: own.to_text(),
            fingerprint: own.fingerprint(),
            waiting: self.account.sayings.len() as u32,
            roles,
            former_names,
        };
        self.show(Shown::Administration(Box::new(view)));
    }

    /// The people whom a device let in, without its own person.
    fn enrolled_by(&self, device: DeviceId, person: PersonId) -> Vec<PersonId> {
        let enrolled = self.directory.own().map(|own| own.enrolled_by(&PublicKey(device.0))).unwrap_or_default();
        let others: BTreeSet<PersonId> =
            enrolled.into_iter().map(|(one, _)| one).filter(|one| *one != person).collect();
        others.into_iter().collect()
    }

    fn staff_view(&self, staff: Staff) -> StaffView {
        let lasts = |device| {
            let listed = self.directory.own().and_then(|own| own.device(device));
            listed.and_then(|listed| listed.until).is_none_or(|until| until > self.now)
        };
        let ending = |ending: Ending| EndingView { by: ending.by, reason: ending.reason };
        let person = staff.card.person;
        StaffView {
            id: person,
            name: staff.card.name,
            role: staff.card.role,
            administrator: staff.administrator,
            you: staff.card.person == self.me.person(),
            state: match staff.standing {
                Standing::Invited { until } => StaffState::Invited { until },
                Standing::Joined => StaffState::Joined,
                Standing::Withdrawn(why) => StaffState::Withdrawn(ending(why)),
                Standing::Left(why) => StaffState::Left(ending(why)),
            },
            since: staff.since,
            needs_approval: self.needs_approval(person),
            waits: self.waits(person),
            devices: staff
                .devices
                .into_iter()
                .filter(|device| lasts(device.id))
                .map(|device| StaffDeviceView {
                    you: device.id == self.me.device,
                    id: device.id,
                    name: device.name,
                    since: device.since,
                    administrator: device.administrator,
                    enrolled: self.enrolled_by(device.id, person),
                })
                .collect(),
        }
    }
}

fn former(register: &Register) -> Vec<FormerName> {
    register.former_names().into_iter().map(|(name, until)| FormerName { name, until }).collect()
}

/// The list of roles, with how many people have each.
fn role_views(own: &Register) -> Vec<RoleView> {
    let people = own.people();
    let view = |Role { title, retired }: Role| RoleView {
        people: people.iter().filter(|one| one.card.role == title).count() as u32,
        title,
        retired,
    };
    own.roles().into_iter().map(view).collect()
}
