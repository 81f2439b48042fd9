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
        compare: "Compare keys",
        compare_whom: "Compare keys with {name}",
        compared: "You compared keys on {at}",
        compared_changed: "Their keys have changed since you compared them.",
        changed_named: "The keys of {name} have changed since you compared them.",
        changed_waits: "What you write here waits until you have compared them again, or decided to rely on your agencies’ word.",
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
    /// Comparing keys with somebody.
    Compare {
        heading: "Compare keys with {name}",
        why: "Your agencies vouch for each other’s people. If you want to be sure that nobody has put themselves between you, compare these numbers as well.",
        how: "Ask {name} to open this room, find your name under “Who can read this”, and choose “Compare keys”. Sit side by side, or phone on a number that you know, and read the numbers to each other.",
        number: "Your number with {name}",
        coming: "Working out the number.",
        same: "They are the same",
        differ: "They are not the same",
        done: "You compared keys on {at}, and they were the same.",
        changed: "The keys have changed since you compared them. {name} may simply have another device. What you write in rooms with {name} waits until you compare again, or decide to rely on your agencies’ word.",
        trust: "Rely on the agencies’ word",
        differ_heading: "Write nothing sensitive to {name}",
        differ_text: "Phone {name} on a number that you know, and tell your administrator: one of you may be seeing somebody else’s keys. A device that {name} has just added can be another reason; wait a minute while connected, then compare once more.",
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
