//! A register as a fold over its statements: who is invited, which devices there are, who is endorsed, what is over.

use super::card::{Card, CardError, SignedCard};
use super::credential::{Peer, sitting_until};
use super::desk::Defined;
use super::invite::Introduction;
use super::role::{self, MAX_ROLES, Since};
use super::statement::{Body, SignedStatement, Statement, StatementError, StatementHash};
use crate::event::{RegisterHead, from_cbor, to_cbor};
use crate::ids::{DeskId, PersonId};
use crate::provider::{Generator, SealingPublicKey};
use crate::seal::SealKey;
use crate::view::{AgencyView, Sector};
use ed25519_dalek::SigningKey;
use marram_protocol::{
    AgencyId, DeviceId, Link, LogId, Pass, PublicKey, Purpose, Revocation, Revoker, Seq, Token, UnixMillis,
    VerifiedPass,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The most characters of a device's name.
pub(crate) const MAX_DEVICE_NAME_CHARS: usize = 60;
/// The links of a pass that an administrator's invite made.
const INVITED_LINKS: usize = 3;

/// What became of an entry that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It says what it says.
    Admitted,
    /// No rule admits it: it keeps its place, and nothing else.
    Skipped(StatementError),
}

/// What opens an agency's register and reaches its devices. The agency's own staff and its endorsed partners hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RegisterKey(SealKey);

impl RegisterKey {
    /// A fresh one.
    pub fn random(random: &Generator) -> Self {
        Self(SealKey::random(random))
    }
    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(SealKey::from_bytes(bytes))
    }
    pub(super) fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }
    /// Opens the register's log.
    pub fn read_token(&self) -> Token {
        Token(self.0.derive(b"register read"))
    }
    /// Opens the shelves and mailboxes of the agency's devices.
    pub fn reach_token(&self) -> Token {
        Token(self.0.derive(b"reach"))
    }
    /// Seals the agency's key packages on their shelves.
    pub(crate) fn shelf_key(&self) -> SealKey {
        SealKey::from_bytes(self.0.derive(b"shelf"))
    }
    fn entry_key(&self) -> SealKey {
        SealKey::from_bytes(self.0.derive(b"register entries"))
    }
}

/// A person whom a register lists.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Who it is.
    pub card: Card,
    /// The devices that count now, each with where notes for it are sealed to. Empty: invited, not joined.
    pub devices: Vec<(DeviceId, SealingPublicKey)>,
}

/// A device that a register lists and that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDevice {
    /// Which.
    pub device: DeviceId,
    /// What its owner calls it; empty for an administrator's first.
    pub name: String,
    /// Since when, by the clock of the one who said so.
    pub since: UnixMillis,
    /// The device that linked it.
    pub linked_by: Option<DeviceId>,
    /// For a sitting at a shared computer: its last moment.
    pub until: Option<UnixMillis>,
}

#[derive(Debug, Clone)]
pub(super) struct Device {
    pub(super) card: Card,
    pub(super) keys: Vec<PublicKey>,
    sealing: SealingPublicKey,
    /// Its pass.
    links: Vec<Link>,
    pub(super) name: String,
    pub(super) since: UnixMillis,
}

#[derive(Debug, Clone)]
pub(super) struct Invited {
    pub(super) card: Card,
    pub(super) administrator: PublicKey,
    pub(super) link: Link,
    /// The device that it made.
    redeemed: Option<DeviceId>,
    pub(super) at: UnixMillis,
}

/// The end of a key.
#[derive(Debug, Clone)]
pub(super) struct Over {
    revocation: Vec<u8>,
    /// Devices whose passes go on.
    kept: Vec<PublicKey>,
    pub(super) by: PublicKey,
    pub(super) reason: String,
    pub(super) at: UnixMillis,
}

/// Why what a statement vouches for does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unheld {
    Content,
    Person,
}

impl From<CardError> for Unheld {
    fn from(error: CardError) -> Self {
        if error == CardError::Person { Self::Person } else { Self::Content }
    }
}

impl Unheld {
    fn of(self, seq: Seq) -> StatementError {
        match self {
            Self::Content => StatementError::Content { seq },
            Self::Person => StatementError::Person { seq },
        }
    }
}

