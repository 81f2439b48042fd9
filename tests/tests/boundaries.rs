//! Journey 8: what each part of the house must not be able to do, checked on dependency trees and sources.
//!
//! Every check has a control beside it: the same search, where it must find something.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Packages that encrypt and decrypt, agree keys, or are MLS; by name or by how the name begins or ends.
///
/// `chacha20` alone is in the relay as the generator of the crate `rand`, which the WebSocket library uses for its masks;
/// without Poly1305 it opens nothing of ours. `curve25519-dalek` is what Ed25519 signatures are made of.
const DECRYPTS: &[&str] = &[
    "marram-core",
    "marram-client",
    "marram-web-*",
    "marram-tests",
    "openmls*",
    "mls*",
    "hpke*",
    "x25519*",
    "x448*",
    "crypto_box*",
    "crypto_secretbox*",
    "x-wing*",
    "ml-kem*",
    "kem",
    "aead*",
    "*poly1305*",
    "poly1305",
    "ghash",
    "polyval",
    "aes*",
    "*-gcm*",
    "*-siv*",
    "ccm",
    "eax",
    "ocb3",
    "ascon*",
    "deoxys",
    "xsalsa20*",
    "salsa20*",
    "argon2",
    "ring",
    "aws-lc*",
    "openssl*",
    "boring*",
    "rustls*",
    "native-tls",
    "libsodium*",
    "sodiumoxide",
    "orion",
    "age",
    "snow",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// The names of all packages below one, on this machine's platform.
fn tree(arguments: &[&str]) -> Vec<String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = [&["tree", "--offline", "--quiet", "--prefix", "none", "--format", "{p}"], arguments].concat();
    let output = Command::new(cargo).current_dir(root()).args(&arguments).output().expect("cargo runs");
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names");
    let mut names: Vec<_> = text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

fn is_like(name: &str, pattern: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(_), Some(_)) => name.contains(pattern.trim_matches('*')),
        (Some(end), None) => name.ends_with(end),
        (None, Some(start)) => name.starts_with(start),
        (None, None) => name == pattern,
    }
}

fn decrypting(names: &[String]) -> Vec<&str> {
    let decrypts = |name: &&str| DECRYPTS.iter().any(|pattern| is_like(name, pattern));
    names.iter().map(String::as_str).filter(decrypts).collect()
}

#[test]
fn the_relay_is_built_from_nothing_that_decrypts() {
    // Build scripts and what they use are in the tree, too: the client that the relay carries is made by another cargo.
    let relay = tree(&["--package", "marram-relay", "--edges", "normal,build"]);
    assert!(relay.iter().any(|name| name == "marram-protocol"), "this is the relay's tree: {relay:?}");
    assert_eq!(decrypting(&relay), [""; 0]);
}

#[test]
fn the_search_for_what_decrypts_finds_it_where_it_is() {
    let core = tree(&["--package", "marram-core", "--edges", "normal,build"]);
    let found = decrypting(&core);
    for expected in ["marram-core", "openmls", "hpke", "aead", "chacha20poly1305", "x25519-dalek", "ml-kem", "argon2"] {
        assert!(found.contains(&expected), "{expected} is not in {found:?}");
    }
}

#[test]
fn the_relays_build_script_uses_nothing_but_the_standard_library() {
    let text = fs::read_to_string(root().join("relay/Cargo.toml")).expect("the relay's manifest");
    let manifest: toml::Table = text.parse().expect("a manifest");
    assert!(manifest.contains_key("dependencies"));
    assert!(!manifest.contains_key("build-dependencies"));
}

#[test]
fn core_and_protocol_depend_directly_on_nothing_that_reaches_outside() {
    let outside =
        ["getrandom", "rand", "tokio", "async-std", "mio", "socket2", "web-sys", "js-sys", "web-time", "chrono"];
    let direct = |package| tree(&["--package", package, "--edges", "normal,build", "--depth", "1"]);
    for package in ["marram-core", "marram-protocol"] {
        let names = direct(package);
        assert!(names.iter().any(|name| name == "bytes"), "{names:?}");
        let bad: Vec<_> = names.iter().filter(|name| outside.contains(&name.as_str())).collect();
        assert!(bad.is_empty(), "{package}: {bad:?}");
    }
    assert!(direct("marram-relay").iter().any(|name| outside.contains(&name.as_str())), "the search finds");
}

/// Words by which a source would reach a socket, a file, a clock, or randomness that is not handed to it.
const REACHES_OUTSIDE: &[&str] = &[
    "std::net",
    "std::fs",
    "std::io::stdin",
    "std::env",
    "std::process",
    "std::thread",
    "std::os",
    "std::time",
    "core::time::Instant",
    "SystemTime",
    "Instant::",
    "TcpStream",
    "UdpSocket",
    "File::",
    "OpenOptions",
    "getrandom",
    "thread_rng",
    "OsRng",
    "SysRng",
    "from_os_rng",
    "from_entropy(",
    "rand::rng",
    "RandomState",
    "web_sys",
    "js_sys",
    "tokio::",
];

