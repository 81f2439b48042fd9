//! The pass: the nameless chain root -> administrator -> invite -> device by which a relay, and every peer, knows a
//! device's agency (R13). A person's further device has two links more: an invite that the first device signed, once,
//! and the device that it made. Whoever waits for an administrator's approval has a pass that is good for waiting alone.
//!
//! Owns the chain's bytes and its check against a time. Refuses to know names: they travel sealed, in the register.

use crate::codec::{DecodeError, Field, Reader, list, record};
use crate::entry::verify;
use crate::ids::{AgencyId, DeviceId, PublicKey, SignatureBytes, UnixMillis};
use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The most links that are read before the chain is judged.
pub const MAX_LINKS: usize = 5;

/// What the key of a link may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// Appends to the register, issues invites, revokes. Signed by the root. The key is that administrator's device.
    Administrator,
    /// Makes one device, while it is valid. Signed by an administrator; for a person's further device, by the device
    /// that an administrator's invite made.
    Invite,
    /// A device of a member of staff. Signed by an invite.
    Device,
    /// Makes one device that waits for an administrator's approval, and is nobody's until then (R18). Signed by that
    /// administrator.
    Knock,
}

impl Purpose {
    /// Whether a link's end is the end of passes with it. An invite's says until when it makes a device (R15).
    fn lasts(self) -> bool {
        !matches!(self, Self::Invite | Self::Knock)
    }
}

impl Field for Purpose {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(match self {
            Self::Administrator => 1,
            Self::Invite => 2,
            Self::Device => 3,
            Self::Knock => 4,
        });
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        match u8::take(reader)? {
            1 => Ok(Self::Administrator),
            2 => Ok(Self::Invite),
            3 => Ok(Self::Device),
            4 => Ok(Self::Knock),
            other => Err(DecodeError::BadValue { field: "purpose", got: other.into() }),
        }
    }
}

record! {
    /// One link: an issuer's signature over a key, what it is for, and when.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    pub struct Link {
        /// What the key may do.
        pub purpose: Purpose,
        /// The key that is vouched for.
        pub key: PublicKey,
        /// The first moment of its validity.
        pub not_before: UnixMillis,
        /// The last moment of its validity.
        pub not_after: UnixMillis,
        /// The issuer's signature over root, issuer, and the fields above.
        pub signature: SignatureBytes,
    }
}

impl Link {
    /// Bytes of one link.
    pub const LENGTH: usize = 1 + 32 + 8 + 8 + 64;

    /// Vouches for `key`. `issuer` signs; within `root`'s agency.
    pub fn sign(
        issuer: &SigningKey,
        root: AgencyId,
        purpose: Purpose,
        key: PublicKey,
        validity: core::ops::RangeInclusive<UnixMillis>,
    ) -> Self {
        let (not_before, not_after) = validity.into_inner();
        let mut link = Self { purpose, key, not_before, not_after, signature: SignatureBytes([0; 64]) };
        let bytes = link.signed_bytes(root, PublicKey(issuer.verifying_key().to_bytes()));
        link.signature = SignatureBytes(issuer.sign(&bytes).to_bytes());
        link
    }

    /// Whether `issuer` signed it, within `root`'s agency. Whether the issuer may, its own link says.
    pub fn is_by(&self, root: AgencyId, issuer: &PublicKey) -> bool {
        verify(issuer, &self.signed_bytes(root, *issuer), &self.signature)
    }

    fn signed_bytes(&self, root: AgencyId, issuer: PublicKey) -> Vec<u8> {
        let mut bytes = b"marram/1 pass link".to_vec();
        root.put(&mut bytes);
        issuer.put(&mut bytes);
        self.purpose.put(&mut bytes);
        self.key.put(&mut bytes);
        self.not_before.put(&mut bytes);
        self.not_after.put(&mut bytes);
        bytes
    }
}

record! {
    /// A chain as received: nothing of it is to be believed before [`Pass::verify`].
    #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
    pub struct Pass {
        /// The agency that it claims.
        pub root: AgencyId,
        /// From the root's first link to the device.
        pub links: Vec<Link>,
    }
}

list!(Link, "pass links", limit: MAX_LINKS, smallest: Link::LENGTH);

/// A chain whose shape and every signature and validity hold. Whether its root is admitted, and whether a key of it
/// was revoked, is for the holder to check: [`VerifiedPass::keys`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedPass {
    /// The agency.
    pub agency: AgencyId,
    /// The device: the last link's key.
    pub device: DeviceId,
    /// `Administrator` or `Device`; `Knock` for a device that waits for approval.
    pub purpose: Purpose,
    /// The administrator who vouches for it; itself for an administrator.
    pub administrator: PublicKey,
    /// The invite that made the device, or let it wait, if one did: it may make no other (R15).
    pub invite: Option<PublicKey>,
    /// The last moment at which that invite makes a device. What it made lives on (R15).
    pub invite_until: Option<UnixMillis>,
    /// For a further device: the one that linked it.
    pub linked_by: Option<Linking>,
    /// The last moment at which every link but the invites is valid.
    pub not_after: UnixMillis,
}

