//! The room on the screen: its facts, the stretches of its timeline that are here, its outbox.

use marram_core::view::{EntryView, RoomView};
use marram_core::{EventId, RoomId};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A timeline is asked for in stretches of this many entries.
pub(crate) const STRETCH: u32 = 100;

/// The room on the screen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OpenRoom {
    pub(crate) id: RoomId,
    /// `None` until the engine has shown it.
    pub(crate) view: Option<Rc<RoomView>>,
    pub(crate) timeline: Rc<Timeline>,
    /// Own entries that are not in the timeline yet.
    pub(crate) outbox: Rc<Vec<Rc<EntryView>>>,
    /// How many entries of the timeline were in sight since the room was opened, the latest of them included.
    pub(crate) seen: Rc<Cell<u32>>,
}

impl OpenRoom {
    /// Nothing is known yet.
    pub(crate) fn new(id: RoomId) -> Self {
        Self { id, view: None, timeline: Rc::default(), outbox: Rc::default(), seen: Rc::default() }
    }

    /// The first entry that is new to the person, whenever the list is drawn anew: others' that came since it was in sight
    /// last, or else what the engine calls new.
    pub(crate) fn new_from(&self) -> Option<u32> {
        match self.seen.get() {
            0 => self.view.as_ref()?.new_from,
            seen => (seen..self.timeline.total()).find(|index| self.timeline.get(*index).is_none_or(|one| !one.own)),
        }
    }
}

/// A timeline of which some stretches are here.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Timeline {
    /// How many entries it has; `None` until a stretch has come.
    total: Option<u32>,
    entries: BTreeMap<u32, Rc<EntryView>>,
}

impl Timeline {
    /// How many entries it has.
    pub(crate) fn total(&self) -> u32 {
        self.total.unwrap_or(0)
    }

    /// Whether any stretch has come.
    pub(crate) fn known(&self) -> bool {
        self.total.is_some()
    }

    /// An entry, if it is here.
    pub(crate) fn get(&self, index: u32) -> Option<&Rc<EntryView>> {
        self.entries.get(&index)
    }

    /// An entry by its event, if it is here.
    pub(crate) fn find(&self, event: EventId) -> Option<Rc<EntryView>> {
        self.entries.values().find(|entry| entry.event == event).cloned()
    }

    /// Takes a stretch in. Gives the entries that are new at the end, once the timeline was known.
    pub(crate) fn take(&mut self, total: u32, from: u32, entries: Vec<EntryView>) -> Vec<Rc<EntryView>> {
        let before = self.total.replace(total);
        let mut new = Vec::new();
        for (index, entry) in (from..).zip(entries) {
            let entry = Rc::new(entry);
            if before.is_some_and(|before| index >= before) {
                new.push(entry.clone());
            }
            self.entries.insert(index, entry);
        }
        new
    }

    /// The stretches that must be asked for to show `from..upto`, each as its first index.
    pub(crate) fn missing(&self, from: u32, upto: u32) -> Vec<u32> {
        let upto = upto.min(self.total());
        let first = from / STRETCH;
        let last = upto.div_ceil(STRETCH);
        (first..last)
            .map(|stretch| stretch * STRETCH)
            .filter(|&start| (start.max(from)..upto.min(start + STRETCH)).any(|index| self.get(index).is_none()))
            .collect()
    }

    /// Whether every entry is here, as printing wants.
    pub(crate) fn complete(&self) -> bool {
        self.total.is_some_and(|total| self.entries.len() >= total as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::fixture::note;

    #[test]
    fn only_what_is_new_at_the_end_of_a_known_timeline_is_new() {
        let mut timeline = Timeline::default();
        assert!(timeline.take(250, 200, (200..250).map(note).collect()).is_empty());
        assert!(timeline.take(250, 100, (100..200).map(note).collect()).is_empty());
        let new = timeline.take(251, 249, vec![note(249), note(250)]);
        assert_eq!(new.iter().map(|entry| entry.event).collect::<Vec<_>>(), [note(250).event]);
    }

    #[test]
    fn a_room_that_was_not_left_begins_at_what_others_wrote_since_it_was_in_sight() {
        let mut open = OpenRoom::new(marram_core::RoomId([1; 16]));
        let timeline = Rc::make_mut(&mut open.timeline);
        timeline.take(3, 0, (0..3).map(note).collect());
        open.seen.set(3);
        assert_eq!(open.new_from(), None);
        let own = |index| EntryView { own: true, ..note(index) };
        Rc::make_mut(&mut open.timeline).take(5, 3, vec![own(3), note(4)]);
        assert_eq!(open.new_from(), Some(4), "its own author knows an entry");
    }

    #[test]
    fn only_stretches_with_a_missing_entry_in_sight_are_asked_for() {
        let mut timeline = Timeline::default();
        timeline.take(1_000, 900, (900..1_000).map(note).collect());
        assert_eq!(timeline.missing(950, 1_005), Vec::<u32>::new());
        assert_eq!(timeline.missing(880, 920), [800]);
        assert_eq!(timeline.missing(390, 410), [300, 400]);
        assert!(!timeline.complete());
        timeline.take(1_000, 0, (0..900).map(note).collect());
        assert_eq!(timeline.missing(0, 1_000), Vec::<u32>::new());
        assert!(timeline.complete());
    }
}
