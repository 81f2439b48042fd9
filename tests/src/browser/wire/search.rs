//! A search for words in every encoding in which they could hide.

use aho_corasick::{AhoCorasick, BuildError};
use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, Encoding, HEXLOWER, HEXUPPER};
use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

/// A word, and the encoding in which it was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The word.
    pub word: String,
    /// How it was written.
    pub encoding: &'static str,
}

/// Words in all their encodings.
#[derive(Debug)]
pub struct Search {
    patterns: Vec<Found>,
    matcher: AhoCorasick,
}

impl Search {
    /// For these words. Short ones would be found by chance: six bytes are the fewest that make sense.
    ///
    /// # Errors
    /// When there are too many.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, BuildError> {
        Self::with_keys(words, [])
    }

    /// For words, and for keys, each under a name of its own.
    ///
    /// # Errors
    /// When there are too many.
    pub fn with_keys<'a>(
        words: impl IntoIterator<Item = &'a str>,
        keys: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) -> Result<Self, BuildError> {
        let words = words.into_iter().map(|word| (word, encodings(word)));
        let keys = keys.into_iter().map(|(name, key)| {
            let as_it_is = ("as it is", key.to_vec());
            (name, [vec![as_it_is], letters_of(key)].concat())
        });
        let (mut patterns, mut bytes) = (Vec::new(), Vec::new());
        for (word, encodings) in words.chain(keys) {
            for (encoding, encoded) in encodings {
                patterns.push(Found { word: word.to_owned(), encoding });
                bytes.push(encoded);
            }
        }
        Ok(Self { patterns, matcher: AhoCorasick::new(bytes)? })
    }

    /// What of it is in these bytes.
    pub fn found_in(&self, bytes: &[u8]) -> BTreeSet<Found> {
        let hits: BTreeSet<_> = self.matcher.find_overlapping_iter(bytes).map(|hit| hit.pattern().as_usize()).collect();
        hits.into_iter().filter_map(|hit| self.patterns.get(hit).cloned()).collect()
    }

    /// What of it is in the files of a folder and its folders.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn found_in_folder(&self, folder: &Path) -> io::Result<BTreeSet<Found>> {
        let mut found = BTreeSet::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            found.extend(match path.is_dir() {
                true => self.found_in_folder(&path)?,
                false => self.found_in(&fs::read(&path)?),
            });
        }
        Ok(found)
    }

    /// Every word in every encoding, as it would be found.
    pub fn everything(&self) -> BTreeSet<Found> {
        self.patterns.iter().cloned().collect()
    }

    /// The bytes of a word in all encodings, one after the other: what a search must find completely.
    pub fn planted(word: &str) -> Vec<u8> {
        encodings(word).into_iter().flat_map(|(_, encoded)| [encoded, b"\n".to_vec()]).flatten().collect()
    }
}

fn encodings(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf8 = word.as_bytes();
    let utf16 = |bytes: fn(u16) -> [u8; 2]| word.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let mut all = vec![
        ("UTF-8", utf8.to_vec()),
        ("UTF-16LE", utf16(u16::to_le_bytes)),
        ("UTF-16BE", utf16(u16::to_be_bytes)),
        ("percent", percent(word)),
    ];
    all.extend(letters_of(utf8));
    all
}

/// Bytes written in letters.
fn letters_of(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut all = vec![
        ("hex, small letters", HEXLOWER.encode(bytes).into_bytes()),
        ("hex, capitals", HEXUPPER.encode(bytes).into_bytes()),
    ];
    // In base64 a word looks different at each of three places, and its first and last letters depend on its neighbours.
    for (encoding, names) in [
        (BASE64_NOPAD, ["base64 at 0", "base64 at 1", "base64 at 2"]),
        (BASE64URL_NOPAD, ["base64url at 0", "base64url at 1", "base64url at 2"]),
    ] {
        all.extend(names.into_iter().enumerate().map(|(place, name)| (name, base64(&encoding, bytes, place))));
    }
    all
}

fn base64(encoding: &Encoding, word: &[u8], place: usize) -> Vec<u8> {
    let letters = encoding.encode(&[vec![0; place].as_slice(), word].concat()).into_bytes();
    let (first, end) = ((place * 8).div_ceil(6), (place + word.len()) * 8 / 6);
    letters.get(first..end).unwrap_or_default().to_vec()
}

fn percent(word: &str) -> Vec<u8> {
    let encode = |byte: u8| match byte.is_ascii_alphanumeric() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    word.bytes().map(encode).collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 2] = ["Ruth Kember", "Ymchwiliad ŵ"];

    fn encodings_found(bytes: &[u8]) -> Vec<&'static str> {
        Search::new(WORDS).unwrap().found_in(bytes).into_iter().map(|found| found.encoding).collect()
    }

    #[test]
    fn a_word_is_found_in_base64_wherever_it_stands() {
        for before in 0..7 {
            for after in 0..4 {
                let text = format!("{}Ruth Kember{}", "a".repeat(before), "z".repeat(after));
                assert_eq!(encodings_found(BASE64_NOPAD.encode(text.as_bytes()).as_bytes()).len(), 2, "{text}");
                assert_eq!(encodings_found(BASE64URL_NOPAD.encode(text.as_bytes()).as_bytes()).len(), 2, "{text}");
            }
        }
    }

    #[test]
    fn everything_that_is_planted_is_found() {
        for word in WORDS {
            let search = Search::new([word]).unwrap();
            assert_eq!(search.found_in(&Search::planted(word)), search.everything());
        }
    }

    #[test]
    fn a_word_that_is_not_there_is_not_found() {
        assert_eq!(encodings_found(b"ruth-kember.localhost, Ruth, Kember, 52757468204b656d6265"), [""; 0]);
    }
}
