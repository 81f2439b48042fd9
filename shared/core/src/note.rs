//! Sealed notes: what one device tells another through its mailbox, outside of any group.
//!
//! HPKE in base mode names no sender, so the sender's credential and signature are inside. The signature is over the
//! recipient too: a note cannot be passed on as if it had been meant for another.

use crate::event::{SignedEvent, bytes_serde, from_cbor, to_cbor};
use crate::identity::{Credential, DeviceKeys, LetIn, Peer};
use crate::ids::{EventId, RoomId};
use crate::provider::{Generator, SealingPublicKey, hpke_open, hpke_seal};
use crate::room::{Brief, Claim};
use crate::seal::{SealKey, pad};
use crate::work::{Author, DeskRef, Held, Referral};
use ed25519_dalek::Signer;
use marram_protocol::{BlobId, DeviceId, LogId, PublicKey, SignatureBytes, UnixMillis};
use serde::{Deserialize, Serialize};
use thiserror::Error;

const INFO: &[u8] = b"marram/1 note";

/// What a note says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Note {
    /// A welcome to a group is staged.
    Welcome {
        log: LogId,
        blob: BlobId,
        key: SealKey,
        /// What the joiner cannot read in the log any more.
        facts: Facts,
    },
    /// The sender's device lost its place in a room and asks to be added again.
    AddAgain { room: RoomId, request: EventId },
    /// Left by the relay at a deadline: nobody had accepted.
    Alert(Box<Alert>),
    /// An administrator approves the recipient, who waits.
    LetIn(Box<LetIn>),
}

/// That nobody accepted a referral in time, with a copy of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Alert {
    pub(crate) room: RoomId,
    /// Who sent it.
    pub(crate) from: Author,
    /// What was sent; without its answers where they are long.
    pub(crate) referral: Referral,
    /// Which desk was to answer.
    pub(crate) desk: DeskRef,
    /// Who holds it until somebody there accepts, where it is to be taken over.
    #[serde(default)]
    pub(crate) held: Option<Held>,
}

/// How a room stands, as the adder sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Facts {
    pub(crate) room: RoomId,
    /// What the log took over from, if it is not the room's first.
    pub(crate) after: Option<Claim>,
    pub(crate) title: String,
    pub(crate) closed: bool,
    /// What members said who are on their way out.
    pub(crate) left: Vec<(DeviceId, SignedEvent)>,
    /// Whether who is welcome is a further device of a person who was a member before.
    pub(crate) further: bool,
    /// What else they are told.
    pub(crate) brief: Box<Brief>,
}

#[derive(Serialize, Deserialize)]
struct Signed {
    sender: DeviceId,
    credential: Credential,
    #[serde(with = "bytes_serde")]
    note: Vec<u8>,
    signature: SignatureBytes,
}

/// Why a note is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum NoteError {
    #[error("the note does not open")]
    Sealed,
    #[error("the note is not what it should be")]
    Encoding,
    #[error("the note's sender is not who it says")]
    Sender,
}

/// Signs and seals a note for one device.
pub(crate) fn seal(
    random: &Generator,
    keys: &DeviceKeys,
    credential: &Credential,
    to: DeviceId,
    sealing: &SealingPublicKey,
    note: &Note,
) -> Option<Vec<u8>> {
    let note = to_cbor(note);
    let signature = SignatureBytes(keys.signing_key().sign(&signed_bytes(to, &note)).to_bytes());
    let signed = Signed { sender: keys.device(), credential: credential.clone(), note, signature };
    hpke_seal(random, sealing, INFO, &to.0, &pad::pad(&to_cbor(&signed))).ok()
}

/// Opens a note for this device and checks its sender's credential. Whether the sender's agency is endorsed, the
/// caller judges.
pub(crate) fn open(keys: &DeviceKeys, sealed: &[u8], now: UnixMillis) -> Result<(Peer, Note), NoteError> {
    let device = keys.device();
    let padded = hpke_open(&keys.sealing().0, INFO, &device.0, sealed).map_err(|_| NoteError::Sealed)?;
    let signed: Signed = pad::unpad(&padded).and_then(|plain| from_cbor(&plain)).ok_or(NoteError::Encoding)?;
    let peer = signed.credential.verify(signed.sender, now).map_err(|_| NoteError::Sender)?;
    let bytes = signed_bytes(device, &signed.note);
    if !marram_protocol::entry::verify(&PublicKey(signed.sender.0), &bytes, &signed.signature) {
        return Err(NoteError::Sender);
    }
    Ok((peer, from_cbor(&signed.note).ok_or(NoteError::Encoding)?))
}

fn signed_bytes(to: DeviceId, note: &[u8]) -> Vec<u8> {
    [INFO, &to.0, note].concat()
}
