//! The list of rooms, and starting one.

use super::messages;

messages! {
    /// The list.
    Rooms {
        heading: "Rooms",
        start: "Start a room",
        filter: "Show",
        open: "Open",
        closed: "Closed and left",
        loading: "Opening your rooms.",
        none_open: "You are in no open room. When somebody adds you to one, it appears here.",
        none_closed: "No room is closed, and you have left none.",
        choose: "Choose a room from the list, or start one.",
        unread: ["1 new", "{n} new"],
        urgent: "Urgent",
        unsent: ["1 not sent yet", "{n} not sent yet"],
        people: ["1 person", "{n} people"],
        agencies: ["1 agency", "{n} agencies"],
        latest: "Latest {when}",
        no_entry: "No entry yet",
        making: "Being made",
        is_closed: "Closed",
        left: "You left",
        removed: "You were removed",
        stuck: "Needs attention",
    }
}

messages! {
    /// Starting a room.
    NewRoom {
        heading: "Start a room",
        title: "Title",
        title_hint: "Everybody in the room sees it. Use a reference rather than a child's name, for example “T-017 strategy discussion”.",
        people: "Who should be in it?",
        start: "Start the room",
        starting: "Starting the room",
        error_title_empty: "Enter a title",
        error_title_long: "The title must have at most {limit} characters",
        error_people: "Choose at least one person",
        error_too_many: "A room can have at most {limit} people",
        history: "Everybody you choose will see who else can read, and everything written from now on.",
    }
}
