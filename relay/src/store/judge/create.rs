//! Making logs (R33).

use super::{Judge, Stop};
use crate::store::key::Key;
use crate::store::keyspace::RowsMut;
use crate::store::request::{Caller, Judged, Outcome};
use crate::store::row::{self, EpochRow, LogRow};
use marram_protocol::frame::client::LogKind;
use marram_protocol::{Epoch, LogId, NextTokens, Purpose, Reason, Seq};

impl<R: RowsMut> Judge<'_, R> {
    pub(super) fn create(
        &mut self,
        by: &Caller,
        log: LogId,
        kind: LogKind,
        tokens: &NextTokens,
    ) -> Result<Judged, Stop> {
        let agency = match kind {
            LogKind::Group => None,
            LogKind::Register if by.known.purpose == Purpose::Administrator => Some(by.known.agency),
            LogKind::Register => return Err(Reason::NotPermitted.into()),
        };
        if let Some(existing) = row::get::<LogRow>(self.rows, &Key::log(log))? {
            let first = row::get::<EpochRow>(self.rows, &Key::epoch(log, Epoch(0)))?;
            let same = existing.kind == kind
                && existing.agency == agency
                && first.is_some_and(|first| first.tokens == *tokens);
            return if same { Ok(Outcome::Done { value: 0 }.into()) } else { Err(Reason::LogExists.into()) };
        }
        self.gate.append(by.known.device, self.now)?;
        self.put_row(&Key::log(log), &LogRow { kind, agency, at: self.now })?;
        self.begin_epoch(log, Epoch(0), tokens, Seq(1))?;
        Ok(Outcome::Done { value: 0 }.into())
    }
}
