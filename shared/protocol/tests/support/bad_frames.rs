//! Bytes that are no frame: rules R3, R4, R5 and R6.

use super::bad::{Spoilt, undecodable};
use super::good::{append, append_timed, authenticate_device, client_frames, commit, revoke_keeping, shelve};
use super::good_relay::{challenge, relay_frames};
use super::people;
use super::vector_file::VectorFile;
use marram_protocol::codec::to_bytes;
use marram_protocol::{ClientFrame, DecodeError, RequestId};

const CLIENT: &str = "client frame";
const RELAY: &str = "relay frame";

fn of_client(frame: &ClientFrame) -> Spoilt {
    Spoilt(frame.parts())
}

fn of_relay(name: &str) -> Spoilt {
    let frames = relay_frames();
    Spoilt(frames.iter().find(|(found, ..)| *found == name).unwrap_or_else(|| panic!("{name}")).2.parts())
}

fn ping() -> Vec<u8> {
    ClientFrame::Ping { request: RequestId(1) }.encode().to_vec()
}

pub fn unknown_kinds() -> Vec<VectorFile> {
    let case = |name, about, decoder, bytes: Vec<u8>| {
        let kind = bytes[0];
        undecodable(name, about, decoder, DecodeError::UnknownKind { kind }, bytes)
    };
    vec![
        case("kind_zero", "No frame has kind 0.", CLIENT, vec![0; 40]),
        case("kind_after_the_last", "The first free kind.", CLIENT, vec![0x14, 0, 0, 0, 1]),
        case(
            "kind_relay_frame_from_client",
            "The relay's frame, from a client.",
            CLIENT,
            challenge().encode().to_vec(),
        ),
        case("kind_client_frame_from_relay", "A client's frame, from the relay.", RELAY, ping()),
        case("kind_json", "Another protocol altogether.", CLIENT, br#"{"type":"append"}"#.to_vec()),
        case("kind_ff", "The last kind there could be.", RELAY, vec![0xff]),
    ]
}

pub fn truncated() -> Vec<VectorFile> {
    let case = |name, about, decoder, needed, left, bytes| {
        undecodable(name, about, decoder, DecodeError::Truncated { needed, left }, bytes)
    };
    let commit = || of_client(&commit());
    let timed = || of_client(&append_timed());
    let two = 2 * (32 + 32 + 4);
    vec![
        case("truncated_empty_client", "An empty message.", CLIENT, 1, 0, Vec::new()),
        case("truncated_empty_relay", "An empty message.", RELAY, 1, 0, Vec::new()),
        case("truncated_after_kind", "A kind and nothing else.", CLIENT, 4, 0, vec![0x11]),
        case("truncated_in_u16", "Inside a version.", CLIENT, 2, 1, vec![0x01, 0]),
        case("truncated_in_u32", "Inside a request.", CLIENT, 4, 3, ping()[..4].to_vec()),
        case("truncated_in_u64", "Inside an epoch.", CLIENT, 8, 7, of_client(&append()).cut("epoch", 7).bytes()),
        case("truncated_in_id", "Inside a log id.", CLIENT, 16, 15, of_client(&append()).cut("log", 15).bytes()),
        case("truncated_in_token", "Inside a token.", CLIENT, 32, 31, of_client(&append()).cut("token", 31).bytes()),
        case(
            "truncated_in_signature",
            "Inside the signature of the challenge.",
            CLIENT,
            64,
            63,
            of_client(&authenticate_device()).cut("signature", 63).bytes(),
        ),
        case(
            "truncated_before_flag",
            "Where a flag should be.",
            CLIENT,
            1,
            0,
            of_client(&shelve(true)).end_after("reach").bytes(),
        ),
        case("truncated_in_count", "Inside a count.", CLIENT, 2, 1, commit().cut("pointers.count", 1).bytes()),
        case("truncated_before_items", "Two pointers counted, none there.", CLIENT, two, 0, {
            commit().end_after("pointers.count").bytes()
        }),
        case("truncated_in_items", "Two pointers counted, too few bytes for them.", CLIENT, two, two - 1, {
            let mut bytes = commit().end_after("pointers.count").bytes();
            bytes.extend(vec![0; two - 1]);
            bytes
        }),
        case("truncated_in_item", "The second pointer's bytes end early.", CLIENT, 14, 13, {
            commit().cut("pointers[1].sealed", 13).bytes()
        }),
        case("truncated_in_links", "Three links counted, bytes for two.", CLIENT, 3 * 113, 2 * 113, {
            of_client(&authenticate_device()).end_after("pass.links[1].signature").bytes()
        }),
        case("truncated_in_length", "Inside a payload's length.", CLIENT, 4, 2, {
            of_client(&append()).cut("payload.length", 2).bytes()
        }),
        case("truncated_before_payload", "A length and no payload.", CLIENT, 30, 0, {
            of_client(&append()).end_after("payload.length").bytes()
        }),
        case("truncated_in_payload", "The last byte of the payload is missing.", CLIENT, 30, 29, {
            of_client(&append()).cut("payload", 29).bytes()
        }),
        case("truncated_huge_payload", "A payload that claims all the memory there is.", CLIENT, 0xffff_ffff, 30, {
            of_client(&append()).set("payload.length", &[0xff; 4]).bytes()
        }),
        case("truncated_in_relay_name", "The relay's name ends early.", RELAY, people::RELAY.len(), 21, {
            let bytes = challenge().encode();
            bytes[..1 + 2 + 1 + 21].to_vec()
        }),
        case("truncated_in_limits", "A relay that states too few limits.", RELAY, 4, 0, {
            of_relay("82_ready").end_after("limits.takes_per_hour").bytes()
        }),
        case("truncated_in_receipt", "Inside a receipt's head.", RELAY, 32, 16, {
            of_relay("84_stored").cut("receipt.head", 16).bytes()
        }),
        case("truncated_in_refusal", "A refusal without its numbers.", RELAY, 4, 0, {
            of_relay("86_refused_too_large").end_after("refusal.reason").bytes()
        }),
        case("truncated_after_option", "An origin announced and not there.", RELAY, 16, 0, {
            of_relay("8b_mail_pointer").end_after("origin.present").bytes()
        }),
        case("truncated_in_commit_facts", "A commit's entry without its token hashes.", RELAY, 32, 0, {
            of_relay("88_entry_commit").end_after("entry.commit.appender.links[2].signature").bytes()
        }),
        case(
            "truncated_in_timer",
            "Inside the only alarm's id.",
            CLIENT,
            26,
            15,
            timed().cut("arm[0].timer", 15).bytes(),
        ),
        case("truncated_before_alarms", "An alarm counted, none there.", CLIENT, 26, 0, {
            timed().end_after("arm.count").bytes()
        }),
        case("truncated_before_alarms_pointers", "An alarm's pointers counted, none there.", CLIENT, two, 0, {
            timed().end_after("arm[0].pointers.count").bytes()
        }),
        case("truncated_in_marks", "A timed entry without the timers that it armed.", RELAY, 24, 0, {
            of_relay("88_entry_timed").end_after("entry.timers.armed.count").bytes()
        }),
        case("truncated_entry", "A kept entry that lost its last byte.", "entry", 30, 29, {
            let bytes = to_bytes(&people::entry());
            bytes[..bytes.len() - 1].to_vec()
        }),
    ]
}

pub fn too_long() -> Vec<VectorFile> {
    let case = |name, about, decoder, field, limit, got, bytes| {
        undecodable(name, about, decoder, DecodeError::TooLong { field, limit, got }, bytes)
    };
    let links = |count: u16| of_client(&authenticate_device()).set("pass.links.count", &count.to_be_bytes()).bytes();
    let pointers = |count: u16| of_client(&commit()).set("pointers.count", &count.to_be_bytes()).bytes();
    let name = |length: u8, there: usize| {
        let mut bytes = vec![0x81, 0, 1, length];
        bytes.extend(vec![b'a'; there]);
        bytes
    };
    vec![
        case("too_long_links_6", "One link too many.", CLIENT, "pass links", 5, 6, links(6)),
        case(
            "too_long_links_65535",
            "As many links as can be counted.",
            CLIENT,
            "pass links",
            5,
            65_535,
            links(65_535),
        ),
        case("too_long_pointers_513", "One pointer too many.", CLIENT, "sealed pointers", 512, 513, pointers(513)),
        case("too_long_pointers_65535", "All that can be counted.", CLIENT, "sealed pointers", 512, 65_535, {
            pointers(65_535)
        }),
        case("too_long_cancel_9", "One timer too many to cancel.", CLIENT, "cancelled timers", 8, 9, {
            of_client(&append_timed()).set("cancel.count", &[0, 9]).bytes()
        }),
        case("too_long_arm_5", "One timer too many to arm.", CLIENT, "alarms", 4, 5, {
            of_client(&append_timed()).set("arm.count", &[0, 5]).bytes()
        }),
        case("too_long_alarm_pointers", "One pointer too many for a timer.", CLIENT, "sealed pointers", 512, 513, {
            of_client(&append_timed()).set("arm[0].pointers.count", &513_u16.to_be_bytes()).bytes()
        }),
        case("too_long_armed_5", "More armed than can be asked for.", RELAY, "armed timers", 4, 5, {
            of_relay("88_entry_timed").set("entry.timers.armed.count", &[0, 5]).bytes()
        }),
        case("too_long_kept_1025", "One kept key too many.", CLIENT, "kept keys", 1024, 1025, {
            of_client(&revoke_keeping()).set("revocation.kept.count", &1025_u16.to_be_bytes()).bytes()
        }),
        case("too_long_name_65", "One letter too many.", RELAY, "relay name", 64, 65, name(65, 200)),
        case("too_long_name_255", "Judged by its length, though it is not there.", RELAY, "relay name", 64, 255, {
            name(255, 0)
        }),
    ]
}

pub fn trailing() -> Vec<VectorFile> {
    let case =
        |name, about, decoder, left, bytes| undecodable(name, about, decoder, DecodeError::Trailing { left }, bytes);
    let and = |mut bytes: Vec<u8>, more: &[u8]| {
        bytes.extend_from_slice(more);
        bytes
    };
    let relay = |name: &str| of_relay(name).bytes();
    vec![
        case("trailing_one_byte", "One byte after a ping.", CLIENT, 1, and(ping(), &[0])),
        case("trailing_second_frame", "Two frames in one message.", CLIENT, 5, and(ping(), &ping())),
        case("trailing_after_payload", "The payload is longer than it says.", CLIENT, 30, {
            of_client(&append()).set("payload.length", &[0; 4]).bytes()
        }),
        case("trailing_after_flag", "One byte after a flag.", RELAY, 1, and(relay("89_caught_up"), &[0])),
        case("trailing_origin", "An origin where none is announced.", RELAY, 56, {
            let spoilt = of_relay("8b_mail_pointer").set("origin.present", &[0]);
            // The origin's first four bytes read as the length of the payload: none.
            let spoilt = spoilt.set("origin.log", &[0; 4]);
            spoilt.set("payload.length", &[]).set("payload", &[0; 16]).bytes()
        }),
        case("trailing_after_reason", "A refusal that says more.", RELAY, 3, {
            and(relay("86_refused_connection"), b"why")
        }),
        case("trailing_pass", "A pass with something behind it.", "pass", 1, {
            and(to_bytes(&people::device_pass()), &[0])
        })
        .with("now", people::NOW),
        case("trailing_receipt", "A receipt with something behind it.", "receipt", 64, {
            and(to_bytes(&people::receipt()), &[0; 64])
        })
        .with("relay key", people::Who::Relay.key().to_hex()),
        case("trailing_revocation", "A revocation with something behind it.", "revocation", 2, {
            and(to_bytes(&people::revocation()), &[0; 2])
        }),
        case("trailing_entry", "An entry with another behind it.", "entry", 92, {
            and(to_bytes(&people::entry()), &to_bytes(&people::entry()))
        }),
    ]
}

pub fn bad_values() -> Vec<VectorFile> {
    let case = |name, about, decoder, field, got, bytes| {
        undecodable(name, about, decoder, DecodeError::BadValue { field, got }, bytes)
    };
    let client = |name: &str, part: &str, value: u8| {
        let frames = client_frames();
        let frame = &frames.iter().find(|(found, ..)| *found == name).unwrap_or_else(|| panic!("{name}")).2;
        of_client(frame).set(part, &[value]).bytes()
    };
    let relay = |name: &str, part: &str, value: u8| of_relay(name).set(part, &[value]).bytes();
    let named = |name: &[u8]| {
        let mut bytes = vec![name.len() as u8];
        bytes.extend_from_slice(name);
        of_relay("81_challenge").set("name", &bytes).bytes()
    };
    let purpose = "pass.links[2].purpose";
    vec![
        case("value_flag_2", "A flag is 0 or 1.", CLIENT, "flag", 2, client("0c_shelve", "last_resort", 2)),
        case("value_flag_255", "Not minus one either.", RELAY, "flag", 255, relay("89_caught_up", "ended", 255)),
        case("value_option_2", "Present or absent.", RELAY, "flag", 2, relay("8b_mail_note", "origin.present", 2)),
        case("value_entry_facts_3", "An entry of a fourth kind.", RELAY, "entry facts", 3, {
            relay("88_entry", "entry.facts", 3)
        }),
        case("value_register_flag_2", "Of a register or not.", RELAY, "flag", 2, {
            relay("88_entry_register", "entry.stated_by.present", 2)
        }),
        case("value_log_kind_2", "No such log.", CLIENT, "log kind", 2, client("02_create_group", "kind", 2)),
        case("value_purpose_0", "No purpose.", CLIENT, "purpose", 0, client("01_authenticate_device", purpose, 0)),
        case("value_purpose_5", "A new purpose.", CLIENT, "purpose", 5, client("01_authenticate_device", purpose, 5)),
        case("value_reason_0", "No reason.", RELAY, "reason", 0, relay("86_refused_too_large", "refusal.reason", 0)),
        case("value_reason_5", "Between reasons.", RELAY, "reason", 5, {
            relay("86_refused_too_large", "refusal.reason", 5)
        }),
        case("value_reason_255", "A new reason.", RELAY, "reason", 255, {
            relay("86_refused_too_large", "refusal.reason", 255)
        }),
        case("value_gap_reason_0", "No reason.", RELAY, "gap reason", 0, relay("8a_gap", "reason", 0)),
        case("value_gap_reason_2", "A new reason.", RELAY, "gap reason", 2, relay("8a_gap", "reason", 2)),
        case("value_entry_kind_2", "Neither application nor commit.", "entry kind", "entry kind", 2, vec![2]),
        case("value_name_empty", "A relay without a name.", RELAY, "relay name", 0, named(b"")),
        case("value_name_space", "A name with a space.", RELAY, "relay name", 9, named(b"our relay")),
        case("value_name_newline", "A name that breaks a log's line.", RELAY, "relay name", 10, named(b"relay\nINFO")),
        case("value_name_delete", "A name with an invisible letter.", RELAY, "relay name", 6, named(b"relay\x7f")),
        case("value_name_unicode", "A name that looks like another.", RELAY, "relay name", 6, {
            named("r\u{435}lay".as_bytes())
        }),
        case("value_name_not_utf8", "A name that is no text.", RELAY, "relay name", 3, named(&[0xff, 0xfe, 0x41])),
    ]
}
