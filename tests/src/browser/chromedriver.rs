//! The driver that steers browsers: a process on a free port, stopped with everything that it started.

use super::error::BrowserError;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
/// So many ports are tried.
const PORTS: usize = 5;
/// How often a process that is to end is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// A running chromedriver.
#[derive(Debug)]
pub struct Chromedriver {
    process: Child,
    address: String,
}

impl Chromedriver {
    /// Starts one on a free port and waits until it listens.
    ///
    /// # Errors
    /// `Io`.
    pub fn start() -> Result<Self, BrowserError> {
        for _ in 0..PORTS {
            if let Some(driver) = Self::start_on_some_port()? {
                return Ok(driver);
            }
        }
        let silent = std::io::Error::other("it ended without saying on which port it listens");
        Err(BrowserError::io("starting chromedriver")(silent))
    }

    /// `None` if it ended at once. It takes a free port of IPv4's and then the same of IPv6's, where somebody may be.
    fn start_on_some_port() -> Result<Option<Self>, BrowserError> {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        // A group of its own, which its browsers belong to: so all of them can be ended, and nobody else.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut process = command.spawn().map_err(BrowserError::io("starting chromedriver"))?;
        let output = process.stdout.take();
        let mut driver = Self { process, address: String::new() };
        let (say, listens) = mpsc::channel();
        // Read to its end, for a full pipe would stop it.
        thread::spawn(move || {
            for line in output.map(BufReader::new).into_iter().flat_map(BufReader::lines).map_while(Result::ok) {
                if let Some((_, port)) = line.split_once("started successfully on port ") {
                    // Nobody waits for a second one.
                    let _ = say.send(port.trim().trim_end_matches('.').to_owned());
                }
            }
        });
        match listens.recv_timeout(PATIENCE) {
            Ok(port) => {
                driver.address = format!("http://127.0.0.1:{port}");
                Ok(Some(driver))
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => Ok(None),
            Err(timeout) => Err(BrowserError::io("starting chromedriver")(std::io::Error::other(timeout))),
        }
    }

    /// Where it is reached.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Chromedriver {
    /// Asks it and its browsers to stop, since it alone would leave them behind, and insists if it does not.
    fn drop(&mut self) {
        let _ = Command::new("sh").args(["-c", "kill -TERM \"-$0\"", &self.process.id().to_string()]).status();
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if matches!(self.process.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            thread::sleep(GLANCE);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
