//! Shelves of key packages: each is taken once, a last resort is kept (R41).

use super::{Judge, Stop, check_size};
use crate::store::key::Key;
use crate::store::keyspace::RowsMut;
use crate::store::request::{Caller, Judged, Outcome};
use crate::store::row::{self, DeviceRow, Digest};
use bytes::Bytes;
use core::ops::ControlFlow;
use marram_protocol::{DeviceId, Reason, Refusal, TokenHash};

impl<R: RowsMut> Judge<'_, R> {
    pub(super) fn shelve(
        &mut self,
        by: &Caller,
        reach: &TokenHash,
        last_resort: bool,
        payload: &Bytes,
    ) -> Result<Judged, Stop> {
        let device = by.known.device;
        check_size(payload.len(), self.gate.terms.limits.max_key_package_bytes)?;
        let key = Key::device(device);
        let before = row::get::<DeviceRow>(self.rows, &key)?;
        let mut row = before.unwrap_or(DeviceRow::new(by.known.agency, *reach));
        row.reach = *reach;
        let shelved = Key::shelved(device, Digest::of(payload).0);
        // A device that did not get its answer asks again; a package that was taken since must not come back.
        let again = !last_resort && self.has(&shelved)?;
        let limit = self.gate.terms.limits.max_shelf;
        if !last_resort && !again && row.packages >= limit {
            let got = row.packages.into();
            return Err(Refusal { reason: Reason::Full, retry_after_ms: 0, limit: limit.into(), got }.into());
        }
        if last_resort {
            self.rows.put(&Key::last_resort(device), payload)?;
        } else if !again {
            self.rows.put(&Key::package(device, row.next_package), payload)?;
            self.rows.put(&shelved, &[])?;
            row.next_package = row.next_package.wrapping_add(1);
            row.packages += 1;
        }
        if before != Some(row) {
            self.put_row(&key, &row)?;
        }
        Ok(Outcome::Done { value: row.packages.into() }.into())
    }

    pub(super) fn take_key_package(
        &mut self,
        by: &Caller,
        device: DeviceId,
        reach: &TokenHash,
    ) -> Result<Judged, Stop> {
        let row = self.reached(device, reach)?;
        let mut oldest = None;
        self.rows.scan(&Key::package(device, 0), &Key::package(device, u32::MAX), |key, value| {
            oldest = Key::ending(key).map(|number| (u32::from_be_bytes(number), Bytes::copy_from_slice(value)));
            ControlFlow::Break(())
        })?;
        let last_resort = match oldest {
            Some(_) => None,
            None => self.rows.look(&Key::last_resort(device), Bytes::copy_from_slice)?,
        };
        if oldest.is_none() && last_resort.is_none() {
            return Err(Reason::ShelfEmpty.into());
        }
        if row.agency != by.known.agency {
            self.gate.take(by.known.agency, self.now)?;
        }
        let outcome = match (oldest, last_resort) {
            (Some((number, payload)), _) => {
                self.rows.remove(&Key::package(device, number))?;
                let packages = row.packages.saturating_sub(1);
                self.put_row(&Key::device(device), &DeviceRow { packages, ..row })?;
                Outcome::KeyPackage { last_resort: false, payload }
            }
            (None, Some(payload)) => Outcome::KeyPackage { last_resort: true, payload },
            (None, None) => Outcome::Refused(Reason::ShelfEmpty.into()),
        };
        Ok(outcome.into())
    }
}
