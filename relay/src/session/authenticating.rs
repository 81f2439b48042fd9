//! From a proved key to a known device: admission, revocation, the invite's one device (R11 to R15).

use super::delivery::Asked;
use super::{Output, Session, Stage};
use crate::store::{Caller, Operation, Outcome, Standing};
use marram_protocol::{Reason, RelayFrame, UnixMillis};
use std::sync::Arc;

impl Session {
    /// The pass holds and the key is the device's: ask the store about it.
    pub(super) fn authenticated(&mut self, caller: Arc<Caller>) {
        self.asked.push_back(Asked::Standing);
        self.stage = Stage::Admitting(caller);
    }

    /// What the store and the operator know of it.
    pub(super) fn standing(&mut self, admitted: bool, standing: Standing, now: UnixMillis, out: &mut Vec<Output>) {
        let Stage::Admitting(caller) = &self.stage else { return };
        let caller = Arc::clone(caller);
        let bound_to = standing.invite_bound_to;
        if !admitted {
            self.end(Reason::NotAdmitted.into(), now, out);
        } else if standing.revoked {
            self.end(Reason::Revoked.into(), now, out);
        } else if bound_to.is_some_and(|device| device != caller.known.device) {
            self.end(Reason::InviteUsed.into(), now, out);
        } else if let (Some(invite), None) = (caller.known.invite, bound_to) {
            // Two devices may be here with the same invite: the store decides, durably, before either is told.
            self.submit(None, caller, Operation::BindInvite { invite }, out);
        } else {
            self.ready(caller, standing, now, out);
        }
    }

    /// The store has bound the invite, or not.
    pub(super) fn invite_bound(&mut self, outcome: Outcome, now: UnixMillis, out: &mut Vec<Output>) {
        let Stage::Admitting(_) = &self.stage else { return };
        match outcome {
            // Its shelf and mailbox are read once more, rather than remembered.
            Outcome::Done { .. } => self.asked.push_back(Asked::Standing),
            Outcome::Refused(refusal) => self.end(refusal, now, out),
            _ => self.end(Reason::NotStored.into(), now, out),
        }
    }

    fn ready(&mut self, caller: Arc<Caller>, standing: Standing, now: UnixMillis, out: &mut Vec<Output>) {
        let ready =
            RelayFrame::Ready { at: now, limits: self.terms.limits, shelf: standing.shelf, mailbox: standing.mailbox };
        self.stage = Stage::Ready(caller);
        self.send(ready, now, out);
    }
}
