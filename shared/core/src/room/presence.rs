//! Who was in the room when, as far as this device has seen them come and go.

use super::Room;
use crate::event::Content;
use crate::ids::PersonId;
use marram_protocol::Seq;
use std::collections::BTreeMap;

/// By the person: the places in the timeline where they came (`true`) or went.
pub(super) struct Presence(BTreeMap<PersonId, Vec<(usize, bool)>>);

impl Presence {
    /// Whether somebody who is here now was here when the entry at this place came.
    pub(super) fn was_here(&self, person: PersonId, at: usize) -> bool {
        let changes = self.0.get(&person).map(Vec::as_slice).unwrap_or_default();
        match changes.iter().rev().find(|(place, _)| *place <= at) {
            // They came back: unseen, while this device was out itself, if nothing says where.
            Some((gone, false)) => !changes.iter().any(|(place, came)| *came && place > gone),
            Some(_) => true,
            // Before whatever was seen of them first, it was the other way round.
            None => changes.first().is_none_or(|(_, came)| !came),
        }
    }

    /// Where each came last.
    pub(super) fn came(&self) -> BTreeMap<PersonId, usize> {
        let last = |changes: &Vec<(usize, bool)>| changes.iter().rev().find(|(_, came)| *came).map(|(at, _)| *at);
        self.0.iter().filter_map(|(person, changes)| Some((*person, last(changes)?))).collect()
    }
}

impl Room {
    pub(super) fn presence(&self) -> Presence {
        let mut changes: BTreeMap<PersonId, Vec<(usize, bool)>> = BTreeMap::new();
        let mut seen = |person, at, came| changes.entry(person).or_default().push((at, came));
        for (at, entry) in self.timeline.iter().enumerate() {
            let Some((event, author)) = entry.event() else { continue };
            match &event.content {
                // Those with whom a log begins missed nothing in it, nor in the one that it may have taken over from.
                Content::Added { people, .. } if entry.seq != Seq(1) => {
                    people.iter().for_each(|one| seen(one.person, at, true));
                }
                Content::Removed { person, .. } => seen(person.person, at, false),
                Content::Left => self.person_of(&author).into_iter().for_each(|person| seen(person, at, false)),
                _ => {}
            }
        }
        Presence(changes)
    }
}
