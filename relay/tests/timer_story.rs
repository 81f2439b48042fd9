//! Timers, for every store: armed and cancelled in an append's transaction, fired once, in order, whatever happens to the
//! relay meanwhile (R60 to R63).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod support;

use marram_protocol::frame::TimerMarks;
use marram_protocol::frame::client::LogKind;
use marram_protocol::*;
use marram_relay::Terms;
use marram_relay::store::{Embedded, Item, MarksSummary, Memory, News, Operation, Outcome, Retention, Store};
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
            $(#[test] fn $chapter() { super::chapters::$chapter(super::room_with(super::Arc::new(super::Memory::new()))); })*
        }
        mod embedded {
            $(#[test] fn $chapter() { super::chapters::$chapter(super::room_with(super::embedded_store())); })*
        }
    };
}

fn embedded_store() -> Arc<dyn Store> {
    Arc::new(Embedded::open_with_backend(redb::backends::InMemoryBackend::new()).unwrap())
}

/// A room of Ruth's; Mina and Colm can be reached.
fn room_with(store: Arc<dyn Store>) -> Desk {
    reachable_room(Desk::new(store))
}

fn reachable_room(mut desk: Desk) -> Desk {
    desk.group(&ruth(), "room");
    desk.reachable(&mina(), "reach");
    desk.reachable(&colm(), "reach");
    desk
}

fn council() -> Agency {
    Agency::new("Calderfen Council")
}

fn ruth() -> Person {
    person(&Agency::new("Wexmoor Constabulary").staff("Ruth Kember"), 1)
}

fn mina() -> Person {
    person(&council().staff("Mina Sorrell"), 2)
}

fn colm() -> Person {
    person(&council().staff("Colm Tarrant"), 3)
}

fn minutes(count: u64) -> u64 {
    count * 60_000
}

fn marks_in(desk: &Desk, seq: u64) -> Option<TimerMarks> {
    let items = desk.store.entries(log("room"), Seq(seq - 1), Seq(seq), 1, usize::MAX).unwrap();
    let Item::Entry { frame, .. } = &items[0] else { panic!("{items:?}") };
    match RelayFrame::decode(frame.clone()) {
        Ok(RelayFrame::Entry { entry }) => entry.timers,
        other => panic!("{other:?}"),
    }
}

