//! The embedded engine: what survives a restart, what a failing disk leads to, and that nothing is answered before it is
//! durable (R20, R21).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod support;

use marram_protocol::*;
use marram_relay::Terms;
use marram_relay::server::{ServeError, Serving};
use marram_relay::store::{Embedded, Keyspace, Memory, Store as _, StoreError};
use redb::StorageBackend;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use support::bench::Bench;
use support::desk::*;
use support::socket::Serve;
use support::*;

fn wexmoor() -> Agency {
    Agency::new("Wexmoor Constabulary")
}

fn ruth() -> Person {
    person(&wexmoor().staff("Ruth Kember"), 1)
}

/// A disk that counts, fails when told to, and forgets what was not synced.
#[derive(Debug, Clone, Default)]
struct Disk(Arc<DiskState>);

#[derive(Debug, Default)]
struct DiskState {
    current: Mutex<Vec<u8>>,
    synced: Mutex<Vec<u8>>,
    unsynced_writes: AtomicUsize,
    fails: AtomicBool,
    is_full: AtomicBool,
}

impl Disk {
    fn check(&self) -> io::Result<()> {
        if self.0.fails.load(Ordering::SeqCst) { Err(io::Error::other("the disk is broken")) } else { Ok(()) }
    }

    /// Nothing is left: neither to grow the file nor to write what it has no place for yet.
    fn check_space(&self) -> io::Result<()> {
        if self.0.is_full.load(Ordering::SeqCst) { Err(io::ErrorKind::StorageFull.into()) } else { self.check() }
    }

    /// The power goes: everything since the last sync is gone.
    fn lose_power(&self) -> Self {
        let synced = self.0.synced.lock().unwrap().clone();
        let disk = Self::default();
        *disk.0.current.lock().unwrap() = synced.clone();
        *disk.0.synced.lock().unwrap() = synced;
        disk
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.current.lock().unwrap().len() as u64)
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let current = self.0.current.lock().unwrap();
        let from = offset as usize;
        out.copy_from_slice(current.get(from..from + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.check_space()?;
        self.0.current.lock().unwrap().resize(len as usize, 0);
        Ok(())
    }
    fn sync_data(&self) -> io::Result<()> {
        self.check()?;
        self.0.synced.lock().unwrap().clone_from(&self.0.current.lock().unwrap());
        self.0.unsynced_writes.store(0, Ordering::SeqCst);
        Ok(())
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.check_space()?;
        self.0.unsynced_writes.fetch_add(1, Ordering::SeqCst);
        let from = offset as usize;
        self.0.current.lock().unwrap()[from..from + data.len()].copy_from_slice(data);
        Ok(())
    }
}

#[test]
fn what_was_stored_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.redb");
    let open = || Desk::new(Arc::new(Embedded::open(&file).unwrap()));
    let mut desk = open();
    desk.group(&ruth(), "room");
    let first = desk.ask(&ruth(), entry("room", 0, "one", "sealed"));
    let second = desk.ask(&ruth(), commit("room", 0, "two", vec![]));
    let before = desk.store.survey(10).unwrap();
    drop(desk);
    let mut desk = open();
    assert_eq!(desk.store.survey(10).unwrap(), before);
    assert_eq!(desk.ask(&ruth(), entry("room", 0, "one", "sealed")), first);
    assert_eq!(desk.ask(&ruth(), commit("room", 0, "two", vec![])), second);
    assert_eq!(desk.ask(&ruth(), entry("room", 0, "one", "other")), refused(Reason::AppendIdReused));
    assert_eq!(seq(&desk.ask(&ruth().again(2), entry("room", 1, "three", "sealed"))), Some(3));
}

#[test]
fn a_store_in_use_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.redb");
    let _first = Embedded::open(&file).unwrap();
    assert!(matches!(Embedded::open(&file), Err(StoreError::InUse)));
}

#[test]
fn when_a_batch_is_answered_nothing_of_it_is_unsynced() {
    let disk = Disk::default();
    let mut desk = Desk::new(Arc::new(Embedded::open_with_backend(disk.clone()).unwrap()));
    desk.group(&ruth(), "room");
    for n in 0..20 {
        let stored = desk.ask(&ruth(), entry("room", 0, &format!("{n}"), "sealed"));
        assert_eq!((seq(&stored), disk.0.unsynced_writes.load(Ordering::SeqCst)), (Some(n + 1), 0));
    }
}

#[test]
fn what_was_answered_stored_survives_the_loss_of_power() {
    let disk = Disk::default();
    let store = Arc::new(Embedded::open_with_backend(disk.clone()).unwrap());
    let mut bench = Bench::over(store, &[&wexmoor()], Terms::default());
    let connection = bench.enter(&wexmoor().staff("Ruth Kember"));
    let create = ClientFrame::Create {
        request: RequestId(1),
        log: log("room"),
        kind: marram_protocol::frame::client::LogKind::Group,
        tokens: epoch_tokens("room", 0),
    };
    bench.ask(connection, create);
    let mut receipts = Vec::new();
    for n in 0..10 {
        let frame = ClientFrame::Append {
            request: RequestId(1),
            log: log("room"),
            append: append(&format!("{n}")),
            epoch: Epoch(0),
            token: epoch_token("room", 0, "append"),
            payload: payload("sealed"),
        };
        let RelayFrame::Stored { receipt, .. } = bench.ask(connection, frame) else { panic!("not stored") };
        receipts.push(receipt);
    }
    let after = Embedded::open_with_backend(disk.lose_power()).unwrap();
    let newest = receipts.last().unwrap();
    let window = after.window(log("room"), &epoch_tokens("room", 0).read, newest.seq).unwrap().unwrap();
    assert_eq!((window.newest, window.head), (Seq(10), newest.head));
}

