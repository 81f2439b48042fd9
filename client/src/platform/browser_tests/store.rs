use crate::platform::random;
use crate::platform::store::{Beside, Store, StoreError, remove};
use marram_core::Batch;
use wasm_bindgen_test::wasm_bindgen_test;

/// A store of its own for each test: the browser keeps them until it ends.
fn fresh(test: &str) -> String {
    format!("{test} {:?}", random::bytes::<8>().unwrap())
}

fn batch(writes: &[(u8, Option<u8>)]) -> Batch {
    Batch(writes.iter().map(|&(key, value)| (vec![key, key], value.map(|value| vec![value]))).collect())
}

#[wasm_bindgen_test]
async fn what_was_written_is_there_when_the_store_is_opened_again() {
    let name = fresh("again");
    let store = Store::open(&name).await.unwrap();
    assert_eq!((store.beside(Beside::Lock).await.unwrap(), store.records().await.unwrap()), (None, vec![]));
    store.write(&batch(&[(2, Some(20)), (1, Some(10)), (3, Some(30))]), Some(b"lock")).await.unwrap();
    store.write(&batch(&[(1, Some(11)), (3, None)]), None).await.unwrap();
    drop(store);
    let store = Store::open(&name).await.unwrap();
    assert_eq!(store.beside(Beside::Lock).await.unwrap().as_deref(), Some(&b"lock"[..]));
    assert_eq!(store.records().await.unwrap(), [(vec![1, 1], vec![11]), (vec![2, 2], vec![20])]);
}

#[wasm_bindgen_test]
async fn a_worker_that_was_taken_over_writes_nothing_not_even_a_part() {
    let name = fresh("fence");
    let sleeping = Store::open(&name).await.unwrap();
    sleeping.write(&batch(&[(1, Some(1))]), Some(b"lock")).await.unwrap();
    let successor = Store::open(&name).await.unwrap();
    let late = sleeping.write(&batch(&[(1, None), (2, Some(2))]), Some(b"other")).await;
    assert_eq!(late, Err(StoreError::Fenced));
    assert_eq!(successor.records().await.unwrap(), [(vec![1, 1], vec![1])]);
    assert_eq!(successor.beside(Beside::Lock).await.unwrap().as_deref(), Some(&b"lock"[..]));
    successor.write(&batch(&[(2, Some(3))]), None).await.unwrap();
    assert_eq!(successor.records().await.unwrap().len(), 2);
}

#[wasm_bindgen_test]
async fn two_writes_at_the_same_moment_are_told_apart_by_the_fence_and_not_by_luck() {
    let name = fresh("race");
    let old = Store::open(&name).await.unwrap();
    let (opened, written) =
        futures_util::future::join(Store::open(&name), async { old.write(&batch(&[(1, Some(1))]), None).await }).await;
    let records = opened.unwrap().records().await.unwrap();
    assert_eq!(written.is_ok(), !records.is_empty(), "{written:?}");
}

#[wasm_bindgen_test]
async fn removal_leaves_nothing_and_does_not_wait_for_a_forgotten_tab() {
    let name = fresh("removal");
    let forgotten = Store::open(&name).await.unwrap();
    let store = Store::open(&name).await.unwrap();
    store.write(&batch(&[(1, Some(1))]), Some(b"lock")).await.unwrap();
    drop(store);
    remove(&name).await.unwrap();
    assert_eq!(forgotten.write(&batch(&[(1, Some(1))]), None).await, Err(StoreError::Failed));
    let store = Store::open(&name).await.unwrap();
    assert_eq!((store.beside(Beside::Lock).await.unwrap(), store.records().await.unwrap()), (None, vec![]));
}

#[wasm_bindgen_test]
async fn a_store_of_a_newer_version_is_left_alone() {
    let name = fresh("newer");
    drop(Store::open(&name).await.unwrap());
    crate::platform::store::raise_format(&name).await.unwrap();
    assert_eq!(Store::open(&name).await.unwrap_err(), StoreError::Newer);
}

#[wasm_bindgen_test]
async fn ten_thousand_records_are_read_in_order() {
    let store = Store::open(&fresh("many")).await.unwrap();
    let record = |n: u32| (n.to_be_bytes().to_vec(), Some(vec![n as u8; 300]));
    for part in 0..10 {
        store.write(&Batch((part * 1_000..(part + 1) * 1_000).map(record).collect()), None).await.unwrap();
    }
    let records = store.records().await.unwrap();
    assert_eq!(records.len(), 10_000);
    assert!(records.iter().zip(0u32..).all(|((key, value), n)| *key == n.to_be_bytes() && value.len() == 300));
}

#[wasm_bindgen_test]
async fn what_is_kept_beside_the_records_changes_alone_and_only_by_the_worker_that_has_the_store() {
    let name = fresh("beside");
    let store = Store::open(&name).await.unwrap();
    store.write(&batch(&[(1, Some(1))]), Some(b"lock")).await.unwrap();
    store.set_beside(Beside::Attempts, Some(b"four")).await.unwrap();
    store.set_beside(Beside::Passkey, Some(b"second lock")).await.unwrap();
    store.set_beside(Beside::Passkey, None).await.unwrap();
    let successor = Store::open(&name).await.unwrap();
    assert_eq!(store.set_beside(Beside::Attempts, None).await, Err(StoreError::Fenced));
    assert_eq!(successor.beside(Beside::Attempts).await.unwrap().as_deref(), Some(&b"four"[..]));
    assert_eq!(successor.beside(Beside::Passkey).await.unwrap(), None);
    assert_eq!(successor.beside(Beside::Lock).await.unwrap().as_deref(), Some(&b"lock"[..]));
    assert_eq!(successor.records().await.unwrap().len(), 1);
}
