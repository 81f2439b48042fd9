//! The two cipher suites, as OpenMLS asks for them: every primitive comes from a RustCrypto or dalek crate.
//!
//! It refuses every algorithm outside the two suites and knows nothing of groups. Randomness comes from the
//! [`Generator`] only.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use hpke::HpkeError;
use openmls_traits::crypto::OpenMlsCrypto;
use openmls_traits::types::{
    AeadType, Ciphersuite, CryptoError, ExporterSecret, HashType, HpkeAeadType, HpkeCiphertext, HpkeConfig,
    HpkeKdfType, HpkeKemType, HpkeKeyPair, KemOutput, SignatureScheme,
};
use sha2::{Digest as _, Sha256};
use tls_codec::SecretVLBytes;
use zeroize::Zeroizing;

use super::kem::{self, X25519HkdfSha256, XWing};
use super::random::Generator;
use super::{CLASSICAL_SUITE, DEFAULT_SUITE};

/// The primitives of suites 0x004D (X-Wing) and 0x0003 (X25519), with the generator they draw from.
#[derive(Debug)]
pub struct Crypto {
    random: Generator,
}

impl Crypto {
    pub(super) fn new(random: Generator) -> Self {
        Self { random }
    }

    pub(super) fn random(&self) -> &Generator {
        &self.random
    }
}

/// Runs a function of [`kem`] with the KEM that an HPKE configuration names.
macro_rules! with_kem {
    ($config:expr, $function:ident($($argument:expr),*)) => {
        match kem_of(&$config)? {
            SuiteKem::X25519 => kem::$function::<X25519HkdfSha256>($($argument),*),
            SuiteKem::XWing => kem::$function::<XWing>($($argument),*),
        }
    };
}

enum SuiteKem {
    X25519,
    XWing,
}

fn kem_of(config: &HpkeConfig) -> Result<SuiteKem, CryptoError> {
    let HpkeConfig(kem, kdf, aead) = config;
    if *kdf != HpkeKdfType::HkdfSha256 {
        return Err(CryptoError::UnsupportedKdf);
    }
    if *aead != HpkeAeadType::ChaCha20Poly1305 {
        return Err(CryptoError::UnsupportedAeadAlgorithm);
    }
    match kem {
        HpkeKemType::DhKem25519 => Ok(SuiteKem::X25519),
        HpkeKemType::XWingKemDraft6 => Ok(SuiteKem::XWing),
        _ => Err(CryptoError::UnsupportedCiphersuite),
    }
}

fn sha256(hash: HashType) -> Result<(), CryptoError> {
    if hash == HashType::Sha2_256 { Ok(()) } else { Err(CryptoError::UnsupportedHashAlgorithm) }
}

fn ed25519(scheme: SignatureScheme) -> Result<(), CryptoError> {
    if scheme == SignatureScheme::ED25519 { Ok(()) } else { Err(CryptoError::UnsupportedSignatureScheme) }
}

fn aead(algorithm: AeadType, key: &[u8], nonce: &[u8]) -> Result<(ChaCha20Poly1305, Nonce), CryptoError> {
    if algorithm != AeadType::ChaCha20Poly1305 {
        return Err(CryptoError::UnsupportedAeadAlgorithm);
    }
    let key = Zeroizing::new(<[u8; 32]>::try_from(key).map_err(|_| CryptoError::InvalidLength)?);
    let nonce = Nonce::try_from(nonce).map_err(|_| CryptoError::InvalidLength)?;
    Ok((ChaCha20Poly1305::new(<&Key>::from(&*key)), nonce))
}

/// A malformed key is told apart from a failed operation, which is all that a caller can act on.
fn sealing_error(error: HpkeError) -> CryptoError {
    match error {
        HpkeError::ValidationError | HpkeError::IncorrectInputLength(..) => CryptoError::InvalidPublicKey,
        _ => CryptoError::HpkeEncryptionError,
    }
}

impl OpenMlsCrypto for Crypto {
    fn supports(&self, suite: Ciphersuite) -> Result<(), CryptoError> {
        if matches!(suite, DEFAULT_SUITE | CLASSICAL_SUITE) { Ok(()) } else { Err(CryptoError::UnsupportedCiphersuite) }
    }

    fn supported_ciphersuites(&self) -> Vec<Ciphersuite> {
        vec![DEFAULT_SUITE, CLASSICAL_SUITE]
    }

    fn hkdf_extract(&self, hash: HashType, salt: &[u8], ikm: &[u8]) -> Result<SecretVLBytes, CryptoError> {
        sha256(hash)?;
        Ok(Hkdf::<Sha256>::extract(Some(salt), ikm).0.as_slice().into())
    }

