//! Which agencies the operator has admitted, and which founding tokens were handed out: one small file each, in folders
//! that the operator's command writes and a running relay reads when it meets a root.
//!
//! Of a token only the hash is kept. Which agency it admitted, the store knows.

use marram_protocol::{AgencyId, Token, TokenHash, UnixMillis};
use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Says which agencies may use the relay.
pub trait Admissions: Send + Sync {
    /// Whether passes of this root are let in.
    fn is_admitted(&self, agency: AgencyId) -> bool;

    /// The last moment at which a founding token may be used; `None` if none was handed out with this hash (R16).
    fn founding_until(&self, token: &TokenHash) -> Option<UnixMillis> {
        let _nobody_founds_here = token;
        None
    }
}

impl Admissions for HashSet<AgencyId> {
    fn is_admitted(&self, agency: AgencyId) -> bool {
        self.contains(&agency)
    }
}

/// The admitted agencies as files named after their roots.
#[derive(Debug, Clone)]
pub struct AgencyFolder {
    folder: PathBuf,
    foundings: PathBuf,
}

impl AgencyFolder {
    /// The folder below a relay's data folder.
    pub fn of(data: &Path) -> Self {
        Self { folder: data.join("agencies"), foundings: data.join("foundings") }
    }

    /// Admits an agency; again is well.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn admit(&self, agency: AgencyId) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let file = fs::OpenOptions::new().create(true).append(true).open(self.file(agency))?;
        file.sync_all()?;
        fs::File::open(&self.folder)?.sync_all()
    }

    /// Hands out a founding token, which may be used up to `until`. Those whose time was over before `now` are forgotten.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn hand_out(&self, token: &Token, until: UnixMillis, now: UnixMillis) -> io::Result<()> {
        fs::create_dir_all(&self.foundings)?;
        for file in fs::read_dir(&self.foundings)? {
            let path = file?.path();
            if read_until(&path).is_some_and(|until| until < now) {
                fs::remove_file(path)?;
            }
        }
        let mut file = fs::OpenOptions::new().create_new(true).write(true).open(self.founding(&token.hash()))?;
        file.write_all(until.0.to_string().as_bytes())?;
        file.sync_all()?;
        fs::File::open(&self.foundings)?.sync_all()
    }

    /// All admitted agencies.
    ///
    /// # Errors
    /// Those of the file system; a folder that is not there is empty.
    pub fn list(&self) -> io::Result<Vec<AgencyId>> {
        let files = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            files => files?,
        };
        let names = files.map(|file| Ok(file?.file_name())).collect::<io::Result<Vec<_>>>()?;
        let mut agencies: Vec<_> = names.iter().filter_map(|name| AgencyId::from_hex(name.to_str()?)).collect();
        agencies.sort_unstable();
        Ok(agencies)
    }

    fn file(&self, agency: AgencyId) -> PathBuf {
        self.folder.join(agency.to_hex())
    }

    fn founding(&self, token: &TokenHash) -> PathBuf {
        self.foundings.join(hex::encode(token.0))
    }
}

fn read_until(file: &Path) -> Option<UnixMillis> {
    fs::read_to_string(file).ok()?.parse().ok().map(UnixMillis)
}

impl Admissions for AgencyFolder {
    fn is_admitted(&self, agency: AgencyId) -> bool {
        self.file(agency).is_file()
    }

    fn founding_until(&self, token: &TokenHash) -> Option<UnixMillis> {
        read_until(&self.founding(token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_is_admitted_while_the_relay_looks_on() {
        let data = tempfile::tempdir().unwrap();
        let (seen_by_relay, used_by_operator) = (AgencyFolder::of(data.path()), AgencyFolder::of(data.path()));
        let agency = AgencyId([7; 32]);
        assert!(!seen_by_relay.is_admitted(agency));
        assert_eq!(seen_by_relay.list().unwrap(), vec![]);
        used_by_operator.admit(agency).unwrap();
        used_by_operator.admit(agency).unwrap();
        assert!(seen_by_relay.is_admitted(agency));
        assert!(!seen_by_relay.is_admitted(AgencyId([8; 32])));
        assert_eq!(seen_by_relay.list().unwrap(), vec![agency]);
    }

    #[test]
    fn a_founding_token_is_known_by_its_hash_until_its_time_is_over() {
        let data = tempfile::tempdir().unwrap();
        let folder = AgencyFolder::of(data.path());
        let (token, other) = (Token([7; 32]), Token([8; 32]));
        assert_eq!(folder.founding_until(&token.hash()), None);
        folder.hand_out(&token, UnixMillis(2_000), UnixMillis(1_000)).unwrap();
        assert_eq!(folder.founding_until(&token.hash()), Some(UnixMillis(2_000)));
        for file in fs::read_dir(data.path().join("foundings")).unwrap() {
            let file = file.unwrap();
            assert_ne!(file.file_name().to_str().unwrap(), hex::encode(token.0), "the token itself is not kept");
        }
        folder.hand_out(&other, UnixMillis(9_000), UnixMillis(2_001)).unwrap();
        assert_eq!(folder.founding_until(&token.hash()), None);
        assert_eq!(folder.founding_until(&other.hash()), Some(UnixMillis(9_000)));
    }
}
