//! Taking in the log: one entry at a time, in order, each check before anything changes.
//!
//! What a relay could do to a log is caught here and named: an entry left out, repeated, moved, altered, of another log,
//! or a past that differs from what another member saw.

use super::group::GroupError;
use super::group::{ReceivedCommit, ReceivedMessage};
use super::launch::wrap_bound;
use super::outbox::{Intent, Outgoing};
use super::send::CREDIT;
use super::timeline::{AuthorChain, Entry, Kind};
use super::{Context, Effect, Gone, Room};
use crate::event::{Content, Departure, Envelope, Event, Named, SignedEvent, from_cbor};
use crate::view::Problem;
use crate::wire::Wire;
use marram_protocol::entry::EntryHash;
use marram_protocol::frame::{EntryFrame, TimerMarks};
use marram_protocol::{ChainHead, ClientFrame, DeviceId, Seq, UnixMillis};

impl Room {
    /// The follow has begun: does the relay still tell the same past?
    pub(crate) fn following(&mut self, cx: Context, after: Seq, head: ChainHead, newest: Seq) {
        let seq = match after == self.state.cursor && head != self.state.head {
            true => after,
            // What this device has, the relay has no longer.
            false if newest < self.state.cursor => newest.next(),
            false => return,
        };
        self.problem(seq, cx.now, Problem::Forked { seq, with: None }, true);
    }

    /// The relay has sent all that there was.
    pub(crate) fn caught_up(&mut self, cx: Context, seq: Seq, ended: bool) {
        if self.is_live() && seq > self.state.cursor {
            let problem = Problem::Omitted { after: self.state.cursor, got: seq };
            self.problem(self.state.cursor, cx.now, problem, false);
            return self.effects.push(Effect::Reconnect);
        }
        self.session.caught_up = !ended;
        self.changed.facts = true;
    }

    /// Whether the log is still being read up to its head.
    pub(crate) fn is_behind(&self) -> bool {
        self.is_live() && self.session.following && !self.session.caught_up
    }

    /// Retention removed entries: said, and gone over.
    pub(crate) fn gap(&mut self, cx: Context, from: Seq, to: Seq) {
        if from == self.state.cursor.next() && to >= from {
            self.problem(to, cx.now, Problem::Gap { from, to }, true);
        }
    }

    /// Takes in the next entry of the log.
    pub(crate) fn receive(&mut self, cx: Context, wire: &mut Wire, entry: EntryFrame) {
        if !self.is_live() {
            return;
        }
        let (seq, at) = (entry.seq, entry.at);
        if seq <= self.state.cursor {
            return self.again(cx, &entry);
        }
        if seq != self.state.cursor.next() {
            let problem = Problem::Omitted { after: self.state.cursor, got: seq };
            self.problem(seq, at, problem, false);
            return self.effects.push(Effect::Reconnect);
        }
        let hash = entry.hash();
        let head = self.state.head.then(seq, &hash);
        let mut promises = self.outbox.iter().filter_map(|one| one.flight.as_ref()?.stored);
        if promises.any(|promise| promise.seq == seq && promise.head != head) {
            return self.problem(seq, at, Problem::Forked { seq, with: None }, true);
        }
        let own = self.outbox.iter().position(|one| {
            one.flight.as_ref().is_some_and(|flight| flight.append == entry.append && flight.hash() == hash)
        });
        match own {
            Some(index) => self.own_entry(cx, wire, index, seq, at, head),
            None => self.others_entry(cx, wire, &entry),
        }
        if self.state.stuck.is_none() {
            self.advance(seq, head);
            self.give_credit(wire);
        }
    }

    fn advance(&mut self, seq: Seq, head: ChainHead) {
        self.state.cursor = seq;
        self.state.head = head;
        self.changed.heads_from.get_or_insert(self.heads.len());
        self.heads.push(head);
        self.touch();
    }

    fn give_credit(&mut self, wire: &mut Wire) {
        self.session.received += 1;
        if self.session.received >= CREDIT / 2 {
            wire.send(&ClientFrame::Credit { log: self.state.log, more: self.session.received });
            self.session.received = 0;
        }
    }

