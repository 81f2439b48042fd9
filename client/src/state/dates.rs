//! The dates of all rooms: which are shown, and which the person is reminded of.

use marram_core::RoomId;
use marram_core::view::{AlertView, DateView};
use marram_core::work::DueKind;
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
fn reminders(dates: &[DateView]) -> impl Iterator<Item = &DateView> {
    dates.iter().filter(|date| date.reminder.is_some())
}

/// Those that are told beside these alerts: that nobody has accepted is said there already.
pub(crate) fn reminders_beside<'a>(
    dates: &'a [DateView],
    alerts: &'a [AlertView],
) -> impl Iterator<Item = &'a DateView> {
    reminders(dates).filter(|date| alerts.iter().all(|alert| !says_the_same(date, alert.room)))
}

/// Whether an alert of this room says what this reminder says.
pub(crate) fn says_the_same(date: &DateView, room: RoomId) -> bool {
    date.room == room && matches!(date.due.kind, DueKind::Acceptance | DueKind::Transfer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::EventId;
    use marram_core::work::Due;

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
    #[test]
    fn that_nobody_has_accepted_is_not_said_by_a_reminder_where_an_alert_says_it() {
        let accept = |number| {
            let mut date = date(number, false, Some(150));
            date.due.kind = DueKind::Acceptance;
            DateView { room: RoomId([number; 16]), ..date }
        };
        let dates = [accept(1), accept(2), date(1, true, Some(150))];
        assert_eq!(dates.map(|date| says_the_same(&date, RoomId([1; 16]))), [true, false, false]);
    }
}
