//! Who this relay is: its name, to which devices bind what they sign, and the key that signs its receipts.

use ed25519_dalek::SigningKey;
use marram_protocol::frame::relay::RelayName;
use marram_protocol::{ChainHead, LogId, PublicKey, Receipt, Seq, UnixMillis};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use thiserror::Error;

/// The relay's name and signing key.
pub struct Identity {
    name: RelayName,
    signing: SigningKey,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity({}, {})", self.name.as_str(), self.key())
    }
}

/// Why there is no signing key.
#[derive(Debug, Error)]
pub enum IdentityError {
    /// The key file could not be read or made.
    #[error("the relay's key file: {0}")]
    File(#[from] io::Error),
    /// The key file holds something else.
    #[error("the relay's key file is not 32 bytes of hex")]
    Damaged,
    /// The operating system gave no randomness for a new key.
    #[error("no randomness for the relay's key: {0}")]
    Randomness(#[from] getrandom::Error),
}

impl Identity {
    /// A relay of this name, whose key has this seed.
    pub fn new(name: RelayName, seed: &[u8; 32]) -> Self {
        Self { name, signing: SigningKey::from_bytes(seed) }
    }

    /// Reads the key from `file`, or makes one there that only the relay's user can read.
    ///
    /// # Errors
    /// `Damaged` if the file is there but no key: a relay must not change its key by itself, since clients remember it.
    pub fn load(name: RelayName, file: &Path) -> Result<Self, IdentityError> {
        let seed = match fs::read_to_string(file) {
            Ok(text) => read_seed(&text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make_seed(file)?,
            Err(error) => return Err(error.into()),
        };
        Ok(Self::new(name, &seed))
    }

    /// The relay's name.
    pub fn name(&self) -> &RelayName {
        &self.name
    }

    /// The key that verifies the relay's receipts.
    pub fn key(&self) -> PublicKey {
        PublicKey(self.signing.verifying_key().to_bytes())
    }

    /// Signs the promise that an entry is durable: to be made only once it is (R21).
    pub fn receipt(&self, log: LogId, seq: Seq, at: UnixMillis, head: ChainHead) -> Receipt {
        Receipt::sign(&self.signing, log, seq, at, head)
    }
}

fn read_seed(text: &str) -> Result<[u8; 32], IdentityError> {
    let mut seed = [0; 32];
    hex::decode_to_slice(text.trim(), &mut seed).map_err(|_| IdentityError::Damaged)?;
    Ok(seed)
}

fn make_seed(file: &Path) -> Result<[u8; 32], IdentityError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Written aside and renamed, so that a crash leaves either no key or a whole one.
    let aside = file.with_extension("new");
    fs::remove_file(&aside)
        .or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
    let mut key_file = options.open(&aside)?;
    writeln!(key_file, "{}", hex::encode(seed))?;
    key_file.sync_all()?;
    fs::rename(&aside, file)?;
    if let Some(folder) = file.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name() -> RelayName {
        RelayName::new("relay.example").unwrap()
    }

    #[test]
    fn a_relay_keeps_the_key_that_it_made_at_its_first_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("relay.key");
        let first = Identity::load(name(), &file).unwrap();
        assert_eq!(Identity::load(name(), &file).unwrap().key(), first.key());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_relays_user_can_read_its_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("relay.key");
        Identity::load(name(), &file).unwrap();
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("relay.key");
        fs::write(&file, "not a key").unwrap();
        assert!(matches!(Identity::load(name(), &file), Err(IdentityError::Damaged)));
        assert_eq!(fs::read_to_string(&file).unwrap(), "not a key");
    }
}