    /// At least once: an entry that came before is no harm, if it is the same.
    fn again(&mut self, cx: Context, entry: &EntryFrame) {
        let before = entry.seq.0.checked_sub(1).and_then(|seq| self.heads.at(Seq(seq)));
        let same = before.map(|head| head.then(entry.seq, &entry.hash())) == self.heads.at(entry.seq);
        if before.is_some() && !same {
            self.problem(entry.seq, cx.now, Problem::Forked { seq: entry.seq, with: None }, true);
        }
    }

    /// An own entry has come back: now it counts.
    fn own_entry(&mut self, cx: Context, wire: &mut Wire, index: usize, seq: Seq, at: UnixMillis, head: ChainHead) {
        let Some(Outgoing { signed, flight: Some(flight), .. }) = self.outbox.remove(index) else { return };
        self.changed.outbox = true;
        let promised = flight.stored.is_none_or(|receipt| receipt.seq == seq && receipt.head == head);
        if !promised {
            return self.problem(seq, at, Problem::Forked { seq, with: None }, true);
        }
        let Some(commit) = flight.commit else {
            let verified = signed.and_then(|signed| Some((signed.verify(cx.me.device, self.id()).ok()?, signed)));
            if let Some((event, signed)) = verified {
                if let Some(timed) = &flight.timed {
                    self.sealed_for(timed);
                }
                let timers = flight.timed.map(|timed| timed.marks());
                let (id, content) = (event.id, event.content.clone());
                self.accept(cx, seq, at, cx.me.device, event, signed, timers);
                self.asks_another_desk(cx, id, &content);
            }
            return;
        };
        let merged = self.group.as_mut().is_some_and(|group| group.merge_own(cx.provider).is_ok());
        if !merged {
            return self.bad_commit(seq, at, None);
        }
        for (device, credential) in commit.added {
            self.taken.remove(&device);
            if let Ok(peer) = credential.verify(device, cx.now) {
                self.add_peer(peer, credential);
            }
        }
        self.forget(&commit.removed);
        self.state.last_signed = Some(commit.signed.hash());
        if let Ok(event) = commit.signed.verify(cx.me.device, self.id()) {
            self.accept(cx, seq, at, cx.me.device, event, commit.signed, None);
        }
        self.new_epoch(cx, wire);
    }

    fn others_entry(&mut self, cx: Context, wire: &mut Wire, entry: &EntryFrame) {
        let (seq, at) = (entry.seq, entry.at);
        let is_commit = entry.commit.is_some();
        let opened = self.secrets.as_ref().filter(|secrets| secrets.epoch == entry.epoch).and_then(|secrets| {
            secrets.wrap.open(&wrap_bound(self.state.log, entry.epoch, entry.kind()), &entry.payload)
        });
        let Some(message) = opened else { return self.out_of_place(entry) };
        cx.provider.checkpoint();
        let processed = self.group.as_mut().map(|group| group.process(cx.provider, &message, cx.now));
        match processed {
            Some(Ok(ReceivedMessage::Application { sender, bytes })) if !is_commit => {
                self.application(cx, entry, sender, &bytes);
            }
            Some(Ok(ReceivedMessage::Commit(commit))) if is_commit => self.commit(cx, wire, entry, *commit),
            // A restored old profile: it must not go on with keys that it has used already (DESIGN section 4).
            Some(Err(GroupError::OwnMessage)) if !self.came_before(&entry.hash()) => {
                self.reload(cx);
                self.problem(seq, at, Problem::NeedsReadding, true);
            }
            _ => {
                self.reload(cx);
                self.out_of_place(entry);
            }
        }
    }

    /// What nobody here can have written now. An entry that came before is a replay, and changes nothing. Any other
    /// commit ends the epoch all the same: nothing can go on.
    fn out_of_place(&mut self, entry: &EntryFrame) {
        let (seq, at) = (entry.seq, entry.at);
        match entry.commit {
            _ if self.came_before(&entry.hash()) => self.problem(seq, at, Problem::Replayed { seq }, false),
            Some(_) => self.bad_commit(seq, at, None),
            None => self.problem(seq, at, Problem::Unreadable { seq }, false),
        }
    }

