//! Journey 1, played once, and what is left of it: for the tests of what people saw and of what the relay could see.

use super::RELAY;
use marram_tests::browser::wire::{Recorded, Search, read_conversation};
use marram_tests::browser::{Album, BrowserError, Finding, append_in_clear, journey};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Sent in clear by a device of the test's own, and from a page: what the search must find.
const STORED_IN_CLEAR: &str = "A word in clear, to be found in the store";
const SENT_IN_CLEAR: &str = "A word in clear, to be found on the socket of a browser";

/// All that is left.
pub(super) struct Evidence {
    pub(super) findings: Vec<Finding>,
    pub(super) console: Vec<String>,
    pub(super) secrets: Vec<String>,
    pub(super) recorded: Vec<Recorded>,
    pub(super) files: Vec<(PathBuf, Vec<u8>)>,
    /// What `inspect` prints, for people and as JSON.
    pub(super) inspected: (String, String),
}

/// The journey is long and two browsers are costly: all tests look at the same one.
pub(super) fn evidence() -> &'static Evidence {
    static EVIDENCE: OnceLock<Result<Evidence, String>> = OnceLock::new();
    let gathered = EVIDENCE.get_or_init(|| super::in_runtime(gather()).map_err(|error| error.to_string()));
    gathered.as_ref().unwrap_or_else(|error| panic!("the journey was not played: {error}"))
}

async fn gather() -> Result<Evidence, BrowserError> {
    let mut played = journey::play(Path::new(RELAY), &Album::new("journey")).await?;
    let secrets = journey::secret_words(&played);
    let console = played.console_errors().await?;
    let findings = std::mem::take(&mut played.findings);

    // The controls, on the same relay, through the same proxy.
    let address = played.world.proxy().address();
    let relay = played.world.relay();
    let admit = |agency| Ok(relay.admit(agency)?);
    append_in_clear(address, &Search::planted(STORED_IN_CLEAR), admit).await?;
    // The relay refuses it, of course.
    played.ruth.window.run(SEND, &[serde_json::json!(Search::planted(SENT_IN_CLEAR))]).await?;
    played.ruth.window.sees("body[data-control=closed]").await?;

    let recorded = played.world.proxy().recorded();
    let folder = played.end().await?;
    let data = folder.path().join("relay");
    let inspected = (inspect(&data, &[]), inspect(&data, &["--json"]));
    let mut files = Vec::new();
    read_all(&data, &mut files);
    Ok(Evidence { findings, console, secrets, recorded, files, inspected })
}

const SEND: &str = "const [bytes] = arguments;
const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws');
socket.onopen = () => socket.send(new Uint8Array(bytes));
socket.onclose = () => { document.body.dataset.control = 'closed'; };";

fn inspect(data: &Path, options: &[&str]) -> String {
    let mut command = Command::new(RELAY);
    let output = command.args(["inspect", "--entries", "1000", "--data"]).arg(data).args(options).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn read_all(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => read_all(&path, files),
            false => files.push((path.clone(), std::fs::read(&path).unwrap())),
        }
    }
}

pub(super) fn the_journey_was_played() {
    let console = &evidence().console;
    assert!(console.is_empty(), "the consoles show errors: {console:#?}");
}

pub(super) fn pages_are_accessible() {
    let findings: Vec<_> = evidence().findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
}

pub(super) fn nothing_can_be_read() {
    let Evidence { secrets, recorded, files, inspected, .. } = evidence();
    let secrets = Search::new(secrets.iter().map(String::as_str)).unwrap();
    let (stored, sent) = (Search::new([STORED_IN_CLEAR]).unwrap(), Search::new([SENT_IN_CLEAR]).unwrap());
    let (mut seen_stored, mut seen_sent, mut frames) = (false, false, (0, 0));
    let mut leaks = Vec::new();
    let mut look = |where_: &str, bytes: &[u8]| {
        leaks.extend(secrets.found_in(bytes).into_iter().map(|found| format!("{where_}: {found:?}")));
    };
    for (number, connection) in recorded.iter().enumerate() {
        look(&format!("connection {number}, up, as sent"), &connection.up);
        look(&format!("connection {number}, down, as sent"), &connection.down);
        let Some(conversation) = read_conversation(connection).unwrap() else { continue };
        look(&format!("connection {number}, up"), &conversation.up);
        look(&format!("connection {number}, down"), &conversation.down);
        frames = (frames.0 + conversation.frames_up, frames.1 + conversation.frames_down);
        // Masked, nothing of it is to be seen: so what is found was unmasked rightly.
        assert!(sent.found_in(&connection.up).is_empty() && stored.found_in(&connection.up).is_empty());
        seen_stored |= stored.found_in(&conversation.up) == stored.everything();
        seen_sent |= sent.found_in(&conversation.up) == sent.everything();
    }
    for (path, bytes) in files {
        look(&path.display().to_string(), bytes);
    }
    look("inspect", inspected.0.as_bytes());
    look("inspect --json", inspected.1.as_bytes());
    let in_store = files.iter().any(|(_, bytes)| stored.found_in(bytes) == stored.everything());

    let bytes: usize = recorded.iter().map(|connection| connection.up.len() + connection.down.len()).sum();
    println!(
        "searched {} connections ({bytes} bytes, {} frames up, {} down) and {} files ({} bytes) for {} patterns",
        recorded.len(),
        frames.0,
        frames.1,
        files.len(),
        files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>(),
        secrets.everything().len(),
    );
    assert!(seen_stored, "the word in clear was not found on the socket that sent it");
    assert!(seen_sent, "the word in clear was not found on the browser's socket");
    assert!(in_store, "the word in clear was not found in the store");
    assert!(leaks.is_empty(), "readable:\n{}", leaks.join("\n"));
}
