//! Which agencies the operator has admitted: one small file each, in a folder that the operator's command writes and a
//! running relay reads when it meets a root.

use marram_protocol::AgencyId;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Says which agencies may use the relay.
pub trait Admissions: Send + Sync {
    /// Whether passes of this root are let in.
    fn is_admitted(&self, agency: AgencyId) -> bool;
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
}

impl AgencyFolder {
    /// The folder below a relay's data folder.
    pub fn of(data: &Path) -> Self {
        Self { folder: data.join("agencies") }
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
}

impl Admissions for AgencyFolder {
    fn is_admitted(&self, agency: AgencyId) -> bool {
        self.file(agency).is_file()
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
}
