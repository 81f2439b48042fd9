//! Sealing to one device: it opens for that device and purpose only, and bad input is refused by name.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // Helpers of tests are not seen as tests.

use marram_core::provider::seal::{ENCAPSULATED_KEY_BYTES, PUBLIC_KEY_BYTES, SEAL_OVERHEAD_BYTES};
use marram_core::provider::{
    DeviceSigner, Generator, Provider, SealError, SealingPublicKey, hpke_keypair, hpke_open, hpke_seal,
};

const INFO: &[u8] = b"marram note";
const AAD: &[u8] = b"mailbox 7";

#[test]
fn a_sealed_value_opens_with_its_key_and_is_exactly_the_overhead_longer() {
    let (secret, public) = hpke_keypair(&[1; 32]);
    assert_eq!(public.as_bytes().len(), PUBLIC_KEY_BYTES);
    for len in [0, 1, 100, 70_000] {
        let plaintext = vec![0x5a; len];
        let sealed = hpke_seal(&Generator::new([2; 32]), &public, INFO, AAD, &plaintext).unwrap();
        assert_eq!(sealed.len(), len + SEAL_OVERHEAD_BYTES);
        assert_eq!(hpke_open(&secret, INFO, AAD, &sealed).unwrap(), plaintext);
    }
}

#[test]
fn a_long_info_is_no_trouble() {
    // OpenMLS passes a whole encrypted group info as `info`, which with the tree of a large group is long.
    let (secret, public) = hpke_keypair(&[1; 32]);
    let info = vec![7; 400_000];
    let sealed = hpke_seal(&Generator::new([2; 32]), &public, &info, AAD, b"x").unwrap();
    assert_eq!(hpke_open(&secret, &info, AAD, &sealed).unwrap(), b"x");
}

#[test]
fn nothing_opens_with_another_key_purpose_or_context() {
    let (secret, public) = hpke_keypair(&[1; 32]);
    let (other, _) = hpke_keypair(&[3; 32]);
    let sealed = hpke_seal(&Generator::new([2; 32]), &public, INFO, AAD, b"for one device").unwrap();
    assert_eq!(hpke_open(&other, INFO, AAD, &sealed), Err(SealError::DoesNotOpen));
    assert_eq!(hpke_open(&secret, b"marram link", AAD, &sealed), Err(SealError::DoesNotOpen));
    assert_eq!(hpke_open(&secret, INFO, b"mailbox 8", &sealed), Err(SealError::DoesNotOpen));
}

#[test]
fn an_altered_byte_anywhere_is_noticed() {
    let (secret, public) = hpke_keypair(&[1; 32]);
    let sealed = hpke_seal(&Generator::new([2; 32]), &public, INFO, AAD, b"short").unwrap();
    // In the ML-KEM part, in the X25519 part, in the ciphertext, in the tag.
    for at in [0, 700, ENCAPSULATED_KEY_BYTES - 1, ENCAPSULATED_KEY_BYTES, sealed.len() - 1] {
        let mut bent = sealed.clone();
        bent[at] ^= 1;
        assert_eq!(hpke_open(&secret, INFO, AAD, &bent), Err(SealError::DoesNotOpen), "byte {at}");
    }
}

#[test]
fn a_truncated_value_is_refused_with_its_length() {
    let (secret, public) = hpke_keypair(&[1; 32]);
    let sealed = hpke_seal(&Generator::new([2; 32]), &public, INFO, AAD, b"").unwrap();
    for len in [0, 1, ENCAPSULATED_KEY_BYTES, SEAL_OVERHEAD_BYTES - 1] {
        let refused = SealError::TooShort { got: len, least: SEAL_OVERHEAD_BYTES };
        assert_eq!(hpke_open(&secret, INFO, AAD, &sealed[..len]), Err(refused));
    }
}

#[test]
fn a_public_key_of_the_wrong_length_or_out_of_range_is_refused() {
    let (_, public) = hpke_keypair(&[1; 32]);
    assert_eq!(SealingPublicKey::from_bytes(public.as_bytes()).unwrap(), public);
    for len in [0, 32, PUBLIC_KEY_BYTES - 1] {
        let bytes = &public.as_bytes()[..len];
        assert_eq!(SealingPublicKey::from_bytes(bytes), Err(SealError::BadPublicKey { got: len }));
    }
    // Right length, but no coefficient of ML-KEM is as large as 4095.
    let bytes = [0xff; PUBLIC_KEY_BYTES];
    assert_eq!(SealingPublicKey::from_bytes(&bytes), Err(SealError::BadPublicKey { got: PUBLIC_KEY_BYTES }));
}

#[test]
fn sealing_twice_never_gives_the_same_bytes_but_the_same_seed_does() {
    let (_, public) = hpke_keypair(&[1; 32]);
    let random = Generator::new([2; 32]);
    let seal = |random| hpke_seal(random, &public, INFO, AAD, b"again").unwrap();
    let (first, second) = (seal(&random), seal(&random));
    assert_ne!(first[..ENCAPSULATED_KEY_BYTES], second[..ENCAPSULATED_KEY_BYTES]);
    assert_ne!(first[ENCAPSULATED_KEY_BYTES..], second[ENCAPSULATED_KEY_BYTES..]);
    let replay = Generator::new([2; 32]);
    assert_eq!((seal(&replay), seal(&replay)), (first, second));
}

#[test]
fn no_debug_output_shows_a_secret() {
    let (secret, _) = hpke_keypair(&[1; 32]);
    let provider = Provider::new([0xab; 32]);
    let signer = DeviceSigner::generate(provider.generator());
    assert_eq!(format!("{secret:?} {signer:?}"), "SealingSecretKey(..) DeviceSigner(..)");
    assert_eq!(format!("{provider:?}"), "Provider { crypto: Crypto { random: Generator(..) }, storage: Storage(..) }");
}

#[test]
fn a_signer_taken_up_again_signs_as_before() {
    let signer = DeviceSigner::generate(&Generator::new([4; 32]));
    let again = DeviceSigner::from_secret(&signer.expose_secret());
    assert_eq!(again.public_key(), signer.public_key());
    assert_eq!(again.signature(b"statement"), signer.signature(b"statement"));
    assert_ne!(DeviceSigner::generate(&Generator::new([5; 32])).public_key(), signer.public_key());
}
