//! One room's life: its group, its log, what it shows, and what it still has to send.
//!
//! Owns everything about one room and nothing about any other, nor about the connection. The log's order is the only
//! order: also an own entry changes the room only when it comes back from the log. `apply` takes entries in, `alarm` minds deadlines, `send`
//! (with `gather` and `launch`) brings intents out, `heal` does what time brings, `gossip` compares registers, `work` folds
//! what is said of the work, `release` passes a slice of it on, `version` is how it stood when it was closed, `show` makes views, `records` is what is stored.

mod alarm;
mod apply;
mod gather;
mod gossip;
pub(crate) mod group;
mod heal;
mod launch;
mod outbox;
mod policy;
mod presence;
mod records;
mod release;
mod send;
mod show;
mod succeed;
mod timeline;
mod version;
mod work;

pub use policy::Policy;
pub use timeline::{Entry, Kind};

use crate::event::{Content, EventHash, SignedEvent};
use crate::identity::{Comparisons, Credential, DeviceKeys, Directory, Peer};
use crate::ids::{EventId, PersonId, RoomId};
use crate::note::Facts;
use crate::provider::Provider;
use crate::view::Problem;
use group::{EpochSecrets, Group, GroupError};
use marram_protocol::{AgencyId, ChainHead, DeviceId, LogId, PublicKey, Seq, UnixMillis};
use outbox::{Intent, Outgoing};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use timeline::{AuthorChain, Heads};

pub(crate) use alarm::answering;
pub(crate) use records::RoomRecords;
pub(crate) use succeed::{Claim, Verdict};
pub(crate) use work::{Brief, author_of};

/// What a room needs of its surroundings.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) keys: &'a DeviceKeys,
    pub(crate) me: &'a Peer,
    pub(crate) credential: &'a Credential,
    pub(crate) directory: &'a Directory,
    pub(crate) compared: &'a Comparisons,
    /// The relay's key, as pinned.
    pub(crate) relay: Option<PublicKey>,
    pub(crate) now: UnixMillis,
}

/// Why this device is no longer in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Gone {
    Left,
    Removed,
}

/// A member's device, past or present: what names its entries for ever.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Known {
    pub(crate) credential: Credential,
}

/// What is stored of a room besides its entries, heads and outbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) id: RoomId,
    pub(crate) log: LogId,
    pub(crate) title: String,
    pub(crate) closed: bool,
    /// Whether the relay has the log.
    pub(crate) made: bool,
    pub(crate) gone: Option<Gone>,
    pub(crate) stuck: Option<Problem>,
    pub(crate) problems: Vec<Problem>,
    /// The last entry that was taken in, and the chain there.
    pub(crate) cursor: Seq,
    pub(crate) head: ChainHead,
    pub(crate) latest: UnixMillis,
    authors: BTreeMap<DeviceId, AuthorChain>,
    /// The last own event that was signed for sending.
    last_signed: Option<EventHash>,
    known: BTreeMap<DeviceId, Known>,
    /// Members who said that they leave, by the device that said so.
    left: BTreeMap<DeviceId, SignedEvent>,
    readd: BTreeMap<DeviceId, EventId>,
    delivered: BTreeMap<DeviceId, Seq>,
    /// Devices that were taken out because they were revoked: they do not come back.
    #[serde(default)]
    revoked: BTreeSet<DeviceId>,
    /// What the last own report said.
    reported: Seq,
    reported_at: UnixMillis,
    /// The newest entry of another device that asks for a report.
    reportable: Seq,
    read_upto: u32,
    draft: String,
    /// The request under which this device asked to be added again.
    asked_again: Option<EventId>,
    /// How the present log took over, if it is not the first.
    succession: Option<succeed::Succession>,
    /// Heads of registers that members have read further than this device.
    #[serde(default)]
    ahead: Vec<gossip::Ahead>,
    /// What this device was told when it was let in; `None` for who made the room.
    #[serde(default)]
    brief: Option<Brief>,
    /// Whether something may have been said of the work before this device could read, or while it was out.
    #[serde(default)]
    partial: bool,
    /// Timers that the relay has, as the log's entries say.
    #[serde(default)]
    armed: alarm::Armed,
    /// Whom this device sealed their alerts to.
    #[serde(default)]
    sealed: alarm::SealedFor,
}

