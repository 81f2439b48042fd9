//! Invites and founding tokens burn on first use, and revocations end a key (R14 to R16).

use super::{Judge, Stop};
use crate::store::key::Key;
use crate::store::keyspace::RowsMut;
use crate::store::request::{Caller, Judged, News, Outcome};
use crate::store::{read, row};
use marram_protocol::codec;
use marram_protocol::{AgencyId, DeviceId, Link, PublicKey, Purpose, Reason, Revocation, TokenHash};

impl<R: RowsMut> Judge<'_, R> {
    /// The first device of an invite is its only one.
    pub(super) fn bind_invite(&mut self, by: &Caller, invite: PublicKey) -> Result<Judged, Stop> {
        let key = Key::invite(by.known.agency, invite);
        match row::get::<DeviceId>(self.rows, &key)? {
            Some(device) if device == by.known.device => {}
            Some(_) => return Err(Reason::InviteUsed.into()),
            None => self.put_row(&key, &by.known.device)?,
        }
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

    /// Takes an administrator's word, for the passes of its own agency. The session has checked its signatures.
    pub(super) fn revoke(&mut self, by: &Caller, revocation: &Revocation) -> Result<Judged, Stop> {
        let issuer = &revocation.issuer;
        let agency = issuer.root;
        if by.known.purpose != Purpose::Administrator || by.known.agency != agency {
            return Err(Reason::NotPermitted.into());
        }
        for Link { key, .. } in &issuer.links {
            if read::is_key_revoked(self.rows, agency, *key)? {
                return Err(Reason::Revoked.into());
            }
        }
        let key = Key::revocation(agency, revocation.key);
        if self.rows.look(&key, |_| ())?.is_none() {
            self.rows.put(&key, &codec::to_bytes(revocation))?;
            self.revoked.clear();
        }
        let news = News::Revoked { agency, key: revocation.key };
        Ok(Judged { outcome: Outcome::Done { value: 0 }, news: vec![news] })
    }
}
