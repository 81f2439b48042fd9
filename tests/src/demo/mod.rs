//! "Operation Tidemark" on a relay of its own: five agencies founded, endorsed and invited; the cast at their clients;
//! links for those whom somebody plays, in a browser or in a test.
//!
//! Nothing here is a shortcut: the relay is a process, every person has a client, a store and a connection of their own,
//! and all that they know of each other went through the relay.

mod actor;
mod agencies;
mod cast;
mod colleague;
mod guide;
mod officer;
mod script;
mod stores;

pub use cast::{Agency, Cast, CastError, Person};
pub use colleague::Duty;
pub use guide::{Guide, Part as GuidePart, Piece, Step, Story};
pub use script::{Cue, Opening, Pace, Part, Script};

use crate::headless::{Client, NotSeen, StartError};
use crate::process::{ProcessError, RelayProcess};
use actor::Actor;
use colleague::Colleague;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use stores::{Notes, Stores};
use thiserror::Error;
use tokio::task::JoinHandle;

/// How a demo is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// The relay's program.
    pub relay: PathBuf,
    /// Where everything is kept: an empty folder, or none, unless `keep`.
    pub data: PathBuf,
    /// Whom somebody plays: everybody else plays themselves, by the guide if these are whom it is for (or it is everybody),
    /// and else by answering what they hear. By name, first name or origin.
    pub play: Vec<String>,
    /// Go on with what is in the folder. Who is played stays as it was.
    pub keep: bool,
    /// Nobody thinks or types: for tests.
    pub at_once: bool,
}

/// A running demo. What it started ends with it; see [`Demo::stop`].
#[derive(Debug)]
pub struct Demo {
    relay: RelayProcess,
    administrators: Vec<Client>,
    cast: Vec<(Arc<Client>, JoinHandle<()>)>,
    links: Vec<JoinLink>,
    guide: Option<Guide>,
}

/// How one of the played people comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinLink {
    /// Who.
    pub name: String,
    /// The role.
    pub role: String,
    /// The agency.
    pub agency: String,
    /// Where a browser is this person: `http://ruth-kember.localhost:PORT`.
    pub origin: String,
    /// What stands behind the link's `#`; `None` when the person has joined already.
    pub fragment: Option<String>,
}

