//! Many packages at once, from a table as case systems export it (CSV, RFC 4180): read wholly, or everything that is wrong
//! named with its line, and nothing of it used. `docs/templates.md` has the columns.

use super::calendar::Day;
use super::template::{FieldError, FieldId, Filled, Invalid, Kind, Row, Template, Value, validate};
use super::{DeskRef, Referring};
use csv_core::{ReadRecordResult, ReaderBuilder};
use std::collections::{BTreeMap, BTreeSet};

/// The most packages of one table.
pub const MAX_TABLE: usize = 1_000;
/// The most characters of a reference.
const MAX_REFERENCE_CHARS: usize = crate::command::MAX_LINE_CHARS;

/// The columns that are not the form's: the desk's name, its agency's where two desks have one name, the sender's reference,
/// the package that it follows from, and in how many minutes it is to be accepted if that is sooner than the form says.
pub const COLUMNS: [&str; 5] = ["desk", "agency", "reference", "follows", "minutes"];

/// Something that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Counted from 1, as editors do.
    pub line: u64,
    /// What is wrong.
    pub fault: LineFault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineFault {
    /// The first line has a column that neither the form nor a package has.
    NoSuchColumn {
        /// As it stands there.
        column: String,
    },
    /// The first line has a column twice.
    ColumnTwice {
        /// Which.
        column: String,
    },
    /// The first line lacks a column.
    ColumnMissing {
        /// Which.
        column: &'static str,
    },
    /// It has another number of values than the first line has columns.
    Values {
        /// How many it has.
        got: usize,
        /// How many it should have.
        columns: usize,
    },
    /// There is no such desk among those that work can be sent to.
    NoSuchDesk,
    /// Several desks have that name: the agency has to be named as well.
    SeveralDesks,
    /// The reference is empty.
    NoReference,
    /// The reference, or what it follows from, is too long.
    TooLong {
        /// How many characters there may be.
        limit: usize,
    },
    /// An earlier line has the same reference.
    SameReference {
        /// Which.
        first: u64,
    },
    /// The minutes are no number.
    Minutes,
    /// Something of the form.
    Field(FieldError),
    /// It is beyond the most packages of one table.
    TooMany,
}

/// What a column holds.
enum Column<'a> {
    Own(&'static str),
    Field(&'a FieldId, Kind, &'a Template),
    /// A field of the so-many-eth row of a group, from 0.
    InRow(&'a FieldId, usize, &'a FieldId),
}

/// Reads a table of packages of one form, as of `today`. What is empty was not answered; a line of nothing is passed over.
///
/// # Errors
/// Everything that is wrong, line by line. A table without lines is `Ok` and empty.
pub fn read_table(
    text: &str,
    template: &Template,
    desks: &[DeskRef],
    today: Day,
) -> Result<Vec<Referring>, Vec<BadLine>> {
    let mut records = records(text).into_iter();
    let Some((line, heads)) = records.next() else { return Ok(Vec::new()) };
    let columns = columns(&heads, template).map_err(|faults| at(line, faults))?;
    let (mut packages, mut bad, mut references) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (line, values) in records {
        if packages.len() >= MAX_TABLE {
            bad.push(BadLine { line, fault: LineFault::TooMany });
            break;
        }
        if values.len() != columns.len() {
            let fault = LineFault::Values { got: values.len(), columns: columns.len() };
            bad.push(BadLine { line, fault });
            continue;
        }
        let cells: Vec<_> = columns.iter().zip(values.iter().map(|value| value.trim())).collect();
        let own = |name: &str| {
            let is = |column: &Column| matches!(column, Column::Own(own) if *own == name);
            cells.iter().find(|(column, _)| is(column)).map_or("", |(_, value)| *value)
        };
        let (mut faults, reference) = (Vec::new(), own("reference"));
        match references.get(reference) {
            _ if reference.is_empty() => faults.push(LineFault::NoReference),
            Some(first) => faults.push(LineFault::SameReference { first: *first }),
            None => {
                references.insert(reference.to_owned(), line);
            }
        }
        if [reference, own("follows")].iter().any(|value| value.chars().count() > MAX_REFERENCE_CHARS) {
            faults.push(LineFault::TooLong { limit: MAX_REFERENCE_CHARS });
        }
        let minutes = Some(own("minutes")).filter(|minutes| !minutes.is_empty()).map(str::parse::<u32>);
        if matches!(minutes, Some(Err(_))) {
            faults.push(LineFault::Minutes);
        }
        let to = desk(desks, own("desk"), own("agency")).map_err(|fault| faults.push(fault)).ok();
        let form = form(template, &cells);
        if let Err(Invalid::Fields(errors)) = validate(&form, today) {
            faults.extend(errors.into_iter().map(LineFault::Field));
        }
        match to.filter(|_| faults.is_empty()) {
            Some(to) => packages.push(Referring {
                nation: to.nation,
                to,
                reference: reference.to_owned(),
                covert: false,
                follows: Some(own("follows").to_owned()).filter(|follows| !follows.is_empty()),
                accept_within_ms: minutes.and_then(Result::ok).map(|minutes| u64::from(minutes) * 60_000),
                form,
            }),
            None => bad.extend(at(line, faults)),
        }
    }
    if bad.is_empty() { Ok(packages) } else { Err(bad) }
}

