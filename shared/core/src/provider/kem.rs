//! HPKE (RFC 9180) in base mode with HKDF-SHA256 and ChaCha20-Poly1305, over either of our two KEMs.
//!
//! Owns the translation between byte strings and the `hpke` crate's types. Only base mode exists here: the crate's
//! X-Wing panics in the authenticated modes, so no caller may be able to ask for them.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
pub(super) use hpke::kem::{X25519HkdfSha256, XWing};
use hpke::{Deserializable, HpkeError, Kem, OpModeR, OpModeS, Serializable};

use super::random::Generator;

/// What one sealing yields: the encapsulated key, then the ciphertext with its tag.
pub(super) type Sealed = (Vec<u8>, Vec<u8>);

/// The secret and public halves of the key pair that `DeriveKeyPair(ikm)` gives.
pub(super) fn derive<K: Kem>(ikm: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (secret, public) = K::derive_keypair(ikm);
    (secret.to_bytes().to_vec(), public.to_bytes().to_vec())
}

/// The public half that belongs to a serialised secret half.
pub(super) fn public_of<K: Kem>(secret: &[u8]) -> Result<Vec<u8>, HpkeError> {
    Ok(K::sk_to_pk(&K::PrivateKey::from_bytes(secret)?).to_bytes().to_vec())
}

/// Whether `public` is a well-formed public key; the length alone does not tell.
pub(super) fn check_public<K: Kem>(public: &[u8]) -> Result<(), HpkeError> {
    K::PublicKey::from_bytes(public).map(|_| ())
}

pub(super) fn seal<K: Kem>(
    random: &Generator,
    public: &[u8],
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Sealed, HpkeError> {
    let public = K::PublicKey::from_bytes(public)?;
    let (encapsulated, ciphertext) = random.draw(|stream| {
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, K>(
            &OpModeS::Base,
            &public,
            info,
            plaintext,
            aad,
            stream,
        )
    })?;
    Ok((encapsulated.to_bytes().to_vec(), ciphertext))
}

pub(super) fn open<K: Kem>(
    secret: &[u8],
    encapsulated: &[u8],
    info: &[u8],
    aad: &[u8],
    ciphertext: &[u8],
) -> Result<Vec<u8>, HpkeError> {
    let secret = K::PrivateKey::from_bytes(secret)?;
    let encapsulated = K::EncappedKey::from_bytes(encapsulated)?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, K>(
        &OpModeR::Base,
        &secret,
        &encapsulated,
        info,
        ciphertext,
        aad,
    )
}

/// Sets up a sender and exports `len` bytes: the encapsulated key, then the exported secret.
pub(super) fn export_as_sender<K: Kem>(
    random: &Generator,
    public: &[u8],
    info: &[u8],
    context: &[u8],
    len: usize,
) -> Result<(Vec<u8>, Vec<u8>), HpkeError> {
    let public = K::PublicKey::from_bytes(public)?;
    let (encapsulated, sender) = random.draw(|stream| {
        hpke::setup_sender_with_rng::<ChaCha20Poly1305, HkdfSha256, K>(&OpModeS::Base, &public, info, stream)
    })?;
    let mut exported = vec![0; len];
    sender.export(context, &mut exported)?;
    Ok((encapsulated.to_bytes().to_vec(), exported))
}

/// The receiver's side of [`export_as_sender`].
pub(super) fn export_as_receiver<K: Kem>(
    secret: &[u8],
    encapsulated: &[u8],
    info: &[u8],
    context: &[u8],
    len: usize,
) -> Result<Vec<u8>, HpkeError> {
    let secret = K::PrivateKey::from_bytes(secret)?;
    let encapsulated = K::EncappedKey::from_bytes(encapsulated)?;
    let receiver =
        hpke::setup_receiver::<ChaCha20Poly1305, HkdfSha256, K>(&OpModeR::Base, &secret, &encapsulated, info)?;
    let mut exported = vec![0; len];
    receiver.export(context, &mut exported)?;
    Ok(exported)
}
