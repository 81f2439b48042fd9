//! A log as it stands at some moment of a batch.

use super::{Judge, Stop};
use crate::store::StoreError;
use crate::store::entry_row;
use crate::store::key::Key;
use crate::store::keyspace::{Rows, RowsMut};
use crate::store::row::{self, EpochRow, LogRow};
use marram_protocol::frame::client::LogKind;
use marram_protocol::{AgencyId, ChainHead, Epoch, LogId, Reason, Seq, UnixMillis};

/// Where a log stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct LogState {
    pub(super) kind: LogKind,
    /// The agency of a register.
    pub(super) agency: Option<AgencyId>,
    /// The current epoch.
    pub(super) epoch: Epoch,
    /// The newest entry.
    pub(super) newest: Seq,
    /// The chain's head after it.
    pub(super) head: ChainHead,
    /// When it was stored; entries after it are not dated before it.
    pub(super) at: UnixMillis,
}

impl<R: RowsMut> Judge<'_, R> {
    /// Where the log stands now; refused if there is none.
    pub(super) fn log(&mut self, log: LogId) -> Result<LogState, Stop> {
        if let Some(state) = self.logs.get(&log) {
            return Ok(*state);
        }
        let state = load(self.rows, log)?.ok_or(Reason::NoSuchLog)?;
        self.logs.insert(log, state);
        Ok(state)
    }
}

/// Reads where a log stands from its last rows.
fn load(rows: &impl Rows, log: LogId) -> Result<Option<LogState>, StoreError> {
    let Some(LogRow { kind, agency, at: made_at }) = row::get(rows, &Key::log(log))? else { return Ok(None) };
    let last = rows.last(&Key::entry(log, Seq(0)), &Key::entry(log, Seq(u64::MAX)), |key, value| {
        let at = entry_row::frame(value).map(entry_row::header).transpose()?.map_or(made_at, |header| header.at);
        Ok::<_, StoreError>((Seq(Key::position(key)), entry_row::head(value)?, at))
    })?;
    let (newest, head, at) = last.transpose()?.unwrap_or((Seq(0), ChainHead::start(log), made_at));
    let epoch = match kind {
        LogKind::Register => Epoch(newest.0),
        LogKind::Group => current_epoch(rows, log)?,
    };
    Ok(Some(LogState { kind, agency, epoch, newest, head, at }))
}

/// The number of a group's latest epoch.
pub(in crate::store) fn current_epoch(rows: &impl Rows, log: LogId) -> Result<Epoch, StoreError> {
    let (first, last) = (Key::epoch(log, Epoch(0)), Key::epoch(log, Epoch(u64::MAX)));
    let epoch = rows.last(&first, &last, |key, _| Epoch(Key::position(key)))?;
    epoch.ok_or(StoreError::Damaged { row: <EpochRow as row::Row>::NAME })
}
