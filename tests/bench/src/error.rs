//! Why there are no figures.

use marram_protocol::DecodeError;
use std::path::PathBuf;
use thiserror::Error;

/// Why a measurement failed.
#[derive(Debug, Error)]
pub(crate) enum BenchError {
    /// A file, a socket or a process failed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A server closed a connection that was in use.
    #[error("the server hung up")]
    HungUp,
    /// A server refused something; these are its words.
    #[error("the server said: {0}")]
    Peer(String),
    /// Something that cannot be.
    #[error("unexpected: {0}")]
    Unexpected(&'static str),
    /// The relay sent what is no frame.
    #[error("the relay's frame: {0}")]
    Frame(#[from] DecodeError),
    /// Somebody asked it to stop.
    #[error("stopped before the figures were complete")]
    Stopped,
    /// There is no relay to measure.
    #[error("{0} cannot be run")]
    NoRelay(PathBuf),
    /// The figures cannot be written.
    #[error("writing the figures: {0}")]
    Json(#[from] serde_json::Error),
}
