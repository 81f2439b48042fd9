//! A code that is typed: sixteen letters and digits in four groups, from which the place of a device link at the relay
//! and the key that opens it are made. Owns the code and what it gives; refuses to know how either travels.
//!
//! Of each group's four characters three are random and the last one is a check, so that a slip of the finger is named
//! with its group. Letters that are easily taken for digits are not used, and are read as those digits.

use crate::provider::Generator;
use crate::rest::Cost;
use crate::seal::SealKey;
use marram_protocol::Token;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Crockford's base32.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS: usize = 4;
const GROUP: usize = 4;
const SALT: &[u8] = b"marram/1 device code";

/// A code: a secret for ten minutes.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct DeviceCode([[u8; GROUP]; GROUPS]);

impl core::fmt::Debug for DeviceCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("DeviceCode(..)")
    }
}

/// Why something typed is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CodeError {
    /// It has another number of letters and digits than sixteen.
    #[error("{got} letters and digits instead of 16")]
    Length {
        /// How many.
        got: usize,
    },
    /// A character that no code has.
    #[error("character {place} is in no code")]
    Letter {
        /// Which, counted from 1.
        place: usize,
    },
    /// A group whose check does not fit.
    #[error("group {group} was mistyped")]
    Group {
        /// Which, counted from 1.
        group: usize,
    },
}

/// What a code gives.
#[derive(Clone)]
pub(crate) struct CodeKeys {
    /// Opens the place where the link lies.
    pub(crate) token: Token,
    /// Opens the link.
    pub(crate) key: SealKey,
}

impl DeviceCode {
    /// A fresh one: 60 random bits.
    pub(crate) fn random(random: &Generator) -> Self {
        let mut bytes = Zeroizing::new([0; GROUPS * GROUP]);
        random.fill(&mut *bytes);
        let mut values = bytes.iter().map(|byte| byte & 31);
        let mut code = Self([[0; GROUP]; GROUPS]);
        for (number, group) in code.0.iter_mut().enumerate() {
            group.fill_with(|| values.next().unwrap_or_default());
            set_check(number, group);
        }
        code
    }

    /// Reads what was typed: small letters, spaces and dashes as people like.
    ///
    /// # Errors
    /// See [`CodeError`]: the first thing that is wrong.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let mut values = Zeroizing::new(Vec::with_capacity(GROUPS * GROUP));
        let letters = typed.chars().filter(|letter| !letter.is_whitespace() && !"-–—_.".contains(*letter));
        for (index, letter) in letters.enumerate() {
            values.push(value_of(letter).ok_or(CodeError::Letter { place: index + 1 })?);
        }
        if values.len() != GROUPS * GROUP {
            return Err(CodeError::Length { got: values.len() });
        }
        let mut code = Self([[0; GROUP]; GROUPS]);
        for (number, (group, typed)) in code.0.iter_mut().zip(values.chunks_exact(GROUP)).enumerate() {
            group.iter_mut().zip(typed).for_each(|(to, from)| *to = *from);
            let typed = *group;
            set_check(number, group);
            if *group != typed {
                return Err(CodeError::Group { group: number + 1 });
            }
        }
        Ok(code)
    }

    /// As it is shown: four groups with dashes between them.
    pub fn to_text(&self) -> String {
        let letter = |value: &u8| char::from(LETTERS.get(usize::from(*value)).copied().unwrap_or(b'?'));
        let group = |group: &[u8; GROUP]| group.iter().map(letter).collect::<String>();
        self.0.iter().map(group).collect::<Vec<_>>().join("-")
    }

    /// What it gives; takes as long as unlocking does. `None` if this computer has no memory for it.
    pub(crate) fn keys(&self) -> Option<CodeKeys> {
        let mut stretched = Zeroizing::new([0; 32]);
        let text = Zeroizing::new(self.to_text());
        Cost::default().stretch(text.as_bytes(), SALT, &mut stretched).ok()?;
        let root = SealKey::from_bytes(*stretched);
        let (token, key) = (Token(root.derive(b"code place")), SealKey::from_bytes(root.derive(b"code link")));
        Some(CodeKeys { token, key })
    }
}

