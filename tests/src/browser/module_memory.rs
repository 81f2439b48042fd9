//! The memory of the client's module in a browser, as its developer tools show it: how a test learns what secret key the
//! product holds there and gives to nobody.
//!
//! A device's id is public, and is its signing key's other half. So the key is whichever 32 bytes of the memory have that
//! other half: nothing in the product has to help.

use super::error::BrowserError;
use data_encoding::BASE64;
use ed25519_dalek::SigningKey;
use futures_util::{SinkExt as _, StreamExt as _};
use marram_protocol::DeviceId;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

/// What is asked for at once.
const PIECE: u64 = 1 << 20;
/// A random key of 32 bytes has about 30 different ones; fewer than 24 in one of 10^9.
const DIFFERENT: usize = 24;

/// The signing key of a device, as it lies in the memory of the module that a browser's page started in its worker. The
/// browser's profile lies in `profile`.
///
/// # Errors
/// `Raw`, also when no 32 bytes there are the key.
pub async fn signing_key(profile: &Path, origin: &str, device: DeviceId) -> Result<[u8; 32], BrowserError> {
    let mut tools = Tools::connect(profile).await?;
    let worker = tools.worker(origin).await?;
    let memories = tools.memories(&worker).await?;
    let mut pieces = Vec::new();
    for (memory, size) in memories.sizes {
        let mut from = 0;
        while from < size {
            // A key may lie across two pieces.
            pieces.push(tools.piece(&worker, &memories.object, memory, from, (from + PIECE + 32).min(size)).await?);
            from += PIECE;
        }
    }
    let found = pieces.iter().find_map(|piece| [8, 4, 1].into_iter().find_map(|step| key_in(piece, step, device)));
    found.ok_or_else(|| raw(format!("no key of {device} is in {} pieces of the module's memory", pieces.len())))
}

/// The 32 bytes at a multiple of `step` that are the device's key.
fn key_in(bytes: &[u8], step: usize, device: DeviceId) -> Option<[u8; 32]> {
    (0..bytes.len().saturating_sub(31)).step_by(step).find_map(|at| {
        let window: [u8; 32] = bytes.get(at..at + 32)?.try_into().ok()?;
        let different = window.iter().collect::<BTreeSet<_>>().len() >= DIFFERENT;
        let is_key = || SigningKey::from_bytes(&window).verifying_key().to_bytes() == device.0;
        (different && is_key()).then_some(window)
    })
}

/// The memories of a worker, and how long each is.
struct Memories {
    object: String,
    sizes: Vec<(u64, u64)>,
}

/// A connection to a browser's developer tools.
struct Tools {
    socket: WebSocketStream<TcpStream>,
    last: u64,
    /// Sessions with workers that were heard of.
    workers: Vec<String>,
}

impl Tools {
    /// Where the browser listens, it has written into its profile.
    async fn connect(profile: &Path) -> Result<Self, BrowserError> {
        let file = std::fs::read_to_string(profile.join("DevToolsActivePort")).map_err(raw)?;
        let (port, path) = file.trim().split_once('\n').ok_or_else(|| raw("no port is in the profile"))?;
        let address = format!("127.0.0.1:{port}");
        let stream = TcpStream::connect(&address).await.map_err(raw)?;
        let (socket, _) = client_async(format!("ws://{address}{path}"), stream).await.map_err(raw)?;
        Ok(Self { socket, last: 0, workers: Vec::new() })
    }

