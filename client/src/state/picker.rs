//! Finding people in the directory: by words of name and role, and by agency.

use marram_core::PersonId;
use marram_core::view::PersonView;
use marram_protocol::AgencyId;

/// The most people that are listed; more are found by typing more.
const MOST_LISTED: usize = 50;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found<'a> {
    /// The first ones, in the directory's order, but administrators last, and before them who has not joined.
    pub(crate) listed: Vec<&'a PersonView>,
    /// How many were found in all.
    pub(crate) total: usize,
}

/// Finds people whose name or role has a word that begins with each of the typed words. `without` are in the room.
pub(crate) fn find<'a>(
    directory: &'a [PersonView],
    typed: &str,
    agency: Option<AgencyId>,
    without: &[PersonId],
) -> Found<'a> {
    let typed = typed.to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let matching = directory.iter().filter(|person| {
        agency.is_none_or(|agency| person.agency.id == agency)
            && !without.contains(&person.id)
            && words.iter().all(|word| has_word(person, word))
    });
    let mut all: Vec<&PersonView> = matching.collect();
    // Who is mostly not looked for, or cannot be asked yet, comes last.
    all.sort_by_key(|person| (person.administrator, !person.joined));
    Found { total: all.len(), listed: all.into_iter().take(MOST_LISTED).collect() }
}

fn has_word(person: &PersonView, typed: &str) -> bool {
    let text = format!("{} {}", person.name, person.role).to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(typed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::fixture::directory;

    fn names(typed: &str, agency: Option<AgencyId>) -> Vec<String> {
        find(&directory(), typed, agency, &[]).listed.iter().map(|person| person.name.clone()).collect()
    }

    #[test]
    fn people_are_found_by_the_beginnings_of_words_in_any_order() {
        assert_eq!(names("sor", None), ["Mina Sorrell"]);
        assert_eq!(names("sorrell MIN", None), ["Mina Sorrell"]);
        assert_eq!(names("manager", None), ["Mina Sorrell"]);
        assert_eq!(names("rrell", None), Vec::<String>::new());
    }

    #[test]
    fn an_agency_and_the_people_already_there_narrow_the_search() {
        let all = directory();
        let council = all.iter().find(|person| person.name == "Mina Sorrell").unwrap().agency.id;
        assert_eq!(names("", Some(council)), ["Mina Sorrell", "Jo Ledbit"]);
        let mina = all.iter().find(|person| person.name == "Mina Sorrell").unwrap().id;
        assert_eq!(find(&all, "", Some(council), &[mina]).total, 1);
    }

    #[test]
    fn administrators_come_last_and_before_them_who_has_not_joined() {
        let mut all = directory();
        let (first, second) = (all[0].name.clone(), all[1].name.clone());
        all[0].administrator = true;
        all[1].joined = false;
        let found = find(&all, "", None, &[]);
        let last: Vec<_> = found.listed[found.total - 2..].iter().map(|person| person.name.clone()).collect();
        assert_eq!(last, [second, first]);
    }

    #[test]
    fn a_long_list_says_how_many_it_does_not_show() {
        let mut many = Vec::new();
        for _ in 0..30 {
            many.extend(directory());
        }
        let found = find(&many, "", None, &[]);
        assert_eq!((found.listed.len(), found.total), (MOST_LISTED, many.len()));
    }
}