/// One agency's register, as far as it has been read.
#[derive(Debug, Clone)]
pub struct Register {
    agency: AgencyId,
    key: RegisterKey,
    /// What the agency calls itself.
    pub(super) names: Since,
    sector: Sector,
    founded: bool,
    read: Seq,
    head: StatementHash,
    /// The head after each statement.
    heads: Vec<StatementHash>,
    administrators: BTreeMap<PublicKey, Link>,
    administrator_cards: BTreeMap<PublicKey, SignedCard>,
    pub(super) invited: BTreeMap<PublicKey, Invited>,
    pub(super) devices: BTreeMap<DeviceId, Device>,
    endorsed: BTreeMap<AgencyId, Introduction>,
    pub(super) desks: BTreeMap<DeskId, Defined>,
    /// The list of roles, each with whether it is retired.
    pub(super) roles: BTreeMap<String, bool>,
    /// Roles that were given after a card was signed.
    pub(super) changed_roles: BTreeMap<PersonId, Since>,
    /// What administrators said of each key. Of two who keep others, only those go on whom both keep.
    pub(super) revoked: BTreeMap<PublicKey, Vec<Over>>,
    /// What devices said of themselves and of those that they linked.
    pub(super) revoked_by_device: BTreeMap<(DeviceId, PublicKey), Over>,
}

impl Register {
    /// Nothing read yet.
    pub fn new(agency: AgencyId, key: RegisterKey) -> Self {
        Self {
            agency,
            key,
            names: Since::default(),
            sector: Sector::Other,
            founded: false,
            read: Seq(0),
            head: PublicKey(agency.0),
            heads: Vec::new(),
            administrators: BTreeMap::new(),
            administrator_cards: BTreeMap::new(),
            invited: BTreeMap::new(),
            devices: BTreeMap::new(),
            endorsed: BTreeMap::new(),
            desks: BTreeMap::new(),
            roles: BTreeMap::new(),
            changed_roles: BTreeMap::new(),
            revoked: BTreeMap::new(),
            revoked_by_device: BTreeMap::new(),
        }
    }

    /// The register's log: known to whoever knows the agency.
    pub fn log_of(agency: AgencyId) -> LogId {
        let hash = Sha256::new_with_prefix(b"marram/1 register log").chain_update(agency.0).finalize();
        let mut id = [0; 16];
        id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        LogId(id)
    }

    /// The agency.
    pub fn agency(&self) -> AgencyId {
        self.agency
    }
    /// The agency as it is shown.
    pub fn agency_view(&self) -> AgencyView {
        let name = self.names.newest().unwrap_or_default().to_owned();
        AgencyView { id: self.agency, name, sector: self.sector }
    }
    /// What opens it.
    pub fn key(&self) -> &RegisterKey {
        &self.key
    }
    /// The last statement that was read.
    pub fn read(&self) -> Seq {
        self.read
    }
    /// How far it was read, to be told to others.
    pub fn newest_head(&self) -> RegisterHead {
        RegisterHead(self.agency, self.read, self.head)
    }
    /// What [`Self::newest_head`] was at a place; `None` further on than it was read, and before its first statement.
    pub fn head_at(&self, seq: Seq) -> Option<RegisterHead> {
        let index = usize::try_from(seq.0.checked_sub(1)?).ok()?;
        self.heads.get(index).map(|head| RegisterHead(self.agency, seq, *head))
    }
    #[cfg(test)]
    pub(super) fn head(&self) -> StatementHash {
        self.head
    }
    /// The agencies that its administrators endorsed.
    pub fn endorsed(&self) -> impl Iterator<Item = &Introduction> {
        self.endorsed.values()
    }
    /// Whether an agency is endorsed.
    pub fn endorses(&self, agency: AgencyId) -> bool {
        self.endorsed.contains_key(&agency)
    }
    /// The signed word that ends a pass of this agency with these keys, if there is one.
    pub fn ended(&self, keys: &[PublicKey]) -> Option<&[u8]> {
        let mut said = keys.iter().filter_map(|key| self.revoked.get(key)).flatten();
        let by_administrator = said.find(|over| !keys.iter().any(|key| over.kept.contains(key)));
        let by_device = || {
            let mut own = self.revoked_by_device.iter();
            own.find_map(|((by, key), over)| Revoker::Device(*by).ends(*key, keys).then_some(over))
        };
        by_administrator.or_else(by_device).map(|over| over.revocation.as_slice())
    }
    /// These bytes as a revocation in the name of the agency, if its signatures hold.
    pub fn revocation(agency: AgencyId, bytes: &[u8]) -> Option<Revocation> {
        let revocation: Revocation = marram_protocol::codec::from_bytes(bytes.to_vec().into()).ok()?;
        (revocation.issuer.root == agency && revocation.holds()).then_some(revocation)
    }
    /// Whom the agency gave these keys, as it says itself: a pass's owner, whether it counts or not.
    pub fn owner(&self, pass: &VerifiedPass) -> Option<&Card> {
        let invited = pass.keys().find_map(|key| self.invited.get(&key)).map(|one| &one.card);
        invited.or_else(|| self.devices.get(&pass.device).map(|known| &known.card))
    }
    /// Whether this device is listed and counts.
    pub fn lists(&self, device: DeviceId) -> bool {
        self.devices.get(&device).is_some_and(|known| self.counts(&known.keys))
    }
    /// Where notes for a device are sealed to.
    pub fn sealing_of(&self, device: DeviceId) -> Option<&SealingPublicKey> {
        self.devices.get(&device).map(|known| &known.sealing)
    }

