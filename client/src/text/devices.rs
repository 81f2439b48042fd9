//! The person's devices: the list, adding one, removing one.

use super::messages;

messages! {
    /// Devices.
    Devices {
        heading: "Your devices",
        intro: "Each device has keys of its own, and reads your rooms from the moment it was added.",
        none: "Not known yet. They are shown once you have been connected.",
        administrators: "Your administrator device",
        unnamed: "Device without a name",
        this: "This device",
        since: "Since {when}, number {number}",
        until_when: "At a shared computer, until {when}",
        added_from: "Added from “{device}”",
        remove: "Remove",
        remove_label: "Remove “{device}”",
        add: "Add a device",
        linked: "This device was added from another one of yours, so it cannot add more. Go to the device that it was added from.",
        elsewhere: "To remove a device that has no button here, go to the device that it was added from, or ask your administrator.",
        add_heading: "Add a device",
        add_text: "Make a link and open it on the other device. It then becomes a further device of yours: it joins your rooms, and what was written before stays on the devices you have now.",
        add_danger: "Whoever opens the link is you from then on, and reads your rooms. Show it to your own device only, and never send it to anybody.",
        make: "Make the link",
        make_again: "Make a new link",
        scan: "Point the camera of the other device at this square and open what it shows.",
        picture: "Square code that holds the link",
        no_camera: "Without a camera, carry the link over yourself",
        no_camera_text: "Copy it, and open it on the other device by a way that only you can see, for example a password manager that both devices have.",
        link: "The link",
        copy: "Copy the link",
        copied: "The link is copied.",
        not_copied: "The browser does not let Marram copy. Select the link above and copy it yourself.",
        until: "It works once, until {when}.",
        over: "This link is over. Nobody can use it any more.",
        added: "“{device}” is now one of your devices. It joins your rooms while you, or somebody else there, is connected.",
        added_check: "If that is not the device in your hand, remove it now and tell your administrator.",
        done: "Back to settings",
        remove_heading: "Remove “{device}”?",
        remove_text: "The relay turns it away within seconds, and it is taken out of all your rooms. It cannot be undone: to use it again, add it again.",
        remove_keeps: "What it has read stays on it, locked by its passphrase. If it was lost or stolen, tell your administrator too.",
        remove_button: "Remove the device",
        remove_reason: "Removed by its owner",
        gone: "This device is no longer one of yours.",
    }
}
