//! Everything that is the browser's: clock, randomness, lock, store, socket, worker, page.
//!
//! Each file is one thin door; decisions are made elsewhere. The code compiles natively too, so that the rest can be
//! tested there, but only a browser can run it.

pub(crate) mod address;
pub(crate) mod camera;
pub(crate) mod clipboard;
pub(crate) mod clock;
pub(crate) mod curtain;
pub(crate) mod document;
pub(crate) mod entry;
pub(crate) mod keep;
pub(crate) mod keys;
mod memory;
pub(crate) mod passkey;
pub(crate) mod port;
pub(crate) mod preference;
pub(crate) mod random;
pub(crate) mod relay_page;
pub(crate) mod scanner;
pub(crate) mod socket;
pub(crate) mod store;
pub(crate) mod tab_lock;
pub(crate) mod watch;

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod browser_tests;