    /// Whether the very same entry stands at an earlier place. Looked for only once something is wrong.
    fn came_before(&self, hash: &EntryHash) -> bool {
        let places = self.heads.first().0..self.state.cursor.0;
        places.map(Seq).any(|before| {
            self.heads.at(before).map(|head| head.then(before.next(), hash)) == self.heads.at(before.next())
        })
    }

    fn application(&mut self, cx: Context, entry: &EntryFrame, sender: DeviceId, bytes: &[u8]) {
        let (seq, at) = (entry.seq, entry.at);
        let Some((event, signed)) = self.open_envelope(cx, seq, at, sender, bytes) else {
            return self.problem(seq, at, Problem::Unreadable { seq }, false);
        };
        if event.content.is_of_commit() {
            return self.problem(seq, at, Problem::Unreadable { seq }, false);
        }
        self.accept(cx, seq, at, sender, event, signed, entry.timers.clone());
    }

    /// The event in an envelope, if its sender signed it for this room; notes where the sender saw another past.
    fn open_envelope(
        &mut self,
        cx: Context,
        seq: Seq,
        at: UnixMillis,
        sender: DeviceId,
        bytes: &[u8],
    ) -> Option<(Event, SignedEvent)> {
        let Envelope { seen, head, event: signed, registers } = from_cbor(bytes)?;
        let event = signed.verify(sender, self.id()).ok()?;
        self.hear_heads(cx, seq, at, sender, registers);
        let agrees = seen < self.heads.first() || self.heads.at(seen) == Some(head);
        if seen >= seq {
            // Its sender had seen what has not come here: something was left out, and what follows moved up.
            let problem = Problem::Omitted { after: self.state.cursor, got: seen };
            self.problem(seq, at, problem, false);
        } else if !agrees {
            let with = self.peers.get(&sender).map(|peer| peer.person());
            self.problem(seq, at, Problem::Forked { seq: seen, with }, false);
        }
        Some((event, signed))
    }

    /// An event takes its place: its author's chain is checked, and what it says is done. `timers`: what its append did to
    /// the log's timers, as the entry's hash has it.
    #[allow(clippy::too_many_arguments, reason = "an entry's parts, each of which is looked at")]
    fn accept(
        &mut self,
        cx: Context,
        seq: Seq,
        at: UnixMillis,
        author: DeviceId,
        event: Event,
        signed: SignedEvent,
        timers: Option<TimerMarks>,
    ) {
        // Said again by its own author, who had lost its place meanwhile: the first copy counts. A relay cannot do this:
        // it has no second ciphertext.
        let first = self.events.get(&event.id).and_then(|index| self.timeline.get(*index)).and_then(Entry::event);
        let again = first.is_some();
        if first.is_some_and(|(_, first)| first != author) {
            return self.problem(seq, at, Problem::Replayed { seq }, false);
        }
        let continues = self.state.authors.get(&author).is_none_or(|chain| chain.continues(event.previous));
        if !continues && let Some(peer) = self.peers.get(&author) {
            let author = peer.person();
            self.problem(seq, at, Problem::Missing { seq, author }, false);
        }
        self.state.authors.insert(author, AuthorChain::After(signed.hash()));
        if let Some(marks) = &timers {
            self.timers_marked(marks);
        }
        if !again && self.fold(cx, seq, author, &event.content, &signed) {
            self.append(Entry {
                seq,
                at,
                kind: Kind::Event { author, event: Box::new(event), signed, timers: timers.clone() },
            });
            self.fold_newest(cx);
        }
        if let Some(marks) = timers.filter(|_| author != cx.me.device) {
            self.sealed_by_another(cx, &marks);
        }
        self.touch();
    }

