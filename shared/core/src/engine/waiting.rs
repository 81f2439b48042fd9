//! A device that waits for an administrator's approval: it says who it is, once, and is nobody until it is let in.
//!
//! It knows no register and is in no room. All it does with the relay is leave its request and look into its own mailbox.

use super::Engine;
use super::account::Account;
use super::io::Output;
use crate::event::bytes_serde;
use crate::identity::{
    Credential, DeviceKeys, Directory, InviteLink, KnockKey, LetIn, MAX_DEVICE_NAME_CHARS, RegisterKey, Request,
};
use crate::note::{self, Note};
use crate::provider::Provider;
use crate::rest::{RecordError, StoreKey};
use crate::view::{NoticeKind, Shown, WaitingView};
use crate::wire::{Pending, random_append};
use bytes::Bytes;
use marram_protocol::{AppendId, ClientFrame, DeviceId, PublicKey, Seq, Token, UnixMillis};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What a waiting device keeps.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// Under which the request is left: said again until the relay has it.
    append: AppendId,
    #[serde(with = "bytes_serde")]
    request: Vec<u8>,
    /// Opens this device's mailbox to the answer.
    reach: Token,
    /// What is compared.
    number: String,
    /// The link's last moment: afterwards nobody can be let in by it.
    until: UnixMillis,
    /// Whether the relay has the request.
    said: bool,
}

impl Engine {
    /// Begins to wait by a link that says so.
    pub(super) fn wait(
        link: &InviteLink,
        device_name: &str,
        lasts_ms: Option<u64>,
        store_key: StoreKey,
        seed: [u8; 32],
        now: UnixMillis,
    ) -> Result<(Self, Vec<Output>), RecordError> {
        let provider = Provider::new(seed);
        let random = provider.generator();
        let keys = DeviceKeys::generate(random);
        let secret = link.secret_key().ok_or(RecordError::Content)?;
        let knock = KnockKey::of(&secret);
        let pass = match lasts_ms {
            Some(lasts_ms) => link.sitting_pass(keys.device(), now, lasts_ms),
            None => link.pass_for(keys.device()),
        };
        let credential = Credential { pass: pass.ok_or(RecordError::Content)?, card: link.signed_card().clone() };
        let me = credential.verify_waiting(keys.device()).map_err(|_| RecordError::Content)?;
        let request = Request {
            device: keys.device(),
            sealing: keys.sealing().1.as_bytes().to_vec(),
            device_name: device_name.chars().take(MAX_DEVICE_NAME_CHARS).collect(),
            lasts_ms,
        };
        let to = administrator_of(&credential).ok_or(RecordError::Content)?;
        let waiting = Waiting {
            append: random_append(random),
            request: knock.seal(random, to, &request),
            reach: knock.reach(),
            number: request.number(me.agency(), PublicKey(secret.verifying_key().to_bytes())),
            until: link.expires(),
            said: false,
        };
        // What opens the register comes with the approval: until then, a key that opens nothing.
        let register = RegisterKey::random(random);
        let mut account = Account::new(keys, credential, register, VecDeque::new());
        account.waiting = Some(waiting);
        Ok(Self::begin(account, me, store_key, provider, now))
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.account.waiting.is_some()
    }

    /// The relay knows this device as one that waits.
    pub(super) fn waits_on(&mut self) {
        if let Some(Waiting { append, request, reach, said: false, .. }) = &self.account.waiting
            && let Some(administrator) = administrator_of(&self.account.credential)
        {
            let (append, reach, payload) = (*append, *reach, Bytes::from(request.clone()));
            let device = DeviceId(administrator.0);
            self.wire.request(Pending::Knock, |request| ClientFrame::Deliver {
                request,
                append,
                device,
                reach,
                payload,
            });
        }
        self.open_mailbox();
    }

    /// The relay has the request.
    pub(super) fn knocked_at(&mut self) {
        if let Some(waiting) = &mut self.account.waiting {
            waiting.said = true;
            self.save_account();
            self.show_waiting();
        }
    }

    /// Something came for this device while it waits: the administrator's answer, or nothing that it can use.
    pub(super) fn answered(&mut self, seq: Seq, payload: &[u8]) {
        let administrator = administrator_of(&self.account.credential);
        if let Ok((peer, Note::LetIn(let_in))) = note::open(&self.account.keys, payload, self.now)
            && administrator == Some(PublicKey(peer.device.0))
        {
            self.come_in(*let_in);
        }
        self.mail_done(seq);
    }

    /// From now on it is a device of the agency, and comes with the pass of one.
    fn come_in(&mut self, LetIn { pass, card, register }: LetIn) {
        let credential = Credential { pass, card };
        let Ok(me) = credential.verify(self.account.keys.device(), credential.valid_at()) else { return };
        if me.agency() != self.me.agency() {
            return;
        }
        self.account.credential = credential;
        self.account.register = register.clone();
        self.account.waiting = None;
        self.directory = Directory::new(me.agency(), register);
        self.me = me;
        self.save_account();
        self.first_view();
        // The relay knows this connection by the pass that it came with.
        self.reconnect_after(0);
    }

    /// How the waiting stands; `None` once it is over.
    pub(super) fn show_waiting(&mut self) {
        let view = self.account.waiting.as_ref().map(|waiting| WaitingView {
            number: waiting.number.clone(),
            until: self.clock.own_time(waiting.until),
            said: waiting.said,
            over: self.now > waiting.until,
        });
        self.show(Shown::Waiting(view));
    }

    /// When the link is over, and that is to be said.
    pub(super) fn waiting_until(&self) -> Option<UnixMillis> {
        let waiting = self.account.waiting.as_ref()?;
        Some(UnixMillis(waiting.until.0.saturating_add(1))).filter(|until| *until > self.now)
    }

    /// The link is over: who waits is told.
    pub(super) fn waiting_due(&mut self) {
        let over = self.account.waiting.as_ref().is_some_and(|waiting| self.now > waiting.until);
        if over && !std::mem::replace(&mut self.waited_too_long, over) {
            self.show_waiting();
        }
    }

    /// What may be asked of a device that waits.
    pub(super) fn refuse_while_waiting(&self) -> Result<(), NoticeKind> {
        if self.is_waiting() { Err(NoticeKind::NotPossible) } else { Ok(()) }
    }
}

/// The administrator who can let this device in.
fn administrator_of(credential: &Credential) -> Option<PublicKey> {
    credential.pass.links.first().map(|link| link.key)
}
