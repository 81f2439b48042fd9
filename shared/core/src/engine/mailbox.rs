//! The mailbox: welcomes to rooms, and requests to be added again. One at a time, in order, acknowledged once durable.

use super::Engine;
use crate::identity::Peer;
use crate::ids::{EventId, RoomId};
use crate::note::{self, Facts, Note};
use crate::room::group::{Group, Joined};
use crate::room::{Room, Verdict};
use crate::seal::SealKey;
use crate::view::{NoticeKind, Vouched};
use crate::wire::{Pending, random_append, random_id};
use bytes::Bytes;
use marram_protocol::frame::Origin;
use marram_protocol::{BlobId, ClientFrame, DeviceId, Seq};
use std::collections::VecDeque;

/// Mail that the relay may send ahead.
const CREDIT: u32 = 16;

#[derive(Debug)]
struct Mail {
    seq: Seq,
    origin: Option<Origin>,
    payload: Bytes,
}

/// A welcome whose staged blob was asked for.
#[derive(Debug)]
struct Fetching {
    mail: Seq,
    origin: Origin,
    blob: BlobId,
    key: SealKey,
    inviter: DeviceId,
    facts: Facts,
}

/// What has arrived and is not dealt with yet.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    waiting: VecDeque<Mail>,
    fetching: Option<Fetching>,
    received: u32,
}

impl Mailbox {
    pub(super) fn close(&mut self) {
        *self = Self::default();
    }
}

impl Engine {
    pub(super) fn open_mailbox(&mut self) {
        self.mailbox.received = 0;
        self.wire.send(&ClientFrame::OpenMailbox { after: self.account.mail, credit: CREDIT });
    }

    pub(super) fn mail(&mut self, seq: Seq, origin: Option<Origin>, payload: Bytes) {
        if self.is_waiting() {
            return self.answered(seq, &payload);
        }
        let newest = self.mailbox.waiting.back().map_or(self.account.mail, |mail| mail.seq);
        if seq > newest && self.mailbox.fetching.as_ref().is_none_or(|fetching| seq > fetching.mail) {
            self.mailbox.received += 1;
            self.mailbox.waiting.push_back(Mail { seq, origin, payload });
        }
        self.next_mail();
    }

    /// Deals with the mail that is first in line. Who may ask for anything is known only once the own register was
    /// read to its end.
    pub(super) fn next_mail(&mut self) {
        while self.mailbox.fetching.is_none() && self.following.is_caught_up(self.me.agency()) {
            let Some(Mail { seq, origin, payload }) = self.mailbox.waiting.pop_front() else { break };
            if self.takes_request(&payload) {
                self.mail_done(seq);
                continue;
            }
            match note::open(&self.account.keys, &payload, self.now) {
                Err(_) => self.mail_done(seq),
                Ok((peer, _)) if self.directory.vouched(peer.agency()) == Vouched::Unknown => {
                    self.notice(None, NoticeKind::InviterNotEndorsed);
                    self.mail_done(seq);
                }
                Ok((peer, _)) if self.directory.revoked(&peer) => self.mail_done(seq),
                Ok((peer, Note::AddAgain { room, request })) => {
                    self.with_room(room, |room, _, _| room.asked_to_readd(peer.device, request));
                    self.mail_done(seq);
                }
                // Who is let in waits, and waits no more.
                Ok((_, Note::LetIn(_))) => self.mail_done(seq),
                Ok((_, Note::Alert(alert))) => {
                    self.alerted(*alert);
                    self.mail_done(seq);
                }
                Ok((peer, Note::Welcome { log, blob, key, facts })) => {
                    let Some(origin) = origin.filter(|origin| origin.log == log) else {
                        self.notice(None, NoticeKind::WelcomeUnreadable);
                        self.mail_done(seq);
                        continue;
                    };
                    match self.judge_welcome(&peer, &origin, &facts) {
                        Verdict::Follow => {}
                        Verdict::Wait => {
                            self.mailbox.waiting.push_front(Mail { seq, origin: Some(origin), payload });
                            break;
                        }
                        Verdict::Outranked | Verdict::Refuse => {
                            self.mail_done(seq);
                            continue;
                        }
                    }
                    let inviter = peer.device;
                    self.mailbox.fetching = Some(Fetching { mail: seq, origin, blob, key, inviter, facts });
                    let about = Pending::FetchWelcome { mail: seq };
                    self.wire.request(about, |request| ClientFrame::GetBlob { request, blob });
                }
            }
        }
        if self.mailbox.waiting.is_empty() && self.mailbox.fetching.is_none() && self.mailbox.received >= CREDIT {
            self.open_mailbox();
        }
    }

