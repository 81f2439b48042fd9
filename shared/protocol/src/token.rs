//! Capability tokens: who holds one may read, append to, or reach something; the relay keeps only hashes (R30).

use crate::codec::{DecodeError, Field, Reader, record};
use core::fmt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A secret that opens one thing. Its Debug is redacted; it is shown nowhere.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token(pub [u8; 32]);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// What the relay keeps of it. A token has 256 random bits, so a plain hash hides it.
    pub fn hash(&self) -> TokenHash {
        let mut hash = Sha256::new_with_prefix(b"marram/1 token");
        hash.update(self.0);
        TokenHash(hash.finalize().into())
    }
}

/// The SHA-256 of a [`Token`]. Tokens are compared by hash, so timing tells nothing about the token.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

record! {
    /// The hashes that a commit, or a log's creation, installs for the epoch it begins (R30).
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
    pub struct NextTokens {
        /// Opens reading in that epoch.
        pub read: TokenHash,
        /// Opens appending in that epoch.
        pub append: TokenHash,
    }
}

macro_rules! array_field {
    ($($name:ident),*) => {$(
        impl Field for $name {
            fn put(&self, out: &mut Vec<u8>) {
                self.0.put(out);
            }
            fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
                reader.array().map(Self)
            }
        }
    )*};
}
array_field!(Token, TokenHash);