/// Why there is no demo.
#[derive(Debug, Error)]
pub enum DemoError {
    /// A name that is not in the cast, or a cast that makes no sense.
    #[error(transparent)]
    Cast(#[from] CastError),
    /// The relay.
    #[error(transparent)]
    Relay(#[from] ProcessError),
    /// Somebody's client did not start.
    #[error("a client did not start: {0}")]
    Start(#[from] StartError),
    /// Somebody waited in vain.
    #[error(transparent)]
    NotSeen(#[from] NotSeen),
    /// The operating system gave no randomness.
    #[error("no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
    /// The demo's folder.
    #[error("the demo's folder: {0}")]
    Io(#[from] io::Error),
    /// The folder holds something.
    #[error("{} holds something that is no demo to go on with", path.display())]
    InTheWay {
        /// The folder.
        path: PathBuf,
    },
    /// Nobody was named.
    #[error("there is nobody to play")]
    Nobody,
}

impl JoinLink {
    /// The address to open.
    pub fn url(&self) -> String {
        match &self.fragment {
            Some(fragment) => format!("{}/join#{fragment}", self.origin),
            None => format!("{}/", self.origin),
        }
    }
}

impl Demo {
    /// Sets everything up and has the cast begin. Returns when everybody of it is there.
    ///
    /// # Errors
    /// Every [`DemoError`]; what was started until then is ended.
    pub async fn start(options: &Options) -> Result<Self, DemoError> {
        let cast = Cast::tidemark()?;
        let script = Script::tidemark(&cast)?;
        let (stores, notes) = Stores::open(&options.data, options.keep)?;
        let wished = options.play.iter().map(|name| cast.find(name).map(|(_, person)| person.name.clone()));
        let wished = wished.collect::<Result<BTreeSet<_>, _>>()?;
        let (port, guide) = notes.as_ref().map_or((0, 0), |notes| (notes.port, notes.guide));
        let relay = RelayProcess::start(&options.relay, &stores.relay(), port)?;
        let mut demo = Self { relay, administrators: Vec::new(), cast: Vec::new(), links: Vec::new(), guide: None };

        let again = notes.is_some();
        let mut links = BTreeMap::new();
        let played = match notes {
            Some(notes) => {
                for agency in &cast.agencies {
                    demo.administrators.push(demo.open(&agency.administrator, &stores)?);
                }
                notes.played
            }
            None if wished.is_empty() => return Err(DemoError::Nobody),
            None => {
                demo.administrators = agencies::found(&cast, &demo.relay, &stores).await?;
                agencies::endorse(&cast, &demo.administrators).await?;
                links = agencies::invite(&cast, &demo.administrators).await?;
                agencies::define_desks(&cast, &demo.administrators).await?;
                let played = |(name, _): &(&String, &String)| wished.contains(*name);
                links.iter().filter(played).map(|(name, link)| (name.clone(), link.clone())).collect()
            }
        };
        let themselves: Vec<_> = cast.people().filter(|(_, person)| !played.contains_key(&person.name)).collect();
        let names: BTreeSet<_> = themselves.iter().map(|(_, person)| person.name.clone()).collect();
        let pace = if options.at_once { Pace::default() } else { script.pace };
        let guided = |story: &Story| names.is_empty() || played.keys().eq(story.play.iter().collect::<BTreeSet<_>>());
        let story = Some(Story::tidemark(&cast)?).filter(guided);
        let mut duties = if story.is_some() { Duty::tidemark(&cast)? } else { Vec::new() };
        if options.at_once {
            duties.iter_mut().for_each(Duty::hasten);
        }
        for (_, person) in themselves {
            let client = match links.get(&person.name).filter(|_| !again) {
                Some(link) => Client::join(demo.relay.address().named(&person.host()), link, stores.of(person)?)?,
                None => demo.open(person, &stores)?,
            };
            let client = Arc::new(client);
            let own = Arc::clone(&client);
            let task = match duties.iter().find(|duty| duty.who() == person.name).cloned() {
                Some(duty) => tokio::spawn(Colleague { client: own, duty, pace }.work()),
                None => tokio::spawn(Actor { client: own, part: script.part(person, &names), pace }.work()),
            };
            demo.cast.push((client, task));
        }
        for administrator in &demo.administrators {
            for name in &names {
                administrator.finds(name).await?;
            }
        }
        demo.links = cast.people().filter_map(|of| demo.link_of(of, &played)).collect();
        if let Some(story) = story {
            demo.guide = Some(Guide::serve(&story, &demo.links, guide).await?);
        }
        let guide = demo.guide.as_ref().map_or(guide, Guide::port);
        stores.note(&Notes { port: demo.relay.address().address().port(), guide, played })?;
        Ok(demo)
    }

    fn open(&self, person: &Person, stores: &Stores) -> Result<Client, DemoError> {
        let address = self.relay.address().named(&person.host());
        Ok(Client::open(address, &person.name, stores.of(person)?)?)
    }

    fn link_of(&self, (agency, person): (&Agency, &Person), played: &BTreeMap<String, String>) -> Option<JoinLink> {
        let fragment = played.get(&person.name)?;
        let has_joined = self.administrators.iter().any(|client| client.screen().person(&person.name).is_some());
        Some(JoinLink {
            name: person.name.clone(),
            role: person.role.clone(),
            agency: agency.name.clone(),
            origin: self.relay.address().named(&person.host()).origin(),
            fragment: (!has_joined).then(|| fragment.clone()),
        })
    }

    /// How the played people come in, in the cast's order.
    pub fn links(&self) -> &[JoinLink] {
        &self.links
    }

    /// The guide to play it by hand, where just those are played whom it is for, or everybody.
    pub fn guide(&self) -> Option<&Guide> {
        self.guide.as_ref()
    }

    /// How this person comes in.
    pub fn link(&self, name: &str) -> Option<&JoinLink> {
        self.links.iter().find(|link| link.name == name)
    }

    /// The relay: its address and data folder, and to kill it and start it again.
    pub fn relay(&mut self) -> &mut RelayProcess {
        &mut self.relay
    }

    /// The administrators' clients, in the cast's order: they hold the registers and can remove people.
    pub fn administrators(&self) -> &[Client] {
        &self.administrators
    }

    /// Ends everybody's client, then the relay.
    ///
    /// # Errors
    /// The relay's.
    pub async fn stop(mut self) -> Result<(), DemoError> {
        let mut clients = std::mem::take(&mut self.administrators);
        for (client, actor) in self.cast.drain(..) {
            actor.abort();
            // Aborted is what it is to be; with it goes its hold on the client.
            let _ = actor.await;
            clients.extend(Arc::into_inner(client));
        }
        for client in clients {
            client.stop().await?.result?;
        }
        Ok(self.relay.stop()?)
    }
}

impl Drop for Demo {
    /// The relay ends with its own value; the administrators' clients with theirs.
    fn drop(&mut self) {
        self.cast.iter().for_each(|(_, actor)| actor.abort());
    }
}
