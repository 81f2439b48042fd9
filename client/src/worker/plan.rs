//! What the engine put out, put into the order in which it is carried out.
//!
//! Outputs of several inputs that were waiting are carried out together: all their records go into **one** transaction,
//! then everything else follows in the engine's order. That is as safe as one by one: nothing is sent or shown before
//! its record is durable, and a record that is durable before an earlier message was sent is what a lost connection
//! would have left as well. It is what makes catching up fast.

use bytes::Bytes;
use marram_core::view::Shown;
use marram_core::{Batch, Output};
use marram_protocol::UnixMillis;
use std::collections::BTreeMap;

/// One transaction, then acts in order.
#[derive(Debug, Default)]
pub(super) struct Plan {
    records: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    /// What follows once the records are durable.
    pub(super) acts: Vec<Act>,
}

/// Something to do that is not durable.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Act {
    Send(Bytes),
    Show(Shown),
    WakeAt(UnixMillis),
    Reconnect { not_before: UnixMillis },
}

impl Plan {
    /// Adds what the engine put out for one input.
    pub(super) fn add(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                // A record that is written twice is stored once, as the last said.
                Output::Persist(batch) => self.records.extend(batch.0),
                Output::Send(message) => self.acts.push(Act::Send(message)),
                Output::Show(shown) => self.acts.push(Act::Show(shown)),
                Output::WakeAt(at) => self.acts.push(Act::WakeAt(at)),
                Output::Reconnect { not_before } => self.acts.push(Act::Reconnect { not_before }),
            }
        }
    }

    /// The transaction, once.
    pub(super) fn take_batch(&mut self) -> Batch {
        Batch(core::mem::take(&mut self.records).into_iter().collect())
    }
}

/// Drops what a later one replaces, so that a page that gets a thousand entries gets the list of rooms once.
pub(super) fn without_replaced(shown: Vec<Shown>) -> Vec<Shown> {
    let replaced: Vec<bool> =
        shown.iter().enumerate().map(|(at, one)| shown.iter().skip(at + 1).any(|later| replaces(later, one))).collect();
    shown.into_iter().zip(replaced).filter(|(_, replaced)| !replaced).map(|(one, _)| one).collect()
}

fn replaces(later: &Shown, earlier: &Shown) -> bool {
    match (later, earlier) {
        (Shown::Rooms(_), Shown::Rooms(_))
        | (Shown::Directory(_), Shown::Directory(_))
        | (Shown::Devices { .. }, Shown::Devices { .. })
        | (Shown::Desks(_), Shown::Desks(_))
        | (Shown::Connection(_), Shown::Connection(_))
        | (Shown::Administration(_), Shown::Administration(_))
        | (Shown::Me(_), Shown::Me(_)) => true,
        (Shown::Room(later), Shown::Room(earlier)) => later.summary.id == earlier.summary.id,
        (Shown::Outbox { room: later, .. }, Shown::Outbox { room: earlier, .. }) => later == earlier,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::view::Connection;

    fn write(key: u8, value: Option<u8>) -> Output {
        Output::Persist(Batch(vec![(vec![key], value.map(|value| vec![value]))]))
    }

    #[test]
    fn all_records_are_one_transaction_and_the_last_word_on_each_counts() {
        let mut plan = Plan::default();
        plan.add(vec![write(1, Some(1)), Output::Send(Bytes::from_static(b"a")), write(2, Some(2))]);
        plan.add(vec![write(1, None), Output::Send(Bytes::from_static(b"b"))]);
        assert_eq!(plan.take_batch(), Batch(vec![(vec![1], None), (vec![2], Some(vec![2]))]));
        assert_eq!(plan.acts, [Act::Send(Bytes::from_static(b"a")), Act::Send(Bytes::from_static(b"b"))]);
        assert_eq!(plan.take_batch(), Batch::default());
    }

    #[test]
    fn only_the_last_list_of_rooms_reaches_the_page_and_every_stretch_of_a_timeline_does() {
        let stretch =
            |from| Shown::Timeline { room: marram_core::RoomId([1; 16]), total: 2, from, entries: Vec::new() };
        let shown = vec![
            Shown::Connection(Connection::Offline),
            stretch(0),
            Shown::Connection(Connection::Connecting),
            stretch(1),
        ];
        let left = without_replaced(shown);
        assert_eq!(left, [stretch(0), Shown::Connection(Connection::Connecting), stretch(1)]);
    }
}
