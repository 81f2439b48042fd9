//! Marram as a whole, under test.
//!
//! [`sim`] is a network in one thread around the real relay and real engines, replayed from a seed. What is a test stands
//! under `tests/`; this library is what tests share.

pub mod sim;
