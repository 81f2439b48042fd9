//! A serving relay on a free port, and clients on real sockets.

use super::{Device, identity};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use marram_protocol::{AgencyId, ClientFrame, Reason, Refusal, RelayFrame, RequestId};
use marram_relay::server::{self, ServeError, Serving};
use marram_relay::store::{Memory, Store};
use marram_relay::{Place, Terms};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// A relay that serves until it is told to stop.
pub struct Serve {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<Result<(), ServeError>>,
}

impl Serve {
    pub async fn memory(agencies: &[AgencyId]) -> Self {
        Self::new(Arc::new(Memory::new()), agencies, Terms::default(), Serving::default()).await
    }

    pub async fn new(store: Arc<dyn Store>, agencies: &[AgencyId], terms: Terms, serving: Serving) -> Self {
        let admissions: HashSet<_> = agencies.iter().copied().collect();
        let place = Place { store, admissions: Arc::new(admissions), identity: Arc::new(identity()), terms };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(server::serve(listener, place, serving, async {
            let _ = stopped.await;
        }));
        Self { address, stop: Some(stop), task }
    }

    /// Asks it to stop.
    pub fn ask_to_stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits until it has stopped.
    pub async fn ended(self) -> Result<(), ServeError> {
        self.task.await.unwrap()
    }

    pub async fn stop(mut self) -> Result<(), ServeError> {
        self.ask_to_stop();
        self.ended().await
    }

    /// A connection that has been challenged.
    pub async fn connect(&self) -> (Client, RelayFrame) {
        let mut client = Client::open(self.address).await;
        let challenge = client.next().await;
        (client, challenge)
    }

    /// A connection of a known device.
    pub async fn enter(&self, device: &Device) -> Client {
        let (mut client, challenge) = self.connect().await;
        client.send(device.authenticate(&challenge)).await;
        let ready = client.next().await;
        assert!(matches!(ready, RelayFrame::Ready { .. }), "{ready:?}");
        client
    }

    /// What a device is told when it is not let in.
    pub async fn refused(&self, device: &Device) -> Refusal {
        let (mut client, challenge) = self.connect().await;
        client.send(device.authenticate(&challenge)).await;
        client.farewell().await
    }
}

/// A client's socket.
pub struct Client {
    pub socket: WebSocketStream<TcpStream>,
}

impl Client {
    pub async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let request = format!("ws://{address}/ws").into_client_request().unwrap();
        let config = WebSocketConfig::default().max_message_size(Some(64 << 20)).max_frame_size(Some(64 << 20));
        let (socket, _) = client_async_with_config(request, stream, Some(config)).await.unwrap();
        Self { socket }
    }

    pub async fn send(&mut self, frame: ClientFrame) {
        self.send_bytes(frame.encode()).await;
    }

    pub async fn send_bytes(&mut self, bytes: Bytes) {
        self.socket.send(Message::Binary(bytes)).await.unwrap();
    }

    /// The next frame, whatever it is.
    pub async fn next(&mut self) -> RelayFrame {
        match self.socket.next().await {
            Some(Ok(Message::Binary(bytes))) => RelayFrame::decode(bytes).unwrap(),
            other => panic!("no frame: {other:?}"),
        }
    }

    /// Sends a request and takes its answer, which must be the next frame.
    pub async fn ask(&mut self, frame: ClientFrame) -> RelayFrame {
        self.send(frame).await;
        self.next().await
    }

    /// The relay's last word, after which it closes the connection.
    pub async fn farewell(&mut self) -> Refusal {
        let refusal = loop {
            match self.next().await {
                RelayFrame::Refused { request: RequestId(0), refusal } => break refusal,
                _ => continue,
            }
        };
        match self.socket.next().await {
            None | Some(Ok(Message::Close(_))) => refusal,
            other => panic!("not closed: {other:?}"),
        }
    }

    pub async fn farewell_reason(&mut self) -> Reason {
        self.farewell().await.reason
    }
}
