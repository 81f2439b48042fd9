//! A client as its owner holds it: ask, look, wait, stop.

use super::dial::RelayAddress;
use super::driver::{Driver, Order};
use super::line::Line;
use super::store::Store;
use super::system::{now, random_bytes};
use crate::sim::Screen;
use marram_core::engine::{Founding, OpenError};
use marram_core::identity::{InviteLink, InviteLinkError, RootKey};
use marram_core::rest::RecordError;
use marram_core::{Command, Engine, Output};
use std::fmt;
use std::io;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use thiserror::Error;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

/// How long something is waited for: generous, for machines with much else to do; bounded, so that a test ends.
const PATIENCE: Duration = Duration::from_secs(120);

/// One person's device. Dropped, it ends as a program that is killed: what it persisted is all that is left.
pub struct Client {
    name: String,
    screen: watch::Receiver<Screen>,
    orders: UnboundedSender<Order>,
    thread: JoinHandle<Ended>,
}

/// What is left of a client that has ended.
pub struct Ended {
    /// Its store: another client can be opened on it.
    pub store: Box<dyn Store>,
    /// Whether its store did what it was asked to.
    pub result: io::Result<()>,
}

/// Why a client did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The link is of no use.
    #[error("the link: {0}")]
    Link(#[from] InviteLinkError),
    /// What the link holds does not make a device.
    #[error("the link makes no device: {0}")]
    Join(#[from] RecordError),
    /// The store holds no device, or a damaged one.
    #[error("the store: {0}")]
    Open(#[from] OpenError),
    /// The operating system gave no randomness.
    #[error("no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
    /// The operating system gave no thread, or no runtime.
    #[error("no thread: {0}")]
    Thread(#[from] io::Error),
}

/// Something that was waited for did not come.
#[derive(Debug, Error)]
pub struct NotSeen {
    who: String,
    what: String,
    ended: bool,
    screen: String,
}

impl fmt::Display for NotSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { who, what, screen, .. } = self;
        match self.ended {
            true => write!(f, "{who}'s client ended while it waited for: {what}; at last {screen}"),
            false => write!(f, "{who} waited {} s in vain for: {what}; at last {screen}", PATIENCE.as_secs()),
        }
    }
}

impl Client {
    /// Founds an agency. The relay must have admitted `root`'s agency before.
    ///
    /// # Errors
    /// `Randomness` or `Thread`.
    pub fn found(
        relay: RelayAddress,
        founding: Founding,
        root: &RootKey,
        store: Box<dyn Store>,
    ) -> Result<Self, StartError> {
        let name = founding.name.clone();
        let begun = Engine::found(founding, root, store.key(), random_bytes()?, now());
        Self::start(name, relay, begun, store)
    }

    /// Joins by an invite's link: its fragment.
    ///
    /// # Errors
    /// All but `Open`.
    pub fn join(relay: RelayAddress, fragment: &str, store: Box<dyn Store>) -> Result<Self, StartError> {
        let link = InviteLink::parse(fragment)?;
        let name = link.card().map(|card| card.name).unwrap_or_default();
        let begun = Engine::join(&link, "headless client", store.key(), random_bytes()?, now())?;
        Self::start(name, relay, begun, store)
    }

    /// Goes on from what a store holds.
    ///
    /// # Errors
    /// `Open`, `Randomness` or `Thread`.
    pub fn open(relay: RelayAddress, name: &str, store: Box<dyn Store>) -> Result<Self, StartError> {
        let begun = Engine::open(store.records(), store.key(), random_bytes()?, now())?;
        Self::start(name.to_owned(), relay, begun, store)
    }

    fn start(
        name: String,
        relay: RelayAddress,
        (engine, first): (Engine, Vec<Output>),
        store: Box<dyn Store>,
    ) -> Result<Self, StartError> {
        let (sender, screen) = watch::channel(Screen::default());
        let (orders, received) = unbounded_channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let driver = Driver::new(engine, store, Line::new(relay), sender);
        let work = move || runtime.block_on(driver.run(first, received));
        let thread = thread::Builder::new().name(name.clone()).spawn(work)?;
        Ok(Self { name, screen, orders, thread })
    }

    /// Whose it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it shows now. Held only briefly: the client waits for it.
    pub fn screen(&self) -> watch::Ref<'_, Screen> {
        self.screen.borrow()
    }

    /// The screen, for those who watch it beside others.
    pub fn watch(&self) -> watch::Receiver<Screen> {
        self.screen.clone()
    }

    /// Asks for something, and returns when everything that came of it *here* is done: kept, sent, shown. What others
    /// and the relay make of it is to be waited for.
    ///
    /// # Errors
    /// When the client has ended.
    pub async fn ask(&self, command: Command) -> Result<(), NotSeen> {
        let what = format!("an answer to {}", label(&command));
        self.order(|done| Order::Ask(command, done), what).await
    }

    /// Hangs up, as where there is no network, until [`Self::dial`].
    ///
    /// # Errors
    /// When the client has ended.
    pub async fn hang_up(&self) -> Result<(), NotSeen> {
        self.order(Order::HangUp, "the line to be down".to_owned()).await
    }

    /// Connects again.
    pub fn dial(&self) {
        // A client that has ended is noticed by whoever waits for it.
        let _ = self.orders.send(Order::Dial);
    }

    async fn order(&self, order: impl FnOnce(oneshot::Sender<()>) -> Order, what: String) -> Result<(), NotSeen> {
        let (done, doing) = oneshot::channel();
        let _ = self.orders.send(order(done));
        doing.await.map_err(|_| self.not_seen(&what, true))
    }

    /// Waits until `look` finds on the screen what it looks for; it looks again at each change.
    ///
    /// # Errors
    /// When that takes too long or the client ends; the error names `what` was waited for.
    pub async fn wait_for<T>(&self, what: &str, mut look: impl FnMut(&Screen) -> Option<T>) -> Result<T, NotSeen> {
        let mut screen = self.screen.clone();
        let mut found = None;
        let seen = timeout(
            PATIENCE,
            screen.wait_for(|screen| {
                found = look(screen);
                found.is_some()
            }),
        )
        .await
        .map(|seen| seen.is_ok());
        match (seen, found) {
            (Ok(true), Some(found)) => Ok(found),
            (seen, _) => Err(self.not_seen(what, seen.is_ok())),
        }
    }

    fn not_seen(&self, what: &str, ended: bool) -> NotSeen {
        let (who, screen) = (self.name.clone(), self.screen.borrow().summary());
        NotSeen { who, what: what.to_owned(), ended, screen }
    }

    /// Ends it and gives what is left.
    pub async fn stop(self) -> io::Result<Ended> {
        let Self { orders, thread, .. } = self;
        drop(orders);
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        joined.map_err(io::Error::other)?.map_err(|_| io::Error::other("a client's thread panicked"))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.name)
    }
}

/// A command's kind, without what is in it.
fn label(command: &Command) -> String {
    let text = format!("{command:?}");
    text.split([' ', '{']).next().unwrap_or_default().to_owned()
}
