//! The connection to the relay: handshake, heartbeat, and which part each frame is for.

use super::Engine;
use super::account::PinnedRelay;
use super::registers::Saying;
use crate::ids::RoomId;
use crate::room::Room;
use crate::view::{Connection, NoticeKind, Shown};
use crate::wire::Pending;
use bytes::Bytes;
use ed25519_dalek::Signer;
use marram_protocol::{
    ClientFrame, LogId, PublicKey, Reason, Refusal, RelayFrame, SignatureBytes, UnixMillis, VERSION,
};

/// Something is sent at least so often, so that the relay does not think the connection dead.
const HEARTBEAT_MS: u64 = 20_000;
/// A heartbeat without an answer for so long: the connection is dead.
const DEAD_MS: u64 = 15_000;
/// After a contradiction the relay is asked again, but not at once.
pub(super) const DISTRUST_MS: u64 = 5_000;
/// After a lasting refusal it is not asked again for so long.
const REFUSED_MS: u64 = 10 * 60 * 1000;

/// How far the connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    Offline,
    Connected,
    Authenticating,
    Ready {
        sent: UnixMillis,
        pinged: Option<UnixMillis>,
    },
    /// One side will not have the other: what was shown of that stays when the connection ends.
    Over,
}

impl Engine {
    pub(super) fn connected(&mut self) {
        self.link = Link::Connected;
        self.show(Shown::Connection(Connection::Connecting));
    }

    pub(super) fn disconnected(&mut self) {
        self.wire.close();
        self.following.close();
        self.mailbox.close();
        for room in self.rooms.values_mut() {
            room.disconnected();
        }
        if !matches!(self.link, Link::Offline | Link::Over) {
            self.show(Shown::Connection(Connection::Offline));
        }
        self.link = Link::Offline;
        self.rooms_changed = true;
    }

    pub(super) fn reconnect_after(&mut self, wait_ms: u64) {
        self.reconnect = Some(UnixMillis(self.now.0 + wait_ms));
    }

    pub(super) fn received(&mut self, bytes: Bytes) {
        match RelayFrame::decode(bytes) {
            Ok(frame) => self.frame(frame),
            Err(_) => {
                self.notice(None, NoticeKind::RelayContradiction);
                self.reconnect_after(DISTRUST_MS);
            }
        }
    }

    fn frame(&mut self, frame: RelayFrame) {
        use RelayFrame as F;
        match frame {
            F::Challenge { version, name, key, nonce, at } => {
                // First of all: what is refused next may be refused because of the clock.
                self.told_time(at);
                self.challenged(version, name.as_str(), key, &nonce);
            }
            F::Ready { at, limits, shelf, .. } => {
                self.told_time(at);
                self.limits = limits;
                self.relay_ahead_ms = at.0.wrapping_sub(self.now.0).cast_signed();
                self.ready(shelf);
            }
            F::Done { request, value } => self.done(request, value),
            F::Stored { request, receipt } => match self.wire.answered(request) {
                Some(Pending::Append { room, append }) => {
                    self.with_room(room, |room, cx, _| room.stored(cx, append, receipt));
                }
                Some(Pending::AppendRegister) => self.statement_stored(),
                _ => {}
            },
            F::Conflict { request, epoch, .. } => match self.wire.answered(request) {
                Some(Pending::Append { room, append }) => {
                    self.with_room(room, |room, cx, _| room.conflict(cx, append));
                }
                Some(Pending::AppendRegister) => self.statement_too_late(epoch),
                _ => {}
            },
            F::Refused { request, refusal } if request.0 == 0 => self.connection_refused(refusal),
            F::Refused { request, refusal } => {
                if let Some(about) = self.wire.answered(request) {
                    self.refused(about, refusal);
                }
            }
            F::Following { request, log, after, head, newest, .. } => match self.wire.answered(request) {
                // A log that has a successor by now is of no interest.
                Some(Pending::FollowRoom(room)) if self.room_on(log) != Some(room) => {}
                Some(Pending::FollowRoom(room)) => {
                    self.with_room(room, |room, cx, _| room.following(cx, after, head, newest));
                }
                Some(Pending::FollowRegister(agency)) => self.register_following(agency, newest),
                None => {}
                Some(_) => self.notice(None, NoticeKind::RelayContradiction),
            },
            F::Entry { entry } => match self.following.agency_of(entry.log) {
                Some(agency) => self.register_entry(agency, &entry),
                None => {
                    let Some(room) = self.room_on(entry.log) else { return };
                    self.with_room(room, |room, cx, wire| room.receive(cx, wire, entry));
                    // A welcome may have waited for this device's removal.
                    self.next_mail();
                }
            },
            F::CaughtUp { log, seq, ended } => match self.following.agency_of(log) {
                Some(agency) => self.register_caught_up(agency, seq),
                None => {
                    let Some(room) = self.room_on(log) else { return };
                    self.with_room(room, |room, cx, _| room.caught_up(cx, seq, ended));
                    self.show_online();
                }
            },
            F::Gap { log, from, to, .. } => {
                let Some(room) = self.room_on(log) else { return };
                self.with_room(room, |room, cx, _| room.gap(cx, from, to));
            }
            F::Mail { seq, origin, payload, .. } => self.mail(seq, origin, payload),
            // A known device asks for nothing of that kind.
            F::Collected { .. } => self.notice(None, NoticeKind::RelayContradiction),
            F::KeyPackage { request, payload, .. } => {
                if let Some(Pending::TakeKeyPackage { room, device }) = self.wire.answered(request) {
                    self.with_room(room, |room, _, _| room.key_package(device, Some(payload.to_vec())));
                }
            }
            F::Blob { request, payload } => {
                if let Some(Pending::FetchWelcome { mail }) = self.wire.answered(request) {
                    self.welcome_fetched(mail, Some(&payload));
                }
            }
            F::Pong { request, at } => {
                self.wire.answered(request);
                self.told_time(at);
                if let Link::Ready { pinged, .. } = &mut self.link {
                    *pinged = None;
                }
            }
        }
    }

