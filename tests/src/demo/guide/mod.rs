//! A page that says how to play "Operation Tidemark" by hand: who is who with their links, and the twelve steps. Served by
//! the demo itself on loopback, so that the product knows nothing of it.
//!
//! What it says is `tests/cast/guide.toml`; `story` reads it, `page` makes it a document, `server` serves it.

mod page;
mod server;
mod story;

pub use server::Guide;
pub use story::{Part, Piece, Step, Story};
