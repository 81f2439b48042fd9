//! What stands around every view: the bar, the connection, the emergency line.

use super::messages;

messages! {
    /// Bar, connection, common buttons.
    Shell {
        name: "Marram",
        title: "Marram",
        title_new: "Marram - new work",
        skip: "Skip to main content",
        navigation: "Marram",
        rooms: "Rooms",
        settings: "Settings",
        relay: "What the relay sees",
        lock: "Lock now",
        emergency: "Not for emergencies: in danger, phone 999. If it cannot wait, phone the duty team.",
        offline: "Not connected. What you write is kept here and sent when the connection is back.",
        connecting: "Connecting.",
        online: "Connected.",
        catching_up: ["Connected. 1 room is catching up.", "Connected. {n} rooms are catching up."],
        refused: "The relay did not let this device in.",
        distrusted: "The relay contradicts itself. Do not rely on it: tell your administrator.",
        try_now: "Try now",
        back_to_rooms: "Back to rooms",
        cancel: "Cancel",
        dismiss: "Hide this message",
        notices: "Messages from Marram",
        there_is_a_problem: "There is a problem",
        error: "Error:",
        announced_new: "New from {name}: {text}",
        announced_elsewhere: "There is new work in another room.",
    }
}
