//! Set-up: what a command needs from the machine, why, and how it gets there.
//!
//! Installs only what is missing, only from Debian's, npm's and Python's ordinary sources, and says so before it does. Nothing else
//! in the project installs anything. On another system it says what to install by hand.

mod axe;
mod debian;
mod python;

use crate::paths::on_path;
use marram_web_toolchain::{DEBIAN_PACKAGES, Missing, find};

/// Something that a command cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// A compiler for browsers.
    Wasm,
    /// Clippy for the same target.
    WasmClippy,
    /// A browser and the driver that steers it.
    Browser,
    /// The accessibility rules that the browser journeys apply.
    Axe,
    /// An independent calendar, in Python.
    Holidays,
}

/// A package to install, and the reason to give for it.
struct Wanted {
    packages: Vec<&'static str>,
    why: &'static str,
}

/// Sees to all needs, installing what is missing.
pub(crate) fn provide(needs: &[Need]) -> Result<(), String> {
    let mut wanted = needs.iter().flat_map(|need| missing(*need)).collect::<Vec<_>>();
    if !wanted.is_empty() {
        wanted.sort_by_key(|one| one.why);
        debian::install(&wanted)?;
    }
    // What could only be seen once the compiler was there: its linker and its clippy.
    let wanted = needs.iter().flat_map(|need| missing(*need)).collect::<Vec<_>>();
    if !wanted.is_empty() {
        debian::install(&wanted)?;
    }
    if needs.contains(&Need::Axe) {
        axe::install()?;
    }
    if needs.contains(&Need::Holidays) {
        python::install()?;
    }
    let still = needs.iter().flat_map(|need| missing(*need)).map(|one| one.why).collect::<Vec<_>>();
    if still.is_empty() {
        println!("everything needed is there");
        Ok(())
    } else {
        Err(format!("still missing after the installation: {}", still.join("; ")))
    }
}

fn missing(need: Need) -> Option<Wanted> {
    let want = |packages: &[&'static str], why| Some(Wanted { packages: packages.to_vec(), why });
    match need {
        Need::Wasm => match find() {
            Ok(_) => None,
            Err(Missing::Compiler) => {
                want(&DEBIAN_PACKAGES, "a compiler for browsers (wasm32), since rustc here has none")
            }
            Err(Missing::Linker) => want(&["lld"], "a linker for Wasm"),
        },
        Need::WasmClippy => match find() {
            Ok(toolchain) if !toolchain.has_clippy() => want(&["rust-web-clippy"], "clippy for the browser target"),
            _ => None,
        },
        Need::Browser if on_path("chromium") && on_path("chromedriver") => None,
        // A bare machine has no fonts at all, and then a browser draws none.
        Need::Browser => {
            want(&["chromium", "chromium-driver", "fonts-dejavu-core"], "a browser and its driver, for the journeys")
        }
        Need::Axe if on_path("npm") => None,
        Need::Axe => want(&["npm"], "npm, to fetch the accessibility rules (axe-core; tests only)"),
        Need::Holidays if python::can_make_environments() => None,
        Need::Holidays => want(&["python3", "python3-venv"], "Python, to ask an independent calendar (tests only)"),
    }
}
