//! What has gone wrong, in plain words, each with what to do next.

use super::{Catalogue, duration, fill, text};
use marram_core::view::{NoticeKind, Problem};

/// A problem in words, and what to do next. `name` tells a person's name.
pub(crate) fn problem(
    t: &Catalogue,
    problem: &Problem,
    name: impl Fn(marram_core::PersonId) -> String,
) -> (String, String) {
    let t = &t.problem;
    let at = |text: &str, seq: marram_protocol::Seq| fill(text, &[("seq", &seq.to_string())]);
    match problem {
        Problem::Omitted { after, got } => {
            let values = [("after", &*after.to_string()), ("got", &*got.to_string())];
            (fill(t.omitted, &values), t.omitted_next.to_owned())
        }
        Problem::Forked { seq, .. } => (at(t.forked, *seq), t.forked_next.to_owned()),
        Problem::RegisterForked { agency, with, .. } => {
            let with = with.map_or_else(|| t.somebody.to_owned(), &name);
            let values = [("name", with.as_str()), ("agency", agency.name.as_str())];
            (fill(t.register_forked, &values), fill(t.register_forked_next, &values))
        }
        Problem::RegisterHeldBack { agency, with, .. } => {
            let with = with.map_or_else(|| t.somebody.to_owned(), &name);
            let values = [("name", with.as_str()), ("agency", agency.name.as_str())];
            (fill(t.register_held_back, &values), fill(t.register_held_back_next, &values))
        }
        Problem::Replayed { seq } => (at(t.replayed, *seq), t.replayed_next.to_owned()),
        Problem::Missing { seq, author } => {
            let (seq, name) = (seq.to_string(), name(*author));
            let values = [("seq", seq.as_str()), ("name", name.as_str())];
            (fill(t.missing, &values), fill(t.missing_next, &values))
        }
        Problem::Unreadable { seq } => (at(t.unreadable, *seq), t.unreadable_next.to_owned()),
        Problem::BadCommit { seq, by: None } => (at(t.bad_commit, *seq), t.bad_commit_next.to_owned()),
        Problem::BadCommit { seq, by: Some(by) } => {
            let values = [("seq", &*seq.to_string()), ("name", &*name(*by))];
            (fill(t.bad_commit_by, &values), t.bad_commit_by_next.to_owned())
        }
        Problem::NeedsReadding => (t.needs_readding.to_owned(), t.needs_readding_next.to_owned()),
        Problem::Gap { from, to } => {
            let values = [("from", &*from.to_string()), ("to", &*to.to_string())];
            (fill(t.gap, &values), t.gap_next.to_owned())
        }
    }
}

/// A notice in words, with what to do next. `name` tells a person's name.
pub(crate) fn notice(t: &Catalogue, kind: NoticeKind, name: impl Fn(marram_core::PersonId) -> String) -> String {
    let t = &t.notice;
    match kind {
        NoticeKind::NotAdmitted => t.not_admitted.to_owned(),
        NoticeKind::BadPass => t.bad_pass.to_owned(),
        NoticeKind::PassExpired => t.pass_expired.to_owned(),
        NoticeKind::PassNotYetValid => t.pass_not_yet_valid.to_owned(),
        NoticeKind::Revoked => t.revoked.to_owned(),
        NoticeKind::InviteUsed => t.invite_used.to_owned(),
        NoticeKind::NotApproved => t.not_approved.to_owned(),
        NoticeKind::InviteWithdrawn => t.invite_withdrawn.to_owned(),
        NoticeKind::FoundingUsed => t.founding_used.to_owned(),
        NoticeKind::NoSuchFounding => t.no_such_founding.to_owned(),
        NoticeKind::NothingToRecover => t.nothing_to_recover.to_owned(),
        NoticeKind::WrongPhrase => t.wrong_phrase.to_owned(),
        NoticeKind::TooManyDevices { limit } => fill(t.too_many_devices, &[("limit", &limit.to_string())]),
        NoticeKind::Version => t.version.to_owned(),
        NoticeKind::RelayBusy => t.relay_busy.to_owned(),
        NoticeKind::TooOften => t.too_often.to_owned(),
        NoticeKind::TooLarge { limit } => fill(t.too_large, &[("limit", &limit.to_string())]),
        NoticeKind::PersonUnreachable { person } => fill(t.person_unreachable, &[("name", &name(person))]),
        NoticeKind::InviterNotEndorsed => t.inviter_not_endorsed.to_owned(),
        NoticeKind::WelcomeUnreadable => t.welcome_unreadable.to_owned(),
        NoticeKind::DoesNotCount(why) => fill(text().not_counted.notice, &[("why", &super::work::why_not(why))]),
        NoticeKind::NotPossible => t.not_possible.to_owned(),
        NoticeKind::RelayContradiction => t.relay_contradiction.to_owned(),
        NoticeKind::StrayStatement { seq, by: Some(by) } => {
            fill(t.stray_statement, &[("seq", &seq.to_string()), ("name", &name(by))])
        }
        NoticeKind::StrayStatement { seq, by: None } => fill(t.stray_statement_by_nobody, &[("seq", &seq.to_string())]),
        NoticeKind::ClockOff { ahead, minutes } => {
            let text = if ahead { t.clock_ahead } else { t.clock_behind };
            fill(text, &[("time", &duration(u64::from(minutes) * 60))])
        }
    }
}
