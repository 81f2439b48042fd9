//! SPEC.md says what the code does: its tables of frames, records, values, limits and rules are compared with it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use bytes::Bytes;
use marram_protocol::codec::{DecodeError, Field, from_bytes, to_bytes};
use marram_protocol::frame::client::LogKind;
use marram_protocol::frame::{
    Alarm, Armed, CommitFacts, EntryFrame, FrameShape, GapReason, Origin, SealedPointer, TimerMarks,
};
use marram_protocol::*;
use std::collections::BTreeSet;
use std::fmt::Debug;
use support::spec;

type Fields = &'static [(&'static str, &'static str)];

/// Every record of the crate.
const RECORDS: &[(&str, Fields)] = &[
    ("Pass", Pass::FIELDS),
    ("Link", Link::FIELDS),
    ("Revocation", Revocation::FIELDS),
    ("NextTokens", NextTokens::FIELDS),
    ("SealedPointer", SealedPointer::FIELDS),
    ("Alarm", Alarm::FIELDS),
    ("Armed", Armed::FIELDS),
    ("TimerMarks", TimerMarks::FIELDS),
    ("EntryFrame", EntryFrame::FIELDS),
    ("CommitFacts", CommitFacts::FIELDS),
    ("Origin", Origin::FIELDS),
    ("Receipt", Receipt::FIELDS),
    ("Refusal", Refusal::FIELDS),
    ("Limits", Limits::FIELDS),
];

fn owned(fields: Fields) -> Vec<(String, String)> {
    fields.iter().map(|(name, kind)| ((*name).to_owned(), (*kind).to_owned())).collect()
}

#[test]
fn the_tables_of_frames_are_the_codes() {
    let same = |header: &[&str], table: &[FrameShape]| {
        let rows = spec::table(header);
        let listed: Vec<_> = rows.iter().map(|row| (row[0].clone(), row[1].clone(), spec::fields(&row[2]))).collect();
        let coded: Vec<_> = table
            .iter()
            .map(|shape| (format!("{:#04x}", shape.kind), shape.name.to_owned(), owned(shape.fields)))
            .collect();
        assert_eq!(listed, coded);
    };
    same(&["kind", "frame", "fields", "answered by"], ClientFrame::TABLE);
    // The header of the second table begins like the first one's: it is the one with the relay's frames.
    let text = spec::TEXT.split_once("### From the relay").unwrap().1;
    let relay: Vec<_> = text.lines().filter(|line| line.starts_with("| 0x")).collect();
    let coded: Vec<_> = RelayFrame::TABLE.iter().map(row).collect();
    assert_eq!(relay, coded);
}

fn row(shape: &FrameShape) -> String {
    let fields: Vec<String> = shape.fields.iter().map(|(name, kind)| format!("{name}: `{kind}`")).collect();
    format!("| {:#04x} | `{}` | {} |", shape.kind, shape.name, fields.join(", "))
}

#[test]
fn the_table_of_records_is_the_codes() {
    let listed: Vec<_> =
        spec::table(&["record", "fields"]).iter().map(|row| (row[0].clone(), spec::fields(&row[1]))).collect();
    let coded: Vec<_> = RECORDS.iter().map(|(name, fields)| ((*name).to_owned(), owned(fields))).collect();
    assert_eq!(listed, coded);
}

#[test]
fn every_type_in_the_tables_is_explained() {
    let mut known: BTreeSet<String> = RECORDS.iter().map(|(name, _)| (*name).to_owned()).collect();
    known.extend(spec::table(&["set", "values"]).into_iter().map(|row| row[0].clone()));
    let types = spec::table(&["type", "bytes", "what"]);
    known.extend(types.iter().flat_map(|row| row[0].split(' ').map(str::to_owned).collect::<Vec<_>>()));
    known.insert("[u8; 32]".to_owned());
    let frames = ClientFrame::TABLE.iter().chain(RelayFrame::TABLE).map(|shape| shape.fields);
    for (_, kind) in frames.chain(RECORDS.iter().map(|(_, fields)| *fields)).flatten() {
        let inner = kind.strip_prefix("Option<").or(kind.strip_prefix("Vec<")).map(|rest| rest.trim_end_matches('>'));
        assert!(known.contains(inner.unwrap_or(kind)), "SPEC.md does not explain {kind}");
    }
}

#[test]
fn the_table_of_values_is_the_codes() {
    fn set<T: Field + Debug>() -> String {
        let value = |code: u8| match from_bytes::<T>(Bytes::from(vec![code])) {
            Ok(value) => Some(format!("{code} {value:?}")),
            Err(error) => {
                assert!(matches!(error, DecodeError::BadValue { .. }), "{error}");
                None
            }
        };
        (0..=255).filter_map(value).collect::<Vec<_>>().join(", ")
    }
    let coded = [
        ("LogKind", set::<LogKind>()),
        ("EntryKind", set::<EntryKind>()),
        ("Purpose", set::<Purpose>()),
        ("GapReason", set::<GapReason>()),
        ("Reason", set::<Reason>()),
    ];
    let listed = spec::table(&["set", "values"]);
    assert_eq!(listed, coded.map(|(name, values)| vec![name.to_owned(), values]));
}

#[test]
fn every_reason_is_one_byte_and_comes_back() {
    for reason in Reason::ALL {
        let bytes = to_bytes(reason);
        assert_eq!(bytes.len(), 1);
        assert_eq!(from_bytes::<Reason>(bytes.into()), Ok(*reason));
    }
}

#[test]
fn the_default_limits_are_the_codes() {
    let mut parts = Vec::new();
    Limits::default().parts("", &mut parts);
    let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let coded: Vec<_> = parts
        .iter()
        .map(|part| vec![part.name.trim_matches('.').to_owned(), number(&part.bytes).to_string()])
        .collect();
    assert_eq!(spec::table(&["limit", "default"]), coded);
}

#[test]
fn what_the_relay_learns_is_told_for_every_frame_of_a_client() {
    let told: Vec<String> = spec::table(&["frame", "the relay learns"]).into_iter().map(|row| row[0].clone()).collect();
    let coded: Vec<String> = ClientFrame::TABLE.iter().map(|shape| shape.name.to_owned()).collect();
    assert_eq!(told, coded);
}

/// Comments name rules as `R4` or `(R20, R21)`: each must be one that SPEC.md has.
#[test]
fn every_rule_that_the_source_names_is_in_the_spec() {
    let known: BTreeSet<String> = spec::rules().into_iter().map(|rule| rule.number).collect();
    let mut named = BTreeSet::new();
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    collect_rules(&source, &mut named);
    assert!(named.len() > 20, "the search finds them: {named:?}");
    let unknown: Vec<_> = named.difference(&known).collect();
    assert!(unknown.is_empty(), "not in SPEC.md: {unknown:?}");
    assert_eq!(known.len(), spec::rules().len(), "no number twice");
}

fn collect_rules(folder: &std::path::Path, named: &mut BTreeSet<String>) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect_rules(&path, named);
            continue;
        }
        for line in std::fs::read_to_string(path).unwrap().lines().filter(|line| line.trim().starts_with("//")) {
            let words = line.split(|c: char| !c.is_ascii_alphanumeric());
            let rule = |word: &&str| word.strip_prefix('R').is_some_and(|n| n.parse::<u16>().is_ok());
            named.extend(words.filter(rule).map(str::to_owned));
        }
    }
}