fn at(line: u64, faults: Vec<LineFault>) -> Vec<BadLine> {
    faults.into_iter().map(|fault| BadLine { line, fault }).collect()
}

/// Every line with its number, those of nothing but empty values left out.
fn records(text: &str) -> Vec<(u64, Vec<String>)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().find(|one| first.as_bytes().contains(one)).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    // Unquoted text is never longer than quoted text, and every value but the last has a separator.
    let (mut output, mut ends) = (vec![0; text.len()], vec![0; text.len() + 1]);
    let (mut records, mut input) = (Vec::new(), text.as_bytes());
    let (mut written, mut ended) = (0, 0);
    loop {
        let line = reader.line();
        let (result, read, wrote, closed) = match (output.get_mut(written..), ends.get_mut(ended..)) {
            (Some(output), Some(ends)) => reader.read_record(input, output, ends),
            _ => break,
        };
        input = input.get(read..).unwrap_or_default();
        (written, ended) = (written + wrote, ended + closed);
        match result {
            // The end of the input closes the last record.
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::Record => {
                let mut from = 0;
                let value = |end: &usize| {
                    let value = output.get(std::mem::replace(&mut from, *end)..*end).unwrap_or_default();
                    String::from_utf8_lossy(value).into_owned()
                };
                let values: Vec<_> = ends.iter().take(ended).map(value).collect();
                if values.iter().any(|value| !value.trim().is_empty()) {
                    records.push((line, values));
                }
                (written, ended) = (0, 0);
            }
            ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull | ReadRecordResult::End => break,
        }
    }
    records
}

fn columns<'a>(heads: &[String], template: &'a Template) -> Result<Vec<Column<'a>>, Vec<LineFault>> {
    let (mut columns, mut faults, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for head in heads {
        let name = head.trim().to_lowercase();
        match column(&name, template) {
            None => faults.push(LineFault::NoSuchColumn { column: head.trim().to_owned() }),
            Some(column) => columns.push(column),
        }
        if !seen.insert(name) {
            faults.push(LineFault::ColumnTwice { column: head.trim().to_owned() });
        }
    }
    let missing = ["desk", "reference"].into_iter().filter(|column| !seen.contains(*column));
    faults.extend(missing.map(|column| LineFault::ColumnMissing { column }));
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

/// `desk`, a field's id, or `children.1.name`: the field of a group's first row.
fn column<'a>(name: &str, template: &'a Template) -> Option<Column<'a>> {
    if let Some(own) = COLUMNS.into_iter().find(|own| *own == name) {
        return Some(Column::Own(own));
    }
    let mut parts = name.split('.');
    let field = template.field(&parts.next()?.into())?;
    match (field.kind, parts.next(), parts.next(), parts.next()) {
        (Kind::Group, Some(row), Some(inner), None) => {
            let row: usize = row.parse().ok().filter(|row| (1..=field.max_rows() as usize).contains(row))?;
            let inner = field.fields.iter().find(|one| one.id.0 == inner)?;
            Some(Column::InRow(&field.id, row - 1, &inner.id))
        }
        (Kind::Group, ..) => None,
        (kind, None, ..) => Some(Column::Field(&field.id, kind, template)),
        _ => None,
    }
}

