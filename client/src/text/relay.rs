//! The page "What the relay sees".

use super::messages;

messages! {
    /// The page.
    Relay {
        heading: "What the relay sees",
        intro: "The relay is the server that stores and forwards your entries. They are encrypted in your browser before they leave it, and only the people listed in a room can decrypt them.",
        sees_heading: "It sees",
        sees_address: "the internet address you connect from",
        sees_times: "when you are connected, and when something is sent",
        sees_sizes: "the size of what is sent, rounded up",
        sees_follows: "which rooms, by a random number, your device follows and changes, so that it can guess who talks with whom",
        sees_agency: "which agency your device belongs to, and which of its devices it is, as keys and not as names",
        sees_timers: "when an alert that was prepared in a room falls due, and for which devices, but not what it says",
        not_heading: "It does not see",
        not_words: "what anybody writes, or any title or reason",
        not_names: "anybody's name or role, or the name of an agency",
        not_people: "who a device belongs to, or what a room is about",
        not_keys: "any passphrase, or a key that opens anything: yours never leave this browser",
        limits_heading: "What this does not protect from",
        limits_device: "Somebody who uses your unlocked device, or who has taken it over, reads what you read.",
        limits_people: "People keep what they have read, even when they are removed.",
        limits_code: "This page itself comes from a server. A dishonest one could send a changed page.",
        says_heading: "What this relay says it sees now",
        says_intro: "In the relay's own words, without our explanation. Long numbers are shortened.",
        says_none: "This relay does not publish it.",
        says_awaited: "Asking the relay.",
        says_nothing: "nothing",
    }
}
