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

messages! {
    /// Unlocking with a passkey.
    Passkey {
        heading: "Unlock with a passkey",
        about: "A passkey unlocks Marram with your fingerprint, your face, or the PIN of this computer. Your passphrase always works too.",
        unsupported: "This browser cannot unlock Marram with a passkey. Your passphrase works as before.",
        has: "This browser unlocks Marram with a passkey, or with your passphrase.",
        add: "Set up a passkey",
        adding: "Setting up the passkey",
        added: "The passkey is set up. You can unlock with it from now on.",
        remove: "Stop using the passkey",
        remove_hint: "It no longer unlocks Marram. You can delete it from your computer's or phone's passkeys as well.",
        removed: "The passkey no longer unlocks Marram here.",
        passphrase: "Your passphrase",
        passphrase_hint: "So that nobody else can set up a passkey while you are away from your desk.",
        error_not_kept: "The browser could not save it. Free some disk space and try again",
        error_not_made: "No passkey was set up: the request was cancelled, or it took too long. Try again, or go on with your passphrase",
        error_cannot: "This passkey cannot unlock Marram: it lacks what Marram needs. Choose another one, such as the one of this computer",
        unlock: "Unlock with your passkey",
        or: "Or use your passphrase:",
        error_wrong: "That passkey does not unlock Marram here. Use your passphrase.",
        error_not_used: "The passkey was not used: the request was cancelled, or it took too long. Try again, or use your passphrase.",
    }
}
