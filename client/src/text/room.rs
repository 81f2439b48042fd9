//! An opened room: its timeline, its composer, and what can be changed.

use super::messages;

messages! {
    /// Around the timeline.
    Room {
        timeline: "Entries of this room",
        loading: "Opening the room.",
        empty: "Nothing has been written here yet.",
        row_loading: "Loading this entry.",
        new_since: "New since you left",
        new_below: ["1 new entry below", "{n} new entries below"],
        to_end: "Go to the latest entry",
        who_can_read: ["Who can read this (1)", "Who can read this ({n})"],
        back_to_room: "Back to the room",
        actions: "Change this room",
        rename: "Rename",
        close: "Close the room",
        reopen: "Open it again",
        leave: "Leave the room",
        print: "Print",
        preparing_print: "Collecting all entries for printing.",
        printed_from: "Printed from Marram on {when}. Not a certified export.",
        phase_making: "This room is being made. You can write already; it is sent as soon as the room is there.",
        phase_closed: "This room is closed. It can be read, and any member can open it again.",
        phase_left: "You have left this room. What you could read stays here; nothing new arrives.",
        phase_removed: "You were removed from this room. What you could read up to then stays here; nothing new arrives.",
        joining: "Being added: {names}.",
        someone: "someone whose name is not known here",
    }
}

messages! {
    /// A row of the timeline.
    Entry {
        urgent: "Urgent",
        you: "you",
        answers: "In answer to {name}:",
        answers_unknown: "In answer to an entry that is not here.",
        answer: "Answer",
        answer_to: "Answer the entry of {name}",
        created: "started the room “{title}”",
        added: "added {people}",
        joined: "joined. They cannot read what was written before they were added.",
        removed: "removed {person}. Reason: {reason}",
        left: "left the room",
        departed: "took out {name}, who is no longer with {agency}: removed by {by}.",
        departed_owner: "took out a device of {name}, {agency}, who ended it.",
        departed_over: "took out a device of {name}, {agency}, at a shared computer: its time was over.",
        departed_reason: "Reason: {reason}",
        departed_by: "its administrator {name}",
        departed_by_somebody: "one of its administrators",
        departed_self: "Marram did this by itself.",
        renamed: "changed the title to “{title}”",
        closed: "closed the room. Reason: {reason}",
        reopened: "opened the room again",
        readded: "was added again, because a device of theirs had lost its place",
        succeeded: "had the room go on after entry {after}: the change that followed could not be processed. Everything up to there stands.",
        succeeded_without: "had the room go on after entry {after}, without {name}: the change that {name} made then breaks the room’s rules. Everything up to there stands.",
        devices_added: "let another device of {people} into the room",
        begins: "This device reads the room from here on. What was said before is on your other devices.",
        unknown: "wrote an entry of a kind that this version does not know. It is kept. Reload the page to get the newest version.",
        not_sent: "Not sent yet",
        stored: "Stored",
        delivered: "Delivered to {to} of {of}",
        delivered_all: ["Delivered", "Delivered to all {n}"],
    }
}

messages! {
    /// Writing.
    Compose {
        label: "Write to everybody in this room",
        hint_keys: "Enter sends, Shift+Enter makes a new line.",
        urgent: "Mark as urgent",
        urgent_hint: "An urgent mark is no phone call: phone as well.",
        send: "Send",
        answering: "Answering {name}: {excerpt}",
        stop_answering: "Do not answer",
        left: ["1 character left", "{n} characters left"],
        over: ["1 character too many", "{n} characters too many"],
        error_empty: "Write something first",
        error_long: "Shorten the entry by {n} characters, or send it in two",
    }
}

messages! {
    /// Changing a room.
    Change {
        rename_heading: "Rename the room",
        rename_title: "New title",
        rename_hint: "Everybody in the room sees it and that you changed it. Use a reference rather than a child's name.",
        rename_button: "Rename",
        close_heading: "Close the room",
        close_text: "Nobody can write in a closed room, everybody can still read it, and any member can open it again. Nothing is deleted.",
        close_reason: "Why is it closed?",
        close_reason_hint: "Members read this in the room.",
        close_button: "Close the room",
        leave_heading: "Leave the room",
        leave_text: "You will get nothing more from “{title}”. What you have read stays on this device. To come back, a member must add you again, and you will not see what is written meanwhile.",
        leave_button: "Leave the room",
        remove_heading: "Remove {name}",
        remove_text: "{name} will get nothing that is written after the removal. What they could read until then stays with them. The others see that you removed them, and why.",
        remove_reason: "Why are they removed?",
        remove_reason_hint: "Everybody in the room reads this, {name} too.",
        remove_button: "Remove {name}",
        add_heading: "Add people",
        add_text: "They will see who else can read, and everything written from then on. They will not see what was written before.",
        add_button: "Add",
        error_reason: "Enter a reason",
        error_reason_long: "The reason must have at most {limit} characters",
        error_title: "Enter a title",
        error_title_long: "The title must have at most {limit} characters",
        error_people: "Choose at least one person",
        error_too_many: "A room can have at most {limit} people",
    }
}
