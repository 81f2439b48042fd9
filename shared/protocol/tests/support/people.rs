//! The fixed cast of the vectors: keys from fixed seeds, passes, ids. Never used outside tests.

use bytes::Bytes;
use ed25519_dalek::{Signer, SigningKey};
use marram_protocol::frame::{Alarm, CommitFacts, EntryFrame, SealedPointer, TimerMarks};
use marram_protocol::{
    AgencyId, AppendId, ChainHead, DeviceId, Epoch, Link, LogId, NextTokens, Pass, PublicKey, Purpose, Receipt,
    Revocation, Seq, SignatureBytes, TimerId, Token, UnixMillis,
};

/// The moment at which the vectors play: 22 November 2026, 14:05 UTC.
pub const NOW: UnixMillis = UnixMillis(1_795_356_300_000);
/// The first moment of every link.
pub const NOT_BEFORE: UnixMillis = UnixMillis(1_790_000_000_000);
/// The last moments of the administrator's, the invite's and the device's link.
pub const NOT_AFTER: [UnixMillis; 3] =
    [UnixMillis(1_850_000_000_000), UnixMillis(1_800_000_000_000), UnixMillis(1_830_000_000_000)];
/// The relay's name.
pub const RELAY: &str = "relay.tidemark.example";
/// The nonce of the challenge.
pub const NONCE: [u8; 32] = [0x5a; 32];

/// Everybody with a key. The number is the seed's every byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Root = 1,
    Administrator = 2,
    Invite = 3,
    Device = 4,
    OtherRoot = 5,
    OtherAdministrator = 6,
    OtherDevice = 7,
    Relay = 8,
    OtherRelay = 9,
    Linking = 10,
    FurtherDevice = 11,
}

impl Who {
    pub fn secret(self) -> SigningKey {
        SigningKey::from_bytes(&[self as u8; 32])
    }
    pub fn key(self) -> PublicKey {
        PublicKey(self.secret().verifying_key().to_bytes())
    }
    pub fn agency(self) -> AgencyId {
        AgencyId(self.key().0)
    }
    pub fn device(self) -> DeviceId {
        DeviceId(self.key().0)
    }
    pub fn sign(self, bytes: &[u8]) -> SignatureBytes {
        SignatureBytes(self.secret().sign(bytes).to_bytes())
    }
}

/// A link in the first agency.
pub fn link(issuer: Who, purpose: Purpose, key: Who, not_after: UnixMillis) -> Link {
    Link::sign(&issuer.secret(), Who::Root.agency(), purpose, key.key(), NOT_BEFORE..=not_after)
}

/// The administrator's own pass.
pub fn administrator_pass() -> Pass {
    let first = link(Who::Root, Purpose::Administrator, Who::Administrator, NOT_AFTER[0]);
    Pass { root: Who::Root.agency(), links: vec![first] }
}

/// The pass of a device that an invite made.
pub fn device_pass() -> Pass {
    let mut pass = administrator_pass();
    pass.links.push(link(Who::Administrator, Purpose::Invite, Who::Invite, NOT_AFTER[1]));
    pass.links.push(link(Who::Invite, Purpose::Device, Who::Device, NOT_AFTER[2]));
    pass
}

/// The pass of a device that waits for the administrator's approval.
pub fn waiting_pass() -> Pass {
    let mut pass = administrator_pass();
    pass.links.push(link(Who::Administrator, Purpose::Knock, Who::Invite, NOT_AFTER[1]));
    pass.links.push(link(Who::Invite, Purpose::Device, Who::Device, NOT_AFTER[2]));
    pass
}

/// The pass of a further device, which the device linked.
pub fn linked_pass() -> Pass {
    let mut pass = device_pass();
    pass.links.push(link(Who::Device, Purpose::Invite, Who::Linking, NOT_AFTER[1]));
    pass.links.push(link(Who::Linking, Purpose::Device, Who::FurtherDevice, NOT_AFTER[2]));
    pass
}

/// The administrator of another agency.
pub fn other_agencys_pass() -> Pass {
    let root = Who::OtherRoot.agency();
    let key = Who::OtherAdministrator.key();
    let validity = NOT_BEFORE..=NOT_AFTER[0];
    Pass { root, links: vec![Link::sign(&Who::OtherRoot.secret(), root, Purpose::Administrator, key, validity)] }
}

