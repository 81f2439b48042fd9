//! Bytes that are what they should be, of a chain, signature or hash that does not hold: rules R11, R14, R27, R28.
//! Passes are next door.

use super::bad_passes::{SMALL_ORDER_KEY, small_order_root};
use super::people::{self, LOG, NOT_AFTER, NOW, Who, device_pass, link};
use super::vector_file::VectorFile;
use marram_protocol::codec::to_bytes;
use marram_protocol::frame::{EntryFrame, TimerMarks};
use marram_protocol::{
    ChainHead, ClientFrame, Pass, PublicKey, Purpose, Receipt, Revocation, Seq, SignatureBytes, UnixMillis, VERSION,
};

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
        case(
            "revocation_by_device",
            "A device of staff under its administrator's pass.",
            signed(Who::Device, people::administrator_pass()),
        ),
        case(
            "revocation_by_further_device",
            "A further device under the pass of the one that linked it.",
            signed(Who::FurtherDevice, device_pass()),
        ),
        case(
            "revocation_under_device_pass",
            "An administrator, under the pass of a device that it let in.",
            signed(Who::Administrator, device_pass()),
        ),
        case("revocation_by_invite", "Nor can an invite.", {
            let mut pass = device_pass();
            pass.links.truncate(2);
            signed(Who::Invite, pass)
        }),
        case("revocation_by_who_waits", "Nor a device that waits for approval.", {
            signed(Who::Device, people::waiting_pass())
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
        case("revocation_keeps_another", "Another device is kept.", {
            let mut revocation = people::keeping_revocation();
            revocation.kept = vec![Who::OtherDevice.key()];
            revocation
        }),
        case("revocation_keeps_more", "One more is kept.", with(&|it| it.kept = vec![Who::Device.key()])),
        case("revocation_own_keeps", "A device keeps somebody.", {
            let kept = vec![Who::FurtherDevice.key()];
            Revocation::sign_keeping(&Who::Device.secret(), device_pass(), Who::Device.key(), kept, NOW)
        }),
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
    let (timed, timed_head) = (people::timed_entry, people::timed_head());
    let marked = |spoil: &dyn Fn(&mut TimerMarks)| {
        let mut entry = people::timed_entry();
        spoil(entry.timers.as_mut().unwrap());
        entry
    };
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
            EntryFrame { commit: None, ..commit() },
            after_second,
        ),
        case(
            "chain_no_timers",
            "A timed entry shown without its marks.",
            after_second,
            EntryFrame { timers: None, ..timed() },
            timed_head,
        ),
        case(
            "chain_timers_added",
            "Marks on an entry that has none.",
            first,
            EntryFrame { timers: timed().timers, ..entry() },
            after_first,
        ),
        case(
            "chain_timer_not_cancelled",
            "A cancellation is hidden.",
            after_second,
            marked(&|marks| marks.cancelled.clear()),
            timed_head,
        ),
        case(
            "chain_timer_other_cancelled",
            "Another timer was cancelled.",
            after_second,
            marked(&|marks| marks.cancelled = vec![people::TIMER]),
            timed_head,
        ),
        case(
            "chain_timer_not_armed",
            "An armed timer is hidden.",
            after_second,
            marked(&|marks| marks.armed.clear()),
            timed_head,
        ),
        case(
            "chain_timer_later",
            "Another time.",
            after_second,
            marked(&|marks| marks.armed[0].at = UnixMillis(marks.armed[0].at.0 + 1)),
            timed_head,
        ),
    ]
}
