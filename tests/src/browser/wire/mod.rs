//! What stands between browsers and relay could write down, and the search through it.
//!
//! Shares no code with the product: the proxy passes bytes on, `frames` reads WebSockets by RFC 6455, `search` looks for
//! words in every encoding in which they could hide.

mod frames;
mod proxy;
mod search;

pub use frames::{Conversation, FrameError, read_conversation};
pub use proxy::{Proxy, Recorded};
pub use search::{Found, Search};
