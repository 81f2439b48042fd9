//! From an HTTP request to a WebSocket (RFC 6455 §4.2).

use super::link::Link;
use super::socket;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// Takes a client in, or says why not.
pub(super) async fn upgrade(
    State(link): State<Arc<Link>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Response<Body> {
    let headers = request.headers();
    let key = headers.get(header::SEC_WEBSOCKET_KEY).cloned();
    let (Some(key), true) = (key, is_upgrade(headers)) else {
        return refusal(StatusCode::UPGRADE_REQUIRED, "This address speaks WebSocket only.\n");
    };
    if !is_welcome(headers, &link.origins) {
        return refusal(StatusCode::FORBIDDEN, "Pages of this origin are not welcome here.\n");
    }
    let Some(seat) = link.seat() else {
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "Too many connections. Try again later.\n");
    };
    let upgrading = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        match upgrading.await {
            Ok(upgraded) => socket::run(TokioIo::new(upgraded), peer, &link, seat).await,
            Err(error) => tracing::debug!(%error, "a connection was lost while it was upgraded"),
        }
    });
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(&derive_accept_key(key.as_bytes())) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    response
}

fn is_upgrade(headers: &HeaderMap) -> bool {
    let has = |name: HeaderName, wanted: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.split(',').any(|token| token.trim().eq_ignore_ascii_case(wanted)))
    };
    has(header::CONNECTION, "upgrade") && has(header::UPGRADE, "websocket") && has(header::SEC_WEBSOCKET_VERSION, "13")
}

/// What a device may do hangs on its signature, not on where its page came from; an operator may narrow it all the same.
fn is_welcome(headers: &HeaderMap, origins: &[String]) -> bool {
    match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => origins.is_empty() || origins.iter().any(|welcome| welcome.as_bytes() == origin.as_bytes()),
    }
}

fn refusal(status: StatusCode, words: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(words));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::UPGRADE_REQUIRED {
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    }
    response
}
