//! The layout of the site: what lies at the root, what lies in the bundle's own folder, and how they name each other.
//!
//! `client/static/assets/**` and the bound client go to `/bundle/<hash of them all>/`, so a page and its parts are always
//! from the same build, scripts find each other by relative paths, and browsers may keep them for ever. The rest of
//! `client/static` goes to `/`. Text may say `{{assets}}` (the folder; at the root only) and `{{integrity:NAME}}` (the
//! hash of an asset, for `integrity`); an asset may ask only for assets that ask for none themselves.

use crate::{BundleError, Grade, bind::File};
use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256, Sha384};
use std::{collections::BTreeMap, fs, path::Path};

type Values = BTreeMap<String, String>;

/// Reads the static files, fills in their placeholders, and gives every file its path in the site (no leading slash).
pub(crate) fn lay_out(statics: &Path, bound: Vec<File>) -> Result<Vec<File>, BundleError> {
    let (assets, root): (Vec<File>, Vec<File>) =
        read_all(statics)?.into_iter().partition(|file| file.path.starts_with("assets/"));
    let assets = assets.into_iter().map(|file| File { path: file.path.replacen("assets/", "", 1), ..file });
    let mut values = Values::new();
    let (asking, mut assets): (Vec<File>, Vec<File>) = bound.into_iter().chain(assets).partition(asks);
    values.extend(assets.iter().map(integrity));
    let mut filled = Vec::new();
    for file in asking {
        filled.push(fill(file, &values)?);
    }
    values.extend(filled.iter().map(integrity));
    assets.append(&mut filled);
    assets.sort_by(|a, b| a.path.cmp(&b.path));

    let folder = format!("bundle/{}", name_of(&assets));
    values.insert("assets".into(), format!("/{folder}"));
    let mut site =
        assets.into_iter().map(|file| File { path: format!("{folder}/{}", file.path), ..file }).collect::<Vec<_>>();
    for file in root {
        site.push(fill(file, &values)?);
    }
    Ok(site)
}

/// Replaces `directory` by the site.
pub(crate) fn write(site: &[File], directory: &Path, grade: Grade) -> Result<(), BundleError> {
    if directory.exists() {
        fs::remove_dir_all(directory).map_err(BundleError::file(directory))?;
    }
    for file in site {
        let path = directory.join(&file.path);
        let parent = path.parent().unwrap_or(directory);
        fs::create_dir_all(parent).map_err(BundleError::file(parent))?;
        fs::write(&path, &file.bytes).map_err(BundleError::file(&path))?;
        if grade == Grade::Release {
            let compressed = directory.join(format!("{}.br", file.path));
            fs::write(&compressed, brotli(&file.bytes)?).map_err(BundleError::file(&compressed))?;
        }
    }
    Ok(())
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>, BundleError> {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)
        .map_err(BundleError::file(Path::new("brotli")))?;
    Ok(compressed)
}

fn read_all(directory: &Path) -> Result<Vec<File>, BundleError> {
    let mut files = Vec::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(BundleError::file(&folder))? {
            let path = entry.map_err(BundleError::file(&folder))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).map_err(BundleError::file(&path))?;
            let name = path.strip_prefix(directory).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(File { path: name, bytes });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn integrity(file: &File) -> (String, String) {
    (format!("integrity:{}", file.path), format!("sha384-{}", BASE64.encode(&Sha384::digest(&file.bytes))))
}

/// A name that changes when any asset does.
fn name_of(assets: &[File]) -> String {
    let mut hash = Sha256::new();
    for file in assets {
        // Each file's own hash first: lengths cannot be shifted between a path and its bytes.
        hash.update(Sha256::digest(file.path.as_bytes()));
        hash.update(Sha256::digest(&file.bytes));
    }
    HEXLOWER.encode(hash.finalize().get(..10).unwrap_or_default())
}

fn text(file: &File) -> Option<&str> {
    let readable = [".html", ".js", ".css", ".svg", ".webmanifest"].iter().any(|ending| file.path.ends_with(ending));
    if readable { std::str::from_utf8(&file.bytes).ok() } else { None }
}

fn asks(file: &File) -> bool {
    text(file).is_some_and(|text| text.contains("{{integrity:"))
}

fn fill(file: File, values: &Values) -> Result<File, BundleError> {
    let Some(text) = text(&file) else { return Ok(file) };
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        let value = values
            .get(name)
            .ok_or_else(|| BundleError::UnknownPlaceholder { file: file.path.clone(), name: name.to_owned() })?;
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    Ok(File { bytes: filled.into_bytes(), ..file })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(page: &str, style: &str) -> Result<Vec<File>, BundleError> {
        let statics = tempfile::tempdir().unwrap();
        fs::create_dir(statics.path().join("assets")).unwrap();
        fs::write(statics.path().join("index.html"), page).unwrap();
        fs::write(statics.path().join("assets/app.css"), style).unwrap();
        fs::write(statics.path().join("assets/load.js"), "fetch('{{integrity:client_bg.wasm}}')").unwrap();
        let wasm = File { path: "client_bg.wasm".into(), bytes: b"\0asm".to_vec() };
        // Scripts that the compiler made may hold braces of their own.
        let glue = File { path: "client.js".into(), bytes: b"f({a:{}})".to_vec() };
        lay_out(statics.path(), vec![wasm, glue])
    }

    fn at<'a>(site: &'a [File], ending: &str) -> &'a File {
        site.iter().find(|file| file.path.ends_with(ending)).unwrap()
    }

    #[test]
    fn a_page_names_the_bundles_folder_and_the_hash_of_what_it_loads() {
        let site = site(r#"<link href="{{assets}}/app.css" integrity="{{integrity:app.css}}">"#, "a{}").unwrap();
        let page = String::from_utf8(at(&site, "index.html").bytes.clone()).unwrap();
        let folder = at(&site, "app.css").path.trim_end_matches("/app.css");
        let hash = BASE64.encode(&Sha384::digest(b"a{}"));
        assert_eq!(page, format!(r#"<link href="/{folder}/app.css" integrity="sha384-{hash}">"#));
    }

    #[test]
    fn the_script_that_loads_the_wasm_carries_its_hash() {
        let site = site("", "").unwrap();
        let hash = BASE64.encode(&Sha384::digest(b"\0asm"));
        assert_eq!(at(&site, "load.js").bytes, format!("fetch('sha384-{hash}')").into_bytes());
    }

    #[test]
    fn a_changed_asset_changes_the_folder_of_all() {
        let (one, other) = (site("", "a{}").unwrap(), site("", "b{}").unwrap());
        assert_ne!(at(&one, "client_bg.wasm").path, at(&other, "client_bg.wasm").path);
    }

    #[test]
    fn a_page_that_names_a_missing_asset_is_refused() {
        let error = site("{{integrity:gone.js}}", "").unwrap_err();
        assert_eq!(error.to_string(), "index.html asks for {{integrity:gone.js}}, which the bundle does not have");
    }
}
