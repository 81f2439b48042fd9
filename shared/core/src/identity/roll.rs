//! A list of people to be invited, from a CSV file: read wholly, or every bad line named and nothing of it used.
//!
//! Two columns, name and role, separated by commas, semicolons or tabs (whichever the first line has), with quotes
//! where a value holds one. A first line that names the columns is passed over.

use super::card::MAX_NAME_CHARS;
use std::collections::BTreeMap;
use thiserror::Error;

/// The most people of one list.
pub const MAX_ROLL: usize = 500;

/// Someone to be invited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entrant {
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
}

/// A line that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("line {line}: {fault}")]
pub struct BadLine {
    /// Counted from 1, as editors do.
    pub line: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Fault {
    /// It has another number of columns than two.
    #[error("{got} columns instead of 2")]
    Columns {
        /// How many it has.
        got: usize,
    },
    /// The name is empty.
    #[error("no name")]
    NoName,
    /// The role is empty.
    #[error("no role")]
    NoRole,
    /// The role is not of the agency's list.
    #[error("a role that is not of the list")]
    UnknownRole,
    /// The name or role is longer than 100 characters.
    #[error("{got} characters are too long")]
    TooLong {
        /// How long it is.
        got: usize,
    },
    /// A quote is opened and not closed on the line, or stands inside a value.
    #[error("a quote that does not match")]
    Quote,
    /// The name or role holds characters that cannot be shown.
    #[error("characters that cannot be shown")]
    Unprintable,
    /// The same person stands on an earlier line.
    #[error("the same as line {first}")]
    Twice {
        /// Where first.
        first: usize,
    },
    /// It is beyond the most people of one list.
    #[error("beyond the most people of one list")]
    TooMany,
}

/// Reads a list. With `roles`, every role must be one of them; without any, all are good.
///
/// # Errors
/// Every line that cannot be used. An empty list is `Ok` and empty.
pub fn read_roll(text: &str, roles: &[String]) -> Result<Vec<Entrant>, Vec<BadLine>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = text.lines().next().map_or(',', separator_of);
    let (mut people, mut bad) = (Vec::new(), Vec::new());
    let mut seen = BTreeMap::new();
    for (number, content) in text.lines().enumerate().map(|(at, content)| (at + 1, content)) {
        if content.trim().is_empty() || (number == 1 && is_heading(content, separator)) {
            continue;
        }
        let known = |role: &String| roles.is_empty() || roles.contains(role);
        let read = entrant(content, separator).and_then(|person| match seen.get(&person) {
            _ if !known(&person.role) => Err(Fault::UnknownRole),
            Some(first) => Err(Fault::Twice { first: *first }),
            None if people.len() >= MAX_ROLL => Err(Fault::TooMany),
            None => Ok(person),
        });
        match read {
            Ok(person) => {
                seen.insert(person.clone(), number);
                people.push(person);
            }
            Err(fault) => bad.push(BadLine { line: number, fault }),
        }
    }
    if bad.is_empty() { Ok(people) } else { Err(bad) }
}

fn separator_of(line: &str) -> char {
    [',', ';', '\t'].into_iter().find(|separator| line.contains(*separator)).unwrap_or(',')
}

fn is_heading(line: &str, separator: char) -> bool {
    let columns = columns(line, separator).unwrap_or_default();
    let is = |at: usize, word: &str| columns.get(at).is_some_and(|column| column.eq_ignore_ascii_case(word));
    columns.len() == 2 && is(0, "name") && is(1, "role")
}

fn entrant(line: &str, separator: char) -> Result<Entrant, Fault> {
    let columns = columns(line, separator)?;
    let got = columns.len();
    let [name, role] = <[String; 2]>::try_from(columns).map_err(|_| Fault::Columns { got })?;
    if name.is_empty() {
        return Err(Fault::NoName);
    }
    if role.is_empty() {
        return Err(Fault::NoRole);
    }
    let longest = name.chars().count().max(role.chars().count());
    if longest > MAX_NAME_CHARS {
        return Err(Fault::TooLong { got: longest });
    }
    if name.chars().chain(role.chars()).any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER) {
        return Err(Fault::Unprintable);
    }
    Ok(Entrant { name, role })
}

