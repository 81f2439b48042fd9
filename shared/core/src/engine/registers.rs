//! Registers: following those that count, and adding what this device has to say to its own agency's.

use super::Engine;
use super::account::StatementFlight;
use super::relay::is_passing;
use crate::event::bytes_serde;
use crate::identity::{Body, Introduction, Reading, Register, StatementError};
use crate::ids::PersonId;
use crate::view::{NoticeKind, Shown};
use crate::wire::{Pending, random_append};
use ed25519_dalek::SigningKey;
use marram_protocol::codec::from_bytes;
use marram_protocol::frame::EntryFrame;
use marram_protocol::frame::client::LogKind;
use marram_protocol::{AgencyId, ClientFrame, Epoch, LogId, NextTokens, Refusal, Seq, Token, UnixMillis};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroize;

/// Entries that the relay may send ahead for one register.
const CREDIT: u32 = 256;
/// How long a refused statement waits when the relay names no time.
const HOLD_MS: u64 = 1_000;
/// How often a register that should be there is asked for again.
const ABSENT_MS: u64 = 5_000;

/// Something to be said in the own register, with the key that says it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Saying {
    #[serde(with = "bytes_serde")]
    issuer: Vec<u8>,
    body: Body,
    /// An invite's link, shown once the statement stands.
    pub(super) then: Option<(PersonId, String)>,
}

impl Saying {
    pub(super) fn by(key: &SigningKey, body: Body) -> Self {
        Self { issuer: key.to_bytes().to_vec(), body, then: None }
    }
    pub(super) fn is_redemption(&self) -> bool {
        matches!(self.body, Body::Redemption { .. })
    }
    pub(super) fn body(&self) -> &Body {
        &self.body
    }
    fn key(&self) -> Option<SigningKey> {
        Some(SigningKey::from_bytes(self.issuer.as_slice().try_into().ok()?))
    }
}

impl Drop for Saying {
    fn drop(&mut self) {
        self.issuer.zeroize();
    }
}

/// Which registers are followed on this connection, and how far.
#[derive(Debug, Default)]
pub(super) struct Following {
    logs: BTreeMap<LogId, AgencyId>,
    behind: BTreeSet<AgencyId>,
    received: BTreeMap<AgencyId, u32>,
    /// What is to be said in the own register waits: the relay said so.
    hold_until: Option<UnixMillis>,
    /// Registers that the relay does not have, and when it is asked again: an agency may be endorsed before its register
    /// is made.
    absent: BTreeMap<AgencyId, UnixMillis>,
    /// Registers that were asked for since somebody was last heard to have read more: what comes then is all there is.
    checking: BTreeSet<AgencyId>,
    /// Registers of which more was heard of while they were being read: asked for again after.
    again: BTreeSet<AgencyId>,
}

impl Following {
    /// The clock was moved: what waits for a moment that is now far away is due at once.
    pub(super) fn clock_moved(&mut self, now: UnixMillis) {
        self.hold_until = self.hold_until.map(|until| until.min(now));
        for at in self.absent.values_mut() {
            *at = now.min(*at);
        }
    }

    /// When something here waits for its time.
    pub(super) fn due(&self) -> Option<UnixMillis> {
        self.hold_until.into_iter().chain(self.absent.values().copied()).min()
    }
    pub(super) fn close(&mut self) {
        *self = Self::default();
    }
    pub(super) fn agency_of(&self, log: LogId) -> Option<AgencyId> {
        self.logs.get(&log).copied()
    }
    pub(super) fn all_caught_up(&self) -> bool {
        self.behind.is_empty()
    }
    /// Whether a register has been read to its end on this connection.
    pub(super) fn is_caught_up(&self, agency: AgencyId) -> bool {
        self.logs.values().any(|one| *one == agency) && !self.behind.contains(&agency)
    }
}

/// The name of a stored register entry.
pub(super) fn record(agency: AgencyId, seq: Seq) -> Vec<u8> {
    [&b"register/"[..], &agency.0, &seq.0.to_be_bytes()].concat()
}

