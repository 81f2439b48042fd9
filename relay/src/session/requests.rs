//! A known device's frames: to the store, to the readers, or answered at once; and the store's answers.

use super::delivery::Asked;
use super::{Outgoing, Output, Session, Stage};
use crate::store::{Caller, Operation, Outcome, Timed};
use marram_protocol::{ClientFrame, Purpose, Reason, Refusal, RelayFrame, RequestId, UnixMillis};
use std::sync::Arc;

/// What a device may say that waits for approval (R18). Whom it may write to, the store judges.
fn may_waiting(frame: &ClientFrame) -> bool {
    use ClientFrame as F;
    matches!(frame, F::OpenMailbox { .. } | F::AcknowledgeMailbox { .. } | F::Deliver { .. } | F::Ping { .. })
}

impl Session {
    /// Acts on a frame.
    pub(super) fn frame(&mut self, frame: ClientFrame, by: Arc<Caller>, now: UnixMillis, out: &mut Vec<Output>) {
        if by.known.purpose == Purpose::Knock && !may_waiting(&frame) {
            return self.end(Reason::NotPermitted.into(), now, out);
        }
        let (request, operation) = match frame {
            ClientFrame::Create { request, log, kind, tokens } => (request, Operation::Create { log, kind, tokens }),
            ClientFrame::Append { request, log, append, epoch, token, payload } => {
                (request, Operation::Append { log, append, epoch, token: token.hash(), timed: None, payload })
            }
            ClientFrame::AppendTimed { request, log, append, epoch, token, cancel, arm, payload } => {
                let (token, timed) = (token.hash(), Some(Timed { cancel, arm }));
                (request, Operation::Append { log, append, epoch, token, timed, payload })
            }
            ClientFrame::Commit { request, log, append, epoch, token, next, pointers, payload } => {
                let token = token.hash();
                (request, Operation::Commit { log, append, epoch, token, next, pointers, payload })
            }
            ClientFrame::Deliver { request, append, device, reach, payload } => {
                (request, Operation::Deliver { append, device, reach: reach.hash(), payload })
            }
            ClientFrame::Shelve { request, reach, last_resort, payload } => {
                (request, Operation::Shelve { reach, last_resort, payload })
            }
            ClientFrame::TakeKeyPackage { request, device, reach } => {
                (request, Operation::TakeKeyPackage { device, reach: reach.hash() })
            }
            ClientFrame::PutBlob { request, blob, payload } => (request, Operation::PutBlob { blob, payload }),
            ClientFrame::Revoke { request, revocation } => (request, Operation::Revoke { revocation }),
            ClientFrame::Resume { log } => return self.submit(None, by, Operation::Resume { log }, out),
            ClientFrame::AcknowledgeMailbox { upto } => {
                return self.submit(None, by, Operation::AcknowledgeMailbox { upto }, out);
            }
            ClientFrame::GetBlob { request, blob } => return self.asked.push_back(Asked::Blob { request, blob }),
            ClientFrame::Ping { request } => return self.send(RelayFrame::Pong { request, at: now }, now, out),
            ClientFrame::Follow { request, log, token, after, credit } => {
                return self.follow(request, log, token.hash(), after, credit, now, out);
            }
            ClientFrame::Credit { log, more } => return self.credit(log, more),
            ClientFrame::Unfollow { log } => return self.unfollow(log, out),
            ClientFrame::OpenMailbox { after, credit } => {
                return self.open_mailbox(by.known.device, after, credit, out);
            }
            ClientFrame::Offer { request, place, payload } => (request, Operation::Offer { place, payload }),
            ClientFrame::Authenticate { .. } | ClientFrame::Found { .. } | ClientFrame::Collect { .. } => {
                return self.end(Reason::OutOfTurn.into(), now, out);
            }
        };
        self.submit(Some(request), by, operation, out);
    }

    pub(super) fn submit(
        &mut self,
        request: Option<RequestId>,
        by: impl Into<Option<Arc<Caller>>>,
        operation: Operation,
        out: &mut Vec<Output>,
    ) {
        self.ahead += 1;
        self.ahead_bytes += operation.bytes();
        out.push(Output::Submit { request, by: by.into(), operation });
    }

    /// The store has judged a submitted operation.
    pub(super) fn answered(
        &mut self,
        request: Option<RequestId>,
        bytes: usize,
        outcome: Outcome,
        now: UnixMillis,
        out: &mut Vec<Output>,
    ) {
        self.ahead = self.ahead.saturating_sub(1);
        self.ahead_bytes = self.ahead_bytes.saturating_sub(bytes);
        if let Stage::Admitting(..) = self.stage {
            return self.bound(outcome, now, out);
        }
        if let Stage::Collecting = self.stage {
            return self.collected(outcome, now, out);
        }
        // A revoked pass is refused as a whole, whatever it asked.
        if let Outcome::Refused(Refusal { reason: Reason::Revoked, .. }) = outcome {
            return self.end(Reason::Revoked.into(), now, out);
        }
        let Some(request) = request else { return };
        match outcome {
            Outcome::Stored { log, seq, at, head } => {
                self.send(Outgoing::Stored { request, log, seq, at, head }, now, out);
            }
            Outcome::Conflict { log, epoch, newest } => {
                self.send(RelayFrame::Conflict { request, log, epoch, newest }, now, out);
            }
            Outcome::Done { value } => self.send(RelayFrame::Done { request, value }, now, out),
            Outcome::KeyPackage { last_resort, payload } => {
                self.send(RelayFrame::KeyPackage { request, last_resort, payload }, now, out);
            }
            // Nobody who is known collects.
            Outcome::Collected { .. } => {}
            Outcome::Refused(refusal) => self.refuse(request, refusal, now, out),
        }
    }

    /// What was left under a code goes out, and the connection ends: whoever collected comes anew, with a pass.
    fn collected(&mut self, outcome: Outcome, now: UnixMillis, out: &mut Vec<Output>) {
        match outcome {
            Outcome::Collected { payload } => {
                self.send(RelayFrame::Collected { payload }, now, out);
                self.close(out);
            }
            Outcome::Refused(refusal) => self.end(refusal, now, out),
            _ => self.end(Reason::NotStored.into(), now, out),
        }
    }
}
