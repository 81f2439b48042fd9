//! The servers that are measured: which there are, how each is started afresh on an empty folder, and what its
//! acknowledgement is worth.

pub(crate) mod null;
mod peers;
pub(crate) mod relay;

use crate::BenchError;
use serde::Serialize;
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// One of the servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Ours.
    Marram,
    /// nats-server with JetStream.
    Nats,
    /// mosquitto.
    Mosquitto,
    /// redis-server.
    Redis,
    /// No server: the generator's own ceiling.
    Null,
}

impl Kind {
    /// All of them, in the order in which they are run.
    pub(crate) const ALL: [Self; 5] = [Self::Marram, Self::Nats, Self::Mosquitto, Self::Redis, Self::Null];

    /// What it is called in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Marram => "marram",
            Self::Nats => "nats",
            Self::Mosquitto => "mosquitto",
            Self::Redis => "redis",
            Self::Null => "(null)",
        }
    }

    /// What has happened when an append is accepted, and how entries travel.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Marram => "accepted = fsynced, deduplicated, signed receipt; delivery resumable; WebSocket",
            Self::Nats => "accepted = in JetStream's file store, NOT fsynced; delivery at most once; WebSocket",
            Self::Mosquitto => {
                "accepted = in memory, NOT fsynced, kept only for readers who are away; delivery QoS 0; plain TCP"
            }
            Self::Redis => "accepted = fsynced (appendfsync always); delivery by XREAD; plain TCP",
            Self::Null => "nothing stored: what the generator and the network can do at most; WebSocket",
        }
    }
}

/// A server that can be started.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    /// Which.
    pub(crate) kind: Kind,
    program: PathBuf,
    /// What it says of its version.
    pub(crate) version: String,
    null: Option<SocketAddr>,
}

impl Server {
    /// The relay's program, at this path.
    pub(crate) fn relay(program: &Path) -> Result<Self, BenchError> {
        let program = program.to_owned();
        let version = version(Kind::Marram, &program).ok_or(BenchError::NoRelay(program.clone()))?;
        Ok(Self { kind: Kind::Marram, program, version, null: None })
    }

    /// A peer, if it is installed.
    pub(crate) fn installed(kind: Kind) -> Option<Self> {
        let program = PathBuf::from(peers::program(kind)?);
        let version = version(kind, &program)?;
        Some(Self { kind, program, version, null: None })
    }

    /// The null server, started.
    pub(crate) fn null() -> Result<Self, BenchError> {
        let version = "of this program".to_owned();
        Ok(Self { kind: Kind::Null, program: PathBuf::new(), version, null: Some(null::start()?) })
    }

    /// Starts it on an empty folder. It listens soon; its first use finds out when.
    pub(crate) fn start(&self, folder: &Path) -> Result<Running, BenchError> {
        if let Some(address) = self.null {
            return Ok(Running { process: None, address });
        }
        std::fs::create_dir_all(folder)?;
        let address = free_address()?;
        let mut command = Command::new(&self.program);
        match self.kind {
            Kind::Marram => relay::configure(&mut command, &self.program, folder, address)?,
            _ => peers::configure(self.kind, &mut command, folder, address)?,
        }
        let log = File::create(folder.join("log"))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        Ok(Running { process: Some(command.spawn()?), address })
    }
}

/// A server that runs. It is killed when this is dropped; what it stored is thrown away anyway.
#[derive(Debug)]
pub(crate) struct Running {
    process: Option<Child>,
    /// Where it is reached.
    pub(crate) address: SocketAddr,
}

impl Running {
    /// Its process, if it has one of its own.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // It may have ended by itself.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// A port that was free a moment ago: not every peer can say which free one it took.
fn free_address() -> Result<SocketAddr, BenchError> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn version(kind: Kind, program: &Path) -> Option<String> {
    let argument = if kind == Kind::Mosquitto { "-h" } else { "--version" };
    let output = Command::new(program).arg(argument).stdin(Stdio::null()).output().ok()?;
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned)
}