/// Reads [`record`].
pub(super) fn record_of(name: &[u8]) -> Option<(AgencyId, Seq)> {
    let (agency, seq) = name.strip_prefix(b"register/")?.split_first_chunk::<32>()?;
    Some((AgencyId(*agency), Seq(u64::from_be_bytes(seq.try_into().ok()?))))
}

impl Engine {
    pub(super) fn follow_registers(&mut self) {
        self.directory.follow_endorsed();
        let agencies: Vec<AgencyId> = self.directory.all().map(Register::agency).collect();
        for agency in agencies {
            self.following.checking.insert(agency);
            self.follow_register(agency);
        }
    }

    /// A member of a room has read more of a register than this device: the relay is asked whether there is more.
    pub(super) fn check_register(&mut self, agency: AgencyId) {
        if self.following.is_caught_up(agency) {
            self.following.checking.insert(agency);
            self.follow_register(agency);
        } else if self.following.behind.contains(&agency) {
            self.following.again.insert(agency);
        } else {
            // The relay's word on it is not taken any more: there is nothing to wait for.
            self.judge_heads(agency, true);
        }
    }

    /// What members of rooms told of a register is held against it.
    fn judge_heads(&mut self, agency: AgencyId, all_told: bool) {
        let rooms: Vec<_> = self.rooms.keys().copied().collect();
        for room in rooms {
            self.with_room(room, |room, cx, _| room.judge_heads(cx, agency, all_told));
        }
    }

    fn follow_register(&mut self, agency: AgencyId) {
        let Some(register) = self.directory.get(agency).filter(|_| self.wire.is_open()) else { return };
        let (log, token, after) = (Register::log_of(agency), register.key().read_token(), register.read());
        self.following.logs.insert(log, agency);
        self.following.behind.insert(agency);
        self.wire.request(Pending::FollowRegister(agency), |request| ClientFrame::Follow {
            request,
            log,
            token,
            after,
            credit: CREDIT,
        });
    }

    /// The relay has no such register: the founding administrator makes the own one.
    pub(super) fn register_not_there(&mut self, agency: AgencyId) {
        self.following.behind.remove(&agency);
        let is_own = agency == self.me.agency();
        let recovers = self.account.recovering.is_some();
        if is_own && recovers {
            self.nothing_to_recover();
        }
        if !is_own || !self.account.is_administrator() || recovers {
            self.following.absent.insert(agency, UnixMillis(self.now.0 + ABSENT_MS));
            return;
        }
        let read = self.account.register.read_token().hash();
        let log = Register::log_of(agency);
        let tokens = NextTokens { read, append: read };
        let kind = LogKind::Register;
        self.wire.request(Pending::CreateRegister, |request| ClientFrame::Create { request, log, kind, tokens });
    }

    pub(super) fn register_made(&mut self) {
        self.follow_register(self.me.agency());
    }

    pub(super) fn register_entry(&mut self, agency: AgencyId, entry: &EntryFrame) {
        let Some(register) = self.directory.get_mut(agency) else { return };
        if entry.seq <= register.read() {
            return;
        }
        match register.read_entry(entry.seq, &entry.payload) {
            Ok(Reading::Admitted) => {}
            Ok(Reading::Skipped(why)) => self.skipped(agency, entry, why),
            // A relay that serves another register.
            Err(_) => return self.distrust_register(agency),
        }
        self.changed.insert(record(agency, entry.seq), Some(entry.payload.to_vec()));
        let received = self.following.received.entry(agency).or_default();
        *received += 1;
        if *received >= CREDIT / 2 {
            let more = std::mem::take(received);
            self.wire.send(&ClientFrame::Credit { log: entry.log, more });
        }
        if agency == self.me.agency() {
            self.own_register_grew(&entry.payload);
        }
        if self.following.is_caught_up(agency) {
            self.judge_heads(agency, false);
            self.directory_changed();
        }
    }

