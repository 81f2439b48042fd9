//! One followed log: where delivery stands, and what comes next (R22, R31, R50).

use super::reading::Ticket;
use crate::store::{NewEntry, Window};
use marram_protocol::{Epoch, LogId, RelayFrame, RequestId, Seq, TokenHash};

/// A follow.
#[derive(Debug)]
pub(super) enum Follow {
    /// Asked for; the store is being read.
    Opening(Opening),
    /// Under way.
    Open(Open),
}

/// A follow that was asked for.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) request: RequestId,
    pub(super) token: TokenHash,
    pub(super) after: Seq,
    pub(super) credit: u32,
    /// The reading whose answer opens it.
    pub(super) ticket: Option<Ticket>,
    /// The log changed while it was read: the answer may be from before, so it is read again.
    pub(super) overtaken: bool,
}

/// A follow under way.
#[derive(Debug)]
pub(super) struct Open {
    epoch: Epoch,
    /// The last entry that was sent, or passed over as a gap.
    pub(super) position: Seq,
    /// The last entry that the token reads, as far as is known.
    newest: Seq,
    /// `newest` ended the token's epoch.
    ended: bool,
    credit: u32,
    /// The reading under way for it.
    pub(super) reading: Option<Ticket>,
    /// It waits in the session's queue of those that are behind.
    pub(super) queued: bool,
    /// The client was told that it has everything.
    told: bool,
}

/// What to do with a new entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Offer {
    /// Send it now.
    Send,
    /// It will be read from the store.
    Later,
    /// It is not for this follow, or was sent already.
    Ignore,
}

impl Open {
    pub(super) fn new(window: &Window, credit: u32) -> Self {
        Self {
            epoch: window.epoch,
            position: window.after,
            newest: window.newest,
            ended: window.ended,
            credit,
            reading: None,
            queued: false,
            told: false,
        }
    }

    /// A new entry of the log: sent at once where the reader is up to date and has room, else left to the store.
    pub(super) fn offer(&mut self, new: &NewEntry, has_room: bool) -> Offer {
        if self.ended || new.seq <= self.position {
            return Offer::Ignore;
        }
        let is_next = self.position == self.newest && self.position.next() == new.seq;
        self.newest = self.newest.max(new.seq);
        self.ended = new.ends_epoch && new.epoch == self.epoch;
        if is_next && has_room && self.credit > 0 && self.reading.is_none() {
            self.sent(new.seq);
            Offer::Send
        } else {
            self.told = false;
            Offer::Later
        }
    }

    /// An entry goes out.
    pub(super) fn sent(&mut self, seq: Seq) {
        self.position = seq;
        self.credit = self.credit.saturating_sub(1);
    }

    /// The entries up to this one are gone.
    pub(super) fn passed(&mut self, to: Seq) {
        self.position = to;
    }

    /// What is to be read next: after where, up to where, how many.
    pub(super) fn wants(&self) -> Option<(Seq, Seq, u32)> {
        let wants = self.reading.is_none() && self.position < self.newest && self.credit > 0;
        wants.then_some((self.position, self.newest, self.credit))
    }

    pub(super) fn allow(&mut self, more: u32, most: u32) {
        self.credit = self.credit.saturating_add(more).min(most);
    }

    /// Said once each time everything has been sent after the reader was behind.
    pub(super) fn caught_up(&mut self, log: LogId) -> Option<RelayFrame> {
        let say = self.position == self.newest && (self.ended || !self.told);
        self.told |= say;
        say.then_some(RelayFrame::CaughtUp { log, seq: self.position, ended: self.ended })
    }

    /// Everything that the token will ever read has been sent.
    pub(super) fn is_over(&self) -> bool {
        self.ended && self.position == self.newest
    }
}
