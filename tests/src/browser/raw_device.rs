//! A device that speaks in clear: the positive control of every search for what must not be readable.
//!
//! It is let in as any administrator's device, and appends to a register of its own what nobody else would: plain words.

use super::error::BrowserError;
use crate::headless::random_bytes;
use bytes::Bytes;
use ed25519_dalek::{Signer as _, SigningKey};
use futures_util::{SinkExt as _, StreamExt as _};
use marram_protocol::frame::client::LogKind;
use marram_protocol::{
    AgencyId, AppendId, ClientFrame, Epoch, Link, LogId, NextTokens, Pass, PublicKey, Purpose, RelayFrame, RequestId,
    SignatureBytes, Token, UnixMillis,
};
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

type Socket = WebSocketStream<TcpStream>;

/// Appends `words` in clear to a new register, through `address`; `admit` has the relay admit the agency.
///
/// # Errors
/// `Raw`, or whatever `admit` says.
pub async fn append_in_clear(
    address: SocketAddr,
    words: &[u8],
    admit: impl FnOnce(AgencyId) -> Result<(), BrowserError>,
) -> Result<(), BrowserError> {
    let (root, device) = (key()?, key()?);
    let agency = AgencyId(root.verifying_key().to_bytes());
    admit(agency)?;
    let always = UnixMillis(0)..=UnixMillis(u64::MAX);
    let link = Link::sign(&root, agency, Purpose::Administrator, PublicKey(device.verifying_key().to_bytes()), always);
    let pass = Pass { root: agency, links: vec![link] };

    let stream = TcpStream::connect(address).await.map_err(raw)?;
    let (mut socket, _) = client_async(format!("ws://{address}/ws"), stream).await.map_err(raw)?;
    let RelayFrame::Challenge { version, name, nonce, .. } = next(&mut socket).await? else {
        return Err(raw("it was not challenged"));
    };
    let signature = SignatureBytes(device.sign(&pass.challenge_bytes(name.as_str(), version, &nonce)).to_bytes());
    send(&mut socket, ClientFrame::Authenticate { version, pass, signature }).await?;
    let log = LogId(random_bytes().map_err(raw)?);
    let nothing = Token([0; 32]);
    let tokens = NextTokens { read: nothing.hash(), append: nothing.hash() };
    send(&mut socket, ClientFrame::Create { request: RequestId(1), log, kind: LogKind::Register, tokens }).await?;
    let (append, payload) = (AppendId(random_bytes().map_err(raw)?), Bytes::copy_from_slice(words));
    let statement =
        ClientFrame::Append { request: RequestId(2), log, append, epoch: Epoch(0), token: nothing, payload };
    send(&mut socket, statement).await?;
    loop {
        match next(&mut socket).await? {
            RelayFrame::Stored { .. } => return Ok(()),
            RelayFrame::Ready { .. } | RelayFrame::Done { .. } => {}
            other => return Err(raw(format!("unexpected: {other:?}"))),
        }
    }
}

fn key() -> Result<SigningKey, BrowserError> {
    Ok(SigningKey::from_bytes(&random_bytes().map_err(raw)?))
}

async fn send(socket: &mut Socket, frame: ClientFrame) -> Result<(), BrowserError> {
    socket.send(Message::Binary(frame.encode())).await.map_err(raw)
}

async fn next(socket: &mut Socket) -> Result<RelayFrame, BrowserError> {
    match socket.next().await {
        Some(Ok(Message::Binary(bytes))) => RelayFrame::decode(bytes).map_err(raw),
        Some(Err(error)) => Err(raw(error)),
        Some(Ok(_)) | None => Err(raw("the relay hung up")),
    }
}

fn raw(error: impl ToString) -> BrowserError {
    BrowserError::Raw(error.to_string())
}
