//! One MLS group (RFC 9420): making it, joining it, sending, committing, processing; and what an epoch's exporter gives.
//!
//! Owns the OpenMLS group. Everything that comes out of processing is *received*, not yet believed: `apply` checks
//! credentials, the room's policy and the tokens before a commit is merged.

use super::policy::Policy;
use crate::identity::{Credential, CredentialError, DeviceKeys, Peer};
use crate::provider::{DEFAULT_SUITE, Provider};
use crate::seal::SealKey;
use marram_protocol::{DeviceId, Epoch, LogId, NextTokens, Token, UnixMillis};
use openmls::prelude::tls_codec::{Deserialize as _, Serialize as _};
use openmls::prelude::{
    Capabilities, Credential as MlsCredential, CredentialType, CredentialWithKey, Extension, ExtensionType, Extensions,
    GroupId, KeyPackage, KeyPackageIn, LeafNode, LeafNodeIndex, Lifetime, MlsGroup, MlsGroupJoinConfig,
    MlsMessageBodyIn, MlsMessageIn, OpenMlsProvider as _, PURE_CIPHERTEXT_WIRE_FORMAT_POLICY, ProcessedMessageContent,
    Proposal, ProtocolVersion, RequiredCapabilitiesExtension, Sender, SenderRatchetConfiguration, StagedCommit,
    StagedWelcome, UnknownExtension,
};
use thiserror::Error;

/// Our credential's type: a private number (RFC 9420 §17.5).
const CREDENTIAL: CredentialType = CredentialType::Other(0xF0A1);
/// Our policy's group context extension: a private number (RFC 9420 §17.3).
const POLICY: u16 = 0xF0A2;

/// Why MLS would not do something. OpenMLS's own words may name nothing secret, yet only the kind is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum GroupError {
    /// OpenMLS refused; `step` says at what.
    #[error("MLS refuses: {step}")]
    Mls {
        /// What was being done.
        step: &'static str,
    },
    /// A member's credential does not hold.
    #[error("a member's credential does not hold: {0}")]
    Credential(#[from] CredentialError),
    /// This device's own message, which it does not remember sending: its store is older than its log.
    #[error("an own message that is not known here")]
    OwnMessage,
    /// The key package is another device's, or not one of ours.
    #[error("the key package is not of the device asked for")]
    KeyPackage,
}

fn mls<E>(step: &'static str) -> impl FnOnce(E) -> GroupError {
    move |_| GroupError::Mls { step }
}

/// What an epoch's members hold in common, from its exporter (RFC 9420 §8.5).
#[derive(Debug, Clone)]
pub(crate) struct EpochSecrets {
    pub(crate) epoch: Epoch,
    /// Seals every MLS message once more (DESIGN section 2 rule 9).
    pub(crate) wrap: SealKey,
    pub(crate) read: Token,
    pub(crate) append: Token,
}

impl EpochSecrets {
    fn export<E>(
        epoch: Epoch,
        log: LogId,
        export: impl Fn(&str, &[u8]) -> Result<Vec<u8>, E>,
    ) -> Result<Self, GroupError> {
        let secret = |label| -> Result<[u8; 32], GroupError> {
            let bytes = export(label, &log.0).map_err(mls("exporter"))?;
            bytes.as_slice().try_into().map_err(mls("exporter length"))
        };
        Ok(Self {
            epoch,
            wrap: SealKey::from_bytes(secret("marram wrap")?),
            read: Token(secret("marram read")?),
            append: Token(secret("marram append")?),
        })
    }
    /// What the relay is told of the tokens.
    pub(crate) fn tokens(&self) -> NextTokens {
        NextTokens { read: self.read.hash(), append: self.append.hash() }
    }
}

/// A commit that was made and not yet accepted.
pub(crate) struct BuiltCommit {
    pub(crate) message: Vec<u8>,
    pub(crate) welcome: Option<Vec<u8>>,
    pub(crate) next: EpochSecrets,
}

/// A message that was decrypted: its sender is a member, nothing more is known.
pub(crate) enum ReceivedMessage {
    Application { sender: DeviceId, bytes: Vec<u8> },
    Commit(Box<ReceivedCommit>),
}

/// A commit that was processed and not yet merged.
pub(crate) struct ReceivedCommit {
    pub(crate) sender: DeviceId,
    pub(crate) authenticated_data: Vec<u8>,
    pub(crate) added: Vec<Peer>,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) removed: Vec<DeviceId>,
    pub(crate) self_removed: bool,
    /// `None` when this device is removed: the next epoch is not for it.
    pub(crate) next: Option<EpochSecrets>,
    staged: StagedCommit,
}

