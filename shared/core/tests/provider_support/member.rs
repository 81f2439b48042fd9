//! A member of a group on our provider, who can be closed and opened again at any moment.

use marram_core::provider::{DeviceSigner, Provider};
use openmls::prelude::*;
use tls_codec::{Deserialize as _, Serialize as _};

use super::Store;

/// One person's device in one group.
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) suite: Ciphersuite,
    pub(crate) provider: Provider,
    pub(crate) store: Store,
    pub(crate) signer: DeviceSigner,
    pub(crate) group: Option<MlsGroup>,
    starts: u8,
}

/// What a group's member made of a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Text(Vec<u8>),
    Commit,
    Proposal,
}

fn bytes(message: &MlsMessageOut) -> Vec<u8> {
    message.tls_serialize_detached().unwrap()
}

fn body(bytes: &[u8]) -> MlsMessageIn {
    MlsMessageIn::tls_deserialize_exact(bytes).unwrap()
}

/// Dates far apart and fixed: OpenMLS's default reads the clock, and then no two runs are alike.
fn lifetime() -> Lifetime {
    Lifetime::init(0, u64::from(u32::MAX))
}

impl Member {
    pub(crate) fn new(name: &'static str, suite: Ciphersuite) -> Self {
        let provider = Provider::new(Self::seed(name, 0));
        let signer = DeviceSigner::generate(provider.generator());
        Self { name, suite, provider, store: Store::default(), signer, group: None, starts: 0 }
    }

    fn seed(name: &str, start: u8) -> [u8; 32] {
        let mut seed = [start; 32];
        seed[..name.len()].copy_from_slice(name.as_bytes());
        seed
    }

    fn credential(&self) -> CredentialWithKey {
        CredentialWithKey {
            credential: BasicCredential::new(self.name.as_bytes().to_vec()).into(),
            signature_key: self.signer.public_key().as_slice().into(),
        }
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::builder().ciphersuites(self.provider.crypto().supported_ciphersuites()).build()
    }

    pub(crate) fn group(&mut self) -> &mut MlsGroup {
        self.group.as_mut().unwrap()
    }

    pub(crate) fn found(&mut self, id: &[u8]) {
        let group = MlsGroup::builder()
            .with_group_id(GroupId::from_slice(id))
            .ciphersuite(self.suite)
            .with_capabilities(self.capabilities())
            .lifetime(lifetime())
            .with_wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
            .use_ratchet_tree_extension(true)
            .build(&self.provider, &self.signer, self.credential())
            .unwrap();
        self.group = Some(group);
    }

    pub(crate) fn key_package(&self) -> KeyPackage {
        KeyPackage::builder()
            .leaf_node_capabilities(self.capabilities())
            .key_package_lifetime(lifetime())
            .build(self.suite, &self.provider, &self.signer, self.credential())
            .unwrap()
            .into_key_package()
    }

    /// Adds members and merges at once: commit and welcome.
    pub(crate) fn add(&mut self, packages: &[KeyPackage]) -> (Vec<u8>, Vec<u8>) {
        let group = self.group.as_mut().unwrap();
        let (commit, welcome, _) = group.add_members(&self.provider, &self.signer, packages).unwrap();
        group.merge_pending_commit(&self.provider).unwrap();
        (bytes(&commit), bytes(&welcome))
    }

    /// Removes a member by name and merges at once.
    pub(crate) fn remove(&mut self, name: &str) -> Vec<u8> {
        let group = self.group.as_mut().unwrap();
        let found = group.members().find(|member| member.credential.serialized_content() == name.as_bytes());
        let (commit, _, _) = group.remove_members(&self.provider, &self.signer, &[found.unwrap().index]).unwrap();
        group.merge_pending_commit(&self.provider).unwrap();
        bytes(&commit)
    }

    /// Updates the own leaf and merges at once.
    pub(crate) fn update(&mut self) -> Vec<u8> {
        let group = self.group.as_mut().unwrap();
        let update = group.self_update(&self.provider, &self.signer, LeafNodeParameters::default()).unwrap();
        group.merge_pending_commit(&self.provider).unwrap();
        bytes(&update.into_contents().0)
    }

    /// Proposes an update of the own leaf, for somebody else to commit.
    pub(crate) fn propose_update(&mut self) -> Vec<u8> {
        let group = self.group.as_mut().unwrap();
        let (proposal, _) =
            group.propose_self_update(&self.provider, &self.signer, LeafNodeParameters::default()).unwrap();
        bytes(&proposal)
    }

    /// Commits what was proposed and merges at once.
    pub(crate) fn commit_proposals(&mut self) -> Vec<u8> {
        let group = self.group.as_mut().unwrap();
        let (commit, _, _) = group.commit_to_pending_proposals(&self.provider, &self.signer).unwrap();
        group.merge_pending_commit(&self.provider).unwrap();
        bytes(&commit)
    }

    pub(crate) fn join(&mut self, welcome: &[u8]) {
        let MlsMessageBodyIn::Welcome(welcome) = body(welcome).extract() else { panic!("not a welcome") };
        let config = MlsGroupJoinConfig::builder()
            .wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
            .use_ratchet_tree_extension(true)
            .build();
        let staged = StagedWelcome::new_from_welcome(&self.provider, &config, welcome, None).unwrap();
        self.group = Some(staged.into_group(&self.provider).unwrap());
    }

    pub(crate) fn say(&mut self, text: &[u8]) -> Vec<u8> {
        let group = self.group.as_mut().unwrap();
        bytes(&group.create_message(&self.provider, &self.signer, text).unwrap())
    }

    pub(crate) fn hear(&mut self, message: &[u8]) -> Result<Heard, String> {
        let message = body(message).try_into_protocol_message().unwrap();
        let group = self.group.as_mut().unwrap();
        let processed = group.process_message(&self.provider, message).map_err(|error| format!("{error:?}"))?;
        Ok(match processed.into_content() {
            ProcessedMessageContent::ApplicationMessage(text) => Heard::Text(text.into_bytes()),
            ProcessedMessageContent::StagedCommitMessage(commit) => {
                group.merge_staged_commit(&self.provider, *commit).unwrap();
                Heard::Commit
            }
            ProcessedMessageContent::ProposalMessage(proposal) => {
                group.store_pending_proposal(self.provider.storage(), *proposal).unwrap();
                Heard::Proposal
            }
            other => panic!("{}: did not expect {other:?}", self.name),
        })
    }

    /// Saves, forgets everything else, and starts again from what was saved.
    pub(crate) fn restart(&mut self) {
        self.store.save(&self.provider);
        self.crash();
    }

    /// Starts again from what was last saved, as after a crash.
    pub(crate) fn crash(&mut self) {
        self.starts += 1;
        self.provider = self.store.open(Self::seed(self.name, self.starts));
        self.signer = DeviceSigner::from_secret(&self.signer.expose_secret());
        if let Some(group) = self.group.take() {
            self.group = MlsGroup::load(self.provider.storage(), group.group_id()).unwrap();
        }
    }

    pub(crate) fn epoch_authenticator(&self) -> &[u8] {
        self.group.as_ref().unwrap().epoch_authenticator().as_slice()
    }
}
