//! Blobs: sealed bytes behind an id that is the capability (R43).

use super::{Judge, Stop, check_size};
use crate::store::key::Key;
use crate::store::keyspace::RowsMut;
use crate::store::read;
use crate::store::request::{Caller, Judged, Outcome};
use bytes::Bytes;
use marram_protocol::{BlobId, Reason};

impl<R: RowsMut> Judge<'_, R> {
    pub(super) fn put_blob(&mut self, by: &Caller, blob: BlobId, payload: &Bytes) -> Result<Judged, Stop> {
        let key = Key::blob(blob);
        match self.rows.look(&key, |value| read::blob_bytes(value) == Some(payload))? {
            Some(true) => return Ok(Outcome::Done { value: 0 }.into()),
            Some(false) => return Err(Reason::BlobExists.into()),
            None => {}
        }
        check_size(payload.len(), self.gate.terms.limits.max_blob_bytes)?;
        self.gate.append(by.known.device, self.now)?;
        self.gate.store(by.known.agency, payload.len(), self.now)?;
        let mut value = Vec::with_capacity(8 + payload.len());
        value.extend_from_slice(&self.now.0.to_be_bytes());
        value.extend_from_slice(payload);
        self.rows.put(&key, &value)?;
        self.rows.put(&Key::staged(self.now, blob), &[])?;
        Ok(Outcome::Done { value: 0 }.into())
    }
}