    /// What an event changes; whether it is shown as an entry.
    fn fold(&mut self, cx: Context, seq: Seq, author: DeviceId, content: &Content, signed: &SignedEvent) -> bool {
        if author != cx.me.device && !matches!(content, Content::Delivered { .. }) {
            self.state.reportable = seq;
        }
        match content {
            Content::Delivered { upto } => {
                self.delivered(author, *upto);
                return false;
            }
            // Who left said so before; who was revoked, or over, did not, and does not come back.
            Content::Departed { devices } => {
                let revoked = devices.iter().filter(|(_, why)| !matches!(why, Departure::Left(_)));
                self.state.revoked.extend(revoked.clone().map(|(device, _)| *device));
                return revoked.count() > 0;
            }
            Content::Removed { person, .. } if author != cx.me.device => self.lets_in_no_more(person.person),
            Content::Renamed { title } => self.state.title.clone_from(title),
            Content::Closed { .. } => self.state.closed = true,
            Content::Reopened => self.state.closed = false,
            Content::Left if author == cx.me.device => self.go(cx, Gone::Left),
            Content::Left => drop(self.state.left.insert(author, signed.clone())),
            _ => {}
        }
        true
    }

    fn delivered(&mut self, device: DeviceId, upto: Seq) {
        let before = self.state.delivered.insert(device, upto).unwrap_or_default();
        let first = self.first_of_log();
        let of_log = self.timeline.get(first..).unwrap_or_default();
        self.show_from(first + of_log.partition_point(|entry| entry.seq <= before));
    }

    fn commit(&mut self, cx: Context, wire: &mut Wire, entry: &EntryFrame, commit: ReceivedCommit) {
        let (seq, at) = (entry.seq, entry.at);
        let envelope = self.open_envelope(cx, seq, at, commit.sender, &commit.authenticated_data);
        let Some((event, signed)) = envelope.filter(|(event, _)| self.is_allowed(entry, &commit, event)) else {
            self.reload(cx);
            return self.bad_commit(seq, at, Some(commit.sender));
        };
        let (sender, removed) = (commit.sender, commit.removed.clone());
        let joined: Vec<_> = commit.added.iter().cloned().zip(commit.credentials.iter().cloned()).collect();
        let self_removed = commit.self_removed;
        // A commit of ours that lost is void; its intent was taken back with the conflict, or is now.
        self.lost_commit(cx);
        let merged = self.group.as_mut().is_some_and(|group| group.merge(cx.provider, commit).is_ok());
        if !merged {
            self.reload(cx);
            return self.bad_commit(seq, at, None);
        }
        for (peer, credential) in joined {
            self.add_peer(peer, credential);
        }
        self.accept(cx, seq, at, sender, event, signed, None);
        if self_removed {
            let own = |device: &DeviceId| self.peers.get(device).is_some_and(|peer| peer.person() == cx.me.person());
            let left = self.state.left.keys().any(own);
            return self.go(cx, if left { Gone::Left } else { Gone::Removed });
        }
        self.forget(&removed);
        self.new_epoch(cx, wire);
    }

