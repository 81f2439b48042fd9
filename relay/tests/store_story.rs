//! One story for every store: what is judged, in which order, and what is read back (R14 to R43).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod support;

use marram_protocol::frame::client::LogKind;
use marram_protocol::*;
use marram_relay::Terms;
use marram_relay::store::{Embedded, Item, Memory, News, Operation, Outcome, Retention, Store};
use std::sync::Arc;
use std::time::Duration;
use support::desk::*;
use support::*;

/// Runs each chapter over every engine.
macro_rules! story {
    ($($(#[$doc:meta])* fn $chapter:ident($desk:ident: Desk) $body:block)*) => {
        mod chapters {
            use super::*;
            $($(#[$doc])* pub(super) fn $chapter(#[allow(unused_mut)] mut $desk: Desk) $body)*
        }
        mod memory {
            $(#[test] fn $chapter() { super::chapters::$chapter(super::Desk::new(super::memory_store())); })*
        }
        mod embedded {
            $(#[test] fn $chapter() { super::chapters::$chapter(super::Desk::new(super::embedded_store())); })*
        }
    };
}

fn memory_store() -> Arc<dyn Store> {
    Arc::new(Memory::new())
}

fn embedded_store() -> Arc<dyn Store> {
    Arc::new(Embedded::open_with_backend(redb::backends::InMemoryBackend::new()).unwrap())
}

fn ruth() -> Person {
    person(&Agency::new("Wexmoor Constabulary").staff("Ruth Kember"), 1)
}

fn mina() -> Person {
    person(&Agency::new("Calderfen Council").staff("Mina Sorrell"), 2)
}

fn council() -> Agency {
    Agency::new("Calderfen Council")
}

fn conflict(epoch: u64, newest: u64) -> Outcome {
    Outcome::Conflict { log: log("room"), epoch: Epoch(epoch), newest: Seq(newest) }
}

story! {
    /// R20.
    fn a_retry_gets_the_first_answer_and_nothing_is_stored_twice(desk: Desk) {
        desk.group(&ruth(), "room");
        let first = desk.ask(&ruth(), entry("room", 0, "one", "sealed"));
        desk.now = UnixMillis(NOW.0 + 5_000);
        assert_eq!(desk.ask(&ruth(), entry("room", 0, "one", "sealed")), first);
        assert_eq!(desk.read("room", 0, 0), Some((vec![Seq(1)], false)));
        assert!(desk.news(&ruth(), entry("room", 0, "one", "sealed")).is_empty(), "told twice");
    }

    /// R20.
    fn a_retry_in_the_same_batch_gets_the_first_answer(desk: Desk) {
        desk.group(&ruth(), "room");
        let twice = [entry("room", 0, "one", "sealed"), entry("room", 0, "one", "sealed")];
        let judged = desk.batch(&twice.map(|operation| ruth().wants(operation)));
        assert_eq!(judged[0].outcome, judged[1].outcome);
        assert_eq!((judged[0].news.len(), judged[1].news.len()), (1, 0));
    }

    /// R20.
    fn an_append_id_with_other_bytes_is_refused(desk: Desk) {
        desk.group(&ruth(), "room");
        assert_eq!(seq(&desk.ask(&ruth(), entry("room", 0, "one", "sealed"))), Some(1));
        let other = desk.ask(&ruth(), entry("room", 0, "one", "other"));
        assert_eq!(other, refused(Reason::AppendIdReused));
    }

    /// R20: the append id is judged before the token and the epoch.
    fn a_retry_after_the_epoch_moved_still_gets_its_first_answer(desk: Desk) {
        desk.group(&ruth(), "room");
        let first = desk.ask(&ruth(), entry("room", 0, "one", "sealed"));
        let moved = desk.ask(&mina(), commit("room", 0, "two", vec![]));
        assert_eq!(desk.ask(&ruth(), entry("room", 0, "one", "sealed")), first);
        assert_eq!(desk.ask(&mina(), commit("room", 0, "two", vec![])), moved);
    }

    /// R20: the append id is judged before rates and quotas.
    fn a_retry_is_answered_when_the_rate_is_used_up(desk: Desk) {
        let mut terms = Terms::default();
        terms.limits.appends_per_minute = 2;
        let mut desk = Desk::with(desk.store, terms);
        desk.group(&ruth(), "room");
        let first = desk.ask(&ruth(), entry("room", 0, "one", "sealed"));
        assert_eq!(seq(&first), Some(1));
        let second = desk.ask(&ruth(), entry("room", 0, "two", "sealed"));
        assert_eq!(second, Outcome::Refused(Refusal::too_often(30_000)));
        assert_eq!(desk.ask(&ruth(), entry("room", 0, "one", "sealed")), first);
    }

    /// R24.
    fn concurrent_commits_have_one_winner(desk: Desk) {
        desk.group(&ruth(), "room");
        let commits: Vec<_> = (0..8_u64)
            .map(|n| ruth().again(n).wants(commit("room", 0, &format!("commit {n}"), vec![])))
            .collect();
        let outcomes: Vec<_> = desk.batch(&commits).into_iter().map(|judged| judged.outcome).collect();
        assert_eq!(seq(&outcomes[0]), Some(1));
        assert!(outcomes[1..].iter().all(|outcome| *outcome == conflict(1, 1)), "{outcomes:?}");
        assert_eq!(desk.read("room", 1, 0), Some((vec![Seq(1)], false)));
    }

    /// R24.
    fn an_entry_of_a_past_epoch_conflicts(desk: Desk) {
        desk.group(&ruth(), "room");
        desk.ask(&ruth(), commit("room", 0, "one", vec![]));
        assert_eq!(desk.ask(&mina(), entry("room", 0, "two", "sealed")), conflict(1, 1));
        assert_eq!(desk.read("room", 1, 0), Some((vec![Seq(1)], false)));
    }

    /// R30.
    fn a_wrong_token_and_a_log_that_is_not_there_look_the_same(desk: Desk) {
        desk.group(&ruth(), "room");
        let mut wrong = entry("room", 0, "one", "sealed");
        if let Operation::Append { token, .. } = &mut wrong {
            *token = epoch_token("another room", 0, "append").hash();
        }
        assert_eq!(desk.ask(&ruth(), wrong), refused(Reason::NoSuchLog));
        assert_eq!(desk.ask(&mina(), entry("nowhere", 0, "one", "sealed")), refused(Reason::NoSuchLog));
        assert_eq!(desk.ask(&mina(), entry("room", 7, "one", "sealed")), refused(Reason::NoSuchLog));
        let read = epoch_token("room", 0, "append").hash();
        assert_eq!(desk.store.window(log("room"), &read, Seq(0)).unwrap(), None);
        assert_eq!(desk.store.window(log("nowhere"), &read, Seq(0)).unwrap(), None);
    }

    /// R26.
    fn one_refusal_stops_that_pipeline_until_it_is_noted(desk: Desk) {
        desk.group(&ruth(), "room");
        desk.group(&ruth(), "another room");
        desk.ask(&mina(), commit("room", 0, "first", vec![]));
        let stopped = refused(Reason::PipelineStopped);
        let batch = [
            ruth().wants(entry("room", 0, "a", "sealed")),
            ruth().wants(entry("room", 1, "b", "sealed")),
            ruth().wants(entry("another room", 0, "c", "sealed")),
            ruth().again(9).wants(entry("room", 1, "d", "sealed")),
            ruth().wants(Operation::Resume { log: log("room") }),
            ruth().wants(entry("room", 1, "e", "sealed")),
        ];
        let outcomes: Vec<_> = desk.batch(&batch).into_iter().map(|judged| judged.outcome).collect();
        assert_eq!(outcomes[..2], [conflict(1, 1), stopped]);
        assert_eq!(outcomes[2..].iter().map(seq).collect::<Vec<_>>(), [Some(1), Some(2), None, Some(3)]);
    }

    /// R26: known ids are answered even then.
    fn a_stopped_pipeline_still_answers_known_ids(desk: Desk) {
        desk.group(&ruth(), "room");
        let first = desk.ask(&ruth(), entry("room", 0, "one", "sealed"));
        assert_eq!(desk.ask(&ruth(), entry("room", 0, "one", "other")), refused(Reason::AppendIdReused));
        assert_eq!(desk.ask(&ruth(), entry("room", 0, "two", "sealed")), refused(Reason::PipelineStopped));
        assert_eq!(desk.ask(&ruth(), entry("room", 0, "one", "sealed")), first);
    }

    /// R26: a batch with nothing durable in it is heard too.
    fn a_refusal_is_noted_without_a_transaction(desk: Desk) {
        desk.group(&ruth(), "room");
        desk.ask(&ruth(), entry("room", 9, "one", "sealed"));
        assert_eq!(desk.ask(&ruth(), Operation::Resume { log: log("room") }), DONE);
        assert_eq!(seq(&desk.ask(&ruth(), entry("room", 0, "two", "sealed"))), Some(1));
        desk.ask(&ruth(), entry("room", 9, "three", "sealed"));
        assert_eq!(desk.ask(&ruth(), Operation::Leave), DONE);
        assert_eq!(seq(&desk.ask(&ruth(), entry("room", 0, "four", "sealed"))), Some(2));
    }

    /// R31: whoever was removed reads the removal and nothing after it, however long they keep their token.
    fn a_removed_token_reads_nothing_after_the_removal(desk: Desk) {
        desk.group(&ruth(), "room");
        desk.ask(&ruth(), entry("room", 0, "one", "before"));
        desk.ask(&ruth(), commit("room", 0, "removal", vec![]));
        for n in 0..5 {
            desk.ask(&ruth(), entry("room", 1, &format!("after {n}"), "after"));
        }
        desk.ask(&ruth(), commit("room", 1, "later", vec![]));
        assert_eq!(desk.read("room", 0, 0), Some((vec![Seq(1), Seq(2)], true)));
        assert_eq!(desk.read("room", 0, 6), Some((vec![], true)));
        let read = epoch_token("room", 0, "read").hash();
        let window = desk.store.window(log("room"), &read, Seq(6)).unwrap().unwrap();
        assert_eq!((window.after, window.newest), (Seq(2), Seq(2)), "it learns nothing of what came after");
    }

    /// R31: whoever is new reads from their own commit on.
    fn a_new_token_reads_nothing_before_its_commit(desk: Desk) {
        desk.group(&ruth(), "room");
        desk.ask(&ruth(), entry("room", 0, "one", "before"));
        desk.ask(&ruth(), commit("room", 0, "joining", vec![]));
        desk.ask(&ruth(), entry("room", 1, "two", "after"));
        assert_eq!(desk.read("room", 1, 0), Some((vec![Seq(2), Seq(3)], false)));
    }

    /// R31: whoever was away walks from epoch to epoch.
    fn someone_who_was_away_walks_forward(desk: Desk) {
        desk.group(&ruth(), "room");
        for epoch in 0..4 {
            desk.ask(&ruth(), entry("room", epoch, &format!("entry {epoch}"), "sealed"));
            desk.ask(&ruth(), commit("room", epoch, &format!("commit {epoch}"), vec![]));
        }
        let (mut cursor, mut walked) = (0, vec![]);
        for epoch in 0..=4 {
            let (seqs, ended) = desk.read("room", epoch, cursor).unwrap();
            assert_eq!(ended, epoch < 4);
            cursor = seqs.last().map_or(cursor, |seq| seq.0);
            walked.extend(seqs);
        }
        assert_eq!(walked, (1..=8).map(Seq).collect::<Vec<_>>());
    }

    /// R30: whoever commits may spoil the epoch that they begin, never the history.
    fn a_commit_cannot_take_an_earlier_epochs_token_away(desk: Desk) {
        desk.group(&ruth(), "room");
        desk.ask(&ruth(), entry("room", 0, "one", "sealed"));
        let mut spoiling = commit("room", 0, "two", vec![]);
        if let Operation::Commit { next, .. } = &mut spoiling {
            next.read = epoch_tokens("room", 0).read;
        }
        desk.ask(&mina(), spoiling);
        assert_eq!(desk.read("room", 0, 0), Some((vec![Seq(1), Seq(2)], true)));
    }

    /// R27.
    fn the_chain_is_the_one_that_clients_compute(desk: Desk) {
        desk.group(&ruth(), "room");
        let operations = [
            entry("room", 0, "one", "sealed"),
            commit("room", 0, "two", vec![]),
            entry("room", 1, "three", "sealed"),
        ];
        let mut head = ChainHead::start(log("room"));
        for operation in operations {
            let judged = desk.batch(&[ruth().wants(operation)]).remove(0);
            let (Outcome::Stored { seq, head: told, at, .. }, [News::Entry(new)]) = (&judged.outcome, &judged.news[..])
            else { panic!("{judged:?}") };
            let Ok(RelayFrame::Entry { entry }) = RelayFrame::decode(new.frame.clone()) else { panic!("no entry") };
            head = head.then(entry.seq, &entry.hash());
            assert_eq!((*told, *seq, *at), (head, entry.seq, entry.at));
        }
        let window = |after| {
            desk.store.window(log("room"), &epoch_tokens("room", 1).read, Seq(after)).unwrap().unwrap()
        };
        assert_eq!(window(3).head, head);
        assert_ne!(window(2).head, head);
    }

    /// R22: a relay's clock that is set back dates nothing before what is there.
    fn times_never_fall_within_a_log(desk: Desk) {
        desk.group(&ruth(), "room");
        let at = |outcome: Outcome| match outcome {
            Outcome::Stored { at, .. } => at,
            other => panic!("{other:?}"),
        };
        let first = at(desk.ask(&ruth(), entry("room", 0, "one", "sealed")));
        desk.now = UnixMillis(NOW.0 - 60_000);
        assert_eq!(at(desk.ask(&ruth(), entry("room", 0, "two", "sealed"))), first);
    }

    /// R25.
    fn a_commit_leaves_its_pointers_stamped(desk: Desk) {
        desk.group(&ruth(), "room");
        desk.reachable(&mina(), "reach");
        desk.ask(&ruth(), entry("room", 0, "one", "sealed"));
        let judged = desk.batch(&[ruth().wants(commit("room", 0, "joining", vec![pointer(&mina(), "reach")]))]).remove(0);
        let Outcome::Stored { seq, head, .. } = judged.outcome else { panic!("{judged:?}") };
        let mail = desk.store.mail(mina().device(), Seq(0), 10, usize::MAX).unwrap();
        let Ok(RelayFrame::Mail { origin: Some(origin), payload, .. }) = RelayFrame::decode(mail[0].frame.clone())
        else { panic!("no mail") };
        assert_eq!((origin.log, origin.seq, origin.head), (log("room"), seq, head));
        assert_eq!(payload, "pointer");
        assert!(matches!(&judged.news[..], [News::Entry(_), News::Mail { frame, .. }] if *frame == mail[0].frame));
    }

    /// R25: all or nothing.
    fn a_pointer_that_cannot_be_delivered_refuses_the_whole_commit(desk: Desk) {
        desk.group(&ruth(), "room");
        desk.reachable(&mina(), "reach");
        let pointers = vec![pointer(&mina(), "reach"), pointer(&ruth(), "reach")];
        assert_eq!(desk.ask(&ruth(), commit("room", 0, "joining", pointers)), refused(Reason::NotReachable));
        let wrong = vec![pointer(&mina(), "reach"), pointer(&mina(), "another reach")];
        assert_eq!(desk.ask(&ruth().again(5), commit("room", 0, "joining", wrong)), refused(Reason::NotReachable));
        assert_eq!(desk.store.mail(mina().device(), Seq(0), 10, usize::MAX).unwrap(), vec![]);
        assert_eq!(desk.read("room", 0, 0), Some((vec![], false)));
        assert_eq!(desk.read("room", 1, 0), None);
        let right = commit("room", 0, "joining", vec![pointer(&mina(), "reach")]);
        assert_eq!(seq(&desk.ask(&ruth().again(6), right)), Some(1));
    }

    /// R25, R40.
    fn a_full_mailbox_refuses_notes_and_commits_and_loses_nothing(desk: Desk) {
        let mut terms = Terms::default();
        terms.limits.max_mailbox = 2;
        let mut desk = Desk::with(desk.store, terms);
        desk.group(&ruth(), "room");
        desk.reachable(&mina(), "reach");
        let full = Outcome::Refused(Refusal { reason: Reason::Full, retry_after_ms: 0, limit: 2, got: 2 });
        let three = vec![pointer(&mina(), "reach"); 3];
        assert_eq!(desk.ask(&ruth(), commit("room", 0, "joining", three)), full);
        assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "one", "note")), DONE);
        assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "two", "note")), DONE);
        assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "three", "note")), full);
        assert_eq!(desk.store.mail(mina().device(), Seq(0), 10, usize::MAX).unwrap().len(), 2);
        assert_eq!(desk.ask(&mina(), Operation::AcknowledgeMailbox { upto: Seq(1) }), DONE);
        assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "three", "note")), DONE);
        let seqs: Vec<_> = desk.store.mail(mina().device(), Seq(0), 10, usize::MAX).unwrap().iter().map(|mail| mail.seq).collect();
        assert_eq!(seqs, [Seq(2), Seq(3)]);
    }

    /// R40.
    fn one_agency_cannot_fill_a_mailbox_against_others(desk: Desk) {
        let terms = Terms { mailbox_share_per_agency: 1, ..Terms::default() };
        let mut desk = Desk::with(desk.store, terms);
        desk.reachable(&mina(), "reach");
        let own = person(&council().staff("Jo Ledbit"), 3);
        assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "one", "note")), DONE);
        assert_eq!(reason(&desk.ask(&ruth(), note(&mina(), "reach", "two", "note"))), Some(Reason::Quota));
        assert_eq!(desk.ask(&own, note(&mina(), "reach", "three", "note")), DONE);
        assert_eq!(desk.ask(&mina(), Operation::AcknowledgeMailbox { upto: Seq(9) }), DONE);
        assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "two", "note")), DONE);
    }

    /// R20 for mailboxes: also after the note was acknowledged.
    fn a_note_is_delivered_once(desk: Desk) {
        desk.reachable(&mina(), "reach");
        for _ in 0..2 {
            assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "one", "note")), DONE);
        }
        assert_eq!(desk.store.mail(mina().device(), Seq(0), 10, usize::MAX).unwrap().len(), 1);
        desk.ask(&mina(), Operation::AcknowledgeMailbox { upto: Seq(1) });
        assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "one", "note")), DONE);
        assert_eq!(desk.store.mail(mina().device(), Seq(0), 10, usize::MAX).unwrap(), vec![]);
        assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "one", "other")), refused(Reason::AppendIdReused));
    }

    /// R42.
    fn a_wrong_reach_token_and_a_device_that_is_not_there_look_the_same(desk: Desk) {
        desk.reachable(&mina(), "reach");
        for (to, reach) in [(mina(), "another reach"), (ruth(), "reach")] {
            assert_eq!(desk.ask(&ruth(), note(&to, reach, "one", "note")), refused(Reason::NotReachable));
            let take = Operation::TakeKeyPackage { device: to.device(), reach: token(reach).hash() };
            assert_eq!(desk.ask(&ruth(), take), refused(Reason::NotReachable));
        }
    }

    /// R42: the last reach token counts.
    fn a_new_reach_token_closes_the_old_one(desk: Desk) {
        desk.reachable(&mina(), "reach");
        let shelve = Operation::Shelve { reach: token("new reach").hash(), last_resort: true, payload: payload("last") };
        assert_eq!(desk.ask(&mina(), shelve), Outcome::Done { value: 1 });
        assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "one", "note")), refused(Reason::NotReachable));
        assert_eq!(desk.ask(&ruth(), note(&mina(), "new reach", "one", "note")), DONE);
    }

    /// R41.
    fn key_packages_are_taken_once_oldest_first_and_the_last_resort_stays(desk: Desk) {
        let shelve = |text: &str, last_resort| Operation::Shelve {
            reach: token("reach").hash(),
            last_resort,
            payload: payload(text),
        };
        let take = || Operation::TakeKeyPackage { device: mina().device(), reach: token("reach").hash() };
        let given = |text: &str, last_resort| Outcome::KeyPackage { last_resort, payload: payload(text) };
        assert_eq!(desk.ask(&mina(), shelve("one", false)), Outcome::Done { value: 1 });
        assert_eq!(desk.ask(&mina(), shelve("two", false)), Outcome::Done { value: 2 });
        assert_eq!(desk.ask(&ruth(), take()), given("one", false));
        assert_eq!(desk.ask(&mina(), shelve("one", false)), Outcome::Done { value: 1 }, "a taken one came back");
        assert_eq!(desk.ask(&ruth(), take()), given("two", false));
        assert_eq!(desk.ask(&ruth(), take()), refused(Reason::ShelfEmpty));
        assert_eq!(desk.ask(&mina(), shelve("last", true)), Outcome::Done { value: 0 });
        assert_eq!(desk.ask(&mina(), shelve("later", true)), Outcome::Done { value: 0 });
        for _ in 0..2 {
            assert_eq!(desk.ask(&ruth(), take()), given("later", true));
        }
    }

    /// R41.
    fn a_full_shelf_takes_no_more(desk: Desk) {
        let mut terms = Terms::default();
        terms.limits.max_shelf = 1;
        let mut desk = Desk::with(desk.store, terms);
        desk.reachable(&mina(), "reach");
        let more = Operation::Shelve { reach: token("reach").hash(), last_resort: false, payload: payload("more") };
        let full = Refusal { reason: Reason::Full, retry_after_ms: 0, limit: 1, got: 1 };
        assert_eq!(desk.ask(&mina(), more), Outcome::Refused(full));
    }

    /// R41.
    fn takes_from_other_agencies_are_counted_against_the_takers(desk: Desk) {
        let mut terms = Terms::default();
        terms.limits.takes_per_hour = 1;
        let mut desk = Desk::with(desk.store, terms);
        desk.reachable(&mina(), "reach");
        let last = Operation::Shelve { reach: token("reach").hash(), last_resort: true, payload: payload("last") };
        desk.ask(&mina(), last);
        let take = || Operation::TakeKeyPackage { device: mina().device(), reach: token("reach").hash() };
        let own = person(&council().staff("Jo Ledbit"), 3);
        assert!(matches!(desk.ask(&ruth(), take()), Outcome::KeyPackage { .. }));
        assert_eq!(desk.ask(&ruth(), take()), Outcome::Refused(Refusal::too_often(3_600_000)));
        assert!(matches!(desk.ask(&own, take()), Outcome::KeyPackage { .. }));
        assert!(matches!(desk.ask(&own, take()), Outcome::KeyPackage { .. }));
    }

    /// R43.
    fn a_blob_is_stored_once(desk: Desk) {
        let put = |text: &str| Operation::PutBlob { blob: blob("welcome"), payload: payload(text) };
        assert_eq!(desk.store.blob(blob("welcome")).unwrap(), None);
        assert_eq!(desk.ask(&ruth(), put("tree")), DONE);
        assert_eq!(desk.ask(&ruth(), put("tree")), DONE);
        assert_eq!(desk.ask(&mina(), put("another")), refused(Reason::BlobExists));
        assert_eq!(desk.store.blob(blob("welcome")).unwrap(), Some(payload("tree")));
    }

    /// R12.
    fn what_is_over_a_limit_of_size_is_refused_with_the_numbers(desk: Desk) {
        let mut terms = Terms::default();
        terms.limits = Limits {
            max_entry_bytes: 4, max_commit_bytes: 12, max_blob_bytes: 4, max_key_package_bytes: 11, max_mail_bytes: 7, ..terms.limits
        };
        let mut desk = Desk::with(desk.store, terms);
        desk.group(&ruth(), "room");
        desk.reachable(&mina(), "reach");
        let too_large = |limit, got| Outcome::Refused(Refusal::too_large(limit, got));
        assert_eq!(desk.ask(&ruth(), entry("room", 0, "one", "12345")), too_large(4, 5));
        assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "one", "12345678")), too_large(7, 8));
        let put = Operation::PutBlob { blob: blob("welcome"), payload: payload("12345") };
        assert_eq!(desk.ask(&ruth(), put), too_large(4, 5));
        let package = Operation::Shelve { reach: token("reach").hash(), last_resort: true, payload: payload("123456789012") };
        assert_eq!(desk.ask(&ruth(), package), too_large(11, 12));
        let together = commit("room", 0, "123456", vec![pointer(&mina(), "reach")]);
        assert_eq!(desk.ask(&ruth().again(3), together), too_large(12, 13));
        assert_eq!(seq(&desk.ask(&ruth().again(4), commit("room", 0, "12345", vec![pointer(&mina(), "reach")]))), Some(1));
        assert_eq!(seq(&desk.ask(&ruth().again(4), entry("room", 1, "two", "1234"))), Some(2));
    }

    /// R12.
    fn commits_have_a_rate_of_their_own(desk: Desk) {
        let mut terms = Terms::default();
        terms.limits.commits_per_minute = 1;
        let mut desk = Desk::with(desk.store, terms);
        desk.group(&ruth(), "room");
        assert_eq!(seq(&desk.ask(&ruth(), commit("room", 0, "one", vec![]))), Some(1));
        assert_eq!(desk.ask(&ruth(), commit("room", 1, "two", vec![])), Outcome::Refused(Refusal::too_often(60_000)));
        assert_eq!(seq(&desk.ask(&mina(), commit("room", 1, "three", vec![]))), Some(2));
        desk.now = UnixMillis(NOW.0 + 60_000);
        assert_eq!(seq(&desk.ask(&ruth().again(7), commit("room", 2, "four", vec![]))), Some(3));
    }

    /// R12.
    fn an_agencys_quota_holds_for_all_its_devices(desk: Desk) {
        let mut desk = Desk::with(desk.store, Terms { agency_bytes_per_day: 10, ..Terms::default() });
        desk.group(&ruth(), "room");
        let other = person(&Agency::new("Wexmoor Constabulary").staff("Sam Orrin"), 3);
        assert_eq!(seq(&desk.ask(&ruth(), entry("room", 0, "one", "123456"))), Some(1));
        let over = Refusal { reason: Reason::Quota, retry_after_ms: 17_280_000, limit: 10, got: 6 };
        assert_eq!(desk.ask(&other, entry("room", 0, "two", "123456")), Outcome::Refused(over));
        assert_eq!(seq(&desk.ask(&mina(), entry("room", 0, "three", "123456"))), Some(2));
    }

    /// R33.
    fn a_log_is_created_once(desk: Desk) {
        let create = |kind, epoch| Operation::Create { log: log("room"), kind, tokens: epoch_tokens("room", epoch) };
        assert_eq!(desk.ask(&ruth(), create(LogKind::Group, 0)), DONE);
        desk.ask(&ruth(), commit("room", 0, "one", vec![]));
        assert_eq!(desk.ask(&mina(), create(LogKind::Group, 0)), DONE);
        assert_eq!(desk.ask(&ruth(), create(LogKind::Group, 1)), refused(Reason::LogExists));
        let administrator = person(&council().administrator, 4);
        assert_eq!(desk.ask(&administrator, create(LogKind::Register, 0)), refused(Reason::LogExists));
    }

    /// R32, R33.
    fn a_register_belongs_to_its_agency(desk: Desk) {
        let administrator = person(&council().administrator, 4);
        let stranger = person(&Agency::new("Wexmoor Constabulary").administrator, 5);
        let create = || Operation::Create { log: log("register"), kind: LogKind::Register, tokens: epoch_tokens("register", 0) };
        assert_eq!(desk.ask(&mina(), create()), refused(Reason::NotPermitted));
        assert_eq!(desk.ask(&administrator, create()), DONE);
        assert_eq!(desk.ask(&stranger, create()), refused(Reason::LogExists));
        assert_eq!(seq(&desk.ask(&administrator, statement("register", 0, "invite"))), Some(1));
        assert_eq!(desk.ask(&stranger, statement("register", 1, "foreign")), refused(Reason::NotPermitted));
        let stale = Outcome::Conflict { log: log("register"), epoch: Epoch(1), newest: Seq(1) };
        assert_eq!(desk.ask(&administrator, statement("register", 0, "stale")), stale);
        assert_eq!(desk.ask(&administrator.again(6), commit("register", 1, "no", vec![])), refused(Reason::NotPermitted));
        assert_eq!(seq(&desk.ask(&administrator.again(7), statement("register", 1, "role"))), Some(2));
        assert_eq!(desk.read("register", 0, 0), Some((vec![Seq(1), Seq(2)], false)));
    }

    /// R32.
    fn an_invite_is_redeemed_once(desk: Desk) {
        let administrator = person(&council().administrator, 4);
        let create = Operation::Create { log: log("register"), kind: LogKind::Register, tokens: epoch_tokens("register", 0) };
        desk.ask(&administrator, create);
        let redemption = desk.ask(&mina(), statement("register", 0, "redemption"));
        assert_eq!(seq(&redemption), Some(1));
        assert_eq!(desk.ask(&mina(), statement("register", 0, "redemption")), redemption);
        assert_eq!(desk.ask(&mina(), statement("register", 1, "another")), refused(Reason::NotPermitted));
        let copy = person(&council().invited("Mina Sorrell", "a copied link", ALWAYS), 9);
        assert_eq!(desk.ask(&copy, statement("register", 1, "copy")), refused(Reason::NotPermitted));
    }

    /// R32.
    fn a_registers_entries_say_who_appended_them_and_a_groups_do_not(desk: Desk) {
        let administrator = person(&council().administrator, 4);
        let create = Operation::Create { log: log("register"), kind: LogKind::Register, tokens: epoch_tokens("register", 0) };
        desk.ask(&administrator, create);
        desk.ask(&administrator, statement("register", 0, "invite"));
        desk.ask(&mina(), statement("register", 1, "redemption"));
        desk.group(&ruth(), "room");
        assert_eq!(seq(&desk.ask(&ruth(), entry("room", 0, "first", "sealed"))), Some(1));
        let appenders = |name: &str| -> Vec<Option<Pass>> {
            let window = desk.store.window(log(name), &epoch_token(name, 0, "read").hash(), Seq(0)).unwrap().unwrap();
            let items = desk.store.entries(log(name), Seq(0), window.newest, u32::MAX, usize::MAX).unwrap();
            let appender = |item| match item {
                Item::Entry { frame, .. } => match RelayFrame::decode(frame).unwrap() {
                    RelayFrame::Entry { entry } => entry.stated_by,
                    other => panic!("{other:?}"),
                },
                gap @ Item::Gap { .. } => panic!("{gap:?}"),
            };
            items.into_iter().map(appender).collect()
        };
        let passes = [&administrator, &mina()].map(|who| Some(who.by.pass.clone()));
        assert_eq!(appenders("register"), passes);
        assert_eq!(appenders("room"), [None]);
    }

    /// R15.
    fn an_invite_makes_one_device(desk: Desk) {
        let invite = mina().by.known.invite.unwrap();
        let copy = person(&council().invited("Mina Sorrell", "a copied link", ALWAYS), 9);
        assert_eq!(desk.store.standing(&copy.by.known).unwrap().invite_bound_to, None);
        let both = [mina().wants(Operation::BindInvite { invite }), copy.wants(Operation::BindInvite { invite })];
        let outcomes: Vec<_> = desk.batch(&both).into_iter().map(|judged| judged.outcome).collect();
        assert_eq!(outcomes, [DONE, refused(Reason::InviteUsed)]);
        assert_eq!(desk.ask(&mina(), Operation::BindInvite { invite }), DONE);
        assert_eq!(desk.store.standing(&copy.by.known).unwrap().invite_bound_to, Some(mina().device()));
    }

    /// R16.
    fn a_founding_token_is_its_first_agencys(desk: Desk) {
        let (first, second) = (person(&council().administrator, 4), person(&Agency::new("Wexmoor Constabulary").administrator, 5));
        let found = Operation::Found { token: token("link").hash() };
        assert!(!desk.store.standing(&first.by.known).unwrap().founded);
        let both = [first.wants(found.clone()), second.wants(found.clone())];
        let outcomes: Vec<_> = desk.batch(&both).into_iter().map(|judged| judged.outcome).collect();
        assert_eq!(outcomes, [DONE, refused(Reason::FoundingUsed)]);
        assert_eq!(desk.ask(&first, found), DONE);
        assert!(desk.store.standing(&first.by.known).unwrap().founded);
        assert!(!desk.store.standing(&second.by.known).unwrap().founded);
        assert_eq!(desk.store.survey(0).unwrap().founded, [council().id()]);
    }

    /// R15: an invite's last moment is the last one for making a device, not the device's own.
    fn an_invite_that_is_over_makes_no_device_and_keeps_the_one_it_made(desk: Desk) {
        let staff = council().staff("Mina Sorrell");
        let brief = UnixMillis(0)..=NOW;
        let (phone, copy) = (staff.links_by("link", "phone", brief.clone()), staff.links_by("late link", "late", brief));
        let (phone, copy) = (person(&phone, 5), person(&copy, 6));
        let bind = |person: &Person| Operation::BindInvite { invite: person.by.known.invite.unwrap() };
        assert_eq!(desk.ask(&phone, bind(&phone)), DONE);
        desk.now = UnixMillis(NOW.0 + 1);
        assert_eq!(desk.ask(&copy, bind(&copy)), refused(Reason::PassExpired));
        assert_eq!(desk.ask(&phone, bind(&phone)), DONE);
        assert_eq!(desk.store.standing(&copy.by.known).unwrap().invite_bound_to, None);
    }

    /// R15.
    fn a_device_links_so_many_others_and_a_removed_one_makes_room(desk: Desk) {
        let staff = council().staff("Mina Sorrell");
        let terms = Terms { linked_devices_per_device: 2, ..Terms::default() };
        let mut desk = Desk::with(desk.store, terms);
        let devices = ["phone", "tablet", "third", "fourth"].map(|name| staff.links(name));
        let people: Vec<_> = devices.iter().zip(10..).map(|(device, number)| person(device, number)).collect();
        let bind = |person: &Person| Operation::BindInvite { invite: person.by.known.invite.unwrap() };
        assert_eq!(desk.ask(&people[0], bind(&people[0])), DONE);
        assert_eq!(desk.ask(&people[1], bind(&people[1])), DONE);
        let full = Outcome::Refused(Refusal { limit: 2, got: 3, ..Reason::TooManyDevices.into() });
        assert_eq!(desk.ask(&people[2], bind(&people[2])), full);
        assert_eq!(desk.ask(&people[1], bind(&people[1])), DONE, "who is in already is welcome again");
        // A colleague's devices count for the colleague.
        let colleague = person(&council().staff("Tom Hale").links("Tom's phone"), 20);
        assert_eq!(desk.ask(&colleague, bind(&colleague)), DONE);
        let revoke = Operation::Revoke { revocation: staff.revokes(devices[0].public()) };
        assert_eq!(desk.ask(&person(&staff, 2), revoke), DONE);
        assert_eq!(desk.ask(&people[2], bind(&people[2])), DONE, "its invite was not burnt by the refusal");
        let revoke = Operation::Revoke { revocation: council().revoke(people[1].by.known.invite.unwrap()) };
        assert_eq!(desk.ask(&person(&council().administrator, 4), revoke), DONE);
        assert_eq!(desk.ask(&people[3], bind(&people[3])), DONE);
        assert_eq!(desk.store.survey(0).unwrap().linked.len(), 5);
    }

    /// R14: a device's word ends itself and what it linked, and nobody else.
    fn a_device_revokes_what_it_linked_and_nobody_else(desk: Desk) {
        desk.group(&ruth(), "room");
        let is_revoked = |desk: &Desk, of: &Device| desk.store.standing(&person(of, 9).by.known).unwrap().revoked;
        let revoke = |by: &Device, key: PublicKey| Operation::Revoke { revocation: by.revokes(key) };
        // Keys that are in others' passes too: its administrator's, a colleague's, who linked it.
        let (staff, colleague) = (council().staff("Mina Sorrell"), council().staff("Tom Hale"));
        assert_eq!(desk.ask(&person(&staff, 2), revoke(&staff, colleague.public())), DONE);
        assert_eq!(desk.ask(&person(&staff, 2), revoke(&staff, council().administrator.public())), DONE);
        assert!(!is_revoked(&desk, &colleague) && !is_revoked(&desk, &council().administrator));
        let linked = colleague.links("Tom's phone");
        assert_eq!(desk.ask(&person(&linked, 7), revoke(&linked, colleague.public())), DONE);
        assert!(!is_revoked(&desk, &colleague), "what was linked does not end what linked it");
        // In another's name, or of another agency.
        let other = council().staff("Amara Dean");
        assert_eq!(desk.ask(&person(&colleague, 8), revoke(&other, other.public())), refused(Reason::NotPermitted));
        let elsewhere = Agency::new("Wexmoor Constabulary").staff("Amara Dean");
        assert_eq!(desk.ask(&person(&colleague, 8), revoke(&elsewhere, elsewhere.public())), refused(Reason::NotPermitted));

        let staff = council().staff("Jo Larch");
        let (phone, tablet) = (staff.links("Jo's phone"), staff.links("Jo's tablet"));
        let (first, linked) = (person(&staff, 12), person(&phone, 15));
        let batch = [
            linked.wants(entry("room", 0, "one", "before")),
            first.wants(revoke(&staff, phone.public())),
            linked.wants(entry("room", 0, "two", "after")),
            first.wants(entry("room", 0, "three", "the first goes on")),
        ];
        let judged = desk.batch(&batch);
        assert_eq!(seq(&judged[0].outcome), Some(1));
        assert!(matches!(judged[1].news[..], [News::Revoked { key, .. }] if key == phone.public()));
        assert_eq!(judged[2].outcome, refused(Reason::Revoked));
        assert_eq!(seq(&judged[3].outcome), Some(2));
        assert!(is_revoked(&desk, &phone) && !is_revoked(&desk, &staff) && !is_revoked(&desk, &tablet));
        assert_eq!(desk.ask(&first, revoke(&staff, phone.public())), DONE);
    }

    /// R14: a lost device takes with it what it linked.
    fn an_administrator_who_revokes_a_device_revokes_what_it_linked(desk: Desk) {
        let staff = council().staff("Mina Sorrell");
        let phone = staff.links("phone");
        let revoke = Operation::Revoke { revocation: council().revoke(staff.public()) };
        assert_eq!(desk.ask(&person(&council().administrator, 4), revoke), DONE);
        assert!(desk.store.standing(&person(&phone, 5).by.known).unwrap().revoked);
    }

    /// R32.
    fn a_device_tells_its_register_of_each_revocation_once(desk: Desk) {
        let administrator = person(&council().administrator, 4);
        let create = Operation::Create { log: log("register"), kind: LogKind::Register, tokens: epoch_tokens("register", 0) };
        desk.ask(&administrator, create);
        let staff = council().staff("Mina Sorrell");
        let (first, phone) = (person(&staff, 2), staff.links("phone"));
        assert_eq!(seq(&desk.ask(&first, statement("register", 0, "redemption"))), Some(1));
        assert_eq!(seq(&desk.ask(&person(&phone, 5), statement("register", 1, "linked"))), Some(2));
        let copy = person(&staff.links_by("phone", "a copied link", ALWAYS), 6);
        assert_eq!(desk.ask(&copy, statement("register", 2, "copy")), refused(Reason::NotPermitted));
        assert_eq!(desk.ask(&first, statement("register", 2, "too early")), refused(Reason::NotPermitted));
        let revoke = Operation::Revoke { revocation: staff.revokes(phone.public()) };
        assert_eq!(desk.ask(&first, revoke.clone()), DONE);
        assert_eq!(desk.ask(&first, revoke), DONE);
        let told = desk.ask(&first.again(7), statement("register", 2, "revoked"));
        assert_eq!(seq(&told), Some(3));
        assert_eq!(desk.ask(&first.again(7), statement("register", 2, "revoked")), told);
        assert_eq!(desk.ask(&first.again(8), statement("register", 3, "another")), refused(Reason::NotPermitted));
    }

    /// R14.
    fn a_revocation_ends_every_pass_that_holds_the_key(desk: Desk) {
        desk.group(&ruth(), "room");
        let administrator = person(&council().administrator, 4);
        let invite = mina().by.known.invite.unwrap();
        let revoke = Operation::Revoke { revocation: council().revoke(invite) };
        assert!(!desk.store.standing(&mina().by.known).unwrap().revoked);
        let batch = [
            mina().wants(entry("room", 0, "one", "before")),
            administrator.wants(revoke.clone()),
            mina().wants(entry("room", 0, "two", "after")),
        ];
        let judged = desk.batch(&batch);
        assert_eq!(seq(&judged[0].outcome), Some(1));
        assert!(matches!(judged[1].news[..], [News::Revoked { key, .. }] if key == invite));
        assert_eq!(judged[2].outcome, refused(Reason::Revoked));
        assert!(desk.store.standing(&mina().by.known).unwrap().revoked);
        assert_eq!(desk.ask(&administrator, revoke), DONE);
    }

    /// R14.
    fn a_revocation_counts_for_its_own_agency_alone(desk: Desk) {
        let police = Agency::new("Wexmoor Constabulary");
        let administrator = person(&police.administrator, 4);
        let revoke = |by: &Agency| Operation::Revoke { revocation: by.revoke(PublicKey(mina().device().0)) };
        assert_eq!(desk.ask(&administrator, revoke(&police)), DONE);
        assert!(!desk.store.standing(&mina().by.known).unwrap().revoked);
        assert_eq!(desk.ask(&administrator, revoke(&council())), refused(Reason::NotPermitted));
        assert_eq!(desk.ask(&mina(), revoke(&council())), refused(Reason::NotPermitted));
    }

    /// R14.
    fn a_revoked_administrator_revokes_nobody(desk: Desk) {
        let council = council();
        let second = key("second administrator");
        let link = Link::sign(&council.root, council.id(), Purpose::Administrator, public(&second), ALWAYS);
        let second = Device { key: second, pass: Pass { root: council.id(), links: vec![link] } };
        let (first, second_person) = (person(&council.administrator, 4), person(&second, 5));
        assert_eq!(desk.ask(&first, Operation::Revoke { revocation: council.revoke(second.public()) }), DONE);
        let revenge = Revocation::sign(&second.key, second.pass.clone(), council.administrator.public(), NOW);
        assert_eq!(desk.ask(&second_person, Operation::Revoke { revocation: revenge.clone() }), refused(Reason::Revoked));
        assert_eq!(desk.ask(&first, Operation::Revoke { revocation: revenge }), refused(Reason::Revoked));
    }

    /// R23.
    fn what_retention_removed_is_a_gap_and_commits_stay(desk: Desk) {
        desk.group(&ruth(), "room");
        for n in 0..3 {
            desk.ask(&ruth(), entry("room", 0, &format!("old {n}"), "sealed"));
        }
        desk.ask(&ruth(), commit("room", 0, "commit", vec![]));
        desk.ask(&ruth(), entry("room", 1, "old too", "sealed"));
        let head = desk.store.window(log("room"), &epoch_tokens("room", 0).read, Seq(2)).unwrap().unwrap().head;
        desk.now = UnixMillis(NOW.0 + 10_000);
        desk.ask(&ruth(), entry("room", 1, "new", "sealed"));

        let retention = Retention { entries: Some(Duration::from_secs(5)), blobs: None };
        let mut removed = 0;
        loop {
            match desk.store.retire(&retention, desk.now, 2).unwrap().entries {
                0 => break,
                some => removed += some,
            }
        }
        assert_eq!(removed, 4);
        let items: Vec<_> = desk.store.entries(log("room"), Seq(0), Seq(6), 100, usize::MAX).unwrap();
        let shape: Vec<_> = items.iter().map(|item| match item {
            Item::Entry { seq, .. } => (seq.0, seq.0),
            Item::Gap { from, to } => (from.0 + 100, to.0 + 100),
        }).collect();
        assert_eq!(shape, [(101, 103), (4, 4), (105, 105), (6, 6)]);
        let after = desk.store.window(log("room"), &epoch_tokens("room", 0).read, Seq(2)).unwrap().unwrap();
        assert_eq!((after.head, after.after), (head, Seq(2)), "the chain can still begin inside the gap");
        assert_eq!(seq(&desk.ask(&ruth(), entry("room", 1, "next", "sealed"))), Some(7));
    }

    /// Retention of everything that is not an entry.
    fn old_blobs_and_note_ids_are_collected(desk: Desk) {
        desk.reachable(&mina(), "reach");
        desk.ask(&ruth(), note(&mina(), "reach", "one", "note"));
        desk.ask(&ruth(), Operation::PutBlob { blob: blob("old"), payload: payload("tree") });
        desk.now = UnixMillis(NOW.0 + 10_000);
        desk.ask(&ruth(), Operation::PutBlob { blob: blob("new"), payload: payload("tree") });
        let retention = Retention { entries: Some(Duration::from_secs(5)), blobs: Some(Duration::from_secs(5)) };
        let removed = desk.store.retire(&retention, desk.now, 10).unwrap();
        assert_eq!((removed.blobs, removed.note_ids, removed.total()), (1, 1, 2));
        assert_eq!(desk.store.blob(blob("old")).unwrap(), None);
        assert_eq!(desk.store.blob(blob("new")).unwrap(), Some(payload("tree")));
        assert_eq!(desk.store.mail(mina().device(), Seq(0), 10, usize::MAX).unwrap().len(), 1, "an unread note stays");
        assert_eq!(desk.store.retire(&Retention::default(), UnixMillis(u64::MAX), 10).unwrap().total(), 0);
    }

    /// Pages end at their bounds and lose nothing between them.
    fn pages_of_a_log_join_without_seam(desk: Desk) {
        desk.group(&ruth(), "room");
        for n in 0..20 {
            desk.ask(&ruth(), entry("room", 0, &format!("entry {n}"), "0123456789"));
        }
        for (most, bytes) in [(3, usize::MAX), (u32::MAX, 200), (1, 1)] {
            let (mut cursor, mut pages) = (Seq(0), 0);
            while cursor < Seq(20) {
                for item in desk.store.entries(log("room"), cursor, Seq(20), most, bytes).unwrap() {
                    let Item::Entry { seq, .. } = item else { panic!("{item:?}") };
                    assert_eq!(seq, cursor.next());
                    cursor = seq;
                }
                pages += 1;
            }
            assert!(pages > 5, "{pages} pages");
        }
    }

    /// What a survey shows is what the design admits.
    fn a_survey_shows_sizes_and_ids_and_no_appender_of_messages(desk: Desk) {
        desk.group(&ruth(), "room");
        desk.reachable(&mina(), "reach");
        desk.ask(&ruth(), entry("room", 0, "one", "sealed"));
        desk.ask(&ruth(), commit("room", 0, "two", vec![pointer(&mina(), "reach")]));
        let survey = desk.store.survey(10).unwrap();
        let room = &survey.logs[0];
        assert_eq!((room.log, room.kind, room.agency, room.epoch, room.newest), (log("room"), "group", None, Epoch(1), Seq(2)));
        assert_eq!((room.entries[0].bytes, &room.entries[0].commit), (6, &None));
        assert_eq!(room.entries[1].commit.as_ref().unwrap().device.unwrap().0, ruth().device().0);
        let mailbox = &survey.mailboxes[0];
        assert_eq!((mailbox.device, mailbox.packages, mailbox.waiting.len()), (mina().device(), 1, 1));
        assert_eq!(desk.store.survey(1).unwrap().logs[0].entries.len(), 1);
        assert!(desk.store.entry(log("room"), Seq(2)).unwrap().is_some());
        assert_eq!(desk.store.entry(log("room"), Seq(3)).unwrap(), None);
    }
}
