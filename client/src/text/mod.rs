//! The message catalogue: every word that people read, one file per part of the product.
//!
//! Each part is a struct of texts with its English values; another language is another value of the same structs, and
//! the compiler names every text that it lacks. `{name}` stands for something that [`fill`] puts in.

pub(crate) mod acts;
mod admin;
mod dates;
mod desk;
mod devices;
mod duty;
pub(crate) mod forms;
mod founding;
mod gate;
mod notices;
mod people;
mod relay;
mod room;
mod rooms;
mod settings;
mod shell;
pub(crate) mod work;

pub(crate) use dates::{date_time, duration};
pub(crate) use notices::{notice, problem};

/// Declares a part: its texts and their English values. A pair in brackets is a [`Counted`].
macro_rules! messages {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $value:tt,)* }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $name { $(pub(crate) $field: $crate::text::messages!(@kind $value),)* }
        impl $name {
            /// In English.
            pub(super) const ENGLISH: Self = Self { $($field: $crate::text::messages!(@value $value),)* };
            /// Every text with its name, for the catalogue's tests.
            #[cfg(test)]
            pub(super) fn all(&self) -> Vec<(&'static str, String)> {
                vec![$((stringify!($field), format!("{:?}", self.$field)),)*]
            }
        }
    };
    (@kind [$one:literal, $other:literal]) => { $crate::text::Counted };
    (@kind $text:literal) => { &'static str };
    (@value [$one:literal, $other:literal]) => { $crate::text::Counted { one: $one, other: $other } };
    (@value $text:literal) => { $text };
}
use messages;

/// A text that changes with a number. Languages with more forms than English get more fields here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted {
    one: &'static str,
    other: &'static str,
}

impl Counted {
    /// The text for `n`, which replaces `{n}`.
    pub(crate) fn of(self, n: u32) -> String {
        fill(self.form(n), &[("n", &n.to_string())])
    }

    /// The text for `n` with its places.
    pub(crate) fn form(self, n: u32) -> &'static str {
        if n == 1 { self.one } else { self.other }
    }
}

/// Puts values into a text's places.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(values.iter().find(|(given, _)| *given == name).map_or("", |(_, value)| value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// All parts.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) shell: shell::Shell,
    pub(crate) gate: gate::Gate,
    pub(crate) join: gate::Join,
    pub(crate) have: gate::Have,
    pub(crate) sitting: gate::Sitting,
    pub(crate) unlock: gate::Unlock,
    pub(crate) found: founding::Found,
    pub(crate) recover: founding::Recover,
    pub(crate) admin: admin::Admin,
    pub(crate) staff: admin::Staff,
    pub(crate) keeping: admin::Keeping,
    pub(crate) invite: admin::Invite,
    pub(crate) partners: admin::Partners,
    pub(crate) rooms: rooms::Rooms,
    pub(crate) new_room: rooms::NewRoom,
    pub(crate) room: room::Room,
    pub(crate) entry: room::Entry,
    pub(crate) compose: room::Compose,
    pub(crate) change: room::Change,
    pub(crate) people: people::People,
    pub(crate) compare: people::Compare,
    pub(crate) picker: people::Picker,
    pub(crate) settings: settings::Settings,
    pub(crate) passphrase: settings::ChangePassphrase,
    pub(crate) sign_out: settings::SignOut,
    pub(crate) devices: devices::Devices,
    pub(crate) relay: relay::Relay,
    pub(crate) problem: notices::Problems,
    pub(crate) notice: notices::Notices,
    pub(crate) dates: dates::Dates,
    pub(crate) desk: desk::Desk,
    pub(crate) passkey: desk::Passkey,
    pub(crate) acts: acts::Acts,
    pub(crate) act_names: acts::ActNames,
    pub(crate) record: acts::Record,
    pub(crate) duty: duty::Duty,
    pub(crate) refer: acts::Refer,
    pub(crate) board: acts::Board,
    pub(crate) said: work::Said,
    pub(crate) words: work::Words,
    pub(crate) not_counted: work::NotCounted,
    pub(crate) forms: forms::Forms,
    pub(crate) form_errors: forms::FormErrors,
}

