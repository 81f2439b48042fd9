//! Who this device is, and how it comes to be: by founding an agency, or by an invite.

use super::Engine;
use super::alerts::Kept;
use super::approval::Approval;
use super::clock::RelayClock;
use super::dates::Reminded;
use super::io::Output;
use super::mailbox::Mailbox;
use super::recovery::Recovering;
use super::registers::{Following, Saying};
use super::relay::Link as RelayLink;
use super::waiting::Waiting;
use crate::event::to_cbor;
use crate::identity::{
    Body, Card, Comparisons, Credential, DeviceKeys, Directory, FoundingLink, InviteLink, MAX_DEVICE_NAME_CHARS, Peer,
    RegisterKey, RootKey, SignedCard,
};
use crate::provider::Provider;
use crate::rest::{RecordError, StoreKey};
use crate::view::{BegunForm, Sector, Unsent};
use crate::wire::{Wire, random_person};
use marram_protocol::{AppendId, Epoch, Limits, Link, Pass, PublicKey, Purpose, Seq, Token, UnixMillis};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How long an administrator's device is appointed for: five years. Appointing it again makes a new pass.
const ADMINISTRATOR_MS: u64 = 5 * 365 * 24 * 60 * 60 * 1000;
/// Validities begin a day early: clocks differ.
const SLACK_MS: u64 = 24 * 60 * 60 * 1000;

/// The account's record.
pub(super) const RECORD: &[u8] = b"account";

/// What founds an agency.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The agency's name.
    pub agency_name: String,
    /// What it is.
    pub sector: Sector,
    /// The founding administrator's name.
    pub name: String,
    /// The founding administrator's role.
    pub role: String,
}

/// The relay as it was when this device first met it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PinnedRelay {
    pub(super) name: String,
    pub(super) key: PublicKey,
}

/// A statement on its way into the register.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StatementFlight {
    pub(super) append: AppendId,
    pub(super) epoch: Epoch,
    #[serde(with = "crate::event::bytes_serde")]
    pub(super) payload: Vec<u8>,
}

/// Everything about this device that is not about one room.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Account {
    pub(super) keys: DeviceKeys,
    pub(super) credential: Credential,
    pub(super) register: RegisterKey,
    pub(super) relay: Option<PinnedRelay>,
    /// The last mailbox entry that was dealt with.
    pub(super) mail: Seq,
    pub(super) has_last_resort: bool,
    /// What this device still has to say in its agency's register, in order.
    pub(super) sayings: VecDeque<Saying>,
    pub(super) saying: Option<StatementFlight>,
    /// Revocations that the relay has not confirmed yet.
    pub(super) revocations: Vec<Vec<u8>>,
    /// Forms that were begun, one for each template of a room, or of none.
    #[serde(default)]
    pub(super) forms: Vec<BegunForm>,
    /// Answers that were begun, one for each page; the latest last.
    #[serde(default)]
    pub(super) unsent: Vec<Unsent>,
    /// Referrals that nobody accepted in time.
    #[serde(default)]
    pub(super) alerts: Vec<Kept>,
    /// Dates that the person was reminded of.
    #[serde(default)]
    pub(super) reminded: Reminded,
    /// The founding token, until the relay has admitted the agency by it.
    #[serde(default)]
    pub(super) founding: Option<Token>,
    /// A recovery that waits for the register.
    #[serde(default)]
    pub(super) recovering: Option<Recovering>,
    /// This device's own end, once it was asked for.
    #[serde(default)]
    pub(super) ending: Option<Vec<u8>>,
    /// With whom keys were compared.
    #[serde(default)]
    pub(super) compared: Comparisons,
    /// What this device waits with for an administrator's approval.
    #[serde(default)]
    pub(super) waiting: Option<Waiting>,
    /// Invites of this administrator's that need approval.
    #[serde(default)]
    pub(super) approvals: Vec<Approval>,
}

