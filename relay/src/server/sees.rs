//! What the relay sees, as numbers for the demonstration's page: the stored survey and the live connections.
//!
//! Served only where the operator asked for it, and only to loopback.

use super::link::Link;
use crate::store::Survey;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use marram_protocol::{AgencyId, DeviceId, LogId};
use serde::Serialize;
use std::net::SocketAddr;
use std::sync::Arc;

/// Entries shown of each log.
const NEWEST_ENTRIES: usize = 50;

/// What the relay sees, stored and live.
#[derive(Debug, Serialize)]
pub struct Seen {
    /// What is stored.
    pub stored: Survey,
    /// Who is connected.
    pub connections: Vec<Connection>,
}

/// A live connection, as the relay sees it.
#[derive(Debug, Serialize)]
pub struct Connection {
    /// The peer's address.
    pub address: Option<SocketAddr>,
    /// The agency of its pass, once it has authenticated.
    pub agency: Option<AgencyId>,
    /// Its device key.
    pub device: Option<DeviceId>,
    /// The logs that it follows.
    pub follows: Vec<LogId>,
    /// Bytes that wait for it.
    pub waiting_bytes: usize,
}

pub(super) async fn what_the_relay_sees(
    State(link): State<Arc<Link>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
) -> Response<Body> {
    if !peer.ip().is_loopback() {
        return status(StatusCode::FORBIDDEN);
    }
    let looking = tokio::task::spawn_blocking(move || {
        let stored = link.place.store.survey(NEWEST_ENTRIES).ok()?;
        let connections = link.survey().into_iter().map(|(address, line)| Connection {
            address,
            agency: line.caller.map(|(agency, _)| agency),
            device: line.caller.map(|(_, device)| device),
            follows: line.follows,
            waiting_bytes: line.waiting_bytes,
        });
        serde_json::to_vec(&Seen { stored, connections: connections.collect() }).ok()
    });
    let Ok(Some(json)) = looking.await else { return status(StatusCode::SERVICE_UNAVAILABLE) };
    let mut response = Response::new(Body::from(json));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