    /// Everybody listed, by name; those without a device too, unless their invite was withdrawn.
    pub fn people(&self) -> Vec<Listed> {
        let mut people: BTreeMap<PersonId, Listed> = BTreeMap::new();
        let open = self.invited.iter().filter(|(key, one)| self.counts(&[**key, one.administrator]));
        for (_, one) in open {
            let card = || self.today(&one.card);
            people.entry(one.card.person).or_insert_with(|| Listed { card: card(), devices: Vec::new() });
        }
        for (device, known) in self.devices.iter().filter(|(_, known)| self.counts(&known.keys)) {
            let card = || self.today(&known.card);
            let listed =
                people.entry(known.card.person).or_insert_with(|| Listed { card: card(), devices: Vec::new() });
            listed.devices.push((*device, known.sealing.clone()));
        }
        let mut people: Vec<_> = people.into_values().collect();
        people.sort_by(|a, b| a.card.name.cmp(&b.card.name).then(a.card.person.cmp(&b.card.person)));
        people
    }

    /// A device that counts.
    pub fn device(&self, device: DeviceId) -> Option<ListedDevice> {
        let known = self.devices.get(&device).filter(|known| self.counts(&known.keys))?;
        let (name, since, linked_by) = (known.name.clone(), known.since, linked_by(&known.links));
        Some(ListedDevice { device, name, since, linked_by, until: sitting_until(&known.links) })
    }

    /// A person's devices that count, by age.
    pub fn devices_of(&self, person: PersonId) -> Vec<ListedDevice> {
        let theirs = self.devices.iter().filter(|(_, known)| known.card.person == person);
        let mut devices: Vec<_> = theirs.filter_map(|(device, _)| self.device(*device)).collect();
        devices.sort_by_key(|device| (device.since, device.device));
        devices
    }

    pub(super) fn counts(&self, keys: &[PublicKey]) -> bool {
        self.ended(keys).is_none()
    }

    /// Signs and seals the next statement. It counts once the relay stored it at exactly this place.
    pub fn next_entry(&self, random: &Generator, key: &SigningKey, at: UnixMillis, body: Body) -> Vec<u8> {
        let seq = self.read.next();
        let issuer = PublicKey(key.verifying_key().to_bytes());
        let statement = Statement { agency: self.agency, seq, previous: self.head, issuer, at, body };
        let signed = SignedStatement::sign(key, &statement);
        self.key.entry_key().seal(random, &bound(self.agency, seq), &to_cbor(&signed))
    }

