//! The link that the page was opened with, as far as it can be judged before it is used.

use crate::messages::LinkFragment;
use marram_core::identity::{FoundingLink, InviteLink};
use marram_core::view::AgencyView;
use marram_protocol::UnixMillis;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Invite {
    /// It is whole and not over.
    Good { fragment: LinkFragment, expires: UnixMillis, whose: Whose, spoken: bool },
    /// It is the operator's, and founds an agency.
    Founding { fragment: LinkFragment },
    /// It is over.
    Expired { at: UnixMillis },
    /// It is not whole.
    Damaged,
}

/// Whom a link is for, as the agency's administrator wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Whose {
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) agency: AgencyView,
    /// Whether it makes a further device of that person, who issued it.
    pub(crate) further: bool,
}

/// A device's link lives for minutes, and the relay judges it by its own clock: this page's may be wrong by so much.
const FURTHER_SLACK_MS: u64 = 15 * 60 * 1000;

impl Invite {
    /// Judges a fragment.
    pub(crate) fn read(fragment: LinkFragment, now: UnixMillis) -> Self {
        if FoundingLink::is_meant(&fragment.0) {
            return FoundingLink::parse(&fragment.0).map_or(Self::Damaged, |_| Self::Founding { fragment });
        }
        let Ok(link) = InviteLink::parse(&fragment.0) else { return Self::Damaged };
        let Some(card) = link.card() else { return Self::Damaged };
        let expires = link.expires();
        let further = link.is_further_device();
        let slack_ms = if further { FURTHER_SLACK_MS } else { 0 };
        if expires.0.saturating_add(slack_ms) < now.0 {
            return Self::Expired { at: expires };
        }
        let agency = card.agency_view();
        let spoken = link.is_locked();
        Self::Good { expires, fragment, spoken, whose: Whose { name: card.name, role: card.role, agency, further } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_was_cut_off_is_damaged() {
        assert_eq!(Invite::read(LinkFragment("AAEC".into()), UnixMillis(0)), Invite::Damaged);
    }
}