story! {
    /// R60, R62.
    fn what_was_armed_is_left_in_the_mailboxes_at_its_time(desk: Desk) {
        let referral = timed("room", 0, "referral", &[], vec![alarm("alert", minutes(15), &[&mina(), &colm()])]);
        assert_eq!(seq(&desk.ask(&ruth(), referral)), Some(1));
        assert_eq!(desk.store.next_timer().unwrap(), Some(UnixMillis(NOW.0 + minutes(15))));
        assert_eq!(desk.fire(minutes(15) - 1).timers, 0);
        assert!(desk.letters(&mina()).is_empty());
        let fired = desk.fire(minutes(15));
        assert_eq!(fired.timers, 1);
        let told: Vec<_> = fired.news.iter().map(|news| match news {
            News::Mail { device, seq, .. } => (*device, *seq),
            other => panic!("{other:?}"),
        }).collect();
        assert_eq!(told, [(mina().device(), Seq(1)), (colm().device(), Seq(1))]);
        assert_eq!((desk.letters(&mina()), desk.letters(&colm())), (vec!["alert".into()], vec!["alert".into()]));
    }

    /// R62.
    fn a_timer_fires_once(desk: Desk) {
        desk.ask(&ruth(), timed("room", 0, "one", &[], vec![alarm("alert", 1_000, &[&mina()])]));
        assert_eq!([desk.fire(1_000).timers, desk.fire(1_000).timers, desk.fire(9_000).timers], [1, 0, 0]);
        assert_eq!(desk.letters(&mina()), ["alert"]);
        assert_eq!(desk.store.next_timer().unwrap(), None);
    }

    /// R60.
    fn a_cancelled_timer_never_fires(desk: Desk) {
        desk.ask(&ruth(), timed("room", 0, "referral", &[], vec![alarm("alert", minutes(15), &[&mina()])]));
        desk.now = UnixMillis(NOW.0 + minutes(14));
        assert_eq!(seq(&desk.ask(&mina(), timed("room", 0, "accepted", &["alert"], vec![]))), Some(2));
        assert_eq!(desk.fire(minutes(60)).timers, 0);
        assert!(desk.letters(&mina()).is_empty());
        assert_eq!(desk.store.next_timer().unwrap(), None);
    }

    /// R60.
    fn cancelling_what_is_not_armed_is_no_error_and_leaves_its_mark(desk: Desk) {
        let outcome = desk.ask(&ruth(), timed("room", 0, "one", &["never armed"], vec![]));
        assert_eq!(seq(&outcome), Some(1));
        let cancelled = vec![TimerId(bytes16("never armed"))];
        assert_eq!(marks_in(&desk, 1), Some(TimerMarks { cancelled, armed: vec![] }));
    }

    /// R60.
    fn arming_again_replaces_the_timer_and_its_letters(desk: Desk) {
        desk.ask(&ruth(), timed("room", 0, "one", &[], vec![alarm("alert", minutes(15), &[&mina()])]));
        desk.ask(&ruth(), timed("room", 0, "two", &[], vec![alarm("alert", minutes(30), &[&colm()])]));
        assert_eq!(desk.armed(), [minutes(30)]);
        assert_eq!([desk.fire(minutes(29)).timers, desk.fire(minutes(31)).timers], [0, 1]);
        assert_eq!((desk.letters(&mina()), desk.letters(&colm())), (vec![], vec!["alert".into()]));
    }

    /// R60: cancelled first, then armed, and of two in one append the last.
    fn an_append_cancels_before_it_arms(desk: Desk) {
        let arm = vec![alarm("alert", 1_000, &[&mina()]), alarm("alert", 2_000, &[&colm()])];
        desk.ask(&ruth(), timed("room", 0, "one", &["alert"], arm));
        assert_eq!(desk.armed(), [2_000]);
        assert_eq!([desk.fire(1_000).timers, desk.fire(2_000).timers], [0, 1]);
        assert_eq!((desk.letters(&mina()), desk.letters(&colm())), (vec![], vec!["alert".into()]));
    }

    /// R60.
    fn the_same_timer_in_two_rooms_is_two_timers(desk: Desk) {
        desk.group(&ruth(), "other");
        desk.ask(&ruth(), timed("room", 0, "one", &[], vec![alarm("alert", 1_000, &[&mina()])]));
        desk.ask(&ruth(), timed("other", 0, "two", &["alert"], vec![alarm("alert", 2_000, &[&mina()])]));
        assert_eq!(desk.armed(), [1_000, 2_000]);
    }

    /// R60, R26.
    fn a_refused_append_neither_arms_nor_cancels(desk: Desk) {
        desk.ask(&ruth(), timed("room", 0, "one", &[], vec![alarm("alert", minutes(15), &[&mina()])]));
        desk.ask(&ruth(), commit("room", 0, "two", vec![]));
        let stale = timed("room", 0, "three", &["alert"], vec![alarm("other", 1_000, &[&mina()])]);
        let conflict = Outcome::Conflict { log: log("room"), epoch: Epoch(1), newest: Seq(2) };
        assert_eq!(desk.ask(&ruth(), stale), conflict);
        let stopped = timed("room", 1, "four", &["alert"], vec![]);
        assert_eq!(desk.ask(&ruth(), stopped), refused(Reason::PipelineStopped));
        let foreign = Operation::Append {
            log: log("room"), append: append("five"), epoch: Epoch(1), token: token("no token").hash(),
            timed: Some(marram_relay::store::Timed { cancel: vec![TimerId(bytes16("alert"))], arm: vec![] }),
            payload: payload("five"),
        };
        assert_eq!(desk.ask(&mina(), foreign), refused(Reason::NoSuchLog));
        assert_eq!(desk.armed(), [minutes(15)]);
    }

    /// R20, R60.
    fn a_retry_gets_the_first_answer_and_arms_nothing_again(desk: Desk) {
        let referral = || timed("room", 0, "referral", &[], vec![alarm("alert", minutes(15), &[&mina()])]);
        let first = desk.ask(&ruth(), referral());
        desk.ask(&mina(), timed("room", 0, "accepted", &["alert"], vec![]));
        assert_eq!(desk.ask(&ruth(), referral()), first);
        assert!(desk.armed().is_empty());
        let later = timed("room", 0, "referral", &[], vec![alarm("alert", minutes(16), &[&mina()])]);
        assert_eq!(desk.ask(&ruth(), later), refused(Reason::AppendIdReused));
        let plain = entry("room", 0, "referral", "referral");
        assert_eq!(desk.ask(&colm(), plain), refused(Reason::AppendIdReused));
    }

    /// R61.
    fn every_reader_sees_what_was_cancelled_and_armed(desk: Desk) {
        desk.ask(&ruth(), timed("room", 0, "one", &["before"], vec![alarm("alert", 5_000, &[&mina()])]));
        let armed = vec![marram_protocol::frame::Armed { timer: TimerId(bytes16("alert")), at: UnixMillis(NOW.0 + 5_000) }];
        assert_eq!(marks_in(&desk, 1), Some(TimerMarks { cancelled: vec![TimerId(bytes16("before"))], armed }));
        desk.ask(&ruth(), entry("room", 0, "two", "plain"));
        assert_eq!(marks_in(&desk, 2), None);
    }

    /// R62.
    fn timers_fire_in_order_of_time(desk: Desk) {
        for (name, at) in [("third", 3_000), ("first", 1_000), ("second", 2_000)] {
            desk.ask(&ruth(), timed("room", 0, name, &[], vec![alarm(name, at, &[&mina()])]));
        }
        assert_eq!(desk.fire(3_000).timers, 3);
        assert_eq!(desk.letters(&mina()), ["first", "second", "third"]);
    }

    /// R62.
    fn timers_that_are_many_fire_bit_by_bit_and_none_is_lost(desk: Desk) {
        for number in 0..9_u64 {
            let name = format!("timer {number}");
            desk.ask(&ruth(), timed("room", 0, &name, &[], vec![alarm(&name, number, &[&mina()])]));
        }
        desk.now = UnixMillis(NOW.0 + 100);
        let fired: Vec<_> = (0..4).map(|_| desk.store.fire(desk.now, 4).unwrap().timers).collect();
        assert_eq!(fired, [4, 4, 1, 0]);
        assert_eq!(desk.letters(&mina()).len(), 9);
    }

    /// R62.
    fn a_time_in_the_past_fires_at_once(desk: Desk) {
        desk.now = UnixMillis(NOW.0 + minutes(5));
        desk.ask(&ruth(), timed("room", 0, "one", &[], vec![alarm("alert", minutes(1), &[&mina()])]));
        assert!(desk.store.next_timer().unwrap().unwrap() < desk.now);
        assert_eq!(desk.fire(minutes(5)).timers, 1);
    }

    /// R62: a pass ends by its own key, by the invite that made it, by the device that linked it.
    fn a_device_that_was_revoked_or_is_gone_is_passed_over(desk: Desk) {
        let council = council();
        let (mina_device, phone) = (council.staff("Mina Sorrell"), council.staff("Mina Sorrell").links("Mina's phone"));
        let invited = council.staff("Yusuf Adair");
        let (phone, invited_by) = (person(&phone, 4), invited.pass.links[1].key);
        let invited = person(&invited, 5);
        for (who, invite) in [(&phone, phone.by.known.invite), (&invited, invited.by.known.invite)] {
            assert_eq!(desk.ask(who, Operation::BindInvite { invite: invite.unwrap() }), DONE);
            desk.reachable(who, "reach");
        }
        let all = [&mina(), &colm(), &phone, &invited];
        desk.ask(&ruth(), timed("room", 0, "one", &[], vec![alarm("alert", minutes(15), &all)]));
        let administrator = person(&council.administrator, 9);
        for key in [mina_device.public(), invited_by] {
            assert_eq!(desk.ask(&administrator, Operation::Revoke { revocation: council.revoke(key) }), DONE);
        }
        let fired = desk.fire(minutes(15));
        assert_eq!((fired.timers, fired.news.len()), (1, 1), "Colm alone");
        assert_eq!(desk.letters(&colm()), ["alert"]);
        assert!([mina(), phone, invited].iter().all(|gone| desk.letters(gone).is_empty()));
    }

    /// R62.
    fn a_full_mailbox_takes_what_a_timer_leaves(desk: Desk) {
        let mut terms = Terms::default();
        terms.limits.max_mailbox = 2;
        let mut desk = Desk::with(desk.store, terms);
        desk.ask(&ruth(), timed("room", 0, "one", &[], vec![alarm("alert", 1_000, &[&mina()])]));
        for id in ["a", "b"] {
            assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", id, id)), DONE);
        }
        assert_eq!(reason(&desk.ask(&ruth(), note(&mina(), "reach", "c", "c"))), Some(Reason::Full));
        assert_eq!(desk.fire(1_000).timers, 1);
        assert_eq!(desk.letters(&mina()), ["a", "b", "alert"]);
    }

    /// R63.
    fn a_reach_token_is_judged_when_a_timer_is_armed(desk: Desk) {
        let mut wrong = alarm("alert", 1_000, &[&mina()]);
        wrong.pointers[0].reach = token("another reach");
        assert_eq!(desk.ask(&ruth(), timed("room", 0, "one", &[], vec![wrong])), refused(Reason::NotReachable));
        let nobody = alarm("alert", 1_000, &[&person(&council().staff("Nobody"), 8)]);
        assert_eq!(desk.ask(&ruth().again(7), timed("room", 0, "two", &[], vec![nobody])), refused(Reason::NotReachable));
        assert_eq!((desk.read("room", 0, 0), desk.armed()), (Some((vec![], false)), vec![]));
        // What was armed with a token that opened is delivered although another counts by then.
        desk.ask(&ruth().again(6), timed("room", 0, "three", &[], vec![alarm("alert", 1_000, &[&mina()])]));
        let moved = Operation::Shelve { reach: token("new").hash(), last_resort: true, payload: payload("package") };
        desk.ask(&mina(), moved);
        desk.fire(1_000);
        assert_eq!(desk.letters(&mina()), ["alert"]);
    }

    /// R63.
    fn only_so_many_timers_of_a_log_are_armed(desk: Desk) {
        let mut desk = Desk::with(desk.store, Terms { timers_per_log: 2, ..Terms::default() });
        let arm = |name: &str| vec![alarm(name, 1_000, &[&mina()])];
        for name in ["one", "two"] {
            assert!(seq(&desk.ask(&ruth(), timed("room", 0, name, &[], arm(name)))).is_some());
        }
        let third = desk.ask(&ruth(), timed("room", 0, "three", &[], arm("three")));
        assert_eq!(third, Outcome::Refused(Refusal { limit: 2, got: 3, ..Reason::TooManyTimers.into() }));
        // In place of another there is room.
        let instead = timed("room", 0, "four", &["one"], arm("three"));
        assert!(seq(&desk.ask(&ruth().again(5), instead)).is_some());
        assert!(seq(&desk.ask(&ruth().again(5), timed("room", 0, "five", &[], arm("two")))).is_some());
    }

    /// R63.
    fn a_time_that_is_too_far_ahead_is_refused(desk: Desk) {
        let terms = Terms { timer_ahead: Duration::from_millis(minutes(15)), ..Terms::default() };
        let mut desk = Desk::with(desk.store, terms);
        let arm = |at| vec![alarm("alert", at, &[&mina()])];
        let (limit, got) = (minutes(15), minutes(15) + 1);
        let refusal = Refusal { limit, got, ..Reason::TooFarAhead.into() };
        assert_eq!(desk.ask(&ruth(), timed("room", 0, "one", &[], arm(got))), Outcome::Refused(refusal));
        assert!(seq(&desk.ask(&ruth().again(5), timed("room", 0, "two", &[], arm(limit)))).is_some());
    }

    /// R63, R12.
    fn what_is_armed_is_bounded_in_size(desk: Desk) {
        let mut terms = Terms::default();
        terms.limits.max_mail_bytes = 10;
        terms.limits.max_commit_bytes = 24;
        terms.limits.max_entry_bytes = 12;
        let mut desk = Desk::with(desk.store, terms);
        let arm = |name: &str, to: &[&Person]| vec![alarm(name, 1_000, to)];
        let long = desk.ask(&ruth(), timed("room", 0, "one", &[], arm("eleven long", &[&mina()])));
        assert_eq!(long, Outcome::Refused(Refusal::too_large(10, 11)));
        let together = timed("room", 0, "12345", &[], arm("ten of all", &[&mina(), &colm()]));
        assert_eq!(desk.ask(&ruth().again(5), together), Outcome::Refused(Refusal::too_large(24, 25)));
        let entry = timed("room", 0, "thirteen long", &[], vec![]);
        assert_eq!(desk.ask(&ruth().again(6), entry), Outcome::Refused(Refusal::too_large(12, 13)));
        let fits = timed("room", 0, "1234", &[], arm("ten of all", &[&mina(), &colm()]));
        assert!(seq(&desk.ask(&ruth().again(7), fits)).is_some());
    }

    /// R63, R40: what is armed counts as if it lay there already, until it is cancelled or has been acknowledged.
    fn what_an_agency_armed_counts_against_its_share_of_a_mailbox(desk: Desk) {
        let mut desk = Desk::with(desk.store, Terms { mailbox_share_per_agency: 2, ..Terms::default() });
        let arm = |name: &str| vec![alarm(name, 1_000, &[&mina()])];
        assert_eq!(desk.ask(&ruth(), note(&mina(), "reach", "a", "a")), DONE);
        assert!(seq(&desk.ask(&ruth(), timed("room", 0, "one", &[], arm("one")))).is_some());
        let second = desk.ask(&ruth(), timed("room", 0, "two", &[], arm("two")));
        assert_eq!(second, Outcome::Refused(Refusal { limit: 2, got: 3, ..Reason::Quota.into() }));
        // Moved to another time it takes no second place, and a cancelled one gives its place back.
        assert!(seq(&desk.ask(&ruth().again(5), timed("room", 0, "three", &[], arm("one")))).is_some());
        assert!(seq(&desk.ask(&ruth().again(5), timed("room", 0, "four", &["one"], arm("two")))).is_some());
        desk.fire(1_000);
        let full = desk.ask(&ruth().again(5), timed("room", 0, "five", &[], arm("three")));
        assert_eq!(reason(&full), Some(Reason::Quota));
        assert_eq!(desk.ask(&mina(), Operation::AcknowledgeMailbox { upto: Seq(2) }), DONE);
        assert!(seq(&desk.ask(&ruth().again(6), timed("room", 0, "six", &[], arm("three")))).is_some());
    }

    /// R60.
    fn a_register_has_no_timers(desk: Desk) {
        let administrator = person(&council().administrator, 9);
        let tokens = epoch_tokens("register", 0);
        desk.ask(&administrator, Operation::Create { log: log("register"), kind: LogKind::Register, tokens });
        let arm = vec![alarm("alert", 1_000, &[&mina()])];
        let outcome = desk.ask(&administrator, timed("register", 0, "one", &[], arm));
        assert_eq!(outcome, refused(Reason::NotPermitted));
    }

    /// R62, R23.
    fn retention_leaves_armed_timers_alone(desk: Desk) {
        desk.ask(&ruth(), timed("room", 0, "one", &[], vec![alarm("alert", minutes(15), &[&mina()])]));
        desk.now = UnixMillis(NOW.0 + minutes(10));
        let retention = Retention { entries: Some(Duration::from_secs(60)), blobs: Some(Duration::from_secs(60)) };
        assert_eq!(desk.store.retire(&retention, desk.now, usize::MAX).unwrap().entries, 1);
        assert_eq!(desk.fire(minutes(15)).timers, 1);
        assert_eq!(desk.letters(&mina()), ["alert"]);
    }

    /// Section 5: what the relay learns of a timer is what it says that it learns.
    fn an_inspector_is_shown_what_is_armed(desk: Desk) {
        let alert = alarm("alert", minutes(15), &[&mina(), &colm()]);
        desk.ask(&ruth(), timed("room", 0, "one", &["before"], vec![alert]));
        let survey = desk.store.survey(9).unwrap();
        assert_eq!(survey.logs[0].entries[0].timers, Some(MarksSummary { cancelled: 1, armed: 1 }));
        let [timer] = survey.timers.as_slice() else { panic!("{survey:?}") };
        assert_eq!((timer.log, timer.at), (log("room"), UnixMillis(NOW.0 + minutes(15))));
        assert_eq!((timer.agency, timer.bytes), (ruth().by.known.agency, 10));
        assert_eq!(timer.devices, [mina().device(), colm().device()]);
        let report = marram_relay::inspect::report(&*desk.store, &[], 9).unwrap();
        for line in ["Timers armed: 1", "10 bytes for 2 mailboxes", "cancels 1 timers, arms 1"] {
            assert!(report.contains(line), "{line} is missing in\n{report}");
        }
        desk.fire(minutes(15));
        assert!(desk.store.survey(9).unwrap().timers.is_empty());
    }
}
