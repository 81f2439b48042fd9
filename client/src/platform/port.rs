//! The port between page and worker: one binary message each way, sent without a copy.

use crate::messages::{FromWorker, ToWorker, decode, encode};
use gloo_events::EventListener;
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker, WorkerOptions, WorkerType};
use zeroize::{Zeroize, Zeroizing};

/// The page's end; dropping it ends the worker.
#[derive(Debug)]
pub(crate) struct WorkerPort {
    worker: Worker,
    _listeners: Vec<EventListener>,
}

impl WorkerPort {
    /// Starts the worker of the engine. `heard` gets every batch, `failed` is called when it stops by a fault. `None` if
    /// the browser does not start it.
    pub(crate) fn start(heard: impl Fn(Vec<FromWorker>) + 'static, failed: impl Fn() + 'static) -> Option<Self> {
        let worker = start_worker("worker.js")?;
        let messages = EventListener::new(&worker, "message", move |event| {
            if let Some(batch) = received(event) {
                heard(batch);
            }
        });
        let errors = EventListener::new(&worker, "error", move |_| failed());
        Some(Self { worker, _listeners: vec![messages, errors] })
    }

    /// Sends to the worker. It listens from its first message on.
    pub(crate) fn send(&self, message: &ToWorker) {
        let (bytes, transfer) = packed(message);
        self.worker.post_message_with_transfer(&bytes, &transfer).unwrap_or_default();
    }
}

impl Drop for WorkerPort {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Starts the worker whose script lies beside the page's own.
pub(super) fn start_worker(script: &str) -> Option<Worker> {
    let folder = Reflect::get(&js_sys::global(), &"marramAssets".into()).ok()?.as_string()?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    Worker::new_with_options(&(folder + script), &options).ok()
}

/// The worker's end.
#[derive(Debug)]
pub(crate) struct PagePort {
    scope: DedicatedWorkerGlobalScope,
    _listener: EventListener,
}

impl PagePort {
    /// Listens to the page. `None` outside a worker.
    pub(crate) fn open(heard: impl Fn(ToWorker) + 'static) -> Option<Self> {
        let scope = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>().ok()?;
        let listener = EventListener::new(&scope, "message", move |event| {
            if let Some(message) = received(event) {
                heard(message);
            }
        });
        Some(Self { scope, _listener: listener })
    }

    /// Sends to the page, all in one message, so that it is drawn once.
    pub(crate) fn send(&self, batch: &[FromWorker]) {
        if batch.is_empty() {
            return;
        }
        let (bytes, transfer) = packed(&batch);
        self.scope.post_message_with_transfer(&bytes, &transfer).unwrap_or_default();
    }
}

fn packed<T: serde::Serialize>(message: &T) -> (JsValue, JsValue) {
    let mut bytes = encode(message);
    let array = Uint8Array::from(bytes.as_slice());
    // It may hold a passphrase; the copy that travels is the browser's.
    bytes.zeroize();
    let transfer = Array::of1(&array.buffer());
    (array.into(), transfer.into())
}

fn received<T: for<'de> serde::Deserialize<'de>>(event: &web_sys::Event) -> Option<T> {
    let data = event.dyn_ref::<MessageEvent>()?.data();
    decode(&Zeroizing::new(data.dyn_into::<Uint8Array>().ok()?.to_vec()))
}
