//! A log that cannot go on gets a successor: a new group on a new log, from the last good place (DESIGN section 2 rule 11).
//!
//! A commit that breaks the room's rules is signed by whoever made it, and every member judges it alike: the member who
//! stands first makes the successor, without that person. A commit that cannot be processed proves nothing: the relay may
//! have spoilt it, for one member or for all, perhaps to undo a removal. Then only a person can decide to go on, and only
//! those follow who are stuck at the same place.
//!
//! Who stands before whom is the order of leaves, the same for all; of two successors the one counts whose maker stands
//! first. The record stays; what was not stored, or what some may not have read, is said again under its old event ids.

use super::group::{Group, GroupError};
use super::outbox::{Intent, Outgoing};
use super::{Context, Room};
use crate::event::Content;
use crate::ids::{EventId, PersonId};
use crate::view::Problem;
use crate::wire::{Wire, random_id, random_log};
use marram_protocol::{ChainHead, ClientFrame, DeviceId, LogId, Seq, UnixMillis};
use serde::{Deserialize, Serialize};

/// How long each lower rank waits more.
const RANK_MS: u64 = 3_000;

/// What a successor says of the log before it. Carried by every welcome to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claim {
    /// The log before.
    pub(crate) log: LogId,
    /// The last good entry, and the chain there.
    pub(crate) seq: Seq,
    pub(crate) head: ChainHead,
    /// Whom it leaves out: who made the commit that broke the rules, if that was proved.
    pub(crate) without: Option<PersonId>,
}

/// How the present log took over from the one before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Succession {
    claim: Claim,
    /// The first timeline index that is of the present log.
    first: u32,
    maker: DeviceId,
    /// The members before, in the order of their leaves.
    line: Vec<DeviceId>,
}

/// What is to be done with a welcome to a log that claims to be this room's successor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is: go over to it.
    Follow,
    /// This device has not read far enough to know.
    Wait,
    /// Another successor counts.
    Outranked,
    /// It is not.
    Refuse,
}

impl Room {
    /// Makes a successor when it is due; gives the moment at which it will be.
    pub(super) fn succeed(&mut self, cx: Context, wire: &mut Wire) -> Option<UnixMillis> {
        let Some(Problem::BadCommit { by, .. }) = self.state.stuck else { return None };
        // Without a connection nobody can know what the others have done already.
        let may = self.state.gone.is_none() && by != Some(cx.me.person()) && wire.is_open();
        if !may || (by.is_none() && !self.goes_on) {
            return None;
        }
        let due = self.heal_at.unwrap_or_else(|| if self.goes_on { cx.now } else { self.successor_due(cx, by) });
        self.heal_at = Some(due);
        if cx.now < due {
            return Some(due);
        }
        self.heal_at = None;
        let before = self.state.log;
        cx.provider.checkpoint();
        if self.make_successor(cx, by).is_err() {
            self.reload(cx);
            return None;
        }
        wire.send(&ClientFrame::Unfollow { log: before });
        self.connected(wire);
        None
    }

    /// The first in rank makes it, the others wait whether a welcome comes.
    fn successor_due(&self, cx: Context, without: Option<PersonId>) -> UnixMillis {
        let others = self.members().into_iter().filter(|device| self.person_of(device) != without);
        let rank = others.take_while(|device| *device != cx.me.device).count() as u64;
        let mut spread = [0; 2];
        cx.provider.fill(&mut spread);
        UnixMillis(cx.now.0 + rank * RANK_MS + u64::from(u16::from_be_bytes(spread)) % (RANK_MS / 2))
    }

    pub(super) fn person_of(&self, device: &DeviceId) -> Option<PersonId> {
        self.peers.get(device).map(crate::identity::Peer::person)
    }

    /// A person decides to go on without a change that nobody here can process. Whether that is possible.
    pub(crate) fn go_on(&mut self) -> bool {
        self.goes_on = self.state.gone.is_none() && matches!(self.state.stuck, Some(Problem::BadCommit { .. }));
        self.heal_at = None;
        self.goes_on
    }

    fn make_successor(&mut self, cx: Context, without: Option<PersonId>) -> Result<(), GroupError> {
        let policy = self.group.as_ref().and_then(Group::policy).ok_or(GroupError::Mls { step: "policy" })?;
        let departing = self.departing(cx);
        let named = without.and_then(|person| self.name(cx, person));
        let staying = self.members().into_iter().filter(|device| departing.iter().all(|(gone, _)| gone != device));
        let mut people: Vec<PersonId> = staying.filter_map(|device| self.person_of(&device)).collect();
        people.sort_unstable();
        people.dedup();
        people.retain(|person| *person != cx.me.person() && Some(*person) != without);
        let claim = Claim { log: self.state.log, seq: self.state.cursor, head: self.state.head, without };
        let after = self.state.cursor;

        let log = random_log(cx.provider.generator());
        let group = Group::create(cx.provider, cx.keys, cx.credential, log, &policy)?;
        let secrets = group.secrets(cx.provider)?;
        self.go_over(cx, claim, cx.me.device, (log, Seq(0), ChainHead::start(log)));
        self.state.made = false;
        self.secrets = Some(secrets);
        self.group = Some(group);
        self.know(cx.me.device, cx.credential.clone(), cx.me.clone());
        self.state.authors.insert(cx.me.device, super::timeline::AuthorChain::Fresh);
        let said = Intent::Say(Content::Succeeded { after, without: named });
        for intent in
            [Some(said), (!people.is_empty()).then_some(Intent::Add { people, header: None })].into_iter().flatten()
        {
            let event = EventId(random_id(cx.provider.generator()));
            self.outbox.push_front(Outgoing::new(event, cx.now, intent));
        }
        Ok(())
    }

