//! Vectors of what is signed and hashed: the parts written out by hand, the result from the crate.

use super::people::{self, APPEND, LOG, NOW, Who};
use super::vector_file::VectorFile;
use marram_protocol::codec::{Part, to_bytes};
use marram_protocol::{ChainHead, Epoch, Seq, SignatureBytes, VERSION};
use sha2::{Digest, Sha256};

/// One vector for each row of the table in SPEC.md section 3.
pub fn all() -> Vec<VectorFile> {
    let mut all = hashes();
    all.extend(signatures());
    all
}

fn hashes() -> Vec<VectorFile> {
    let hash = |name, about, prefix: &str, parts: &[(&str, Vec<u8>)], digest: [u8; 32]| {
        VectorFile::good(name, about, "SHA-256", with_prefix(prefix, parts)).with("digest", hex::encode(digest))
    };
    let token = people::tokens(0).0;
    let entry = people::entry();
    let commit = people::commit_entry();
    let timed = people::timed_entry();
    let next = people::next_tokens(1);
    let start = ChainHead::start(LOG);
    let epoch = to_bytes(&Epoch(0));
    vec![
        hash("token", "What the relay keeps of a token.", "marram/1 token", &[("token", token.0.to_vec())], {
            token.hash().0
        }),
        hash(
            "entry_application",
            "The hash of an application entry.",
            "marram/1 entry",
            &[
                ("append", APPEND.0.to_vec()),
                ("epoch", epoch.clone()),
                ("commit", vec![0]),
                ("payload", entry.payload.to_vec()),
            ],
            entry.hash().0,
        ),
        hash(
            "entry_commit",
            "The hash of a commit.",
            "marram/1 entry",
            &[
                ("append", commit.append.0.to_vec()),
                ("epoch", epoch),
                ("commit", vec![1]),
                ("next.read", next.read.0.to_vec()),
                ("next.append", next.append.0.to_vec()),
                ("payload", commit.payload.to_vec()),
            ],
            commit.hash().0,
        ),
        hash(
            "entry_timed",
            "The hash of an entry that cancels one timer and arms another.",
            "marram/1 entry",
            &[
                ("append", timed.append.0.to_vec()),
                ("epoch", to_bytes(&Epoch(1))),
                ("commit", vec![2]),
                ("timers.cancelled", [&[0, 1], &people::OTHER_TIMER.0[..]].concat()),
                ("timers.armed", [&[0, 1], &people::TIMER.0[..], &to_bytes(&people::alarms()[0].at)].concat()),
                ("payload", timed.payload.to_vec()),
            ],
            timed.hash().0,
        ),
        hash("head_start", "The head of an empty log.", "marram/1 log", &[("log", LOG.0.to_vec())], start.0),
        hash(
            "head_then",
            "The head after the first entry.",
            "marram/1 head",
            &[("head", start.0.to_vec()), ("seq", to_bytes(&Seq(1))), ("entry", entry.hash().0.to_vec())],
            people::heads()[0].0,
        ),
    ]
}

fn signatures() -> Vec<VectorFile> {
    let signed = |name, about, prefix: &str, parts: &[(&str, Vec<u8>)], who: Who, signature: SignatureBytes| {
        VectorFile::good(name, about, "Ed25519", with_prefix(prefix, parts))
            .with("secret", hex::encode(who.secret().to_bytes()))
            .with("key", who.key().to_hex())
            .with("signature", signature.to_hex())
    };
    let pass = people::device_pass();
    let link = pass.links[1];
    let revocation = people::revocation();
    let receipt = people::receipt();
    let now = to_bytes(&NOW);
    vec![
        signed(
            "link",
            "An administrator signs an invite.",
            "marram/1 pass link",
            &[
                ("root", pass.root.0.to_vec()),
                ("issuer", Who::Administrator.key().0.to_vec()),
                ("purpose", vec![2]),
                ("key", Who::Invite.key().0.to_vec()),
                ("not_before", to_bytes(&link.not_before)),
                ("not_after", to_bytes(&link.not_after)),
            ],
            Who::Administrator,
            link.signature,
        ),
        signed(
            "challenge",
            "A device answers a challenge.",
            "marram/1 authenticate",
            &[
                ("version", to_bytes(&VERSION)),
                ("name.length", to_bytes(&(people::RELAY.len() as u64))),
                ("name", people::RELAY.as_bytes().to_vec()),
                ("nonce", people::NONCE.to_vec()),
                ("pass", Sha256::digest(to_bytes(&pass)).to_vec()),
            ],
            Who::Device,
            people::challenge_signature(Who::Device, &pass),
        ),
        signed(
            "revocation",
            "An administrator ends a device's key.",
            "marram/1 revocation",
            &[
                ("issuer", to_bytes(&people::administrator_pass())),
                ("key", Who::Device.key().0.to_vec()),
                ("kept", vec![0, 0]),
                ("at", now.clone()),
            ],
            Who::Administrator,
            revocation.signature,
        ),
        signed(
            "receipt",
            "The relay promises that an entry is durable.",
            "marram/1 stored",
            &[
                ("log", LOG.0.to_vec()),
                ("seq", to_bytes(&Seq(1))),
                ("at", now),
                ("head", people::heads()[0].0.to_vec()),
            ],
            Who::Relay,
            receipt.signature,
        ),
    ]
}

fn with_prefix(prefix: &str, parts: &[(&str, Vec<u8>)]) -> Vec<Part> {
    let first = [("prefix", prefix.as_bytes().to_vec())];
    let part = |(name, bytes): &(&str, Vec<u8>)| Part { name: (*name).to_owned(), bytes: bytes.clone() };
    first.iter().chain(parts).map(part).collect()
}
