//! Where a headless client keeps its records: in memory, or in a folder that survives the program.

use super::system::random_bytes;
use marram_core::Batch;
use marram_core::rest::StoreKey;
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A record: both halves opaque.
pub type Record = (Vec<u8>, Vec<u8>);

/// Sealed records, written all or nothing.
pub trait Store: Send {
    /// The key that seals them. Headless clients have nobody who types a passphrase: it lies beside the records.
    fn key(&self) -> StoreKey;

    /// All records.
    fn records(&self) -> Vec<Record>;

    /// Makes a batch durable.
    ///
    /// # Errors
    /// Those of the file system; what holds then is the last batch that succeeded, or this one.
    fn persist(&mut self, batch: &Batch) -> io::Result<()>;
}

/// Records that last as long as this value.
pub struct Memory {
    key: [u8; 32],
    records: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Memory {
    /// No records yet.
    ///
    /// # Errors
    /// When there is no randomness for a key.
    pub fn new() -> io::Result<Self> {
        Ok(Self { key: random_bytes().map_err(io::Error::other)?, records: BTreeMap::new() })
    }
}

impl Store for Memory {
    fn key(&self) -> StoreKey {
        StoreKey::from_bytes(self.key)
    }
    fn records(&self) -> Vec<Record> {
        self.records.clone().into_iter().collect()
    }
    fn persist(&mut self, batch: &Batch) -> io::Result<()> {
        apply(&mut self.records, batch);
        Ok(())
    }
}

/// Records in a folder. Each batch is a new file, synced, that then takes the old one's name: what is there is always
/// the whole of one batch.
pub struct Folder {
    memory: Memory,
    path: PathBuf,
    /// Held as long as this is: two engines on one store would use each key twice.
    _lock: File,
}

impl Folder {
    /// Opens a folder, or makes it.
    ///
    /// # Errors
    /// Those of the file system; `WouldBlock` when another program has it open; `InvalidData` when its files are damaged.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut folder = DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(path)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.join("lock"))?;
        lock.try_lock().map_err(io::Error::from)?;
        let key = match fs::read(path.join("key")) {
            Ok(key) => key.try_into().map_err(|_| damaged())?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = random_bytes::<32>().map_err(io::Error::other)?;
                replace(path, "key", &key)?;
                key
            }
            Err(error) => return Err(error),
        };
        let records = match fs::read(path.join("records")) {
            Ok(bytes) => read(&bytes).ok_or_else(damaged)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { memory: Memory { key, records }, path: path.to_owned(), _lock: lock })
    }
}

impl Store for Folder {
    fn key(&self) -> StoreKey {
        self.memory.key()
    }
    fn records(&self) -> Vec<Record> {
        self.memory.records()
    }
    fn persist(&mut self, batch: &Batch) -> io::Result<()> {
        apply(&mut self.memory.records, batch);
        replace(&self.path, "records", &written(&self.memory.records))
    }
}

fn apply(records: &mut BTreeMap<Vec<u8>, Vec<u8>>, batch: &Batch) {
    for (key, value) in &batch.0 {
        match value {
            Some(value) => drop(records.insert(key.clone(), value.clone())),
            None => drop(records.remove(key)),
        }
    }
}

/// Puts a file into the place of another, so that one of the two is there whatever happens.
fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let fresh = folder.join(format!("{name}.new"));
    let mut file = File::create(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&fresh, folder.join(name))?;
    // The new name is durable once the folder is.
    File::open(folder)?.sync_all()
}

/// Keys and values in turn, each after its length.
fn written(records: &BTreeMap<Vec<u8>, Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in records.iter().flat_map(|(key, value)| [key, value]) {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

fn read(mut bytes: &[u8]) -> Option<BTreeMap<Vec<u8>, Vec<u8>>> {
    let mut part = || -> Option<Option<Vec<u8>>> {
        if bytes.is_empty() {
            return Some(None);
        }
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        let (part, rest) = rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
        bytes = rest;
        Some(Some(part.to_vec()))
    };
    let mut records = BTreeMap::new();
    while let Some(key) = part()? {
        records.insert(key, part()??);
    }
    Some(records)
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a headless client's store is damaged")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(changes: &[(&str, Option<&str>)]) -> Batch {
        let bytes = |text: &str| text.as_bytes().to_vec();
        Batch(changes.iter().map(|(key, value)| (bytes(key), value.map(bytes))).collect())
    }

    #[test]
    fn what_was_persisted_is_there_when_the_folder_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ruth-kember");
        let mut store = Folder::open(&path).unwrap();
        store.persist(&batch(&[("a", Some("1")), ("b", Some("2")), ("", Some(""))])).unwrap();
        store.persist(&batch(&[("a", None), ("b", Some("3"))])).unwrap();
        let (key, records) = (*store.key().bytes(), store.records());
        drop(store);
        // A program that died while it wrote leaves this behind.
        fs::write(path.join("records.new"), b"half of someth").unwrap();
        let again = Folder::open(&path).unwrap();
        assert_eq!((*again.key().bytes(), again.records()), (key, records));
        assert_eq!(again.records(), [(b"".to_vec(), b"".to_vec()), (b"b".to_vec(), b"3".to_vec())]);
    }

    #[test]
    fn a_folder_is_open_once_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = Folder::open(folder.path()).unwrap();
        assert_eq!(Folder::open(folder.path()).err().unwrap().kind(), io::ErrorKind::WouldBlock);
        drop(first);
        Folder::open(folder.path()).unwrap();
    }

    #[test]
    fn a_damaged_folder_is_not_taken_for_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Folder::open(folder.path()).unwrap();
        store.persist(&batch(&[("key", Some("value"))])).unwrap();
        drop(store);
        let file = folder.path().join("records");
        let whole = fs::read(&file).unwrap();
        for length in 1..whole.len() {
            fs::write(&file, &whole[..length]).unwrap();
            assert_eq!(Folder::open(folder.path()).err().unwrap().kind(), io::ErrorKind::InvalidData, "{length}");
        }
    }
}
