//! Real browsers: what people see and do, and what an observer between them and the relay could write down.
//!
//! [`World`] is a relay as a process, two agencies on it, and a recording proxy before it. A [`Person`] sits at a
//! [`Window`]: a browser of their own with a fresh profile, steered through chromedriver. [`wire`] reads what the proxy
//! recorded. [`journey`] is the first journey, [`tidemark`] the whole of Operation Tidemark: the tests and `cargo xtask demo
//! --headless` share them.
//!
//! Waiting is always for something that a person would see, inside the page, and bounded.

mod authenticator;
mod axe;
mod chromedriver;
mod error;
mod forces;
pub mod journey;
mod keyboard;
mod look;
pub mod module_memory;
mod needs;
mod person;
mod pictures;
mod raw_device;
pub mod tidemark;
mod window;
pub mod wire;
mod world;

pub use authenticator::Authenticator;
pub use chromedriver::Chromedriver;
pub use error::BrowserError;
pub use forces::Forces;
pub use keyboard::{Focused, Keyboard};
pub use look::{Album, Finding};
pub use needs::missing;
pub use person::Person;
pub use pictures::Modules;
pub use raw_device::append_in_clear;
pub use window::Window;
pub use world::{Invited, World};
