//! Gossip about registers: the heads that this device has read ride along in what it says, and what others tell is held
//! against its own (DESIGN section 3).
//!
//! Only agencies of members are spoken of. A relay that shows two versions of a register, or keeps its end from somebody, is
//! found out as soon as two who were told different things meet in a room. Refuses to know who is right.

use super::{Context, Effect, Room};
use crate::event::RegisterHead;
use crate::view::Problem;
use marram_protocol::{AgencyId, DeviceId, Epoch, LogId, Seq, UnixMillis};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most heads in one message, said or heard: what is left goes with the next.
const MOST_TOLD: usize = 8;
/// The most heads that wait for the own register to come so far.
const MOST_AHEAD: usize = 64;

/// What this device has told in the present epoch: everybody who can read now could hear it.
#[derive(Debug, Default)]
pub(super) struct Told {
    during: Option<(LogId, Epoch)>,
    heads: BTreeMap<AgencyId, Seq>,
}

impl Told {
    /// What was told may not have been heard.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

/// A head further on than the own register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ahead {
    head: RegisterHead,
    by: DeviceId,
}

impl Room {
    /// The heads of members' agencies' registers that this epoch has not been told yet.
    pub(super) fn heads_to_tell(&mut self, cx: Context) -> Vec<RegisterHead> {
        let during = self.secrets.as_ref().map(|secrets| (self.state.log, secrets.epoch));
        if self.told.during != during {
            self.told = Told { during, heads: BTreeMap::new() };
        }
        let members = self.members();
        let agencies: BTreeSet<AgencyId> =
            members.iter().filter_map(|device| self.peers.get(device)).map(|peer| peer.agency()).collect();
        let registers = agencies.into_iter().filter_map(|agency| cx.directory.get(agency));
        let fresh = registers.filter(|register| {
            register.read() > Seq(0) && self.told.heads.get(&register.agency()) != Some(&register.read())
        });
        let heads: Vec<RegisterHead> = fresh.map(|register| register.newest_head()).take(MOST_TOLD).collect();
        self.told.heads.extend(heads.iter().map(|head| (head.agency(), head.seq())));
        heads
    }

    /// Holds what a member's device has read of registers against what this one has.
    pub(super) fn hear_heads(&mut self, cx: Context, seq: Seq, at: UnixMillis, by: DeviceId, heads: Vec<RegisterHead>) {
        for head in heads.into_iter().take(MOST_TOLD) {
            let agency = head.agency();
            match cx.directory.get(agency).map(|register| register.head_at(head.seq())) {
                Some(Some(own)) if own != head => self.registers_differ(cx, seq, at, agency, head.seq(), by),
                Some(None) if self.state.ahead.len() < MOST_AHEAD => {
                    self.state.ahead.retain(|one| (one.by, one.head.agency()) != (by, agency));
                    self.state.ahead.push(Ahead { head, by });
                    self.effects.push(Effect::CheckRegister(agency));
                    self.touch();
                }
                _ => {}
            }
        }
    }

    /// A register was read on. `all_told`: it was asked for again since the last head was heard, and this is all there is.
    pub(crate) fn judge_heads(&mut self, cx: Context, agency: AgencyId, all_told: bool) {
        let Some(register) = cx.directory.get(agency).filter(|_| !self.state.ahead.is_empty()) else { return };
        let waiting = std::mem::take(&mut self.state.ahead);
        let (theirs, others): (Vec<Ahead>, _) = waiting.into_iter().partition(|one| one.head.agency() == agency);
        self.state.ahead = others;
        self.touch();
        let at = self.state.cursor;
        for one in theirs {
            let seq = one.head.seq();
            match register.head_at(seq) {
                Some(own) if own == one.head => {}
                Some(_) => self.registers_differ(cx, at, cx.now, agency, seq, one.by),
                None if all_told => self.register_held_back(cx, at, agency, seq, one.by),
                None => self.state.ahead.push(one),
            }
        }
    }

    fn registers_differ(&mut self, cx: Context, place: Seq, at: UnixMillis, agency: AgencyId, seq: Seq, by: DeviceId) {
        let same = |one: &Problem| matches!(one, Problem::RegisterForked { agency: of, .. } if of.id == agency);
        let (Some(agency), false) = (self.named_agency(cx, agency), self.state.problems.iter().any(same)) else {
            return;
        };
        let with = self.peers.get(&by).map(|peer| peer.person());
        self.problem(place, at, Problem::RegisterForked { agency, seq, with }, false);
    }

    fn register_held_back(&mut self, cx: Context, place: Seq, agency: AgencyId, seq: Seq, by: DeviceId) {
        let same = |one: &Problem| matches!(one, Problem::RegisterHeldBack { agency: of, .. } if of.id == agency);
        let (Some(agency), false) = (self.named_agency(cx, agency), self.state.problems.iter().any(same)) else {
            return;
        };
        let with = self.peers.get(&by).map(|peer| peer.person());
        self.problem(place, cx.now, Problem::RegisterHeldBack { agency, seq, with }, false);
    }

    fn named_agency(&self, cx: Context, agency: AgencyId) -> Option<Box<crate::view::AgencyView>> {
        cx.directory.get(agency).map(|register| Box::new(register.agency_view()))
    }
}
