//! Duty desks: who is on duty, and defining them.

use super::messages;

messages! {
    /// The page, and the administrator's.
    Duty {
        link: "Duty desks",
        on: "On duty: {desk}",
        heading: "Duty desks",
        explain: "Work is sent to a desk, not to a name: whoever is on duty there gets it. When nobody accepts it in time, the deputies are told.",
        none: "There are no duty desks yet. An administrator defines them.",
        on_duty: "On duty: {names}",
        since: "{name}, since {when}",
        nobody: "Nobody is on duty. What is sent goes to everybody of the desk.",
        deputies: "Deputies: {names}",
        waiting: "On its way.",
        go_on: "Go on duty",
        go_off: "Go off duty",
        define_link: "Duty desks",
        define_heading: "Define a duty desk",
        define_text: "Your agency and its partners can send work to it. Who is on duty says so themselves.",
        name: "What is it called?",
        name_hint: "For example: Front door, or Online abuse desk.",
        people: "Who may be on duty there?",
        choose_deputies: "Who are its deputies?",
        deputies_hint: "They are told of what nobody has accepted in time, even if every computer of the desk is off.",
        next: "Next",
        define: "Define the desk",
        close: "Close this desk",
        close_whom: "Close the desk {name}",
    }
}
