//! Sealing to one device outside of any group: HPKE base mode over X-Wing (mailbox notes, welcomes, device linking).
//!
//! Base mode authenticates nobody: what is sealed here must carry its author's signature inside.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use super::kem::{self, XWing};
use super::random::Generator;

/// Length of a public sealing key in bytes.
pub const PUBLIC_KEY_BYTES: usize = 1216;
/// Length of the encapsulated key that precedes the ciphertext, in bytes.
pub const ENCAPSULATED_KEY_BYTES: usize = 1120;
/// What sealing adds to a plaintext in bytes: the encapsulated key and the tag.
pub const SEAL_OVERHEAD_BYTES: usize = ENCAPSULATED_KEY_BYTES + 16;

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SealError {
    /// The bytes are no X-Wing public key: wrong length, or coefficients out of range.
    #[error("{got} bytes are not an X-Wing public key")]
    BadPublicKey {
        /// How many bytes there were; 1216 are right.
        got: usize,
    },
    /// The cipher refused the plaintext, as it does beyond 256 GiB.
    #[error("{len} bytes cannot be sealed at once")]
    Unsealable {
        /// How many bytes there were.
        len: usize,
    },
    /// Too short to hold an encapsulated key and a tag.
    #[error("a sealed value of {got} bytes is shorter than the least possible {least}")]
    TooShort {
        /// How many bytes there were.
        got: usize,
        /// How many an empty plaintext takes.
        least: usize,
    },
    /// Sealed to another key, for another purpose (info, aad), or altered on the way: they cannot be told apart.
    #[error("a sealed value does not open with this key")]
    DoesNotOpen,
}

/// The public half of a device's sealing key, checked to be well-formed.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingPublicKey(Vec<u8>);

impl SealingPublicKey {
    /// Takes a public key from outside.
    ///
    /// # Errors
    /// [`SealError::BadPublicKey`] if it is not a valid X-Wing encapsulation key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        kem::check_public::<XWing>(bytes).map_err(|_| SealError::BadPublicKey { got: bytes.len() })?;
        Ok(Self(bytes.to_vec()))
    }

    /// The 1216 bytes of the key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SealingPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start: String = self.0.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        write!(f, "SealingPublicKey({start}..)")
    }
}

/// The secret half of a device's sealing key, wiped when dropped.
pub struct SealingSecretKey(Zeroizing<[u8; 32]>);

impl SealingSecretKey {
    /// Takes up a key that was stored before.
    #[must_use]
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*secret))
    }

    /// The secret bytes, to be sealed at rest and for nothing else.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> SealingPublicKey {
        // Every 32 bytes are a secret key, so the empty key of the other branch never comes to be.
        SealingPublicKey(kem::public_of::<XWing>(&*self.0).unwrap_or_default())
    }
}

impl fmt::Debug for SealingSecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingSecretKey(..)")
    }
}

/// The key pair that belongs to a seed (RFC 9180 `DeriveKeyPair`); a fresh seed must come from the generator.
#[must_use]
pub fn hpke_keypair(seed: &[u8; 32]) -> (SealingSecretKey, SealingPublicKey) {
    let (secret, public) = kem::derive::<XWing>(seed);
    let secret = Zeroizing::new(secret);
    let mut bytes = Zeroizing::new([0; 32]);
    bytes.copy_from_slice(&secret);
    (SealingSecretKey(bytes), SealingPublicKey(public))
}

/// Seals `plaintext` to a device: encapsulated key, then ciphertext, [`SEAL_OVERHEAD_BYTES`] longer than it was.
///
/// `info` names the purpose, `aad` is what the reader knows anyway; both must be the same at opening.
///
/// # Errors
/// [`SealError::Unsealable`] for a plaintext that is too long for the cipher.
pub fn hpke_seal(
    random: &Generator,
    to: &SealingPublicKey,
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, SealError> {
    let (mut sealed, ciphertext) = kem::seal::<XWing>(random, &to.0, info, aad, plaintext)
        .map_err(|_| SealError::Unsealable { len: plaintext.len() })?;
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

/// Opens what [`hpke_seal`] sealed.
///
/// # Errors
/// [`SealError::TooShort`] for a truncated value, [`SealError::DoesNotOpen`] for everything else.
pub fn hpke_open(key: &SealingSecretKey, info: &[u8], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let too_short = SealError::TooShort { got: sealed.len(), least: SEAL_OVERHEAD_BYTES };
    if sealed.len() < SEAL_OVERHEAD_BYTES {
        return Err(too_short);
    }
    let (encapsulated, ciphertext) = sealed.split_at_checked(ENCAPSULATED_KEY_BYTES).ok_or(too_short)?;
    kem::open::<XWing>(&*key.0, encapsulated, info, aad, ciphertext).map_err(|_| SealError::DoesNotOpen)
}
