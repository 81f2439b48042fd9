//! The guide's own small server. It answers on loopback only, to its own name only: the page holds links that are secrets.

use super::page::document;
use super::story::Story;
use crate::demo::{DemoError, JoinLink};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const STYLE: &str = include_str!("../../../cast/guide.css");
const SCRIPT: &str = include_str!("../../../cast/guide.js");
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// A guide that is served until this is dropped.
#[derive(Debug)]
pub struct Guide {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Guide {
    /// Serves the guide for these people. `port` is where an earlier run served it, or 0: the ticks are kept by the page's
    /// address. If another has it by now, any other will do.
    ///
    /// # Errors
    /// When nothing can be served.
    pub async fn serve(story: &Story, links: &[JoinLink], port: u16) -> Result<Self, DemoError> {
        let page: Arc<str> = document(story, links).into();
        let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Err(error) if port != 0 && error.kind() == ErrorKind::AddrInUse => {
                TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?
            }
            bound => bound?,
        };
        let address = listener.local_addr()?;
        let own = address.to_string();
        let answer = move |request: Request| {
            let (page, own) = (Arc::clone(&page), own.clone());
            async move { answer(&request, &own, &page) }
        };
        let task = tokio::spawn(async move {
            // It only ends with the listener.
            let _ = axum::serve(listener, axum::Router::new().fallback(answer)).await;
        });
        Ok(Self { address, task })
    }

    /// The port it listens at.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

impl Drop for Guide {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn answer(request: &Request, own: &str, page: &str) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    if host != Some(own) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let (kind, body) = match request.uri().path() {
        "/" => ("text/html; charset=utf-8", page),
        "/guide.css" => ("text/css; charset=utf-8", STYLE),
        "/guide.js" => ("text/javascript; charset=utf-8", SCRIPT),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let mut headers = HeaderMap::new();
    let own = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in own {
        headers.insert(name, axum::http::HeaderValue::from_static(value));
    }
    (headers, body.to_owned()).into_response()
}