impl Account {
    pub(super) fn is_administrator(&self) -> bool {
        matches!(self.credential.pass.links.as_slice(), [link] if link.purpose == Purpose::Administrator)
    }
}

impl Engine {
    /// Founds an agency: this device becomes its first administrator. The relay's operator must admit
    /// `root.agency()`. The root key is not kept once the register holds what it signed: it belongs on paper.
    pub fn found(
        founding: Founding,
        root: &RootKey,
        store_key: StoreKey,
        seed: [u8; 32],
        now: UnixMillis,
    ) -> (Self, Vec<Output>) {
        Self::found_by(founding, None, root, store_key, seed, now)
    }

    /// Founds an agency by a link that the relay's operator handed over, which has the relay admit it.
    pub fn found_by_link(
        founding: Founding,
        link: &FoundingLink,
        root: &RootKey,
        store_key: StoreKey,
        seed: [u8; 32],
        now: UnixMillis,
    ) -> (Self, Vec<Output>) {
        Self::found_by(founding, Some(link.0), root, store_key, seed, now)
    }

    fn found_by(
        founding: Founding,
        token: Option<Token>,
        root: &RootKey,
        store_key: StoreKey,
        seed: [u8; 32],
        now: UnixMillis,
    ) -> (Self, Vec<Output>) {
        let provider = Provider::new(seed);
        let random = provider.generator();
        let keys = DeviceKeys::generate(random);
        let key = PublicKey(keys.device().0);
        let link = administrator_link(root, key, now);
        let card = Card {
            agency: root.agency(),
            agency_name: founding.agency_name.clone(),
            sector: founding.sector,
            key,
            person: random_person(random, root.agency()),
            name: founding.name,
            role: founding.role,
        };
        let signed = SignedCard::sign(&root.signing_key(), &card);
        let sealing = keys.sealing().1.as_bytes().to_vec();
        let bodies = [
            Body::Root { name: founding.agency_name, sector: founding.sector },
            Body::Administrator { link, card: signed.clone(), sealing },
        ];
        let sayings = bodies.map(|body| Saying::by(&root.signing_key(), body)).into();
        let pass = Pass { root: root.agency(), links: vec![link] };
        let mut account = Account::new(keys, Credential { pass, card: signed }, root.register_key(), sayings);
        account.founding = token;
        let me = Peer { device: account.keys.device(), card, keys: vec![key], until: None };
        Self::begin(account, me, store_key, provider, now)
    }

    /// Joins by an invite: makes this device's keys and its pass. Nobody needs to be online. By a link that needs approval
    /// the device waits, and is nobody until an administrator lets it in: [`Shown::Waiting`](crate::view::Shown::Waiting).
    pub fn join(
        link: &InviteLink,
        device_name: &str,
        store_key: StoreKey,
        seed: [u8; 32],
        now: UnixMillis,
    ) -> Result<(Self, Vec<Output>), RecordError> {
        Self::join_for(link, device_name, None, store_key, seed, now)
    }

    /// Joins by an invite for so many milliseconds at a computer that others use too, at most [`MAX_SITTING_MS`](crate::identity::MAX_SITTING_MS): after
    /// that the relay refuses the device, and whoever is there takes it out of every room.
    pub fn sit_down(
        link: &InviteLink,
        device_name: &str,
        lasts_ms: u64,
        store_key: StoreKey,
        seed: [u8; 32],
        now: UnixMillis,
    ) -> Result<(Self, Vec<Output>), RecordError> {
        Self::join_for(link, device_name, Some(lasts_ms), store_key, seed, now)
    }