fn desk(desks: &[DeskRef], name: &str, agency: &str) -> Result<DeskRef, LineFault> {
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    let named = |desk: &&DeskRef| same(&desk.name, name) && (agency.is_empty() || same(&desk.agency_name, agency));
    let mut found = desks.iter().filter(named);
    match (found.next(), found.next()) {
        (Some(desk), None) => Ok(desk.clone()),
        (None, _) => Err(LineFault::NoSuchDesk),
        (Some(_), Some(_)) => Err(LineFault::SeveralDesks),
    }
}

fn form(template: &Template, cells: &[(&Column, &str)]) -> Filled {
    let mut form = Filled::begin(template);
    let mut rows: BTreeMap<&FieldId, BTreeMap<usize, Row>> = BTreeMap::new();
    for (column, value) in cells.iter().filter(|(_, value)| !value.is_empty()) {
        match column {
            Column::Own(_) => {}
            Column::Field(id, kind, template) => {
                let options = || template.field(id).map(|field| field.options.as_slice()).unwrap_or_default();
                let option = |written: &str| {
                    let is = |id: &str| id.to_lowercase() == written.to_lowercase();
                    let known = options().iter().find(|one| is(&one.id) || is(&one.label));
                    known.map_or_else(|| written.to_owned(), |one| one.id.clone())
                };
                let value = match kind {
                    Kind::Choices => Value::Choices(value.split(';').map(|one| option(one.trim())).collect()),
                    Kind::Choice => Value::Text(option(value)),
                    _ => Value::Text(plain(*kind, value)),
                };
                form.values.insert((*id).clone(), value);
            }
            Column::InRow(group, row, inner) => {
                let field = template.field(group).and_then(|group| group.fields.iter().find(|one| one.id == **inner));
                let value = plain(field.map_or(Kind::Line, |field| field.kind), value);
                rows.entry(group).or_default().entry(*row).or_default().insert((*inner).clone(), value);
            }
        }
    }
    let rows = rows.into_iter().map(|(group, rows)| (group.clone(), Value::Rows(rows.into_values().collect())));
    form.values.extend(rows);
    form
}