    fn hmac(&self, hash: HashType, key: &[u8], message: &[u8]) -> Result<SecretVLBytes, CryptoError> {
        sha256(hash)?;
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).map_err(|_| CryptoError::InvalidLength)?;
        mac.update(message);
        Ok(mac.finalize().into_bytes().as_slice().into())
    }

    fn hkdf_expand(&self, hash: HashType, prk: &[u8], info: &[u8], len: usize) -> Result<SecretVLBytes, CryptoError> {
        sha256(hash)?;
        let expander = Hkdf::<Sha256>::from_prk(prk).map_err(|_| CryptoError::InvalidLength)?;
        let mut okm = vec![0; len];
        expander.expand(info, &mut okm).map_err(|_| CryptoError::HkdfOutputLengthInvalid)?;
        Ok(okm.into())
    }

    fn hash(&self, hash: HashType, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        sha256(hash)?;
        Ok(Sha256::digest(data).to_vec())
    }

    fn aead_encrypt(
        &self,
        algorithm: AeadType,
        key: &[u8],
        data: &[u8],
        nonce: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        let (cipher, nonce) = aead(algorithm, key, nonce)?;
        cipher.encrypt(&nonce, Payload { msg: data, aad }).map_err(|_| CryptoError::TooMuchData)
    }

    fn aead_decrypt(
        &self,
        algorithm: AeadType,
        key: &[u8],
        ciphertext: &[u8],
        nonce: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        let (cipher, nonce) = aead(algorithm, key, nonce)?;
        cipher.decrypt(&nonce, Payload { msg: ciphertext, aad }).map_err(|_| CryptoError::AeadDecryptionError)
    }

    fn signature_key_gen(&self, scheme: SignatureScheme) -> Result<(Vec<u8>, Vec<u8>), CryptoError> {
        ed25519(scheme)?;
        let mut secret = Zeroizing::new([0; 32]);
        self.random.fill(&mut *secret);
        let public = SigningKey::from_bytes(&secret).verifying_key();
        Ok((secret.to_vec(), public.to_bytes().to_vec()))
    }

    fn verify_signature(
        &self,
        scheme: SignatureScheme,
        data: &[u8],
        public: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        ed25519(scheme)?;
        let public = VerifyingKey::try_from(public).map_err(|_| CryptoError::InvalidPublicKey)?;
        let signature = Signature::from_slice(signature).map_err(|_| CryptoError::SignatureDecodingError)?;
        // Strict, because two members who judge one signature differently would part ways.
        public.verify_strict(data, &signature).map_err(|_| CryptoError::InvalidSignature)
    }

    fn sign(&self, scheme: SignatureScheme, data: &[u8], key: &[u8]) -> Result<Vec<u8>, CryptoError> {
        ed25519(scheme)?;
        let secret = Zeroizing::new(<[u8; 32]>::try_from(key).map_err(|_| CryptoError::SigningError)?);
        Ok(SigningKey::from_bytes(&secret).sign(data).to_bytes().to_vec())
    }

    fn hpke_seal(
        &self,
        config: HpkeConfig,
        public: &[u8],
        info: &[u8],
        aad: &[u8],
        plaintext: &[u8],
    ) -> Result<HpkeCiphertext, CryptoError> {
        let (encapsulated, ciphertext) =
            with_kem!(config, seal(&self.random, public, info, aad, plaintext)).map_err(sealing_error)?;
        Ok(HpkeCiphertext { kem_output: encapsulated.into(), ciphertext: ciphertext.into() })
    }

    fn hpke_open(
        &self,
        config: HpkeConfig,
        input: &HpkeCiphertext,
        secret: &[u8],
        info: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        with_kem!(config, open(secret, input.kem_output.as_slice(), info, aad, input.ciphertext.as_slice()))
            .map_err(|_| CryptoError::HpkeDecryptionError)
    }

    fn hpke_setup_sender_and_export(
        &self,
        config: HpkeConfig,
        public: &[u8],
        info: &[u8],
        context: &[u8],
        len: usize,
    ) -> Result<(KemOutput, ExporterSecret), CryptoError> {
        let (encapsulated, secret) = with_kem!(config, export_as_sender(&self.random, public, info, context, len))
            .map_err(|error| match error {
                HpkeError::KdfOutputTooLong => CryptoError::ExporterError,
                _ => CryptoError::SenderSetupError,
            })?;
        Ok((encapsulated, secret.into()))
    }

    fn hpke_setup_receiver_and_export(
        &self,
        config: HpkeConfig,
        encapsulated: &[u8],
        secret: &[u8],
        info: &[u8],
        context: &[u8],
        len: usize,
    ) -> Result<ExporterSecret, CryptoError> {
        with_kem!(config, export_as_receiver(secret, encapsulated, info, context, len)).map(Into::into).map_err(
            |error| match error {
                HpkeError::KdfOutputTooLong => CryptoError::ExporterError,
                _ => CryptoError::ReceiverSetupError,
            },
        )
    }

    fn derive_hpke_keypair(&self, config: HpkeConfig, ikm: &[u8]) -> Result<HpkeKeyPair, CryptoError> {
        let (private, public) = with_kem!(config, derive(ikm));
        Ok(HpkeKeyPair { private: private.into(), public })
    }
}
