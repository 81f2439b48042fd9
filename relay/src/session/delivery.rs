//! Delivery: follows, the mailbox, blobs; at once where the reader is up to date, from the store at its own pace where it
//! is not (R31, R40, R43, R50).

use super::follow::{Follow, Offer, Open, Opening};
use super::reading::{Found, Reading, Ticket, What};
use super::{Outgoing, Output, Session, Stage};
use crate::store::{Item, Mail, NewEntry, Window};
use bytes::Bytes;
use marram_protocol::frame::GapReason;
use marram_protocol::{BlobId, DeviceId, LogId, Reason, Refusal, RelayFrame, RequestId, Seq, TokenHash, UnixMillis};

/// How much is read of one log at a time, so that many logs take turns.
const PAGE_BYTES: usize = 64 << 10;

/// What is read, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Standing,
    Window { log: LogId },
    Entries { log: LogId },
    Mail,
    Blob { request: RequestId, blob: BlobId },
}

/// The followed mailbox.
#[derive(Debug)]
pub(super) struct MailFollow {
    device: DeviceId,
    position: Seq,
    credit: u32,
    /// There may be more in the store.
    behind: bool,
    reading: Option<Ticket>,
    /// Something new came while it was read.
    overtaken: bool,
}

impl Session {
    #[allow(clippy::too_many_arguments, reason = "the fields of one frame")]
    pub(super) fn follow(
        &mut self,
        request: RequestId,
        log: LogId,
        token: TokenHash,
        after: Seq,
        credit: u32,
        now: UnixMillis,
        out: &mut Vec<Output>,
    ) {
        let limits = self.terms.limits;
        let follows = self.follows.len() as u64;
        let is_new = !self.follows.contains_key(&log);
        if is_new && follows >= limits.max_follows.into() {
            return self.refuse(request, Refusal::too_large(limits.max_follows.into(), follows + 1), now, out);
        }
        let credit = credit.min(limits.max_credit);
        let opening = Opening { request, token, after, credit, ticket: None, overtaken: false };
        self.follows.insert(log, Follow::Opening(opening));
        if is_new {
            // Before the store is read, so that nothing falls between.
            out.push(Output::Follow(log));
        }
        self.asked.push_back(Asked::Window { log });
    }

    pub(super) fn credit(&mut self, log: LogId, more: u32) {
        let most = self.terms.limits.max_credit;
        match self.follows.get_mut(&log) {
            Some(Follow::Open(open)) => open.allow(more, most),
            Some(Follow::Opening(opening)) => opening.credit = opening.credit.saturating_add(more).min(most),
            None => {}
        }
        self.queue_if_behind(log);
    }

    pub(super) fn unfollow(&mut self, log: LogId, out: &mut Vec<Output>) {
        if self.follows.remove(&log).is_some() {
            out.push(Output::Unfollow(log));
        }
    }

    pub(super) fn open_mailbox(&mut self, device: DeviceId, after: Seq, credit: u32, out: &mut Vec<Output>) {
        if self.mail.is_none() {
            out.push(Output::FollowMailbox(device));
        }
        let credit = credit.min(self.terms.limits.max_credit);
        self.mail = Some(MailFollow { device, position: after, credit, behind: true, reading: None, overtaken: false });
    }

    /// A followed log has a new entry.
    pub(super) fn new_entry(&mut self, new: &NewEntry, now: UnixMillis, out: &mut Vec<Output>) {
        let has_room = self.waiting_bytes + self.reserved_bytes < self.terms.max_outgoing_bytes;
        match self.follows.get_mut(&new.log) {
            Some(Follow::Opening(opening)) => opening.overtaken = true,
            Some(Follow::Open(open)) => match open.offer(new, has_room) {
                Offer::Send => {
                    self.send(Outgoing::Frame(new.frame.clone()), now, out);
                    self.say_if_over(new.log, now, out);
                }
                Offer::Later => self.queue_if_behind(new.log),
                Offer::Ignore => {}
            },
            None => {}
        }
    }