    /// Whether a commit does what its event says, by someone who may, and installed the tokens that its epoch has.
    fn is_allowed(&self, entry: &EntryFrame, commit: &ReceivedCommit, event: &Event) -> bool {
        let Some(facts) = &entry.commit else { return false };
        let appender = facts.appender.verify_signatures().map(|pass| pass.device);
        let tokens = commit.next.as_ref().is_none_or(|next| next.tokens() == facts.next);
        let Some(sender) = self.peers.get(&commit.sender) else { return false };
        if appender != Ok(commit.sender) || !tokens {
            return false;
        }
        let policy = self.group.as_ref().and_then(super::group::Group::policy);
        let whom = |device: &DeviceId| self.peers.get(device);
        match &event.content {
            Content::Added { people, .. } => {
                let named = |person| people.iter().any(|one| one.person == person);
                !commit.added.is_empty()
                    && people.iter().all(Named::is_bound)
                    && commit.removed.is_empty()
                    && commit.added.iter().all(|peer| named(peer.person()))
            }
            Content::Removed { person, .. } => {
                let all = self.devices_of(person.person);
                commit.added.is_empty()
                    && person.is_bound()
                    && !all.is_empty()
                    && commit.removed.len() == all.len()
                    && commit.removed.iter().all(|device| all.contains(device))
                    && commit
                        .removed
                        .iter()
                        .filter_map(whom)
                        .all(|whom| policy.as_ref().is_some_and(|policy| policy.may_remove(sender, whom)))
            }
            Content::Departed { devices } => {
                commit.added.is_empty()
                    && devices.len() == commit.removed.len()
                    && devices.iter().all(|(device, departure)| {
                        commit.removed.contains(device) && self.is_departure(device, departure, event.at)
                    })
            }
            Content::DevicesAdded { devices } => {
                let is_members = |peer: &crate::identity::Peer| {
                    let mut theirs =
                        self.devices_of(peer.person()).into_iter().filter_map(|device| self.peers.get(&device));
                    theirs.any(|member| member.agency() == peer.agency())
                };
                let named = |peer: &crate::identity::Peer| {
                    devices.iter().any(|(device, owner)| {
                        (*device, owner.person, owner.agency) == (peer.device, peer.person(), peer.agency())
                    })
                };
                commit.removed.is_empty()
                    && !commit.added.is_empty()
                    && devices.len() == commit.added.len()
                    && commit.added.iter().all(|peer| named(peer) && is_members(peer))
            }
            Content::Readded { device, .. } => {
                commit.removed == [*device] && matches!(commit.added.as_slice(), [peer] if peer.device == *device)
            }
            _ => false,
        }
    }

    fn lost_commit(&mut self, cx: Context) {
        let lost = self.outbox.iter_mut().filter(|one| one.flight.as_ref().is_some_and(|f| f.commit.is_some()));
        let mut any = false;
        for outgoing in lost {
            outgoing.flight = None;
            any = true;
        }
        if any && let Some(group) = &mut self.group {
            // A group without a pending commit has nothing to discard.
            let _ = group.discard_own(cx.provider);
            self.told.forget();
            self.changed.outbox = true;
        }
    }

    fn add_peer(&mut self, peer: crate::identity::Peer, credential: crate::identity::Credential) {
        self.state.authors.insert(peer.device, AuthorChain::Fresh);
        self.state.readd.remove(&peer.device);
        // Who is added again does not leave any more.
        let person = peer.person();
        let peers = &self.peers;
        self.state.left.retain(|author, _| peers.get(author).is_some_and(|author| author.person() != person));
        self.know(peer.device, credential, peer);
    }

    fn forget(&mut self, removed: &[DeviceId]) {
        for device in removed {
            self.state.left.remove(device);
            self.state.delivered.remove(device);
        }
        self.outbox.retain(|one| one.flight.is_some() || !matches!(one.intent, Intent::Depart));
    }

    fn new_epoch(&mut self, cx: Context, wire: &mut Wire) {
        self.secrets = self.group.as_ref().and_then(|group| group.secrets(cx.provider).ok());
        self.heal_at = None;
        // The follow goes on with the new epoch's token, after this entry.
        let cursor = self.state.cursor;
        self.state.cursor = cursor.next();
        self.follow(wire);
        self.state.cursor = cursor;
    }

    /// `by`: whose commit it is, where its own signature proves that. The relay's word for it proves nothing.
    fn bad_commit(&mut self, seq: Seq, at: UnixMillis, by: Option<DeviceId>) {
        self.heal_at = None;
        let by = by.and_then(|device| self.peers.get(&device)).map(crate::identity::Peer::person);
        self.problem(seq, at, Problem::BadCommit { seq, by }, true);
    }

    /// This device is out: what it has stays, what it had not sent stays unsent.
    fn go(&mut self, cx: Context, how: Gone) {
        self.state.gone = Some(how);
        if let Some(mut group) = self.group.take() {
            // Records that stay behind open nothing: the group's keys are of no use any more.
            let _ = group.delete(cx.provider);
        }
        self.secrets = None;
        self.session = super::Session::default();
        self.touch();
    }
}
