//! What stands before the rooms: starting, joining, unlocking, and why it cannot go on.

use super::messages;

messages! {
    /// Starting, other tabs, and what cannot be mended here.
    Gate {
        starting: "Starting Marram",
        elsewhere_heading: "Marram is open in another tab or window",
        elsewhere_text: "Only one tab at a time can use it, so that nothing is sent twice. Go on in the other tab, or use it here instead. Nothing is lost: what you have written there is kept.",
        use_here: "Use Marram here",
        taken_heading: "Marram was opened in another tab or window",
        taken_text: "This tab has stopped, and the other one goes on. What you had written was kept.",
        no_link_heading: "You need a link to join",
        no_link_text: "Marram is for people whose agency has invited them. Ask your agency's Marram administrator for a link. If you do not know who that is, ask your manager or your IT service desk.",
        no_link_other: "If you used Marram on this computer before and now see this page, this browser has removed what it kept, or you used another browser. Your rooms are still there for the others: ask your administrator for a new link.",
        lost_heading: "This browser has lost what Marram kept",
        lost_text: "This browser was a device of yours, and the browser has deleted its keys and its copies of your rooms. Browsers do that when disk space is short, when a site has not been opened for some time, or when somebody clears the browsing data.",
        lost_safe: "Nothing was sent to anyone, and nobody can read your rooms because of it. What you wrote before is still there for the others. Only what had not been sent yet is gone.",
        lost_next: "This browser can only become a new device: the old keys are not made again. Ask your administrator for a new link, or add this browser from another device of yours, and ask for the lost device to be removed.",
        lost_join: "This browser was a device of yours before, and has lost what it kept. With this link it becomes a new device. Ask your administrator to remove the old one.",
        no_store_heading: "This window lets Marram keep nothing",
        no_store_text: "Marram keeps your keys in the browser, sealed under your passphrase. This window does not allow that. It is probably a private or incognito window, or a setting of your organisation forbids it.",
        no_store_next: "Open your link in an ordinary window of Chrome, Edge or Firefox of the last two years, or of Safari 16.4 or later (iPhone too). If that does not help, show this page to your IT service desk.",
        full_heading: "There is no room left on this computer",
        full_text: "Marram cannot work where it can save nothing: the disk is full, or the browser lets no more be kept. Nothing was deleted, and what was stored before is safe.",
        full_next: "Free some disk space, for example by emptying the bin or removing large downloads, then reload the page. Do not clear the browsing data: that would remove your keys.",
        damaged_heading: "Marram cannot read what it kept in this browser",
        damaged_text: "Something has changed or removed a part of it. Nothing has been deleted by Marram, and nothing is made anew in its place.",
        damaged_next: "Reload the page. If this message stays, tell your administrator: they can send you a new link, and the others in your rooms still have the record.",
        newer_heading: "This page is older than what this browser keeps",
        newer_text: "A newer Marram has been used here, and this older page will not touch what it wrote. Reload the page. If this message stays, tell your administrator.",
        stopped_heading: "Marram has stopped because of a fault",
        stopped_text: "What was sent and stored is safe. Reload the page and unlock again. If it happens again, tell your administrator when it happened and what you were doing.",
        reload: "Reload the page",
        remove_here: "Remove what this browser keeps",
    }
}

messages! {
    /// Joining by link.
    Join {
        heading: "Join Marram",
        whose: "This link is for {name}, {role},",
        not_you: "If that is not you, do not use it, and tell whoever sent it to you.",
        intro: "It makes this browser a device of yours. It works once, on one device.",
        private_window: "Use an ordinary window, not a private or incognito one: a private window forgets everything when you close it.",
        expires: "The link can be used until {when}.",
        passphrase: "Choose a passphrase",
        passphrase_hint: "At least 12 characters. Three or four words that do not belong together are strong and easy to remember. Do not use one that you use elsewhere.",
        passphrase_warning: "Nobody can reset it, not even your administrator. If you forget it you will need a new link.",
        device: "What is this device?",
        device_hint: "So that you and your administrator can tell your devices apart, for example “Duty desk PC, front office”.",
        join: "Join",
        joining: "Joining",
        error_passphrase_empty: "Choose a passphrase",
        error_passphrase_short: "Your passphrase must have at least 12 characters",
        error_device: "Enter a name for this device",
        damaged_heading: "This link is damaged",
        damaged_text: "A part of it is missing or changed, which happens when a mail program breaks it across lines. Copy all of it and open it again, or ask your administrator for a new one.",
        expired_heading: "This link has expired",
        expired_text: "It could be used until {when}. Ask your administrator for a new one. If that date is still to come, check the clock of this computer.",
        not_kept: "The browser could not keep your keys, so this link has not been used. Free some disk space, or use an ordinary window instead of a private one, and join again.",
        used_heading: "This link has been used already",
        used_text: "Each link works once. If you used it yourself on another device or browser, go on there. If you did not, tell your administrator at once: somebody else may have used it.",
        withdrawn_heading: "This link has been withdrawn",
        withdrawn_text: "An administrator of your agency ended it before it was used. If you should have one, ask your administrator for a new link.",
        spoken: "Spoken passphrase",
        spoken_hint: "The words that your administrator told you. They are needed once, besides the link.",
        error_spoken_empty: "Enter the words that your administrator told you",
        error_spoken: "These are not the words that belong to this link. Ask your administrator to say them again; nothing was used up",
        further_heading: "Add this browser to your devices",
        further_whose: "This makes this browser another device of {name}, {role},",
        further_not_you: "If that is not you, close this page: whoever joins with this link reads and writes as that person.",
        further_intro: "It works once.",
        late_text: "Its time was over before this browser reached the relay. Make a new one where you made this one, or ask your administrator.",
        too_many_heading: "Too many devices were added",
        too_many_text: "The device that made this link has added as many others as the relay allows. Remove one there that you no longer use, then make a new link.",
        bad_heading: "The relay did not accept this link",
        bad_text: "It may have been withdrawn, or the clock of this computer may be wrong. Check the clock, then ask your administrator for a new link.",
        not_admitted_heading: "Your agency is not known to this relay",
        not_admitted_text: "The link or the recovery phrase may belong to another address. Check with your administrator that you opened the right one.",
        start_again: "Start again with another link",
        start_again_hint: "This removes the unused keys from this browser. Nothing else is kept here yet.",
        iphone: "iPhone",
        ipad: "iPad",
        android: "Android phone",
        windows: "Windows computer",
        mac: "Mac",
        linux: "Linux computer",
        unknown: "This browser",
    }
}

