//! Statements: what an agency's register consists of. Signed, chained, and sealed before they leave the device.

use super::card::SignedCard;
use super::desk::DeskTerms;
use super::invite::Introduction;
use crate::event::{bytes_serde, from_cbor, to_cbor};
use crate::ids::{DeskId, PersonId};
use crate::view::Sector;
use ed25519_dalek::{Signer, SigningKey};
use marram_protocol::{AgencyId, DeviceId, Link, PublicKey, Seq, SignatureBytes, UnixMillis};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// SHA-256 of a statement's signed bytes; of the agency's root before the first.
pub(crate) type StatementHash = PublicKey;

/// One statement, in its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Statement {
    pub(crate) agency: AgencyId,
    pub(crate) seq: Seq,
    pub(crate) previous: StatementHash,
    pub(crate) issuer: PublicKey,
    pub(crate) at: UnixMillis,
    pub(crate) body: Body,
}

/// What a statement says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// By the root, first of all: the agency and its name.
    Root {
        /// The agency's name.
        name: String,
        /// What it is.
        sector: Sector,
    },
    /// By the root: appoints an administrator's device.
    Administrator {
        /// The first link of its pass.
        link: Link,
        /// Who it is.
        card: SignedCard,
        /// Where notes for it are sealed to (X-Wing public key, 1,216 bytes).
        #[serde(with = "bytes_serde")]
        sealing: Vec<u8>,
    },
    /// By an administrator: a person is invited.
    Invite {
        /// The second link of the pass.
        link: Link,
        /// Who it is for.
        card: SignedCard,
    },
    /// By an invite's key, once: the device that it made.
    Redemption {
        /// The third link of the pass.
        device: Link,
        /// Where notes for it are sealed to.
        #[serde(with = "bytes_serde")]
        sealing: Vec<u8>,
        /// What its owner calls it.
        device_name: String,
    },
    /// By an administrator: another agency is trusted, and this opens its register.
    Endorse {
        /// The other agency.
        introduction: Introduction,
    },
    /// By an administrator: a key is over, and with it every pass that holds it. By a device: one that it linked is.
    Revoke {
        /// The same [`Revocation`](marram_protocol::Revocation) that the relay is told: evidence for everybody.
        #[serde(with = "bytes_serde")]
        revocation: Vec<u8>,
        /// Why, for the agency's own record.
        reason: String,
    },
    /// By a link's key, once: the further device that a listed device linked with it.
    Linked {
        /// The device that made the link.
        by: DeviceId,
        /// The link: the fourth of the pass.
        link: Link,
        /// The fifth.
        device: Link,
        /// Where notes for it are sealed to.
        #[serde(with = "bytes_serde")]
        sealing: Vec<u8>,
        /// What its owner calls it.
        device_name: String,
    },
    /// By an administrator: a duty desk, in place of what it was before.
    Desk {
        /// Which.
        desk: DeskId,
        /// What is said of it.
        terms: DeskTerms,
    },
    /// By an administrator: there is no such desk any more.
    DeskClosed {
        /// Which.
        desk: DeskId,
    },
    /// By a device of somebody whom the desk lists: on duty, or off.
    Duty {
        /// Where.
        desk: DeskId,
        /// On, or off.
        on: bool,
    },
    /// By an administrator: a role of the agency's list, in place of what was said of it before.
    Role {
        /// What it is called, 1 to 100 characters.
        title: String,
        /// It is given to nobody any more.
        retired: bool,
    },
    /// By an administrator: somebody has another role from now on.
    RoleChanged {
        /// Who.
        person: PersonId,
        /// Which, 1 to 100 characters.
        role: String,
    },
    /// By an administrator: the agency is called otherwise from now on. Its root, and what others compared, stay.
    Renamed {
        /// What, 1 to 100 characters.
        name: String,
    },
}

/// A statement's bytes and signature: as received, to be believed only by [`Register::apply`](super::Register::apply).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedStatement {
    #[serde(with = "bytes_serde")]
    bytes: Vec<u8>,
    signature: SignatureBytes,
}

/// Why a statement is refused. `seq` is its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StatementError {
    /// It does not open with the register's key, or is no statement.
    #[error("entry {seq} of the register is not a statement")]
    Encoding {
        /// Where.
        seq: Seq,
    },
    /// Its signature does not hold.
    #[error("the signature of statement {seq} does not hold")]
    Signature {
        /// Where.
        seq: Seq,
    },
    /// It is of another agency's register.
    #[error("statement {seq} is of another register")]
    Agency {
        /// Where.
        seq: Seq,
    },
    /// It does not continue the chain here: another place, or another predecessor.
    #[error("statement {seq} does not follow the one before it")]
    Chain {
        /// Where.
        seq: Seq,
    },
    /// One who may say it had read another register up to here: the relay shows two of them.
    #[error("statement {seq} is the agency's own and continues another register")]
    Past {
        /// Where.
        seq: Seq,
    },
    /// Its issuer may not say this.
    #[error("the issuer of statement {seq} may not say this")]
    Issuer {
        /// Where.
        seq: Seq,
    },
    /// What an invite or a device says of itself, and could not know to be too late: it was ended or used up meanwhile.
    #[error("the issuer of statement {seq} may not say this any more")]
    Late {
        /// Where.
        seq: Seq,
    },
    /// A link, card or key inside it does not hold.
    #[error("what statement {seq} vouches for does not hold")]
    Content {
        /// Where.
        seq: Seq,
    },
    /// It names a person whose id is not of this agency: it may be somebody else's.
    #[error("statement {seq} names a person who is not of this agency")]
    Person {
        /// Where.
        seq: Seq,
    },
}

impl SignedStatement {
    pub(crate) fn sign(key: &SigningKey, statement: &Statement) -> Self {
        let bytes = to_cbor(statement);
        let signature = SignatureBytes(key.sign(&signed_bytes(&bytes)).to_bytes());
        Self { bytes, signature }
    }

    /// The statement, if the issuer that it names signed it.
    pub(crate) fn verify(&self, seq: Seq) -> Result<Statement, StatementError> {
        let statement: Statement = from_cbor(&self.bytes).ok_or(StatementError::Encoding { seq })?;
        if !marram_protocol::entry::verify(&statement.issuer, &signed_bytes(&self.bytes), &self.signature) {
            return Err(StatementError::Signature { seq });
        }
        Ok(statement)
    }

    pub(crate) fn hash(&self) -> StatementHash {
        PublicKey(Sha256::digest(signed_bytes(&self.bytes)).into())
    }
}

fn signed_bytes(bytes: &[u8]) -> Vec<u8> {
    [b"marram/1 statement", bytes].concat()
}
