//! The storage trait by itself: lists keep their order, groups and epochs keep apart, and algorithms outside the two
//! suites are refused.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Helpers of tests are not seen as tests.

mod provider_support;

use marram_core::provider::{CLASSICAL_SUITE, DEFAULT_SUITE, Provider, group_of};
use openmls::prelude::{Ciphersuite, GroupId, OpenMlsProvider as _, SignatureScheme};
use openmls_traits::crypto::OpenMlsCrypto as _;
use openmls_traits::random::OpenMlsRand as _;
use openmls_traits::storage::{CURRENT_VERSION, Entity, Key, StorageProvider, traits};
use openmls_traits::types::{AeadType, CryptoError, HashType, HpkeAeadType, HpkeConfig, HpkeKdfType, HpkeKemType};
use provider_support::Store;
use serde::{Deserialize, Serialize};

/// Stands for any entity or key: the storage must not care what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Item(u32);

impl Key<CURRENT_VERSION> for Item {}
impl Entity<CURRENT_VERSION> for Item {}
impl traits::ProposalRef<CURRENT_VERSION> for Item {}
impl traits::QueuedProposal<CURRENT_VERSION> for Item {}
impl traits::LeafNode<CURRENT_VERSION> for Item {}
impl traits::EpochKey<CURRENT_VERSION> for Item {}
impl traits::HpkeKeyPair<CURRENT_VERSION> for Item {}
impl traits::EncryptionKey<CURRENT_VERSION> for Item {}

fn room(name: &str) -> GroupId {
    GroupId::from_slice(name.as_bytes())
}

fn reopened(provider: &Provider) -> Provider {
    let mut store = Store::default();
    store.save(provider);
    store.open([0; 32])
}

#[test]
fn queued_proposals_come_back_in_order_and_one_of_them_can_be_removed() {
    let provider = Provider::new([0; 32]);
    let (here, elsewhere) = (room("here"), room("elsewhere"));
    for n in [3, 1, 2] {
        provider.storage().queue_proposal(&here, &Item(n), &Item(n * 10)).unwrap();
    }
    provider.storage().queue_proposal(&elsewhere, &Item(1), &Item(99)).unwrap();
    provider.storage().queue_proposal(&here, &Item(1), &Item(11)).unwrap();

    let provider = reopened(&provider);
    let storage = provider.storage();
    let queue = |group| storage.queued_proposals::<_, Item, Item>(group).unwrap();
    assert_eq!(queue(&here), [(Item(3), Item(30)), (Item(1), Item(11)), (Item(2), Item(20))]);
    assert_eq!(storage.queued_proposal_refs::<_, Item>(&here).unwrap(), [Item(3), Item(1), Item(2)]);

    storage.remove_proposal(&here, &Item(1)).unwrap();
    storage.remove_proposal(&here, &Item(7)).unwrap();
    assert_eq!(queue(&here), [(Item(3), Item(30)), (Item(2), Item(20))]);
    storage.clear_proposal_queue::<_, Item>(&here).unwrap();
    assert_eq!(queue(&here), []);
    assert_eq!(queue(&elsewhere), [(Item(1), Item(99))]);
}

#[test]
fn own_leaf_nodes_are_appended_and_deleted_together() {
    let provider = Provider::new([0; 32]);
    let group = room("here");
    assert_eq!(provider.storage().own_leaf_nodes::<_, Item>(&group).unwrap(), []);
    for n in [2, 1, 2] {
        provider.storage().append_own_leaf_node(&group, &Item(n)).unwrap();
    }
    let provider = reopened(&provider);
    assert_eq!(provider.storage().own_leaf_nodes::<_, Item>(&group).unwrap(), [Item(2), Item(1), Item(2)]);
    provider.storage().delete_own_leaf_nodes(&group).unwrap();
    assert_eq!(provider.storage().own_leaf_nodes::<_, Item>(&group).unwrap(), []);
}

#[test]
fn key_pairs_are_kept_by_group_epoch_and_leaf() {
    let provider = Provider::new([0; 32]);
    let storage = provider.storage();
    let places = [("here", 1, 0), ("here", 1, 1), ("here", 2, 0), ("elsewhere", 1, 0)];
    for (n, (group, epoch, leaf)) in (0..).zip(places) {
        let pairs = [Item(n), Item(n + 100)];
        storage.write_encryption_epoch_key_pairs(&room(group), &Item(epoch), leaf, &pairs).unwrap();
    }
    storage.delete_encryption_epoch_key_pairs(&room("here"), &Item(1), 1).unwrap();
    let pairs = |(group, epoch, leaf)| {
        storage.encryption_epoch_key_pairs::<_, _, Item>(&room(group), &Item(epoch), leaf).unwrap()
    };
    assert_eq!(
        places.map(pairs),
        [vec![Item(0), Item(100)], vec![], vec![Item(2), Item(102)], vec![Item(3), Item(103)]]
    );
}

