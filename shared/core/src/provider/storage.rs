//! OpenMLS's synchronous storage over [`Records`]: which record has which key, and values in CBOR.
//!
//! A key is either `g`, the group's id, a label and whatever tells records of that kind apart (one group's records
//! thus lie together), or a label and the id of something that belongs to no group yet (a key package, a key pair, a
//! pre-shared key). CBOR, because its items end by themselves and because postcard cannot read OpenMLS's types back.

use std::cell::RefCell;
use std::fmt;

use ciborium::Value;
use openmls::group::GroupId;
use openmls_traits::storage::{CURRENT_VERSION as V, StorageProvider, traits};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use thiserror::Error;
use zeroize::Zeroizing;

use super::records::{Change, Records};
use crate::event::{from_cbor, next_cbor};

/// Why a record could not be written or read; the label says of which kind it was.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StorageError {
    /// A value or its key has no CBOR form.
    #[error("an MLS record of kind {label:?} cannot be encoded")]
    Unwritable {
        /// The kind of record.
        label: char,
    },
    /// The bytes of a record are not what this version of OpenMLS wrote.
    #[error("the MLS record of kind {label:?} cannot be decoded ({len} bytes)")]
    Unreadable {
        /// The kind of record.
        label: char,
        /// How long it is.
        len: usize,
    },
}

/// First byte of the key of every record that belongs to a group.
const GROUP: u8 = b'g';

/// A kind of record; part of the stored format, so a letter is never reused.
#[derive(Clone, Copy)]
struct Label(u8);

const CONFIRMATION_TAG: Label = Label(b't');
const CONTEXT: Label = Label(b'c');
const EPOCH_KEY_PAIRS: Label = Label(b'k');
const EPOCH_SECRETS: Label = Label(b'e');
const INTERIM_HASH: Label = Label(b'h');
const JOIN_CONFIG: Label = Label(b'j');
const MESSAGE_SECRETS: Label = Label(b'm');
const OWN_LEAF_INDEX: Label = Label(b'i');
const OWN_LEAF_NODES: Label = Label(b'l');
const PROPOSALS: Label = Label(b'q');
const RESUMPTION: Label = Label(b'r');
const STATE: Label = Label(b's');
const TREE: Label = Label(b'T');

const ENCRYPTION_KEY_PAIR: Label = Label(b'E');
const KEY_PACKAGE: Label = Label(b'K');
const PRE_SHARED_KEY: Label = Label(b'P');
const SIGNATURE_KEY_PAIR: Label = Label(b'S');

type Result<T> = std::result::Result<T, StorageError>;

fn encode(label: Label, value: &impl Serialize, into: &mut Vec<u8>) -> Result<()> {
    ciborium::into_writer(value, into).map_err(|_| StorageError::Unwritable { label: label.0.into() })
}

/// One part of a list record. Lists are kept as untyped items, so that appending needs no knowledge of the rest.
fn item(label: Label, value: &impl Serialize) -> Result<Value> {
    Value::serialized(value).map_err(|_| StorageError::Unwritable { label: label.0.into() })
}

fn of_group(label: Label, group: &impl Serialize) -> Result<Vec<u8>> {
    let mut key = vec![GROUP];
    encode(label, group, &mut key)?;
    key.push(label.0);
    Ok(key)
}

fn of_device(label: Label, id: &impl Serialize) -> Result<Vec<u8>> {
    let mut key = vec![label.0];
    encode(label, id, &mut key)?;
    Ok(key)
}

fn epoch_key(group: &impl Serialize, epoch: &impl Serialize, leaf: u32) -> Result<Vec<u8>> {
    let mut key = of_group(EPOCH_KEY_PAIRS, group)?;
    encode(EPOCH_KEY_PAIRS, &(epoch, leaf), &mut key)?;
    Ok(key)
}

/// The group that a record belongs to, or `None` for a key package, a key pair or a pre-shared key.
#[must_use]
pub fn group_of(key: &[u8]) -> Option<GroupId> {
    let (&GROUP, mut rest) = key.split_first()? else { return None };
    next_cbor(&mut rest)
}

/// The storage of one device's MLS state.
#[derive(Default)]
pub struct Storage {
    records: RefCell<Records>,
}

impl Storage {
    pub(super) fn stored(records: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) -> Self {
        Self { records: RefCell::new(Records::stored(records)) }
    }

    pub(super) fn checkpoint(&self) {
        self.records.borrow_mut().checkpoint();
    }

    pub(super) fn rollback(&self) {
        self.records.borrow_mut().rollback();
    }

    pub(super) fn drain(&self) -> Vec<Change> {
        self.records.borrow_mut().drain()
    }

