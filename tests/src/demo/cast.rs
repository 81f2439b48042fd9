//! Who is who: agencies, their administrators and people, read from `tests/cast/agencies.toml`.

use marram_core::view::Sector;
use serde::Deserialize;
use thiserror::Error;

const AGENCIES: &str = include_str!("../../cast/agencies.toml");

/// Everybody.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// The agencies, in the order in which they are founded.
    #[serde(rename = "agency")]
    pub agencies: Vec<Agency>,
}

/// An agency.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Its name.
    pub name: String,
    /// What it is.
    pub sector: Sector,
    /// Who founds it and invites its people.
    pub administrator: Person,
    /// The names of the agencies that it endorses.
    pub endorses: Vec<String>,
    /// Its people.
    #[serde(rename = "person")]
    pub people: Vec<Person>,
    /// Its duty desks.
    #[serde(rename = "desk", default)]
    pub desks: Vec<Desk>,
}

/// A duty desk.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// What it is called.
    pub name: String,
    /// The names of those who may be on duty there.
    pub people: Vec<String>,
    /// The names of those who are told when nobody answers.
    pub deputies: Vec<String>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name, as on the card.
    pub name: String,
    /// The role.
    pub role: String,
    /// The first part of the host name under which a browser is this person.
    pub origin: String,
}

/// Why the cast cannot play.
#[derive(Debug, Error)]
pub enum CastError {
    /// The file is not as it should be.
    #[error("the cast: {0}")]
    Text(#[from] toml::de::Error),
    /// A name that nobody has.
    #[error("nobody in the cast is called {name}; there are {}", known.join(", "))]
    Nobody {
        /// The name.
        name: String,
        /// All names.
        known: Vec<String>,
    },
    /// A line without exactly one occasion, or an endorsement of no agency.
    #[error("the cast: {who} has something that makes no sense: {what}")]
    Senseless {
        /// Whose.
        who: String,
        /// What.
        what: String,
    },
}

impl Cast {
    /// "Operation Tidemark".
    ///
    /// # Errors
    /// `Text` or `Senseless`, when its file was edited wrongly.
    pub fn tidemark() -> Result<Self, CastError> {
        let cast: Self = toml::from_str(AGENCIES)?;
        for agency in &cast.agencies {
            let known = |name: &&String| cast.agencies.iter().any(|one| one.name == **name);
            if let Some(what) = agency.endorses.iter().find(|name| !known(name) || **name == agency.name) {
                return Err(CastError::Senseless { who: agency.name.clone(), what: what.clone() });
            }
        }
        Ok(cast)
    }

    /// Everybody but the administrators, with their agencies.
    pub fn people(&self) -> impl Iterator<Item = (&Agency, &Person)> {
        self.agencies.iter().flat_map(|agency| agency.people.iter().map(move |person| (agency, person)))
    }

    /// Finds a person by name, by the origin or by its first word, in whatever letters.
    ///
    /// # Errors
    /// `Nobody`.
    pub fn find(&self, name: &str) -> Result<(&Agency, &Person), CastError> {
        let wanted = name.trim().to_lowercase();
        let is_meant = |person: &Person| {
            person.name.to_lowercase() == wanted || person.origin == wanted || person.words().next() == Some(&*wanted)
        };
        let known = || self.people().map(|(_, person)| person.name.clone()).collect();
        self.people()
            .find(|(_, person)| is_meant(person))
            .ok_or_else(|| CastError::Nobody { name: name.to_owned(), known: known() })
    }
}

impl Person {
    /// The words by which others speak to this person, in small letters.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.origin.split('-')
    }

    /// The host name under which a browser is this person.
    pub fn host(&self) -> String {
        format!("{}.localhost", self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn everybody_has_a_name_and_an_origin_of_their_own() {
        let cast = Cast::tidemark().unwrap();
        let administrators = cast.agencies.iter().map(|agency| &agency.administrator);
        let everybody: Vec<_> = cast.people().map(|(_, person)| person).chain(administrators).collect();
        let names: BTreeSet<_> = everybody.iter().map(|person| &person.name).collect();
        let origins: BTreeSet<_> = everybody.iter().map(|person| &person.origin).collect();
        assert_eq!((names.len(), origins.len()), (everybody.len(), everybody.len()));
        let plain = |origin: &str| origin.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(origins.iter().all(|origin| plain(origin)));
    }

    #[test]
    fn every_agency_endorses_every_other() {
        let cast = Cast::tidemark().unwrap();
        for agency in &cast.agencies {
            let others: BTreeSet<_> =
                cast.agencies.iter().map(|one| &one.name).filter(|name| **name != agency.name).collect();
            assert_eq!(agency.endorses.iter().collect::<BTreeSet<_>>(), others, "{}", agency.name);
        }
    }

    #[test]
    fn people_are_found_by_first_name_full_name_and_origin() {
        let cast = Cast::tidemark().unwrap();
        for name in ["tess", "Dr Tess Lanyard", " tess-lanyard", "TESS"] {
            assert_eq!(cast.find(name).unwrap().1.name, "Dr Tess Lanyard", "{name}");
        }
        let error = cast.find("Pat Imber").unwrap_err().to_string();
        assert!(error.contains("Pat Imber") && error.contains("Ruth Kember"), "{error}");
    }
}