    /// An administrator learns what stands in the own register and is of no use, and by whom the relay says it was put there.
    fn skipped(&mut self, agency: AgencyId, entry: &EntryFrame, why: StatementError) {
        let late = matches!(why, StatementError::Late { .. });
        if agency != self.me.agency() || !self.account.is_administrator() || late {
            return;
        }
        let appender = entry.stated_by.as_ref().and_then(|pass| pass.verify_signatures().ok());
        let appender = appender.filter(|pass| pass.agency == agency);
        let owner = appender.and_then(|pass| Some(self.directory.own()?.owner(&pass)?.person));
        self.notice(None, NoticeKind::StrayStatement { seq: entry.seq, by: owner });
    }

    /// The relay has begun to send a register: it must not have less of it than before.
    pub(super) fn register_following(&mut self, agency: AgencyId, newest: Seq) {
        if self.directory.get(agency).is_some_and(|register| newest < register.read()) {
            self.distrust_register(agency);
        }
    }

    /// What the relay shows of a register cannot be so: it is not read further, and what was read stays.
    fn distrust_register(&mut self, agency: AgencyId) {
        self.following.logs.remove(&Register::log_of(agency));
        self.following.behind.remove(&agency);
        self.notice(None, NoticeKind::RelayContradiction);
    }

    pub(super) fn register_caught_up(&mut self, agency: AgencyId, seq: Seq) {
        if self.directory.get(agency).is_some_and(|register| register.read() != seq) {
            return self.distrust_register(agency);
        }
        if self.following.again.remove(&agency) {
            self.following.checking.insert(agency);
            return self.follow_register(agency);
        }
        self.following.behind.remove(&agency);
        let all_told = self.following.checking.remove(&agency);
        self.judge_heads(agency, all_told);
        self.directory_changed();
        if agency == self.me.agency() {
            self.finish_recovery();
            self.say_next();
            self.next_mail();
        }
    }

    fn directory_changed(&mut self) {
        for agency in self.directory.follow_endorsed() {
            self.follow_register(agency);
        }
        let people = self.directory.people();
        self.show(Shown::Directory(people));
        let devices = self.devices_view();
        self.show(devices);
        self.take_up_appointment();
        self.forget_approvals();
        let me = self.me_view();
        self.show(Shown::Me(me));
        self.show_administration();
        self.show_desks();
        // Roles and names of members may be others now.
        if let Some(open) = self.opened {
            self.with_room(open, |room, _, _| room.shows_members());
        }
        self.touched.extend(self.rooms.keys());
    }

    /// Queues a statement.
    pub(super) fn say(&mut self, saying: Saying) {
        self.account.sayings.push_back(saying);
        self.save_account();
        self.say_next();
    }

    /// Drops what was to be said and is not on its way.
    pub(super) fn take_back_sayings(&mut self, overtaken: impl Fn(&Body) -> bool) {
        let flying = usize::from(self.account.saying.is_some());
        let mut place = 0;
        self.account.sayings.retain(|saying| {
            place += 1;
            place <= flying || !overtaken(&saying.body)
        });
        self.save_account();
    }

    /// Sends the first statement that waits, at the place where the register is now. One at a time: each depends on
    /// the one before it.
    fn say_next(&mut self) {
        let own = self.me.agency();
        // The relay lets a device tell its register of a revocation that the relay has.
        let relay_first = !self.account.is_administrator() && !self.account.revocations.is_empty();
        let held = self.following.hold_until.is_some() || relay_first;
        if held || !self.following.is_caught_up(own) || self.wire.awaits(Pending::AppendRegister) {
            return;
        }
        let Some(register) = self.directory.own() else { return };
        if self.account.saying.is_none() {
            let Some((saying, key)) = self.account.sayings.front().and_then(|saying| Some((saying, saying.key()?)))
            else {
                return;
            };
            let random = self.provider.generator();
            let payload = register.next_entry(random, &key, self.now, saying.body.clone());
            let (append, epoch) = (random_append(random), Epoch(register.read().0));
            self.account.saying = Some(StatementFlight { append, epoch, payload });
            self.save_account();
        }
        let Some(StatementFlight { append, epoch, payload }) = self.account.saying.clone() else { return };
        self.wire.request(Pending::AppendRegister, |request| ClientFrame::Append {
            request,
            log: Register::log_of(own),
            append,
            epoch,
            token: Token([0; 32]),
            payload: payload.into(),
        });
    }

