//! Bad vectors: one for each way of being wrong. Bytes that are no frame are in `bad_frames`; passes, and other
//! signatures and hashes that do not hold, in `bad_passes` and `bad_checks`.

use super::vector_file::VectorFile;
use marram_protocol::{DecodeError, codec::Part};

/// Every bad vector.
pub fn all() -> Vec<VectorFile> {
    let mut all = super::bad_frames::unknown_kinds();
    all.extend(super::bad_frames::truncated());
    all.extend(super::bad_frames::too_long());
    all.extend(super::bad_frames::trailing());
    all.extend(super::bad_frames::bad_values());
    all.extend(super::bad_passes::all());
    all.extend(super::bad_checks::revocations());
    all.extend(super::bad_checks::receipts());
    all.extend(super::bad_checks::challenge_answers());
    all.extend(super::bad_checks::chains());
    all
}

/// Bytes that the decoder refuses.
pub fn undecodable(name: &str, about: &str, decoder: &str, error: DecodeError, bytes: Vec<u8>) -> VectorFile {
    let refused = super::judge::Refused::Decode(error);
    VectorFile::bad(name, about, decoder, refused.rule(), refused.error(), bytes)
}

/// A frame's parts, to be spoilt one by one.
#[derive(Debug, Clone)]
pub struct Spoilt(pub Vec<Part>);

impl Spoilt {
    /// With other bytes at a part.
    pub fn set(mut self, name: &str, bytes: &[u8]) -> Self {
        let position = self.position(name);
        self.0[position].bytes = bytes.to_vec();
        self
    }
    /// Ends after the first `keep` bytes of a part.
    pub fn cut(mut self, name: &str, keep: usize) -> Self {
        let position = self.position(name);
        assert!(keep < self.0[position].bytes.len(), "{name}: a cut that cuts nothing");
        self.0.truncate(position + 1);
        self.0[position].bytes.truncate(keep);
        self
    }
    /// Ends after a part.
    pub fn end_after(mut self, name: &str) -> Self {
        let position = self.position(name);
        self.0.truncate(position + 1);
        self
    }
    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|part| part.bytes.clone()).collect()
    }
    fn position(&self, name: &str) -> usize {
        self.0.iter().position(|part| part.name == name).unwrap_or_else(|| panic!("no part {name}"))
    }
}
