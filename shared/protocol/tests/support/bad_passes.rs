//! Passes whose shape, signatures or time do not hold: rule R13.

use super::judge::Refused;
use super::people::{self, NOT_AFTER, NOT_BEFORE, NOW, Who, device_pass, link, linked_pass};
use super::vector_file::VectorFile;
use marram_protocol::codec::to_bytes;
use marram_protocol::{Link, Pass, PassError, Purpose, SignatureBytes, UnixMillis};

/// The point of order 1: whoever uses it as a root "signs" anything, unless verification is strict.
pub(super) const SMALL_ORDER_KEY: [u8; 32] = {
    let mut key = [0; 32];
    key[0] = 1;
    key
};

/// The order of Ed25519's group, little-endian.
const GROUP_ORDER: [u8; 32] = {
    let low = [0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14];
    let mut order = [0; 32];
    let mut place = 0;
    while place < 16 {
        order[place] = low[place];
        place += 1;
    }
    order[31] = 0x10;
    order
};

pub fn all() -> Vec<VectorFile> {
    use Purpose::{Administrator, Device, Invite, Knock};
    let case = |name, about, pass: Pass, now: UnixMillis, error: PassError| {
        let refused = Refused::Pass(error);
        VectorFile::bad(name, about, "pass", "R13", refused.error(), to_bytes(&pass)).with("now", now)
    };
    let with = |spoil: &dyn Fn(&mut Pass)| {
        let mut pass = device_pass();
        spoil(&mut pass);
        pass
    };
    let linked_with = |spoil: &dyn Fn(&mut Pass)| {
        let mut pass = linked_pass();
        spoil(&mut pass);
        pass
    };
    let shape = |name, about, pass: Pass| {
        let links = pass.links.len();
        case(name, about, pass, NOW, PassError::Shape { links })
    };
    let signature = |name, about, pass, link| case(name, about, pass, NOW, PassError::Signature { link });
    let flip = |number: usize| with(&|pass| pass.links[number].signature.0[40] ^= 1);
    let early = |link| PassError::NotYetValid { link, not_before: NOT_BEFORE };
    let late = |link| PassError::Expired { link, not_after: NOT_AFTER[link] };
    let after = |moment: UnixMillis| UnixMillis(moment.0 + 1);
    let [_, i, d] = device_pass().links.try_into().unwrap();
    vec![
        shape("pass_no_links", "A root alone is no device.", with(&|pass| pass.links.clear())),
        shape("pass_two_links", "An invite is no device.", with(&|pass| pass.links.truncate(2))),
        shape(
            "pass_four_links",
            "A device cannot vouch.",
            with(&|pass| {
                pass.links.push(link(Who::Device, Device, Who::OtherDevice, NOT_AFTER[2]));
            }),
        ),
        shape(
            "pass_five_links_without_invite",
            "A device links another by an invite, not by itself.",
            linked_with(&|pass| {
                pass.links[3] = link(Who::Device, Device, Who::Linking, NOT_AFTER[2]);
            }),
        ),
        shape(
            "pass_linking_is_no_device",
            "What a device signed to link another is no device.",
            linked_with(&|pass| pass.links.truncate(4)),
        ),
        shape(
            "pass_device_appoints",
            "A device cannot appoint an administrator.",
            linked_with(&|pass| {
                pass.links[4] = link(Who::Linking, Administrator, Who::FurtherDevice, NOT_AFTER[2]);
            }),
        ),
        shape(
            "pass_root_invites",
            "A root cannot invite.",
            with(&|pass| {
                pass.links = vec![link(Who::Root, Invite, Who::Invite, NOT_AFTER[1])];
            }),
        ),
        shape(
            "pass_root_makes_device",
            "A root cannot make a device.",
            with(&|pass| {
                pass.links = vec![link(Who::Root, Device, Who::Device, NOT_AFTER[2])];
            }),
        ),
        shape(
            "pass_without_administrator",
            "Invite and device without an administrator.",
            Pass { links: vec![i, d], ..device_pass() },
        ),
        shape(
            "pass_invite_makes_administrator",
            "An invite cannot appoint.",
            with(&|pass| {
                pass.links[2] = link(Who::Invite, Administrator, Who::Device, NOT_AFTER[2]);
            }),
        ),
        shape(
            "pass_waiting_links",
            "A device that waits for approval links no other.",
            linked_with(&|pass| {
                pass.links[1] = link(Who::Administrator, Knock, Who::Invite, NOT_AFTER[1]);
            }),
        ),
        shape(
            "pass_device_lets_wait",
            "Only an administrator has somebody wait.",
            linked_with(&|pass| {
                pass.links[3] = link(Who::Device, Knock, Who::Linking, NOT_AFTER[1]);
            }),
        ),
        signature(
            "pass_waiting_lets_itself_in",
            "A link that lets a device wait, called an invite.",
            with(&|pass| {
                let knock = link(Who::Administrator, Knock, Who::Invite, NOT_AFTER[1]);
                pass.links[1] = Link { purpose: Invite, ..knock };
            }),
            1,
        ),
        shape("pass_order", "The right links in the wrong order.", with(&|pass| pass.links.swap(1, 2))),
        signature("pass_signature_0", "One bit of the root's signature.", flip(0), 0),
        signature("pass_signature_1", "One bit of the administrator's signature.", flip(1), 1),
        signature("pass_signature_2", "One bit of the invite's signature.", flip(2), 2),
        signature(
            "pass_signature_3",
            "One bit of the linking device's signature.",
            linked_with(&|pass| pass.links[3].signature.0[40] ^= 1),
            3,
        ),
        signature(
            "pass_signature_4",
            "One bit of the signature over the further device.",
            linked_with(&|pass| pass.links[4].signature.0[40] ^= 1),
            4,
        ),
        signature(
            "pass_linked_by_another",
            "Another device of the agency signs in the linking device's place.",
            linked_with(&|pass| {
                pass.links[3] = link(Who::OtherDevice, Invite, Who::Linking, NOT_AFTER[1]);
            }),
            3,
        ),
        signature(
            "pass_linked_by_invite",
            "The invite that made the device links another one.",
            linked_with(&|pass| {
                pass.links[3] = link(Who::Invite, Invite, Who::Linking, NOT_AFTER[1]);
            }),
            3,
        ),
        signature(
            "pass_linked_longer",
            "A further device that prolongs the time in which it can be made.",
            linked_with(&|pass| {
                pass.links[3].not_after = NOT_AFTER[0];
            }),
            3,
        ),
        signature("pass_unsigned", "No signature.", with(&|pass| pass.links[2].signature = SignatureBytes([0; 64])), 2),
        signature(
            "pass_self_issued",
            "A device that vouches for itself.",
            with(&|pass| {
                pass.links[2] = link(Who::Device, Device, Who::Device, NOT_AFTER[2]);
            }),
            2,
        ),
        signature(
            "pass_skips_invite",
            "The administrator signs in the invite's place.",
            with(&|pass| {
                pass.links[2] = link(Who::Administrator, Device, Who::Device, NOT_AFTER[2]);
            }),
            2,
        ),
        signature(
            "pass_longer_validity",
            "A device that prolongs itself.",
            with(&|pass| {
                pass.links[2].not_after = NOT_AFTER[0];
            }),
            2,
        ),
        signature(
            "pass_earlier_validity",
            "A link that begins before it was signed to.",
            with(&|pass| {
                pass.links[1].not_before = UnixMillis(0);
            }),
            1,
        ),
        signature(
            "pass_other_key",
            "Another device under the same signature.",
            with(&|pass| {
                pass.links[2].key = Who::OtherDevice.key();
            }),
            2,
        ),
        signature(
            "pass_other_root",
            "The chain under another agency's root.",
            with(&|pass| {
                pass.root = Who::OtherRoot.agency();
            }),
            0,
        ),
        signature(
            "pass_other_agencys_link",
            "A link that the same administrator signed for another agency.",
            with(&|pass| pass.links[1] = link_for_other_agency()),
            1,
        ),
        signature(
            "pass_small_order_root",
            "A root that makes any signature good, unless checked strictly.",
            with(&|pass| small_order_root(pass)),
            0,
        ),
        signature(
            "pass_signature_plus_order",
            "A second form of a good signature.",
            with(&|pass| {
                add_group_order(&mut pass.links[0].signature);
            }),
            0,
        ),
        case("pass_before_first_moment", "A millisecond early.", device_pass(), UnixMillis(NOT_BEFORE.0 - 1), early(0)),
        case(
            "pass_device_expired",
            "The device's link is over, though its administrator's is not.",
            device_pass(),
            after(NOT_AFTER[2]),
            late(2),
        ),
        case(
            "pass_linked_after_its_device",
            "The device that linked it is over.",
            linked_with(&|pass| {
                pass.links[4] = link(Who::Linking, Device, Who::FurtherDevice, NOT_AFTER[0]);
            }),
            after(NOT_AFTER[2]),
            late(2),
        ),
        case(
            "pass_administrator_expired",
            "Its administrator is over.",
            people::administrator_pass(),
            after(NOT_AFTER[0]),
            late(0),
        ),
        case(
            "pass_device_not_yet",
            "The device's link begins later.",
            with(&|pass| {
                pass.links[2] = later_device_link();
            }),
            NOW,
            PassError::NotYetValid { link: 2, not_before: NOT_AFTER[1] },
        ),
        case(
            "pass_never_valid",
            "A validity that ends before it begins.",
            with(&|pass| {
                pass.links[2] = link(Who::Invite, Device, Who::Device, UnixMillis(NOT_BEFORE.0 - 1));
            }),
            NOW,
            PassError::Expired { link: 2, not_after: UnixMillis(NOT_BEFORE.0 - 1) },
        ),
        case("pass_signature_before_time", "A wrong signature is said before a wrong time.", flip(2), UnixMillis(0), {
            PassError::Signature { link: 2 }
        }),
    ]
}

fn link_for_other_agency() -> Link {
    let validity = NOT_BEFORE..=NOT_AFTER[1];
    let other = Who::OtherRoot.agency();
    Link::sign(&Who::Administrator.secret(), other, Purpose::Invite, Who::Invite.key(), validity)
}

fn later_device_link() -> Link {
    let validity = NOT_AFTER[1]..=NOT_AFTER[2];
    let root = Who::Root.agency();
    Link::sign(&Who::Invite.secret(), root, Purpose::Device, Who::Device.key(), validity)
}

pub(super) fn small_order_root(pass: &mut Pass) {
    pass.root.0 = SMALL_ORDER_KEY;
    // R is the base point and s is 1: s·B = R + k·A for every message, since A is the neutral element.
    let mut signature = [0x66; 64];
    signature[0] = 0x58;
    signature[32..].fill(0);
    signature[32] = 1;
    pass.links[0].signature = SignatureBytes(signature);
}

fn add_group_order(signature: &mut SignatureBytes) {
    let mut carry = 0;
    for (byte, order) in signature.0[32..].iter_mut().zip(GROUP_ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
}
