//! Founding an agency, and recovering one.

use super::messages;

messages! {
    /// Founding by the operator's link.
    Found {
        heading: "Found an agency",
        intro: "This link lets one agency be founded on this relay, once. This browser becomes its first administrator's device.",
        agency: "Name of the agency",
        agency_hint: "As its staff and its partners know it, for example “Exampleshire Council”. It cannot be changed later.",
        sector: "What kind of agency is it?",
        name: "Your name",
        role: "Your role",
        role_value: "Administrator",
        next: "Next: the recovery phrase",
        phrase_heading: "Write down the recovery phrase",
        phrase_text: "These 24 words are your agency's master key. With them, an administrator who has lost every device comes back, and a second administrator is appointed. Marram keeps no copy, and shows them only now.",
        phrase_keep: "Write them on paper, in order, and keep the paper where your agency keeps its seals and deeds. Do not photograph them, and do not put them into a file or a mail. Whoever has them is your agency.",
        print: "Print the words",
        written: "I have written them down",
        check_heading: "Check the recovery phrase",
        check_text: "So that nothing was misread, type these three words from your paper.",
        word: "Word {n}",
        back: "Show the words again",
        found: "Found the agency",
        founding: "Founding the agency",
        error_agency: "Enter the agency's name",
        error_name: "Enter your name",
        error_role: "Enter your role",
        error_long: "Use at most 100 characters",
        error_word: "That is not word {n}. Look at your paper again, or show the words again",
        used_heading: "This founding link has been used already",
        used_text: "Each founding link founds one agency. If that was you, go on in the browser in which you did it. If it was not, tell the operator of the relay at once.",
        unknown_heading: "This founding link cannot be used",
        unknown_text: "Its time may be over, or it belongs to another relay. Ask the operator of the relay for a new one.",
    }
}

messages! {
    /// Recovering by the phrase.
    Recover {
        heading: "Recover an agency with its recovery phrase",
        open: "I am an administrator who lost my device, and I have the recovery phrase",
        intro: "This is for an administrator who has lost every device. It makes this browser a new administrator's device of the agency. Your rooms are not recovered by it: members add you again.",
        phrase: "Recovery phrase",
        phrase_hint: "The 24 words from the paper, in order, with spaces between them.",
        name: "Your name",
        name_hint: "As it stands in the agency's list, so that you are known as the same person.",
        role: "Your role",
        role_value: "Administrator",
        recover: "Recover the agency",
        recovering: "Recovering the agency",
        error_count: "A recovery phrase has 24 words, and these are {got}",
        error_word: "Word {place} is in no recovery phrase. Look at its spelling",
        error_together: "These words do not belong together. One of them was misread, or their order changed",
    }
}
