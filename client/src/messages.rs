//! What the page and the worker say to each other, in postcard: both ends are always of the same build.
//!
//! The page knows nothing of keys, sockets or stores, and the worker nothing of pages and words.

use marram_core::Command;
use marram_core::identity::SecretWords;
use marram_core::rest::PrfOutput;
use marram_core::view::{Sector, Shown};
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A passphrase on its way to the lock: wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub(crate) struct Passphrase(pub(crate) String);

impl core::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// What follows the `#` of a link: it holds an invite key, so it is treated as a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub(crate) struct LinkFragment(pub(crate) String);

impl core::fmt::Debug for LinkFragment {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LinkFragment(..)")
    }
}

/// What founds an agency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FoundAgency {
    pub(crate) fragment: LinkFragment,
    pub(crate) phrase: SecretWords,
    pub(crate) agency_name: String,
    pub(crate) sector: Sector,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) passphrase: Passphrase,
}

/// From the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum ToWorker {
    /// Make this browser a device, with the key of a link.
    Join {
        fragment: LinkFragment,
        spoken: Option<SecretWords>,
        device_name: String,
        passphrase: Passphrase,
        /// Others use this computer: nothing is to be kept on it, and the device is over after so many milliseconds.
        sitting_ms: Option<u64>,
    },
    /// Fetch the link that another device left under this code.
    Collect { code: Passphrase },
    /// Make this browser the first administrator's device of a new agency.
    Found(Box<FoundAgency>),
    /// Make this browser an administrator's device of the agency that the phrase belongs to.
    Recover { phrase: SecretWords, name: String, role: String, passphrase: Passphrase },
    /// Open what is kept here.
    Unlock { passphrase: Passphrase },
    /// Open what is kept here with what the passkey answered.
    UnlockWithPasskey { answer: PrfOutput },
    /// Let this passkey open it too.
    AddPasskey { passphrase: Passphrase, passkey: PasskeyHint, answer: PrfOutput },
    /// Let no passkey open it any more.
    RemovePasskey,
    /// Forget what is open; keep what is stored.
    Lock,
    /// Take Marram over from the tab that has it.
    TakeOver,
    /// For the engine.
    Ask(Command),
    /// Seal the store key under another passphrase.
    ChangePassphrase { old: Passphrase, new: Passphrase },
    /// Remove everything that this browser keeps.
    Forget,
    /// At a shared computer: end this device, everywhere as far as that can be, and here in any case.
    LeaveComputer { reason: String },
    /// Connect now rather than later: the person asks for it, or the person or the network has come back.
    ConnectNow { asked: bool },
}

/// From the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum FromWorker {
    /// Where the worker stands from now on.
    Phase(Phase),
    /// From the engine.
    Shown(Box<Shown>),
    /// How it stands at the lock; follows every phase.
    AtTheLock(AtTheLock),
    /// The answer to `Collect`, with the time.
    Collected(Result<(LinkFragment, UnixMillis), CodeRefused>),
    /// The answer to `ChangePassphrase`.
    PassphraseChanged(Result<(), PassphraseRefused>),
    /// The answer to `AddPasskey` and `RemovePasskey`.
    PasskeyChanged(Result<(), PassphraseRefused>),
}

/// How it stands at the lock. Nothing of it is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AtTheLock {
    /// No passphrase is tried before.
    pub(crate) not_before: Option<UnixMillis>,
    /// Others use this computer: nothing is kept on it.
    pub(crate) shared: bool,
    /// The passkey that opens it too.
    pub(crate) passkey: Option<PasskeyHint>,
}

/// Which passkey to ask, and with what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PasskeyHint {
    pub(crate) credential: Vec<u8>,
    pub(crate) salt: [u8; 32],
}

/// Where the worker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Phase {
    /// It is finding out.
    Starting,
    /// Another tab has Marram.
    Elsewhere,
    /// Another tab took Marram over from this one.
    TakenOver,
    /// This browser is no device yet.
    Empty(Option<JoinRefused>),
    /// This browser is a device; a passphrase is needed.
    Locked(Option<UnlockRefused>),
    /// A link and a passphrase are being worked on.
    Joining,
    /// A passphrase is being worked on.
    Unlocking,
    /// The engine runs.
    Open,
    /// A sitting at a shared computer is over: nothing of it is here any more.
    Ended(SittingEnd),
    /// Nothing can be done here; nothing was deleted.
    Broken(Broken),
}

/// How a sitting at a shared computer came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SittingEnd {
    /// The person left, and the relay knows.
    Left,
    /// The person left, and nobody could be told.
    Untold,
    /// Its time was over.
    Over,
}

