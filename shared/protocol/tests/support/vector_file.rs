//! The text of a vector: a sentence, what is to be done with the bytes, and the bytes.
//!
//! A good vector names each stretch of its bytes; a bad one has a single stretch, because bytes that are no frame
//! have no fields.

use marram_protocol::codec::Part;
use std::path::PathBuf;

/// The name of a bad vector's only stretch of bytes.
const WHOLE: &str = "bytes";

/// One file below `vectors/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VectorFile {
    /// The file's name, without `.txt`.
    pub name: String,
    /// What it shows, in a sentence.
    pub about: String,
    /// What is to be done with the bytes, as `key: value` lines.
    pub settings: Vec<(String, String)>,
    /// The bytes.
    pub parts: Vec<Part>,
}

impl VectorFile {
    /// A good vector.
    pub fn good(name: &str, about: &str, decoder: &str, parts: Vec<Part>) -> Self {
        let settings = vec![("decoder".to_owned(), decoder.to_owned())];
        Self { name: name.to_owned(), about: about.to_owned(), settings, parts }
    }
    /// A bad vector: `rule` refuses it with `error`.
    pub fn bad(name: &str, about: &str, decoder: &str, rule: &str, error: String, bytes: Vec<u8>) -> Self {
        let parts = vec![Part { name: WHOLE.to_owned(), bytes }];
        Self::good(name, about, decoder, parts).with("rule", rule).with("error", error)
    }
    /// With one more setting.
    pub fn with(mut self, key: &str, value: impl ToString) -> Self {
        self.settings.push((key.to_owned(), value.to_string()));
        self
    }
    /// A setting that must be there.
    pub fn setting(&self, key: &str) -> &str {
        let found = self.settings.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("{}: no setting {key}", self.name))
    }
    /// A setting in hex, of exactly `N` bytes.
    pub fn array<const N: usize>(&self, key: &str) -> [u8; N] {
        hex::decode(self.setting(key)).unwrap().try_into().unwrap_or_else(|_| panic!("{}: {key}", self.name))
    }
    /// All of its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.parts.iter().flat_map(|part| part.bytes.clone()).collect()
    }

    /// The file's text.
    pub fn write(&self) -> String {
        let width = self.parts.iter().map(|part| part.name.len()).max().unwrap_or(0);
        let mut text = format!("# {}\n", self.about);
        for (key, value) in &self.settings {
            text += &format!("{key}: {value}\n");
        }
        text.push('\n');
        for part in &self.parts {
            text += &format!("{:width$} = {}", part.name, hex::encode(&part.bytes));
            text = format!("{}\n", text.trim_end());
        }
        text
    }
    /// Reads what [`Self::write`] wrote.
    pub fn read(name: &str, text: &str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or_else(|| panic!("{name}: no empty line"));
        let (about, settings) = head.split_once('\n').unwrap_or_else(|| panic!("{name}: no settings"));
        let setting = |line: &str| {
            let (key, value) = line.split_once(": ").unwrap_or_else(|| panic!("{name}: {line}"));
            (key.to_owned(), value.to_owned())
        };
        let part = |line: &str| {
            let (part, bytes) = line.split_once('=').unwrap_or_else(|| panic!("{name}: {line}"));
            let bytes = hex::decode(bytes.trim()).unwrap_or_else(|error| panic!("{name}: {part}: {error}"));
            Part { name: part.trim().to_owned(), bytes }
        };
        Self {
            name: name.to_owned(),
            about: about.strip_prefix("# ").unwrap_or_else(|| panic!("{name}: no sentence")).to_owned(),
            settings: settings.lines().map(setting).collect(),
            parts: body.lines().map(part).collect(),
        }
    }
}

/// The folder of the vectors.
pub fn folder(kind: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors").join(kind)
}

/// Every vector of a folder, in order of name.
pub fn read_folder(kind: &str) -> Vec<VectorFile> {
    let mut paths: Vec<_> = std::fs::read_dir(folder(kind)).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        assert_eq!(path.extension().and_then(|end| end.to_str()), Some("txt"), "{path:?}");
        VectorFile::read(path.file_stem().unwrap().to_str().unwrap(), &std::fs::read_to_string(path).unwrap())
    };
    paths.iter().map(read).collect()
}
