//! What has gone wrong, in plain words, each with what to do next.

use super::{Catalogue, duration, fill, messages, text};
use marram_core::view::{NoticeKind, Problem};

messages! {
    /// What is wrong in a room.
    Problems {
        heading: "Something is wrong in this room",
        stuck: "This room cannot go on",
        omitted: "The relay has left out entries (after number {after} came number {got}).",
        omitted_next: "Marram asks for them again by itself. If this stays, tell your administrator: somebody may be holding messages back.",
        forked: "Members are being shown different histories (at number {seq}).",
        forked_next: "Do not rely on this room. Phone the others to compare what you see, and tell your administrator: the relay is faulty or dishonest.",
        register_forked: "You and {name} are shown different versions of the register of {agency}.",
        register_forked_next: "Do not rely on who is listed for {agency}, or on who was removed, until this is cleared up. Phone {name}, and tell your administrator: the relay is faulty or dishonest, or one of your computers was changed.",
        register_held_back: "{name} has read more of the register of {agency} than the relay shows here.",
        register_held_back_next: "Somebody may have been removed from {agency} without your being shown it. Phone {name}, and tell your administrator: the relay may be holding it back, or {name}’s computer was changed.",
        somebody: "a member who is no longer here",
        replayed: "The relay delivered an old entry again (number {seq}). It was not shown twice.",
        replayed_next: "Nothing is missing. If it happens again, tell your administrator.",
        missing: "A message from {name} is missing before number {seq}.",
        missing_next: "Marram asks for it again by itself. If it stays missing, ask {name} to send it again.",
        unreadable: "Entry number {seq} cannot be read: nobody in this room can have written it.",
        unreadable_next: "It is kept as it came. If somebody says that they wrote to you then, ask them to send it again, and tell your administrator.",
        bad_commit: "A change of this room's members could not be processed (number {seq}).",
        bad_commit_next: "It was not followed. First ask to be added again: that helps if the others could process it. If they are stuck as well, one of you can go on from the entry before, with everybody who was in the room then. Somebody whom that change was to remove would be in again: look at the list of people.",
        bad_commit_by: "{name} made a change of this room's members that its rules do not allow (number {seq}).",
        bad_commit_by_next: "It was not followed. The room goes on without them by itself, as soon as another member is connected.",
        needs_readding: "This device has lost its place in the room, and a member must add it again.",
        needs_readding_next: "Ask below: it happens by itself as soon as another member is connected. You will not see what was written meanwhile.",
        gap: "Entries {from} to {to} are no longer stored at the relay, because its retention time is over.",
        gap_next: "Members who had read them still have them. Ask one of them if you need to know what they say.",
        ask_rejoin: "Ask to be added again",
        go_on: "Go on without that change",
    }
}

messages! {
    /// What did not work.
    Notices {
        not_admitted: "Your agency is not known to this relay. Check with your administrator that you use the right address.",
        bad_pass: "The relay did not accept this device. Check the clock of this computer. If it is right, ask your administrator for a new link.",
        pass_expired: "This device's time is over. Ask your administrator for a new link.",
        pass_not_yet_valid: "This device is not valid yet, which mostly means that the clock of this computer is wrong. Set it right and try again.",
        revoked: "This device was removed by an administrator, or by you from another device of yours. What you could read stays here. If you think this is a mistake, phone your administrator.",
        invite_used: "The link of this device was used by another device before. If that was not you, tell your administrator at once.",
        invite_withdrawn: "The link of this device was withdrawn before it was used. Ask your administrator for a new one.",
        founding_used: "The founding link was used for another agency. Ask the operator of the relay for a new one.",
        no_such_founding: "The founding link cannot be used any more. Ask the operator of the relay for a new one.",
        nothing_to_recover: "No agency with this recovery phrase has been founded at this relay. Check the address and the words, then remove this browser's data in Settings and start again.",
        wrong_phrase: "That is not your agency's recovery phrase. Nothing was changed.",
        too_many_devices: "The device that made your link has added {limit} others already, which is the most. Remove one that you no longer use there, then make a new link.",
        version: "This page and the relay are of different versions. Reload the page. If this message stays, tell your administrator.",
        relay_busy: "The relay is busy or stopping. Marram tries again by itself; what you wrote is kept here.",
        too_often: "That was too much at once. Marram goes on by itself in a little while; what you wrote is kept here.",
        too_large: "That is too large: the limit is {limit}. Shorten it, or send it in parts.",
        person_unreachable: "{name} could not be added: they have no device any more, or your agency no longer works with theirs. Ask your administrator.",
        inviter_not_endorsed: "Somebody of an agency that yours does not work with wanted to add you to a room. It was not followed. If you expected it, ask your administrator.",
        welcome_unreadable: "Somebody added you to a room, but this device could not open the invitation. Ask them to remove you and add you again.",
        not_possible: "That is not possible here now. The room may have been closed, or you may no longer be in it. Look at its latest entries.",
        relay_contradiction: "What the relay says contradicts what this device knows. Do not rely on it, and tell your administrator.",
        stray_statement: "Entry {seq} of your agency’s register holds nothing that Marram can use. It was left out, and nothing else is affected. The relay says that {name}’s device put it there. Ask {name} about it; if nobody can say why, remove that device.",
        stray_statement_by_nobody: "Entry {seq} of your agency’s register holds nothing that Marram can use. It was left out, and nothing else is affected. The relay does not say whose device put it there. If it happens again, tell whoever runs the relay.",
        clock_ahead: "This computer's clock is {time} ahead of the relay's. Marram goes by the relay's time. If this computer shows the wrong time, set it right or ask your IT service desk; if it shows the right time, tell your administrator.",
        clock_behind: "This computer's clock is {time} behind the relay's. Marram goes by the relay's time. If this computer shows the wrong time, set it right or ask your IT service desk; if it shows the right time, tell your administrator.",
        room: "In “{title}”:",
    }
}

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
