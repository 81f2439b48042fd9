//! `cargo xtask sabotage`: breaks a copy of the project in one way after the other, and demands that a named test notices.
//!
//! The ways are data, in `tests/xtask/sabotage.txt`. The copy lies in `target/sabotage/tree` and keeps one target folder for
//! all of them; your own sources are not touched. Run by hand: it takes about as long as a build and a minute for each.

use crate::paths::{cargo, root};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

const WAYS: &str = include_str!("../sabotage.txt");

/// One way to break it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sabotage<'a> {
    name: &'a str,
    changes: Vec<Change<'a>>,
    env: Vec<(&'a str, &'a str)>,
    test: Vec<&'a str>,
}

#[derive(Debug, PartialEq, Eq)]
struct Change<'a> {
    file: &'a str,
    from: &'a str,
    to: &'a str,
}

/// Runs all ways, or those whose names contain one of `wanted`.
pub(crate) fn run(wanted: &[&str]) -> Result<(), String> {
    let ways = parse(WAYS)?;
    let chosen = ways.iter().filter(|way| wanted.is_empty() || wanted.iter().any(|one| way.name.contains(one)));
    let home = root().join("target/sabotage");
    let tree = home.join("tree");
    copy(&tree)?;
    let (mut table, mut bad) = (String::new(), 0);
    for way in chosen {
        let began = Instant::now();
        println!("\n=== {}", way.name);
        let outcome = sabotage(way, &tree, &home.join("target"));
        bad += usize::from(outcome != Ok(()));
        let words = match &outcome {
            Ok(()) => "noticed",
            Err(problem) => problem,
        };
        println!("=== {}: {words}", way.name);
        table += &format!("{:>7.1} s  {:<32} {words}\n", began.elapsed().as_secs_f32(), way.name);
    }
    print!("\n{table}");
    if bad == 0 { Ok(()) } else { Err(format!("{bad} ways to break it were not noticed, or did not apply")) }
}

/// Breaks the copy, tests it, and mends it again.
fn sabotage(way: &Sabotage, tree: &Path, target: &Path) -> Result<(), String> {
    let mut before = Vec::new();
    for change in &way.changes {
        let path = tree.join(change.file);
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", change.file))?;
        if text.matches(change.from).count() != 1 {
            mend(&before)?;
            return Err(format!("does not apply to {}", change.file));
        }
        let broken = text.replace(change.from, change.to);
        before.push((path.clone(), text));
        fs::write(&path, broken).map_err(|error| format!("{}: {error}", change.file))?;
    }
    let outcome = judge(way, tree, target);
    mend(&before)?;
    outcome
}

fn mend(before: &[(std::path::PathBuf, String)]) -> Result<(), String> {
    // The oldest text of a file that was changed twice comes last.
    before.iter().rev().try_for_each(|(path, text)| fs::write(path, text)).map_err(|error| error.to_string())
}

/// It has to compile, and then to fail: a copy that does not compile shows nothing.
fn judge(way: &Sabotage, tree: &Path, target: &Path) -> Result<(), String> {
    let command = |last: &[&str]| {
        let mut command = cargo(["test"]);
        command.current_dir(tree).args(&way.test).args(last).env("CARGO_TARGET_DIR", target).envs(way.env.clone());
        command
    };
    crate::steps::call(&mut command(&["--no-run"])).map_err(|_| "does not compile".to_owned())?;
    let output = command(&[]).stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let failed = text.lines().filter(|line| line.starts_with("test ") && line.ends_with("FAILED"));
    failed.clone().for_each(|line| println!("{line}"));
    match (output.status.success(), failed.count()) {
        (true, _) => Err("NOT NOTICED: the test stayed green".into()),
        (false, 0) => Err("ended badly, but no test failed".into()),
        (false, _) => Ok(()),
    }
}

/// Brings the copy to the state of the working tree: tracked files only, and only those that differ are written, so that
/// little is compiled again.
fn copy(tree: &Path) -> Result<(), String> {
    let listed = Command::new("git").current_dir(root()).args(["ls-files", "-z"]).output();
    let listed = listed.map_err(|error| format!("git: {error}"))?;
    let text = String::from_utf8(listed.stdout).map_err(|error| format!("git: {error}"))?;
    for name in text.split('\0').filter(|name| !name.is_empty()) {
        // Deleted, and not yet from git.
        let Ok(wanted) = fs::read(root().join(name)) else { continue };
        let to = tree.join(name);
        if fs::read(&to).is_ok_and(|there| there == wanted) {
            continue;
        }
        let folder = to.parent().unwrap_or(tree);
        fs::create_dir_all(folder).and_then(|()| fs::write(&to, wanted)).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

fn parse(text: &str) -> Result<Vec<Sabotage<'_>>, String> {
    let mut ways: Vec<Sabotage<'_>> = Vec::new();
    let (mut file, mut from) = ("", None);
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let bad = || format!("sabotage.txt: {line:?} is out of place");
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            ways.push(Sabotage { name, ..Sabotage::default() });
            continue;
        }
        let way = ways.last_mut().ok_or_else(bad)?;
        match line.split_once(' ').ok_or_else(bad)? {
            ("file:", name) => file = name,
            ("-", piece) => from = Some(piece),
            ("+", to) => way.changes.push(Change { file, from: from.take().ok_or_else(bad)?, to }),
            ("env:", pair) => way.env.push(pair.split_once('=').ok_or_else(bad)?),
            ("test:", arguments) => way.test = arguments.split(' ').collect(),
            _ => return Err(bad()),
        }
    }
    match ways.iter().find(|way| way.changes.is_empty() || way.test.is_empty()) {
        Some(way) => Err(format!("sabotage.txt: {} changes nothing or names no test", way.name)),
        None => Ok(ways),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_break_it_still_applies_to_the_sources() {
        let ways = parse(WAYS).unwrap();
        assert!(ways.len() >= 12);
        for change in ways.iter().flat_map(|way| &way.changes) {
            let text = fs::read_to_string(root().join(change.file)).unwrap();
            assert_eq!(text.matches(change.from).count(), 1, "{}: {}", change.file, change.from);
        }
    }

    #[test]
    fn a_way_without_a_test_or_a_change_is_refused() {
        assert!(parse("[a]\nfile: b\n- c\n+ d\n").is_err());
        assert!(parse("[a]\ntest: -p b\n").is_err());
        assert!(parse("[a]\nfile: b\n+ d\ntest: -p b\n").is_err());
        assert_eq!(parse("[a]\nfile: b\n- c\n+ d\ntest: -p b\n").unwrap().len(), 1);
    }
}
