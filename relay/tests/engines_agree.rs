//! Whatever a few people do in whatever order and batches, both stores judge it alike, and what is stored is dense, once,
//! and chained (R20, R22, R24, R27, R62). Proptest prints and keeps the seed of a case that fails.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod support;

use marram_protocol::frame::client::LogKind;
use marram_protocol::*;
use marram_relay::Terms;
use marram_relay::store::{Embedded, Item, Memory, Operation, Outcome, Request, Retention, Store};
use proptest::prelude::*;
use redb::backends::InMemoryBackend;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use support::desk::*;
use support::*;

/// Something that one of three people does, in one of two rooms, with few enough names that they collide.
#[derive(Debug, Clone)]
enum Deed {
    Append { room: u8, epoch: u64, id: u8, text: u8 },
    Commit { room: u8, epoch: u64, id: u8, to: Option<u8> },
    Create { room: u8, epoch: u64 },
    Resume { room: u8 },
    Note { to: u8, id: u8, text: u8 },
    Acknowledge { upto: u64 },
    Shelve { text: u8, last_resort: bool },
    Take { from: u8 },
    Blob { id: u8, text: u8 },
    State { epoch: u64, id: u8 },
    Revoke { whom: u8 },
    Timed { room: u8, epoch: u64, id: u8, cancel: Option<u8>, arm: Option<(u8, u8, u64)> },
    Leave,
}

fn deed() -> impl Strategy<Value = Deed> {
    let (room, epoch, id, text, who) = (0..2_u8, 0..4_u64, 0..6_u8, 0..2_u8, 0..3_u8);
    prop_oneof![
        6 => (room.clone(), epoch.clone(), id.clone(), text.clone())
            .prop_map(|(room, epoch, id, text)| Deed::Append { room, epoch, id, text }),
        4 => (room.clone(), epoch.clone(), id.clone(), proptest::option::of(who.clone()))
            .prop_map(|(room, epoch, id, to)| Deed::Commit { room, epoch, id, to }),
        1 => (room.clone(), 0..2_u64).prop_map(|(room, epoch)| Deed::Create { room, epoch }),
        4 => room.prop_map(|room| Deed::Resume { room }),
        3 => (who.clone(), id.clone(), text.clone()).prop_map(|(to, id, text)| Deed::Note { to, id, text }),
        1 => (0..8_u64).prop_map(|upto| Deed::Acknowledge { upto }),
        2 => (text.clone(), any::<bool>()).prop_map(|(text, last_resort)| Deed::Shelve { text, last_resort }),
        2 => who.clone().prop_map(|from| Deed::Take { from }),
        1 => (id.clone(), text).prop_map(|(id, text)| Deed::Blob { id, text }),
        2 => (0..5_u64, id).prop_map(|(epoch, id)| Deed::State { epoch, id }),
        1 => (0..6_u8).prop_map(|whom| Deed::Revoke { whom }),
        4 => (0..2_u8, 0..4_u64, 0..6_u8, proptest::option::of(0..3_u8),
            proptest::option::of((0..3_u8, 0..3_u8, 0..40_u64)))
            .prop_map(|(room, epoch, id, cancel, arm)| Deed::Timed { room, epoch, id, cancel, arm }),
        1 => Just(Deed::Leave),
    ]
}

fn room(number: u8) -> String {
    format!("room {number}")
}

fn people() -> [Person; 3] {
    let agency = Agency::new("Wexmoor Constabulary");
    [
        person(&agency.administrator, 1),
        person(&agency.staff("Ruth Kember"), 2),
        person(&Agency::new("Calderfen Council").staff("Mina Sorrell"), 3),
    ]
}

fn operation(deed: &Deed) -> Operation {
    let reach = token("reach");
    let text = |text: &u8| payload(&format!("text {text}"));
    match deed {
        Deed::Append { room: number, epoch, id, text } => {
            entry(&room(*number), *epoch, &format!("append {id}"), &format!("text {text}"))
        }
        Deed::Commit { room: number, epoch, id, to } => {
            let pointers = to.iter().map(|to| pointer(&people()[usize::from(*to)], "reach")).collect();
            commit(&room(*number), *epoch, &format!("append {id}"), pointers)
        }
        Deed::Create { room: number, epoch } => {
            let name = room(*number);
            Operation::Create { log: log(&name), kind: LogKind::Group, tokens: epoch_tokens(&name, *epoch) }
        }
        Deed::Resume { room: number } => Operation::Resume { log: log(&room(*number)) },
        Deed::Note { to, id, text } => {
            note(&people()[usize::from(*to)], "reach", &format!("note {id}"), &format!("text {text}"))
        }
        Deed::Acknowledge { upto } => Operation::AcknowledgeMailbox { upto: Seq(*upto) },
        Deed::Shelve { text: number, last_resort } => {
            Operation::Shelve { reach: reach.hash(), last_resort: *last_resort, payload: text(number) }
        }
        Deed::Take { from } => {
            Operation::TakeKeyPackage { device: people()[usize::from(*from)].device(), reach: reach.hash() }
        }
        Deed::Blob { id, text: number } => {
            Operation::PutBlob { blob: blob(&format!("blob {id}")), payload: text(number) }
        }
        Deed::State { epoch, id } => statement("register", *epoch, &format!("append {id}")),
        Deed::Revoke { whom } => {
            let keys = [people()[1].device(), people()[2].device(), DeviceId([9; 32])];
            let key = keys.get(usize::from(*whom)).unwrap_or(&keys[2]);
            Operation::Revoke { revocation: Agency::new("Wexmoor Constabulary").revoke(PublicKey(key.0)) }
        }
        Deed::Timed { room: number, epoch, id, cancel, arm } => {
            let cancel: Vec<_> = cancel.iter().map(|timer| format!("timer {timer}")).collect();
            let cancel: Vec<_> = cancel.iter().map(String::as_str).collect();
            let arm = arm
                .iter()
                .map(|(timer, to, at)| alarm(&format!("timer {timer}"), at * 1_000, &[&people()[usize::from(*to)]]));
            timed(&room(*number), *epoch, &format!("append {id}"), &cancel, arm.collect())
        }
        Deed::Leave => Operation::Leave,
    }
}

