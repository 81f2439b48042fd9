//! A TCP proxy before the relay that keeps every byte in both directions.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A connection's bytes.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// To the relay.
    pub up: Vec<u8>,
    /// From the relay.
    pub down: Vec<u8>,
}

type Record = Arc<Mutex<Recorded>>;

/// Passes on what comes to a free port. It ends when this is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    records: Arc<Mutex<Vec<Record>>>,
    listening: JoinHandle<()>,
}

impl Proxy {
    /// Starts one before `relay`. Where nobody listens there, connections are closed at once.
    ///
    /// # Errors
    /// The operating system's.
    pub async fn start(relay: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let records = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&records);
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let record = Record::default();
                all.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&record));
                tokio::spawn(pass_on(client, relay, record));
            }
        });
        Ok(Self { address, records, listening })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything so far, a connection each.
    pub fn recorded(&self) -> Vec<Recorded> {
        let records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        records.iter().map(|record| record.lock().unwrap_or_else(PoisonError::into_inner).clone()).collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn pass_on(client: TcpStream, relay: SocketAddr, record: Record) {
    let Ok(relay) = TcpStream::connect(relay).await else { return };
    // Neither side waits for more bytes to fill a packet; where that fails it is only slower.
    let _ = (client.set_nodelay(true), relay.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_relay, to_relay) = relay.into_split();
    let up = copy(from_client, to_relay, &record, |record| &mut record.up);
    let down = copy(from_relay, to_client, &record, |record| &mut record.down);
    tokio::join!(up, down);
}

/// Copies until one side ends or breaks, and then lets the other side know.
async fn copy(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    record: &Record,
    which: fn(&mut Recorded) -> &mut Vec<u8>,
) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        let Some(part) = bytes.get(..read) else { break };
        which(&mut record.lock().unwrap_or_else(PoisonError::into_inner)).extend_from_slice(part);
        if to.write_all(part).await.is_err() {
            break;
        }
    }
    // The other side may be gone already.
    let _ = to.shutdown().await;
}
