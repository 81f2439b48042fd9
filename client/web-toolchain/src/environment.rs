//! What an inner cargo must not inherit from an outer one: its target, flags, wrappers, job server and library path.

use std::{ffi::OsStr, process::Command};

/// Removes from `command` what would make the inner build differ from one started in a fresh shell.
pub(crate) fn scrub(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if is_outer(&name) {
            command.env_remove(name);
        }
    }
}

fn is_outer(name: &OsStr) -> bool {
    // A name that is not UTF-8 is none of cargo's.
    let Some(name) = name.to_str() else { return false };
    let kept = ["CARGO_HOME", "CARGO_HTTP_", "CARGO_NET_", "CARGO_REGISTRIES_", "CARGO_REGISTRY_", "CARGO_TERM_"];
    if kept.iter().any(|prefix| name.starts_with(prefix)) {
        return false;
    }
    let prefixes = ["CARGO", "RUSTC", "RUSTFLAGS", "RUSTDOC", "DEP_"];
    let names = [
        "RUSTUP_TOOLCHAIN",
        "TARGET",
        "HOST",
        "OUT_DIR",
        "PROFILE",
        "OPT_LEVEL",
        "DEBUG",
        "NUM_JOBS",
        "LD_LIBRARY_PATH",
        "MAKEFLAGS",
        "MFLAGS",
    ];
    prefixes.iter().any(|prefix| name.starts_with(prefix)) || names.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_of_an_outer_build_are_dropped_and_the_users_network_settings_kept() {
        for name in [
            "CARGO",
            "CARGO_TARGET_DIR",
            "CARGO_ENCODED_RUSTFLAGS",
            "RUSTC_WRAPPER",
            "RUSTFLAGS",
            "OUT_DIR",
            "MAKEFLAGS",
        ] {
            assert!(is_outer(OsStr::new(name)), "{name}");
        }
        for name in ["CARGO_HOME", "CARGO_HTTP_CAINFO", "CARGO_NET_OFFLINE", "PATH", "HOME", "RUSTUP_HOME"] {
            assert!(!is_outer(OsStr::new(name)), "{name}");
        }
    }
}
