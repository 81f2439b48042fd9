//! Who is who, rooted in one's own agency (DESIGN section 3).
//!
//! A **card** is an agency's word for a key's owner; a **credential** is a pass with its card, carried in the MLS leaf
//! and checked by every peer; a **register** is an agency's sealed, hash-chained log of statements, which says who was
//! invited, which devices there are, which agencies are endorsed and what was revoked.

mod approval;
mod card;
mod code;
mod comparison;
mod credential;
mod desk;
#[cfg(test)]
mod desk_tests;
mod directory;
mod founding;
mod invite;
mod keys;
#[cfg(test)]
mod linking_tests;
mod phrase;
mod register;
mod role;
mod roll;
mod roster;
mod statement;

pub(crate) use approval::{KnockKey, LetIn, Request};
pub(crate) use card::MAX_NAME_CHARS;
pub use card::{Card, CardError, SignedCard};
pub(crate) use code::CodeKeys;
pub use code::{CodeError, DeviceCode};
pub(crate) use comparison::{Comparisons, Keys, safety_number};
pub use credential::{Credential, CredentialError, Peer};
pub use desk::{Desk, DeskTerms, MAX_DESK_PEOPLE};
pub use directory::Directory;
pub use founding::FoundingLink;
pub(crate) use invite::LinkParts;
pub use invite::{Introduction, InviteLink, InviteLinkError, MAX_SITTING_MS};
pub(crate) use invite::{spoken_key, spoken_secret};
pub use keys::{DeviceKeys, RootKey};
pub use phrase::{PHRASE_WORDS, PhraseError, SecretWords};
pub(crate) use register::MAX_DEVICE_NAME_CHARS;
pub use register::{Listed, ListedDevice, Reading, Register, RegisterKey};
pub use role::{MAX_ROLES, Role};
pub use roll::{BadLine, Entrant, Fault, MAX_ROLL, read_roll};
pub use roster::{Ending, Staff, StaffDevice, Standing};
pub use statement::{Body, SignedStatement, StatementError};

#[cfg(test)]
mod tests;
