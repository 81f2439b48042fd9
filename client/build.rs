//! Turns the catalogue, `texts/en/*.toml`, into structs whose fields are the texts: a text that the code uses and no file has,
//! or that a file has and nothing uses, does not compile. The files' format is in `docs/texts.md`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Problem = Box<dyn Error>;

/// A text as a file has it.
enum Text {
    Plain(String),
    Counted { one: String, other: String },
}

/// Parts by name, each with its texts by name.
type Catalogue = BTreeMap<String, BTreeMap<String, Text>>;

fn main() -> Result<(), Problem> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("texts/en");
    println!("cargo::rerun-if-changed={}", folder.display());
    let source = source(&read(&folder)?)?;
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("catalogue.rs"), source)?;
    Ok(())
}

fn read(folder: &Path) -> Result<Catalogue, Problem> {
    let mut catalogue = Catalogue::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let named = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
        let file = fs::read_to_string(&path)?;
        let parts: BTreeMap<String, toml::Table> = toml::from_str(&file).map_err(|problem| named(&problem))?;
        for (part, texts) in parts {
            let texts = texts
                .into_iter()
                .map(|(name, value)| text(value).map(|text| (name.clone(), text)).ok_or_else(|| named(&name)))
                .collect::<Result<_, _>>()?;
            if catalogue.insert(part.clone(), texts).is_some() {
                return Err(named(&format!("[{part}] stands in another file too")).into());
            }
        }
    }
    Ok(catalogue)
}

/// A text, or two for one and for other numbers; nothing else.
fn text(value: toml::Value) -> Option<Text> {
    match value {
        toml::Value::String(text) => Some(Text::Plain(text)),
        toml::Value::Table(forms) if forms.len() == 2 => {
            let form = |name: &str| forms.get(name)?.as_str().map(str::to_owned);
            Some(Text::Counted { one: form("one")?, other: form("other")? })
        }
        _ => None,
    }
}

fn source(catalogue: &Catalogue) -> Result<String, Problem> {
    let [mut structs, mut fields, mut values, mut list] = [const { String::new() }; 4];
    for (part, texts) in catalogue {
        let kind = camel(part);
        writeln!(fields, "    pub(crate) {part}: {kind},")?;
        writeln!(structs, "/// Texts of `[{part}]`.\n#[derive(Debug)]\npub(crate) struct {kind} {{")?;
        writeln!(values, "    {part}: {kind} {{")?;
        for (name, text) in texts {
            match text {
                Text::Plain(text) => {
                    writeln!(structs, "    pub(crate) {name}: &'static str,")?;
                    writeln!(values, "        {name}: {text:?},")?;
                    writeln!(list, "    (\"{part}.{name}\", {text:?}),")?;
                }
                Text::Counted { one, other } => {
                    writeln!(structs, "    pub(crate) {name}: super::Counted,")?;
                    writeln!(values, "        {name}: super::Counted {{ one: {one:?}, other: {other:?} }},")?;
                    writeln!(list, "    (\"{part}.{name}.one\", {one:?}),\n    (\"{part}.{name}.other\", {other:?}),")?;
                }
            }
        }
        writeln!(structs, "}}\n")?;
        writeln!(values, "    }},")?;
    }
    Ok(format!(
        "{structs}/// All parts.\n#[derive(Debug)]\npub(crate) struct Catalogue {{\n{fields}}}\n\n\
         /// In English.\npub(super) static ENGLISH: Catalogue = Catalogue {{\n{values}}};\n\n\
         /// Every text with its name.\n#[cfg(test)]\npub(super) const TEXTS: &[(&str, &str)] = &[\n{list}];\n"
    ))
}

/// `not_counted` as `NotCounted`.
fn camel(name: &str) -> String {
    name.split('_')
        .map(|word| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default())
        .collect()
}
