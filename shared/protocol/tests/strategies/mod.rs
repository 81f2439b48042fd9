//! Arbitrary values of every field, and one strategy for each kind of frame.
//!
//! Signatures and chains are arbitrary bytes: what is *true* is for the vectors and the tampering tests.

use bytes::Bytes;
use marram_protocol::frame::client::LogKind;
use marram_protocol::frame::relay::RelayName;
use marram_protocol::frame::timer::{MAX_ARMED, MAX_CANCELLED};
use marram_protocol::frame::{Alarm, Armed, CommitFacts, EntryFrame, GapReason, Origin, SealedPointer, TimerMarks};
use marram_protocol::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

/// A type with a strategy for all of its values.
pub trait Arb: Sized + Clone + std::fmt::Debug + 'static {
    fn arb() -> BoxedStrategy<Self>;
}

macro_rules! any_of {
    ($($type:ty),*) => {$(
        impl Arb for $type {
            fn arb() -> BoxedStrategy<Self> {
                any::<$type>().boxed()
            }
        }
    )*};
}
any_of!(u16, u32, u64, bool, [u8; 32]);

macro_rules! wrapped {
    ($($name:ident($inner:ty)),* $(,)?) => {$(
        impl Arb for $name {
            fn arb() -> BoxedStrategy<Self> {
                any::<$inner>().prop_map($name).boxed()
            }
        }
    )*};
}
wrapped!(
    LogId([u8; 16]),
    AppendId([u8; 16]),
    BlobId([u8; 16]),
    TimerId([u8; 16]),
    DeviceId([u8; 32]),
    AgencyId([u8; 32]),
    PublicKey([u8; 32]),
    Token([u8; 32]),
    TokenHash([u8; 32]),
    ChainHead([u8; 32]),
    Seq(u64),
    Epoch(u64),
    UnixMillis(u64),
    RequestId(u32),
);

impl Arb for SignatureBytes {
    fn arb() -> BoxedStrategy<Self> {
        any::<([u8; 32], [u8; 32])>().prop_map(|halves| Self([halves.0, halves.1].concat().try_into().unwrap())).boxed()
    }
}

impl Arb for Bytes {
    fn arb() -> BoxedStrategy<Self> {
        prop_oneof![4 => vec(any::<u8>(), 0..200), 1 => vec(any::<u8>(), 4_000..5_000)].prop_map(Self::from).boxed()
    }
}

impl Arb for RelayName {
    fn arb() -> BoxedStrategy<Self> {
        "[!-~]{1,64}".prop_map(|name| Self::new(&name).unwrap()).boxed()
    }
}

macro_rules! sets {
    ($($name:ident: $values:expr),* $(,)?) => {$(
        impl Arb for $name {
            fn arb() -> BoxedStrategy<Self> {
                select($values).boxed()
            }
        }
    )*};
}
sets!(
    LogKind: vec![LogKind::Group, LogKind::Register],
    Purpose: vec![Purpose::Administrator, Purpose::Invite, Purpose::Device, Purpose::Knock],
    GapReason: vec![GapReason::Retention],
    Reason: Reason::ALL.to_vec(),
);

impl<T: Arb> Arb for Option<T> {
    fn arb() -> BoxedStrategy<Self> {
        proptest::option::of(T::arb()).boxed()
    }
}
impl Arb for Vec<Link> {
    fn arb() -> BoxedStrategy<Self> {
        vec(Link::arb(), 0..=marram_protocol::pass::MAX_LINKS).boxed()
    }
}
impl Arb for Vec<PublicKey> {
    fn arb() -> BoxedStrategy<Self> {
        vec(PublicKey::arb(), 0..6).boxed()
    }
}
impl Arb for Vec<SealedPointer> {
    fn arb() -> BoxedStrategy<Self> {
        vec(SealedPointer::arb(), 0..6).boxed()
    }
}

impl Arb for Vec<TimerId> {
    fn arb() -> BoxedStrategy<Self> {
        vec(TimerId::arb(), 0..=MAX_CANCELLED).boxed()
    }
}
impl Arb for Vec<Armed> {
    fn arb() -> BoxedStrategy<Self> {
        vec(Armed::arb(), 0..=MAX_ARMED).boxed()
    }
}
impl Arb for Vec<Alarm> {
    fn arb() -> BoxedStrategy<Self> {
        vec(Alarm::arb(), 0..=MAX_ARMED).boxed()
    }
}

