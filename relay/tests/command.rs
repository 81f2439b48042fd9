//! The command as an operator uses it: the real program, its folder, its output.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod support;

use marram_protocol::frame::client::LogKind;
use marram_protocol::*;
use std::path::Path;
use std::process::Stdio;
use support::socket::Client;
use support::*;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

fn relay() -> Command {
    Command::new(env!("CARGO_BIN_EXE_marram-relay"))
}

/// Runs a command to its end: whether it succeeded, what it printed, what it complained of.
async fn run(arguments: &[&str], data: &Path) -> (bool, String, String) {
    let output = relay().args(arguments).arg("--data").arg(data).output().await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

/// Starts a relay on a free port.
async fn serve(data: &Path) -> (Child, Client) {
    let mut child = relay()
        .args(["serve", "--listen", "127.0.0.1:0", "--name", "relay.example", "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let line = BufReader::new(child.stdout.take().unwrap()).lines().next_line().await.unwrap().unwrap();
    let address = line.strip_prefix("listening on http://").unwrap().parse().unwrap();
    let client = Client::open(address).await;
    (child, client)
}

async fn enter(client: &mut Client, device: &Device) -> RelayFrame {
    let challenge = client.next().await;
    client.ask(device.authenticate(&challenge)).await
}

/// Asks it to stop, as a service manager does, and waits until it has.
async fn terminate(mut child: Child) -> bool {
    let pid = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    child.wait().await.unwrap().success()
}

#[tokio::test]
async fn an_operator_runs_a_relay_admits_an_agency_and_looks_at_what_it_keeps() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let wexmoor = Agency::new("Wexmoor Constabulary");
    let root = wexmoor.id().to_hex();

    let (child, mut client) = serve(&data).await;
    let RelayFrame::Refused { refusal, .. } = enter(&mut client, &wexmoor.staff("Ruth Kember")).await else { panic!() };
    assert_eq!(refusal.reason, Reason::NotAdmitted);
    // The operator's command works while the relay runs; looking into the store does not.
    assert!(run(&["agency", "admit", &root], &data).await.0);
    assert_eq!(run(&["agency", "list"], &data).await.1, format!("{root}\n"));
    let (looked, _, complaint) = run(&["inspect"], &data).await;
    assert!(!looked && complaint.contains("in use"), "{complaint}");
    drop(client);
    assert!(terminate(child).await);

    // What is stored outlives the process.
    let (child, mut client) = serve(&data).await;
    assert!(matches!(enter(&mut client, &wexmoor.staff("Ruth Kember")).await, RelayFrame::Ready { .. }));
    let create = ClientFrame::Create {
        request: RequestId(1),
        log: log("room"),
        kind: LogKind::Group,
        tokens: tokens("epoch 0"),
    };
    assert_eq!(client.ask(create).await, RelayFrame::Done { request: RequestId(1), value: 0 });
    let entry = ClientFrame::Append {
        request: RequestId(2),
        log: log("room"),
        append: append("one"),
        epoch: Epoch(0),
        token: token("epoch 0 append"),
        payload: payload("sealed"),
    };
    let RelayFrame::Stored { receipt, .. } = client.ask(entry).await else { panic!("not stored") };
    assert!(terminate(child).await);
    assert_eq!(client.farewell_reason().await, Reason::Stopping);

    let (looked, report, _) = run(&["inspect"], &data).await;
    assert!(looked);
    assert!(report.contains(&root) && report.contains(&log("room").to_hex()), "{report}");
    assert!(report.contains("1 entries (0 removed)") && report.contains("6 bytes"), "{report}");
    let (_, hex, _) = run(&["inspect", "--hex", &log("room").to_hex(), "1"], &data).await;
    assert!(hex.contains(&hex::encode("sealed")), "{hex}");
    let (found, _, complaint) = run(&["inspect", "--hex", &log("room").to_hex(), "2"], &data).await;
    assert!(!found && complaint.contains("no such entry"), "{complaint}");
    let (_, json, _) = run(&["inspect", "--json"], &data).await;
    let survey: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(survey["logs"][0]["newest"], 1);

    // It signs with the same key as before.
    let (child, mut client) = serve(&data).await;
    let RelayFrame::Challenge { key, .. } = client.next().await else { panic!("no challenge") };
    assert!(receipt.holds(&key));
    drop(client);
    assert!(terminate(child).await);
}

#[tokio::test]
async fn the_template_is_a_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let template = relay().arg("template").output().await.unwrap().stdout;
    let config = folder.path().join("relay.toml");
    std::fs::write(&config, &template).unwrap();
    let mut child = relay()
        .args(["serve", "--listen", "127.0.0.1:0", "--config"])
        .arg(&config)
        .arg("--data")
        .arg(folder.path().join("data"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let line = BufReader::new(child.stdout.take().unwrap()).lines().next_line().await.unwrap().unwrap();
    assert!(line.starts_with("listening on http://127.0.0.1:"), "{line}");
    assert!(terminate(child).await);
}

#[tokio::test]
async fn what_cannot_be_done_is_said_plainly() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, words) in [
        (&["inspect"][..], "no store"),
        (&["agency", "admit", "xyz"][..], "64 hex digits"),
        (&["serve", "--name", "two words"][..], "visible ASCII"),
        (&["serve", "--config", "/nowhere/relay.toml"][..], "configuration file"),
    ] {
        let (done, _, complaint) = run(arguments, folder.path()).await;
        assert!(!done && complaint.contains(words), "{arguments:?}: {complaint}");
    }
}

/// R16.
#[tokio::test]
async fn an_operator_hands_over_a_founding_link_that_works_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (child, mut client) = serve(&data).await;
    let (done, link, _) = run(&["agency", "admit", "--origin", "https://relay.example/"], &data).await;
    assert!(done);
    let token = link.trim().strip_prefix("https://relay.example/#found=").unwrap();
    let token = Token(hex::decode(token).unwrap().try_into().unwrap());

    let wexmoor = Agency::new("Wexmoor Constabulary");
    let challenge = client.next().await;
    let ready = client.ask(wexmoor.administrator.found(&challenge, token)).await;
    assert!(matches!(ready, RelayFrame::Ready { .. }), "{ready:?}");
    assert!(terminate(child).await);
    assert_eq!(run(&["agency", "list"], &data).await.1, format!("{}\n", wexmoor.id().to_hex()));
    let report = run(&["inspect"], &data).await.1;
    assert!(report.contains("by a founding link") && !report.contains(&hex::encode(token.0)), "{report}");

    let (child, mut client) = serve(&data).await;
    let challenge = client.next().await;
    let answer = client.ask(Agency::new("Calderfen Council").administrator.found(&challenge, token)).await;
    let RelayFrame::Refused { refusal, .. } = answer else { panic!("{answer:?}") };
    assert_eq!(refusal.reason, Reason::FoundingUsed);
    assert!(terminate(child).await);
}
