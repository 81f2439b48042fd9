//! The demo's relay: started on a free port of this machine, waited for, and stopped.

use crate::paths::built;
use signal_hook::{consts::TERM_SIGNALS, iterator::Signals};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// How long a relay may take until it serves, and to stop by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running relay. It is stopped when this is dropped.
pub(super) struct Relay {
    process: Child,
    authority: String,
    stop_signals: Signals,
}

impl Relay {
    /// Starts one that keeps its data in `data`, and waits until it is healthy.
    pub(super) fn start(data: &Path) -> Result<Self, String> {
        // First of all, so that a signal that comes during the start stops the relay as well.
        let stop_signals = Signals::new(TERM_SIGNALS).map_err(|error| format!("cannot listen to signals: {error}"))?;
        let mut process = Command::new(built("marram-relay")?)
            .args(["serve", "--show-what-the-relay-sees", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start the relay: {error}"))?;
        let lines = process.stdout.take().map(BufReader::new);
        let mut relay = Self { process, authority: String::new(), stop_signals };
        let (found, authority) = mpsc::channel();
        // Its output is read to the end, for a full pipe would stop it.
        thread::spawn(move || {
            for line in lines.into_iter().flat_map(BufReader::lines).map_while(Result::ok) {
                println!("relay: {line}");
                if let Some((_, address)) = line.split_once("http://") {
                    let end = address.find(|c: char| !(c.is_ascii_alphanumeric() || ".:[]-".contains(c)));
                    // Nobody waits for a second one.
                    let _ = found.send(address.get(..end.unwrap_or(address.len())).unwrap_or(address).to_owned());
                }
            }
        });
        relay.authority = authority
            .recv_timeout(PATIENCE)
            .map_err(|_| "the relay did not say where it listens; what it said instead is above".to_owned())?;
        relay.wait_until_healthy()?;
        Ok(relay)
    }

    /// Its page.
    pub(super) fn address(&self) -> String {
        format!("http://{}/", self.authority)
    }

    /// Waits for a signal to stop, or for the relay to end, which it should not.
    pub(super) fn run_until_stopped(mut self) -> Result<(), String> {
        loop {
            if self.stop_signals.pending().next().is_some() {
                println!("\nstopping");
                return Ok(());
            }
            if let Some(status) = self.process.try_wait().map_err(|error| error.to_string())? {
                return Err(format!("the relay ended by itself with {status}"));
            }
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn wait_until_healthy(&mut self) -> Result<(), String> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait().map_err(|error| error.to_string())? {
                return Err(format!("the relay ended with {status} before it was ready"));
            }
            if self.is_healthy().unwrap_or(false) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err(format!("the relay was not healthy after {} s", PATIENCE.as_secs()))
    }

    fn is_healthy(&self) -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(&self.authority)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET /healthz HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.authority)?;
        let mut answer = String::new();
        stream.take(4096).read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200"))
    }
}

impl Drop for Relay {
    /// Asks it to stop, and insists if it does not. Ctrl-C in a terminal has asked already; asking twice does no harm.
    fn drop(&mut self) {
        let _ = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &self.process.id().to_string()]).status();
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if matches!(self.process.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
