//! A version of the record as it was closed.

use super::release::Recorded;
use super::{Context, Room};
use crate::event::Content;
use crate::ids::{EventId, PersonId};
use crate::view::VersionView;
use crate::work::{Digest, Finalised, Release, Work};

impl Room {
    /// What a version holds; `None` if this device knows no such version that counts.
    pub(crate) fn version(&self, cx: Context, number: u32) -> Option<VersionView> {
        let closed = self.matter().plan.versions.iter().find(|one| one.version == number)?;
        let end = self.closed_by(&self.record(), closed)?;
        // A version counts only if it covers all that is known of the plan at its place: so that is what it holds of what is
        // known here, and what it covers besides is not known.
        let matter = self.folded_before(cx, Some(end)).matter;
        let (_, known) = matter.plan.next_version();
        let lacking = closed.entries.saturating_sub(known.len() as u32);
        let (plan, corrections) = (matter.plan, matter.corrections);
        Some(VersionView { room: self.id(), version: number, plan, corrections, lacking })
    }

    /// The event that closed it.
    fn closed_by(&self, record: &[Recorded], closed: &Finalised) -> Option<EventId> {
        let closes = |one: &Recorded| match &one.event.content {
            Content::Work(Work::Finalised { version, covers }) => {
                *version == closed.version && Digest::of(covers) == closed.digest
            }
            _ => false,
        };
        let counts = |one: &Recorded| !self.folded.uncounted.contains_key(&one.event.id);
        record.iter().find(|one| closes(one) && counts(one)).map(|one| one.event.id)
    }

    /// Versions with members who were not here then and were not released them.
    pub(super) fn lacking_versions(&self) -> Vec<(u32, PersonId)> {
        let versions = &self.matter().plan.versions;
        if versions.is_empty() {
            return Vec::new();
        }
        let (presence, (members, _)) = (self.presence(), self.readers());
        let record = self.record();
        let releases: Vec<&Release> = record.iter().filter_map(|one| release_of(&one.event.content)).collect();
        let given =
            |event: EventId, to: PersonId| releases.iter().any(|one| one.to == to && one.events.contains(&event));
        let mut lacking = Vec::new();
        for version in versions {
            let Some(event) = self.closed_by(&record, version) else { continue };
            // What was released to this device was said before it came.
            let at = self.events.get(&event).copied().unwrap_or_default();
            let late =
                members.iter().copied().filter(|person| !presence.was_here(*person, at) && !given(event, *person));
            lacking.extend(late.map(|person| (version.version, person)));
        }
        lacking
    }
}

fn release_of(content: &Content) -> Option<&Release> {
    match content {
        Content::Work(Work::Release(release)) => Some(release),
        _ => None,
    }
}