/// The device that linked another one of the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Linking {
    /// The administrator's invite that made it: what the agency says of the person is said of this key.
    pub invite: PublicKey,
    /// The device.
    pub device: DeviceId,
}

impl VerifiedPass {
    /// Every key whose revocation ends this pass (R14): the linking device's too, since whoever holds a lost device may
    /// have linked another one with it.
    pub fn keys(&self) -> impl Iterator<Item = PublicKey> + use<> {
        let linking = self.linked_by.map(|linking| [linking.invite, PublicKey(linking.device.0)]);
        let own = [Some(self.administrator), self.invite, Some(PublicKey(self.device.0))];
        own.into_iter().flatten().chain(linking.into_iter().flatten())
    }

    /// The key of which the agency says whose it is: the invite that an administrator issued, or an administrator's own.
    pub fn vouched_key(&self) -> PublicKey {
        self.linked_by.map(|linking| linking.invite).or(self.invite).unwrap_or(self.administrator)
    }
}

/// Why a chain does not hold. `link` counts from 0 at the root's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PassError {
    /// None of `[administrator]`, `[administrator, invite, device]`, `[administrator, invite, device, invite, device]`,
    /// `[administrator, knock, device]`.
    #[error("the pass's {links} links are not of an allowed shape")]
    Shape {
        /// How many links there are.
        links: usize,
    },
    /// A signature does not hold.
    #[error("the signature of link {link} does not hold")]
    Signature {
        /// Which link.
        link: usize,
    },
    /// A link has not begun.
    #[error("link {link} is not valid before {not_before}")]
    NotYetValid {
        /// Which link.
        link: usize,
        /// When it begins.
        not_before: UnixMillis,
    },
    /// A link is over.
    #[error("link {link} was valid until {not_after}")]
    Expired {
        /// Which link.
        link: usize,
        /// When it ended.
        not_after: UnixMillis,
    },
}

impl Pass {
    /// Checks shape, every signature, and every validity at `now` (R13). That an invite is over ends no pass: its end is
    /// the last moment at which it makes a device, and is judged there (R15).
    ///
    /// # Errors
    /// The first link that fails, by its number.
    pub fn verify(&self, now: UnixMillis) -> Result<VerifiedPass, PassError> {
        let verified = self.verify_signatures()?;
        for (number, link) in self.links.iter().enumerate() {
            if now < link.not_before {
                return Err(PassError::NotYetValid { link: number, not_before: link.not_before });
            }
            if now > link.not_after && link.purpose.lasts() {
                return Err(PassError::Expired { link: number, not_after: link.not_after });
            }
        }
        Ok(verified)
    }

    /// Checks shape and signatures only: for a chain whose time is judged elsewhere, as a record's is.
    ///
    /// # Errors
    /// `Shape` or `Signature`.
    pub fn verify_signatures(&self) -> Result<VerifiedPass, PassError> {
        use Purpose::{Administrator, Device, Invite, Knock};
        let shape = PassError::Shape { links: self.links.len() };
        let purposes: Vec<Purpose> = self.links.iter().map(|link| link.purpose).collect();
        let (administrator, linked_by, invite, last) = match (purposes.as_slice(), self.links.as_slice()) {
            ([Administrator], [a]) => (a, None, None, a),
            ([Administrator, Invite | Knock, Device], [a, i, d]) => (a, None, Some(i), d),
            ([Administrator, Invite, Device, Invite, Device], [a, first, by, i, d]) => {
                (a, Some(Linking { invite: first.key, device: DeviceId(by.key.0) }), Some(i), d)
            }
            _ => return Err(shape),
        };
        let mut issuer = PublicKey(self.root.0);
        for (number, link) in self.links.iter().enumerate() {
            if !verify(&issuer, &link.signed_bytes(self.root, issuer), &link.signature) {
                return Err(PassError::Signature { link: number });
            }
            issuer = link.key;
        }
        let lasting = self.links.iter().filter(|link| link.purpose.lasts());
        let waits = invite.is_some_and(|link| link.purpose == Knock);
        Ok(VerifiedPass {
            agency: self.root,
            device: DeviceId(last.key.0),
            purpose: if waits { Knock } else { last.purpose },
            administrator: administrator.key,
            invite: invite.map(|link| link.key),
            invite_until: invite.map(|link| link.not_after),
            linked_by,
            not_after: lasting.map(|link| link.not_after).min().ok_or(shape)?,
        })
    }

    /// What a device signs to authenticate: bound to this relay's name, this version, this challenge, this pass (R11).
    pub fn challenge_bytes(&self, relay_name: &str, version: u16, nonce: &[u8; 32]) -> Vec<u8> {
        let mut pass = Vec::new();
        self.put(&mut pass);
        let mut bytes = b"marram/1 authenticate".to_vec();
        version.put(&mut bytes);
        (relay_name.len() as u64).put(&mut bytes);
        bytes.extend_from_slice(relay_name.as_bytes());
        bytes.extend_from_slice(nonce);
        bytes.extend_from_slice(&Sha256::digest(&pass));
        bytes
    }
}
