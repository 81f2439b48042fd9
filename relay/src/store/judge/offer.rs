//! What a device leaves for whoever types its code: one thing at a time, for ten minutes, collected once (R17).

use super::{Judge, Stop, check_size};
use crate::store::key::Key;
use crate::store::keyspace::RowsMut;
use crate::store::request::{Caller, Judged, Outcome};
use crate::store::row::{self, OfferRow};
use bytes::Bytes;
use marram_protocol::{Reason, TokenHash, UnixMillis};

/// How long it stays.
const OFFER_MS: u64 = 10 * 60 * 1000;

impl<R: RowsMut> Judge<'_, R> {
    pub(super) fn offer(&mut self, by: &Caller, place: TokenHash, payload: &Bytes) -> Result<Judged, Stop> {
        let device = by.known.device;
        check_size(payload.len(), self.gate.terms.limits.max_mail_bytes)?;
        if row::get::<OfferRow>(self.rows, &Key::offer(place))?.is_some_and(|there| there.by != device) {
            return Err(Reason::NotPermitted.into());
        }
        self.gate.append(device, self.now)?;
        self.gate.store(by.known.agency, payload.len(), self.now)?;
        let own = Key::offered(device);
        if let Some(before) = row::get::<TokenHash>(self.rows, &own)? {
            self.rows.remove(&Key::offer(before))?;
        }
        let until = UnixMillis(self.now.0.saturating_add(OFFER_MS));
        self.put_row(&Key::offer(place), &OfferRow { by: device, until, payload: payload.clone() })?;
        self.put_row(&own, &place)?;
        Ok(Outcome::Done { value: 0 }.into())
    }

    /// By anybody, also without a pass.
    pub(super) fn collect(&mut self, place: TokenHash) -> Result<Judged, Stop> {
        self.gate.collect(self.now)?;
        let found = row::get::<OfferRow>(self.rows, &Key::offer(place))?;
        let OfferRow { by, until, payload } = found.ok_or(Reason::NothingThere)?;
        // What is over stays until the same device leaves something else.
        if self.now > until {
            return Err(Reason::NothingThere.into());
        }
        self.rows.remove(&Key::offer(place))?;
        self.rows.remove(&Key::offered(by))?;
        Ok(Outcome::Collected { payload }.into())
    }
}
