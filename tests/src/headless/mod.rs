//! Headless clients: the engine that browsers run, over a real socket, without a page.
//!
//! A [`Client`] is a device of one person: its engine, its store and its connection live in a thread of their own and
//! share nothing with any other client. What it shows can be looked at and waited for; what it is asked is carried out as
//! a browser would. `driver` is that thread, `line` the connection, `store` where records are kept, `acts` what people do
//! with it.

mod acts;
mod client;
mod dial;
mod driver;
mod line;
mod store;
mod system;

pub use client::{Client, Ended, NotSeen, StartError};
pub use dial::RelayAddress;
pub use store::{Folder, Memory, Record, Store};
pub use system::random_bytes;