    fn put(&self, label: Label, key: Vec<u8>, value: &impl Serialize) -> Result<()> {
        // A record seldom changes its size by much. Room for it at once spares copies, which would hold secrets too.
        let likely = self.records.borrow().get(&key).map_or(256, |value| value.len() + 64);
        let mut bytes = Zeroizing::new(Vec::with_capacity(likely));
        encode(label, value, &mut bytes)?;
        self.records.borrow_mut().put(key, bytes);
        Ok(())
    }

    fn get<T: DeserializeOwned>(&self, label: Label, key: &[u8]) -> Result<Option<T>> {
        let records = self.records.borrow();
        let Some(bytes) = records.get(key) else { return Ok(None) };
        let unreadable = || StorageError::Unreadable { label: label.0.into(), len: bytes.len() };
        from_cbor(bytes).map(Some).ok_or_else(unreadable)
    }

    fn list<T: DeserializeOwned>(&self, label: Label, key: &[u8]) -> Result<Vec<T>> {
        Ok(self.get(label, key)?.unwrap_or_default())
    }

    fn delete(&self, key: &[u8]) {
        self.records.borrow_mut().delete(key);
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Storage(..)")
    }
}

/// The many records that are written, read and deleted whole: writer, reader and deleter, with OpenMLS's bounds.
macro_rules! whole_records {
    ($(
        $key:ident $label:ident:
        $write:ident<$($wp:ident: $wt:ident),*>,
        $read:ident<$($rp:ident: $rt:ident),*>,
        $delete:ident<$dp:ident: $dt:ident>;
    )*) => {$(
        fn $write<$($wp: traits::$wt<V>),*>(&self, id: &K, value: &E) -> Result<()> {
            self.put($label, $key($label, id)?, value)
        }

        fn $read<$($rp: traits::$rt<V>),*>(&self, id: &K) -> Result<Option<E>> {
            self.get($label, &$key($label, id)?)
        }

        fn $delete<$dp: traits::$dt<V>>(&self, id: &K) -> Result<()> {
            self.delete(&$key($label, id)?);
            Ok(())
        }
    )*};
}

impl StorageProvider<V> for Storage {
    type Error = StorageError;

    whole_records! {
        of_group JOIN_CONFIG:
            write_mls_join_config<K: GroupId, E: MlsGroupJoinConfig>,
            mls_group_join_config<K: GroupId, E: MlsGroupJoinConfig>,
            delete_group_config<K: GroupId>;
        of_group TREE:
            write_tree<K: GroupId, E: TreeSync>,
            tree<K: GroupId, E: TreeSync>,
            delete_tree<K: GroupId>;
        of_group INTERIM_HASH:
            write_interim_transcript_hash<K: GroupId, E: InterimTranscriptHash>,
            interim_transcript_hash<K: GroupId, E: InterimTranscriptHash>,
            delete_interim_transcript_hash<K: GroupId>;
        of_group CONTEXT:
            write_context<K: GroupId, E: GroupContext>,
            group_context<K: GroupId, E: GroupContext>,
            delete_context<K: GroupId>;
        of_group CONFIRMATION_TAG:
            write_confirmation_tag<K: GroupId, E: ConfirmationTag>,
            confirmation_tag<K: GroupId, E: ConfirmationTag>,
            delete_confirmation_tag<K: GroupId>;
        of_group STATE:
            write_group_state<E: GroupState, K: GroupId>,
            group_state<E: GroupState, K: GroupId>,
            delete_group_state<K: GroupId>;
        of_group MESSAGE_SECRETS:
            write_message_secrets<K: GroupId, E: MessageSecrets>,
            message_secrets<K: GroupId, E: MessageSecrets>,
            delete_message_secrets<K: GroupId>;
        of_group RESUMPTION:
            write_resumption_psk_store<K: GroupId, E: ResumptionPskStore>,
            resumption_psk_store<K: GroupId, E: ResumptionPskStore>,
            delete_all_resumption_psk_secrets<K: GroupId>;
        of_group OWN_LEAF_INDEX:
            write_own_leaf_index<K: GroupId, E: LeafNodeIndex>,
            own_leaf_index<K: GroupId, E: LeafNodeIndex>,
            delete_own_leaf_index<K: GroupId>;
        of_group EPOCH_SECRETS:
            write_group_epoch_secrets<K: GroupId, E: GroupEpochSecrets>,
            group_epoch_secrets<K: GroupId, E: GroupEpochSecrets>,
            delete_group_epoch_secrets<K: GroupId>;
        of_device SIGNATURE_KEY_PAIR:
            write_signature_key_pair<K: SignaturePublicKey, E: SignatureKeyPair>,
            signature_key_pair<K: SignaturePublicKey, E: SignatureKeyPair>,
            delete_signature_key_pair<K: SignaturePublicKey>;
        of_device ENCRYPTION_KEY_PAIR:
            write_encryption_key_pair<K: EncryptionKey, E: HpkeKeyPair>,
            encryption_key_pair<E: HpkeKeyPair, K: EncryptionKey>,
            delete_encryption_key_pair<K: EncryptionKey>;
        of_device KEY_PACKAGE:
            write_key_package<K: HashReference, E: KeyPackage>,
            key_package<K: HashReference, E: KeyPackage>,
            delete_key_package<K: HashReference>;
        of_device PRE_SHARED_KEY:
            write_psk<K: PskId, E: PskBundle>,
            psk<E: PskBundle, K: PskId>,
            delete_psk<K: PskId>;
    }

