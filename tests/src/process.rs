//! A relay as a process of its own: started on a free port of this machine, admitted to, killed, started again, stopped.

use crate::headless::RelayAddress;
use marram_protocol::AgencyId;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use thiserror::Error;

/// How long a relay may take until it listens, and to stop by itself.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a process that is to end is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// A relay, running or not. It is stopped when this is dropped.
#[derive(Debug)]
pub struct RelayProcess {
    program: PathBuf,
    data: PathBuf,
    running: Option<Child>,
    address: RelayAddress,
}

/// Why a relay does not do what it should.
#[derive(Debug, Error)]
pub enum ProcessError {
    /// The program, or a file beside it, cannot be used.
    #[error("{what}: {error}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// What happened.
        error: io::Error,
    },
    /// It did not say where it listens.
    #[error("the relay did not say where it listens; {} says why", log.display())]
    Silent {
        /// Where its own words are.
        log: PathBuf,
    },
    /// It said something else.
    #[error("the relay does not listen where it was asked to")]
    Elsewhere,
    /// A command of its failed.
    #[error("the relay's own command failed: {0}")]
    Command(String),
}

fn io(what: &'static str) -> impl FnOnce(io::Error) -> ProcessError {
    move |error| ProcessError::Io { what, error }
}

impl RelayProcess {
    /// Starts `program` on the data folder `data` and waits until it listens: on `port`, or on a free one if that is 0.
    /// What it logs is added to `relay.log` in the data folder.
    ///
    /// # Errors
    /// `Io`, `Silent` or `Elsewhere`.
    pub fn start(program: &Path, data: &Path, port: u16) -> Result<Self, ProcessError> {
        std::fs::create_dir_all(data).map_err(io("the data folder"))?;
        let address = RelayAddress::new(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), "localhost");
        let mut relay = Self { program: program.to_owned(), data: data.to_owned(), running: None, address };
        relay.start_again()?;
        Ok(relay)
    }

    /// Starts it again, where it listened before.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_again(&mut self) -> Result<(), ProcessError> {
        let log = self.log().map_err(io("the relay's log"))?;
        let mut process = Command::new(&self.program)
            .args(["serve", "--show-what-the-relay-sees", "--listen"])
            .arg(self.address.address().to_string())
            .arg("--data")
            .arg(&self.data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(io("starting the relay"))?;
        let output = process.stdout.take();
        self.running = Some(process);
        let (say, listens) = mpsc::channel();
        // Read to its end, for a full pipe would stop the relay.
        thread::spawn(move || {
            for line in output.map(BufReader::new).into_iter().flat_map(BufReader::lines).map_while(Result::ok) {
                // Nobody waits for a second one.
                let _ = say.send(line);
            }
        });
        let line = listens.recv_timeout(PATIENCE);
        let line = line.map_err(|_| ProcessError::Silent { log: self.data.join("relay.log") })?;
        let address = line.split_once("http://").and_then(|(_, address)| address.trim().parse::<SocketAddr>().ok());
        let before = self.address.address();
        let address = address.filter(|address| before.port() == 0 || *address == before);
        self.address = RelayAddress::new(address.ok_or(ProcessError::Elsewhere)?, "localhost");
        Ok(())
    }

    /// Where it is reached.
    pub fn address(&self) -> &RelayAddress {
        &self.address
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Has the relay's own command admit an agency.
    ///
    /// # Errors
    /// `Io` or `Command`.
    pub fn admit(&self, agency: AgencyId) -> Result<(), ProcessError> {
        let mut command = Command::new(&self.program);
        command.args(["agency", "admit", &agency.to_hex(), "--data"]).arg(&self.data);
        let output = command.output().map_err(io("admitting an agency"))?;
        let words = || String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(()) } else { Err(ProcessError::Command(words())) }
    }

    /// Has the relay's own command hand out a founding link for an origin.
    ///
    /// # Errors
    /// `Io` or `Command`.
    pub fn founding_link(&self, origin: &str) -> Result<String, ProcessError> {
        let mut command = Command::new(&self.program);
        command.args(["agency", "admit", "--origin", origin, "--data"]).arg(&self.data);
        let output = command.output().map_err(io("handing out a founding link"))?;
        let words = |bytes| String::from_utf8_lossy(bytes).trim().to_owned();
        match output.status.success() {
            true => Ok(words(&output.stdout)),
            false => Err(ProcessError::Command(words(&output.stderr))),
        }
    }

    /// Kills it (SIGKILL): it gets no chance to finish anything.
    ///
    /// # Errors
    /// `Io`.
    pub fn kill(&mut self) -> Result<(), ProcessError> {
        let Some(mut process) = self.running.take() else { return Ok(()) };
        process.kill().and_then(|()| process.wait()).map_err(io("killing the relay"))?;
        Ok(())
    }

    /// Asks it to stop (SIGTERM), and waits until it has.
    ///
    /// # Errors
    /// `Io`, also when it does not stop in time; it is killed then.
    pub fn stop(&mut self) -> Result<(), ProcessError> {
        let Some(mut process) = self.running.take() else { return Ok(()) };
        let stopped = ask_to_stop(&mut process);
        if stopped.is_err() {
            process.kill().and_then(|()| process.wait()).map_err(io("killing the relay"))?;
        }
        stopped.map(|_| ()).map_err(io("stopping the relay"))
    }

    /// Whether it has ended by itself, and how.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.running.as_mut()?.try_wait().ok()?
    }

    fn log(&self) -> io::Result<File> {
        OpenOptions::new().create(true).append(true).open(self.data.join("relay.log"))
    }
}

impl Drop for RelayProcess {
    fn drop(&mut self) {
        // Nobody is left to hear of it.
        let _ = self.stop();
    }
}

/// The standard library only kills; asking is the shell's `kill`.
fn ask_to_stop(process: &mut Child) -> io::Result<ExitStatus> {
    Command::new("sh").args(["-c", "kill -TERM \"$0\"", &process.id().to_string()]).status()?;
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(status) = process.try_wait()? {
            return Ok(status);
        }
        thread::sleep(GLANCE);
    }
    Err(io::ErrorKind::TimedOut.into())
}
