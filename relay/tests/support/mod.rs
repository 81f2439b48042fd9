//! People for tests: fictional agencies, their administrators and staff, with keys made from their names.
#![allow(dead_code, unreachable_pub, reason = "shared by several test binaries")]

use bytes::Bytes;
use ed25519_dalek::{Signer as _, SigningKey};
use marram_protocol::frame::relay::RelayName;
use marram_protocol::*;
use marram_relay::Identity;
use sha2::{Digest as _, Sha256};

pub mod bench;
pub mod desk;
pub mod socket;

/// A moment at which every pass here is valid.
pub const NOW: UnixMillis = UnixMillis(1_795_356_309_000);

/// How long passes are valid: from 1970 to long after.
pub const ALWAYS: std::ops::RangeInclusive<UnixMillis> = UnixMillis(0)..=UnixMillis(u64::MAX);

pub fn key(name: &str) -> SigningKey {
    SigningKey::from_bytes(&Sha256::digest(name).into())
}

pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

pub fn bytes16(name: &str) -> [u8; 16] {
    Sha256::digest(name)[..16].try_into().unwrap()
}

pub fn log(name: &str) -> LogId {
    LogId(bytes16(name))
}

pub fn append(name: &str) -> AppendId {
    AppendId(bytes16(name))
}

pub fn blob(name: &str) -> BlobId {
    BlobId(bytes16(name))
}

pub fn token(name: &str) -> Token {
    Token(Sha256::digest(name).into())
}

/// The tokens of an epoch whose members would derive them from `name`.
pub fn tokens(name: &str) -> NextTokens {
    NextTokens { read: token(&format!("{name} read")).hash(), append: token(&format!("{name} append")).hash() }
}

pub fn payload(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

pub fn identity() -> Identity {
    Identity::new(RelayName::new("relay.example").unwrap(), &[42; 32])
}

/// An agency, for example "Wexmoor Constabulary".
#[derive(Clone)]
pub struct Agency {
    pub root: SigningKey,
    pub administrator: Device,
}

impl Agency {
    pub fn new(name: &str) -> Self {
        let root = key(name);
        let administrator = key(&format!("{name}, administrator"));
        let id = AgencyId(public(&root).0);
        let link = Link::sign(&root, id, Purpose::Administrator, public(&administrator), ALWAYS);
        let administrator = Device { key: administrator, pass: Pass { root: id, links: vec![link] } };
        Self { root, administrator }
    }

    pub fn id(&self) -> AgencyId {
        self.administrator.pass.root
    }

    /// Another administrator.
    pub fn appoints(&self, name: &str) -> Device {
        let key = key(name);
        let link = Link::sign(&self.root, self.id(), Purpose::Administrator, public(&key), ALWAYS);
        Device { key, pass: Pass { root: self.id(), links: vec![link] } }
    }

    /// A member of staff with an invite of their own.
    pub fn staff(&self, name: &str) -> Device {
        self.invited(name, name, ALWAYS)
    }

    /// A device made by a named invite, whose own link is valid for so long.
    pub fn invited(&self, invite: &str, name: &str, validity: std::ops::RangeInclusive<UnixMillis>) -> Device {
        let (invite, device) = (key(&format!("{invite}, invite")), key(name));
        let mut pass = self.administrator.pass.clone();
        pass.links.push(Link::sign(&self.administrator.key, self.id(), Purpose::Invite, public(&invite), ALWAYS));
        pass.links.push(Link::sign(&invite, self.id(), Purpose::Device, public(&device), validity));
        Device { key: device, pass }
    }

    /// A device that waits for the administrator's approval.
    pub fn waiting(&self, link: &str, name: &str) -> Device {
        let (knock, device) = (key(&format!("{link}, knock")), key(name));
        let mut pass = self.administrator.pass.clone();
        pass.links.push(Link::sign(&self.administrator.key, self.id(), Purpose::Knock, public(&knock), ALWAYS));
        pass.links.push(Link::sign(&knock, self.id(), Purpose::Device, public(&device), ALWAYS));
        Device { key: device, pass }
    }

    /// The administrator's word that a key is over.
    pub fn revoke(&self, key: PublicKey) -> Revocation {
        Revocation::sign(&self.administrator.key, self.administrator.pass.clone(), key, NOW)
    }
}

/// A device with its pass.
#[derive(Clone)]
pub struct Device {
    pub key: SigningKey,
    pub pass: Pass,
}

impl Device {
    /// A further device of the same person, which this one links.
    pub fn links(&self, name: &str) -> Self {
        self.links_by(name, name, ALWAYS)
    }

    /// A device made by a named link of this one's, which makes a device for so long.
    pub fn links_by(&self, link: &str, name: &str, validity: std::ops::RangeInclusive<UnixMillis>) -> Self {
        let (link, device) = (key(&format!("{link}, link")), key(name));
        let mut pass = self.pass.clone();
        pass.links.push(Link::sign(&self.key, pass.root, Purpose::Invite, public(&link), validity));
        pass.links.push(Link::sign(&link, pass.root, Purpose::Device, public(&device), ALWAYS));
        Self { key: device, pass }
    }

    /// This device's own word that a key is over.
    pub fn revokes(&self, key: PublicKey) -> Revocation {
        Revocation::sign(&self.key, self.pass.clone(), key, NOW)
    }

    pub fn id(&self) -> DeviceId {
        DeviceId(public(&self.key).0)
    }

    pub fn public(&self) -> PublicKey {
        public(&self.key)
    }

    /// The first frame: the answer to a challenge.
    pub fn authenticate(&self, challenge: &RelayFrame) -> ClientFrame {
        let RelayFrame::Challenge { version, name, nonce, .. } = challenge else {
            panic!("no challenge: {challenge:?}")
        };
        let bytes = self.pass.challenge_bytes(name.as_str(), *version, nonce);
        let signature = SignatureBytes(self.key.sign(&bytes).to_bytes());
        ClientFrame::Authenticate { version: *version, pass: self.pass.clone(), signature }
    }

    /// The first frame with a founding token.
    pub fn found(&self, challenge: &RelayFrame, token: Token) -> ClientFrame {
        match self.authenticate(challenge) {
            ClientFrame::Authenticate { version, pass, signature } => {
                ClientFrame::Found { version, token, pass, signature }
            }
            other => panic!("not the first frame: {other:?}"),
        }
    }
}
