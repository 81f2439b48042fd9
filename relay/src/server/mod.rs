//! The server: sockets around the hub, and one thread for the store.
//!
//! Listener and shutdown are handed in, so that tests use port 0 and end it when they like. `link` is what tasks and
//! thread share, `upgrade` and `socket` are one connection, `store_thread` is the writer's, `sees` shows what the relay
//! sees. It logs counts, sizes, durations and shortened ids; never a body, a token or an address bar.

pub(crate) mod clock;
mod link;
pub mod sees;
mod socket;
mod store_thread;
mod upgrade;

use crate::inline::Place;
use crate::store::{Retention, StoreError};
use crate::web;
use axum::Router;
use axum::routing::get;
use link::Link;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How long connections may take to end when the relay stops.
const FAREWELL: Duration = Duration::from_secs(5);

/// How a relay serves, besides its [`Terms`](crate::Terms).
#[derive(Debug, Clone)]
pub struct Serving {
    /// Pages of these origins may connect; empty: of any. Clients that are no browsers send none.
    pub origins: Vec<String>,
    /// Connections at a time; more are refused with 503.
    pub max_connections: usize,
    /// What is kept how long.
    pub retention: Retention,
    /// How often what is over is looked for.
    pub retention_interval: Duration,
    /// Serve `/what-the-relay-sees.json`, to loopback only.
    pub shows_what_it_sees: bool,
}

impl Default for Serving {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            max_connections: 20_000,
            retention: Retention::default(),
            retention_interval: Duration::from_secs(3600),
            shows_what_it_sees: false,
        }
    }
}

/// Why a relay stopped by itself.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The listener failed.
    #[error("the listener failed: {0}")]
    Listener(#[from] std::io::Error),
    /// The store failed. Nothing was acknowledged that is not durable; started again, the relay goes on from there.
    #[error("the relay stops because its store failed: {0}")]
    Store(#[from] StoreError),
    /// What the relay sees is for loopback only.
    #[error("what the relay sees is shown on a loopback address only, and {0} is none")]
    NotLoopback(SocketAddr),
    /// The thread for the store could not be started, or ended by a panic.
    #[error("the store's thread is gone")]
    Thread,
}

/// Serves until `shutdown` resolves; then finishes what waits for the store, says goodbye to every connection, and returns.
///
/// # Errors
/// When listener or store fail.
pub async fn serve(
    listener: TcpListener,
    place: Place,
    serving: Serving,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let address = listener.local_addr()?;
    if serving.shows_what_it_sees && !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    let link = Arc::new(Link::new(place, &serving));
    let store_thread = store_thread::start(Arc::clone(&link), serving.clone()).map_err(ServeError::Listener)?;

    let ticking = tokio::spawn({
        let link = Arc::clone(&link);
        async move {
            let mut seconds = interval(Duration::from_secs(1));
            seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                seconds.tick().await;
                link.tick();
            }
        }
    });

    let stopping = {
        let link = Arc::clone(&link);
        async move {
            tokio::select! {
                () = shutdown => {}
                () = link.store_failed() => {}
            }
            link.stop();
        }
    };
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        // Frames are written in batches already; waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
    });
    let service = router(Arc::clone(&link), &serving).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stopping).await;

    link.stop();
    if timeout(FAREWELL, link.all_gone()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
    ticking.abort();
    let finished = tokio::task::spawn_blocking(move || store_thread.join()).await;
    served?;
    match (link.take_failure(), finished) {
        (Some(error), _) => Err(error.into()),
        (None, Ok(Ok(()))) => Ok(()),
        (None, _) => Err(ServeError::Thread),
    }
}

fn router(link: Arc<Link>, serving: &Serving) -> Router {
    let mut routes = Router::new().route("/ws", get(upgrade::upgrade)).route("/healthz", get(async || "ok\n"));
    if serving.shows_what_it_sees {
        routes = routes.route("/what-the-relay-sees.json", get(sees::what_the_relay_sees));
    }
    routes.with_state(link).merge(web::router())
}
