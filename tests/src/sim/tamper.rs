//! A client that was changed by whoever holds it: what it still has to send means something else.

use super::{Device, JO, MINA, RUTH, World};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use marram_core::{PersonId, RoomId};
use marram_protocol::Seq;

/// Makes another client of a device: wherever its store has one person's id, in whatever it still has to send, it has
/// another's; gives how many records that changed.
///
/// # Panics
/// When a record is not what the device itself wrote.
pub fn means_another(device: &mut Device, one: PersonId, other: PersonId) -> usize {
    sends_instead(device, &one.0, &other.0)
}

/// Makes another client of a device: what it would open, it accepts, whether or not that is its to do.
///
/// # Panics
/// When a record is not what the device itself wrote.
pub fn accepts_instead_of_opening(device: &mut Device) -> usize {
    // Texts in CBOR: the length in the first byte.
    sends_instead(device, b"\x66Opened", b"\x68Accepted")
}

/// Puts some bytes in the place of others, in every record of what is still to be sent. Records are sealed as `rest` says:
/// nonce, then name and value under the record's key as associated data.
fn sends_instead(device: &mut Device, one: &[u8], other: &[u8]) -> usize {
    let cipher = XChaCha20Poly1305::new((&device.key).into());
    let mut changed = 0;
    for (key, sealed) in &mut device.store {
        let (nonce, rest) = sealed.split_first_chunk::<24>().expect("a sealed record");
        let nonce = XNonce::from(*nonce);
        let plain = cipher.decrypt(&nonce, Payload { msg: rest, aad: key }).expect("its own record");
        let is_outbox = plain[2..].starts_with(b"room/") && plain.get(2 + 5 + 16) == Some(&b'o');
        let at = plain.windows(one.len()).position(|window| window == one);
        let Some(at) = at.filter(|_| is_outbox) else { continue };
        let plain = [&plain[..at], other, &plain[at + one.len()..]].concat();
        let again = cipher.encrypt(&nonce, Payload { msg: &plain, aad: key }).expect("seals");
        *sealed = [&nonce[..], &again].concat();
        changed += 1;
    }
    changed
}

/// Mina's client is changed so that it removes Ruth, of the agency that chairs, where hers would refuse to; gives the
/// place of that commit, which the relay stores.
///
/// # Panics
/// When the room does not have Ruth, Mina and Jo in it, with Ruth's agency chairing.
pub fn mina_breaks_the_rules(world: &mut World, room: RoomId) -> Seq {
    world.devices[MINA].online = false;
    world.disconnect(MINA);
    world.remove(MINA, room, JO, "Off duty");
    world.kill(MINA);
    let (jo, ruth) = (world.person(JO), world.person(RUTH));
    assert_eq!(means_another(&mut world.devices[MINA], jo, ruth), 1);
    world.devices[MINA].online = true;
    world.revive(MINA);
    let seq = world.newest(RUTH, room).next();
    world.settle();
    assert!(world.wire.stored.contains(&(room.0, seq.0)), "the relay cannot judge a commit");
    seq
}
