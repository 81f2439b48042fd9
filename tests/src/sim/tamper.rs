//! A client that was changed by whoever holds it: what it still has to send means something else.

use super::{Device, JO, MINA, RUTH, World};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use marram_core::{PersonId, RoomId};
use marram_protocol::Seq;

/// Makes another client of a device: wherever its store has one person's id, in whatever it still has to send, it has
/// another's; gives how many records that changed. Records are sealed as `rest` says: nonce, then name and value under the
/// record's key as associated data.
///
/// # Panics
/// When a record is not what the device itself wrote.
pub fn means_another(device: &mut Device, one: PersonId, other: PersonId) -> usize {
    let cipher = XChaCha20Poly1305::new((&device.key).into());
    let mut changed = 0;
    for (key, sealed) in &mut device.store {
        let (nonce, rest) = sealed.split_first_chunk::<24>().expect("a sealed record");
        let nonce = XNonce::from(*nonce);
        let mut plain = cipher.decrypt(&nonce, Payload { msg: rest, aad: key }).expect("its own record");
        let is_outbox = plain[2..].starts_with(b"room/") && plain.get(2 + 5 + 16) == Some(&b'o');
        let Some(at) = plain.windows(16).position(|window| window == one.0).filter(|_| is_outbox) else { continue };
        plain[at..at + 16].copy_from_slice(&other.0);
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