static ENGLISH: Catalogue = Catalogue {
    shell: shell::Shell::ENGLISH,
    gate: gate::Gate::ENGLISH,
    join: gate::Join::ENGLISH,
    have: gate::Have::ENGLISH,
    sitting: gate::Sitting::ENGLISH,
    unlock: gate::Unlock::ENGLISH,
    found: founding::Found::ENGLISH,
    recover: founding::Recover::ENGLISH,
    admin: admin::Admin::ENGLISH,
    staff: admin::Staff::ENGLISH,
    keeping: admin::Keeping::ENGLISH,
    invite: admin::Invite::ENGLISH,
    partners: admin::Partners::ENGLISH,
    rooms: rooms::Rooms::ENGLISH,
    new_room: rooms::NewRoom::ENGLISH,
    room: room::Room::ENGLISH,
    entry: room::Entry::ENGLISH,
    compose: room::Compose::ENGLISH,
    change: room::Change::ENGLISH,
    people: people::People::ENGLISH,
    compare: people::Compare::ENGLISH,
    picker: people::Picker::ENGLISH,
    settings: settings::Settings::ENGLISH,
    passphrase: settings::ChangePassphrase::ENGLISH,
    sign_out: settings::SignOut::ENGLISH,
    devices: devices::Devices::ENGLISH,
    relay: relay::Relay::ENGLISH,
    problem: notices::Problems::ENGLISH,
    notice: notices::Notices::ENGLISH,
    dates: dates::Dates::ENGLISH,
    desk: desk::Desk::ENGLISH,
    passkey: desk::Passkey::ENGLISH,
    acts: acts::Acts::ENGLISH,
    act_names: acts::ActNames::ENGLISH,
    record: acts::Record::ENGLISH,
    duty: duty::Duty::ENGLISH,
    refer: acts::Refer::ENGLISH,
    board: acts::Board::ENGLISH,
    said: work::Said::ENGLISH,
    words: work::Words::ENGLISH,
    not_counted: work::NotCounted::ENGLISH,
    forms: forms::Forms::ENGLISH,
    form_errors: forms::FormErrors::ENGLISH,
};

/// The texts in the language of the page.
pub(crate) fn text() -> &'static Catalogue {
    &ENGLISH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> Vec<(&'static str, String)> {
        let t = text();
        [
            t.shell.all(),
            t.gate.all(),
            t.join.all(),
            t.have.all(),
            t.sitting.all(),
            t.unlock.all(),
            t.found.all(),
            t.recover.all(),
            t.admin.all(),
            t.staff.all(),
            t.keeping.all(),
            t.invite.all(),
            t.partners.all(),
            t.rooms.all(),
            t.new_room.all(),
            t.room.all(),
            t.entry.all(),
            t.compose.all(),
            t.change.all(),
            t.people.all(),
            t.compare.all(),
            t.picker.all(),
            t.settings.all(),
            t.passphrase.all(),
            t.sign_out.all(),
            t.devices.all(),
            t.relay.all(),
            t.problem.all(),
            t.notice.all(),
            t.dates.all(),
            t.desk.all(),
            t.passkey.all(),
            t.acts.all(),
            t.act_names.all(),
            t.record.all(),
            t.duty.all(),
            t.refer.all(),
            t.board.all(),
            t.said.all(),
            t.words.all(),
            t.not_counted.all(),
            t.forms.all(),
            t.form_errors.all(),
        ]
        .concat()
    }

    #[test]
    fn every_place_in_a_text_is_closed_and_named() {
        for (name, text) in everything() {
            let text = text.replace("Counted {", "");
            for part in text.split('{').skip(1) {
                let (place, _) = part.split_once('}').unwrap_or_else(|| panic!("{name}: a place is not closed"));
                assert!(place.chars().all(|c| c.is_ascii_lowercase()) && !place.is_empty(), "{name}: {{{place}}}");
            }
        }
    }

    #[test]
    fn words_of_the_code_do_not_reach_people() {
        for (name, text) in everything() {
            for word in ["epoch", "commit", "ciphertext", "MLS", "cursor", "websocket", "worker", "IndexedDB"] {
                assert!(!text.to_lowercase().contains(&word.to_lowercase()), "{name} says {word}: {text}");
            }
        }
    }

    #[test]
    fn values_are_put_into_their_places_and_never_read_as_places() {
        assert_eq!(fill("{who} removed {whom}.", &[("who", "{whom}"), ("whom", "Lin")]), "{whom} removed Lin.");
        assert_eq!(text().rooms.unread.of(1), "1 new");
        assert_eq!(text().rooms.people.of(3), "3 people");
    }
}