/// What a store should have been told of its logs: each place once, in order.
#[derive(Default)]
struct Ledger {
    heads: BTreeMap<LogId, Vec<ChainHead>>,
    first: BTreeMap<(LogId, AppendId), (Seq, ChainHead)>,
}

impl Ledger {
    fn note(&mut self, request: &Request, outcome: &Outcome) {
        let Outcome::Stored { log, seq, head, .. } = outcome else { return };
        let append = match &request.operation {
            Operation::Append { append, .. } | Operation::Commit { append, .. } => *append,
            other => panic!("{other:?} was stored"),
        };
        let heads = self.heads.entry(*log).or_default();
        match self.first.get(&(*log, append)) {
            Some(first) => assert_eq!(*first, (*seq, *head), "another answer than the first"),
            None => {
                heads.push(*head);
                assert_eq!(seq.0, heads.len() as u64, "places are dense");
                self.first.insert((*log, append), (*seq, *head));
            }
        }
    }

    fn check(&self, store: &dyn Store) {
        for (log, heads) in &self.heads {
            let mut head = ChainHead::start(*log);
            let items = store.entries(*log, Seq(0), Seq(u64::MAX), u32::MAX, usize::MAX).unwrap();
            assert_eq!(items.len(), heads.len());
            for (item, told) in items.into_iter().zip(heads) {
                let Item::Entry { seq, frame } = item else { panic!("{item:?}") };
                let Ok(RelayFrame::Entry { entry }) = RelayFrame::decode(frame) else { panic!("no entry") };
                head = head.then(seq, &entry.hash());
                assert_eq!((entry.seq, head), (seq, *told), "what is stored is what was answered");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn both_stores_judge_alike_and_keep_what_they_answered(
        batches in proptest::collection::vec(proptest::collection::vec((0..3_usize, deed()), 1..8), 1..40)
    ) {
        let mut terms = Terms { mailbox_share_per_agency: 4, timers_per_log: 2, ..Terms::default() };
        terms.limits.max_mailbox = 5;
        terms.limits.max_shelf = 2;
        let stores: [Arc<dyn Store>; 2] = [
            Arc::new(Memory::new()),
            Arc::new(Embedded::open_with_backend(InMemoryBackend::new()).unwrap()),
        ];
        let mut desks = stores.map(|store| Desk::with(store, terms.clone()));
        for desk in &mut desks {
            for number in 0..2 {
                desk.group(&people()[0], &room(number));
            }
            let tokens = epoch_tokens("register", 0);
            desk.ask(&people()[0], Operation::Create { log: log("register"), kind: LogKind::Register, tokens });
        }
        let mut ledger = Ledger::default();
        for (round, batch) in batches.iter().enumerate() {
            let [memory, embedded] = [0, 1].map(|desk| desks[desk].fire(round as u64 * 1_000));
            prop_assert_eq!((memory.timers, memory.news.len()), (embedded.timers, embedded.news.len()));
            let [memory, embedded] = [0, 1].map(|desk| desks[desk].store.next_timer().unwrap());
            prop_assert_eq!(memory, embedded);
            prop_assert!(memory.is_none_or(|at| at > desks[0].now), "what was due has fired");
            let requests: Vec<_> = batch.iter().map(|(who, deed)| people()[*who].wants(operation(deed))).collect();
            let [memory, embedded] = [0, 1].map(|desk| desks[desk].batch(&requests));
            for ((request, memory), embedded) in requests.iter().zip(memory).zip(embedded) {
                prop_assert_eq!(&memory.outcome, &embedded.outcome);
                prop_assert_eq!(memory.news.len(), embedded.news.len());
                ledger.note(request, &memory.outcome);
            }
        }
        let surveys = [0, 1].map(|desk| desks[desk].store.survey(usize::MAX).unwrap());
        prop_assert_eq!(&surveys[0], &surveys[1]);
        for desk in &desks {
            ledger.check(&*desk.store);
        }
        // Retention, too, leaves the same.
        let retention = Retention { entries: Some(Duration::ZERO), blobs: Some(Duration::ZERO) };
        let removed = [0, 1].map(|desk| desks[desk].store.retire(&retention, NOW, usize::MAX).unwrap());
        prop_assert_eq!(removed[0], removed[1]);
        let surveys = [0, 1].map(|desk| desks[desk].store.survey(usize::MAX).unwrap());
        prop_assert_eq!(&surveys[0], &surveys[1]);
    }
}
