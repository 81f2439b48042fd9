//! What `marram-relay inspect` shows after journey 1, held against DESIGN section 2.

use super::evidence::evidence;
use serde_json::Value;

/// Everything that the printed report says in words. Whatever else stands in it must be an id, a number or a time.
const WORDS: &str = "Agencies admitted by founding link Logs group register of agency made epoch entries removed bytes the newest commit by \
agency device linked another Devices with a mailbox key packages ever waiting from Timers armed cancels arms for mailboxes Blobs Invites used invite made Keys revoked UTC \
While it runs a relay also sees and does not store each connection's IP address when it connects and sends and which \
logs it follows It does not see who is a member of a group who wrote a message what anything says";

/// The JSON report's keys, and which of them hold words.
const KEYS: &[&str] = &[
    "logs",
    "mailboxes",
    "blobs",
    "invites",
    "linked",
    "founded",
    "revocations",
    "own_revocations",
    "kept",
    "log",
    "kind",
    "agency",
    "made_at",
    "epoch",
    "newest",
    "removed",
    "bytes",
    "entries",
    "seq",
    "at",
    "commit",
    "device",
    "waiting",
    "packages",
    "blob",
    "key",
    "timers",
    "timer",
    "devices",
    "cancelled",
    "armed",
];

fn is_id(text: &str) -> bool {
    text.len() >= 8 && text.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
}

fn is_number_or_time(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || "-:.".contains(c))
}

fn check(value: &Value, path: &str, strange: &mut Vec<String>) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) if is_id(text) => {}
        Value::String(text) if path.ends_with(".kind") && matches!(&**text, "group" | "register") => {}
        Value::String(text) => strange.push(format!("{path} = {text}")),
        Value::Array(all) => all.iter().for_each(|one| check(one, path, strange)),
        Value::Object(fields) => {
            for (key, value) in fields {
                if !KEYS.contains(&&**key) && !is_id(key) {
                    strange.push(format!("{path}.{key}"));
                }
                check(value, &format!("{path}.{key}"), strange);
            }
        }
    }
}

pub(super) fn only_what_is_admitted() {
    let (report, json) = &evidence().inspected;
    let words: Vec<_> = WORDS.split_whitespace().collect();
    let strange: Vec<_> = report
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| "(),.:;".contains(c)))
        .filter(|word| !word.is_empty() && !words.contains(word) && !is_id(word) && !is_number_or_time(word))
        .collect();
    assert!(strange.is_empty(), "inspect prints words of its own: {strange:?}\n{report}");

    let survey: Value = serde_json::from_str(json).unwrap();
    let mut strange = Vec::new();
    check(&survey, "", &mut strange);
    assert!(strange.is_empty(), "inspect --json says more than ids, numbers and kinds: {strange:?}");

    // And it leaves nothing out: a group, three registers (one is the control's), two used invites, four devices.
    let count = |what: &str| survey[what].as_array().unwrap().len();
    let of_kind = |kind: &str| survey["logs"].as_array().unwrap().iter().filter(|log| log["kind"] == kind).count();
    assert_eq!((of_kind("group"), of_kind("register"), count("invites"), count("mailboxes")), (1, 3, 2, 4), "{report}");
    let group = survey["logs"].as_array().unwrap().iter().find(|log| log["kind"] == "group").unwrap();
    assert!(group["agency"].is_null(), "whose a group is, the relay does not know: {group}");
    assert!(group["entries"].as_array().unwrap().len() >= 6, "five notes and a removal at least: {group}");
}
