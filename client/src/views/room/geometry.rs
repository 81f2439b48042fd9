//! Where the rows of a long list lie: measured heights where known, an estimate elsewhere, and the row that must not move.
//!
//! Pure arithmetic; `timeline` measures and scrolls.

/// What a row is taken for until it is measured.
const ESTIMATE: f64 = 84.0;
/// Rows are drawn so far beyond what is in sight.
const MARGIN: f64 = 800.0;

/// What stays in its place when heights change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Anchor {
    /// The end: what arrives comes into sight.
    End,
    /// This row lies so far above the upper edge.
    Row { index: usize, above: f64 },
}

/// The rows of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Geometry {
    heights: Vec<Option<f64>>,
    pub(super) anchor: Anchor,
}

impl Geometry {
    /// A list that is to be shown from its end, or from a row.
    pub(super) fn new(anchor: Anchor) -> Self {
        Self { heights: Vec::new(), anchor }
    }

    /// Sets the number of rows.
    pub(super) fn resize(&mut self, rows: usize) {
        self.heights.resize(rows, None);
    }

    /// Notes a measured height.
    pub(super) fn measure(&mut self, index: usize, height: f64) {
        if let Some(known) = self.heights.get_mut(index) {
            *known = Some(height);
        }
    }

    /// Forgets all heights, since the width has changed.
    pub(super) fn forget(&mut self) {
        self.heights.fill(None);
    }

    /// Where a row begins; for the number of rows, where the list ends.
    pub(super) fn top_of(&self, index: usize) -> f64 {
        self.heights.iter().take(index).map(|height| height.unwrap_or(ESTIMATE)).sum()
    }

    /// How high the list is.
    pub(super) fn height(&self) -> f64 {
        self.top_of(self.heights.len())
    }

    /// The row at a distance from the list's beginning, and how far into it that is.
    pub(super) fn row_at(&self, distance: f64) -> (usize, f64) {
        let mut top = 0.0;
        for (index, height) in self.heights.iter().enumerate() {
            let height = height.unwrap_or(ESTIMATE);
            if distance < top + height {
                return (index, (distance - top).max(0.0));
            }
            top += height;
        }
        (self.heights.len().saturating_sub(1), 0.0)
    }

    /// How far a window of this height must be scrolled for the anchor to be in its place.
    pub(super) fn scroll_for(&self, window: f64) -> f64 {
        let furthest = (self.height() - window).max(0.0);
        match self.anchor {
            Anchor::End => furthest,
            Anchor::Row { index, above } => (self.top_of(index) + above).clamp(0.0, furthest),
        }
    }

    /// Takes the row at the upper edge for the anchor, or the end if that is in sight.
    pub(super) fn anchor_at(&mut self, scrolled: f64, window: f64) {
        let (index, above) = self.row_at(scrolled);
        self.anchor = if self.at_end(scrolled, window) { Anchor::End } else { Anchor::Row { index, above } };
    }

    /// Whether the end is in sight.
    pub(super) fn at_end(&self, scrolled: f64, window: f64) -> bool {
        scrolled + window >= self.height() - 4.0
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.heights.len()
    }

    /// The rows to draw: what is in sight, and some beyond.
    pub(super) fn rows_for(&self, scrolled: f64, window: f64) -> (usize, usize) {
        let first = self.row_at((scrolled - MARGIN).max(0.0)).0;
        let last = self.row_at(scrolled + window + MARGIN).0 + 1;
        (first, last.min(self.heights.len()))
    }

    /// The rows that are in sight.
    pub(super) fn in_sight(&self, scrolled: f64, window: f64) -> (usize, usize) {
        let last = self.row_at((scrolled + window - 8.0).max(0.0)).0 + 1;
        (self.row_at(scrolled).0, last.min(self.heights.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: usize, anchor: Anchor) -> Geometry {
        let mut list = Geometry::new(anchor);
        list.resize(rows);
        list
    }

    #[test]
    fn the_end_stays_in_sight_when_entries_arrive_or_grow() {
        let mut list = list(100, Anchor::End);
        assert_eq!(list.scroll_for(500.0), 100.0 * ESTIMATE - 500.0);
        list.resize(101);
        list.measure(100, 300.0);
        assert_eq!(list.scroll_for(500.0), 100.0 * ESTIMATE + 300.0 - 500.0);
    }

    #[test]
    fn what_is_being_read_does_not_move_when_rows_above_turn_out_taller() {
        let mut list = list(100, Anchor::End);
        list.anchor_at(50.0 * ESTIMATE + 10.0, 500.0);
        assert_eq!(list.anchor, Anchor::Row { index: 50, above: 10.0 });
        list.measure(20, ESTIMATE + 70.0);
        assert_eq!(list.scroll_for(500.0), 50.0 * ESTIMATE + 80.0);
    }

    #[test]
    fn of_ten_thousand_rows_only_those_near_the_window_are_drawn() {
        let list = list(10_000, Anchor::End);
        let (first, last) = list.rows_for(list.scroll_for(600.0), 600.0);
        assert_eq!(last, 10_000);
        assert!(last - first < 40, "{first}..{last}");
        let (first, last) = list.rows_for(5_000.0 * ESTIMATE, 600.0);
        assert!(first < 5_000 && 5_000 < last && last - first < 50, "{first}..{last}");
    }

    #[test]
    fn a_list_shorter_than_the_window_is_not_scrolled_and_all_in_sight() {
        let mut list = list(2, Anchor::Row { index: 1, above: -40.0 });
        assert_eq!(list.scroll_for(500.0), 0.0);
        assert_eq!(list.in_sight(0.0, 500.0), (0, 2));
        list.anchor_at(0.0, 500.0);
        assert_eq!(list.anchor, Anchor::End);
        list.resize(0);
        assert_eq!(list.rows_for(0.0, 500.0), (0, 0));
    }
}