fn value_of(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    LETTERS.iter().position(|one| char::from(*one) == letter).and_then(|value| u8::try_from(value).ok())
}

/// The last of a group, from the others and the group's number: a code of distance two over GF(32), which finds any one
/// wrong character and any two that changed places.
fn set_check(number: usize, group: &mut [u8; GROUP]) {
    let start = u8::try_from(number).unwrap_or_default() + 1;
    let [first, second, third, check] = group;
    *check = [*first, *second, *third].into_iter().fold(start, |sum, value| doubled(sum ^ value));
}

/// Times x in GF(32), modulo x^5 + x^2 + 1.
fn doubled(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 32 == 0 { shifted } else { (shifted ^ 0b10_0101) & 31 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> DeviceCode {
        DeviceCode::random(&Generator::new([7; 32]))
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let text = code().to_text();
        assert_eq!(text.len(), 19);
        for typed in
            [text.clone(), text.to_lowercase(), text.replace('-', " "), format!("  {}\n", text.replace('-', ""))]
        {
            assert_eq!(DeviceCode::parse(&typed), Ok(code()), "{typed}");
        }
        let zeros = DeviceCode([[0, 0, 0, 8], [0; 4], [0; 4], [0; 4]]);
        assert!(zeros.to_text().starts_with("0008"));
        for (typed, value) in [('o', 0), ('O', 0), ('i', 1), ('L', 1), ('z', 31), ('U', 99)] {
            assert_eq!(value_of(typed).unwrap_or(99), value);
        }
    }

    #[test]
    fn every_single_slip_and_every_swap_of_neighbours_is_named_with_its_group() {
        for seed in 0..20 {
            let code = DeviceCode::random(&Generator::new([seed; 32]));
            let letters: Vec<char> = code.to_text().replace('-', "").chars().collect();
            for place in 0..letters.len() {
                for other in LETTERS.iter().map(|letter| char::from(*letter)).filter(|other| *other != letters[place]) {
                    let mut typed = letters.clone();
                    typed[place] = other;
                    let typed: String = typed.into_iter().collect();
                    assert_eq!(DeviceCode::parse(&typed), Err(CodeError::Group { group: place / 4 + 1 }), "{typed}");
                }
                if place % 4 != 3 && letters[place] != letters[place + 1] {
                    let mut typed = letters.clone();
                    typed.swap(place, place + 1);
                    let typed: String = typed.into_iter().collect();
                    assert_eq!(DeviceCode::parse(&typed), Err(CodeError::Group { group: place / 4 + 1 }), "{typed}");
                }
            }
        }
        assert_eq!(DeviceCode::parse("ABC"), Err(CodeError::Length { got: 3 }));
        assert_eq!(DeviceCode::parse("AB!C"), Err(CodeError::Letter { place: 3 }));
        assert_eq!(DeviceCode::parse(""), Err(CodeError::Length { got: 0 }));
    }

    #[test]
    fn two_groups_that_changed_places_are_found() {
        let text = code().to_text();
        let groups: Vec<&str> = text.split('-').collect();
        let swapped = [groups[1], groups[0], groups[2], groups[3]].join("-");
        assert!(matches!(DeviceCode::parse(&swapped), Err(CodeError::Group { group: 1 })));
    }

    #[test]
    fn a_code_always_gives_the_same_keys_and_another_gives_others() {
        let code = DeviceCode::parse("0008-000F-0000-0000").err();
        assert!(code.is_some(), "checks are not optional");
        let (one, again) = (self::code().keys().unwrap(), self::code().keys().unwrap());
        let other = DeviceCode::random(&Generator::new([8; 32])).keys().unwrap();
        assert!(one.token == again.token && one.key == again.key);
        assert!(one.token != other.token && one.key != other.key && one.token.0 != *one.key.bytes());
    }
}
