//! The relay's command line: `serve`, `inspect`, `agency`.

use crate::IdentityError;
use crate::config::{Config, ConfigError, TEMPLATE};
use crate::data::DataFolder;
use crate::inline::Place;
use crate::inspect;
use crate::server::{self, ServeError};
use crate::store::StoreError;
use clap::{Args, Parser, Subcommand};
use marram_protocol::frame::relay::RelayName;
use marram_protocol::{AgencyId, LogId, Seq, Token, UnixMillis};
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;
use tokio::net::TcpListener;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// A relay for Marram: it stores and forwards what it cannot read.
#[derive(Debug, Parser)]
#[command(name = "marram-relay", version)]
pub struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Run the relay.
    Serve(Serve),
    /// Print what is stored, as anyone could who holds this disk. Stop the relay first.
    Inspect(Inspect),
    /// Say which agencies may use the relay, also while it runs.
    Agency {
        #[command(subcommand)]
        what: Agency,
    },
    /// Print a commented configuration file with every default.
    Template,
}

#[derive(Debug, Args)]
struct Serve {
    /// Where to listen; port 0 chooses a free one [default: 127.0.0.1:8470]
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Where everything is kept [default: marram-data]
    #[arg(long)]
    data: Option<PathBuf>,
    /// The relay's name, to which devices bind their signatures [default: localhost]
    #[arg(long)]
    name: Option<String>,
    /// A configuration file; `marram-relay template` prints one
    #[arg(long)]
    config: Option<PathBuf>,
    /// Show what the relay sees at /what-the-relay-sees.json, to loopback only
    #[arg(long)]
    show_what_the_relay_sees: bool,
}

#[derive(Debug, Args)]
struct Inspect {
    /// The relay's data folder
    #[arg(long, default_value = "marram-data")]
    data: PathBuf,
    /// How many of each log's newest entries to list
    #[arg(long, default_value_t = 20)]
    entries: usize,
    /// Print the survey as JSON
    #[arg(long)]
    json: bool,
    /// Print one entry's bytes instead: the log's id and the entry's place
    #[arg(long, num_args = 2, value_names = ["LOG", "SEQ"])]
    hex: Option<Vec<String>>,
}

#[derive(Debug, Subcommand)]
enum Agency {
    /// Admit an agency: without a root key, print a link with which its administrator founds it in the browser, once.
    Admit {
        /// The root key of an agency that is founded already: 64 hex digits
        root: Option<String>,
        /// Where people open Marram: the beginning of the link
        #[arg(long, default_value = "http://localhost:8470")]
        origin: String,
        /// How many days the link can be used
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=90))]
        days: u16,
        /// The relay's data folder
        #[arg(long, default_value = "marram-data")]
        data: PathBuf,
    },
    /// List the admitted agencies.
    List {
        /// The relay's data folder
        #[arg(long, default_value = "marram-data")]
        data: PathBuf,
    },
}

/// Why a command failed.
#[derive(Debug, Error)]
pub enum CommandError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The name cannot be a relay's.
    #[error("a relay's name is 1 to 64 visible ASCII characters")]
    Name,
    /// The relay's key cannot be used.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Serving ended.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A file, the listener or the output failed.
    #[error("{doing}: {error}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What happened.
        error: io::Error,
    },
    /// There is no store to look into.
    #[error("there is no store in this folder")]
    NoStore,
    /// No token can be made.
    #[error("the system gives no randomness: {0}")]
    Randomness(getrandom::Error),
    /// The root is not one.
    #[error("an agency's root is 64 hex digits")]
    Root,
    /// The entry is not named rightly.
    #[error("an entry is named by its log, 32 hex digits, and its place, a number")]
    Entry,
    /// There is no such entry.
    #[error("there is no such entry, or retention removed it")]
    NoEntry,
}

fn io(doing: &'static str) -> impl FnOnce(io::Error) -> CommandError {
    move |error| CommandError::Io { doing, error }
}

impl Command {
    /// Does what was asked.
    ///
    /// # Errors
    /// Every [`CommandError`]; its text is for the operator.
    pub async fn run(self) -> Result<(), CommandError> {
        match self.what {
            What::Serve(serve) => serve.run().await,
            What::Inspect(inspect) => inspect.run(),
            What::Agency { what } => what.run(),
            What::Template => print(TEMPLATE),
        }
    }
}