#[test]
fn a_batch_that_cannot_be_stored_is_refused_whole_and_nothing_overtakes_it() {
    let disk = Disk::default();
    let store = Arc::new(Embedded::open_with_backend(disk.clone()).unwrap());
    let mut desk = Desk::new(store);
    desk.group(&ruth(), "room");
    desk.ask(&ruth(), entry("room", 0, "one", "sealed"));
    disk.0.fails.store(true, Ordering::SeqCst);
    let batch = [ruth().wants(entry("room", 0, "two", "sealed"))];
    assert!(desk.store.apply(&mut desk.gate, desk.now, &batch).is_err());
    // On a disk that is well again, what the client had sent behind it is not stored before it.
    disk.0.fails.store(false, Ordering::SeqCst);
    desk.store = Arc::new(Embedded::open_with_backend(disk.lose_power()).unwrap());
    assert_eq!(desk.ask(&ruth(), entry("room", 0, "three", "sealed")), refused(Reason::PipelineStopped));
    assert_eq!(seq(&desk.ask(&ruth().again(2), entry("room", 0, "two", "sealed"))), Some(2));
}

#[tokio::test]
async fn a_relay_whose_disk_fails_acknowledges_nothing_and_stops_plainly() {
    let disk = Disk::default();
    let store = Arc::new(Embedded::open_with_backend(disk.clone()).unwrap());
    let relay = Serve::new(store, &[wexmoor().id()], Terms::default(), Serving::default()).await;
    let mut client = relay.enter(&wexmoor().staff("Ruth Kember")).await;
    disk.0.fails.store(true, Ordering::SeqCst);
    let create = ClientFrame::Create {
        request: RequestId(1),
        log: log("room"),
        kind: marram_protocol::frame::client::LogKind::Group,
        tokens: epoch_tokens("room", 0),
    };
    let not_stored = RelayFrame::Refused { request: RequestId(1), refusal: Reason::NotStored.into() };
    assert_eq!(client.ask(create).await, not_stored);
    assert_eq!(client.farewell_reason().await, Reason::Stopping);
    assert!(matches!(relay.ended().await, Err(ServeError::Store(_))));
}

#[tokio::test]
async fn a_relay_whose_disk_is_full_says_that_nothing_was_stored_and_goes_on_when_there_is_room() {
    let disk = Disk::default();
    let create = |name: &str| ClientFrame::Create {
        request: RequestId(1),
        log: log(name),
        kind: marram_protocol::frame::client::LogKind::Group,
        tokens: epoch_tokens(name, 0),
    };
    let serve = async |disk: &Disk| {
        let store = Arc::new(Embedded::open_with_backend(disk.clone()).unwrap());
        Serve::new(store, &[wexmoor().id()], Terms::default(), Serving::default()).await
    };
    let relay = serve(&disk).await;
    let mut client = relay.enter(&wexmoor().staff("Ruth Kember")).await;
    let done = RelayFrame::Done { request: RequestId(1), value: 0 };
    assert_eq!(client.ask(create("before")).await, done);
    disk.0.is_full.store(true, Ordering::SeqCst);
    let not_stored = RelayFrame::Refused { request: RequestId(1), refusal: Reason::NotStored.into() };
    assert_eq!(client.ask(create("too much")).await, not_stored);
    assert_eq!(client.farewell_reason().await, Reason::Stopping);
    let Err(ServeError::Store(error)) = relay.ended().await else { panic!("it went on") };
    assert!(matches!(&error, StoreError::Engine(engine) if engine.to_string().contains("no storage space")), "{error}");
    let disk = disk.lose_power();
    let relay = serve(&disk).await;
    let mut client = relay.enter(&wexmoor().staff("Ruth Kember")).await;
    assert_eq!(client.ask(create("before")).await, done, "what was answered is there");
    assert_eq!(client.ask(create("too much")).await, done, "and the same again is taken");
}

/// A store that can be made unreadable.
#[derive(Debug, Default)]
struct Fading {
    rows: Memory,
    is_gone: AtomicBool,
}

impl Keyspace for Fading {
    type Snapshot<'a> = <Memory as Keyspace>::Snapshot<'a>;
    type Transaction<'a> = <Memory as Keyspace>::Transaction<'a>;

    fn read<T>(&self, work: impl FnOnce(&Self::Snapshot<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.is_gone.load(Ordering::SeqCst) {
            return Err(io::Error::other("the disk is broken").into());
        }
        self.rows.read(work)
    }
    fn write<T>(
        &self,
        work: impl FnOnce(&mut Self::Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.rows.write(work)
    }
}

#[tokio::test]
async fn a_relay_whose_store_cannot_be_read_stops_plainly() {
    let store = Arc::new(Fading::default());
    let relay = Serve::new(store.clone(), &[wexmoor().id()], Terms::default(), Serving::default()).await;
    let mut client = relay.enter(&wexmoor().staff("Ruth Kember")).await;
    store.is_gone.store(true, Ordering::SeqCst);
    client.send(ClientFrame::GetBlob { request: RequestId(1), blob: blob("welcome") }).await;
    assert_eq!(client.farewell_reason().await, Reason::Stopping);
    assert!(matches!(relay.ended().await, Err(ServeError::Store(_))));
}