/// What holds for one connection only.
#[derive(Debug, Default)]
struct Session {
    following: bool,
    caught_up: bool,
    /// Entries since credit was last given.
    received: u32,
    /// Sending waits: the relay said so, and the pipeline must be resumed.
    hold_until: Option<UnixMillis>,
}

/// Further devices of members that are to be added, and when it is tried next.
#[derive(Debug, Default)]
struct Awaited {
    devices: BTreeSet<DeviceId>,
    at: Option<UnixMillis>,
    attempts: u32,
}

/// A key package asked for.
#[derive(Debug, Clone)]
enum Taken {
    Asked,
    Here(Vec<u8>),
    Unreachable,
}

/// What changed since it was last stored and shown.
#[derive(Debug, Default)]
struct Changed {
    state: bool,
    outbox: bool,
    entries_from: Option<usize>,
    heads_from: Option<usize>,
    /// The first timeline index to be shown again.
    show_from: Option<usize>,
    facts: bool,
}

/// What a room asks of the engine besides frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// A problem was found that the person should hear of.
    Noticed,
    /// A person could not be reached.
    Unreachable(PersonId),
    /// The relay cannot be trusted to go on: connect anew.
    Reconnect,
    /// A member has read more of an agency's register: the relay is asked for it again.
    CheckRegister(AgencyId),
}

/// One room.
pub(crate) struct Room {
    pub(crate) state: State,
    outbox: VecDeque<Outgoing>,
    timeline: Vec<Entry>,
    folded: work::Folded,
    events: HashMap<EventId, usize>,
    heads: Heads,
    group: Option<Group>,
    secrets: Option<EpochSecrets>,
    peers: BTreeMap<DeviceId, Peer>,
    session: Session,
    taken: BTreeMap<DeviceId, Taken>,
    heal_at: Option<UnixMillis>,
    watch_at: Option<UnixMillis>,
    /// A person has decided to go on without a change that cannot be processed.
    goes_on: bool,
    awaited: Awaited,
    told: gossip::Told,
    report_at: Option<UnixMillis>,
    new_from: Option<u32>,
    changed: Changed,
    effects: Vec<Effect>,
}

impl Room {
    /// A new room of this person's, with its first intents. `chair`: whose people chair it.
    pub(crate) fn create(
        cx: Context,
        log: LogId,
        title: String,
        people: Vec<PersonId>,
        chair: AgencyId,
    ) -> Result<Self, GroupError> {
        let policy = Policy { chair };
        let group = Group::create(cx.provider, cx.keys, cx.credential, log, &policy)?;
        let state = State::new(log, Seq(0), ChainHead::start(log), title.clone(), cx.now);
        let mut room = Self::assemble(state, Heads::starting(Seq(0), ChainHead::start(log)));
        room.secrets = Some(group.secrets(cx.provider)?);
        room.group = Some(group);
        room.know(cx.me.device, cx.credential.clone(), cx.me.clone());
        room.state.authors.insert(cx.me.device, AuthorChain::Fresh);
        if !people.is_empty() {
            room.intend(cx, Intent::Add { people, header: None });
        }
        room.intend(cx, Intent::Say(Content::Created { title }));
        Ok(room)
    }

