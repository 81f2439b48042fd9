//! Reads the rules and tables of SPEC.md.

/// The whole text.
pub const TEXT: &str = include_str!("../../SPEC.md");

/// A numbered rule.
#[derive(Debug)]
pub struct Rule {
    /// For example `R4`.
    pub number: String,
    /// Who holds it: decoder, check, relay, client.
    pub held_by: Vec<String>,
}

/// Every rule, in the order of the text.
pub fn rules() -> Vec<Rule> {
    let mut lines = TEXT.lines();
    let mut rules = Vec::new();
    while let Some(line) = lines.next() {
        let Some(heading) = line.strip_prefix("#### ") else { continue };
        let number = heading.split(' ').next().unwrap().to_owned();
        let held = lines.next().unwrap().strip_prefix("Held by: ").unwrap_or_else(|| panic!("{number}: held by?"));
        let held_by = held.trim_end_matches('.').split(", ").map(str::to_owned).collect();
        rules.push(Rule { number, held_by });
    }
    rules
}

/// The rows of the table whose header's first cells are `header`, cell by cell, without code marks.
pub fn table(header: &[&str]) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()
    };
    let mut lines = TEXT.lines().skip_while(|line| !line.starts_with('|') || !starts_with(&cells(line), header));
    assert!(lines.next().is_some(), "no table {header:?}");
    lines.skip(1).take_while(|line| line.starts_with('|')).map(cells).collect()
}

fn starts_with(cells: &[String], header: &[&str]) -> bool {
    cells.len() >= header.len() && cells.iter().zip(header).all(|(cell, wanted)| cell == wanted)
}

/// The `name: type` pairs of a cell.
pub fn fields(cell: &str) -> Vec<(String, String)> {
    let pair = |item: &str| {
        let (name, kind) = item.split_once(": ").unwrap_or_else(|| panic!("no type: {item}"));
        (name.to_owned(), kind.to_owned())
    };
    cell.split(", ").map(pair).collect()
}
