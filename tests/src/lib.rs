//! Marram as a whole, under test.
//!
//! [`sim`] is a network in one thread around the real relay and real engines, replayed from a seed. [`headless`] are
//! clients on real sockets, [`process`] is the relay as a process of its own, and [`demo`] has both play "Operation
//! Tidemark". What is a test stands under `tests/`; this library is what tests share.

pub mod browser;
pub mod demo;
pub mod forms;
pub mod headless;
pub mod process;
pub mod sim;
