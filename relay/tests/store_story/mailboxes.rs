//! Mailboxes and shelves, and the pointers of commits (R25, R40 to R42).

use super::*;

story! {
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
}
