//! The views before the rooms: starting, other tabs, no link, joining, unlocking, and what cannot be mended here.

mod broken;
mod elsewhere;
mod ended;
mod found;
mod frame;
mod have;
mod join;
mod link;
mod recover;
mod sitting;
mod unlock;
mod unlock_passkey;
mod waiting;

pub(super) use broken::Broken;
pub(super) use elsewhere::{Elsewhere, Starting};
pub(super) use ended::Ended;
pub(super) use found::Found;
pub(super) use join::{Join, MIN_PASSPHRASE_CHARS};
pub(super) use link::{JoinRefused, LinkProblem, NoLink};
pub(super) use recover::phrase_error;
pub(super) use unlock::Unlock;
pub(super) use waiting::Waiting;