    /// A room that this device was added to by the commit at `seq`.
    pub(crate) fn joined(
        cx: Context,
        before: Option<Self>,
        group: Group,
        members: Vec<(Peer, Credential)>,
        at: (LogId, Seq, ChainHead),
        inviter: DeviceId,
        facts: Facts,
    ) -> Result<Self, GroupError> {
        let (log, seq, head) = at;
        let secrets = group.secrets(cx.provider)?;
        let again = before.is_some();
        let mut room = match before {
            None => {
                let mut state = State::new(log, seq, head, String::new(), cx.now);
                state.id = facts.room;
                // Nothing was said before this device could read, if nothing came between.
                state.partial = !facts.brief.nothing_said || facts.brief.seen.next() != seq;
                state.brief = Some(*facts.brief);
                let mut room = Self::assemble(state, Heads::starting(seq, head));
                if let Some(claim) = facts.after {
                    room.takes_claim(claim, inviter);
                }
                room
            }
            Some(mut room) => {
                room.state.brief.get_or_insert(*facts.brief);
                match facts.after.filter(|_| room.state.log != log) {
                    Some(claim) => room.go_over(cx, claim, inviter, at),
                    None => room.begin_again(seq, head),
                }
                room
            }
        };
        room.state.made = true;
        (room.state.title, room.state.closed) = (facts.title, facts.closed);
        room.state.left = facts.left.into_iter().filter(|(device, _)| *device != cx.me.device).collect();
        room.secrets = Some(secrets);
        room.group = Some(group);
        for (peer, credential) in members {
            room.know(peer.device, credential, peer);
        }
        // The own chain begins anew: those who added this device expect so.
        room.state.authors.insert(cx.me.device, AuthorChain::Fresh);
        room.state.last_signed = None;
        match (again, facts.further) {
            (true, _) => {}
            // Its person is a member since before: what came before is on the other devices.
            (false, true) => room.append(Entry { seq, at: cx.now, kind: Kind::Begins }),
            (false, false) => room.intend(cx, Intent::Say(Content::Joined)),
        }
        room.refold(cx);
        room.touch();
        Ok(room)
    }

    fn assemble(state: State, heads: Heads) -> Self {
        let mut room = Self {
            state,
            outbox: VecDeque::new(),
            timeline: Vec::new(),
            folded: work::Folded::default(),
            events: HashMap::new(),
            heads,
            group: None,
            secrets: None,
            peers: BTreeMap::new(),
            session: Session::default(),
            taken: BTreeMap::new(),
            heal_at: None,
            watch_at: None,
            goes_on: false,
            awaited: Awaited::default(),
            told: gossip::Told::default(),
            report_at: None,
            new_from: None,
            changed: Changed::default(),
            effects: Vec::new(),
        };
        room.changed.heads_from = Some(0);
        room.changed.outbox = true;
        room.touch();
        room
    }

    /// Keeps what is shown and written, and starts at another place of the log.
    fn begin_again(&mut self, seq: Seq, head: ChainHead) {
        self.state.cursor = seq;
        self.state.head = head;
        self.heads = Heads::starting(seq, head);
        self.changed.heads_from = Some(0);
        self.state.authors.clear();
        self.state.partial = true;
        self.state.gone = None;
        self.state.stuck = None;
        self.state.asked_again = None;
        self.session = Session::default();
        for outgoing in &mut self.outbox {
            // Signed for a chain that begins anew: said again, under the same id.
            outgoing.flight = None;
            outgoing.signed = None;
        }
        // What a person asked for stays. What this device does by itself is looked at anew, and chosen entries that were
        // released are of the log before.
        let stays = |intent: &Intent| matches!(intent, Intent::Say(_) | Intent::Add { .. } | Intent::ReleaseAll { .. });
        self.outbox.retain(|outgoing| stays(&outgoing.intent));
        self.changed.outbox = true;
    }

    pub(crate) fn id(&self) -> RoomId {
        self.state.id
    }

    /// Whether it goes on: this device is in it and nothing stops it.
    pub(crate) fn is_live(&self) -> bool {
        self.state.gone.is_none() && self.state.stuck.is_none() && self.group.is_some()
    }

