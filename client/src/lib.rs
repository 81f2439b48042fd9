//! The client: a Yew page and the worker that runs the engine, in one Wasm module.
//!
//! The page draws [`state`] with [`views`] and sends what a person asks to the worker; the worker runs the one driver of
//! the engine ([`worker`]) and sends back what is to be shown. [`messages`] is what they say to each other, [`platform`]
//! everything that is the browser's, [`text`] every word that people read.

mod messages;
mod platform;
mod state;
mod text;
mod views;
mod worker;

pub use platform::entry::{run_page, start_worker};