#[test]
fn a_key_pair_of_its_own_belongs_to_no_group_and_goes_when_deleted() {
    let provider = Provider::new([0; 32]);
    let storage = provider.storage();
    storage.write_encryption_key_pair(&Item(1), &Item(2)).unwrap();
    let changes = provider.drain_dirty();
    assert_eq!(changes.len(), 1);
    assert!(changes.iter().all(|(key, value)| group_of(key).is_none() && value.is_some()));
    assert_eq!(storage.encryption_key_pair::<Item, _>(&Item(1)).unwrap(), Some(Item(2)));
    storage.delete_encryption_key_pair(&Item(1)).unwrap();
    assert_eq!(storage.encryption_key_pair::<Item, _>(&Item(1)).unwrap(), None);
    assert_eq!(provider.drain_dirty(), [(changes[0].0.clone(), None)]);
}

#[test]
fn group_of_refuses_what_is_no_key() {
    for key in [&b""[..], b"g", b"g\xff\xff", b"K\x01"] {
        assert!(group_of(key).is_none(), "{key:?}");
    }
}

#[test]
fn the_provider_offers_two_suites_and_refuses_every_other_algorithm() {
    let provider = Provider::new([0; 32]);
    let crypto = provider.crypto();
    assert_eq!(crypto.supported_ciphersuites(), [DEFAULT_SUITE, CLASSICAL_SUITE]);
    assert_eq!((u16::from(DEFAULT_SUITE), u16::from(CLASSICAL_SUITE)), (0x004D, 0x0003));
    crypto.supports(DEFAULT_SUITE).unwrap();
    crypto.supports(CLASSICAL_SUITE).unwrap();
    let aes = Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;
    assert_eq!(crypto.supports(aes), Err(CryptoError::UnsupportedCiphersuite));

    assert_eq!(crypto.hash(HashType::Sha2_512, b""), Err(CryptoError::UnsupportedHashAlgorithm));
    let aes_sealed = crypto.aead_encrypt(AeadType::Aes128Gcm, &[0; 16], b"", &[0; 12], b"");
    assert_eq!(aes_sealed, Err(CryptoError::UnsupportedAeadAlgorithm));
    let p256 = crypto.signature_key_gen(SignatureScheme::ECDSA_SECP256R1_SHA256);
    assert_eq!(p256, Err(CryptoError::UnsupportedSignatureScheme));
    for config in [
        HpkeConfig(HpkeKemType::DhKemP256, HpkeKdfType::HkdfSha256, HpkeAeadType::ChaCha20Poly1305),
        HpkeConfig(HpkeKemType::DhKem25519, HpkeKdfType::HkdfSha512, HpkeAeadType::ChaCha20Poly1305),
        HpkeConfig(HpkeKemType::DhKem25519, HpkeKdfType::HkdfSha256, HpkeAeadType::AesGcm128),
    ] {
        crypto.derive_hpke_keypair(config, &[0; 32]).unwrap_err();
    }
}

#[test]
fn keys_nonces_and_signatures_of_the_wrong_length_are_errors() {
    let provider = Provider::new([0; 32]);
    let crypto = provider.crypto();
    let cipher = AeadType::ChaCha20Poly1305;
    assert_eq!(crypto.aead_encrypt(cipher, &[0; 31], b"", &[0; 12], b""), Err(CryptoError::InvalidLength));
    assert_eq!(crypto.aead_encrypt(cipher, &[0; 32], b"", &[0; 11], b""), Err(CryptoError::InvalidLength));
    assert_eq!(crypto.aead_decrypt(cipher, &[0; 32], &[0; 15], &[0; 12], b""), Err(CryptoError::AeadDecryptionError));
    let scheme = SignatureScheme::ED25519;
    assert_eq!(crypto.sign(scheme, b"", &[0; 33]), Err(CryptoError::SigningError));
    let (_, public) = crypto.signature_key_gen(scheme).unwrap();
    assert_eq!(crypto.verify_signature(scheme, b"", &public[1..], &[0; 64]), Err(CryptoError::InvalidPublicKey));
    assert_eq!(crypto.verify_signature(scheme, b"", &public, &[0; 63]), Err(CryptoError::SignatureDecodingError));
    let short = crypto.hpke_seal(DEFAULT_SUITE.hpke_config(), &[0; 32], b"", b"", b"").map(|_| ());
    assert_eq!(short, Err(CryptoError::InvalidPublicKey));
    let too_long = crypto.hkdf_expand(HashType::Sha2_256, &[0; 32], b"", 255 * 32 + 1);
    assert_eq!(too_long, Err(CryptoError::HkdfOutputLengthInvalid));
}

#[test]
fn the_engine_and_openmls_draw_from_one_stream() {
    let (ours, alone) = (Provider::new([6; 32]), Provider::new([6; 32]));
    let mut drawn = [0; 16];
    ours.fill(&mut drawn);
    let then = ours.rand().random_vec(16).unwrap();
    let both: [u8; 32] = alone.rand().random_array().unwrap();
    assert_eq!([&drawn[..], &then].concat(), both);
    let mut other = [0; 16];
    Provider::new([7; 32]).fill(&mut other);
    assert_ne!(other, drawn);
}