    fn join_for(
        link: &InviteLink,
        device_name: &str,
        lasts_ms: Option<u64>,
        store_key: StoreKey,
        seed: [u8; 32],
        now: UnixMillis,
    ) -> Result<(Self, Vec<Output>), RecordError> {
        if link.is_waiting() {
            return Self::wait(link, device_name, lasts_ms, store_key, seed, now);
        }
        let provider = Provider::new(seed);
        let keys = DeviceKeys::generate(provider.generator());
        let secret = link.secret_key().ok_or(RecordError::Content)?;
        let register = link.register().ok_or(RecordError::Content)?.clone();
        let pass = match lasts_ms {
            Some(lasts_ms) => link.sitting_pass(keys.device(), now, lasts_ms),
            None => link.pass_for(keys.device()),
        };
        let pass = pass.ok_or(RecordError::Content)?;
        let device = *pass.links.last().ok_or(RecordError::Content)?;
        let sealing = keys.sealing().1.as_bytes().to_vec();
        let device_name = device_name.chars().take(MAX_DEVICE_NAME_CHARS).collect();
        let body = match link.issued_by().zip(link.link()) {
            None => Body::Redemption { device, sealing, device_name },
            Some((by, link)) => Body::Linked { by, link, device, sealing, device_name },
        };
        let sayings = VecDeque::from([Saying::by(&secret, body)]);
        let credential = Credential { pass, card: link.signed_card().clone() };
        // Judged where the link says so, not here: an expired link is told apart before, by `expires`.
        let me = credential.verify(keys.device(), credential.valid_at()).map_err(|_| RecordError::Content)?;
        let account = Account::new(keys, credential, register, sayings);
        Ok(Self::begin(account, me, store_key, provider, now))
    }

    pub(super) fn begin(
        account: Account,
        me: Peer,
        store_key: StoreKey,
        provider: Provider,
        now: UnixMillis,
    ) -> (Self, Vec<Output>) {
        let mut engine = Self::assemble(account, me, store_key, provider, now);
        engine.save_account();
        engine.first_view();
        let outputs = engine.finish();
        (engine, outputs)
    }

    pub(super) fn assemble(
        account: Account,
        me: Peer,
        store_key: StoreKey,
        provider: Provider,
        now: UnixMillis,
    ) -> Self {
        let directory = Directory::new(me.agency(), account.register.clone());
        Self {
            account,
            me,
            store_key,
            provider,
            directory,
            rooms: BTreeMap::new(),
            wire: Wire::default(),
            link: RelayLink::Offline,
            limits: Limits::default(),
            following: Following::default(),
            mailbox: Mailbox::default(),
            opened: None,
            linking: None,
            queue: super::queue::Queue::default(),
            dates: super::dates::Dates::default(),
            waited_too_long: false,
            touched: BTreeSet::new(),
            due: BTreeMap::new(),
            changed: BTreeMap::new(),
            held: 0,
            shown: Vec::new(),
            rooms_changed: false,
            reconnect: None,
            relay_ahead_ms: 0,
            clock: RelayClock::default(),
            own_now: now,
            now,
        }
    }

    pub(super) fn save_account(&mut self) {
        self.changed.insert(RECORD.to_vec(), Some(to_cbor(&self.account)));
    }
}

/// The root's word that a key is an administrator's.
pub(super) fn administrator_link(root: &RootKey, key: PublicKey, now: UnixMillis) -> Link {
    let validity = UnixMillis(now.0.saturating_sub(SLACK_MS))..=UnixMillis(now.0 + ADMINISTRATOR_MS);
    Link::sign(&root.signing_key(), root.agency(), Purpose::Administrator, key, validity)
}

impl Account {
    pub(super) fn new(
        keys: DeviceKeys,
        credential: Credential,
        register: RegisterKey,
        sayings: VecDeque<Saying>,
    ) -> Self {
        Self {
            keys,
            credential,
            register,
            relay: None,
            mail: Seq(0),
            has_last_resort: false,
            sayings,
            saying: None,
            revocations: Vec::new(),
            forms: Vec::new(),
            unsent: Vec::new(),
            alerts: Vec::new(),
            reminded: Reminded::new(),
            founding: None,
            recovering: None,
            ending: None,
            compared: Comparisons::default(),
            waiting: None,
            approvals: Vec::new(),
        }
    }
}
