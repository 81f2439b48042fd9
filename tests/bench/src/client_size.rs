//! What people have to load: the sizes of the release client as it is served.

use crate::BenchError;
use serde::Serialize;
use std::path::Path;
use std::time::SystemTime;

/// The most that all Wasm may take on the wire.
pub(crate) const WASM_LIMIT_BYTES: u64 = 600_000;

/// The client's size.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ClientSize {
    /// All Wasm, as it is.
    pub(crate) wasm_bytes: u64,
    /// All Wasm, as brotli.
    pub(crate) wasm_brotli_bytes: u64,
    /// Everything that is served compressed, as brotli.
    pub(crate) all_brotli_bytes: u64,
    /// How old the build is.
    pub(crate) built_minutes_ago: u64,
}

impl ClientSize {
    /// Of the site in this folder; `None` if there is none.
    pub(crate) fn of(site: &Path) -> Result<Option<Self>, BenchError> {
        if !site.join("index.html").is_file() {
            return Ok(None);
        }
        let mut size = Self { built_minutes_ago: u64::MAX, ..Self::default() };
        size.add(site)?;
        Ok(Some(size))
    }

    fn add(&mut self, folder: &Path) -> Result<(), BenchError> {
        for entry in std::fs::read_dir(folder)?.flatten() {
            let (name, facts) = (entry.file_name().to_string_lossy().into_owned(), entry.metadata()?);
            if facts.is_dir() {
                self.add(&entry.path())?;
                continue;
            }
            if name.ends_with(".wasm") {
                self.wasm_bytes += facts.len();
            }
            if name.ends_with(".wasm.br") {
                self.wasm_brotli_bytes += facts.len();
            }
            if name.ends_with(".br") {
                self.all_brotli_bytes += facts.len();
            }
            let age = SystemTime::now().duration_since(facts.modified()?).unwrap_or_default();
            self.built_minutes_ago = self.built_minutes_ago.min(age.as_secs() / 60);
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn what_is_served_is_counted_and_an_empty_folder_is_no_client() {
        let site = tempfile::tempdir().unwrap();
        assert!(ClientSize::of(site.path()).unwrap().is_none());
        std::fs::create_dir(site.path().join("bundle")).unwrap();
        for (name, bytes) in [("index.html", 7), ("index.html.br", 3), ("bundle/a.wasm", 50), ("bundle/a.wasm.br", 20)]
        {
            std::fs::write(site.path().join(name), vec![0; bytes]).unwrap();
        }
        let size = ClientSize::of(site.path()).unwrap().unwrap();
        assert_eq!((size.wasm_bytes, size.wasm_brotli_bytes, size.all_brotli_bytes), (50, 20, 23));
    }
}
