//! Secrets that people write down or say: a root key as 24 words, and the passphrase that goes with an invite.
//!
//! The words are BIP-39's English list with its checksum; nothing else of BIP-39 (no seeds, no wallets) is used.

use super::keys::RootKey;
use super::register::RegisterKey;
use crate::seal::SealKey;
use bip39::{Language, Mnemonic};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// How many words a recovery phrase has.
pub const PHRASE_WORDS: usize = 24;

/// Words that are a secret: wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct SecretWords(pub String);

impl core::fmt::Debug for SecretWords {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SecretWords(..)")
    }
}

/// Why words are not a recovery phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum PhraseError {
    /// There are more or fewer than 24.
    #[error("a recovery phrase has 24 words, not {got}")]
    Count {
        /// How many there are.
        got: usize,
    },
    /// One of them is in no recovery phrase.
    #[error("word {place} is in no recovery phrase")]
    Word {
        /// Which, counted from 1.
        place: usize,
    },
    /// All are possible, but not together: one was taken for another, or their order changed.
    #[error("the words do not belong together")]
    Together,
}

impl RootKey {
    /// The root key as words, to be kept on paper.
    pub fn phrase(&self) -> SecretWords {
        // 32 bytes are a length that the words exist for.
        let words = Mnemonic::from_entropy_in(Language::English, self.bytes());
        SecretWords(words.map(|words| words.words().collect::<Vec<_>>().join(" ")).unwrap_or_default())
    }

    /// Reads [`Self::phrase`], as people write it: in any letters, with any white space.
    ///
    /// # Errors
    /// See [`PhraseError`].
    pub fn from_phrase(words: &SecretWords) -> Result<Self, PhraseError> {
        let words = Zeroizing::new(words.0.to_lowercase());
        let got = words.split_whitespace().count();
        if got != PHRASE_WORDS {
            return Err(PhraseError::Count { got });
        }
        let phrase = Mnemonic::parse_in_normalized(Language::English, &words).map_err(|error| match error {
            bip39::Error::UnknownWord(at) => PhraseError::Word { place: at + 1 },
            _ => PhraseError::Together,
        })?;
        let (entropy, _) = phrase.to_entropy_array();
        let entropy = Zeroizing::new(entropy);
        let secret = entropy.first_chunk().copied().ok_or(PhraseError::Together)?;
        Ok(Self::from_bytes(secret))
    }

    /// What opens the agency's register: derived from the root, so that the phrase gives back both.
    pub fn register_key(&self) -> RegisterKey {
        RegisterKey::from_bytes(SealKey::from_bytes(*self.bytes()).derive(b"register key of the root"))
    }
}

/// A passphrase as it is said and heard: letters and digits only, in small letters, words apart by one space.
pub(super) fn as_heard(words: &SecretWords) -> Zeroizing<String> {
    let lower = Zeroizing::new(words.0.to_lowercase());
    let heard = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    Zeroizing::new(heard.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_key_comes_back_from_its_words_however_they_are_written() {
        let root = RootKey::from_bytes([7; 32]);
        let phrase = root.phrase();
        assert_eq!(phrase.0.split(' ').count(), PHRASE_WORDS);
        let untidy = SecretWords(format!("  {} ", phrase.0.to_uppercase().replace(' ', "\n  ")));
        assert_eq!(RootKey::from_phrase(&untidy).unwrap().agency(), root.agency());
        assert_eq!(RootKey::from_phrase(&untidy).unwrap().register_key(), root.register_key());
        assert!(!format!("{phrase:?}").contains(phrase.0.split(' ').next().unwrap()));
    }

    #[test]
    fn words_that_are_no_phrase_say_which_is_wrong() {
        let phrase = RootKey::from_bytes([7; 32]).phrase();
        let words: Vec<&str> = phrase.0.split(' ').collect();
        let parse = |words: &[&str]| RootKey::from_phrase(&SecretWords(words.join(" "))).map(|root| root.agency());
        assert_eq!(parse(&words[1..]), Err(PhraseError::Count { got: 23 }));
        let mut wrong = words.clone();
        wrong[4] = "heronn";
        assert_eq!(parse(&wrong), Err(PhraseError::Word { place: 5 }));
        let mut swapped = words.clone();
        swapped.reverse();
        assert_eq!(parse(&swapped), Err(PhraseError::Together));
    }

    #[test]
    fn a_spoken_passphrase_is_compared_as_it_is_heard() {
        let heard = |words: &str| as_heard(&SecretWords(words.into())).to_string();
        assert_eq!(heard(" Grey  Heron, at-low water. "), "grey heron at low water");
        assert_ne!(heard("grey heron"), heard("greyheron"));
    }
}