    /// Reads the next entry of the register's log. What no rule admits is skipped: its bytes stay in the chain, and nothing
    /// else comes of them, for every reader alike. So nobody who can append can hide what comes after.
    ///
    /// # Errors
    /// `Chain` for another place than the next, `Past` for the agency's own word that continues another register. It is then
    /// as before, and cannot be read further: the relay shows two of them.
    pub fn read_entry(&mut self, seq: Seq, payload: &[u8]) -> Result<Reading, StatementError> {
        if seq != self.read.next() {
            return Err(StatementError::Chain { seq });
        }
        let opened = self.key.entry_key().open(&bound(self.agency, seq), payload);
        let signed = opened.and_then(|bytes| from_cbor(&bytes)).ok_or(StatementError::Encoding { seq });
        match signed.and_then(|signed: SignedStatement| self.apply(seq, &signed)) {
            Ok(()) => Ok(Reading::Admitted),
            Err(another @ StatementError::Past { .. }) => Err(another),
            Err(why) => {
                let hash = Sha256::new_with_prefix(b"marram/1 skipped").chain_update(self.head.0);
                self.goes_on(seq, PublicKey(hash.chain_update(Sha256::digest(payload)).finalize().into()));
                Ok(Reading::Skipped(why))
            }
        }
    }

    /// Applies the next statement.
    ///
    /// # Errors
    /// See [`StatementError`]; the register is then as before.
    pub fn apply(&mut self, seq: Seq, signed: &SignedStatement) -> Result<(), StatementError> {
        let Statement { agency, seq: own_seq, previous, issuer, at, body } = signed.verify(seq)?;
        if agency != self.agency {
            return Err(StatementError::Agency { seq });
        }
        if own_seq != seq || seq != self.read.next() {
            return Err(StatementError::Chain { seq });
        }
        if previous != self.head {
            let own = self.speaks_for_agency(&issuer);
            return Err(if own { StatementError::Past { seq } } else { StatementError::Chain { seq } });
        }
        if !self.check_issuer(&issuer, &body) {
            // What a device or an invite says can be overtaken by its own revocation, and the relay cannot see that.
            let of_itself = match &body {
                Body::Redemption { .. } => self.invited.contains_key(&issuer),
                Body::Linked { by, link, .. } => link.key == issuer && self.devices.contains_key(by),
                Body::Revoke { .. } | Body::Duty { .. } => self.devices.contains_key(&DeviceId(issuer.0)),
                _ => false,
            };
            return Err(if of_itself { StatementError::Late { seq } } else { StatementError::Issuer { seq } });
        }
        self.apply_body(issuer, at, body).map_err(|why| why.of(seq))?;
        self.goes_on(seq, signed.hash());
        Ok(())
    }

    fn goes_on(&mut self, seq: Seq, head: StatementHash) {
        self.read = seq;
        self.head = head;
        self.heads.push(head);
    }

    fn speaks_for_agency(&self, issuer: &PublicKey) -> bool {
        issuer.0 == self.agency.0 || self.administrators.contains_key(issuer) && self.counts(&[*issuer])
    }

    fn check_issuer(&self, issuer: &PublicKey, body: &Body) -> bool {
        let root = PublicKey(self.agency.0);
        let administrator = self.administrators.contains_key(issuer) && self.counts(&[*issuer]);
        match body {
            Body::Root { .. } => *issuer == root && !self.founded,
            Body::Administrator { .. } => *issuer == root && self.founded,
            Body::Invite { .. } | Body::Endorse { .. } | Body::Desk { .. } => administrator,
            Body::Role { .. } | Body::RoleChanged { .. } | Body::Renamed { .. } => administrator,
            Body::DeskClosed { desk } => administrator && self.desks.contains_key(desk),
            Body::Duty { desk, .. } => {
                let owner = self.live_owner(DeviceId(issuer.0));
                self.desks.get(desk).zip(owner).is_some_and(|(desk, owner)| desk.may(owner))
            }
            Body::Revoke { revocation, .. } => {
                match Self::revocation(self.agency, revocation).and_then(|it| it.revoker()) {
                    // Said by the device itself, of what it linked: it must still count.
                    Some(Revoker::Device(device)) => PublicKey(device.0) == *issuer && self.lists(device),
                    _ => administrator || *issuer == root,
                }
            }
            // Once, and by a device that an administrator's invite made: a further device links no more.
            Body::Linked { by, link, .. } => {
                let links_once = !self.devices.values().any(|known| known.keys.contains(issuer));
                let linking = self.devices.get(by).is_some_and(|known| known.links.len() == INVITED_LINKS);
                link.key == *issuer && links_once && linking && self.lists(*by) && self.counts(&[*issuer])
            }
            Body::Redemption { .. } => self
                .invited
                .get(issuer)
                .is_some_and(|invited| invited.redeemed.is_none() && self.counts(&[*issuer, invited.administrator])),
        }
    }

