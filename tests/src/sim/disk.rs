//! A disk that forgets: what was written and not synced is lost, or half lost, when the machine dies.

use super::Dice;
use redb::StorageBackend;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

#[derive(Debug, Default, Clone)]
struct Platter {
    synced: Vec<u8>,
    current: Vec<u8>,
    unsynced: Vec<Change>,
    generation: u64,
    /// How many more writes and syncs there will be before the power fails.
    fuse: Option<usize>,
}

impl Platter {
    /// Counts one write or sync; says whether it still reaches the disk.
    fn has_power(&mut self) -> bool {
        match &mut self.fuse {
            None => true,
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
        }
    }
}

#[derive(Debug, Clone)]
enum Change {
    Length(usize),
    Write { offset: usize, bytes: Vec<u8> },
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Self::Length(length) => to.resize(*length, 0),
            Self::Write { offset, bytes } => {
                let end = offset + bytes.len();
                if to.len() < end {
                    to.resize(end, 0);
                }
                to[*offset..end].copy_from_slice(bytes);
            }
        }
    }
}

/// The disk, from outside the machine.
#[derive(Debug, Clone, Default)]
pub struct Disk(Arc<Mutex<Platter>>);

impl Disk {
    fn platter(&self) -> MutexGuard<'_, Platter> {
        self.0.lock().expect("not poisoned")
    }

    /// A copy as it would be found after a clean stop.
    pub fn copy(&self) -> Self {
        let mut copy = self.platter().clone();
        copy.synced.clone_from(&copy.current);
        copy.unsynced.clear();
        Self(Arc::new(Mutex::new(copy)))
    }

    /// Whether these bytes stand anywhere on it, synced or not.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        let platter = self.platter();
        [&platter.synced, &platter.current].iter().any(|all| all.windows(bytes.len()).any(|window| window == bytes))
    }

    /// The machine dies: of what was not synced, some is there and some is not, in no order. Who had the disk open
    /// writes into the void from now on.
    pub fn crash(&self, dice: &mut Dice) {
        let mut platter = self.platter();
        let mut left = std::mem::take(&mut platter.synced);
        for change in std::mem::take(&mut platter.unsynced) {
            if dice.permille(500) {
                change.apply(&mut left);
            }
        }
        platter.current.clone_from(&left);
        platter.synced = left;
        platter.generation += 1;
        platter.fuse = None;
    }

    /// The power will fail after so many more writes and syncs: in the middle of whatever is written then.
    pub fn fail_after(&self, operations: usize) {
        self.platter().fuse = Some(operations);
    }

    /// Whether the power has failed; [`Self::crash`] is to follow.
    pub fn has_failed(&self) -> bool {
        self.platter().fuse == Some(0)
    }

    /// Opens it for a program that starts now.
    pub fn open(&self) -> OpenDisk {
        OpenDisk { generation: self.platter().generation, disk: self.clone() }
    }
}

/// The disk, as one run of a program has it.
#[derive(Debug)]
pub struct OpenDisk {
    disk: Disk,
    generation: u64,
}

impl OpenDisk {
    fn change(&self, change: Change) {
        let mut platter = self.disk.platter();
        if platter.generation == self.generation {
            change.apply(&mut platter.current);
            if platter.has_power() {
                platter.unsynced.push(change);
            }
        }
    }
}

impl StorageBackend for OpenDisk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.disk.platter().current.len() as u64)
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let platter = self.disk.platter();
        let offset = offset as usize;
        let found = platter.current.get(offset..offset + out.len());
        out.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.change(Change::Length(len as usize));
        Ok(())
    }
    fn sync_data(&self) -> io::Result<()> {
        let mut platter = self.disk.platter();
        if platter.generation == self.generation && platter.has_power() {
            for change in std::mem::take(&mut platter.unsynced) {
                change.apply(&mut platter.synced);
            }
        }
        Ok(())
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.change(Change::Write { offset: offset as usize, bytes: data.to_vec() });
        Ok(())
    }
}
