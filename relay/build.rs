//! Puts the client's files into the relay's binary.
//!
//! - A **release** build always builds the client (small, precompressed), in a cargo of its own, and fails if it cannot.
//! - A **debug** build starts no compiler for browsers: native work stays quick, and needs none. It takes the development
//!   client as `cargo xtask client`, `demo` or `test` last left it in `target/web/dev`, or else a page that says how to
//!   get one. So after changing the client, one of these commands renews what a debug relay serves.
//!
//! It depends on nothing but std: what the relay is built from must stay easy to survey.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

fn main() {
    if let Err(problem) = embed() {
        // What a build script says to its error stream is all that cargo shows when it fails.
        eprintln!("{problem}");
        std::process::exit(1);
    }
}

fn embed() -> Result<(), String> {
    let relay = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let root = relay.parent().ok_or("the relay has no workspace around it")?;
    let out = PathBuf::from(variable("OUT_DIR")?);
    let no_client = relay.join("no_client.html");
    watch(&relay.join("build.rs"));
    watch(&no_client);

    let site = if variable("PROFILE")? == "release" {
        ["client", "shared", "Cargo.toml", "Cargo.lock"].iter().for_each(|source| watch(&root.join(source)));
        build_client(root)?;
        Some(root.join("target/web/release/site"))
    } else {
        let home = root.join("target/web/dev");
        let stamp = home.join("stamp");
        make_watchable(&stamp).map_err(|error| format!("{}: {error}", stamp.display()))?;
        watch(&stamp);
        Some(home.join("site")).filter(|site| site.join("index.html").exists())
    };
    generate(site.as_deref(), &no_client, &out).map_err(|error| format!("embedding the client: {error}"))
}

/// Builds the release client with the same program that `cargo xtask` uses.
fn build_client(root: &Path) -> Result<(), String> {
    let mut command = Command::new(variable("CARGO")?);
    // The program looks after the compiler for browsers; here only this build's own settings must not reach it.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_ENCODED") || name.starts_with("CARGO_PROFILE") || name.starts_with("CARGO_BUILD") {
            command.env_remove(&*name);
        }
    }
    let output = command
        .current_dir(root)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("MAKEFLAGS")
        // Its own target directory: the outer cargo may hold the lock of the ordinary one.
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "marram-web-bundle",
            "--target-dir",
            "target/web/tool",
            "--",
            "release",
        ])
        .output()
        .map_err(|error| format!("cannot start cargo for the client: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{}\na release build of the relay is not made without the client.",
        String::from_utf8_lossy(&output.stderr).trim_end()
    ))
}

/// Cargo runs a build script again and again for a file that is not there, so an empty one stands in, and an old one:
/// a file younger than this run would make cargo run it once more.
fn make_watchable(stamp: &Path) -> io::Result<()> {
    if stamp.exists() {
        return Ok(());
    }
    if let Some(home) = stamp.parent() {
        fs::create_dir_all(home)?;
    }
    fs::File::create(stamp)?.set_modified(SystemTime::UNIX_EPOCH)
}

/// Writes `site.rs`, the list of files that `src/web.rs` includes, and beside it a copy of each of them.
fn generate(site: Option<&Path>, no_client: &Path, out: &Path) -> io::Result<()> {
    let copies = out.join("site");
    if copies.exists() {
        fs::remove_dir_all(&copies)?;
    }
    fs::create_dir_all(&copies)?;
    let mut paths = Vec::new();
    match site {
        Some(site) => copy(site, "", &copies, &mut paths)?,
        None => {
            fs::copy(no_client, copies.join("index.html"))?;
            paths.push("/index.html".to_owned());
        }
    }
    paths.sort();
    let mut list = fs::File::create(out.join("site.rs"))?;
    writeln!(list, "&[")?;
    for path in paths.iter().filter(|path| !path.ends_with(".br")) {
        let include = |path: &str| format!("include_bytes!({:?})", copies.join(path.trim_start_matches('/')));
        let compressed = format!("{path}.br");
        let brotli =
            if paths.contains(&compressed) { format!("Some({})", include(&compressed)) } else { "None".into() };
        writeln!(list, "    File {{ path: {path:?}, bytes: {}, brotli: {brotli} }},", include(path))?;
    }
    writeln!(list, "]")
}

fn copy(from: &Path, prefix: &str, to: &Path, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let path = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        let target = to.join(path.trim_start_matches('/'));
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &path, to, paths)?;
        } else {
            fs::copy(entry.path(), target)?;
            paths.push(path);
        }
    }
    Ok(())
}

fn watch(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("cargo did not set {name}"))
}
