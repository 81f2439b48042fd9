//! What outlives the drawings of a timeline: where its rows lie, where it is scrolled to, what was asked for and seen.

use super::geometry::{Anchor, Geometry};
use crate::platform::document;
use crate::state::{OpenRoom, STRETCH};
use crate::views::handlers::Handlers;
use marram_core::Command;
use std::collections::BTreeSet;
use web_sys::HtmlElement;

/// A timeline's window.
pub(super) struct Scroller {
    pub(super) geometry: Geometry,
    /// Where the window was last scrolled to by this code: its own scrolling is not the person's.
    scrolled: f64,
    /// Rows have been drawn and not measured yet: Yew lets the browser scroll in between, which nobody meant either.
    pub(super) unsettled: bool,
    /// The window's width and height: when they change, so do the rows.
    size: (i32, i32),
    asked: BTreeSet<u32>,
}

impl Scroller {
    /// Begins at what is new, or else at the end.
    pub(super) fn new(new_from: Option<u32>) -> Self {
        let anchor = match new_from {
            Some(index) => Anchor::Row { index: index as usize, above: -56.0 },
            None => Anchor::End,
        };
        let geometry = Geometry::new(anchor);
        Self { geometry, scrolled: 0.0, unsettled: true, size: (0, 0), asked: BTreeSet::new() }
    }

    /// Measures what is drawn, sets the spacers, keeps the anchor in its place; gives the rows to draw.
    pub(super) fn settle(
        &mut self,
        window: &HtmlElement,
        drawn: (usize, usize),
        person_scrolled: bool,
    ) -> (usize, usize) {
        let height = f64::from(window.client_height());
        let now = f64::from(window.scroll_top());
        let size = (window.client_width(), window.client_height());
        if size.0 != self.size.0 {
            self.geometry.forget();
        }
        // A window that changes its size scrolls too, which nobody meant.
        let same_size = core::mem::replace(&mut self.size, size) == size;
        let settled = !core::mem::take(&mut self.unsettled) && same_size;
        if person_scrolled && settled && (now - self.scrolled).abs() >= 1.0 {
            self.geometry.anchor_at(now, height);
            self.scrolled = now;
        } else {
            document::measure_rows(window, |offset, height| self.geometry.measure(drawn.0 + offset, height));
            let (above, below) =
                (self.geometry.top_of(drawn.0), self.geometry.height() - self.geometry.top_of(drawn.1));
            document::set_spacers(window, above, below.max(0.0));
            self.scrolled = self.geometry.scroll_for(height).round();
            if (now - self.scrolled).abs() >= 1.0 {
                window.set_scroll_top(self.scrolled as i32);
            }
            // Whoever sees the last row, at its true height, is at the end and stays there.
            if drawn.1 > drawn.0 && drawn.1 == self.geometry.rows() && self.geometry.at_end(self.scrolled, height) {
                self.geometry.anchor = Anchor::End;
            }
        }
        self.geometry.rows_for(self.scrolled, height)
    }

    /// Asks for entries that are missing near the window, and says what has been seen.
    pub(super) fn fetch_and_mark(&mut self, open: &OpenRoom, rows: (usize, usize), handlers: &Handlers, height: f64) {
        let (timeline, room) = (&open.timeline, open.id);
        let place = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        for from in timeline.missing(place(rows.0), place(rows.1)) {
            if self.asked.insert(from) {
                handlers.command(Command::Page { room, from, count: STRETCH });
            }
        }
        let seen = place(self.geometry.in_sight(self.scrolled, height).1).min(timeline.total());
        if seen > open.seen.get() && timeline.known() && document::visible() {
            open.seen.set(seen);
            handlers.command(Command::MarkRead { room, upto: seen });
        }
    }
}
