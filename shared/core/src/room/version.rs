//! A version of the record as it was closed.

use super::release::Recorded;
use super::{Context, Room};
use crate::event::Content;
use crate::view::VersionView;
use crate::work::{Digest, Work};

impl Room {
    /// What a version holds; `None` if this device knows no such version that counts.
    pub(crate) fn version(&self, cx: Context, number: u32) -> Option<VersionView> {
        let closed = self.matter().plan.versions.iter().find(|one| one.version == number)?;
        let closes = |one: &Recorded| match &one.event.content {
            Content::Work(Work::Finalised { version, covers }) => {
                *version == number && Digest::of(covers) == closed.digest
            }
            _ => false,
        };
        let counts = |one: &Recorded| !self.folded.uncounted.contains_key(&one.event.id);
        let end = self.record().into_iter().find(|one| closes(one) && counts(one))?.event.id;
        // A version counts only if it covers all that is known of the plan at its place: so that is what it holds of what is
        // known here, and what it covers besides is not known.
        let matter = self.folded_before(cx, Some(end)).matter;
        let (_, known) = matter.plan.next_version();
        let lacking = closed.entries.saturating_sub(known.len() as u32);
        let (plan, corrections) = (matter.plan, matter.corrections);
        Some(VersionView { room: self.id(), version: number, plan, corrections, lacking })
    }
}