    /// A session with the worker of the page of an origin.
    async fn worker(&mut self, origin: &str) -> Result<String, BrowserError> {
        let targets = self.call(None, "Target.getTargets", json!({})).await?;
        let of_origin = |target: &&Value| {
            target["type"] == "page" && target["url"].as_str().is_some_and(|url| url.starts_with(origin))
        };
        let page = targets["targetInfos"].as_array().into_iter().flatten().find(of_origin);
        let page = page.ok_or_else(|| raw("the page is not among the browser's"))?["targetId"].clone();
        let session = self.call(None, "Target.attachToTarget", json!({ "targetId": page, "flatten": true })).await?;
        let session = text(&session["sessionId"])?;
        let attach = json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true });
        self.call(Some(&session), "Target.setAutoAttach", attach).await?;
        self.workers.first().cloned().ok_or_else(|| raw("the page has no worker"))
    }

    async fn memories(&mut self, worker: &str) -> Result<Memories, BrowserError> {
        let prototype = json!({ "expression": "WebAssembly.Memory.prototype" });
        let prototype = self.call(Some(worker), "Runtime.evaluate", prototype).await?;
        let prototype = json!({ "prototypeObjectId": prototype["result"]["objectId"] });
        let objects = self.call(Some(worker), "Runtime.queryObjects", prototype).await?;
        let object = text(&objects["objects"]["objectId"])?;
        let sizes = "function() { return this.map(memory => memory.buffer.byteLength); }";
        let sizes = self.on(worker, &object, sizes, json!([])).await?;
        let sizes = sizes.as_array().into_iter().flatten().filter_map(Value::as_u64);
        Ok(Memories { object, sizes: (0..).zip(sizes).collect() })
    }

    /// A stretch of a memory; empty where nothing stands in it.
    async fn piece(
        &mut self,
        worker: &str,
        memories: &str,
        which: u64,
        from: u64,
        upto: u64,
    ) -> Result<Vec<u8>, BrowserError> {
        let read = "function(which, from, upto) {
            const bytes = new Uint8Array(this[which].buffer, from, upto - from);
            if (bytes.every(byte => byte === 0)) return '';
            let letters = '';
            for (let at = 0; at < bytes.length; at += 8192)
                letters += String.fromCharCode.apply(null, bytes.subarray(at, at + 8192));
            return btoa(letters);
        }";
        let arguments = json!([{ "value": which }, { "value": from }, { "value": upto }]);
        let letters = self.on(worker, memories, read, arguments).await?;
        BASE64.decode(text(&letters)?.as_bytes()).map_err(raw)
    }

    async fn on(
        &mut self,
        session: &str,
        object: &str,
        function: &str,
        arguments: Value,
    ) -> Result<Value, BrowserError> {
        let call = json!({
            "objectId": object, "functionDeclaration": function, "arguments": arguments, "returnByValue": true,
        });
        let answer = self.call(Some(session), "Runtime.callFunctionOn", call).await?;
        Ok(answer["result"]["value"].clone())
    }

    /// Asks, and waits for the answer; takes note of workers meanwhile.
    async fn call(&mut self, session: Option<&str>, method: &str, params: Value) -> Result<Value, BrowserError> {
        self.last += 1;
        let mut call = json!({ "id": self.last, "method": method, "params": params });
        if let Some(session) = session {
            call["sessionId"] = session.into();
        }
        self.socket.send(Message::text(call.to_string())).await.map_err(raw)?;
        loop {
            let message = match self.socket.next().await {
                Some(Ok(Message::Text(text))) => serde_json::from_str::<Value>(&text).map_err(raw)?,
                Some(Ok(_)) => continue,
                Some(Err(error)) => return Err(raw(error)),
                None => return Err(raw("the browser hung up")),
            };
            if message["method"] == "Target.attachedToTarget" && message["params"]["targetInfo"]["type"] == "worker" {
                self.workers.push(text(&message["params"]["sessionId"])?);
            }
            if message["id"] == self.last {
                return match message.get("error") {
                    Some(error) => Err(raw(format!("{method}: {error}"))),
                    None => Ok(message["result"].clone()),
                };
            }
        }
    }
}

fn text(value: &Value) -> Result<String, BrowserError> {
    value.as_str().map(str::to_owned).ok_or_else(|| raw(format!("not a text: {value}")))
}

fn raw(error: impl ToString) -> BrowserError {
    BrowserError::Tools(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_wherever_it_lies_and_another_is_not() {
        let key = SigningKey::from_bytes(&std::array::from_fn(|at| (at * 37 % 251) as u8));
        let device = DeviceId(key.verifying_key().to_bytes());
        let mut memory = vec![0xa5; 500];
        memory[117..149].copy_from_slice(&key.to_bytes());
        assert_eq!(key_in(&memory, 1, device), Some(key.to_bytes()));
        assert_eq!(key_in(&memory, 8, device), None);
        assert_eq!(key_in(&memory, 1, DeviceId([7; 32])), None);
    }
}
