//! Blobs, sizes, rates, quotas and retention (R12, R23, R43).

use super::*;

story! {
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
}