/// As the form takes it: `Yes` as `yes`, `22/11/2026` as `2026-11-22`.
fn plain(kind: Kind, value: &str) -> String {
    match kind {
        Kind::YesNo | Kind::Choice => value.to_lowercase(),
        Kind::Date => match value.split('/').collect::<Vec<_>>().as_slice() {
            [day, month, year] => format!("{year}-{month}-{day}"),
            _ => value.to_lowercase(),
        },
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::DeskId;
    use crate::work::calendar::Nation;
    use crate::work::template::Fault;
    use marram_protocol::AgencyId;

    fn desk(number: u8, name: &str, agency_name: &str) -> DeskRef {
        let (agency, desk) = (AgencyId([number; 32]), DeskId([number; 16]));
        DeskRef { agency, desk, name: name.into(), agency_name: agency_name.into(), nation: Nation::Scotland }
    }

    fn read(table: &str) -> Result<Vec<Referring>, Vec<BadLine>> {
        let desks = [
            desk(1, "Online CSA Duty", "Wexmoor Constabulary"),
            desk(2, "Online CSA Duty", "Harrowfen Police"),
            desk(3, "MASH Duty", "Calderfen Council"),
        ];
        read_table(table, Template::newest("national-package").unwrap(), &desks, Day::LAST)
    }

    const HEADS: &str = "Desk,agency,reference,minutes,risk,package-reference,contact-name,contact-phone,covert,subject-name,\
                         subject-dob,access,summary,children-identified,children.1.name,children.1.born,\
                         children.1.date-of-birth,withhold,wanted";

    fn line(desk: &str, agency: &str, reference: &str, rest: &str) -> String {
        format!("{desk},{agency},{reference},{rest}\n")
    }

    const GOOD: &str = "90,High,OP-1,Ana Tellow,01632 960101,No,M. Dray,3/4/1980,Home ; family,\"Accounts,\nand a device\",\
                        Yes,A. Dray,Yes,5/6/2019,no,Find out who has access.";

    #[test]
    fn a_table_is_read_as_spreadsheets_write_it() {
        let mash = line("mash duty", "", "T-2", GOOD);
        let table = format!(
            "\u{feff}{HEADS}\r\n{}\n,,,,,,,,,,,,,,,,,,\n{mash}",
            line("Online CSA Duty", "harrowfen police", "T-1", GOOD)
        );
        let packages = read(&table).expect("complete");
        let first = &packages[0];
        assert_eq!((packages.len(), first.to.agency, first.nation), (2, AgencyId([2; 32]), Nation::Scotland));
        assert_eq!((&*first.reference, first.accept_within_ms, &first.follows), ("T-1", Some(5_400_000), &None));
        let text = |id: &str| first.form.text(&id.into());
        assert_eq!(
            ["risk", "covert", "subject-dob", "summary"].map(text),
            ["high", "no", "1980-4-3", "Accounts,\nand a device"]
        );
        assert!(first.form.has_chosen(&"access".into(), "home") && first.form.has_chosen(&"access".into(), "family"));
        let child = &first.form.rows(&"children".into())[0];
        assert_eq!(child.get("date-of-birth").map(String::as_str), Some("2019-6-5"));
        assert!(
            packages.into_iter().all(|package| package.at(marram_protocol::UnixMillis(1_795_345_200_000)).is_some())
        );
        assert_eq!(read(""), Ok(vec![]));
        assert_eq!(read(HEADS), Ok(vec![]));
    }

    #[test]
    fn the_separator_is_the_first_lines() {
        let table = format!("{HEADS}\n{}", line("MASH Duty", "", "T-1", GOOD));
        let semicolons = table.replace("Home ; family", "home").replace(',', ";").replace("Accounts;", "Accounts,");
        assert_eq!(read(&semicolons).expect("complete").len(), 1);
    }

    #[test]
    fn everything_that_is_wrong_is_named_with_its_line_and_nothing_is_used() {
        let wrong = |heads: &str| read(heads).unwrap_err().into_iter().map(|bad| bad.fault).collect::<Vec<_>>();
        assert_eq!(
            wrong("desk,risk,Risk,colour,children.0.name,children.name,risk.1.name"),
            [
                LineFault::ColumnTwice { column: "Risk".into() },
                LineFault::NoSuchColumn { column: "colour".into() },
                LineFault::NoSuchColumn { column: "children.0.name".into() },
                LineFault::NoSuchColumn { column: "children.name".into() },
                LineFault::NoSuchColumn { column: "risk.1.name".into() },
                LineFault::ColumnMissing { column: "reference" },
            ]
        );
        let bad_risk = GOOD.replace("90,High", "soon,grave");
        let table = format!(
            "{HEADS}\n{}{}{}{}{}",
            line("MASH Duty", "", "T-1", GOOD),
            line("Online CSA Duty", "", "T-1", GOOD),
            line("Night Duty", "", "", &bad_risk),
            "MASH Duty,,T-3\n",
            line("MASH Duty", "", &"T".repeat(201), GOOD),
        );
        let field = |fault| LineFault::Field(FieldError { field: "risk".into(), row: None, fault });
        let bad: Vec<_> = read(&table).unwrap_err().into_iter().map(|bad| (bad.line, bad.fault)).collect();
        assert_eq!(
            bad,
            [
                (4, LineFault::SameReference { first: 2 }),
                (4, LineFault::SeveralDesks),
                (6, LineFault::NoReference),
                (6, LineFault::Minutes),
                (6, LineFault::NoSuchDesk),
                (6, field(Fault::NotAnOption)),
                (8, LineFault::Values { got: 3, columns: 19 }),
                (9, LineFault::TooLong { limit: 200 }),
            ]
        );
    }

    #[test]
    fn a_table_of_more_than_a_thousand_is_refused_and_no_text_makes_the_reading_panic() {
        let lines: String = (0..=MAX_TABLE).map(|n| line("MASH Duty", "", &format!("T-{n}"), GOOD)).collect();
        let bad = read(&format!("{HEADS}\n{lines}")).unwrap_err();
        assert_eq!((bad.len(), &bad[0].fault), (1, &LineFault::TooMany));
        for text in [
            "\"",
            "desk,reference\n\"",
            "desk,reference\n\"a\"b\"\"\",\u{0}\n\n\r\r,",
            "desk;reference\n;;\n\t",
            "é,\"é\n",
        ] {
            let _ = read(text);
        }
    }
}
