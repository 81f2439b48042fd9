//! From an address to a WebSocket.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{WebSocketStream, client_async};

/// How long connecting may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open connection.
pub(super) type Socket = WebSocketStream<TcpStream>;

/// Where a relay is reached, and under which name it is spoken to.
///
/// Browsers resolve every `NAME.localhost` to this machine, the C library does not: so the name goes into the request and
/// the address is dialled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayAddress {
    address: SocketAddr,
    host: String,
}

/// Why there is no connection.
#[derive(Debug, Error)]
pub(super) enum DialError {
    #[error("the relay cannot be reached: {0}")]
    Io(#[from] io::Error),
    #[error("the relay did not answer in time")]
    Slow,
    #[error("the relay made no WebSocket of it: {0}")]
    Upgrade(#[from] tokio_tungstenite::tungstenite::Error),
}

impl RelayAddress {
    /// A relay at this address, spoken to as `host` (without a port).
    pub fn new(address: SocketAddr, host: &str) -> Self {
        Self { address, host: host.to_owned() }
    }

    /// The same relay under another name.
    pub fn named(&self, host: &str) -> Self {
        Self::new(self.address, host)
    }

    /// Where it is dialled.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The origin under which a browser has this relay.
    pub fn origin(&self) -> String {
        format!("http://{}:{}", self.host, self.address.port())
    }

    pub(super) async fn dial(&self) -> Result<Socket, DialError> {
        timeout(PATIENCE, self.connect()).await.map_err(|_| DialError::Slow)?
    }

    async fn connect(&self) -> Result<Socket, DialError> {
        let stream = TcpStream::connect(self.address).await?;
        // On loopback, a port that nobody listens on may be given to the very socket that dials it.
        if stream.local_addr()? == stream.peer_addr()? {
            return Err(io::Error::from(io::ErrorKind::ConnectionRefused).into());
        }
        stream.set_nodelay(true)?;
        let request = format!("ws://{}:{}/ws", self.host, self.address.port()).into_client_request()?;
        Ok(client_async(request, stream).await?.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_the_name_and_the_port() {
        let relay = RelayAddress::new(SocketAddr::from(([127, 0, 0, 1], 8470)), "ruth-kember.localhost");
        assert_eq!(relay.origin(), "http://ruth-kember.localhost:8470");
        assert_eq!(relay.named("localhost").origin(), "http://localhost:8470");
    }
}