    /// Nothing changed, if what the body vouches for does not hold.
    fn apply_body(&mut self, issuer: PublicKey, at: UnixMillis, body: Body) -> Result<(), Unheld> {
        match body {
            Body::Root { name, sector } => {
                self.names.say(at, name);
                (self.sector, self.founded) = (sector, true);
            }
            Body::Administrator { link, card, sealing } => {
                let signed = card;
                let card = self.vouched(&[link], &issuer, &signed, link.key)?;
                let sealing = SealingPublicKey::from_bytes(&sealing).map_err(|_| Unheld::Content)?;
                let device = DeviceId(link.key.0);
                // A device that was there before keeps the name that its owner gave it.
                let name = self.devices.get(&device).map(|known| known.name.clone()).unwrap_or_default();
                self.administrators.insert(link.key, link);
                self.administrator_cards.insert(link.key, signed);
                let known = Device { card, keys: vec![link.key], sealing, links: vec![link], name, since: at };
                self.devices.insert(device, known);
            }
            Body::Invite { link, card } => {
                let administrator = *self.administrators.get(&issuer).ok_or(Unheld::Content)?;
                let holds = link.purpose == Purpose::Invite && link.is_by(self.agency, &issuer);
                holds.then_some(()).ok_or(Unheld::Content)?;
                let card = card.verify(&issuer, self.agency, link.key)?;
                let invited = Invited { card, administrator: administrator.key, link, redeemed: None, at };
                self.invited.insert(link.key, invited);
            }
            Body::Redemption { device, sealing, device_name } => {
                let invited = self.invited.get(&issuer).ok_or(Unheld::Content)?;
                let administrator = *self.administrators.get(&invited.administrator).ok_or(Unheld::Content)?;
                let (links, card) = (vec![administrator, invited.link, device], invited.card.clone());
                self.add_device(links, card, &sealing, &device_name, at)?;
                self.invited.get_mut(&issuer).ok_or(Unheld::Content)?.redeemed = Some(DeviceId(device.key.0));
            }
            Body::Linked { by, link, device, sealing, device_name } => {
                let linking = self.devices.get(&by).ok_or(Unheld::Content)?;
                let (links, card) = ([linking.links.as_slice(), &[link, device]].concat(), linking.card.clone());
                self.add_device(links, card, &sealing, &device_name, at)?;
            }
            Body::Endorse { introduction } => {
                (introduction.agency != self.agency).then_some(()).ok_or(Unheld::Content)?;
                self.endorsed.insert(introduction.agency, introduction);
            }
            Body::Desk { desk, terms } => {
                terms.is_well_formed().then_some(()).ok_or(Unheld::Content)?;
                terms.are_of(self.agency).then_some(()).ok_or(Unheld::Person)?;
                let before = self.desks.remove(&desk);
                self.desks.insert(desk, Defined::new(terms, before));
            }
            Body::Role { title, retired } => {
                let fits = self.roles.len() < MAX_ROLES || self.roles.contains_key(&title);
                (fits && role::is_well_formed(&title)).then_some(()).ok_or(Unheld::Content)?;
                self.roles.insert(title, retired);
            }
            Body::RoleChanged { person, role } => {
                person.is_of(self.agency).then_some(()).ok_or(Unheld::Person)?;
                (self.knows(person) && role::is_well_formed(&role)).then_some(()).ok_or(Unheld::Content)?;
                self.changed_roles.entry(person).or_default().say(at, role);
            }
            Body::Renamed { name } => {
                role::is_well_formed(&name).then_some(()).ok_or(Unheld::Content)?;
                self.names.say(at, name);
            }
            Body::DeskClosed { desk } => drop(self.desks.remove(&desk)),
            Body::Duty { desk, on } => {
                let device = DeviceId(issuer.0);
                let owner = self.live_owner(device).ok_or(Unheld::Content)?;
                self.desks.get_mut(&desk).ok_or(Unheld::Content)?.set(owner, device, on, at);
            }
            Body::Revoke { revocation, reason } => {
                let word = Self::revocation(self.agency, &revocation).ok_or(Unheld::Content)?;
                let revoker = word.revoker().ok_or(Unheld::Content)?;
                let over = Over { revocation, kept: word.kept, by: issuer, reason, at };
                match revoker {
                    Revoker::Administrator(_) => self.revoked.entry(word.key).or_default().push(over),
                    Revoker::Device(by) => drop(self.revoked_by_device.insert((by, word.key), over)),
                };
            }
        }
        Ok(())
    }

