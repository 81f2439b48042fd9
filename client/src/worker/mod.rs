//! The worker: the one driver of the engine.
//!
//! [`driver`] owns the phases (waiting for the tab lock, empty, locked, open), [`gate`] what stands at the lock besides
//! the passphrase, [`session`] the running engine with its socket and timers, [`plan`] the order in which the engine's
//! outputs are carried out, [`backoff`] how long to wait before connecting again.

mod backoff;
mod beginning;
mod collect;
mod driver;
mod gate;
mod plan;
mod session;

pub(crate) use driver::run;
