//! An independent judge: plain observations in, complaints out. It shares no code with the product.

use super::wiretap::{At, Wiretap};
use std::collections::{BTreeMap, BTreeSet};

/// An entry as a person saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its place.
    pub seq: u64,
    /// What identifies it.
    pub event: [u8; 16],
    /// All of it as text.
    pub text: String,
}

/// One device at the end of a run.
#[derive(Debug, Default)]
pub struct Witness {
    /// Who, for complaints.
    pub name: String,
    /// Whether it is a member at the end.
    pub member: bool,
    /// Stretches during which it was no member: from after the first place up to the second.
    pub absent: Vec<(u64, u64)>,
    /// Whether an older copy of its store was put back during the run.
    pub restored: bool,
    /// The timeline, in order.
    pub seen: Vec<Seen>,
    /// What was written here and is still said to be unsent.
    pub unsent: Vec<String>,
    /// What was written here, durably.
    pub written: Vec<String>,
}

/// Everything that is wrong; empty when all is well.
pub fn judge(log: [u8; 16], witnesses: &[Witness], wire: &Wiretap) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut by_place: BTreeMap<u64, &Seen> = BTreeMap::new();
    for witness in witnesses {
        let mut events = BTreeSet::new();
        let mut last = 0;
        for seen in &witness.seen {
            if !events.insert(seen.event) {
                complaints.push(format!("{} shows {:?} twice", witness.name, seen.text));
            }
            if seen.seq <= last {
                complaints.push(format!("{} shows {} after {last}", witness.name, seen.seq));
            }
            last = seen.seq;
            let first = by_place.entry(seen.seq).or_insert(seen);
            if *first != seen {
                complaints.push(format!("{} shows {seen:?} where another shows {first:?}", witness.name));
            }
        }
    }
    for witness in witnesses.iter().filter(|witness| witness.member && !witness.restored) {
        let start = witness.seen.first().map_or(u64::MAX, |seen| seen.seq);
        let own: BTreeSet<u64> = witness.seen.iter().map(|seen| seen.seq).collect();
        let absent = |seq: u64| witness.absent.iter().any(|(from, to)| (from + 1..=*to).contains(&seq));
        // Said again after an absence, an event counts where it was read first.
        let events: BTreeSet<[u8; 16]> = witness.seen.iter().map(|seen| seen.event).collect();
        let missed = by_place.range(start..).filter(|(seq, _)| !own.contains(seq) && !absent(**seq));
        for (seq, seen) in missed.filter(|(_, seen)| !events.contains(&seen.event)) {
            complaints.push(format!("{} misses {:?} at {seq}", witness.name, seen.text));
        }
        for text in &witness.written {
            if !witness.seen.iter().any(|seen| seen.text == *text) {
                complaints.push(format!("{} wrote {text:?}, and it is nowhere", witness.name));
            }
        }
    }
    for witness in witnesses.iter().filter(|witness| !witness.member && !witness.restored) {
        for text in &witness.written {
            if !witness.seen.iter().any(|seen| seen.text == *text) && !witness.unsent.contains(text) {
                complaints.push(format!("{} wrote {text:?}, and it is neither sent nor kept", witness.name));
            }
        }
    }
    complaints.extend(judge_wire(log, wire));
    complaints
}

/// Stored is delivered, dense, and the same for everybody.
fn judge_wire(log: [u8; 16], wire: &Wiretap) -> Vec<String> {
    let mut complaints = Vec::new();
    let places: Vec<u64> = wire.entries.keys().filter(|at| at.0 == log).map(|at| at.1).collect();
    let first = places.first().copied().unwrap_or(1);
    if !places.iter().copied().eq(first..first + places.len() as u64) {
        complaints.push(format!("the log is not dense: {places:?}"));
    }
    let lost: Vec<&At> = wire.stored.iter().filter(|at| at.0 == log && !wire.entries.contains_key(*at)).collect();
    if !lost.is_empty() {
        complaints.push(format!("answered as stored and never delivered: {lost:?}"));
    }
    if !wire.contradictions.is_empty() {
        complaints.push(format!("two deliveries differ at {:?}", wire.contradictions));
    }
    if !wire.changed_retries.is_empty() {
        complaints.push(format!("{} appends were retried with other bytes", wire.changed_retries.len()));
    }
    complaints
}
