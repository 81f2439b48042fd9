//! The work itself: forms from templates, clocks by working days. Pure data and arithmetic; folds over events stand on it.

pub mod calendar;
mod risk;
pub mod template;

pub use risk::{ByRisk, Risk};

/// What `build.rs` made of the files in `data`.
mod data {
    include!(concat!(env!("OUT_DIR"), "/data.rs"));
}
