//! HPKE and X-Wing as published, run through our provider, and a second way to the same numbers: the key schedule
//! written out here over `hkdf`, and Diffie-Hellman by `x25519-dalek`, neither of which the provider uses for it.
//!
//! If `hpke` changes how it derives X-Wing keys, clients of two versions part at their next commit. Then these tests
//! are red, and the version must not be taken.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // Helpers of tests are not seen as tests.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use marram_core::provider::{
    CLASSICAL_SUITE, DEFAULT_SUITE, Generator, Provider, SealingPublicKey, SealingSecretKey, hpke_keypair, hpke_open,
    hpke_seal,
};
use openmls::prelude::Ciphersuite;
use openmls_traits::OpenMlsProvider as _;
use openmls_traits::crypto::OpenMlsCrypto as _;
use openmls_traits::types::HpkeCiphertext;
use serde::Deserialize;
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};

const X25519_KEM: u16 = 0x0020;
const XWING_KEM: u16 = 0x647a;

#[derive(Deserialize)]
#[serde(transparent)]
struct Hex(#[serde(with = "hex::serde")] Vec<u8>);

#[derive(Deserialize)]
#[allow(non_snake_case)]
struct HpkeVector {
    kem_id: u16,
    info: Hex,
    ikmE: Hex,
    ikmR: Hex,
    skRm: Hex,
    pkRm: Hex,
    enc: Hex,
    shared_secret: Hex,
    key: Hex,
    base_nonce: Hex,
    exporter_secret: Hex,
    encryptions: Vec<Encryption>,
    exports: Vec<Export>,
}

#[derive(Deserialize)]
struct Encryption {
    aad: Hex,
    pt: Hex,
    ct: Hex,
}

#[derive(Deserialize)]
#[allow(non_snake_case)]
struct Export {
    exporter_context: Hex,
    L: usize,
    exported_value: Hex,
}

fn x25519_vector() -> HpkeVector {
    serde_json::from_str(include_str!("vectors/hpke-x25519.json")).unwrap()
}

fn xwing_vector() -> HpkeVector {
    serde_json::from_str(include_str!("vectors/hpke-xwing.json")).unwrap()
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().unwrap()
}

/// RFC 9180 §4, LabeledExtract and LabeledExpand.
fn labeled_extract(suite: &[u8], salt: &[u8], label: &str, ikm: &[u8]) -> Hkdf<Sha256> {
    Hkdf::new(Some(salt), &[b"HPKE-v1", suite, label.as_bytes(), ikm].concat())
}

fn labeled_expand(prk: &Hkdf<Sha256>, suite: &[u8], label: &str, info: &[u8], len: u16) -> Vec<u8> {
    let mut out = vec![0; len.into()];
    prk.expand(&[&len.to_be_bytes()[..], b"HPKE-v1", suite, label.as_bytes(), info].concat(), &mut out).unwrap();
    out
}

/// RFC 9180 §5.1, KeySchedule in base mode: key, base nonce, exporter secret.
fn key_schedule(kem: u16, shared_secret: &[u8], info: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let suite = [b"HPKE", &kem.to_be_bytes()[..], &[0, 1, 0, 3]].concat();
    let extracted = |label: &str, ikm: &[u8]| {
        Hkdf::<Sha256>::extract(Some(&[]), &[b"HPKE-v1", &suite[..], label.as_bytes(), ikm].concat()).0.to_vec()
    };
    let context = [vec![0], extracted("psk_id_hash", b""), extracted("info_hash", info)].concat();
    let secret = labeled_extract(&suite, shared_secret, "secret", b"");
    let expand = |label, len| labeled_expand(&secret, &suite, label, &context, len);
    (expand("key", 32), expand("base_nonce", 12), expand("exp", 32))
}

/// RFC 9180 §4.1, ExtractAndExpand of DHKEM(X25519, HKDF-SHA256).
fn dhkem_shared_secret(dh: &[u8], enc: &[u8], public: &[u8]) -> Vec<u8> {
    let suite = [b"KEM", &X25519_KEM.to_be_bytes()[..]].concat();
    labeled_expand(&labeled_extract(&suite, b"", "eae_prk", dh), &suite, "shared_secret", &[enc, public].concat(), 32)
}

/// Seals without the provider, from a KEM's shared secret.
fn seal_by_hand(kem: u16, shared_secret: &[u8], info: &[u8], aad: &[u8], plaintext: &[u8]) -> Vec<u8> {
    let (key, nonce, _) = key_schedule(kem, shared_secret, info);
    let nonce = Nonce::try_from(&nonce[..]).unwrap();
    let cipher = ChaCha20Poly1305::new_from_slice(&key).unwrap();
    cipher.encrypt(&nonce, Payload { msg: plaintext, aad }).unwrap()
}

/// RFC 9180 §7.1.2 asks for X25519 private keys to be clamped when serialised; its own vectors print them unclamped.
fn serialized_private(kem: u16, published: &[u8]) -> Vec<u8> {
    let mut bytes = published.to_vec();
    if kem == X25519_KEM {
        bytes[0] &= 0b1111_1000;
        bytes[31] = (bytes[31] & 0b0111_1111) | 0b0100_0000;
    }
    bytes
}

fn check(vector: &HpkeVector, kem: u16, suite: Ciphersuite) {
    assert_eq!(vector.kem_id, kem);
    let provider = Provider::new([1; 32]);
    let crypto = provider.crypto();

    let pair = crypto.derive_hpke_keypair(suite.hpke_config(), &vector.ikmR.0).unwrap();
    assert_eq!(*pair.private, serialized_private(kem, &vector.skRm.0), "DeriveKeyPair gives the published private key");
    assert_eq!(pair.public, vector.pkRm.0, "DeriveKeyPair gives the published public key");

    let published = &vector.encryptions[0];
    let open = |info: &[u8], ciphertext: &[u8]| {
        let sealed = HpkeCiphertext { kem_output: vector.enc.0.clone().into(), ciphertext: ciphertext.to_vec().into() };
        crypto.hpke_open(suite.hpke_config(), &sealed, &vector.skRm.0, info, &published.aad.0)
    };
    assert_eq!(open(&vector.info.0, &published.ct.0).unwrap(), published.pt.0);
    open(b"another info", &published.ct.0).unwrap_err();

    let (key, nonce, exporter) = key_schedule(kem, &vector.shared_secret.0, &vector.info.0);
    assert_eq!(
        (key, nonce, exporter),
        (vector.key.0.clone(), vector.base_nonce.0.clone(), vector.exporter_secret.0.clone())
    );
    let by_hand = seal_by_hand(kem, &vector.shared_secret.0, b"our info", &published.aad.0, b"by hand");
    assert_eq!(open(b"our info", &by_hand).unwrap(), b"by hand");

    for export in &vector.exports {
        let exported = crypto
            .hpke_setup_receiver_and_export(
                suite.hpke_config(),
                &vector.enc.0,
                &vector.skRm.0,
                &vector.info.0,
                &export.exporter_context.0,
                export.L,
            )
            .unwrap();
        assert_eq!(&*exported, &export.exported_value.0[..]);
    }
    assert!(vector.exports.len() >= 3);
}

#[test]
fn the_classical_suite_gives_the_numbers_of_rfc_9180() {
    check(&x25519_vector(), X25519_KEM, CLASSICAL_SUITE);
}

#[test]
fn the_x_wing_suite_gives_the_numbers_of_the_hpke_pq_draft() {
    check(&xwing_vector(), XWING_KEM, DEFAULT_SUITE);
}

#[test]
fn a_derived_x_wing_key_pair_stays_what_it_is() {
    let vector = xwing_vector();
    let (secret, public) = hpke_keypair(&array(&vector.ikmR.0));
    assert_eq!(secret.expose_secret()[..], vector.skRm.0);
    assert_eq!(public.as_bytes(), vector.pkRm.0);
    assert_eq!(SealingSecretKey::from_bytes(&array(&vector.skRm.0)).public_key(), public);
}

#[test]
fn x25519_dalek_agrees_with_what_rfc_9180_and_the_provider_derive() {
    let vector = x25519_vector();
    let provider = Provider::new([1; 32]);
    let pair = |ikm: &[u8]| provider.crypto().derive_hpke_keypair(CLASSICAL_SUITE.hpke_config(), ikm).unwrap();
    let (ephemeral, recipient) = (pair(&vector.ikmE.0), pair(&vector.ikmR.0));

    let secret = StaticSecret::from(array::<32>(&ephemeral.private));
    assert_eq!(PublicKey::from(&secret).as_bytes()[..], vector.enc.0);
    let dh = secret.diffie_hellman(&PublicKey::from(array::<32>(&recipient.public)));
    assert_eq!(dhkem_shared_secret(dh.as_bytes(), &vector.enc.0, &recipient.public), vector.shared_secret.0);
}

#[test]
fn the_key_exchange_of_rfc_7748_opens_in_the_provider() {
    // RFC 7748 §6.1.
    let key = |hex: &str| array::<32>(&hex::decode(hex).unwrap());
    let alice = key("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    let alice_public = key("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    let bob = key("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    let bob_public = key("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    let shared = key("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    let by_dalek = StaticSecret::from(alice).diffie_hellman(&PublicKey::from(bob_public));
    assert_eq!(*by_dalek.as_bytes(), shared);

    let shared_secret = dhkem_shared_secret(&shared, &alice_public, &bob_public);
    let ciphertext = seal_by_hand(X25519_KEM, &shared_secret, b"info", b"aad", b"from RFC 7748");
    let sealed = HpkeCiphertext { kem_output: alice_public.to_vec().into(), ciphertext: ciphertext.into() };
    let provider = Provider::new([1; 32]);
    let opened = provider.crypto().hpke_open(CLASSICAL_SUITE.hpke_config(), &sealed, &bob, b"info", b"aad").unwrap();
    assert_eq!(opened, b"from RFC 7748");
}

#[test]
fn what_the_provider_seals_is_what_its_generator_drew() {
    let (seed, recipient) = ([7; 32], StaticSecret::from([5; 32]));
    let public = PublicKey::from(&recipient);
    let provider = Provider::new(seed);
    let sealed = provider
        .crypto()
        .hpke_seal(CLASSICAL_SUITE.hpke_config(), public.as_bytes(), b"info", b"aad", b"drawn from the seed")
        .unwrap();

    // The ephemeral key is DeriveKeyPair of the first 32 bytes of the same seed's stream, so nothing came from elsewhere.
    let mut ikm = [0; 32];
    Generator::new(seed).fill(&mut ikm);
    let ephemeral = provider.crypto().derive_hpke_keypair(CLASSICAL_SUITE.hpke_config(), &ikm).unwrap();
    assert_eq!(sealed.kem_output.as_slice(), ephemeral.public);
    let dh = recipient.diffie_hellman(&PublicKey::from(array::<32>(sealed.kem_output.as_slice())));
    let shared_secret = dhkem_shared_secret(dh.as_bytes(), sealed.kem_output.as_slice(), public.as_bytes());
    let by_hand = seal_by_hand(X25519_KEM, &shared_secret, b"info", b"aad", b"drawn from the seed");
    assert_eq!(sealed.ciphertext.as_slice(), by_hand);
}

#[test]
fn an_exporting_sender_and_receiver_agree_on_both_suites() {
    for suite in [DEFAULT_SUITE, CLASSICAL_SUITE] {
        let provider = Provider::new([2; 32]);
        let crypto = provider.crypto();
        let pair = crypto.derive_hpke_keypair(suite.hpke_config(), &[4; 32]).unwrap();
        let (enc, sent) =
            crypto.hpke_setup_sender_and_export(suite.hpke_config(), &pair.public, b"info", b"context", 32).unwrap();
        let receive = |info| {
            crypto
                .hpke_setup_receiver_and_export(suite.hpke_config(), &enc, &pair.private, info, b"context", 32)
                .unwrap()
        };
        assert_eq!(*sent, *receive(b"info"));
        assert_ne!(*sent, *receive(b"other"));
    }
}

#[test]
fn x_wing_gives_the_numbers_of_its_draft() {
    #[derive(Deserialize)]
    struct Case {
        sk: Hex,
        pk: Hex,
        eseed: Hex,
        ct: Hex,
        ss: Hex,
    }
    let cases: Vec<Case> = serde_json::from_str(include_str!("vectors/xwing.json")).unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let secret = SealingSecretKey::from_bytes(&array(&case.sk.0));
        assert_eq!(secret.public_key().as_bytes(), case.pk.0);
        assert_eq!(case.eseed.0.len(), 64);

        // HPKE never shows the shared secret, but only who has the published one can open this.
        let ciphertext = seal_by_hand(XWING_KEM, &case.ss.0, b"info", b"aad", b"behind the published secret");
        let sealed = [case.ct.0, ciphertext].concat();
        assert_eq!(hpke_open(&secret, b"info", b"aad", &sealed).unwrap(), b"behind the published secret");

        let public = SealingPublicKey::from_bytes(&case.pk.0).unwrap();
        let own = hpke_seal(&Generator::new([8; 32]), &public, b"info", b"aad", b"own").unwrap();
        assert_eq!(hpke_open(&secret, b"info", b"aad", &own).unwrap(), b"own");
    }
}