    /// Whether a person may write in it now: not in a closed room, and not after asking to leave.
    pub(crate) fn is_open(&self) -> bool {
        self.is_live() && !self.state.closed && !self.is_leaving()
    }

    /// Whether something waits here for the relay.
    pub(crate) fn is_sending(&self) -> bool {
        self.is_live() && !self.outbox.is_empty()
    }

    pub(crate) fn is_leaving(&self) -> bool {
        self.outbox.iter().any(|one| one.intent == Intent::Say(Content::Left))
    }

    pub(crate) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    fn touch(&mut self) {
        self.changed.state = true;
        self.changed.facts = true;
    }

    fn know(&mut self, device: DeviceId, credential: Credential, peer: Peer) {
        self.state.known.insert(device, Known { credential });
        self.peers.insert(device, peer);
    }

    /// The devices that can read now.
    fn members(&self) -> Vec<DeviceId> {
        self.group.as_ref().filter(|_| self.state.gone.is_none()).map(Group::devices).unwrap_or_default()
    }

    /// The devices of a person that can read now.
    fn devices_of(&self, person: PersonId) -> Vec<DeviceId> {
        let is_theirs = |device: &DeviceId| self.peers.get(device).is_some_and(|peer| peer.person() == person);
        self.members().into_iter().filter(is_theirs).collect()
    }

    /// Whether a person can read now.
    pub(crate) fn has(&self, person: PersonId) -> bool {
        !self.devices_of(person).is_empty()
    }

    /// Whether the room's rules let this person remove that one.
    pub(crate) fn may_remove(&self, cx: Context, person: PersonId) -> bool {
        let policy = self.group.as_ref().and_then(Group::policy);
        let whom = self.devices_of(person).first().and_then(|device| self.peers.get(device));
        policy.zip(whom).is_some_and(|(policy, whom)| person != cx.me.person() && policy.may_remove(cx.me, whom))
    }

    /// Notes a problem in the timeline; `stops` when the room cannot go on with it.
    fn problem(&mut self, seq: Seq, at: UnixMillis, problem: Problem, stops: bool) {
        if self.state.problems.contains(&problem) {
            return;
        }
        if stops {
            self.state.stuck = Some(problem.clone());
            self.session.caught_up = false;
        }
        self.state.problems.push(problem.clone());
        self.append(Entry { seq, at, kind: Kind::Problem(problem) });
        self.effects.push(Effect::Noticed);
        self.touch();
    }

    /// The timeline grows by one.
    fn append(&mut self, entry: Entry) {
        let index = self.timeline.len();
        if let Some((event, _)) = entry.event() {
            self.events.insert(event.id, index);
        }
        self.state.latest = self.state.latest.max(entry.at);
        self.timeline.push(entry);
        self.changed.entries_from.get_or_insert(index);
        self.show_from(index);
        self.touch();
    }

    fn show_from(&mut self, index: usize) {
        let from = self.changed.show_from.get_or_insert(index);
        *from = (*from).min(index);
    }
}

impl State {
    fn new(log: LogId, cursor: Seq, head: ChainHead, title: String, now: UnixMillis) -> Self {
        Self {
            id: log.into(),
            log,
            title,
            closed: false,
            made: false,
            gone: None,
            stuck: None,
            problems: Vec::new(),
            cursor,
            head,
            latest: now,
            authors: BTreeMap::new(),
            last_signed: None,
            known: BTreeMap::new(),
            left: BTreeMap::new(),
            readd: BTreeMap::new(),
            delivered: BTreeMap::new(),
            revoked: BTreeSet::new(),
            reported: cursor,
            reported_at: UnixMillis(0),
            reportable: cursor,
            read_upto: 0,
            draft: String::new(),
            asked_again: None,
            succession: None,
            ahead: Vec::new(),
            brief: None,
            partial: false,
            armed: alarm::Armed::new(),
            sealed: alarm::SealedFor::new(),
        }
    }
}
