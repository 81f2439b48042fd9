//! The store: sealed records in IndexedDB, written all or nothing and durable before the answer.
//!
//! Owns atomicity, durability and the **fence**: each worker that opens the store raises a number in it, and every
//! transaction checks that the number is still its own. A worker that lost the lock without noticing can therefore write
//! nothing over its successor. It knows nothing of what the records hold; they are sealed.

mod fleeting;
mod request;

use fleeting::Fleeting;
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use marram_core::Batch;
use request::{succeeded, transaction_done};
use std::{cell::Cell, rc::Rc};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

/// The data base of the product; tests use others.
pub(crate) const NAME: &str = "marram";
/// Raised when the stores or their keys change; an older Marram then refuses to touch them.
const FORMAT: u32 = 1;
const RECORDS: &str = "records";
const ABOUT: &str = "about";
const LOCK: &str = "lock";
const ATTEMPTS: &str = "attempts";
const PASSKEY: &str = "passkey";
const FENCE: &str = "fence";

/// Why the store did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum StoreError {
    /// The browser has none, or lets this window have none.
    #[error("the browser keeps no data for this window")]
    Unavailable,
    /// A newer Marram wrote it.
    #[error("the store is of a newer format")]
    Newer,
    /// Another worker has opened it since.
    #[error("another worker has opened the store since")]
    Fenced,
    /// There is no room left, on the disk or in what the browser allows.
    #[error("there is no room left")]
    Full,
    /// Reading or writing failed.
    #[error("the browser could not read or write its store")]
    Failed,
}

/// The opened store.
#[derive(Debug)]
pub(crate) struct Store(Place);

/// Where it is.
#[derive(Debug)]
enum Place {
    Database(Fenced),
    Memory(Fleeting),
}

/// On disk, until another worker opens it.
#[derive(Debug)]
struct Fenced {
    database: IdbDatabase,
    fence: f64,
}

/// What is kept beside the records, readable by anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Beside {
    /// The passphrase's lock; where there is none, this browser is no device yet.
    Lock,
    /// The wrong passphrases.
    Attempts,
    /// The passkey's lock.
    Passkey,
}

impl Beside {
    fn key(self) -> JsValue {
        match self {
            Self::Lock => LOCK.into(),
            Self::Attempts => ATTEMPTS.into(),
            Self::Passkey => PASSKEY.into(),
        }
    }
}

/// A sealed record: its opaque key and its bytes.
pub(crate) type Record = (Vec<u8>, Vec<u8>);

impl Store {
    /// One that keeps nothing: it ends with the worker.
    pub(crate) fn fleeting() -> Self {
        Self(Place::Memory(Fleeting::default()))
    }

    /// Opens the store, makes it if there is none, and raises the fence.
    ///
    /// # Errors
    /// `Unavailable`, `Newer`, `Full`, `Failed`.
    pub(crate) async fn open(name: &str) -> Result<Self, StoreError> {
        let database = open_database(name).await?;
        let transaction = begin(&database, "readwrite")?;
        let about = objects(&transaction, ABOUT)?;
        let read = about.get(&FENCE.into()).map_err(failed)?;
        let raised = Rc::new(Cell::new(1.0));
        let raise = {
            let (raised, about, read) = (raised.clone(), about.clone(), read.clone());
            Closure::once(move || {
                raised.set(read.result().ok().and_then(|value| value.as_f64()).unwrap_or(0.0) + 1.0);
                // If this fails, so does the transaction.
                drop(about.put_with_key(&raised.get().into(), &FENCE.into()));
            })
        };
        read.set_onsuccess(Some(raise.as_ref().unchecked_ref()));
        transaction_done(&transaction).await?;
        Ok(Self(Place::Database(Fenced { database, fence: raised.get() })))
    }