    /// The followed mailbox has a new entry.
    pub(super) fn new_mail(&mut self, seq: Seq, frame: &Bytes, now: UnixMillis, out: &mut Vec<Output>) {
        let has_room = self.waiting_bytes + self.reserved_bytes < self.terms.max_outgoing_bytes;
        let Some(mail) = &mut self.mail else { return };
        mail.overtaken = true;
        if mail.behind || mail.reading.is_some() || mail.credit == 0 || !has_room {
            mail.behind = true;
        } else if seq > mail.position {
            mail.position = seq;
            mail.credit -= 1;
            self.send(Outgoing::Frame(frame.clone()), now, out);
        }
    }

    /// What was read.
    pub(super) fn found(&mut self, ticket: Ticket, found: Found, now: UnixMillis, out: &mut Vec<Output>) {
        let Some(at) = self.readings.iter().position(|(reading, ..)| *reading == ticket) else { return };
        let (_, asked, reserved) = self.readings.swap_remove(at);
        self.reserved_bytes = self.reserved_bytes.saturating_sub(reserved);
        match (asked, found) {
            (Asked::Standing, Found::Standing { admission, standing }) => self.standing(admission, standing, now, out),
            (Asked::Window { log }, Found::Window(window)) => self.opened(ticket, log, window, now, out),
            (Asked::Entries { log }, Found::Entries(items)) => self.entries(ticket, log, items, now, out),
            (Asked::Mail, Found::Mail(page)) => self.mail_page(ticket, page, now, out),
            (Asked::Blob { request, .. }, Found::Blob(blob)) => match blob {
                Some(payload) => self.send(RelayFrame::Blob { request, payload }, now, out),
                None => self.refuse(request, Reason::NoSuchBlob.into(), now, out),
            },
            // The store failed: a request is refused, a delivery that cannot go on ends the connection.
            (Asked::Blob { request, .. }, _) => self.refuse(request, Reason::NotStored.into(), now, out),
            _ => self.end(Reason::NotStored.into(), now, out),
        }
    }

    fn opened(&mut self, ticket: Ticket, log: LogId, window: Option<Window>, now: UnixMillis, out: &mut Vec<Output>) {
        let Some(Follow::Opening(opening)) = self.follows.get_mut(&log) else { return };
        if opening.ticket != Some(ticket) {
            return;
        }
        let request = opening.request;
        match window {
            None => {
                self.unfollow(log, out);
                self.refuse(request, Reason::NoSuchLog.into(), now, out);
            }
            Some(_) if opening.overtaken => {
                opening.overtaken = false;
                self.asked.push_back(Asked::Window { log });
            }
            Some(window) => {
                let open = Open::new(&window, opening.credit);
                self.follows.insert(log, Follow::Open(open));
                let Window { epoch, after, head, newest, .. } = window;
                self.send(RelayFrame::Following { request, log, epoch, after, head, newest }, now, out);
                self.say_if_over(log, now, out);
                self.queue_if_behind(log);
            }
        }
    }

    fn entries(&mut self, ticket: Ticket, log: LogId, items: Vec<Item>, now: UnixMillis, out: &mut Vec<Output>) {
        let Some(Follow::Open(open)) = self.follows.get_mut(&log) else { return };
        if open.reading != Some(ticket) {
            return;
        }
        open.reading = None;
        if items.is_empty() {
            // It was there when it was announced, so the store is not what it was.
            return self.end(Reason::NotStored.into(), now, out);
        }
        for item in items {
            let Some(Follow::Open(open)) = self.follows.get_mut(&log) else { return };
            match item {
                Item::Entry { seq, frame } => {
                    open.sent(seq);
                    self.send(Outgoing::Frame(frame), now, out);
                }
                Item::Gap { from, to } => {
                    open.passed(to);
                    self.send(RelayFrame::Gap { log, from, to, reason: GapReason::Retention }, now, out);
                }
            }
        }
        self.say_if_over(log, now, out);
        self.queue_if_behind(log);
    }

