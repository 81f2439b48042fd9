//! The board's lines: which are shown, in which order, and how many there are of each kind.

use marram_core::view::{RoomPhase, RoomSummary, WorkLine};
use marram_core::work::HoldingState;
use marram_protocol::UnixMillis;

/// Which lines are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BoardFilter {
    All,
    Unaccepted,
    Overdue,
    /// Held by the agency here, or offered to it.
    Ours,
    /// Something waits for the person here.
    ToDo,
}

impl BoardFilter {
    /// For the document.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Unaccepted => "unaccepted",
            Self::Overdue => "overdue",
            Self::Ours => "ours",
            Self::ToDo => "to-do",
        }
    }
}

/// How many lines there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    all: usize,
    unaccepted: usize,
    overdue: usize,
    ours: usize,
    to_do: usize,
    /// Handed to the person here, and not taken over yet.
    pub(crate) handed: usize,
    /// Handed over by the person here, and not taken over yet.
    pub(crate) handing: usize,
}

impl Counts {
    pub(crate) fn of(&self, filter: BoardFilter) -> usize {
        match filter {
            BoardFilter::All => self.all,
            BoardFilter::Unaccepted => self.unaccepted,
            BoardFilter::Overdue => self.overdue,
            BoardFilter::Ours => self.ours,
            BoardFilter::ToDo => self.to_do,
        }
    }
}

/// Whether nobody has accepted it and its time is over, or something of its plan is due.
pub(crate) fn is_late(line: &WorkLine, now: UnixMillis) -> bool {
    line.state != HoldingState::Concluded && line.due.or(line.next).is_some_and(|due| due < now)
}

fn is_of(line: &WorkLine, filter: BoardFilter, now: UnixMillis) -> bool {
    let done = line.state == HoldingState::Concluded;
    let unaccepted = !done && (line.state != HoldingState::Accepted || line.holder_gone);
    match filter {
        BoardFilter::All => true,
        BoardFilter::Unaccepted => unaccepted,
        BoardFilter::Overdue => is_late(line, now),
        BoardFilter::Ours => line.offered_to_us || !line.sent_by_us,
        BoardFilter::ToDo => {
            ((unaccepted || line.transfer.is_some()) && line.offered_to_us)
                || line.handed_to_you
                || line.to_acknowledge.is_some()
        }
    }
}

fn working(rooms: &[RoomSummary]) -> impl Iterator<Item = (&RoomSummary, &WorkLine)> {
    let here = |room: &&RoomSummary| !matches!(room.phase, RoomPhase::Left | RoomPhase::Removed);
    rooms.iter().filter(here).filter_map(|room| Some((room, room.work.as_deref()?)))
}

/// Counts them.
pub(crate) fn counts(rooms: &[RoomSummary], now: UnixMillis) -> Counts {
    let mut counts = Counts::default();
    for (_, line) in working(rooms) {
        let one = |filter| usize::from(is_of(line, filter, now));
        counts.all += 1;
        counts.unaccepted += one(BoardFilter::Unaccepted);
        counts.overdue += one(BoardFilter::Overdue);
        counts.ours += one(BoardFilter::Ours);
        counts.to_do += one(BoardFilter::ToDo);
        counts.handed += usize::from(line.handed_to_you);
        counts.handing += usize::from(line.handed_by_you);
    }
    counts
}

/// Those that match, what is due first at the top, what is concluded at the end.
pub(crate) fn lines<'a>(
    rooms: &'a [RoomSummary],
    filter: BoardFilter,
    search: &str,
    now: UnixMillis,
) -> Vec<(&'a RoomSummary, &'a WorkLine)> {
    let search = search.trim().to_lowercase();
    let matches = |line: &WorkLine| {
        let holder = line.holder.as_deref().unwrap_or_default();
        [&line.reference, &line.desk, &line.desk_agency, &line.from, holder]
            .into_iter()
            .any(|text| text.to_lowercase().contains(&search))
    };
    let found = working(rooms).filter(|(_, line)| is_of(line, filter, now) && matches(line));
    let mut lines: Vec<_> = found.collect();
    let last = UnixMillis(u64::MAX);
    lines.sort_by_key(|(_, line)| {
        (line.state == HoldingState::Concluded, line.due.is_none(), line.due.or(line.next).unwrap_or(last), line.sent)
    });
    lines
}

