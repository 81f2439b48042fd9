//! Settings: this device, the passphrase, signing out.

use super::messages;

messages! {
    /// The page.
    Settings {
        heading: "Settings",
        you: "You",
        name: "Name",
        name_unknown: "Not known yet. It comes when you are connected.",
        role: "Role",
        agency: "Agency",
        administrator: "You are an administrator of your agency.",
        device: "This device",
        device_id: "Device number",
        device_hint: "Your administrator needs this number if the device is lost.",
        kept: "This browser keeps what Marram stores until you remove it, even when disk space is short.",
        not_kept: "This browser may delete what Marram stores when disk space is short, or when you have not opened Marram for some time. Then this browser needs a new link. Open Marram at least once a week, or install it on the home screen, and ask for storage to be kept.",
        kept_unknown: "This browser does not say whether it keeps what Marram stores.",
        shared: "Other people use this computer: nothing is kept on it. Closing or reloading this tab ends your work here; leaving it also tells the others.",
        ask_to_keep: "Ask the browser to keep it",
        passphrase: "Passphrase",
        change_passphrase: "Change the passphrase",
        leaving: "Leaving this browser",
        sign_out: "Sign out and remove this browser's data",
    }
}

messages! {
    /// Changing the passphrase.
    ChangePassphrase {
        heading: "Change the passphrase",
        old: "Your passphrase now",
        new: "New passphrase",
        new_hint: "At least 12 characters. Three or four words that do not belong together are strong and easy to remember.",
        change: "Change the passphrase",
        changing: "Changing the passphrase",
        changed: "The passphrase is changed. Use the new one from now on.",
        error_old: "Enter your passphrase now",
        error_wrong: "That is not your passphrase",
        error_wait: "Too many passphrases were wrong. Try again at {when}",
        error_short: "The new passphrase must have at least 12 characters",
        error_not_kept: "The browser could not save the change. Your old passphrase still holds. Free some disk space and try again",
    }
}

messages! {
    /// Signing out.
    SignOut {
        heading: "Sign out and remove this browser's data",
        text: "This removes your keys and every copy of your rooms from this browser. It cannot be undone.",
        rooms: "You stay a member of your rooms, and the others keep the record. To read on, here or elsewhere, you need a new link from your administrator, and a member must add you to each room again.",
        unsent: ["1 entry has not been sent yet and will be lost.", "{n} entries have not been sent yet and will be lost."],
        word: "remove",
        confirm: "Type the word “{word}” to confirm",
        button: "Sign out and remove",
        error: "Type the word “{word}” to confirm, or cancel",
    }
}