/// A source's lines of code with their numbers: without comments, and without the unit tests at its end.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    let lines = text[..end].lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn found(name: &Path, text: &str, words: &[impl AsRef<str>]) -> Vec<String> {
    let has = |line: &&str| words.iter().any(|word| line.contains(word.as_ref()));
    code(text)
        .filter(|(_, line)| has(line))
        .map(|(number, line)| format!("{}:{number}: {}", name.display(), line.trim()))
        .collect()
}

/// All files of ours below a folder that end so: no build products, nothing fetched, nothing hidden.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of ours") {
        let path = entry.expect("readable").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        match path.is_dir() {
            _ if name.starts_with('.') || name == "target" || name == "node_modules" => {}
            true => files.extend(self::files(&path, ending)),
            false if name.ends_with(ending) => files.push(path),
            false => {}
        }
    }
    files.sort();
    files
}

fn scan(folder: &str, words: &[&str]) -> Vec<String> {
    let sources = files(&root().join(folder), ".rs");
    assert!(sources.len() > 10, "{folder} has {} sources", sources.len());
    sources.iter().flat_map(|path| found(path, &fs::read_to_string(path).expect("a source"), words)).collect()
}

#[test]
fn the_sources_of_core_and_protocol_touch_no_socket_file_clock_or_global_randomness() {
    for folder in ["shared/core/src", "shared/protocol/src"] {
        assert_eq!(scan(folder, REACHES_OUTSIDE), [""; 0]);
    }
}

#[test]
fn the_scan_of_sources_finds_what_is_planted_and_passes_over_comments_and_unit_tests() {
    let planted = "\
//! Not a word of std::fs here.
fn seed() -> u64 {
    let now = std::time::SystemTime::now();
}

#[cfg(test)]
mod tests {
    use std::fs;
}
";
    let name = Path::new("planted.rs");
    let hits = found(name, planted, REACHES_OUTSIDE);
    assert_eq!(hits, ["planted.rs:3: let now = std::time::SystemTime::now();"]);
    for word in REACHES_OUTSIDE {
        assert_eq!(found(name, &format!("let it = {word};"), REACHES_OUTSIDE).len(), 1);
    }
    assert!(!scan("relay/src", REACHES_OUTSIDE).is_empty(), "the relay does touch them");
}

const UNSAFE: &[&str] = &["unsafe {", "unsafe fn", "unsafe impl", "unsafe trait", "unsafe extern", "#[unsafe"];

#[test]
fn nothing_here_is_unsafe_and_no_package_may_become_so() {
    let text = fs::read_to_string(root().join("Cargo.toml")).expect("the workspace's manifest");
    let workspace: toml::Table = text.parse().expect("a manifest");
    let at = |path: &[&str]| path.iter().try_fold(&workspace["workspace"], |value, key| value.get(key)).cloned();
    assert_eq!(at(&["lints", "rust", "unsafe_code"]), Some("forbid".into()));
    let members = at(&["members"]).and_then(|members| members.as_array().cloned()).expect("members");
    assert!(members.len() > 5);
    for member in members.iter().filter_map(toml::Value::as_str) {
        let manifest = fs::read_to_string(root().join(member).join("Cargo.toml")).expect("a member's manifest");
        let manifest: toml::Table = manifest.parse().expect("a manifest");
        let lints = manifest.get("lints");
        let own = lints.and_then(|lints| lints.get("rust")?.get("unsafe_code")?.as_str()) == Some("forbid");
        let follows = lints.and_then(|lints| lints.get("workspace")?.as_bool()) == Some(true);
        assert!(own || follows, "{member} allows unsafe code");
    }
    let own = Path::new(file!()).file_name();
    let sources = files(&root(), ".rs");
    let hits = sources
        .iter()
        .filter(|path| path.file_name() != own)
        .flat_map(|path| found(path, &fs::read_to_string(path).expect("a source"), UNSAFE));
    assert_eq!(hits.collect::<Vec<_>>(), [""; 0]);
    assert_eq!(found(Path::new("planted.rs"), "    unsafe { *pointer }", UNSAFE).len(), 1);
}

/// Folders of one machine, put together here so that this file does not name them either.
fn machine_folders() -> Vec<String> {
    let folders = ["work", "home", "root", "tmp", "Users", "mnt"].map(|folder| format!("/{folder}/"));
    [&folders[..], &[root().display().to_string()]].concat()
}

/// Where a path begins, and not in the middle of a longer one.
fn names_a_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|before| !(before.is_alphanumeric() || "./_-}~*".contains(before)))
    })
}

#[test]
fn nothing_in_the_repository_names_a_path_of_one_machine() {
    let folders = machine_folders();
    let named = |line: &str| folders.iter().any(|folder| names_a_folder(line, folder));
    let mut looked_at = 0;
    for ending in [".rs", ".toml", ".md", ".html", ".css", ".js", ".json", ".txt", ".lock"] {
        for path in files(&root(), ending) {
            let text = fs::read_to_string(&path).expect("text");
            let hits: Vec<_> = text.lines().filter(|line| named(line)).collect();
            assert!(hits.is_empty(), "{}: {hits:?}", path.display());
            looked_at += 1;
        }
    }
    assert!(looked_at > 200, "{looked_at} files");
    assert!(named(&format!("see {}notes.txt", folders[0])) && named(&format!("\"{}\"", folders[2])));
    assert!(!named(&format!("https://marram.example{}plan", folders[0])));
}