    /// What is kept beside the records.
    ///
    /// # Errors
    /// `Failed`.
    pub(crate) async fn beside(&self, what: Beside) -> Result<Option<Vec<u8>>, StoreError> {
        let fenced = match &self.0 {
            Place::Database(fenced) => fenced,
            Place::Memory(memory) => return Ok(memory.beside(what)),
        };
        let transaction = begin(&fenced.database, "readonly")?;
        let read = objects(&transaction, ABOUT)?.get(&what.key()).map_err(failed)?;
        Ok(succeeded(&read).await?.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec()))
    }

    /// Every record.
    ///
    /// # Errors
    /// `Failed`.
    pub(crate) async fn records(&self) -> Result<Vec<Record>, StoreError> {
        let fenced = match &self.0 {
            Place::Database(fenced) => fenced,
            Place::Memory(memory) => return Ok(memory.records()),
        };
        let transaction = begin(&fenced.database, "readonly")?;
        let records = objects(&transaction, RECORDS)?;
        let keys = records.get_all_keys().map_err(failed)?;
        let values = records.get_all().map_err(failed)?;
        let (keys, values) = futures_util::future::join(succeeded(&keys), succeeded(&values)).await;
        let (keys, values) = (Array::from(&keys?), Array::from(&values?));
        let bytes = |value: JsValue| Uint8Array::new(&value).to_vec();
        Ok(keys.iter().zip(values.iter()).map(|(key, value)| (bytes(key), bytes(value))).collect())
    }

    /// Writes a batch, and the lock's bytes where they change, all or nothing; durable when it answers.
    ///
    /// # Errors
    /// `Fenced`, `Full` and `Failed`; nothing was written then.
    pub(crate) async fn write(&self, batch: &Batch, lock: Option<&[u8]>) -> Result<(), StoreError> {
        match &self.0 {
            Place::Database(fenced) => fenced.write(|about, records| put_all(about, records, batch, lock)).await,
            Place::Memory(memory) => {
                memory.write(batch);
                if lock.is_some() {
                    memory.set_beside(Beside::Lock, lock);
                }
                Ok(())
            }
        }
    }

    /// Changes (`Some`) or removes what is kept beside the records; durable when it answers.
    ///
    /// # Errors
    /// `Fenced`, `Full` and `Failed`; nothing was written then.
    pub(crate) async fn set_beside(&self, what: Beside, bytes: Option<&[u8]>) -> Result<(), StoreError> {
        let fenced = match &self.0 {
            Place::Database(fenced) => fenced,
            Place::Memory(memory) => {
                memory.set_beside(what, bytes);
                return Ok(());
            }
        };
        let put = |about: &IdbObjectStore, _: &IdbObjectStore| match bytes {
            Some(bytes) => about.put_with_key(&Uint8Array::from(bytes), &what.key()).map(drop).map_err(failed),
            None => about.delete(&what.key()).map(drop).map_err(failed),
        };
        fenced.write(put).await
    }
}

impl Fenced {
    /// One transaction in which nothing is written once another worker has opened the store.
    async fn write(
        &self,
        put: impl FnOnce(&IdbObjectStore, &IdbObjectStore) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let transaction = begin(&self.database, "readwrite")?;
        let about = objects(&transaction, ABOUT)?;
        let records = objects(&transaction, RECORDS)?;
        let read = about.get(&FENCE.into()).map_err(failed)?;
        let fenced = Rc::new(Cell::new(false));
        let check = {
            let (fenced, transaction, read, own) = (fenced.clone(), transaction.clone(), read.clone(), self.fence);
            Closure::once(move || {
                let found = read.result().ok().and_then(|value| value.as_f64());
                if found != Some(own) {
                    fenced.set(true);
                    transaction.abort().unwrap_or_default();
                }
            })
        };
        read.set_onsuccess(Some(check.as_ref().unchecked_ref()));
        let issued = put(&about, &records);
        if issued.is_err() {
            transaction.abort().unwrap_or_default();
        }
        let done = transaction_done(&transaction).await;
        if fenced.get() { Err(StoreError::Fenced) } else { issued.and(done) }
    }
}

