//! The administrator's pages.

use super::messages;

messages! {
    /// People of the own agency, and the way around.
    Admin {
        link: "Administration",
        heading: "People of {agency}",
        pages: "Administration",
        people: "People",
        invite: "Invite somebody",
        bulk: "Invite from a list",
        partners: "Partner agencies",
        arriving: "The agency's register has not arrived yet. It comes when you are connected.",
        waiting: ["1 change of yours is waiting for the relay.", "{n} changes of yours are waiting for the relay."],
        search: "Find by name or role",
        found: ["1 person", "{n} people"],
        nobody: "Nobody found. Try another spelling.",
        you: "you",
        administrator: "Administrator",
        invited: "Invited. The link can be used until {when}",
        expired: "Invited, and the link's time was over on {when}",
        joined: "Joined on {when}",
        withdrawn: "Invite withdrawn by {by} on {when}",
        left: "Removed by {by} on {when}",
        reason: "Reason: {reason}",
        somebody: "an administrator",
        devices: ["1 device", "{n} devices"],
        look: "Look at {name}",
        back: "Back to people",
    }
}

messages! {
    /// One person.
    Staff {
        gone: "Nobody of this name is in the register any more.",
        devices: "Devices",
        unnamed: "Device without a name",
        this_device: "this device",
        since: "since {when}",
        number: "number {number}",
        remove_device: "Remove this device",
        remove_device_of: "Remove this device: “{device}”",
        withdraw: "Withdraw the invite",
        withdraw_text: "The link opens nothing any more. You can invite the person again.",
        leaver: "Remove {name} from the agency",
        leaver_text: "For somebody who leaves, or must not have access any more. Every device is refused at once, and every room takes the person out by itself.",
        appoint: "Make {name} an administrator",
        appoint_text: "An administrator invites and removes people and endorses partner agencies. Appointing needs the recovery phrase: your browser does not keep it.",
        appoint_button: "Appoint",
        appointed: "The appointment is on its way. It counts when {name} is connected the next time.",
        phrase: "Recovery phrase",
        phrase_hint: "The 24 words from the paper, in order. They are used once and not kept.",
        error_other: "These words are the recovery phrase of another agency",
        remove_heading: "Remove {name} from the agency",
        remove_text: "This cannot be undone. {name} is refused at once, by the relay and by every member of every room, in all agencies. What was read before stays read.",
        remove_administrator: "This is an administrator. Invites that were made and not used yet end too.",
        remove_device_heading: "Remove a device of {name}",
        remove_device_text: "This cannot be undone. The device “{device}” is refused at once. To use Marram on it again, {name} needs a new invite.",
        remove_reason: "Reason",
        remove_reason_hint: "It stands in your agency's register, and members of the rooms read it, in partner agencies too.",
        remove_button: "Remove",
        error_reason: "Enter a reason",
        error_reason_long: "Use at most 200 characters",
    }
}

messages! {
    /// Ending an administrator: whom it takes along.
    Keeping {
        legend: "People whom {name} let in",
        hint: "They stay, unless you tick them. Tick anybody whom you do not know or did not expect: whoever had this administrator's computer could let people in.",
        end_too: "Remove {name} as well",
        ends: "You are about to remove: {names}.",
        device: "the device “{device}” of {name}",
        stay: ["1 person stays.", "{n} people stay."],
    }
}

messages! {
    /// Inviting, one or many.
    Invite {
        heading: "Invite somebody",
        intro: "You get a link to hand over. It makes one device, for one person, once.",
        name: "Name",
        name_hint: "As colleagues and partner agencies know the person, with rank or title if that is used.",
        role: "Role",
        role_hint: "For example “School nurse” or “Duty manager”.",
        valid: "The link can be used for",
        day: "1 day",
        week: "7 days",
        month: "30 days",
        spoken: "Spoken passphrase (optional)",
        spoken_hint: "A few words that you tell the person yourself, by phone or face to face, never together with the link. Without them a copied link is of no use.",
        make: "Make the link",
        links_heading: "Hand over now",
        links_text: "A link is shown only here and only now. Send each to its person alone, by a way that you know reaches them. Whoever opens it first becomes that person in Marram.",
        links_spoken: "If you chose a spoken passphrase, tell it to the person by another way.",
        link_for: "Link for {name}",
        copy: "Copy",
        copy_all: "Copy all, one line each",
        copied: "Copied",
        not_copied: "The browser did not allow copying. Select the text and copy it yourself",
        done: "Done: hide the links",
        waiting: "It appears at the top of this page as soon as the relay has stored the invite.",
        error_name: "Enter a name",
        error_role: "Enter a role",
        error_long: "Use at most 100 characters",
        error_spoken: "Use at least two words and 8 letters, or leave it empty",
        bulk_heading: "Invite people from a list",
        bulk_intro: "One person per line: name, then role, separated by a comma, a semicolon or a tab, as spreadsheets save them (CSV). Nothing is done until every line is right.",
        bulk_file: "Choose a file",
        bulk_text: "Or paste the lines",
        bulk_check: "Check the list",
        bulk_bad: ["1 line cannot be used", "{n} lines cannot be used"],
        bulk_good: ["1 person to invite", "{n} people to invite"],
        bulk_make: "Make the links",
        bulk_empty: "The list is empty",
        bulk_line: "Line {line}: {fault}",
        fault_columns: "it needs 2 columns, and has {got}",
        fault_no_name: "the name is missing",
        fault_no_role: "the role is missing",
        fault_long: "{got} characters are too long, 100 are the most",
        fault_quote: "a quotation mark does not match",
        fault_characters: "it holds characters that cannot be shown",
        fault_twice: "it is the same as line {first}",
        fault_many: "it is one too many: a list has at most 500 people",
    }
}

messages! {
    /// Partner agencies.
    Partners {
        heading: "Partner agencies",
        intro: "Your people can be in rooms with people of agencies that you have endorsed, and find them by name. Each side endorses the other.",
        ours_heading: "Introduce your agency",
        ours_text: "Send this text to the other agency's administrator. It lets its reader see the names and roles of your people, so send it to nobody else.",
        ours_label: "Your agency's introduction",
        fingerprint: "Fingerprint",
        fingerprint_text: "Phone the other administrator on a number that you know, and read these groups to each other. They must be the same on both sides.",
        theirs_heading: "Endorse another agency",
        theirs_label: "The other agency's introduction",
        theirs_hint: "The text that its administrator sent you.",
        look: "Look at it",
        theirs_found: "This is an introduction of",
        compared: "I have compared the fingerprint with the other administrator, on a number or face to face",
        endorse: "Endorse",
        endorsed_now: "{name} is endorsed as soon as the relay has stored it.",
        list_heading: "Endorsed agencies",
        none: "None yet.",
        people: ["1 person listed", "{n} people listed"],
        unread: "Its register has not been read yet",
        error_text: "This is not a whole introduction. Copy all of the text, from its beginning to its end",
        error_own: "This is your own agency's introduction",
        error_known: "This agency is endorsed already",
        error_compared: "Compare the fingerprint first, then tick the box",
    }
}