/// An entry is a commit, or has timers, or neither.
impl Arb for EntryFrame {
    fn arb() -> BoxedStrategy<Self> {
        let facts = prop_oneof![
            Just((None, None)),
            CommitFacts::arb().prop_map(|commit| (Some(commit), None)),
            TimerMarks::arb().prop_map(|timers| (None, Some(timers))),
        ];
        let (log, seq, at) = (LogId::arb(), Seq::arb(), UnixMillis::arb());
        (log, seq, at, AppendId::arb(), Epoch::arb(), facts, Option::arb(), Bytes::arb())
            .prop_map(|(log, seq, at, append, epoch, (commit, timers), stated_by, payload)| Self {
                log,
                seq,
                at,
                append,
                epoch,
                commit,
                timers,
                stated_by,
                payload,
            })
            .boxed()
    }
}

/// Nested pairs, because tuples end at twelve: `strategy` makes one, `pattern` takes it apart.
macro_rules! nest {
    (strategy) => { Just(()) };
    (strategy $first:ident $($rest:ident)*) => { (Arb::arb(), nest!(strategy $($rest)*)) };
    (pattern) => { () };
    (pattern $first:ident $($rest:ident)*) => { ($first, nest!(pattern $($rest)*)) };
}

macro_rules! records {
    ($($name:ident { $($field:ident),* })*) => {$(
        impl Arb for $name {
            fn arb() -> BoxedStrategy<Self> {
                nest!(strategy $($field)*).prop_map(|nest!(pattern $($field)*)| $name { $($field),* }).boxed()
            }
        }
    )*};
}
records! {
    Link { purpose, key, not_before, not_after, signature }
    Pass { root, links }
    Revocation { issuer, key, kept, at, signature }
    NextTokens { read, append }
    SealedPointer { device, reach, sealed }
    CommitFacts { appender, next }
    Alarm { timer, at, pointers }
    Armed { timer, at }
    TimerMarks { cancelled, armed }
    Origin { log, seq, head }
    Receipt { log, seq, at, head, signature }
    Refusal { reason, retry_after_ms, limit, got }
    Limits {
        max_entry_bytes, max_commit_bytes, max_blob_bytes, max_key_package_bytes, max_mail_bytes, max_shelf,
        max_mailbox, max_follows, max_credit, appends_per_minute, commits_per_minute, takes_per_hour, idle_timeout_ms
    }
}

macro_rules! frames {
    ($function:ident -> $type:ident { $($name:ident { $($field:ident),* })* }) => {
        /// The strategy of each kind of frame, by its name.
        pub fn $function() -> Vec<(&'static str, BoxedStrategy<$type>)> {
            vec![$((
                stringify!($name),
                nest!(strategy $($field)*).prop_map(|nest!(pattern $($field)*)| $type::$name { $($field),* }).boxed(),
            )),*]
        }
    };
}
frames! { client_frames -> ClientFrame {
    Authenticate { version, pass, signature }
    Create { request, log, kind, tokens }
    Append { request, log, append, epoch, token, payload }
    Commit { request, log, append, epoch, token, next, pointers, payload }
    Follow { request, log, token, after, credit }
    Credit { log, more }
    Unfollow { log }
    Resume { log }
    OpenMailbox { after, credit }
    AcknowledgeMailbox { upto }
    Deliver { request, append, device, reach, payload }
    Shelve { request, reach, last_resort, payload }
    TakeKeyPackage { request, device, reach }
    PutBlob { request, blob, payload }
    GetBlob { request, blob }
    Revoke { request, revocation }
    Ping { request }
    Found { version, token, pass, signature }
    AppendTimed { request, log, append, epoch, token, cancel, arm, payload }
    Offer { request, place, payload }
    Collect { version, token }
} }
frames! { relay_frames -> RelayFrame {
    Challenge { version, name, key, nonce, at }
    Ready { at, limits, shelf, mailbox }
    Done { request, value }
    Stored { request, receipt }
    Conflict { request, log, epoch, newest }
    Refused { request, refusal }
    Following { request, log, epoch, after, head, newest }
    Entry { entry }
    CaughtUp { log, seq, ended }
    Gap { log, from, to, reason }
    Mail { seq, at, origin, payload }
    KeyPackage { request, last_resort, payload }
    Blob { request, payload }
    Pong { request, at }
    Collected { payload }
} }

/// The bytes of any frame of either side.
pub fn any_frame_bytes() -> BoxedStrategy<Vec<u8>> {
    let client = client_frames().into_iter().map(|(_, frames)| frames.prop_map(|it| it.encode().to_vec()).boxed());
    let relay = relay_frames().into_iter().map(|(_, frames)| frames.prop_map(|it| it.encode().to_vec()).boxed());
    select(client.chain(relay).collect::<Vec<_>>()).prop_flat_map(|frames| frames).boxed()
}

/// How often and from which seed: `MARRAM_SEED` chooses another. A failing test shows what this prints.
pub fn config(cases: u32) -> ProptestConfig {
    let seed = std::env::var("MARRAM_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    println!("MARRAM_SEED={seed}");
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..ProptestConfig::default() }
}
