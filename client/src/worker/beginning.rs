//! How a browser becomes a device: by an invite, by founding an agency, by an agency's recovery phrase.

use crate::messages::{FoundAgency, JoinRefused, LinkFragment};
use crate::platform::clock;
use marram_core::engine::{Founding, Recovery};
use marram_core::identity::{FoundingLink, InviteLink, InviteLinkError, RootKey, SecretWords};
use marram_core::rest::StoreKey;
use marram_core::{Engine, Output};

type Begun = Result<(Engine, Vec<Output>), JoinRefused>;

/// By an invite's link, and the words that belong to it where it needs some; for a sitting, or to stay.
pub(super) fn join(
    fragment: &LinkFragment,
    spoken: Option<&SecretWords>,
    device_name: &str,
    sitting_ms: Option<u64>,
    key: StoreKey,
    seed: [u8; 32],
) -> Begun {
    let link = InviteLink::parse(&fragment.0).map_err(|_| JoinRefused::LinkDamaged)?;
    let link = match spoken {
        Some(words) => link.unlock(words).map_err(|error| match error {
            InviteLinkError::WrongPassphrase => JoinRefused::WrongSpoken,
            _ => JoinRefused::LinkDamaged,
        })?,
        None => link,
    };
    let begun = match sitting_ms {
        Some(lasts_ms) => Engine::sit_down(&link, device_name, lasts_ms, key, seed, clock::now()),
        None => Engine::join(&link, device_name, key, seed, clock::now()),
    };
    begun.map_err(|_| JoinRefused::LinkDamaged)
}

/// By the link of the relay's operator, with the root key that the page has shown as words.
pub(super) fn found(asked: &FoundAgency, key: StoreKey, seed: [u8; 32]) -> Begun {
    let link = FoundingLink::parse(&asked.fragment.0).ok_or(JoinRefused::LinkDamaged)?;
    let root = RootKey::from_phrase(&asked.phrase).map_err(|_| JoinRefused::LinkDamaged)?;
    let founding = Founding {
        agency_name: asked.agency_name.clone(),
        sector: asked.sector,
        name: asked.name.clone(),
        role: asked.role.clone(),
    };
    Ok(Engine::found_by_link(founding, &link, &root, key, seed, clock::now()))
}

/// By the recovery phrase.
pub(super) fn recover(phrase: &SecretWords, name: String, role: String, key: StoreKey, seed: [u8; 32]) -> Begun {
    let root = RootKey::from_phrase(phrase).map_err(|_| JoinRefused::LinkDamaged)?;
    Ok(Engine::recover(Recovery { name, role }, &root, key, seed, clock::now()))
}
