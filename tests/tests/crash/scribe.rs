//! Who writes without pause: a log's only writer, whose every entry follows from its number. After a lost connection it
//! sends again, byte for byte, what was not answered.

use bytes::Bytes;
use ed25519_dalek::{Signer as _, SigningKey};
use marram_protocol::entry::EntryHash;
use marram_protocol::frame::client::LogKind;
use marram_protocol::{
    AgencyId, AppendId, ChainHead, ClientFrame, Epoch, Link, LogId, NextTokens, Pass, PublicKey, Purpose, RelayFrame,
    RequestId, Seq, SignatureBytes, Token, UnixMillis,
};
use marram_relay::store::{Item, Store};

/// Every so many entries one is a commit, which ends its epoch.
const COMMIT_EVERY: u64 = 8;
/// How much is sent ahead of the answers.
const AHEAD: u64 = 24;
/// The request that makes the log; entries' requests are their numbers, from 1.
const MAKE: RequestId = RequestId(u32::MAX);

pub(super) struct Scribe {
    key: SigningKey,
    pass: Pass,
    log: LogId,
    made: bool,
    asked_to_make: bool,
    ready: bool,
    /// Entries sent on this connection.
    sent: u64,
    /// Entries answered `Stored`, ever, and the chain's head after them.
    pub(super) answered: u64,
    head: ChainHead,
    relay: Option<PublicKey>,
}

impl Scribe {
    /// Of an agency of its own.
    pub(super) fn new(number: u8) -> Self {
        let key = SigningKey::from_bytes(&[number; 32]);
        let root = SigningKey::from_bytes(&[number + 100; 32]);
        let (agency, device) = (AgencyId(root.verifying_key().to_bytes()), PublicKey(key.verifying_key().to_bytes()));
        let ever = UnixMillis(0)..=UnixMillis(u64::MAX);
        let link = Link::sign(&root, agency, Purpose::Administrator, device, ever);
        let log = LogId([number; 16]);
        let (pass, head) = (Pass { root: agency, links: vec![link] }, ChainHead::start(log));
        let (made, asked_to_make, ready) = (false, false, false);
        Self { key, pass, log, made, asked_to_make, ready, sent: 0, answered: 0, head, relay: None }
    }

    pub(super) fn agency(&self) -> AgencyId {
        self.pass.root
    }

    /// A new connection: what is not answered is sent again, and the last answered entry, too, to hear the same of it.
    pub(super) fn begin(&mut self) {
        self.sent = self.answered.saturating_sub(1);
        (self.asked_to_make, self.ready) = (false, false);
    }

    /// What it sends next, if it does not wait for answers.
    pub(super) fn next(&mut self) -> Option<ClientFrame> {
        if !self.ready {
            return None;
        }
        if !self.made && !self.asked_to_make {
            self.asked_to_make = true;
            let (request, log, tokens) = (MAKE, self.log, self.tokens(0));
            return Some(ClientFrame::Create { request, log, kind: LogKind::Group, tokens });
        }
        (self.sent < self.answered + AHEAD).then(|| {
            self.sent += 1;
            self.entry(self.sent)
        })
    }

    fn token(&self, epoch: u64, what: &str) -> Token {
        let mut token = [what.len() as u8; 32];
        token[..16].copy_from_slice(&self.log.0);
        token[16..24].copy_from_slice(&epoch.to_be_bytes());
        Token(token)
    }

    fn tokens(&self, epoch: u64) -> NextTokens {
        NextTokens { read: self.token(epoch, "read").hash(), append: self.token(epoch, "append").hash() }
    }

    fn append(&self, number: u64) -> AppendId {
        let mut id = self.log.0;
        id[..8].copy_from_slice(&number.to_be_bytes());
        AppendId(id)
    }

    fn payload(number: u64) -> Bytes {
        number.to_be_bytes().repeat(1 + (number % 60) as usize).into()
    }

    fn entry(&self, number: u64) -> ClientFrame {
        let (log, append, payload) = (self.log, self.append(number), Self::payload(number));
        let epoch = (number - 1) / COMMIT_EVERY;
        let (request, token) = (RequestId(number as u32), self.token(epoch, "append"));
        match number % COMMIT_EVERY {
            0 => ClientFrame::Commit {
                request,
                log,
                append,
                epoch: Epoch(epoch),
                token,
                next: self.tokens(epoch + 1),
                pointers: Vec::new(),
                payload,
            },
            _ => ClientFrame::Append { request, log, append, epoch: Epoch(epoch), token, payload },
        }
    }

    fn hash(&self, number: u64) -> EntryHash {
        let epoch = (number - 1) / COMMIT_EVERY;
        let next = number.is_multiple_of(COMMIT_EVERY).then(|| self.tokens(epoch + 1));
        EntryHash::of(self.append(number), Epoch(epoch), next.as_ref(), None, &Self::payload(number))
    }

    /// Takes an answer in; gives what it has to send at once, if anything.
    pub(super) fn hear(&mut self, frame: RelayFrame) -> Option<ClientFrame> {
        match frame {
            RelayFrame::Challenge { version, name, nonce, key, .. } => {
                assert_eq!(*self.relay.get_or_insert(key), key, "the relay's key survives");
                let bytes = self.pass.challenge_bytes(name.as_str(), version, &nonce);
                let signature = SignatureBytes(self.key.sign(&bytes).to_bytes());
                Some(ClientFrame::Authenticate { version, pass: self.pass.clone(), signature })
            }
            RelayFrame::Stored { request, receipt } => {
                let number = u64::from(request.0);
                assert_eq!(receipt.seq, Seq(number), "dense and in order");
                assert!(receipt.holds(&self.relay.expect("challenged")) && receipt.log == self.log);
                if number == self.answered + 1 {
                    self.head = self.head.then(receipt.seq, &self.hash(number));
                    self.answered = number;
                }
                assert_eq!(number, self.answered, "answers come in order");
                assert_eq!(receipt.head, self.head, "the same past as before");
                None
            }
            RelayFrame::Ready { .. } => {
                self.ready = true;
                None
            }
            RelayFrame::Done { request: MAKE, .. } => {
                self.made = true;
                None
            }
            other => panic!("{other:?}"),
        }
    }

    /// Looks into a store after a crash: everything answered is there, dense and in order. Says how much is there.
    pub(super) fn check(&self, store: &dyn Store) -> u64 {
        let items = store.entries(self.log, Seq(0), Seq(u64::MAX), u32::MAX, usize::MAX).expect("readable");
        let mut there = 0;
        for item in items {
            there += 1;
            let Item::Entry { seq, frame } = item else { panic!("a gap at {there}") };
            let Ok(RelayFrame::Entry { entry }) = RelayFrame::decode(frame) else { panic!("no entry at {there}") };
            assert_eq!((seq, entry.seq, entry.append), (Seq(there), Seq(there), self.append(there)));
            assert_eq!(entry.hash(), self.hash(there));
        }
        assert!(there >= self.answered, "{} were answered and {there} are there", self.answered);
        there
    }
}
