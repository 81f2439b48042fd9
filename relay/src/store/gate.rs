//! What is judged of a request that needs no durable memory: stopped pipelines, rates and the agencies' quotas.
//!
//! There is one gate, and whoever writes to the store holds it.

use super::rates::{Allowances, Rate};
use super::request::ConnectionId;
use crate::Terms;
use marram_protocol::{AgencyId, DeviceId, LogId, Reason, Refusal, UnixMillis};
use std::collections::{HashMap, HashSet};

/// Logs in which one connection may have a stopped pipeline. Past that none of its appends is judged until it resumes.
const MAX_STOPPED: usize = 1024;

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// The memory of the judge.
#[derive(Debug)]
pub struct Gate {
    pub(super) terms: Terms,
    stopped: HashMap<ConnectionId, HashSet<LogId>>,
    appends: Allowances<DeviceId>,
    commits: Allowances<DeviceId>,
    takes: Allowances<AgencyId>,
    statements: Allowances<DeviceId>,
    bytes: Allowances<AgencyId>,
    collects: Allowances<()>,
}

impl Gate {
    /// A gate at which nothing has happened yet.
    pub fn new(terms: Terms) -> Self {
        Self {
            terms,
            stopped: HashMap::new(),
            appends: Allowances::default(),
            commits: Allowances::default(),
            takes: Allowances::default(),
            statements: Allowances::default(),
            bytes: Allowances::default(),
            collects: Allowances::default(),
        }
    }

    /// Whether an earlier append of this connection to this log was refused (R26).
    pub(super) fn is_stopped(&self, from: ConnectionId, log: LogId) -> bool {
        self.stopped.get(&from).is_some_and(|logs| logs.len() >= MAX_STOPPED || logs.contains(&log))
    }

    /// Stops a pipeline: an append was refused.
    pub(super) fn stop(&mut self, from: ConnectionId, log: LogId) {
        let logs = self.stopped.entry(from).or_default();
        if logs.len() < MAX_STOPPED {
            logs.insert(log);
        }
    }

    /// The client took note of the refusal.
    pub(super) fn resume(&mut self, from: ConnectionId, log: LogId) {
        if let Some(logs) = self.stopped.get_mut(&from) {
            logs.remove(&log);
            if logs.is_empty() {
                self.stopped.remove(&from);
            }
        }
    }

    /// The connection is gone.
    pub(super) fn forget(&mut self, from: ConnectionId) {
        self.stopped.remove(&from);
    }

    /// One more append, note, creation or blob of a device.
    pub(super) fn append(&mut self, device: DeviceId, now: UnixMillis) -> Result<(), Refusal> {
        let rate = Rate { amount: self.terms.limits.appends_per_minute.into(), period_ms: MINUTE_MS };
        self.appends.take(device, 1, rate, now).map_err(Refusal::too_often)
    }

    /// One more commit of a device.
    pub(super) fn commit(&mut self, device: DeviceId, now: UnixMillis) -> Result<(), Refusal> {
        let rate = Rate { amount: self.terms.limits.commits_per_minute.into(), period_ms: MINUTE_MS };
        self.commits.take(device, 1, rate, now).map_err(Refusal::too_often)
    }

    /// One more statement of its own that a device puts into its agency's register (R32).
    pub(super) fn state(&mut self, device: DeviceId, now: UnixMillis) -> Result<(), Refusal> {
        let rate = Rate { amount: self.terms.statements_per_day.into(), period_ms: DAY_MS };
        self.statements.take(device, 1, rate, now).map_err(Refusal::too_often)
    }

    /// One more key package that an agency takes from another.
    pub(super) fn take(&mut self, agency: AgencyId, now: UnixMillis) -> Result<(), Refusal> {
        let rate = Rate { amount: self.terms.limits.takes_per_hour.into(), period_ms: HOUR_MS };
        self.takes.take(agency, 1, rate, now).map_err(Refusal::too_often)
    }

    /// One more look under a code, by anybody.
    pub(super) fn collect(&mut self, now: UnixMillis) -> Result<(), Refusal> {
        let rate = Rate { amount: self.terms.collects_per_minute.into(), period_ms: MINUTE_MS };
        self.collects.take((), 1, rate, now).map_err(Refusal::too_often)
    }

    /// More bytes that an agency leaves here.
    pub(super) fn store(&mut self, agency: AgencyId, bytes: usize, now: UnixMillis) -> Result<(), Refusal> {
        let (bytes, limit) = (bytes as u64, self.terms.agency_bytes_per_day);
        let rate = Rate { amount: limit, period_ms: DAY_MS };
        self.bytes.take(agency, bytes, rate, now).map_err(|retry_after_ms| Refusal {
            reason: Reason::Quota,
            retry_after_ms,
            limit,
            got: bytes,
        })
    }
}
