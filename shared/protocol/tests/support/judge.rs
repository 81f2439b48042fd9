//! Does with a vector's bytes what its `decoder` says, and tells the outcome and the rule that refuses it.

use super::vector_file::VectorFile;
use bytes::Bytes;
use marram_protocol::codec::{Field, Part, from_bytes};
use marram_protocol::entry::verify;
use marram_protocol::frame::EntryFrame;
use marram_protocol::{
    ChainHead, ClientFrame, DecodeError, EntryKind, Pass, PassError, PublicKey, Receipt, RelayFrame, Revocation,
    UnixMillis,
};

/// Why a vector is refused: the crate's own error, or a check that answers no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The bytes are not of the kind.
    Decode(DecodeError),
    /// The pass does not hold.
    Pass(PassError),
    /// The signature, or hash, does not hold; with the rule that says so.
    DoesNotHold(&'static str),
}

impl Refused {
    /// The error as a vector states it.
    pub fn error(&self) -> String {
        match self {
            Self::Decode(error) => format!("{error:?}"),
            Self::Pass(error) => format!("{error:?}"),
            Self::DoesNotHold(_) => "DoesNotHold".to_owned(),
        }
    }
    /// The rule of SPEC.md that refuses.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Decode(DecodeError::UnknownKind { .. }) => "R3",
            Self::Decode(DecodeError::Truncated { .. } | DecodeError::TooLong { .. }) => "R4",
            Self::Decode(DecodeError::Trailing { .. }) => "R5",
            Self::Decode(DecodeError::BadValue { .. }) => "R6",
            Self::Pass(_) => "R13",
            Self::DoesNotHold(rule) => rule,
        }
    }
}

impl From<DecodeError> for Refused {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

/// The parts of what the bytes say, and the same encoded again; or the refusal.
pub fn judge(vector: &VectorFile) -> Result<(Vec<Part>, Vec<u8>), Refused> {
    let bytes = Bytes::from(vector.bytes());
    let key = |name| PublicKey(vector.array(name));
    match vector.setting("decoder") {
        "client frame" => ClientFrame::decode(bytes).map(|f| (f.parts(), f.encode().to_vec())).map_err(Into::into),
        "relay frame" => RelayFrame::decode(bytes).map(|f| (f.parts(), f.encode().to_vec())).map_err(Into::into),
        "entry" => Ok(shown(&from_bytes::<EntryFrame>(bytes)?, "entry")),
        "entry kind" => Ok(shown(&from_bytes::<EntryKind>(bytes)?, "kind")),
        "pass" => {
            let pass: Pass = from_bytes(bytes)?;
            pass.verify(UnixMillis(vector.setting("now").parse().unwrap())).map_err(Refused::Pass)?;
            Ok(shown(&pass, "pass"))
        }
        "revocation" => {
            let revocation: Revocation = from_bytes(bytes)?;
            revocation.holds().then(|| shown(&revocation, "revocation")).ok_or(Refused::DoesNotHold("R14"))
        }
        "receipt" => {
            let receipt: Receipt = from_bytes(bytes)?;
            receipt.holds(&key("relay key")).then(|| shown(&receipt, "receipt")).ok_or(Refused::DoesNotHold("R28"))
        }
        "challenge answer" => challenge_answer(vector, ClientFrame::decode(bytes)?),
        "chain" => {
            let entry: EntryFrame = from_bytes(bytes)?;
            let after = ChainHead(vector.array("head before")).then(entry.seq, &entry.hash());
            let holds = after == ChainHead(vector.array("head after"));
            holds.then(|| shown(&entry, "entry")).ok_or(Refused::DoesNotHold("R27"))
        }
        other => panic!("{}: unknown decoder {other}", vector.name),
    }
}

fn challenge_answer(vector: &VectorFile, frame: ClientFrame) -> Result<(Vec<Part>, Vec<u8>), Refused> {
    let ClientFrame::Authenticate { version, pass, signature } = &frame else {
        panic!("{}: another frame", vector.name)
    };
    let device = pass.verify_signatures().map_err(Refused::Pass)?.device;
    let signed = pass.challenge_bytes(vector.setting("relay name"), *version, &vector.array("nonce"));
    let holds = verify(&PublicKey(device.0), &signed, signature);
    holds.then(|| (frame.parts(), frame.encode().to_vec())).ok_or(Refused::DoesNotHold("R11"))
}

fn shown<T: Field>(value: &T, name: &str) -> (Vec<Part>, Vec<u8>) {
    let mut parts = Vec::new();
    value.parts(name, &mut parts);
    (parts, marram_protocol::codec::to_bytes(value))
}
