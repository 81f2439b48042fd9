//! What only clients know: MLS groups, who is who, the record, and everything sealed.
//!
//! The heart is [`Engine`], a machine without I/O: inputs in, outputs out, time and randomness as
//! arguments, so that a run replays from its seed. It refuses to touch sockets, files, clocks or the system's
//! randomness; a driver (the browser's worker, a headless client, the simulated network) does that.
//!
//! Where to read next: [`engine`] for the machine, [`room`] for one room's life, [`identity`] for who vouches for whom,
//! [`event`] for what a record consists of, [`work`] for what it comes to, [`rest`] for how state is sealed.

pub mod collect;
pub mod command;
pub mod engine;
pub mod event;
pub mod identity;
pub mod ids;
mod note;
pub mod provider;
pub mod rest;
pub mod room;
pub mod seal;
pub mod view;
mod wire;
pub mod work;

pub use command::Command;
pub use engine::{Batch, Engine, Input, Output};
pub use ids::{DeskId, EventId, PersonId, RoomId};
