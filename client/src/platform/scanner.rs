//! The worker that reads square codes (`client/scanner`): started for who scans one, ended with the last picture.

use super::port;
use gloo_events::EventListener;
use js_sys::Array;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{ImageData, MessageEvent, Worker};

/// The worker; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Scanner {
    worker: Worker,
    free: Rc<Cell<bool>>,
    _listeners: [EventListener; 2],
}

impl Scanner {
    /// Starts it. `read` gets the texts of the codes in each picture, `failed` is called when it stops by a fault. `None` if
    /// the browser does not start it.
    pub(crate) fn start(read: impl Fn(Vec<String>) + 'static, failed: impl Fn() + 'static) -> Option<Self> {
        let worker = port::start_worker("scanner-worker.js")?;
        let free = Rc::new(Cell::new(false));
        let now_free = free.clone();
        let messages = EventListener::new(&worker, "message", move |event| {
            now_free.set(true);
            // Its first message says only that it is there.
            let texts = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().dyn_into::<Array>().ok());
            if let Some(texts) = texts {
                read(texts.iter().filter_map(|text| text.as_string()).collect());
            }
        });
        let errors = EventListener::new(&worker, "error", move |_| failed());
        Some(Self { worker, free, _listeners: [messages, errors] })
    }

    /// Whether it waits for a picture.
    pub(crate) fn is_free(&self) -> bool {
        self.free.get()
    }

    /// Gives it a picture.
    pub(crate) fn look(&self, picture: &ImageData) {
        self.free.set(false);
        self.worker.post_message(picture).unwrap_or_default();
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
