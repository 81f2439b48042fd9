//! Finds a compiler that can build the client for `wasm32-unknown-unknown`, and starts cargo with it.
//!
//! Owns the two ways to get there (an ordinary toolchain that has the target; Debian's `rustc-web`, which builds the
//! standard library from source) and the message for somebody who has neither. It installs nothing: only the set-up of
//! `cargo xtask` does. It depends on nothing but std, since everybody compiles it first.

mod environment;

use std::{
    fmt,
    path::{Path, PathBuf},
    process::Command,
};

/// The target that browsers run.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's packages for the second way: compiler, cargo, and the sources of the standard library.
pub const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_STD: &str = "/usr/lib/rustlib/src/rust/library/Cargo.lock";
/// The workspace's `rust-version`: an older Debian compiler does not help.
const OLDEST_MINOR: u32 = 95;

/// A compiler that can build the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Toolchain {
    /// The ordinary toolchain has the target.
    Ordinary,
    /// Debian's packages, with the linker they lack.
    Debian {
        /// An `lld` that writes Wasm.
        linker: PathBuf,
    },
}

/// Why no compiler was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Neither the target nor Debian's packages are there.
    Compiler,
    /// Debian's packages are there, a linker for Wasm is not.
    Linker,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compiler => write!(
                f,
                "no compiler for {TARGET} was found. Either\n    rustup target add {TARGET}\nor, on Debian,\n    \
                 apt-get install {}\nand try again; `cargo xtask test` and `cargo xtask demo` do the second by themselves.",
                DEBIAN_PACKAGES.join(" ")
            ),
            Self::Linker => write!(f, "Debian's compiler is there, but no linker for Wasm: apt-get install lld"),
        }
    }
}

impl std::error::Error for Missing {}

/// Looks for a compiler, the ordinary one first.
///
/// # Errors
/// [`Missing`] says what to install.
pub fn find() -> Result<Toolchain, Missing> {
    if ordinary_has_target() {
        return Ok(Toolchain::Ordinary);
    }
    let debian = Path::new(DEBIAN_STD).exists() && Path::new(DEBIAN_CARGO).exists() && debian_is_recent();
    if !debian {
        return Err(Missing::Compiler);
    }
    linker().map(|linker| Toolchain::Debian { linker }).ok_or(Missing::Linker)
}

impl Toolchain {
    /// `cargo <subcommand>` for the browser target, free of what an outer cargo left in the environment.
    #[must_use]
    pub fn cargo(&self, subcommand: &str) -> Command {
        let mut command = match self {
            Self::Ordinary => {
                let mut command = Command::new("cargo");
                environment::scrub(&mut command);
                command.arg(subcommand);
                command
            }
            Self::Debian { linker } => {
                let mut command = Command::new(DEBIAN_CARGO);
                environment::scrub(&mut command);
                // clippy's own driver is found by PATH, so Debian's must come first.
                let path = std::env::var_os("PATH").unwrap_or_default();
                let path = std::env::join_paths(
                    std::iter::once(PathBuf::from("/usr/bin")).chain(std::env::split_paths(&path)),
                )
                .unwrap_or(path);
                command
                    .env("PATH", path)
                    .env("RUSTC", DEBIAN_RUSTC)
                    // -Zbuild-std is nightly-only; this lets a stable compiler take it.
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                    // `test` for every build: cargo ties all crates to the list, so tests would else share none with the client.
                    .args([subcommand, "-Zbuild-std=std,panic_abort,test"]);
                if subcommand == "test" {
                    // A test's std would otherwise unwind, and two panic runtimes do not link (E0152).
                    command.arg("-Zpanic-abort-tests");
                }
                command
            }
        };
        command.args(["--target", TARGET]);
        command
    }

    /// Whether clippy can be run for the browser target.
    #[must_use]
    pub fn has_clippy(&self) -> bool {
        match self {
            Self::Ordinary => ask("cargo", &["clippy", "--version"]).is_some(),
            Self::Debian { .. } => Path::new("/usr/bin/clippy-driver").exists(),
        }
    }
}

/// The oldest compiler that will do, for messages.
#[must_use]
pub fn oldest() -> String {
    format!("1.{OLDEST_MINOR}")
}

fn ordinary_has_target() -> bool {
    ask("rustc", &["--print", "target-libdir", "--target", TARGET])
        .is_some_and(|directory| Path::new(directory.trim()).is_dir())
}

fn debian_is_recent() -> bool {
    ask(DEBIAN_RUSTC, &["--version"]).and_then(|line| minor(&line)).is_some_and(|minor| minor >= OLDEST_MINOR)
}

/// `rustc 1.96.0 (...)` is 96.
fn minor(version: &str) -> Option<u32> {
    version.split_whitespace().nth(1)?.strip_prefix("1.")?.split('.').next()?.parse().ok()
}

/// An ordinary toolchain brings `rust-lld`; otherwise Debian's `lld` does.
fn linker() -> Option<PathBuf> {
    let bundled = || {
        let sysroot = ask("rustc", &["--print", "sysroot"])?;
        let host = ask("rustc", &["-vV"])?.lines().find_map(|line| line.strip_prefix("host: ").map(str::to_owned))?;
        Some(Path::new(sysroot.trim()).join("lib/rustlib").join(host).join("bin/rust-lld"))
    };
    bundled().into_iter().chain([PathBuf::from("/usr/bin/wasm-ld")]).find(|path| path.exists())
}

fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    environment::scrub(&mut command);
    let output = command.args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_line_gives_its_minor_number() {
        assert_eq!(minor("rustc 1.96.0 (ac68faa20 2026-05-25)"), Some(96));
        assert_eq!(minor("rustc 1.63.0"), Some(63));
        assert_eq!(minor("rustc"), None);
        assert_eq!(minor("something else"), None);
    }

    #[test]
    fn somebody_without_a_compiler_is_told_both_ways() {
        let message = Missing::Compiler.to_string();
        assert!(message.contains("rustup target add wasm32-unknown-unknown"), "{message}");
        assert!(message.contains("apt-get install rustc-web cargo-web rust-web-src"), "{message}");
    }
}
