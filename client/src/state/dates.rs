//! The dates of all rooms: which are shown, and which the person is reminded of.

use marram_core::view::DateView;
use marram_protocol::UnixMillis;

/// Which dates are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateFilter {
    All,
    Mine,
    Overdue,
}

impl DateFilter {
    /// All of them, with their names in the document.
    pub(crate) const ALL: [(Self, &'static str); 3] =
        [(Self::All, "all"), (Self::Mine, "mine"), (Self::Overdue, "overdue")];

    fn shows(self, date: &DateView, now: UnixMillis) -> bool {
        match self {
            Self::All => true,
            Self::Mine => date.due.mine,
            Self::Overdue => date.due.at < now,
        }
    }
}

/// The dates that match, in their order.
pub(crate) fn dates_of(dates: &[DateView], filter: DateFilter, now: UnixMillis) -> Vec<&DateView> {
    dates.iter().filter(|date| filter.shows(date, now)).collect()
}

/// Those that the person is reminded of.
pub(crate) fn reminders(dates: &[DateView]) -> impl Iterator<Item = &DateView> {
    dates.iter().filter(|date| date.reminder.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::work::{Due, DueKind};
    use marram_core::{EventId, RoomId};

    fn date(number: u8, mine: bool, reminder: Option<u64>) -> DateView {
        let (at, event) = (UnixMillis(u64::from(number) * 100), EventId([number; 16]));
        let (what, owner) = ("Hearing".into(), String::new());
        let due = Due { kind: DueKind::Court, event, what, owner, at, set: UnixMillis(0), mine };
        DateView { room: RoomId([1; 16]), title: "T-017".into(), due, reminder: reminder.map(UnixMillis) }
    }

    #[test]
    fn the_filters_show_what_is_mine_and_what_is_over_in_the_order_of_time() {
        let dates = [date(1, false, None), date(2, true, Some(150)), date(3, true, None)];
        let shown = |filter| -> Vec<u8> {
            dates_of(&dates, filter, UnixMillis(250)).iter().map(|date| date.due.event.0[0]).collect()
        };
        assert_eq!(
            [DateFilter::All, DateFilter::Mine, DateFilter::Overdue].map(shown),
            [vec![1, 2, 3], vec![2, 3], vec![1, 2]]
        );
        assert_eq!(reminders(&dates).map(|date| date.due.event.0[0]).collect::<Vec<_>>(), [2]);
    }
}
