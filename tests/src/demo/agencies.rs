//! How the agencies come to be: admitted by the relay's own command, founded by their administrators' own clients, which
//! then endorse each other and invite their people.

use super::cast::{Agency, Cast};
use super::{DemoError, Stores};
use crate::headless::{Client, NotSeen, random_bytes};
use crate::process::RelayProcess;
use futures_util::future::try_join_all;
use marram_core::engine::Founding;
use marram_core::identity::{DeskTerms, InviteLink, RootKey};
use marram_core::{Command, PersonId};
use std::collections::BTreeMap;

/// How long the invites can be used: 30 days.
const INVITE_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// Founds every agency. Gives the administrators' clients, in the cast's order.
pub(super) async fn found(cast: &Cast, relay: &RelayProcess, stores: &Stores) -> Result<Vec<Client>, DemoError> {
    let mut administrators = Vec::new();
    for agency in &cast.agencies {
        // The root key signs the administrator's appointment and is gone with this turn: nobody appoints another here.
        let root = RootKey::from_bytes(random_bytes()?);
        relay.admit(root.agency())?;
        let administrator = &agency.administrator;
        let founding = Founding {
            agency_name: agency.name.clone(),
            sector: agency.sector,
            name: administrator.name.clone(),
            role: administrator.role.clone(),
        };
        let address = relay.address().named(&administrator.host());
        administrators.push(Client::found(address, founding, &root, stores.of(administrator)?)?);
    }
    try_join_all(administrators.iter().map(|client| client.finds(client.name()))).await?;
    Ok(administrators)
}

/// Has everybody endorse whom they endorse, and waits until they all see each other.
pub(super) async fn endorse(cast: &Cast, administrators: &[Client]) -> Result<(), DemoError> {
    let introductions = try_join_all(administrators.iter().map(introduction)).await?;
    let introductions: BTreeMap<_, _> = cast.agencies.iter().map(|agency| &agency.name).zip(introductions).collect();
    for (agency, administrator) in cast.agencies.iter().zip(administrators) {
        for introduction in agency.endorses.iter().filter_map(|name| introductions.get(name)).cloned() {
            administrator.ask(Command::Endorse { introduction }).await?;
        }
    }
    for (agency, administrator) in cast.agencies.iter().zip(administrators) {
        for other in cast.agencies.iter().filter(|other| agency.endorses.contains(&other.name)) {
            administrator.finds(&other.administrator.name).await?;
        }
    }
    Ok(())
}

async fn introduction(client: &Client) -> Result<String, NotSeen> {
    client.ask(Command::Introduce).await?;
    client.wait_for("the introduction", |screen| screen.introduction.clone()).await
}

/// Has every administrator invite their people. Gives the links' fragments by the people's names.
pub(super) async fn invite(cast: &Cast, administrators: &[Client]) -> Result<BTreeMap<String, String>, DemoError> {
    let invited = cast.agencies.iter().zip(administrators).map(|(agency, client)| invite_people(agency, client));
    Ok(try_join_all(invited).await?.into_iter().flatten().collect())
}

async fn invite_people(agency: &Agency, administrator: &Client) -> Result<Vec<(String, String)>, NotSeen> {
    for person in &agency.people {
        let (name, role) = (person.name.clone(), person.role.clone());
        administrator.ask(Command::Invite { name, role, valid_for_ms: INVITE_MS }).await?;
    }
    let links = administrator
        .wait_for("a link for everybody invited", |screen| {
            (screen.invited.len() == agency.people.len()).then(|| screen.invited.clone())
        })
        .await?;
    let named = |fragment: String| Some((InviteLink::parse(&fragment).ok()?.card()?.name, fragment));
    Ok(links.into_iter().filter_map(|(_, fragment)| named(fragment)).collect())
}

/// Has every administrator define the duty desks. Who was only invited can be listed already.
pub(super) async fn define_desks(cast: &Cast, administrators: &[Client]) -> Result<(), DemoError> {
    for (agency, client) in cast.agencies.iter().zip(administrators) {
        for desk in &agency.desks {
            // The register may come a moment after the links.
            let people = client.wait_for("the desk's people", |screen| listed(screen, &desk.people)).await?;
            let deputies = client.wait_for("the desk's deputies", |screen| listed(screen, &desk.deputies)).await?;
            let terms = DeskTerms { name: desk.name.clone(), people, deputies, ..DeskTerms::default() };
            client.ask(Command::DefineDesk { desk: None, terms }).await?;
            let is_there =
                |screen: &crate::sim::Screen| screen.desks.iter().any(|one| one.name == desk.name).then_some(());
            client.wait_for("the desk", is_there).await?;
        }
    }
    Ok(())
}

/// The ids of people of the administrator's own agency, once all of them are known.
fn listed(screen: &crate::sim::Screen, names: &[String]) -> Option<Vec<PersonId>> {
    let people = screen.administration.as_ref().map(|view| &view.people);
    let own = screen.me.as_ref();
    let id = |name: &String| {
        let own = own.filter(|me| me.name == *name).map(|me| me.person);
        own.or_else(|| people?.iter().find(|one| one.name == *name).map(|one| one.id))
    };
    names.iter().map(id).collect()
}