/// The columns of a line, as RFC 4180 quotes them; no value goes over more than one line.
fn columns(line: &str, separator: char) -> Result<Vec<String>, Fault> {
    let mut columns = Vec::new();
    let mut rest = line;
    loop {
        let start = rest.trim_start_matches(' ');
        let (value, after) = match start.strip_prefix('"') {
            Some(quoted) => quoted_value(quoted)?,
            None => {
                let end = start.find(separator).unwrap_or(start.len());
                let (value, after) = start.split_at(end);
                if value.contains('"') {
                    return Err(Fault::Quote);
                }
                (value.to_owned(), after)
            }
        };
        columns.push(value.trim().to_owned());
        let after = after.trim_start_matches(' ');
        match after.strip_prefix(separator) {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(columns),
            None => return Err(Fault::Quote),
        }
    }
}

/// A value after its opening quote, and what follows its closing one.
fn quoted_value(text: &str) -> Result<(String, &str), Fault> {
    let (mut value, mut rest) = (String::new(), text);
    loop {
        let (before, after) = rest.split_once('"').ok_or(Fault::Quote)?;
        value.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                value.push('"');
                rest = more;
            }
            None => return Ok((value, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, role: &str) -> Entrant {
        Entrant { name: name.into(), role: role.into() }
    }

    #[test]
    fn a_list_is_read_as_spreadsheets_write_it() {
        let expected = vec![person("Mina Sorrell", "Team manager"), person("Orrin, Sam", "DI \"nights\"")];
        for text in [
            "name,role\r\nMina Sorrell,Team manager\r\n\"Orrin, Sam\",\"DI \"\"nights\"\"\"\r\n",
            "\u{feff}Name;Role\nMina Sorrell;Team manager\n\n\"Orrin, Sam\" ; \"DI \"\"nights\"\"\"",
            "Mina Sorrell\tTeam manager\n\"Orrin, Sam\"\t\"DI \"\"nights\"\"\"\n",
        ] {
            assert_eq!(read_roll(text, &[]), Ok(expected.clone()), "{text}");
        }
        assert_eq!(read_roll("name,role\n", &[]), Ok(vec![]));
    }

    #[test]
    fn every_bad_line_is_named_with_its_number_and_nothing_is_used() {
        let long = "x".repeat(101);
        let text = format!(
            "name,role\nMina Sorrell,Team manager\nJo Ledbit\n,Duty\nHal Verrin,\n{long},LADO\n\"Lin Farrow,Nurse\n\
             Mina Sorrell,Team manager\nBea\u{7} Quill,DSL\nTess \"Lan\" Yard,Doctor\na,b,c\n"
        );
        let bad: Vec<_> = read_roll(&text, &[]).unwrap_err().into_iter().map(|bad| (bad.line, bad.fault)).collect();
        let expected = [
            (3, Fault::Columns { got: 1 }),
            (4, Fault::NoName),
            (5, Fault::NoRole),
            (6, Fault::TooLong { got: 101 }),
            (7, Fault::Quote),
            (8, Fault::Twice { first: 2 }),
            (9, Fault::Unprintable),
            (10, Fault::Quote),
            (11, Fault::Columns { got: 3 }),
        ];
        assert_eq!(bad, expected);
    }

    #[test]
    fn a_list_that_is_too_long_names_the_lines_that_are_too_many() {
        let text: String = (0..MAX_ROLL + 2).map(|n| format!("Person {n},Role\n")).collect();
        let lines: Vec<_> = read_roll(&text, &[]).unwrap_err().into_iter().map(|bad| bad.line).collect();
        assert_eq!(lines, [MAX_ROLL + 1, MAX_ROLL + 2]);
    }

    #[test]
    fn a_role_that_the_agency_does_not_have_is_a_bad_line() {
        let roles = ["Team manager".to_owned(), "Social worker".to_owned()];
        let text = "name,role\nMina Sorrell,Team manager\nJo Ledbit,Team Manager\nHal Verrin,LADO\n";
        let bad: Vec<_> = read_roll(text, &roles).unwrap_err().into_iter().map(|bad| (bad.line, bad.fault)).collect();
        assert_eq!(bad, [(3, Fault::UnknownRole), (4, Fault::UnknownRole)]);
        assert_eq!(read_roll("Jo Ledbit,Social worker", &roles), Ok(vec![person("Jo Ledbit", "Social worker")]));
    }
}
