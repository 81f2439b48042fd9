//! The relay's limits, configured there and told to every client when it is ready (R12).

use crate::codec::record;

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident: $int:ty = $default:expr,)*) => {
        record! {
            /// What a client may ask of the relay. All are inclusive.
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct Limits {
                $($(#[$doc])* pub $name: $int,)*
            }
        }
        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }
    };
}

limits! {
    /// An application entry's payload, in bytes.
    max_entry_bytes: u32 = 64 * 1024,
    /// A commit's payload together with its sealed pointers, in bytes (a post-quantum commit for 150 is 400 KB).
    max_commit_bytes: u32 = 1024 * 1024,
    /// A blob, in bytes.
    max_blob_bytes: u32 = 2 * 1024 * 1024,
    /// A key package, in bytes.
    max_key_package_bytes: u32 = 16 * 1024,
    /// A sealed note or pointer for a mailbox, in bytes.
    max_mail_bytes: u32 = 16 * 1024,
    /// Key packages on one device's shelf.
    max_shelf: u16 = 64,
    /// Unacknowledged entries in one mailbox.
    max_mailbox: u32 = 10_000,
    /// Logs that one connection follows at a time.
    max_follows: u32 = 4_096,
    /// Entries that a client may ask for ahead, for one log.
    max_credit: u32 = 4_096,
    /// Appends of one device in a minute.
    appends_per_minute: u32 = 600,
    /// Commits of one device in a minute.
    commits_per_minute: u32 = 120,
    /// Key packages that one agency may take from others in an hour.
    takes_per_hour: u32 = 10_000,
    /// A connection on which nothing arrives for so long is closed, in milliseconds.
    idle_timeout_ms: u32 = 60_000,
}

impl Limits {
    /// The longest frame of all, in bytes: the longest payload and room for the fields around it. Longer WebSocket
    /// messages are refused before they are read (R4). Limits come from the other side: no value of theirs overflows.
    pub fn max_frame_bytes(&self) -> usize {
        let payload = self.max_blob_bytes.max(self.max_commit_bytes).max(self.max_entry_bytes);
        (payload as usize).saturating_add(64 * 1024)
    }
}
