//! Requests on their way to the relay: their numbers, what each is for, and the frames to be sent.
//!
//! Everything here is volatile: a connection that ends takes it along, and what matters is asked again from state.

use bytes::Bytes;
use marram_protocol::{AgencyId, AppendId, BlobId, ClientFrame, DeviceId, LogId, RequestId, Seq};
use std::collections::BTreeMap;

use crate::ids::{PersonId, RoomId};

/// What an answer will be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pending {
    CreateRegister,
    AppendRegister,
    FollowRegister(AgencyId),
    CreateRoom(RoomId),
    FollowRoom(RoomId),
    Append { room: RoomId, append: AppendId },
    StageWelcome { room: RoomId, append: AppendId },
    TakeKeyPackage { room: RoomId, device: DeviceId },
    FetchWelcome { mail: Seq },
    Note,
    Shelve,
    Revoke,
    Offer,
    Knock,
    Answer,
    Ping,
}

/// The frames of one connection that are to be sent, and the requests that have no answer yet.
#[derive(Debug, Default)]
pub(crate) struct Wire {
    last: u32,
    open: bool,
    pending: BTreeMap<RequestId, Pending>,
    frames: Vec<Bytes>,
}

impl Wire {
    /// The relay knows this device from here on; before, nothing but `Authenticate` is sent.
    pub(crate) fn open(&mut self) {
        self.open = true;
    }
    /// The connection is gone, with everything on it.
    pub(crate) fn close(&mut self) {
        *self = Self { last: self.last, ..Self::default() };
    }
    pub(crate) fn is_open(&self) -> bool {
        self.open
    }
    /// Sends a frame that is not answered.
    pub(crate) fn send(&mut self, frame: &ClientFrame) {
        self.frames.push(frame.encode());
    }
    /// Sends a request; without a connection nothing happens.
    pub(crate) fn request(&mut self, about: Pending, frame: impl FnOnce(RequestId) -> ClientFrame) {
        if !self.open {
            return;
        }
        self.last = self.last.checked_add(1).unwrap_or(1);
        let id = RequestId(self.last);
        self.pending.insert(id, about);
        self.send(&frame(id));
    }
    /// What an answer is about; each request is answered once.
    pub(crate) fn answered(&mut self, request: RequestId) -> Option<Pending> {
        self.pending.remove(&request)
    }
    /// Whether a request of this kind has no answer yet.
    pub(crate) fn awaits(&self, about: Pending) -> bool {
        self.pending.values().any(|pending| *pending == about)
    }
    /// The frames since the last call, in order.
    pub(crate) fn take(&mut self) -> Vec<Bytes> {
        std::mem::take(&mut self.frames)
    }
    /// Whether there are frames to be sent.
    pub(crate) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }
}

/// A random id of 16 bytes from the engine's generator.
pub(crate) fn random_id(random: &crate::provider::Generator) -> [u8; 16] {
    let mut id = [0; 16];
    random.fill(&mut id);
    id
}

/// An id for a new person of an agency.
pub(crate) fn random_person(random: &crate::provider::Generator, agency: AgencyId) -> PersonId {
    let mut own = [0; 6];
    random.fill(&mut own);
    PersonId::of(agency, own)
}

/// Ids of the things that a client names.
pub(crate) fn random_log(random: &crate::provider::Generator) -> LogId {
    LogId(random_id(random))
}
pub(crate) fn random_append(random: &crate::provider::Generator) -> AppendId {
    AppendId(random_id(random))
}
pub(crate) fn random_blob(random: &crate::provider::Generator) -> BlobId {
    BlobId(random_id(random))
}