    /// The statement is durable. It may have come back already, and then the next one waited for this answer.
    pub(super) fn statement_stored(&mut self) {
        if self.account.saying.is_none() {
            self.say_next();
        }
    }

    /// Another statement took the place: said again at the next one, once all before it were read.
    pub(super) fn statement_too_late(&mut self, epoch: Epoch) {
        self.take_statement_back();
        if self.directory.own().is_some_and(|own| own.read().0 >= epoch.0) {
            self.say_next();
        }
    }

    /// The relay will not have it now: it waits. What it will never have is tried again at the next connection only.
    pub(super) fn statement_refused(&mut self, refusal: Refusal) {
        self.take_statement_back();
        if is_passing(refusal.reason) {
            let wait = u64::from(refusal.retry_after_ms).max(HOLD_MS);
            self.following.hold_until = Some(UnixMillis(self.now.0 + wait));
        }
    }

    fn take_statement_back(&mut self) {
        self.account.saying = None;
        self.save_account();
        let log = Register::log_of(self.me.agency());
        self.wire.send(&ClientFrame::Resume { log });
    }

    /// Does what waited for its time.
    pub(super) fn registers_due(&mut self) {
        let absent = self.following.absent.extract_if(.., |_, at| *at <= self.now);
        for agency in absent.map(|(agency, _)| agency).collect::<Vec<_>>() {
            self.follow_register(agency);
        }
        if self.following.hold_until.is_some_and(|until| until <= self.now) {
            self.following.hold_until = None;
            self.say_next();
        }
    }

    fn own_register_grew(&mut self, payload: &[u8]) {
        let ours = self.account.saying.as_ref().is_some_and(|flight| flight.payload == payload);
        if ours {
            self.account.saying = None;
            let said = self.account.sayings.pop_front();
            self.save_account();
            self.end_at_relay();
            if let Some((person, fragment)) = said.and_then(|saying| saying.then.clone()) {
                self.show(Shown::Invited { person, fragment });
            }
        } else if self.account.saying.is_some() {
            // The place is taken by another: what was signed for it is void.
            self.account.saying = None;
            self.save_account();
        }
        self.say_next();
    }

    /// The text that another agency's administrator endorses by.
    pub(super) fn introduction(&self) -> String {
        self.own_introduction().to_text()
    }

    pub(super) fn own_introduction(&self) -> Introduction {
        let agency = self.me.card.agency_view();
        // By its first name: what others have compared stays the same, and the register says what it is called now.
        let name = self.directory.own().and_then(|own| own.first_name()).map_or(agency.name, str::to_owned);
        let register = self.account.register.clone();
        Introduction { agency: agency.id, name, sector: agency.sector, register }
    }

    pub(super) fn endorse(&mut self, introduction: &str) -> Option<()> {
        let introduction = Introduction::parse(introduction).filter(|_| self.account.is_administrator())?;
        let key = self.account.keys.signing_key();
        self.say(Saying::by(&key, Body::Endorse { introduction }));
        Some(())
    }

    /// Tells the relay what it has not confirmed yet. Telling it twice does no harm.
    pub(super) fn send_revocations(&mut self) {
        if self.wire.awaits(Pending::Revoke) {
            return;
        }
        let next = self.account.revocations.first().map(|bytes| from_bytes(bytes.clone().into()));
        let Some(Ok(revocation)) = next else { return };
        self.wire.request(Pending::Revoke, |request| ClientFrame::Revoke { request, revocation });
    }

    pub(super) fn revoked(&mut self) {
        if !self.account.revocations.is_empty() {
            self.account.revocations.remove(0);
            self.save_account();
        }
        if self.account.revocations.is_empty() && self.account.ending.is_some() {
            self.show(Shown::Ended);
        }
        self.send_revocations();
        self.say_next();
    }
}
