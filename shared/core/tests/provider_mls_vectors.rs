//! RFC 9420's published vectors for cipher suite 3, run through our provider: first its labelled primitives, then
//! OpenMLS itself as a client that joins other people's groups and follows their commits.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Helpers of tests are not seen as tests.

mod provider_support;

use ciborium::Value;
use marram_core::provider::{CLASSICAL_SUITE, DeviceSigner, Provider};
use openmls::prelude::*;
use openmls::schedule::PreSharedKeyId;
use openmls_traits::signatures::Signer as _;
use openmls_traits::storage::StorageProvider as _;
use openmls_traits::types::{HashType, HpkeCiphertext, HpkePrivateKey};
use provider_support::Store;
use serde::Deserialize;
use tls_codec::{Deserialize as _, Serialize as _, VLBytes};

#[derive(Deserialize)]
#[serde(transparent)]
struct Hex(#[serde(with = "hex::serde")] Vec<u8>);

fn vector(case: &str) -> serde_json::Value {
    let all: serde_json::Value = serde_json::from_str(include_str!("vectors/mls-crypto-basics.json")).unwrap();
    all.get(case).unwrap().clone()
}

fn field(case: &serde_json::Value, name: &str) -> Vec<u8> {
    hex::decode(case[name].as_str().unwrap()).unwrap()
}

fn label(case: &serde_json::Value) -> &str {
    case["label"].as_str().unwrap()
}

/// A label and a content, each with its length before it, as RFC 9420 frames what it signs and encrypts.
fn labelled(label: &str, content: &[u8]) -> Vec<u8> {
    let mut framed = VLBytes::new(format!("MLS 1.0 {label}").into_bytes()).tls_serialize_detached().unwrap();
    framed.extend(VLBytes::new(content.to_vec()).tls_serialize_detached().unwrap());
    framed
}

/// RFC 9420 §8, ExpandWithLabel.
fn expand_with_label(secret: &[u8], label: &str, context: &[u8], len: u16) -> Vec<u8> {
    let info = [&len.to_be_bytes()[..], &labelled(label, context)].concat();
    let provider = Provider::new([0; 32]);
    provider.crypto().hkdf_expand(HashType::Sha2_256, secret, &info, len.into()).unwrap().as_slice().to_vec()
}

#[test]
fn expand_with_label_gives_the_published_output() {
    let case = vector("expand_with_label");
    let out = expand_with_label(&field(&case, "secret"), label(&case), &field(&case, "context"), 32);
    assert_eq!(case["length"], 32);
    assert_eq!(out, field(&case, "out"));
}

#[test]
fn derive_secret_gives_the_published_output() {
    let case = vector("derive_secret");
    assert_eq!(expand_with_label(&field(&case, "secret"), label(&case), &[], 32), field(&case, "out"));
}

#[test]
fn derive_tree_secret_gives_the_published_output() {
    let case = vector("derive_tree_secret");
    let generation = u32::try_from(case["generation"].as_u64().unwrap()).unwrap();
    let out = expand_with_label(&field(&case, "secret"), label(&case), &generation.to_be_bytes(), 32);
    assert_eq!(out, field(&case, "out"));
}

#[test]
fn ref_hash_gives_the_published_output() {
    let case = vector("ref_hash");
    // RefHash takes the label as it is, without "MLS 1.0 " before it.
    let mut input = VLBytes::new(label(&case).as_bytes().to_vec()).tls_serialize_detached().unwrap();
    input.extend(VLBytes::new(field(&case, "value")).tls_serialize_detached().unwrap());
    let out = Provider::new([0; 32]).crypto().hash(HashType::Sha2_256, &input).unwrap();
    assert_eq!(out, field(&case, "out"));
}

#[test]
fn sign_with_label_gives_the_published_signature_and_accepts_no_other() {
    let case = vector("sign_with_label");
    let (private, public) = (field(&case, "priv"), field(&case, "pub"));
    let content = labelled(label(&case), &field(&case, "content"));
    let signature = field(&case, "signature");

    let signer = DeviceSigner::from_secret(&private.clone().try_into().unwrap());
    assert_eq!(signer.public_key().as_slice(), public);
    assert_eq!(
        signer.sign(&content).unwrap(),
        signature,
        "Ed25519 is deterministic, so the bytes are the published ones"
    );

    let provider = Provider::new([0; 32]);
    let crypto = provider.crypto();
    assert_eq!(crypto.sign(SignatureScheme::ED25519, &content, &private).unwrap(), signature);
    crypto.verify_signature(SignatureScheme::ED25519, &content, &public, &signature).unwrap();

    let other = labelled(label(&case), b"another content");
    crypto.verify_signature(SignatureScheme::ED25519, &other, &public, &signature).unwrap_err();
    let mut bent = signature;
    bent[0] ^= 1;
    crypto.verify_signature(SignatureScheme::ED25519, &content, &public, &bent).unwrap_err();
}

#[test]
fn encrypt_with_label_opens_the_published_ciphertext_and_what_it_seals_itself() {
    let case = vector("encrypt_with_label");
    let (private, public) = (field(&case, "priv"), field(&case, "pub"));
    let info = labelled(label(&case), &field(&case, "context"));
    let provider = Provider::new([3; 32]);
    let crypto = provider.crypto();
    let config = || CLASSICAL_SUITE.hpke_config();

    let published =
        HpkeCiphertext { kem_output: field(&case, "kem_output").into(), ciphertext: field(&case, "ciphertext").into() };
    assert_eq!(crypto.hpke_open(config(), &published, &private, &info, &[]).unwrap(), field(&case, "plaintext"));

    let own = crypto.hpke_seal(config(), &public, &info, &[], b"answer").unwrap();
    assert_eq!(crypto.hpke_open(config(), &own, &private, &info, &[]).unwrap(), b"answer");
    crypto.hpke_open(config(), &own, &private, b"another info", &[]).unwrap_err();
}

#[derive(Deserialize)]
struct PassiveClient {
    from: String,
    cipher_suite: u16,
    external_psks: Vec<ExternalPsk>,
    key_package: Hex,
    encryption_priv: Hex,
    init_priv: Hex,
    welcome: Hex,
    ratchet_tree: Option<Hex>,
    initial_epoch_authenticator: Hex,
    epochs: Vec<PassiveEpoch>,
}

#[derive(Deserialize)]
struct ExternalPsk {
    psk_id: Hex,
    psk: Hex,
}

#[derive(Deserialize)]
struct PassiveEpoch {
    proposals: Vec<Hex>,
    commit: Hex,
    epoch_authenticator: Hex,
}

fn message(bytes: &[u8]) -> MlsMessageIn {
    MlsMessageIn::tls_deserialize_exact(bytes).unwrap()
}

/// Puts a key package with its private keys into storage. OpenMLS has no public way to make such a bundle of keys that
/// it has not generated, so it is composed in the form in which it is stored.
fn store_key_package(provider: &Provider, case: &PassiveClient) {
    let MlsMessageBodyIn::KeyPackage(received) = message(&case.key_package.0).extract() else {
        panic!("{}: not a key package", case.from)
    };
    // Validation would refuse it, since it expired years ago; its stored form is that of the received one.
    let key_package: KeyPackage = Value::serialized(&received).unwrap().deserialized().unwrap();
    let private = |bytes: &Hex| Value::serialized(&HpkePrivateKey::from(bytes.0.clone())).unwrap();
    let encryption = Value::Map(vec![("key".into(), private(&case.encryption_priv))]);
    let bundle = Value::Map(vec![
        ("key_package".into(), Value::serialized(&key_package).unwrap()),
        ("private_init_key".into(), private(&case.init_priv)),
        ("private_encryption_key".into(), encryption),
    ]);
    let bundle: KeyPackageBundle = bundle.deserialized().unwrap();
    let reference = key_package.hash_ref(provider.crypto()).unwrap();
    provider.storage().write_key_package(&reference, &bundle).unwrap();
}

#[test]
fn a_client_on_our_provider_joins_the_published_groups_and_follows_their_commits() {
    let cases: Vec<PassiveClient> = serde_json::from_str(include_str!("vectors/mls-passive-client.json")).unwrap();
    let mut commits = 0;
    for case in &cases {
        assert_eq!(case.cipher_suite, u16::from(CLASSICAL_SUITE));
        let mut provider = Provider::new([9; 32]);
        let mut store = Store::default();
        for psk in &case.external_psks {
            PreSharedKeyId::external(psk.psk_id.0.clone(), vec![]).store(&provider, &psk.psk.0).unwrap();
        }
        store_key_package(&provider, case);

        let MlsMessageBodyIn::Welcome(welcome) = message(&case.welcome.0).extract() else {
            panic!("{}: not a welcome", case.from)
        };
        let config = MlsGroupJoinConfig::builder()
            .wire_format_policy(MIXED_PLAINTEXT_WIRE_FORMAT_POLICY)
            .number_of_resumption_psks(16)
            .build();
        let mut joining = StagedWelcome::build_from_welcome(&provider, &config, welcome).unwrap();
        if let Some(tree) = &case.ratchet_tree {
            joining = joining.with_ratchet_tree(RatchetTreeIn::tls_deserialize_exact(&tree.0).unwrap());
        }
        // The vectors are years old, and so are the key packages in them.
        let mut group = joining.skip_lifetime_validation().build().unwrap().into_group(&provider).unwrap();
        assert_eq!(group.epoch_authenticator().as_slice(), case.initial_epoch_authenticator.0, "{}", case.from);

        for epoch in &case.epochs {
            for bytes in epoch.proposals.iter().chain([&epoch.commit]) {
                let received = message(&bytes.0).try_into_protocol_message().unwrap();
                match group.process_message(&provider, received).unwrap().into_content() {
                    ProcessedMessageContent::ProposalMessage(proposal) => {
                        group.store_pending_proposal(provider.storage(), *proposal).unwrap();
                    }
                    ProcessedMessageContent::StagedCommitMessage(commit) => {
                        group.merge_staged_commit(&provider, *commit).unwrap();
                        commits += 1;
                    }
                    _ => panic!("{}: neither proposal nor commit", case.from),
                }
                // Every step survives being saved and loaded, proposals that wait for their commit included.
                let id = group.group_id().clone();
                store.save(&provider);
                provider = store.open([10; 32]);
                group = MlsGroup::load(provider.storage(), &id).unwrap().unwrap();
            }
            assert_eq!(group.epoch_authenticator().as_slice(), epoch.epoch_authenticator.0, "{}", case.from);
        }
    }
    assert_eq!((cases.len(), commits), (5, 6), "no case is skipped");
}