/// A group that was just joined.
pub(crate) struct Joined {
    pub(crate) group: Group,
    /// Everyone in it, each credential verified.
    pub(crate) members: Vec<(Peer, Credential)>,
    /// The device that made the welcome.
    pub(crate) inviter: DeviceId,
}

/// A group that this device is a member of.
pub(crate) struct Group {
    mls: MlsGroup,
    log: LogId,
}

impl Group {
    /// A group of this device alone, with the log's id as its own.
    pub(crate) fn create(
        provider: &Provider,
        keys: &DeviceKeys,
        credential: &Credential,
        log: LogId,
        policy: &Policy,
    ) -> Result<Self, GroupError> {
        let required = RequiredCapabilitiesExtension::new(&[ExtensionType::Unknown(POLICY)], &[], &[CREDENTIAL]);
        let extensions = Extensions::from_vec(vec![
            Extension::RequiredCapabilities(required),
            Extension::Unknown(POLICY, UnknownExtension(policy.to_bytes())),
        ])
        .map_err(mls("group context"))?;
        let mls_group = MlsGroup::builder()
            .with_group_id(GroupId::from_slice(&log.0))
            .ciphersuite(DEFAULT_SUITE)
            .with_capabilities(capabilities())
            .with_group_context_extensions(extensions)
            .with_wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
            .use_ratchet_tree_extension(true)
            .sender_ratchet_configuration(ratchet())
            .lifetime(lifetime())
            .build(provider, &keys.signer(), with_key(keys, credential))
            .map_err(mls("create"))?;
        Ok(Self { mls: mls_group, log })
    }

    /// The group as it was saved.
    pub(crate) fn load(provider: &Provider, log: LogId) -> Result<Option<Self>, GroupError> {
        let found = MlsGroup::load(provider.storage(), &GroupId::from_slice(&log.0)).map_err(mls("load"))?;
        Ok(found.map(|mls| Self { mls, log }))
    }

    /// Joins from a welcome, replacing an older membership of the same group.
    pub(crate) fn join(provider: &Provider, log: LogId, welcome: &[u8], now: UnixMillis) -> Result<Joined, GroupError> {
        let message = MlsMessageIn::tls_deserialize_exact(welcome).map_err(mls("welcome encoding"))?;
        let MlsMessageBodyIn::Welcome(welcome) = message.extract() else {
            return Err(GroupError::Mls { step: "welcome kind" });
        };
        let staged = StagedWelcome::build_from_welcome(provider, &join_config(), welcome)
            .map_err(mls("welcome"))?
            .skip_lifetime_validation()
            .replace_old_group()
            .build()
            .map_err(mls("welcome tree"))?;
        if staged.group_context().group_id().as_slice() != log.0 {
            return Err(GroupError::Mls { step: "welcome of another group" });
        }
        let sender = device_of(staged.welcome_sender().map_err(mls("welcome sender"))?.signature_key().as_slice())?;
        let members = staged
            .members()
            .map(|member| verified(member.credential.serialized_content(), &member.signature_key, now))
            .collect::<Result<Vec<_>, _>>()?;
        let mls_group = staged.into_group(provider).map_err(mls("join"))?;
        Ok(Joined { group: Self { mls: mls_group, log }, members, inviter: sender })
    }

    pub(crate) fn epoch(&self) -> Epoch {
        Epoch(self.mls.epoch().as_u64())
    }

    /// The room's rules; `None` if the group has none that are understood here.
    pub(crate) fn policy(&self) -> Option<Policy> {
        Policy::from_bytes(&self.mls.extensions().unknown(POLICY)?.0)
    }

    pub(crate) fn secrets(&self, provider: &Provider) -> Result<EpochSecrets, GroupError> {
        EpochSecrets::export(self.epoch(), self.log, |label, context| {
            self.mls.export_secret(provider.crypto(), label, context, 32)
        })
    }

    /// All members' devices, in the order of their leaves.
    pub(crate) fn devices(&self) -> Vec<DeviceId> {
        self.mls.members().filter_map(|member| device_of(&member.signature_key).ok()).collect()
    }

    pub(crate) fn encrypt(
        &mut self,
        provider: &Provider,
        keys: &DeviceKeys,
        plain: &[u8],
    ) -> Result<Vec<u8>, GroupError> {
        let message = self.mls.create_message(provider, &keys.signer(), plain).map_err(mls("encrypt"))?;
        message.tls_serialize_detached().map_err(mls("encrypt encoding"))
    }

