//! Where each kind of row lies: a class byte, then ids and positions in order, so that what is read together lies together.

use marram_protocol::{
    AgencyId, AppendId, BlobId, DeviceId, Epoch, LogId, PublicKey, Seq, TimerId, TokenHash, UnixMillis,
};
use std::ops::Deref;

/// The key of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key(Vec<u8>);

/// The longest key: a class, an agency, two other keys.
const LONGEST: usize = 1 + 32 + 32 + 32;

macro_rules! classes {
    ($($(#[$doc:meta])* $byte:literal $name:ident($($part:ident: $type:ty = $bytes:expr),*);)*) => {
        impl Key {
            $($(#[$doc])* pub(super) fn $name($($part: $type),*) -> Self {
                Self::of($byte, &[$($bytes.as_slice()),*])
            })*
        }

        #[cfg(test)]
        const CLASSES: &[u8] = &[$($byte),*];
    };
}

classes! {
    /// The store's format number.
    0x00 format();
    /// A log: [`LogRow`](super::row::LogRow).
    0x01 log(log: LogId = log.0);
    /// What an epoch's beginning set: [`EpochRow`](super::row::EpochRow).
    0x02 epoch(log: LogId = log.0, epoch: Epoch = epoch.0.to_be_bytes());
    /// An entry: the chain's head after it, then its frame, which retention may have taken away.
    0x03 entry(log: LogId = log.0, seq: Seq = seq.0.to_be_bytes());
    /// The entry that an append id made: its [`Seq`].
    0x04 append(log: LogId = log.0, append: AppendId = append.0);
    /// The epoch that a read token opens: its [`Epoch`].
    0x05 reader(log: LogId = log.0, read: TokenHash = read.0);
    /// The statement that an invite's device put into a register: its [`Seq`].
    0x06 redemption(log: LogId = log.0, invite: PublicKey = invite.0);
    /// How many statements a device put into a register after its redemption: a `u32`.
    0x07 told(log: LogId = log.0, device: DeviceId = device.0);
    /// An armed timer: [`TimerRow`](super::timer_row::TimerRow).
    0x08 timer(log: LogId = log.0, timer: TimerId = timer.0);
    /// That a timer is due at some time, so that the next one is found without reading any.
    0x09 due(at: UnixMillis = at.0.to_be_bytes(), log: LogId = log.0, timer: TimerId = timer.0);
    /// A device that can be reached: [`DeviceRow`](super::row::DeviceRow).
    0x10 device(device: DeviceId = device.0);
    /// A mailbox entry: the agency that left it, then its frame.
    0x11 mail(device: DeviceId = device.0, seq: Seq = seq.0.to_be_bytes());
    /// How many entries of a mailbox one agency left: a `u32`.
    0x12 share(device: DeviceId = device.0, from: AgencyId = from.0);
    /// What an append id left in a mailbox: [`DeliveredRow`](super::row::DeliveredRow).
    0x13 delivered(device: DeviceId = device.0, append: AppendId = append.0);
    /// A key package.
    0x14 package(device: DeviceId = device.0, number: u32 = number.to_be_bytes());
    /// The key package that is given when the shelf is empty.
    0x15 last_resort(device: DeviceId = device.0);
    /// That a key package was once shelved, by its hash.
    0x16 shelved(device: DeviceId = device.0, hash: [u8; 32] = hash);
    /// How much armed timers of one agency are to leave in a mailbox: a `u32`.
    0x17 alarmed(device: DeviceId = device.0, from: AgencyId = from.0);
    /// A blob: when it was stored, then its bytes.
    0x20 blob(blob: BlobId = blob.0);
    /// That a blob was stored at some time, so that the oldest are found without reading any.
    0x21 staged(at: UnixMillis = at.0.to_be_bytes(), blob: BlobId = blob.0);
    /// The device that an invite made: its id.
    0x30 invite(agency: AgencyId = agency.0, invite: PublicKey = invite.0);
    /// The agency that a founding token admitted: its id.
    0x32 founding(token: TokenHash = token.0);
    /// That a founding token admitted an agency: the token's hash.
    0x33 founded(agency: AgencyId = agency.0);
    /// The revocation of a key, for one agency's passes: its bytes.
    0x31 revocation(agency: AgencyId = agency.0, key: PublicKey = key.0);
    /// That a device goes on although its pass holds a revoked key: nothing.
    0x36 kept(agency: AgencyId = agency.0, revoked: PublicKey = revoked.0, device: PublicKey = device.0);
    /// A device that another one linked: the invite that made it.
    0x34 linked(agency: AgencyId = agency.0, by: DeviceId = by.0, device: DeviceId = device.0);
    /// What was left under a code: [`OfferRow`](super::row::OfferRow).
    0x38 offer(place: TokenHash = place.0);
    /// Where a device left something: the place.
    0x37 offered(device: DeviceId = device.0);
    /// What a device revoked of itself and of those that it linked: the revocation's bytes.
    0x35 own_revocation(agency: AgencyId = agency.0, by: DeviceId = by.0, key: PublicKey = key.0);
}

impl Key {
    fn of(class: u8, parts: &[&[u8]]) -> Self {
        let mut key = Vec::with_capacity(LONGEST);
        key.push(class);
        for part in parts {
            key.extend_from_slice(part);
        }
        Self(key)
    }

    /// The last 8 bytes as a position; 0 if there are fewer.
    pub(super) fn position(key: &[u8]) -> u64 {
        key.last_chunk().copied().map_or(0, u64::from_be_bytes)
    }

    /// The `N` bytes that follow the class byte.
    pub(super) fn first<const N: usize>(key: &[u8]) -> Option<[u8; N]> {
        key.get(1..)?.first_chunk().copied()
    }

    /// The last `N` bytes.
    pub(super) fn ending<const N: usize>(key: &[u8]) -> Option<[u8; N]> {
        key.last_chunk().copied()
    }
}

impl Deref for Key {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_kinds_of_rows_share_a_class() {
        let mut classes = CLASSES.to_vec();
        classes.sort_unstable();
        assert!(classes.windows(2).all(|pair| pair.first() != pair.last()), "{classes:02x?}");
    }
}