    fn add_device(
        &mut self,
        links: Vec<Link>,
        card: Card,
        sealing: &[u8],
        name: &str,
        since: UnixMillis,
    ) -> Result<(), Unheld> {
        let pass = Pass { root: self.agency, links: links.clone() };
        let verified = pass.verify_signatures().map_err(|_| Unheld::Content)?;
        let sealing = SealingPublicKey::from_bytes(sealing).map_err(|_| Unheld::Content)?;
        let (keys, name) = (verified.keys().collect(), name.chars().take(MAX_DEVICE_NAME_CHARS).collect());
        // Whoever names a device that is listed already changes nothing of it: its key has not signed this.
        self.devices.entry(verified.device).or_insert(Device { card, keys, sealing, links, name, since });
        Ok(())
    }

    fn vouched(&self, links: &[Link], issuer: &PublicKey, card: &SignedCard, key: PublicKey) -> Result<Card, Unheld> {
        let pass = Pass { root: self.agency, links: links.to_vec() };
        pass.verify_signatures().map_err(|_| Unheld::Content)?;
        Ok(card.verify(issuer, self.agency, key)?)
    }

    /// Everybody whom an administrator's device let in and who counts, each with the device that the invite made.
    pub fn enrolled_by(&self, administrator: &PublicKey) -> Vec<(PersonId, DeviceId)> {
        let theirs = self.invited.values().filter(|one| one.administrator == *administrator);
        let made = theirs.filter_map(|one| Some((one.card.person, one.redeemed?)));
        made.filter(|(_, device)| self.lists(*device)).collect()
    }
    /// Whether a pass that goes on although the administrator's in it does not comes with another card than the one that
    /// stands here: whoever has a key that is over can still sign with it.
    pub fn disowns(&self, peer: &Peer) -> bool {
        let is_kept = peer.keys.iter().any(|key| self.revoked.contains_key(key));
        let stands = self.invited.get(&peer.card.key).is_some_and(|one| {
            let made = one.redeemed.map(|device| PublicKey(device.0));
            one.card == peer.card && made.is_some_and(|made| peer.keys.contains(&made))
        });
        is_kept && !stands
    }
    /// The link that made an administrator, to be carried in the invites that it issues.
    pub fn administrator_link(&self, key: &PublicKey) -> Option<Link> {
        self.administrators.get(key).copied()
    }
    /// The link and the card by which the root appointed a device, if it did and that was not ended.
    pub fn appointment(&self, device: DeviceId) -> Option<(Link, SignedCard)> {
        let key = PublicKey(device.0);
        let card = self.administrator_cards.get(&key).filter(|_| self.counts(&[key]))?;
        Some((self.administrator_link(&key)?, card.clone()))
    }
}

/// The device that linked the one with this pass.
fn linked_by(links: &[Link]) -> Option<DeviceId> {
    match links {
        [_, _, by, _, _] => Some(DeviceId(by.key.0)),
        _ => None,
    }
}

/// An entry is bound to its agency and place, so that a relay cannot move it.
fn bound(agency: AgencyId, seq: Seq) -> Vec<u8> {
    [&b"marram/1 register"[..], &agency.0, &seq.0.to_be_bytes()].concat()
}
