//! Appends: retries, conflicts, and the pipeline that one refusal stops (R20, R24, R26).

use super::*;

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
}