    /// The room whose present log this is: most rooms are on their first.
    pub(super) fn room_on(&self, log: LogId) -> Option<RoomId> {
        let first = RoomId::from(log);
        if self.rooms.get(&first).is_some_and(|room| room.state.log == log) {
            return Some(first);
        }
        self.rooms.values().find(|room| room.state.log == log).map(Room::id)
    }

    /// The relay said what its clock shows. Where the own one is wrong, everything goes by the relay's from now on.
    fn told_time(&mut self, at: UnixMillis) {
        let Some(ahead) = self.clock.learn(at, self.own_now) else { return };
        self.now = self.clock.relay_time(self.own_now);
        let now = self.now;
        // A clock that went back must not make anything wait for it.
        for (id, room) in &mut self.rooms {
            room.clock_moved(now);
            self.touched.insert(*id);
        }
        self.following.clock_moved(now);
        self.dates.clock_moved(now);
        if let Link::Ready { sent, pinged } = &mut self.link {
            *sent = self.now;
            *pinged = pinged.map(|_| self.now);
        }
        if ahead != 0 {
            let minutes = u32::try_from(ahead.unsigned_abs() / 60_000).unwrap_or(u32::MAX);
            self.notice(None, NoticeKind::ClockOff { ahead: ahead < 0, minutes });
        }
    }

    /// Proves which device this is, to the relay that it met first and to no other.
    fn challenged(&mut self, version: u16, name: &str, key: PublicKey, nonce: &[u8; 32]) {
        if self.link != Link::Connected {
            return self.notice(None, NoticeKind::RelayContradiction);
        }
        if version != VERSION {
            return self.part(Connection::Refused(NoticeKind::Version));
        }
        let met = PinnedRelay { name: name.to_owned(), key };
        match &self.account.relay {
            Some(pinned) if *pinned != met => {
                return self.part(Connection::Distrusted);
            }
            Some(_) => {}
            None => {
                self.account.relay = Some(met);
                self.save_account();
            }
        }
        let pass = self.account.credential.pass.clone();
        let bytes = pass.challenge_bytes(name, VERSION, nonce);
        let signature = SignatureBytes(self.account.keys.signing_key().sign(&bytes).to_bytes());
        self.wire.send(&match self.account.founding {
            Some(token) => ClientFrame::Found { version: VERSION, token, pass, signature },
            None => ClientFrame::Authenticate { version: VERSION, pass, signature },
        });
        self.link = Link::Authenticating;
    }

    /// The relay knows this device: everything that waits is taken up again.
    fn ready(&mut self, shelf: u16) {
        self.wire.open();
        if self.account.founding.take().is_some() {
            self.save_account();
        }
        self.link = Link::Ready { sent: self.now, pinged: None };
        if self.is_waiting() {
            self.waits_on();
            return self.show_online();
        }
        self.follow_registers();
        self.stock_shelf(shelf);
        self.send_revocations();
        self.send_answers();
        self.open_mailbox();
        let rooms: Vec<RoomId> = self.rooms.keys().copied().collect();
        for room in rooms {
            self.with_room(room, |room, _, wire| room.connected(wire));
            self.ask_again(room);
        }
        self.show_online();
    }

    pub(super) fn show_online(&mut self) {
        let waiting = self.rooms.values().filter(|room| room.is_behind()).count() as u32;
        self.show(Shown::Connection(Connection::Online { waiting }));
    }

    fn done(&mut self, request: marram_protocol::RequestId, _value: u64) {
        match self.wire.answered(request) {
            Some(Pending::CreateRoom(room)) => {
                self.with_room(room, |room, _, wire| room.log_made(wire));
                self.show(Shown::RoomMade { room });
            }
            Some(Pending::CreateRegister) => self.register_made(),
            Some(Pending::StageWelcome { room, append }) => {
                self.with_room(room, |room, _, wire| room.welcome_staged(append, wire));
            }
            Some(Pending::Revoke) => self.revoked(),
            Some(Pending::Offer) => self.offered(),
            Some(Pending::Knock) => self.knocked_at(),
            Some(Pending::Answer) => self.answer_left(),
            _ => {}
        }
    }