    /// Makes a commit that removes and adds. It is pending until [`Self::merge_own`] or [`Self::discard_own`].
    pub(crate) fn commit(
        &mut self,
        provider: &Provider,
        keys: &DeviceKeys,
        authenticated_data: Vec<u8>,
        add: &[KeyPackage],
        remove: &[DeviceId],
    ) -> Result<BuiltCommit, GroupError> {
        let remove: Vec<LeafNodeIndex> = self.leaves_of(remove);
        self.mls.set_aad(authenticated_data);
        let bundle = self
            .mls
            .commit_builder()
            .force_self_update(add.is_empty() && remove.is_empty())
            .propose_removals(remove)
            .propose_adds(add.iter().cloned())
            .load_psks(provider.storage())
            .map_err(mls("commit psks"))?
            .build(provider.rand(), provider.crypto(), &keys.signer(), |_| true)
            .map_err(mls("commit"))?
            .stage_commit(provider)
            .map_err(mls("stage commit"))?;
        let welcome = bundle.to_welcome_msg();
        let message = bundle.into_commit().tls_serialize_detached().map_err(mls("commit encoding"))?;
        let welcome =
            welcome.map(|welcome| welcome.tls_serialize_detached()).transpose().map_err(mls("welcome encoding"))?;
        self.mls.set_aad(Vec::new());
        let pending = self.mls.pending_commit().ok_or(GroupError::Mls { step: "pending commit" })?;
        let next = self.next_secrets(provider, pending)?;
        Ok(BuiltCommit { message, welcome, next })
    }

    fn next_secrets(&self, provider: &Provider, staged: &StagedCommit) -> Result<EpochSecrets, GroupError> {
        EpochSecrets::export(self.epoch().next(), self.log, |label, context| {
            staged.export_secret(provider.crypto(), label, context, 32)
        })
    }

    /// The relay accepted the pending commit.
    pub(crate) fn merge_own(&mut self, provider: &Provider) -> Result<(), GroupError> {
        self.mls.merge_pending_commit(provider).map_err(mls("merge own commit"))
    }

    /// The relay accepted another one.
    pub(crate) fn discard_own(&mut self, provider: &Provider) -> Result<(), GroupError> {
        self.mls.clear_pending_commit(provider.storage()).map_err(mls("discard own commit"))
    }

    /// Decrypts a message of the current epoch. On an error the caller rolls the provider back and loads anew.
    pub(crate) fn process(
        &mut self,
        provider: &Provider,
        message: &[u8],
        now: UnixMillis,
    ) -> Result<ReceivedMessage, GroupError> {
        let message = MlsMessageIn::tls_deserialize_exact(message).map_err(mls("message encoding"))?;
        let message = message.try_into_protocol_message().map_err(mls("message kind"))?;
        let processed = self.mls.process_message(provider, message).map_err(mls("process"))?;
        let Sender::Member(leaf) = processed.sender() else { return Err(GroupError::Mls { step: "sender" }) };
        let sender = self.mls.member_at(*leaf).ok_or(GroupError::Mls { step: "sender leaf" })?;
        let sender = device_of(&sender.signature_key)?;
        let authenticated_data = processed.aad().to_vec();
        match processed.into_content() {
            ProcessedMessageContent::ApplicationMessage(message) => {
                Ok(ReceivedMessage::Application { sender, bytes: message.into_bytes() })
            }
            ProcessedMessageContent::StagedCommitMessage(staged) => Ok(ReceivedMessage::Commit(Box::new(
                self.received(provider, sender, authenticated_data, *staged, now)?,
            ))),
            ProcessedMessageContent::OwnPrivateMessage => Err(GroupError::OwnMessage),
            _ => Err(GroupError::Mls { step: "content kind" }),
        }
    }

    /// Reads what a commit does. Refuses proposals that no client of ours makes, and a changed identity.
    fn received(
        &self,
        provider: &Provider,
        sender: DeviceId,
        authenticated_data: Vec<u8>,
        staged: StagedCommit,
        now: UnixMillis,
    ) -> Result<ReceivedCommit, GroupError> {
        let (mut added, mut credentials, mut removed) = (Vec::new(), Vec::new(), Vec::new());
        for queued in staged.queued_proposals() {
            match queued.proposal() {
                Proposal::Add(add) => {
                    let (peer, credential) = verified_leaf(add.key_package().leaf_node(), now)?;
                    added.push(peer);
                    credentials.push(credential);
                }
                Proposal::Remove(remove) => {
                    let member =
                        self.mls.member_at(remove.removed()).ok_or(GroupError::Mls { step: "removed leaf" })?;
                    removed.push(device_of(&member.signature_key)?);
                }
                _ => return Err(GroupError::Mls { step: "proposal kind" }),
            }
        }
        if let Some(leaf) = staged.update_path_leaf_node() {
            let (peer, _) = verified_leaf(leaf, now)?;
            if peer.device != sender {
                return Err(GroupError::Mls { step: "changed identity" });
            }
        }
        let self_removed = staged.self_removed();
        let next = if self_removed { None } else { Some(self.next_secrets(provider, &staged)?) };
        Ok(ReceivedCommit { sender, authenticated_data, added, credentials, removed, self_removed, next, staged })
    }

