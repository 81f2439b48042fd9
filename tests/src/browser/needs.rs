//! What a machine must have for browser journeys, and whether this one does.

use super::axe;
use crate::process::RelayProcess;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

/// What is missing here for journeys against this relay; `None` if nothing is.
pub fn missing(relay: &Path) -> Option<String> {
    for program in ["chromium", "chromedriver"] {
        if !on_path(program) {
            return Some(format!("{program} is not installed"));
        }
    }
    if !axe::script_path().is_file() {
        return Some("axe-core is not installed in target/npm".to_owned());
    }
    match carries_client(relay) {
        Ok(true) => None,
        Ok(false) => Some("the relay carries no client: run `cargo xtask client`, then build again".to_owned()),
        Err(error) => Some(format!("the relay does not serve its page: {error}")),
    }
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// The page of a relay without a client names no program to load.
fn carries_client(relay: &Path) -> std::io::Result<bool> {
    let folder = tempfile::tempdir()?;
    let relay = RelayProcess::start(relay, folder.path(), 0).map_err(std::io::Error::other)?;
    let mut stream = TcpStream::connect(relay.address().address())?;
    write!(stream, "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut page = String::new();
    stream.read_to_string(&mut page)?;
    Ok(page.contains("<script type=\"module\""))
}
