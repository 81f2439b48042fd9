//! The desk: locking by itself, hiding, keys, and the passkey.

use super::messages;

messages! {
    /// Locking by itself, hiding, keys.
    Desk {
        heading: "Locking and hiding",
        lock_after: "Lock after this time without a key or a click",
        minutes: ["1 minute", "{n} minutes"],
        lock_after_hint: "What you are writing is kept. You get a warning a minute before (half a minute before, if you choose 1 minute).",
        blank: "Hide what is on the screen while I use another window",
        blank_hint: "It comes back when you return to this window.",
        keys: "Keys",
        key: "Press",
        does: "To",
        key_hide: "Esc, twice",
        does_hide: "hide the screen. The space bar brings it back. After a minute it locks. If you use a screen reader and are in a field, press it three times.",
        key_lock: "Alt and L",
        does_lock: "lock now",
        key_send: "Enter",
        does_send: "send what you have written",
        key_line: "Shift and Enter",
        does_line: "start a new line",
        warning: "Marram locks in {left}. Press a key or click to go on. What you are writing is kept.",
        stay: "Stay unlocked",
        hide: "Hide",
        curtain_title: "Page",
        come_back: "Press the space bar or click to go on",
    }
}