    fn mail_page(&mut self, ticket: Ticket, page: Vec<Mail>, now: UnixMillis, out: &mut Vec<Output>) {
        let Some(mail) = &mut self.mail else { return };
        if mail.reading != Some(ticket) {
            return;
        }
        mail.reading = None;
        // An empty page is the end, unless something came while it was read.
        mail.behind = !page.is_empty() || mail.overtaken;
        for Mail { seq, frame } in page {
            let Some(mail) = &mut self.mail else { return };
            mail.position = seq;
            mail.credit = mail.credit.saturating_sub(1);
            self.send(Outgoing::Frame(frame), now, out);
        }
    }

    fn say_if_over(&mut self, log: LogId, now: UnixMillis, out: &mut Vec<Output>) {
        let Some(Follow::Open(open)) = self.follows.get_mut(&log) else { return };
        let (caught_up, is_over) = (open.caught_up(log), open.is_over());
        if let Some(frame) = caught_up {
            self.send(frame, now, out);
        }
        if is_over {
            self.unfollow(log, out);
        }
    }

    fn queue_if_behind(&mut self, log: LogId) {
        if let Some(Follow::Open(open)) = self.follows.get_mut(&log)
            && !open.queued
            && open.wants().is_some()
        {
            open.queued = true;
            self.behind.push_back(log);
        }
    }

    /// Reads as much as there is room for: first what was asked, then the logs that are behind in turn, then the mailbox.
    pub(super) fn read_more(&mut self, out: &mut Vec<Output>) {
        while self.waiting_bytes + self.reserved_bytes < self.terms.max_outgoing_bytes {
            let Some((asked, what, reserved)) = self.next_reading() else { break };
            self.last_ticket = self.last_ticket.wrapping_add(1);
            let ticket = Ticket(self.last_ticket);
            match (asked, self.mail.as_mut()) {
                (Asked::Window { log }, _) => {
                    if let Some(Follow::Opening(opening)) = self.follows.get_mut(&log) {
                        opening.ticket = Some(ticket);
                    }
                }
                (Asked::Entries { log }, _) => {
                    if let Some(Follow::Open(open)) = self.follows.get_mut(&log) {
                        open.reading = Some(ticket);
                    }
                }
                (Asked::Mail, Some(mail)) => {
                    mail.reading = Some(ticket);
                    mail.overtaken = false;
                }
                _ => {}
            }
            self.reserved_bytes += reserved;
            self.readings.push((ticket, asked, reserved));
            out.push(Output::Read(Reading { ticket, what }));
        }
    }

    /// What to read next, and how many bytes it may bring.
    fn next_reading(&mut self) -> Option<(Asked, What, usize)> {
        while let Some(asked) = self.asked.pop_front() {
            match (asked, &self.stage) {
                (Asked::Standing, Stage::Admitting(caller, founding)) => {
                    return Some((asked, What::Standing { of: caller.clone(), founding: *founding }, 0));
                }
                (Asked::Window { log }, _) => {
                    if let Some(Follow::Opening(opening)) = self.follows.get(&log) {
                        let what = What::Window { log, token: opening.token, after: opening.after };
                        return Some((asked, what, 0));
                    }
                }
                (Asked::Blob { blob, .. }, _) => {
                    return Some((asked, What::Blob { blob }, self.terms.limits.max_blob_bytes as usize));
                }
                _ => {}
            }
        }
        while let Some(log) = self.behind.pop_front() {
            let Some(Follow::Open(open)) = self.follows.get_mut(&log) else { continue };
            open.queued = false;
            if let Some((after, upto, entries)) = open.wants() {
                let what = What::Entries { log, after, upto, entries, bytes: PAGE_BYTES };
                return Some((Asked::Entries { log }, what, PAGE_BYTES));
            }
        }
        let mail = self.mail.as_ref().filter(|mail| mail.behind && mail.reading.is_none() && mail.credit > 0)?;
        let MailFollow { device, position: after, credit: entries, .. } = *mail;
        Some((Asked::Mail, What::Mail { device, after, entries, bytes: PAGE_BYTES }, PAGE_BYTES))
    }
}
