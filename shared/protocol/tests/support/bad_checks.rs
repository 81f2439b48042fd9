//! Bytes that are what they should be, of a chain, signature or hash that does not hold: rules R11, R13, R14, R27, R28.

use super::judge::Refused;
use super::people::{self, LOG, NOT_AFTER, NOT_BEFORE, NOW, Who, device_pass, link};
use super::vector_file::VectorFile;
use marram_protocol::codec::to_bytes;
use marram_protocol::frame::EntryFrame;
use marram_protocol::{
    ChainHead, ClientFrame, Pass, PassError, PublicKey, Purpose, Receipt, Revocation, Seq, SignatureBytes, UnixMillis,
    VERSION,
};

/// The point of order 1: whoever uses it as a root "signs" anything, unless verification is strict.
const SMALL_ORDER_KEY: [u8; 32] = {
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

pub fn passes() -> Vec<VectorFile> {
    use Purpose::{Administrator, Device, Invite};
    let case = |name, about, pass: Pass, now: UnixMillis, error: PassError| {
        let refused = Refused::Pass(error);
        VectorFile::bad(name, about, "pass", "R13", refused.error(), to_bytes(&pass)).with("now", now)
    };
    let with = |spoil: &dyn Fn(&mut Pass)| {
        let mut pass = device_pass();
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
        shape("pass_order", "The right links in the wrong order.", with(&|pass| pass.links.swap(1, 2))),
        signature("pass_signature_0", "One bit of the root's signature.", flip(0), 0),
        signature("pass_signature_1", "One bit of the administrator's signature.", flip(1), 1),
        signature("pass_signature_2", "One bit of the invite's signature.", flip(2), 2),
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
            { with(&|pass| small_order_root(pass)) },
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
            "pass_invite_expired",
            "Its invite is over, though the device's link is not.",
            device_pass(),
            { after(NOT_AFTER[1]) },
            late(1),
        ),
        case(
            "pass_administrator_expired",
            "Its administrator is over.",
            people::administrator_pass(),
            { after(NOT_AFTER[0]) },
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

fn link_for_other_agency() -> marram_protocol::Link {
    let validity = NOT_BEFORE..=NOT_AFTER[1];
    let other = Who::OtherRoot.agency();
    marram_protocol::Link::sign(&Who::Administrator.secret(), other, Purpose::Invite, Who::Invite.key(), validity)
}

fn later_device_link() -> marram_protocol::Link {
    let validity = NOT_AFTER[1]..=NOT_AFTER[2];
    let root = Who::Root.agency();
    marram_protocol::Link::sign(&Who::Invite.secret(), root, Purpose::Device, Who::Device.key(), validity)
}

fn small_order_root(pass: &mut Pass) {
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

pub fn revocations() -> Vec<VectorFile> {
    let case = |name, about, revocation: Revocation| {
        VectorFile::bad(name, about, "revocation", "R14", "DoesNotHold".to_owned(), to_bytes(&revocation))
    };
    let signed = |who: Who, issuer: Pass| Revocation::sign(&who.secret(), issuer, Who::OtherDevice.key(), NOW);
    let with = |spoil: &dyn Fn(&mut Revocation)| {
        let mut revocation = people::revocation();
        spoil(&mut revocation);
        revocation
    };
    vec![
        case("revocation_by_device", "A device of staff cannot revoke.", signed(Who::Device, device_pass())),
        case("revocation_by_invite", "Nor can an invite.", {
            let mut pass = device_pass();
            pass.links.truncate(2);
            signed(Who::Invite, pass)
        }),
        case("revocation_by_root", "Nor the root, under an administrator's pass.", {
            signed(Who::Root, people::administrator_pass())
        }),
        case("revocation_broken_chain", "The issuer's chain is broken.", {
            let mut pass = people::administrator_pass();
            pass.links[0].signature.0[0] ^= 1;
            signed(Who::Administrator, pass)
        }),
        case("revocation_other_issuer", "Another agency's administrator signed.", {
            signed(Who::OtherAdministrator, people::administrator_pass())
        }),
        case("revocation_other_key", "Another key than the one revoked.", with(&|it| it.key = Who::OtherDevice.key())),
        case("revocation_other_time", "Another time.", with(&|it| it.at = UnixMillis(NOW.0 - 1))),
        case(
            "revocation_other_pass",
            "Another pass of the same administrator.",
            with(&|it| {
                it.issuer.links[0] = link(Who::Root, Purpose::Administrator, Who::Administrator, NOT_AFTER[2]);
            }),
        ),
        case("revocation_unsigned", "No signature.", with(&|it| it.signature = SignatureBytes([0; 64]))),
    ]
}

pub fn receipts() -> Vec<VectorFile> {
    let case = |name, about, key: PublicKey, receipt: Receipt| {
        VectorFile::bad(name, about, "receipt", "R28", "DoesNotHold".to_owned(), to_bytes(&receipt))
            .with("relay key", key.to_hex())
    };
    let with = |spoil: &dyn Fn(&mut Receipt)| {
        let mut receipt = people::receipt();
        spoil(&mut receipt);
        receipt
    };
    let relay = Who::Relay.key();
    vec![
        case("receipt_other_relay", "Another relay's promise.", Who::OtherRelay.key(), people::receipt()),
        case(
            "receipt_small_order_relay",
            "A relay's key that makes any signature good.",
            PublicKey(SMALL_ORDER_KEY),
            {
                let mut pass = people::administrator_pass();
                small_order_root(&mut pass);
                with(&|it| it.signature = pass.links[0].signature)
            },
        ),
        case("receipt_other_log", "Another log.", relay, with(&|it| it.log = people::OTHER_LOG)),
        case("receipt_other_seq", "Another place.", relay, with(&|it| it.seq = Seq(2))),
        case("receipt_other_time", "Another time.", relay, with(&|it| it.at = UnixMillis(NOW.0 + 1))),
        case("receipt_other_head", "Another past.", relay, with(&|it| it.head = people::heads()[1])),
        case("receipt_unsigned", "No signature.", relay, with(&|it| it.signature = SignatureBytes([0; 64]))),
    ]
}

pub fn challenge_answers() -> Vec<VectorFile> {
    let case = |name, about, signer: Who, signed: Vec<u8>| {
        let frame =
            ClientFrame::Authenticate { version: VERSION, pass: device_pass(), signature: signer.sign(&signed) };
        let bytes = frame.encode().to_vec();
        VectorFile::bad(name, about, "challenge answer", "R11", "DoesNotHold".to_owned(), bytes)
            .with("relay name", people::RELAY)
            .with("nonce", hex::encode(people::NONCE))
    };
    let pass = device_pass();
    let good = pass.challenge_bytes(people::RELAY, VERSION, &people::NONCE);
    let other_pass = {
        let mut other = device_pass();
        other.links[2] = link(Who::Invite, Purpose::Device, Who::Device, NOT_AFTER[0]);
        other.challenge_bytes(people::RELAY, VERSION, &people::NONCE)
    };
    vec![
        case("challenge_replayed", "The answer to another challenge.", Who::Device, {
            pass.challenge_bytes(people::RELAY, VERSION, &[0x5b; 32])
        }),
        case("challenge_other_relay", "The answer to another relay.", Who::Device, {
            pass.challenge_bytes("relay.dray.example", VERSION, &people::NONCE)
        }),
        case("challenge_name_extended", "A relay's name that begins alike.", Who::Device, {
            pass.challenge_bytes("relay.tidemark.exampleZ", VERSION, &people::NONCE)
        }),
        case("challenge_other_version", "Another version.", Who::Device, {
            pass.challenge_bytes(people::RELAY, VERSION + 1, &people::NONCE)
        }),
        case("challenge_other_pass", "Another pass of the same device.", Who::Device, other_pass),
        case("challenge_signed_by_invite", "The invite's holder answers for the device.", Who::Invite, good.clone()),
        case("challenge_signed_by_administrator", "So does the administrator.", Who::Administrator, good),
    ]
}

pub fn chains() -> Vec<VectorFile> {
    let first = ChainHead::start(LOG);
    let [after_first, after_second] = people::heads();
    let case = |name, about, before: ChainHead, entry: EntryFrame, after: ChainHead| {
        VectorFile::bad(name, about, "chain", "R27", "DoesNotHold".to_owned(), to_bytes(&entry))
            .with("head before", hex::encode(before.0))
            .with("head after", hex::encode(after.0))
    };
    let entry = people::entry;
    let commit = people::commit_entry;
    let mut other_tokens = commit();
    if let Some(facts) = &mut other_tokens.commit {
        facts.next = people::next_tokens(2);
    }
    let payload = bytes::Bytes::from_static(b"sealed: only members open thiS");
    let epoch = marram_protocol::Epoch(1);
    let append = marram_protocol::AppendId(*b"append no. 9    ");
    let other_log = ChainHead::start(people::OTHER_LOG);
    vec![
        case("chain_other_payload", "One byte of the payload.", first, EntryFrame { payload, ..entry() }, after_first),
        case(
            "chain_other_place",
            "The same entry elsewhere.",
            first,
            EntryFrame { seq: Seq(2), ..entry() },
            after_first,
        ),
        case("chain_other_epoch", "Another epoch.", first, EntryFrame { epoch, ..entry() }, after_first),
        case("chain_other_append", "Another append id.", first, EntryFrame { append, ..entry() }, after_first),
        case("chain_other_log", "The entry of another log.", other_log, entry(), after_first),
        case("chain_omitted", "The entry before it is left out.", first, commit(), after_second),
        case("chain_other_tokens", "Other tokens than the commit installed.", after_first, other_tokens, after_second),
        case(
            "chain_no_commit",
            "A commit shown as an application entry.",
            after_first,
            { EntryFrame { commit: None, ..commit() } },
            after_second,
        ),
    ]
}
