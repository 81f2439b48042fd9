//! What this relay allows: the limits that clients are told, and the bounds that it keeps for itself.
//!
//! Owns numbers only. `config` reads them from a file; the judge and the sessions apply them.

use marram_protocol::Limits;
use std::time::Duration;

/// Everything that bounds what a client, a device or an agency may take of this relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Told to every client when it is ready (R12).
    pub limits: Limits,
    /// What one agency may append, deliver and stage in a day, in bytes.
    pub agency_bytes_per_day: u64,
    /// Unacknowledged entries that one agency may have in one mailbox, so that it cannot fill it against others.
    pub mailbox_share_per_agency: u32,
    /// Devices that one device may have linked, those that were revoked not counted (R15).
    pub linked_devices_per_device: u32,
    /// Statements of its own that a device may put into its agency's register in a day, for example that its person goes on
    /// duty; 0: none (R32).
    pub statements_per_day: u32,
    /// Timers of one log that may be armed at a time (R63).
    pub timers_per_log: u32,
    /// How far ahead a timer's time may be (R63).
    pub timer_ahead: Duration,
    /// What everybody together may collect in a minute, with a code or by guessing (R17).
    pub collects_per_minute: u32,
    /// A connection that has not authenticated by then is closed.
    pub authenticate_timeout: Duration,
    /// Bytes that wait for one slow reader; past that it is served from the store at its own pace.
    pub max_outgoing_bytes: usize,
    /// Requests of one connection that may wait for the store; past that its socket is not read.
    pub max_requests_ahead: usize,
    /// Bytes of such requests, of one connection.
    pub max_request_bytes_ahead: usize,
    /// Bytes of such requests, of all connections together.
    pub max_queued_bytes: usize,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            agency_bytes_per_day: 64 << 30,
            mailbox_share_per_agency: 5_000,
            linked_devices_per_device: 8,
            statements_per_day: 48,
            timers_per_log: 16,
            timer_ahead: Duration::from_secs(400 * 24 * 3600),
            collects_per_minute: 600,
            authenticate_timeout: Duration::from_secs(10),
            max_outgoing_bytes: 256 << 10,
            max_requests_ahead: 256,
            max_request_bytes_ahead: 4 << 20,
            max_queued_bytes: 64 << 20,
        }
    }
}
