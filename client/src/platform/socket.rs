//! One WebSocket to the relay that served the page.

use bytes::Bytes;
use gloo_events::EventListener;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, MessageEvent, WebSocket, WorkerGlobalScope};

/// Where the relay listens, on the origin of the page.
const PATH: &str = "/ws";

/// What a socket tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SocketEvent {
    /// It is open.
    Open,
    /// A binary message came.
    Message(Bytes),
    /// It is gone, for whatever reason.
    Closed,
}

/// An open or opening socket; dropping it closes it and it tells nothing more.
#[derive(Debug)]
pub(crate) struct Socket {
    socket: WebSocket,
    _listeners: Vec<EventListener>,
}

impl Socket {
    /// Begins to connect. `None` if the browser refuses even to try.
    pub(crate) fn connect(tell: impl Fn(SocketEvent) + Clone + 'static) -> Option<Self> {
        let socket = WebSocket::new(&address()?).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let on = |name: &'static str, event: SocketEvent| {
            let tell = tell.clone();
            EventListener::new(&socket, name, move |_| tell(event.clone()))
        };
        let opened = on("open", SocketEvent::Open);
        let closed = on("close", SocketEvent::Closed);
        let received = EventListener::new(&socket, "message", move |event| {
            let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
            // The protocol has no text messages; one is not worth an answer.
            if let Some(buffer) = data.and_then(|data| data.dyn_into::<ArrayBuffer>().ok()) {
                tell(SocketEvent::Message(Uint8Array::new(&buffer).to_vec().into()));
            }
        });
        Some(Self { socket, _listeners: vec![opened, closed, received] })
    }

    /// Sends one binary message; one that cannot be sent is dropped, the engine sends again what matters.
    pub(crate) fn send(&self, message: &[u8]) {
        if self.socket.ready_state() == WebSocket::OPEN {
            self.socket.send_with_u8_array(message).unwrap_or_default();
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.close().unwrap_or_default();
    }
}

/// `wss://` on the worker's own host, `ws://` where the page itself came without TLS (a demo on loopback).
fn address() -> Option<String> {
    let location = js_sys::global().dyn_into::<WorkerGlobalScope>().ok()?.location();
    let scheme = if location.protocol() == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}{PATH}", location.host()))
}