    /// Whether a welcome is to be followed, as far as that can be told before it is opened.
    fn judge_welcome(&mut self, maker: &Peer, origin: &Origin, facts: &Facts) -> Verdict {
        let now = self.now;
        let Some(room) = self.rooms.get_mut(&facts.room) else {
            let explained = facts.room == origin.log.into() || facts.after.is_some();
            return if explained { Verdict::Follow } else { Verdict::Refuse };
        };
        if room.state.log == origin.log {
            // Still a member there: the log itself will say that this device was taken out first.
            let waits = room.is_live() && room.state.cursor < origin.seq;
            return if waits { Verdict::Wait } else { Verdict::Follow };
        }
        let Some(claim) = &facts.after else { return Verdict::Refuse };
        let verdict = room.judge_successor(maker.device, claim);
        if verdict == Verdict::Refuse {
            room.refuse_successor(now, maker.person(), claim.seq);
            self.touched.insert(facts.room);
        }
        verdict
    }

    /// The cursor moves and the relay is told; both leave the engine after the records (see `finish`).
    pub(super) fn mail_done(&mut self, seq: Seq) {
        self.account.mail = seq;
        self.save_account();
        self.wire.send(&ClientFrame::AcknowledgeMailbox { upto: seq });
    }

    /// The staged welcome came (or is not to be had).
    pub(super) fn welcome_fetched(&mut self, mail: Seq, sealed: Option<&[u8]>) {
        let Some(fetching) = self.mailbox.fetching.take_if(|fetching| fetching.mail == mail) else { return };
        let seq = fetching.mail;
        if sealed.and_then(|sealed| self.enter(fetching, sealed)).is_none() {
            self.notice(None, NoticeKind::WelcomeUnreadable);
        }
        self.mail_done(seq);
        self.next_mail();
    }

    /// Joins the group and makes the room, all or nothing.
    fn enter(&mut self, fetching: Fetching, sealed: &[u8]) -> Option<()> {
        let Fetching { origin, blob, key, inviter, facts, .. } = fetching;
        let id = facts.room;
        let here = |room: &&Room| room.state.log == origin.log && origin.seq <= room.state.cursor;
        if self.rooms.get(&id).as_ref().is_some_and(here) {
            // An older welcome than where this device is: nothing to do.
            return Some(());
        }
        let welcome = key.open(&blob.0, sealed)?;
        self.provider.checkpoint();
        let joined = Group::join(&self.provider, origin.log, &welcome, self.now);
        let keeps_rules = |joined: &Joined| self.rooms.get(&id).is_none_or(|room| room.keeps_rules(&joined.group));
        let joined = joined.ok().filter(|joined| joined.inviter == inviter).filter(keeps_rules);
        let Some(Joined { group, members, .. }) = joined else {
            self.provider.rollback();
            return None;
        };
        let before = self.rooms.remove(&id);
        if let Some(room) = before.as_ref().filter(|room| room.state.log != origin.log && self.wire.is_open()) {
            self.wire.send(&ClientFrame::Unfollow { log: room.state.log });
        }
        let at = (origin.log, origin.seq, origin.head);
        let room = Room::joined(self.cx(), before, group, members, at, inviter, facts).ok()?;
        self.rooms.insert(id, room);
        self.rooms_changed = true;
        if !self.account.alerts.is_empty() {
            self.show_alerts();
        }
        self.with_room(id, |room, _, wire| room.connected(wire));
        Some(())
    }

    /// Asks a room's members to add this device again; said anew at each connection until it happened.
    pub(super) fn ask_again(&mut self, id: RoomId) {
        let Some(request) = self.rooms.get(&id).and_then(Room::asks_again) else { return };
        self.send_add_again(id, request);
    }

    pub(super) fn begin_rejoin(&mut self, id: RoomId) {
        let request = EventId(random_id(self.provider.generator()));
        if self.with_room(id, |room, _, _| room.begin_asking(request)) == Some(true) {
            self.send_add_again(id, request);
        }
    }

    fn send_add_again(&mut self, id: RoomId, request: EventId) {
        let Some(room) = self.rooms.get(&id) else { return };
        let note = Note::AddAgain { room: id, request };
        let random = self.provider.generator();
        for peer in room.others(self.cx()) {
            let Some((register, sealing)) = self.directory.reach(peer.agency(), peer.device) else { continue };
            let (keys, credential) = (&self.account.keys, &self.account.credential);
            let Some(sealed) = note::seal(random, keys, credential, peer.device, sealing, &note) else { continue };
            let (append, device, reach) = (random_append(random), peer.device, register.reach_token());
            let payload = sealed.into();
            self.wire.request(Pending::Note, |request| ClientFrame::Deliver {
                request,
                append,
                device,
                reach,
                payload,
            });
        }
    }
}