messages! {
    /// Putting in a link instead of opening it.
    Have {
        label: "I have a link or a code",
        hint: "Paste the whole link, or type the code that your other device shows. On a computer that others use too this is better than opening a link: browsers keep the addresses of opened links, with the names in them.",
        go_on: "Go on",
        fetching: "Fetching the link",
        error_empty: "Paste your link or type your code",
        error_damaged: "This is not a whole link. Copy all of it and paste it again, or ask for a new one",
        error_length: "A code has 16 letters and digits, and this has {n}",
        error_letter: "Character {n} is in no code. Codes have digits and capital letters only, and no U",
        error_group: "Group {n} of the code is mistyped. Look at it again",
        nothing_there: "No link lies under this code. A code works once, for ten minutes: make a new one on your other device",
        too_often: "Too many codes are being tried just now. Wait a minute, then try again",
        code_damaged: "What lies under this code is not a link. Make a new code on your other device",
        no_relay: "There is no connection. Check it, then try again",
    }
}

messages! {
    /// A sitting at a computer that others use too.
    Sitting {
        shared: "Other people use this computer with the same login",
        shared_hint: "Nothing is kept on it then. Closing or reloading this tab ends your work here: what has not been sent is lost, and you need a new link to come back. Leave this empty on a computer or a login of your own.",
        how_long: "How long will you be here?",
        how_long_hint: "After that this computer is none of your devices any more, even if you forget to leave.",
        hours: ["1 hour", "{n} hours"],
        banner: "Shared computer: nothing is kept here. It is your device until {when}.",
        leave: "Leave this computer",
        leave_heading: "Leave this computer?",
        leave_text: "It stops being a device of yours at once: the relay turns it away, and it is taken out of your rooms. Nothing is kept on it. You stay a member of your rooms on your other devices.",
        leave_alone: "If you have no other device, you need a new link from your administrator to read on.",
        leaving: "Leaving",
        reason: "Left the shared computer",
        left_heading: "You have left this computer",
        left_text: "It is no longer a device of yours. The others in your rooms see that it was taken out.",
        untold_text: "There was no connection, so nobody could be told yet. It stops being a device of yours by itself when its time is over. If that must not wait, remove it from another device of yours, or ask your administrator.",
        over_heading: "Your time at this computer is over",
        over_text: "It is no longer a device of yours. What was sent is with the others in your rooms, and on your other devices.",
        nothing_kept: "Nothing of Marram is kept on it. You can close this page.",
        again: "Use Marram here again",
    }
}

messages! {
    /// Unlocking.
    Unlock {
        heading: "Unlock Marram",
        passphrase: "Passphrase",
        show: "Show the passphrase",
        unlock: "Unlock",
        unlocking: "Unlocking",
        error_empty: "Enter your passphrase",
        error_wrong: "That is not the passphrase. Check capital letters and the keyboard's language, and try again",
        not_kept: "Marram was locked because the browser could not save something, mostly because the disk is full. Free some space, then unlock. What was stored before is safe; check the last thing you wrote.",
        has_link: "This browser is already joined, so your link was not used. If it is for somebody else, they need a browser or a computer login of their own. If you were told to join again, remove what this browser keeps first, then open the link again.",
        wait: "Too many passphrases were wrong. You can try again in {left}.",
        wait_over: "You can try again now.",
        forgotten: "I have forgotten my passphrase",
        forgotten_text: "Nobody can reset it: not your administrator, and not whoever runs the relay. What this browser keeps stays closed. Ask your administrator for a new link, or add this browser from another device of yours; then remove what this browser keeps, and join again. It becomes a new device of yours. The others in your rooms still have the record.",
    }
}
