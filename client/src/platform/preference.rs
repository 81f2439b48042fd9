//! Small things that this browser remembers in the clear: none of them is secret, and nothing breaks when they are gone.

use std::cell::Cell;
use web_sys::Storage;

thread_local! {
    static NOTHING: Cell<bool> = const { Cell::new(false) };
}

/// Remember nothing from now on, or again: others use this computer.
pub(crate) fn remember_nothing(nothing: bool) {
    NOTHING.set(nothing);
}

/// What is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preference {
    /// When to lock, and whether to blank.
    Desk,
    /// That this browser was a device: tells a store that was removed from one that never was.
    WasDevice,
}

impl Preference {
    fn key(self) -> &'static str {
        match self {
            Self::Desk => "marram.desk",
            Self::WasDevice => "marram.was-device",
        }
    }

    /// What was remembered.
    pub(crate) fn get(self) -> Option<String> {
        storage()?.get_item(self.key()).ok()?
    }

    /// Remembers; a browser that lets nothing be remembered goes on without.
    pub(crate) fn set(self, value: &str) {
        if let Some(storage) = storage().filter(|_| !NOTHING.get()) {
            storage.set_item(self.key(), value).unwrap_or_default();
        }
    }

    /// Forgets.
    pub(crate) fn forget(self) {
        if let Some(storage) = storage() {
            storage.remove_item(self.key()).unwrap_or_default();
        }
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