/// Why a link did not make this browser a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum JoinRefused {
    /// The link is not whole.
    LinkDamaged,
    /// The spoken passphrase is another.
    WrongSpoken,
    /// The browser did not keep the device's keys.
    NotKept,
}

/// Why a code gave no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum CodeRefused {
    /// Nothing lies under it, any more or at all.
    NothingThere,
    /// Too many are being tried.
    TooOften,
    /// What lies under it is no link.
    Damaged,
    /// The relay was not reached, or will not.
    NoRelay,
}

/// Why the store did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum UnlockRefused {
    /// Another passphrase.
    WrongPassphrase,
    /// Another passkey, or one that was removed here.
    WrongPasskey,
    /// Too many passphrases were wrong: it was not tried.
    TooSoon,
    /// Something could not be written (a full disk, mostly), so the engine was stopped before it went on.
    NotKept,
}

/// Why a passphrase was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PassphraseRefused {
    /// The old one is another.
    WrongPassphrase,
    /// Too many passphrases were wrong: it was not tried before then.
    TooSoon { until: UnixMillis },
    /// The new lock could not be written; the old one holds.
    NotKept,
}

/// Why nothing can be done here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Broken {
    /// The browser lets Marram keep nothing, as private windows of some browsers do.
    NoStore,
    /// There is no room left to write anything.
    Full,
    /// What is kept here cannot be read.
    Damaged,
    /// It was written by a newer version.
    Newer,
    /// The worker stopped by a fault of its own.
    Stopped,
}

/// Writes a message.
pub(crate) fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Writing plain data to memory has no way to fail; an empty message is refused by the reader.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// Reads a message; `None` if it is none.
pub(crate) fn decode<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::fixture::{directory, me, note, summary};
    use marram_core::view::{Connection, Delivery, NoticeKind, Problem, Quote, RoomPhase};
    use marram_core::{EventId, PersonId, RoomId};
    use marram_protocol::Seq;

    #[test]
    fn a_message_arrives_as_it_was_sent() {
        let room = RoomId([7; 16]);
        let asked = [
            ToWorker::Ask(Command::SaveDraft { room, text: "Visit at 4pm, ŵ".into() }),
            ToWorker::Ask(Command::Write { room, text: "x".into(), urgent: true, answers: Some(EventId([3; 16])) }),
            ToWorker::Ask(Command::CreateRoom {
                title: "T-017".into(),
                people: vec![PersonId([1; 16]), PersonId([2; 16])],
            }),
            ToWorker::Unlock { passphrase: Passphrase("grey heron".into()) },
            ToWorker::ConnectNow { asked: true },
            ToWorker::AddPasskey {
                passphrase: Passphrase("grey heron".into()),
                passkey: PasskeyHint { credential: vec![1; 64], salt: [2; 32] },
                answer: PrfOutput::from_bytes([3; 32]),
            },
        ];
        for message in asked {
            assert_eq!(decode::<ToWorker>(&encode(&message)), Some(message));
        }
        assert_eq!(decode::<ToWorker>(b""), None);
    }

    #[test]
    fn everything_that_is_shown_arrives_as_it_was_shown() {
        let mut entry = note(3);
        entry.answers =
            Some(Quote { event: EventId([1; 16]), author_name: "Lin Farrow".into(), excerpt: "Visit".into() });
        entry.delivery = Delivery::Delivered { to: 2, of: 3 };
        let mut stuck = summary(2, 1);
        stuck.phase = RoomPhase::Stuck(Problem::Forked { seq: Seq(9), with: Some(PersonId([5; 16])) });
        let shown = [
            Shown::Me(me()),
            Shown::Directory(directory()),
            Shown::Rooms(vec![summary(1, 0), stuck]),
            Shown::Timeline { room: RoomId([1; 16]), total: 4, from: 3, entries: vec![entry] },
            Shown::Connection(Connection::Refused(NoticeKind::TooLarge { limit: u64::MAX })),
        ];
        let told: Vec<FromWorker> = [FromWorker::Phase(Phase::Locked(Some(UnlockRefused::WrongPassphrase)))]
            .into_iter()
            .chain(shown.into_iter().map(|one| FromWorker::Shown(Box::new(one))))
            .collect();
        assert_eq!(decode::<Vec<FromWorker>>(&encode(&told)), Some(told));
    }

    #[test]
    fn a_passphrase_is_not_printed() {
        let printed = format!("{:?}", ToWorker::Unlock { passphrase: Passphrase("grey heron".into()) });
        assert!(!printed.contains("heron"), "{printed}");
    }
}