/// Removes everything of a store that this worker has closed. Another open connection is told to close first.
///
/// # Errors
/// `Failed`.
pub(crate) async fn remove(name: &str) -> Result<(), StoreError> {
    let deletion = factory()?.delete_database(name).map_err(failed)?;
    succeeded(&deletion).await.map(drop)
}

impl Drop for Fenced {
    fn drop(&mut self) {
        self.database.close();
    }
}

/// Makes a store one of the next format.
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
pub(super) async fn raise_format(name: &str) -> Result<(), StoreError> {
    let opening = factory()?.open_with_u32(name, FORMAT + 1).map_err(failed)?;
    IdbDatabase::from(succeeded(&opening).await?).close();
    Ok(())
}

fn put_all(
    about: &IdbObjectStore,
    records: &IdbObjectStore,
    batch: &Batch,
    lock: Option<&[u8]>,
) -> Result<(), StoreError> {
    if let Some(lock) = lock {
        about.put_with_key(&Uint8Array::from(lock), &LOCK.into()).map_err(failed)?;
    }
    for (key, value) in &batch.0 {
        let key = Uint8Array::from(key.as_slice());
        match value {
            Some(value) => records.put_with_key(&Uint8Array::from(value.as_slice()), &key),
            None => records.delete(&key),
        }
        .map_err(failed)?;
    }
    Ok(())
}

async fn open_database(name: &str) -> Result<IdbDatabase, StoreError> {
    let opening = factory()?.open_with_u32(name, FORMAT).map_err(|_| StoreError::Unavailable)?;
    let make = {
        let opening = opening.clone();
        Closure::once(move || make_stores(&opening))
    };
    opening.set_onupgradeneeded(Some(make.as_ref().unchecked_ref()));
    let database = match succeeded(&opening).await {
        Ok(database) => database.dyn_into::<IdbDatabase>().map_err(|_| StoreError::Unavailable)?,
        Err(_) if refused_as(&opening, "VersionError") => return Err(StoreError::Newer),
        Err(_) => return Err(StoreError::Unavailable),
    };
    // A tab that removes everything, or a newer version, must not wait for this one.
    let close = {
        let database = database.clone();
        Closure::<dyn Fn()>::new(move || database.close())
    };
    database.set_onversionchange(Some(close.into_js_value().unchecked_ref()));
    Ok(database)
}

fn make_stores(opening: &IdbOpenDbRequest) {
    if let Ok(database) = opening.result().map(IdbDatabase::from) {
        for name in [RECORDS, ABOUT] {
            // A failure makes the opening fail.
            drop(database.create_object_store(name));
        }
    }
}

/// A transaction over both stores, on disk before it says that it is done.
fn begin(database: &IdbDatabase, mode: &str) -> Result<IdbTransaction, StoreError> {
    // web-sys has `durability` only behind a compiler flag.
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into()).map_err(failed)?;
    let begin = Reflect::get(database, &"transaction".into()).map_err(failed)?;
    let begin = begin.dyn_into::<Function>().map_err(failed)?;
    let names = Array::of2(&RECORDS.into(), &ABOUT.into());
    begin.call3(database, &names, &mode.into(), &options).map_err(failed)?.dyn_into().map_err(failed)
}

fn objects(transaction: &IdbTransaction, name: &str) -> Result<IdbObjectStore, StoreError> {
    transaction.object_store(name).map_err(failed)
}

/// Found by name: the global is a window in one place and a worker in the other.
fn factory() -> Result<IdbFactory, StoreError> {
    let found = Reflect::get(&js_sys::global(), &"indexedDB".into()).map_err(|_| StoreError::Unavailable)?;
    found.dyn_into().map_err(|_| StoreError::Unavailable)
}

fn refused_as(request: &IdbRequest, name: &str) -> bool {
    let error = request.error().ok().flatten();
    let found = error.and_then(|error| Reflect::get(&error, &"name".into()).ok());
    found.and_then(|found| found.as_string()).is_some_and(|found| found == name)
}

fn failed<T>(_: T) -> StoreError {
    StoreError::Failed
}