/// The line that has this reference already, however it is written; of several the newest.
pub(crate) fn sent_before<'a>(rooms: &'a [RoomSummary], reference: &str) -> Option<&'a WorkLine> {
    let plain = |reference: &str| reference.trim().to_lowercase();
    let lines = working(rooms).map(|(_, line)| line).filter(|line| plain(&line.reference) == plain(reference));
    lines.max_by_key(|line| line.sent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::fixture::summary;
    use marram_core::work::Risk;

    fn line(number: u8, state: HoldingState, due: Option<u64>) -> WorkLine {
        WorkLine {
            reference: format!("T-{number:03}"),
            from: "National Online Harm Centre".into(),
            sent_by_us: false,
            desk: "Online duty".into(),
            desk_agency: "Wexmoor Constabulary".into(),
            risk: Risk::High,
            covert: false,
            state,
            holder: None,
            holder_gone: false,
            to_hand_over: None,
            since: UnixMillis(1),
            sent: UnixMillis(u64::from(number)),
            due: due.map(UnixMillis),
            transfer: None,
            part: false,
            offered_to_us: true,
            handed_to_you: false,
            handed_by_you: false,
            children_asked: false,
            to_acknowledge: None,
            next: None,
        }
    }

    fn rooms() -> Vec<RoomSummary> {
        let lines = [
            line(1, HoldingState::Concluded, None),
            line(2, HoldingState::Accepted, None),
            line(3, HoldingState::Sent, Some(900)),
            line(4, HoldingState::Opened, Some(100)),
        ];
        let room = |(number, line): (usize, WorkLine)| RoomSummary {
            work: Some(Box::new(line)),
            ..summary(number as u8 + 1, 0)
        };
        lines.into_iter().enumerate().map(room).chain([summary(9, 0)]).collect()
    }

    #[test]
    fn what_is_due_first_stands_first_and_what_is_concluded_last() {
        let rooms = rooms();
        let shown = lines(&rooms, BoardFilter::All, "", UnixMillis(500));
        let references: Vec<_> = shown.iter().map(|(_, line)| line.reference.as_str()).collect();
        assert_eq!(references, ["T-004", "T-003", "T-002", "T-001"]);
        assert_eq!(lines(&rooms, BoardFilter::All, " t-003", UnixMillis(500)).len(), 1);
    }

    #[test]
    fn a_reference_that_was_used_is_found_however_it_is_typed_and_the_newest_of_several() {
        let mut rooms = rooms();
        let sent = |rooms: &[RoomSummary], typed| sent_before(rooms, typed).map(|line| line.sent.0);
        assert_eq!(sent(&rooms, " t-002 "), Some(2));
        for other in ["", "T-00", "T-005"] {
            assert_eq!(sent(&rooms, other), None, "{other}");
        }
        let again = WorkLine { sent: UnixMillis(7), ..line(2, HoldingState::Sent, None) };
        rooms.insert(0, RoomSummary { work: Some(Box::new(again)), ..summary(7, 0) });
        assert_eq!(sent(&rooms, "T-002"), Some(7));
        for room in &mut rooms {
            room.phase = RoomPhase::Left;
        }
        assert_eq!(sent(&rooms, "T-002"), None, "it is not on the board any more");
    }

    #[test]
    fn every_filter_shows_as_many_as_it_counts() {
        let rooms = rooms();
        let counted = counts(&rooms, UnixMillis(500));
        for (filter, expected) in [
            (BoardFilter::All, 4),
            (BoardFilter::Unaccepted, 2),
            (BoardFilter::Overdue, 1),
            (BoardFilter::Ours, 4),
            (BoardFilter::ToDo, 2),
        ] {
            assert_eq!((counted.of(filter), lines(&rooms, filter, "", UnixMillis(500)).len()), (expected, expected));
        }
    }
}
