//! What a token reads, the chain, and what a survey shows (R22, R27, R31).

use super::*;

story! {
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
