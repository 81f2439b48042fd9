//! The Marram relay: append-only logs of sealed entries, which it stores and forwards and cannot read.
//!
//! From the inside out: [`store`] judges and keeps, [`session`] is one connection's machine, [`Hub`] is all of them, and
//! [`Writer`] is the one hand that changes the store. None of these does I/O but the store's engine.

mod hub;
mod identity;
mod inline;
mod terms;
mod web;
mod writer;

pub mod agencies;
pub mod command;
pub mod config;
pub mod data;
pub mod inspect;
pub mod server;
pub mod session;
pub mod store;

pub use hub::{Drained, Hub, LineSummary};
pub use identity::{Identity, IdentityError};
pub use inline::{Emitted, Inline, Place};
pub use terms::Terms;
pub use writer::{Submitted, Writer, Written};
