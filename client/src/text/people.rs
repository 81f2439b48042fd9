//! People: who can read a room, and choosing them.

use super::messages;

messages! {
    /// The panel.
    People {
        heading: "Who can read this",
        explain: "Everyone who can read this room is listed here. The relay that forwards it cannot.",
        gone: "You are no longer in this room, so this device does not know who can read it now.",
        you: "you",
        vouched_own: "Your agency vouches for them",
        vouched_endorsed: "Their agency vouches for them, and yours for their agency",
        vouched_unknown: "Nobody you know vouches for them. Phone their agency on a number you know before you write anything sensitive.",
        devices: ["1 device", "{n} devices"],
        remove: "Remove",
        remove_whom: "Remove {name}",
        add: "Add people",
        joining: "Being added",
        unnamed: "Name not known here",
        agency_unnamed: "Agency not named here",
        police: "Police",
        childrens_services: "Children's services",
        health: "Health",
        education: "Education",
        national: "National body",
        other: "Other agency",
    }
}

messages! {
    /// Choosing people.
    Picker {
        search: "Search by name or role",
        agency: "Agency",
        all_agencies: "All agencies",
        chosen: ["1 person chosen", "{n} people chosen"],
        chosen_none: "Nobody chosen yet",
        found: ["1 person found", "{n} people found"],
        more: ["1 more person is not shown. Type more of the name.", "{n} more people are not shown. Type more of the name."],
        not_joined: "Has not joined Marram yet, so cannot be added. Ask them to open their link.",
        nobody: "Nobody found. Try another spelling, or ask your administrator whether the person's agency is one that yours works with.",
        empty: "The directory has not arrived yet. It comes when you are connected.",
    }
}
