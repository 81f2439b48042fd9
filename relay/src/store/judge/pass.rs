//! Invites and founding tokens burn on first use, a device links so many others, and revocations end keys (R14 to R16).

use super::{Judge, Stop};
use crate::store::key::Key;
use crate::store::keyspace::RowsMut;
use crate::store::request::{Caller, Judged, News, Outcome};
use crate::store::{read, row};
use marram_protocol::codec;
use marram_protocol::{
    AgencyId, DeviceId, Linking, PublicKey, Purpose, Reason, Refusal, Revocation, Revoker, TokenHash,
};

impl<R: RowsMut> Judge<'_, R> {
    /// The first device of an invite is its only one, and comes while the invite is valid.
    pub(super) fn bind_invite(&mut self, by: &Caller, invite: PublicKey) -> Result<Judged, Stop> {
        let known = &by.known;
        let key = Key::invite(known.agency, invite);
        match row::get::<DeviceId>(self.rows, &key)? {
            Some(device) if device == known.device => return Ok(Outcome::Done { value: 0 }.into()),
            Some(_) => return Err(Reason::InviteUsed.into()),
            None if known.invite_until.is_some_and(|until| self.now > until) => return Err(Reason::PassExpired.into()),
            None => {}
        }
        if let Some(Linking { device: linking, .. }) = known.linked_by {
            let linked = read::linked_devices(self.rows, known.agency, linking)?;
            let limit = self.gate.terms.linked_devices_per_device;
            if linked >= limit {
                let (limit, got) = (limit.into(), u64::from(linked) + 1);
                return Err(Refusal { limit, got, ..Reason::TooManyDevices.into() }.into());
            }
            self.put_row(&Key::linked(known.agency, linking, known.device), &invite)?;
        }
        self.put_row(&key, &known.device)?;
        Ok(Outcome::Done { value: 0 }.into())
    }

    /// The first agency of a founding token is its only one (R16).
    pub(super) fn found(&mut self, by: &Caller, token: TokenHash) -> Result<Judged, Stop> {
        let (key, agency) = (Key::founding(token), by.known.agency);
        match row::get::<AgencyId>(self.rows, &key)? {
            Some(first) if first == agency => {}
            Some(_) => return Err(Reason::FoundingUsed.into()),
            None => {
                self.put_row(&key, &agency)?;
                self.put_row(&Key::founded(agency), &token)?;
            }
        }
        Ok(Outcome::Done { value: 0 }.into())
    }

    /// Takes an administrator's word for the passes of its own agency, or a device's for its own and those that it
    /// linked. The session has checked its signatures.
    pub(super) fn revoke(&mut self, by: &Caller, revocation: &Revocation) -> Result<Judged, Stop> {
        let issuer = &revocation.issuer;
        let agency = issuer.root;
        let is_administrator = matches!(issuer.links.as_slice(), [link] if link.purpose == Purpose::Administrator);
        let is_own = issuer.links.last().is_some_and(|link| link.key.0 == by.known.device.0);
        let permitted = if is_administrator { by.known.purpose == Purpose::Administrator } else { is_own };
        if !permitted || by.known.agency != agency {
            return Err(Reason::NotPermitted.into());
        }
        let pass = issuer.verify_signatures().map_err(|_| Reason::BadSignature)?;
        if read::is_ended_by_administrator(self.rows, &pass)? {
            return Err(Reason::Revoked.into());
        }
        let (key, by) = match issuer.links.last() {
            Some(link) if is_administrator => {
                (Key::revocation(agency, revocation.key), Revoker::Administrator(link.key))
            }
            _ => {
                let device = by.known.device;
                (Key::own_revocation(agency, device, revocation.key), Revoker::Device(device))
            }
        };
        let first = self.rows.look(&key, |_| ())?.is_none();
        let mut kept = revocation.kept.clone();
        if !first {
            // Only those go on whom both keep.
            kept = read::kept(self.rows, agency, revocation.key)?;
            for over in kept.extract_if(.., |one| !revocation.kept.contains(one)) {
                self.rows.remove(&Key::kept(agency, revocation.key, over))?;
            }
            self.revoked.clear();
        }
        if first {
            for device in &kept {
                self.rows.put(&Key::kept(agency, revocation.key, *device), &[])?;
            }
            let bytes = codec::to_bytes(revocation);
            if let Revoker::Device(device) = by {
                self.gate.append(device, self.now)?;
                self.gate.store(agency, bytes.len(), self.now)?;
            }
            self.rows.put(&key, &bytes)?;
            self.revoked.clear();
        }
        let news = News::Revoked { agency, key: revocation.key, kept, by };
        Ok(Judged { outcome: Outcome::Done { value: 0 }, news: vec![news] })
    }
}