    /// Leaves the log for its successor. What this device had said and cannot know to be read is said again.
    pub(super) fn go_over(&mut self, cx: Context, claim: Claim, maker: DeviceId, at: (LogId, Seq, ChainHead)) {
        // Out of another successor of the same log: who stood where is as it was.
        let other = self.state.succession.as_ref().filter(|before| before.claim.log == claim.log);
        let unsure = |entry: &&super::Entry| match self.state.log == claim.log {
            true => entry.seq > claim.seq,
            false => other.is_some(),
        };
        let own = self.timeline.iter().skip(self.first_of_log()).filter(unsure);
        let own = own.filter_map(|entry| Some((entry.at, entry.event()?)));
        let own = own.filter(|(_, (event, author))| *author == cx.me.device && event.content.can_be_said_again());
        let own: Vec<_> = own.map(|(at, (event, _))| (event.id, at, event.content.clone())).collect();
        let line = other.map_or_else(|| self.members(), |other| other.line.clone());
        if let Some(mut group) = self.group.take() {
            // Records that stay behind open nothing: the log has ended.
            let _ = group.delete(cx.provider);
        }
        let first = self.timeline.len() as u32;
        self.state.succession = Some(Succession { claim, first, maker, line });
        let (log, seq, head) = at;
        self.state.log = log;
        let over = self.state.stuck.clone();
        self.state.problems.retain(|problem| Some(problem) != over.as_ref());
        self.begin_again(seq, head);
        self.outbox.retain(|one| !matches!(one.intent, Intent::Say(Content::Delivered { .. })));
        for (event, at, content) in own.into_iter().rev() {
            self.outbox.push_front(Outgoing::new(event, at, Intent::Say(content)));
        }
        self.taken.clear();
        self.heal_at = None;
        self.report_at = None;
        self.goes_on = false;
        self.state.last_signed = None;
        self.state.left.clear();
        self.state.readd.clear();
        self.state.delivered.clear();
        (self.state.reported, self.state.reportable) = (seq, seq);
        self.touch();
    }

    /// Judges a welcome, by a member, to a log that claims to succeed this room's.
    pub(crate) fn judge_successor(&self, maker: DeviceId, claim: &Claim) -> Verdict {
        if self.state.gone.is_some() {
            // Whoever is out is added as anyone new is.
            return Verdict::Follow;
        }
        if let Some(before) = self.state.succession.as_ref().filter(|before| before.claim.log == claim.log) {
            let rank = |device: DeviceId| before.line.iter().position(|one| *one == device);
            return match (rank(maker), rank(before.maker)) {
                (Some(theirs), Some(ours)) if theirs < ours && claim.seq == before.claim.seq => Verdict::Follow,
                (Some(_), _) => Verdict::Outranked,
                (None, _) => Verdict::Refuse,
            };
        }
        if claim.log != self.state.log || !self.members().contains(&maker) {
            return Verdict::Refuse;
        }
        match self.state.stuck {
            None if self.state.cursor <= claim.seq => Verdict::Wait,
            Some(Problem::BadCommit { seq, by }) => {
                let same = self.state.cursor == claim.seq && self.state.head == claim.head && by == claim.without;
                if same && seq == claim.seq.next() { Verdict::Follow } else { Verdict::Refuse }
            }
            _ => Verdict::Refuse,
        }
    }

    /// For a member who was not there before: the claim is only passed on.
    pub(super) fn takes_claim(&mut self, claim: Claim, maker: DeviceId) {
        self.state.succession = Some(Succession { claim, first: 0, maker, line: Vec::new() });
    }

    /// The claim that every welcome to the present log carries.
    pub(super) fn claim(&self) -> Option<Claim> {
        self.state.succession.as_ref().map(|succession| succession.claim.clone())
    }

    /// A welcome that claims to succeed this room's log is not believed: its maker sees another past.
    pub(crate) fn refuse_successor(&mut self, now: UnixMillis, maker: PersonId, seq: Seq) {
        self.problem(self.state.cursor, now, Problem::Forked { seq, with: Some(maker) }, false);
    }

    /// Whether a group has the rules that this room has: a successor changes none.
    pub(crate) fn keeps_rules(&self, group: &Group) -> bool {
        self.group.as_ref().is_none_or(|before| before.policy() == group.policy())
    }

    /// The first timeline index that is of the present log.
    pub(super) fn first_of_log(&self) -> usize {
        self.state.succession.as_ref().map_or(0, |succession| succession.first as usize)
    }
}