    /// Applies a commit that was found good.
    pub(crate) fn merge(&mut self, provider: &Provider, commit: ReceivedCommit) -> Result<(), GroupError> {
        self.mls.merge_staged_commit(provider, commit.staged).map_err(mls("merge"))
    }

    /// Forgets the group: this device is no longer in it.
    pub(crate) fn delete(&mut self, provider: &Provider) -> Result<(), GroupError> {
        self.mls.delete(provider.storage()).map_err(mls("delete"))
    }

    fn leaves_of(&self, devices: &[DeviceId]) -> Vec<LeafNodeIndex> {
        let is_one = |key: &[u8]| device_of(key).is_ok_and(|device| devices.contains(&device));
        self.mls.members().filter(|member| is_one(&member.signature_key)).map(|member| member.index).collect()
    }
}

/// Makes a key package for this device's shelf.
pub(crate) fn key_package(
    provider: &Provider,
    keys: &DeviceKeys,
    credential: &Credential,
    last_resort: bool,
) -> Result<Vec<u8>, GroupError> {
    let builder = KeyPackage::builder().leaf_node_capabilities(capabilities()).key_package_lifetime(lifetime());
    let builder = if last_resort { builder.mark_as_last_resort() } else { builder };
    let bundle = builder
        .build(DEFAULT_SUITE, provider, &keys.signer(), with_key(keys, credential))
        .map_err(mls("key package"))?;
    bundle.key_package().tls_serialize_detached().map_err(mls("key package encoding"))
}

/// Reads a key package, if it is `device`'s and its credential holds.
pub(crate) fn read_key_package(
    provider: &Provider,
    bytes: &[u8],
    device: DeviceId,
    now: UnixMillis,
) -> Result<(KeyPackage, Peer, Credential), GroupError> {
    let package = KeyPackageIn::tls_deserialize_exact(bytes).map_err(mls("key package encoding"))?;
    let package = package.validate(provider.crypto(), ProtocolVersion::Mls10).map_err(mls("key package"))?;
    let (peer, credential) = verified_leaf(package.leaf_node(), now)?;
    if peer.device != device || package.ciphersuite() != DEFAULT_SUITE {
        return Err(GroupError::KeyPackage);
    }
    Ok((package, peer, credential))
}

fn verified_leaf(leaf: &LeafNode, now: UnixMillis) -> Result<(Peer, Credential), GroupError> {
    verified(leaf.credential().serialized_content(), leaf.signature_key().as_slice(), now)
}

/// The one place where a leaf's credential is believed.
fn verified(credential: &[u8], key: &[u8], now: UnixMillis) -> Result<(Peer, Credential), GroupError> {
    let credential = Credential::from_bytes(credential)?;
    let peer = credential.verify(device_of(key)?, now)?;
    Ok((peer, credential))
}

fn device_of(key: &[u8]) -> Result<DeviceId, GroupError> {
    key.try_into().map(DeviceId).map_err(mls("signature key length"))
}

fn with_key(keys: &DeviceKeys, credential: &Credential) -> CredentialWithKey {
    CredentialWithKey {
        credential: MlsCredential::new(CREDENTIAL, credential.to_bytes()),
        signature_key: keys.device().0.to_vec().into(),
    }
}

fn capabilities() -> Capabilities {
    Capabilities::builder()
        .ciphersuites(vec![DEFAULT_SUITE, crate::provider::CLASSICAL_SUITE])
        .credentials(vec![CREDENTIAL])
        .extensions(vec![ExtensionType::Unknown(POLICY), ExtensionType::LastResort])
        .build()
}

/// As wide as can be: OpenMLS judges a lifetime by the system's clock; ours is the pass's, judged at the `now` passed in.
fn lifetime() -> Lifetime {
    Lifetime::init(0, u64::MAX)
}

fn ratchet() -> SenderRatchetConfiguration {
    SenderRatchetConfiguration::new(20, 1000)
}

fn join_config() -> MlsGroupJoinConfig {
    MlsGroupJoinConfig::builder()
        .wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
        .use_ratchet_tree_extension(true)
        .sender_ratchet_configuration(ratchet())
        .build()
}