/// Prints and flushes: tools read what is printed through a pipe.
fn print(text: &str) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(io("the output"))
}

impl Serve {
    async fn run(self) -> Result<(), CommandError> {
        let config = match &self.config {
            Some(file) => Config::read(file)?,
            None => Config::default(),
        };
        let name = RelayName::new(self.name.as_ref().unwrap_or(&config.name)).ok_or(CommandError::Name)?;
        let data = DataFolder::make(self.data.as_ref().unwrap_or(&config.data)).map_err(io("the data folder"))?;
        let identity = data.identity(name)?;
        let place = Place {
            store: Arc::new(data.store()?),
            admissions: Arc::new(data.agencies()),
            identity: Arc::new(identity),
            terms: config.terms(),
        };
        let stop = asked_to_stop().map_err(io("listening for signals"))?;
        let listener = TcpListener::bind(self.listen.unwrap_or(config.listen)).await.map_err(io("listening"))?;
        let address = listener.local_addr().map_err(io("listening"))?;
        print(&format!("listening on http://{address}\n"))?;
        tracing::info!(name = place.identity.name().as_str(), key = %place.identity.key(), "serving");
        let mut serving = config.serving();
        serving.shows_what_it_sees = self.show_what_the_relay_sees;
        server::serve(listener, place, serving, stop).await?;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Resolves when the process is asked to stop, by Ctrl-C or SIGTERM. It listens from now on, not from when it is awaited.
#[cfg(unix)]
fn asked_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Resolves when the process is asked to stop, by Ctrl-C.
#[cfg(not(unix))]
fn asked_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        // Where that cannot be heard, stopping at once would be worse than never.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

impl Inspect {
    fn run(self) -> Result<(), CommandError> {
        let data = DataFolder::existing(&self.data).map_err(io("the data folder"))?;
        if !data.has_store() {
            return Err(CommandError::NoStore);
        }
        let store = data.store()?;
        if let Some(named) = &self.hex {
            let (log, seq) = entry_name(named).ok_or(CommandError::Entry)?;
            return print(&inspect::entry_as_hex(&store, log, seq)?.ok_or(CommandError::NoEntry)?);
        }
        if self.json {
            let survey = crate::store::Store::survey(&store, self.entries)?;
            let json = serde_json::to_string_pretty(&survey).map_err(|error| io("the output")(error.into()))?;
            return print(&(json + "\n"));
        }
        let agencies = data.agencies().list().map_err(io("the agencies' folder"))?;
        print(&inspect::report(&store, &agencies, self.entries)?)
    }
}

fn entry_name(named: &[String]) -> Option<(LogId, Seq)> {
    let [log, seq] = named else { return None };
    Some((LogId::from_hex(log)?, Seq(seq.parse().ok()?)))
}

impl Agency {
    fn run(self) -> Result<(), CommandError> {
        match self {
            Self::Admit { root: Some(root), data, .. } => {
                let agency = AgencyId::from_hex(&root).ok_or(CommandError::Root)?;
                let data = DataFolder::make(&data).map_err(io("the data folder"))?;
                data.agencies().admit(agency).map_err(io("the agencies' folder"))
            }
            Self::Admit { root: None, origin, days, data } => {
                let data = DataFolder::make(&data).map_err(io("the data folder"))?;
                let mut token = [0; 32];
                getrandom::fill(&mut token).map_err(CommandError::Randomness)?;
                let now = server::clock::now();
                let until = UnixMillis(now.0 + u64::from(days) * DAY_MS);
                data.agencies().hand_out(&Token(token), until, now).map_err(io("the foundings' folder"))?;
                let link = format!("{}/#found={}\n", origin.trim_end_matches('/'), hex::encode(token));
                print(&link)
            }
            Self::List { data } => {
                let data = DataFolder::existing(&data).map_err(io("the data folder"))?;
                let mut agencies = data.agencies().list().map_err(io("the agencies' folder"))?;
                match data.has_store().then(|| data.store()) {
                    None => {}
                    Some(Ok(store)) => agencies.extend(crate::store::Store::survey(&store, 0)?.founded),
                    // A running relay has it: what is known without it is still worth printing.
                    Some(Err(_)) => eprintln!("agencies founded by a link are listed when the relay is stopped"),
                }
                agencies.iter().try_for_each(|agency| print(&(agency.to_hex() + "\n")))
            }
        }
    }
}
