//! The message catalogue: every word that people read.
//!
//! The texts are data, `texts/en/*.toml`, one file per part of the product; `docs/texts.md` has their format, and `build.rs`
//! makes a struct of each part, so that the compiler names every text that is lacking. Here is what puts values into them.

pub(crate) mod acts;
mod dates;
pub(crate) mod forms;
mod notices;
pub(crate) mod work;

pub(crate) use catalogue::Catalogue;
pub(crate) use dates::{date, date_time, duration};
pub(crate) use notices::{notice, problem};

/// What `build.rs` made of the files.
mod catalogue {
    include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
}

/// A text that changes with a number. Languages with more forms than English get more fields here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted {
    one: &'static str,
    other: &'static str,
}

impl Counted {
    /// The text for `n`, which replaces `{n}`.
    pub(crate) fn of(self, n: u32) -> String {
        fill(self.form(n), &[("n", &n.to_string())])
    }

    /// The text for `n` with its places.
    pub(crate) fn form(self, n: u32) -> &'static str {
        if n == 1 { self.one } else { self.other }
    }
}

/// Puts values into a text's places.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(values.iter().find(|(given, _)| *given == name).map_or("", |(_, value)| value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The texts in the language of the page.
pub(crate) fn text() -> &'static Catalogue {
    &catalogue::ENGLISH
}

#[cfg(test)]
mod tests {
    use super::catalogue::TEXTS;
    use super::*;

    #[test]
    fn every_place_in_a_text_is_closed_and_named() {
        for (name, text) in TEXTS {
            for part in text.split('{').skip(1) {
                let (place, _) = part.split_once('}').unwrap_or_else(|| panic!("{name}: a place is not closed"));
                assert!(place.chars().all(|c| c.is_ascii_lowercase()) && !place.is_empty(), "{name}: {{{place}}}");
            }
        }
    }

    #[test]
    fn words_of_the_code_do_not_reach_people() {
        for (name, text) in TEXTS {
            for word in ["epoch", "commit", "ciphertext", "MLS", "cursor", "websocket", "worker", "IndexedDB"] {
                assert!(!text.to_lowercase().contains(&word.to_lowercase()), "{name} says {word}: {text}");
            }
        }
    }

    #[test]
    fn values_are_put_into_their_places_and_never_read_as_places() {
        assert_eq!(fill("{who} removed {whom}.", &[("who", "{whom}"), ("whom", "Lin")]), "{whom} removed Lin.");
        assert_eq!(text().rooms.unread.of(1), "1 new");
        assert_eq!(text().rooms.people.of(3), "3 people");
    }
}
