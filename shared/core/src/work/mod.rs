//! The work itself: referrals and who holds them, strategy discussions, their clocks and dates. Typed events, and pure
//! folds over them; forms from templates and clocks by working days, both from data.
//!
//! `event` is what can be said; `rules` says when it counts, asked before it is sent and again when it comes back from
//! the log; `matter` is what a room's events come to. Refuses to know rooms, keys and the relay: `room` brings events
//! in, `engine` lets people ask. The order is the log's, and every member comes to the same matter.

pub mod calendar;
mod dates;
mod event;
mod holding;
mod matter;
mod plan;
mod release;
mod risk;
mod rules;
mod secrecy;
pub mod table;
pub mod template;
#[cfg(test)]
mod tests;

pub use dates::{Ahead, Due, DueKind};
pub use event::{
    Action, Basis, Children, Clock, DateKind, Decision, Delay, DeskRef, Discussion, Enquiry, Information, KeyDate,
    Progress, Referral, Referring, Release, SealedKey, Waiting, Work,
};
pub use holding::{Handing, Held, Holding, HoldingState, Offered};
pub use matter::{Author, Made, Matter, Place};
pub use plan::{Absence, Acknowledgement, Digest, Finalised, Plan, REQUIRED, Settling};
pub use release::{MAX_RELEASED_BYTES, parts_of};
pub use risk::{ByRisk, Risk};
pub use rules::{MAX_COVERED, Uncounted};
pub use secrecy::{Delayed, Lift, Released, Secrecy, Staged};
pub use template::Filled;

/// What `build.rs` made of the files in `data`.
mod data {
    include!(concat!(env!("OUT_DIR"), "/data.rs"));
}
