//! Waiting for IndexedDB: its requests and transactions as futures. Nothing else may be awaited inside a transaction.

use super::StoreError;
use futures_channel::oneshot;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{IdbRequest, IdbTransaction};

type Answer = Rc<Cell<Option<oneshot::Sender<bool>>>>;

/// The request's result.
pub(super) async fn succeeded(request: &IdbRequest) -> Result<JsValue, StoreError> {
    let (answer, answered) = oneshot::channel();
    let answer: Answer = Rc::new(Cell::new(Some(answer)));
    let (success, failure) = (told(&answer, true), told(&answer, false));
    request.set_onsuccess(Some(success.as_ref().unchecked_ref()));
    request.set_onerror(Some(failure.as_ref().unchecked_ref()));
    let answered = answered.await;
    request.set_onsuccess(None);
    request.set_onerror(None);
    match answered {
        Ok(true) => request.result().map_err(|_| StoreError::Failed),
        _ => Err(StoreError::Failed),
    }
}

/// The transaction is on disk.
pub(super) async fn transaction_done(transaction: &IdbTransaction) -> Result<(), StoreError> {
    let (answer, answered) = oneshot::channel();
    let answer: Answer = Rc::new(Cell::new(Some(answer)));
    // A failed request aborts its transaction, so `abort` is every failure.
    let (complete, abort) = (told(&answer, true), told(&answer, false));
    transaction.set_oncomplete(Some(complete.as_ref().unchecked_ref()));
    transaction.set_onabort(Some(abort.as_ref().unchecked_ref()));
    let answered = answered.await;
    transaction.set_oncomplete(None);
    transaction.set_onabort(None);
    match answered {
        Ok(true) => Ok(()),
        _ if transaction.error().is_some_and(|error| error.name() == "QuotaExceededError") => Err(StoreError::Full),
        _ => Err(StoreError::Failed),
    }
}

fn told(answer: &Answer, value: bool) -> Closure<dyn FnMut()> {
    let answer = answer.clone();
    Closure::new(move || {
        if let Some(answer) = answer.take() {
            // Nobody waits any more when the driver has gone.
            answer.send(value).unwrap_or_default();
        }
    })
}