    fn refused(&mut self, about: Pending, refusal: Refusal) {
        match about {
            Pending::Append { room, append } | Pending::StageWelcome { room, append } => {
                self.with_room(room, |room, cx, _| room.refused(cx, append, refusal));
            }
            Pending::CreateRoom(room) if is_passing(refusal.reason) => {
                self.with_room(room, |room, cx, _| room.waits(cx, refusal));
            }
            Pending::TakeKeyPackage { room, device } if is_passing(refusal.reason) => {
                // Nobody can do anything about it: it is asked for again, and the room shows who is still to come.
                self.with_room(room, |room, cx, _| room.key_package_later(cx, device, refusal));
                return;
            }
            Pending::TakeKeyPackage { room, device } => {
                self.with_room(room, |room, _, _| room.key_package(device, None));
            }
            Pending::FetchWelcome { mail } => self.welcome_fetched(mail, None),
            Pending::AppendRegister => self.statement_refused(refusal),
            Pending::Offer => self.not_offered(),
            // The relay let go of whoever waited: what was to let them in reaches nobody.
            Pending::Answer if refusal.reason == Reason::NotReachable => self.answer_left(),
            // The register exists already: another of this agency's founding attempts made it.
            Pending::CreateRegister if refusal.reason == Reason::LogExists => self.register_made(),
            Pending::FollowRegister(agency) => self.register_not_there(agency),
            _ => {}
        }
        match refusal.reason {
            // Whoever sends hundreds at once expects to wait, and sees how many are left.
            Reason::TooOften if self.is_sending_many() => {}
            Reason::TooOften => self.notice(None, NoticeKind::TooOften),
            Reason::TooLarge => self.notice(None, NoticeKind::TooLarge { limit: refusal.limit }),
            Reason::Quota | Reason::NotStored | Reason::Full => self.notice(None, NoticeKind::RelayBusy),
            _ => {}
        }
    }

    fn connection_refused(&mut self, refusal: Refusal) {
        let lasting = match refusal.reason {
            Reason::NotAdmitted => NoticeKind::NotAdmitted,
            Reason::BadPass | Reason::BadSignature => NoticeKind::BadPass,
            Reason::PassExpired => NoticeKind::PassExpired,
            Reason::PassNotYetValid => NoticeKind::PassNotYetValid,
            Reason::Revoked if self.account.ending.is_some() => {
                self.show(Shown::Ended);
                NoticeKind::Revoked
            }
            Reason::Revoked if self.is_waiting() => NoticeKind::NotApproved,
            Reason::Revoked if self.is_joining() => NoticeKind::InviteWithdrawn,
            Reason::Revoked => NoticeKind::Revoked,
            Reason::FoundingUsed => NoticeKind::FoundingUsed,
            Reason::NoSuchFounding => NoticeKind::NoSuchFounding,
            Reason::InviteUsed => NoticeKind::InviteUsed,
            Reason::TooManyDevices => NoticeKind::TooManyDevices { limit: refusal.limit },
            Reason::Version => NoticeKind::Version,
            _ => return self.reconnect_after(u64::from(refusal.retry_after_ms)),
        };
        self.part(Connection::Refused(lasting));
    }

    /// Whether the register does not hold yet what the invite made.
    fn is_joining(&self) -> bool {
        self.account.sayings.front().is_some_and(Saying::is_redemption)
    }

    /// There is no going on with this relay for now, and the person is to know why.
    fn part(&mut self, why: Connection) {
        self.link = Link::Over;
        self.show(Shown::Connection(why));
        self.reconnect_after(REFUSED_MS);
    }

    /// Keeps the connection alive, and finds out when it is not.
    pub(super) fn heartbeat(&mut self) {
        let Link::Ready { sent, pinged } = self.link else { return };
        if !self.wire.is_empty() {
            self.link = Link::Ready { sent: self.now, pinged };
        }
        match pinged {
            Some(at) if self.now.0 >= at.0 + DEAD_MS => self.reconnect_after(0),
            None if self.now.0 >= sent.0 + HEARTBEAT_MS => {
                self.wire.request(Pending::Ping, |request| ClientFrame::Ping { request });
                self.link = Link::Ready { sent: self.now, pinged: Some(self.now) };
            }
            _ => {}
        }
    }

    pub(super) fn heartbeat_at(&self) -> Option<UnixMillis> {
        let Link::Ready { sent, pinged } = self.link else { return None };
        Some(match pinged {
            Some(at) => UnixMillis(at.0 + DEAD_MS),
            None => UnixMillis(sent.0 + HEARTBEAT_MS),
        })
    }
}

/// Whether the relay may well take it later.
pub(super) fn is_passing(reason: Reason) -> bool {
    matches!(reason, Reason::TooOften | Reason::Quota | Reason::NotStored | Reason::PipelineStopped)
}
