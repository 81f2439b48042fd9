//! From a proved key to a known device: admission, founding, revocation, the invite's one device (R11 to R16).

use super::delivery::Asked;
use super::{Output, Session, Stage};
use crate::session::reading::Admission;
use crate::store::{Caller, Operation, Outcome, Standing};
use marram_protocol::{Reason, RelayFrame, TokenHash, UnixMillis};
use std::sync::Arc;

impl Session {
    /// The pass holds and the key is the device's: ask the store about it.
    pub(super) fn authenticated(&mut self, caller: Arc<Caller>, founding: Option<TokenHash>) {
        self.asked.push_back(Asked::Standing);
        self.stage = Stage::Admitting(caller, founding);
    }

    /// What the store and the operator know of it.
    pub(super) fn standing(
        &mut self,
        admission: Admission,
        standing: Standing,
        now: UnixMillis,
        out: &mut Vec<Output>,
    ) {
        let Stage::Admitting(caller, founding) = &self.stage else { return };
        let (caller, founding) = (Arc::clone(caller), *founding);
        let bound_to = standing.invite_bound_to;
        if !admission.admitted && !standing.founded {
            match (founding, admission.founding_until) {
                (None, _) => self.end(Reason::NotAdmitted.into(), now, out),
                // Two roots may be here with one token: the store decides, durably, before either is told.
                (Some(token), Some(until)) if now <= until => {
                    self.submit(None, caller, Operation::Found { token }, out);
                }
                (Some(_), _) => self.end(Reason::NoSuchFounding.into(), now, out),
            }
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

    /// The store has bound the invite or the founding token, or not.
    pub(super) fn bound(&mut self, outcome: Outcome, now: UnixMillis, out: &mut Vec<Output>) {
        let Stage::Admitting(..) = &self.stage else { return };
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
