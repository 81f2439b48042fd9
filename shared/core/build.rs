//! Turns `data/**/*.json` into CBOR, which the core reads anyway: JSON is for people, and its parser stays out of the client.
//!
//! Knows nothing of what the files say; `work::template` and `work::calendar` do, and a test reads every one of them.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Each folder of `data`, and the constant that lists what it holds, in the order of the files' names.
const FOLDERS: [(&str, &str, &str); 4] = [
    ("templates", "TEMPLATES", "Every form's template."),
    ("calendars", "CALENDARS", "Every nation's calendar."),
    ("clocks", "CLOCKS", "Every list of clocks."),
    ("reminders", "REMINDERS", "Every list of reminders."),
];

fn main() -> Result<(), Box<dyn Error>> {
    let data = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("data");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut source = String::new();
    for (folder, list, doc) in FOLDERS {
        println!("cargo::rerun-if-changed={}", data.join(folder).display());
        writeln!(source, "/// {doc}\npub(crate) const {list}: &[&[u8]] = &[")?;
        for path in json_files(&data.join(folder))? {
            let named = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
            let text = fs::read_to_string(&path).map_err(|error| named(&error))?;
            let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| named(&error))?;
            let mut cbor = Vec::new();
            ciborium::into_writer(&value, &mut cbor).map_err(|error| named(&error))?;
            let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
            let name = format!("{folder}-{stem}.cbor");
            fs::write(out.join(&name), cbor)?;
            writeln!(source, "    include_bytes!({name:?}),")?;
        }
        writeln!(source, "];")?;
    }
    fs::write(out.join("data.rs"), source)?;
    Ok(())
}

fn json_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths)
}
