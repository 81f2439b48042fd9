//! Every vector is judged: good ones byte for byte, bad ones by their exact error and the rule that refuses them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use ed25519_dalek::{Signature, VerifyingKey};
use marram_protocol::frame::FrameShape;
use marram_protocol::{ClientFrame, RelayFrame};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use support::judge::judge;
use support::vector_file::{VectorFile, read_folder};
use support::{bad, good, spec, strings};

#[test]
fn every_good_vector_decodes_to_its_parts_and_encodes_to_its_bytes() {
    for vector in read_folder("good") {
        let (parts, encoded) = judge(&vector).unwrap_or_else(|error| panic!("{}: {error:?}", vector.name));
        assert_eq!(encoded, vector.bytes(), "{}", vector.name);
        assert_eq!(parts, vector.parts, "{}", vector.name);
    }
}

#[test]
fn every_bad_vector_is_refused_by_its_rule_with_its_error() {
    let rules: BTreeSet<String> = spec::rules().into_iter().map(|rule| rule.number).collect();
    for vector in read_folder("bad") {
        let rule = vector.setting("rule");
        assert!(rules.contains(rule), "{} names {rule}, which SPEC.md does not have", vector.name);
        let Err(refused) = judge(&vector) else { panic!("{} is accepted", vector.name) };
        assert_eq!(refused.error(), vector.setting("error"), "{}", vector.name);
        assert_eq!(refused.rule(), rule, "{}", vector.name);
    }
}

#[test]
fn every_rule_of_the_decoder_or_of_a_check_has_a_bad_vector() {
    let broken: BTreeSet<String> = read_folder("bad").iter().map(|it| it.setting("rule").to_owned()).collect();
    let held_here = |rule: &spec::Rule| rule.held_by.iter().any(|holder| holder == "decoder" || holder == "check");
    let rules: BTreeSet<String> = spec::rules().into_iter().filter(held_here).map(|rule| rule.number).collect();
    assert_eq!(broken, rules);
}

#[test]
fn every_kind_of_frame_has_a_good_vector() {
    let shown = |decoder: &str| -> BTreeSet<u8> {
        let frames = read_folder("good").into_iter().filter(|vector| vector.setting("decoder") == decoder);
        frames.map(|vector| vector.bytes()[0]).collect()
    };
    let kinds = |table: &[FrameShape]| -> BTreeSet<u8> { table.iter().map(|shape| shape.kind).collect() };
    assert_eq!(shown("client frame"), kinds(ClientFrame::TABLE));
    assert_eq!(shown("relay frame"), kinds(RelayFrame::TABLE));
}

/// Every `TooLong` and `BadValue` in the source names its field in a literal: each has a vector that provokes it.
#[test]
fn every_field_that_the_source_can_refuse_has_a_bad_vector() {
    let errors: Vec<String> = read_folder("bad").iter().map(|vector| vector.setting("error").to_owned()).collect();
    let mut named = BTreeSet::new();
    for source in sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for (before, _) in source.match_indices("field: \"") {
            named.insert(source[before..].split('"').nth(1).unwrap().to_owned());
        }
        for line in source.lines().filter(|line| line.starts_with("list!(")) {
            named.insert(line.split('"').nth(1).unwrap().to_owned());
        }
    }
    assert!(named.len() >= 9, "the search finds the fields: {named:?}");
    for field in named {
        let provoked = errors.iter().any(|error| error.contains(&format!("field: {field:?}")));
        assert!(provoked, "no bad vector for {field:?}");
    }
}

fn sources(folder: &std::path::Path) -> Vec<String> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| match path.is_dir() {
        true => sources(&path),
        false => vec![std::fs::read_to_string(path).unwrap()],
    };
    paths.flat_map(read).collect()
}

#[test]
fn the_parts_of_each_string_are_what_is_hashed_or_signed() {
    let vectors = read_folder("strings");
    assert!(!vectors.is_empty());
    for vector in vectors {
        let string = vector.bytes();
        match vector.setting("decoder") {
            "SHA-256" => assert_eq!(Sha256::digest(&string)[..], vector.array::<32>("digest"), "{}", vector.name),
            "Ed25519" => {
                let key = VerifyingKey::from_bytes(&vector.array("key")).unwrap();
                let signature = Signature::from_bytes(&vector.array("signature"));
                key.verify_strict(&string, &signature).unwrap_or_else(|_| panic!("{}", vector.name));
            }
            other => panic!("{}: {other}", vector.name),
        }
    }
}

#[test]
fn the_strings_have_the_parts_that_the_spec_lists() {
    let rows = spec::table(&["string", "by", "made of"]);
    let vectors = read_folder("strings");
    assert_eq!(rows.len(), vectors.len());
    for row in rows {
        let vector = vectors.iter().find(|vector| vector.name == row[0]).unwrap_or_else(|| panic!("{}", row[0]));
        let (prefix, rest) = row[2].split_once(", ").unwrap();
        assert_eq!(vector.parts[0].bytes, prefix.trim_matches('"').as_bytes(), "{}", row[0]);
        let listed: Vec<String> = spec::fields(rest).into_iter().map(|(name, _)| name).collect();
        let there: Vec<String> = vector.parts[1..].iter().map(|part| part.name.clone()).collect();
        assert_eq!(listed, there, "{}", row[0]);
    }
}

#[test]
fn no_prefix_of_a_string_begins_another() {
    let prefixes: BTreeSet<Vec<u8>> = read_folder("strings").iter().map(|it| it.parts[0].bytes.clone()).collect();
    for one in &prefixes {
        assert!(prefixes.iter().all(|other| one == other || !other.starts_with(one)));
    }
}

#[test]
fn the_files_are_what_the_generator_makes() {
    for (kind, mut made) in [("good", good::all()), ("bad", bad::all()), ("strings", strings::all())] {
        made.sort_by(|one, other| one.name.cmp(&other.name));
        let names = |vectors: &[VectorFile]| vectors.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
        let there = read_folder(kind);
        assert_eq!(names(&there), names(&made), "run the example make_vectors");
        for (there, made) in there.iter().zip(&made) {
            assert_eq!(there, made, "{kind}/{} is not what make_vectors makes", made.name);
        }
    }
}