/// The administrator's word that the device is over.
pub fn revocation() -> Revocation {
    Revocation::sign(&Who::Administrator.secret(), administrator_pass(), Who::Device.key(), NOW)
}

/// Another administrator's word that the first is over, and that the device which it let in goes on.
pub fn keeping_revocation() -> Revocation {
    let (by, key) = (Who::OtherDevice, Who::Administrator.key());
    let kept = vec![Who::Device.key()];
    let links = vec![link(Who::Root, Purpose::Administrator, by, NOT_AFTER[0])];
    let issuer = Pass { root: administrator_pass().root, links };
    Revocation::sign_keeping(&by.secret(), issuer, key, kept, NOW)
}

/// The device's own word that the device which it linked is over.
pub fn own_revocation() -> Revocation {
    Revocation::sign(&Who::Device.secret(), device_pass(), Who::FurtherDevice.key(), NOW)
}

pub const LOG: LogId = LogId(*b"log of tidemark ");
pub const OTHER_LOG: LogId = LogId(*b"log of wexmoor  ");
pub const APPEND: AppendId = AppendId(*b"append no. 1    ");

/// The tokens of an epoch.
pub fn tokens(epoch: u8) -> (Token, Token) {
    (Token([0xa0 + epoch; 32]), Token([0xb0 + epoch; 32]))
}

/// Their hashes.
pub fn next_tokens(epoch: u8) -> NextTokens {
    let (read, append) = tokens(epoch);
    NextTokens { read: read.hash(), append: append.hash() }
}

pub fn payload() -> Bytes {
    Bytes::from_static(b"sealed: only members open this")
}

pub fn pointers() -> Vec<SealedPointer> {
    let sealed = |text: &'static str| Bytes::from_static(text.as_bytes());
    vec![
        SealedPointer {
            device: Who::Device.device(),
            reach: Token([0xc1; 32]),
            sealed: sealed("sealed for the first"),
        },
        SealedPointer { device: Who::OtherDevice.device(), reach: Token([0xc2; 32]), sealed: sealed("for the second") },
    ]
}

/// The log's first entry: an application entry.
pub fn entry() -> EntryFrame {
    EntryFrame {
        log: LOG,
        seq: Seq(1),
        at: NOW,
        append: APPEND,
        epoch: Epoch(0),
        commit: None,
        stated_by: None,
        timers: None,
        payload: payload(),
    }
}

/// A register's first entry.
pub fn register_entry() -> EntryFrame {
    EntryFrame { stated_by: Some(administrator_pass()), payload: Bytes::from_static(b"a sealed statement"), ..entry() }
}

pub const TIMER: TimerId = TimerId(*b"timer no. 1     ");
pub const OTHER_TIMER: TimerId = TimerId(*b"timer no. 2     ");

/// A quarter of an hour after [`NOW`] one device is to be told.
pub fn alarms() -> Vec<Alarm> {
    vec![Alarm { timer: TIMER, at: UnixMillis(NOW.0 + 900_000), pointers: pointers() }]
}

/// The log's third entry: it cancels one timer and arms another.
pub fn timed_entry() -> EntryFrame {
    EntryFrame {
        seq: Seq(3),
        append: AppendId(*b"append no. 5    "),
        epoch: Epoch(1),
        timers: Some(TimerMarks::of(&[OTHER_TIMER], &alarms())),
        ..entry()
    }
}

/// The head after it.
pub fn timed_head() -> ChainHead {
    heads()[1].then(Seq(3), &timed_entry().hash())
}

/// Its second: a commit.
pub fn commit_entry() -> EntryFrame {
    EntryFrame {
        seq: Seq(2),
        append: AppendId(*b"append no. 2    "),
        commit: Some(CommitFacts { appender: device_pass(), next: next_tokens(1) }),
        payload: Bytes::from_static(b"a sealed commit"),
        ..entry()
    }
}

/// The head after the first entry, and after the second.
pub fn heads() -> [ChainHead; 2] {
    let first = ChainHead::start(LOG).then(Seq(1), &entry().hash());
    [first, first.then(Seq(2), &commit_entry().hash())]
}

pub fn receipt() -> Receipt {
    Receipt::sign(&Who::Relay.secret(), LOG, Seq(1), NOW, heads()[0])
}

/// What a device signs to authenticate here.
pub fn challenge_signature(who: Who, pass: &Pass) -> SignatureBytes {
    who.sign(&pass.challenge_bytes(RELAY, marram_protocol::VERSION, &NONCE))
}
