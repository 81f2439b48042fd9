//! The configuration file: every value has a default, and `relay.template.toml` shows and explains them all.

use crate::Terms;
use crate::server::Serving;
use crate::store::Retention;
use marram_protocol::Limits;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

/// The commented template, with every default.
pub const TEMPLATE: &str = include_str!("../relay.template.toml");

const DAY_SECONDS: u64 = 24 * 3600;

/// How a relay is run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where everything is kept.
    pub data: PathBuf,
    /// The relay's name.
    pub name: String,
    /// Pages of these origins may connect; empty: of any.
    pub origins: Vec<String>,
    /// Connections at a time.
    pub max_connections: usize,
    retention: RetentionSection,
    quotas: Quotas,
    bounds: Bounds,
    limits: LimitsSection,
}

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("the configuration file: {0}")]
    File(#[from] std::io::Error),
    /// It is not what the template shows.
    #[error("the configuration: {0}")]
    Text(#[from] toml::de::Error),
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8470)),
            data: PathBuf::from("marram-data"),
            name: "localhost".to_owned(),
            origins: Vec::new(),
            max_connections: Serving::default().max_connections,
            retention: RetentionSection::default(),
            quotas: Quotas::default(),
            bounds: Bounds::default(),
            limits: LimitsSection::default(),
        }
    }
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// `File` or `Text`.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        Self::parse(&std::fs::read_to_string(file)?)
    }

    /// Reads a configuration.
    ///
    /// # Errors
    /// `Text`.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        Ok(toml::from_str(text)?)
    }

    /// What clients may do.
    pub fn terms(&self) -> Terms {
        let Bounds { authenticate_timeout_ms, .. } = self.bounds;
        Terms {
            limits: self.limits.into(),
            agency_bytes_per_day: self.quotas.agency_bytes_per_day,
            mailbox_share_per_agency: self.quotas.mailbox_share_per_agency,
            linked_devices_per_device: self.quotas.linked_devices_per_device,
            statements_per_day: self.quotas.statements_per_day,
            collects_per_minute: self.quotas.collects_per_minute,
            timers_per_log: self.quotas.timers_per_log,
            timer_ahead: Duration::from_secs(self.quotas.timer_days_ahead.saturating_mul(DAY_SECONDS)),
            authenticate_timeout: Duration::from_millis(authenticate_timeout_ms),
            max_outgoing_bytes: self.bounds.max_outgoing_bytes,
            max_requests_ahead: self.bounds.max_requests_ahead,
            max_request_bytes_ahead: self.bounds.max_request_bytes_ahead,
            max_queued_bytes: self.bounds.max_queued_bytes,
        }
    }

    /// How it is served.
    pub fn serving(&self) -> Serving {
        let days = |days: u64| (days > 0).then(|| Duration::from_secs(days.saturating_mul(DAY_SECONDS)));
        Serving {
            origins: self.origins.clone(),
            max_connections: self.max_connections,
            retention: Retention { entries: days(self.retention.entries_days), blobs: days(self.retention.blobs_days) },
            ..Serving::default()
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RetentionSection {
    entries_days: u64,
    blobs_days: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Quotas {
    agency_bytes_per_day: u64,
    mailbox_share_per_agency: u32,
    linked_devices_per_device: u32,
    statements_per_day: u32,
    collects_per_minute: u32,
    timers_per_log: u32,
    timer_days_ahead: u64,
}

impl Default for Quotas {
    fn default() -> Self {
        let terms = Terms::default();
        Self {
            agency_bytes_per_day: terms.agency_bytes_per_day,
            mailbox_share_per_agency: terms.mailbox_share_per_agency,
            linked_devices_per_device: terms.linked_devices_per_device,
            statements_per_day: terms.statements_per_day,
            collects_per_minute: terms.collects_per_minute,
            timers_per_log: terms.timers_per_log,
            timer_days_ahead: terms.timer_ahead.as_secs() / DAY_SECONDS,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Bounds {
    authenticate_timeout_ms: u64,
    max_outgoing_bytes: usize,
    max_requests_ahead: usize,
    max_request_bytes_ahead: usize,
    max_queued_bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        let terms = Terms::default();
        Self {
            authenticate_timeout_ms: u64::try_from(terms.authenticate_timeout.as_millis()).unwrap_or(u64::MAX),
            max_outgoing_bytes: terms.max_outgoing_bytes,
            max_requests_ahead: terms.max_requests_ahead,
            max_request_bytes_ahead: terms.max_request_bytes_ahead,
            max_queued_bytes: terms.max_queued_bytes,
        }
    }
}

/// The protocol's limits under the same names. A limit that the protocol gains does not compile until it is here.
macro_rules! limits_section {
    ($($name:ident: $int:ty,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct LimitsSection { $($name: $int,)* }
        impl Default for LimitsSection {
            fn default() -> Self {
                let Limits { $($name,)* } = Limits::default();
                Self { $($name,)* }
            }
        }
        impl From<LimitsSection> for Limits {
            fn from(section: LimitsSection) -> Self {
                Self { $($name: section.$name,)* }
            }
        }
    };
}

limits_section! {
    max_entry_bytes: u32,
    max_commit_bytes: u32,
    max_blob_bytes: u32,
    max_key_package_bytes: u32,
    max_mail_bytes: u32,
    max_shelf: u16,
    max_mailbox: u32,
    max_follows: u32,
    max_credit: u32,
    appends_per_minute: u32,
    commits_per_minute: u32,
    takes_per_hour: u32,
    idle_timeout_ms: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_shows_every_default() {
        let template: toml::Table = toml::from_str(TEMPLATE).unwrap();
        assert_eq!(Config::parse(TEMPLATE).unwrap(), Config::default());
        assert_eq!(template["limits"].as_table().unwrap().len(), Limits::FIELDS.len());
        assert_eq!(template["bounds"].as_table().unwrap().len(), 5);
    }

    #[test]
    fn an_empty_file_is_a_whole_configuration() {
        let config = Config::parse("").unwrap();
        assert_eq!((config.terms(), config.clone()), (Terms::default(), Config::default()));
        assert_eq!(config.serving().retention, Retention::default());
    }

    #[test]
    fn a_misspelt_line_is_not_passed_over() {
        assert!(Config::parse("max_conections = 7").is_err());
        assert!(Config::parse("[limits]\nmax_entry = 7").is_err());
    }

    #[test]
    fn what_is_configured_is_what_clients_are_told() {
        let config = Config::parse("[limits]\nmax_entry_bytes = 7\n[retention]\nentries_days = 2").unwrap();
        assert_eq!(config.terms().limits, Limits { max_entry_bytes: 7, ..Limits::default() });
        assert_eq!(config.serving().retention.entries, Some(Duration::from_secs(2 * 24 * 3600)));
    }
}