    fn append_own_leaf_node<K: traits::GroupId<V>, E: traits::LeafNode<V>>(&self, group: &K, leaf: &E) -> Result<()> {
        let key = of_group(OWN_LEAF_NODES, group)?;
        let mut leaves: Vec<Value> = self.list(OWN_LEAF_NODES, &key)?;
        leaves.push(item(OWN_LEAF_NODES, leaf)?);
        self.put(OWN_LEAF_NODES, key, &leaves)
    }

    fn own_leaf_nodes<K: traits::GroupId<V>, E: traits::LeafNode<V>>(&self, group: &K) -> Result<Vec<E>> {
        self.list(OWN_LEAF_NODES, &of_group(OWN_LEAF_NODES, group)?)
    }

    fn delete_own_leaf_nodes<K: traits::GroupId<V>>(&self, group: &K) -> Result<()> {
        self.delete(&of_group(OWN_LEAF_NODES, group)?);
        Ok(())
    }

    fn queue_proposal<K: traits::GroupId<V>, R: traits::ProposalRef<V>, E: traits::QueuedProposal<V>>(
        &self,
        group: &K,
        reference: &R,
        proposal: &E,
    ) -> Result<()> {
        let key = of_group(PROPOSALS, group)?;
        let mut queue: Vec<(Value, Value)> = self.list(PROPOSALS, &key)?;
        let entry = (item(PROPOSALS, reference)?, item(PROPOSALS, proposal)?);
        match queue.iter_mut().find(|queued| queued.0 == entry.0) {
            Some(queued) => *queued = entry,
            None => queue.push(entry),
        }
        self.put(PROPOSALS, key, &queue)
    }

    fn queued_proposal_refs<K: traits::GroupId<V>, R: traits::ProposalRef<V>>(&self, group: &K) -> Result<Vec<R>> {
        let queue: Vec<(R, IgnoredAny)> = self.list(PROPOSALS, &of_group(PROPOSALS, group)?)?;
        Ok(queue.into_iter().map(|(reference, _)| reference).collect())
    }

    fn queued_proposals<K: traits::GroupId<V>, R: traits::ProposalRef<V>, E: traits::QueuedProposal<V>>(
        &self,
        group: &K,
    ) -> Result<Vec<(R, E)>> {
        self.list(PROPOSALS, &of_group(PROPOSALS, group)?)
    }

    fn remove_proposal<K: traits::GroupId<V>, R: traits::ProposalRef<V>>(
        &self,
        group: &K,
        reference: &R,
    ) -> Result<()> {
        let key = of_group(PROPOSALS, group)?;
        let mut queue: Vec<(Value, Value)> = self.list(PROPOSALS, &key)?;
        let reference = item(PROPOSALS, reference)?;
        queue.retain(|queued| queued.0 != reference);
        self.put(PROPOSALS, key, &queue)
    }

    fn clear_proposal_queue<K: traits::GroupId<V>, R: traits::ProposalRef<V>>(&self, group: &K) -> Result<()> {
        self.delete(&of_group(PROPOSALS, group)?);
        Ok(())
    }

    fn write_encryption_epoch_key_pairs<K: traits::GroupId<V>, P: traits::EpochKey<V>, E: traits::HpkeKeyPair<V>>(
        &self,
        group: &K,
        epoch: &P,
        leaf: u32,
        pairs: &[E],
    ) -> Result<()> {
        self.put(EPOCH_KEY_PAIRS, epoch_key(group, epoch, leaf)?, &pairs)
    }

    fn encryption_epoch_key_pairs<K: traits::GroupId<V>, P: traits::EpochKey<V>, E: traits::HpkeKeyPair<V>>(
        &self,
        group: &K,
        epoch: &P,
        leaf: u32,
    ) -> Result<Vec<E>> {
        self.list(EPOCH_KEY_PAIRS, &epoch_key(group, epoch, leaf)?)
    }

    fn delete_encryption_epoch_key_pairs<K: traits::GroupId<V>, P: traits::EpochKey<V>>(
        &self,
        group: &K,
        epoch: &P,
        leaf: u32,
    ) -> Result<()> {
        self.delete(&epoch_key(group, epoch, leaf)?);
        Ok(())
    }
}
