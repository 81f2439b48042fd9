//! A relay, a recording proxy before it, and two agencies that trust each other. Everything reaches the relay through
//! the proxy.

use super::error::BrowserError;
use super::wire::Proxy;
use crate::headless::{Client, Memory, RelayAddress, random_bytes};
use crate::process::RelayProcess;
use marram_core::Command;
use marram_core::engine::Founding;
use marram_core::identity::RootKey;
use marram_core::view::Sector;
use marram_protocol::DeviceId;
use std::path::Path;

const VALID_FOR_MS: u64 = 3 * 24 * 60 * 60 * 1000;

/// Wexmoor Constabulary and Calderfen Council, with an administrator each, on a relay of their own.
#[derive(Debug)]
pub struct World {
    relay: RelayProcess,
    proxy: Proxy,
    police: Client,
    council: Client,
    /// Removed when this is dropped.
    folder: tempfile::TempDir,
}

/// A link as it was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Who.
    pub name: &'static str,
    /// As what.
    pub role: &'static str,
    /// The origin under which a browser is this person.
    pub origin: String,
    /// The address with the fragment, which is a secret.
    pub link: String,
}

impl World {
    /// Starts it.
    ///
    /// # Errors
    /// When anything of it does not start, or does not come about.
    pub async fn start(program: &Path) -> Result<Self, BrowserError> {
        let folder = tempfile::tempdir().map_err(BrowserError::io("a folder for the relay"))?;
        let relay = RelayProcess::start(program, &folder.path().join("relay"), 0)?;
        let proxy = Proxy::start(relay.address().address()).await.map_err(BrowserError::io("the proxy"))?;
        let address = RelayAddress::new(proxy.address(), "localhost");
        let police = found(&relay, &address, "Wexmoor Constabulary", Sector::Police, "Pat Imber")?;
        let council = found(&relay, &address, "Calderfen Council", Sector::ChildrensServices, "Robin Ashe")?;
        for (from, to) in [(&police, &council), (&council, &police)] {
            from.ask(Command::Introduce).await?;
            let introduction = from.wait_for("the introduction", |screen| screen.introduction.clone()).await?;
            to.ask(Command::Endorse { introduction }).await?;
        }
        for (from, to) in [(&police, &council), (&council, &police)] {
            to.finds(from.name()).await?;
        }
        Ok(Self { relay, proxy, police, council, folder })
    }

    /// Detective Sergeant Kember's link.
    ///
    /// # Errors
    /// `Headless`.
    pub async fn invites_ruth(&self) -> Result<Invited, BrowserError> {
        self.invites_ruth_for(VALID_FOR_MS).await
    }

    /// Her link, for so many milliseconds.
    ///
    /// # Errors
    /// `Headless`.
    pub async fn invites_ruth_for(&self, valid_for_ms: u64) -> Result<Invited, BrowserError> {
        self.invites(&self.police, "Ruth Kember", "Detective Sergeant", "ruth-kember", valid_for_ms).await
    }

    /// Mina Sorrell's link.
    ///
    /// # Errors
    /// `Headless`.
    pub async fn invites_mina(&self) -> Result<Invited, BrowserError> {
        self.invites(&self.council, "Mina Sorrell", "Team manager", "mina-sorrell", VALID_FOR_MS).await
    }

    async fn invites(
        &self,
        administrator: &Client,
        name: &'static str,
        role: &'static str,
        origin: &str,
        valid_for_ms: u64,
    ) -> Result<Invited, BrowserError> {
        let already = administrator.screen().invited.len();
        let command = Command::Invite { name: name.to_owned(), role: role.to_owned(), valid_for_ms };
        administrator.ask(command).await?;
        let made = |screen: &crate::sim::Screen| screen.invited.get(already).cloned();
        let (_, fragment) = administrator.wait_for("the link", made).await?;
        let origin = self.origin(origin);
        let link = format!("{origin}/#{fragment}");
        Ok(Invited { name, role, origin, link })
    }

    /// Another agency, by its administrator's own client.
    ///
    /// # Errors
    /// `Process` or `Headless`.
    pub fn founds(&self, agency: &str, sector: Sector, name: &str) -> Result<Client, BrowserError> {
        found(&self.relay, &RelayAddress::new(self.proxy.address(), "localhost"), agency, sector, name)
    }

    /// The device of somebody of the police, once their agency lists it.
    ///
    /// # Errors
    /// `Headless`.
    pub async fn police_device(&self, name: &str) -> Result<DeviceId, BrowserError> {
        let device = |screen: &crate::sim::Screen| {
            let staff = screen.administration.as_ref()?.people.iter().find(|staff| staff.name == name)?;
            staff.devices.first().map(|device| device.id)
        };
        Ok(self.police.wait_for("the device", device).await?)
    }

    /// The origin of a browser on this machine that is somebody.
    pub fn origin(&self, who: &str) -> String {
        RelayAddress::new(self.proxy.address(), &format!("{who}.localhost")).origin()
    }

    /// A founding link of the operator's, for somebody's origin.
    ///
    /// # Errors
    /// `Process`.
    pub fn founding_link(&self, who: &str) -> Result<String, BrowserError> {
        Ok(self.relay.founding_link(&self.origin(who))?)
    }

    /// Wexmoor's introduction, which Pat Imber hands over, and Pat's endorsement of the other agency.
    ///
    /// # Errors
    /// `Headless`.
    pub async fn police_endorses(&self, introduction: &str) -> Result<String, BrowserError> {
        self.police.ask(Command::Endorse { introduction: introduction.to_owned() }).await?;
        Ok(self.police.wait_for("the introduction", |screen| screen.introduction.clone()).await?)
    }

    /// The relay.
    pub fn relay(&mut self) -> &mut RelayProcess {
        &mut self.relay
    }

    /// What stands before it.
    pub fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    /// The police's administrator, Pat Imber.
    pub fn police(&self) -> &Client {
        &self.police
    }

    /// The council's administrator, Robin Ashe.
    pub fn council(&self) -> &Client {
        &self.council
    }

    /// Ends everybody who is not in a browser, then the relay, and gives what is left: its folder.
    ///
    /// # Errors
    /// `Process`, or `Io` when a client ended badly.
    pub async fn end(self) -> Result<tempfile::TempDir, BrowserError> {
        let Self { mut relay, proxy, police, council, folder } = self;
        for client in [police, council] {
            let ended = client.stop().await.map_err(BrowserError::io("ending a client"))?;
            ended.result.map_err(BrowserError::io("a client's store"))?;
        }
        relay.stop()?;
        drop(proxy);
        Ok(folder)
    }
}

fn found(
    relay: &RelayProcess,
    address: &RelayAddress,
    agency: &str,
    sector: Sector,
    name: &str,
) -> Result<Client, BrowserError> {
    let root = RootKey::from_bytes(random_bytes().map_err(|error| BrowserError::Raw(error.to_string()))?);
    relay.admit(root.agency())?;
    let role = "Agency administrator".to_owned();
    let founding = Founding { agency_name: agency.to_owned(), sector, name: name.to_owned(), role };
    let store = Box::new(Memory::new().map_err(BrowserError::io("a store"))?);
    Ok(Client::found(address.clone(), founding, &root, store)?)
}
