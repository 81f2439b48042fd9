//! `cargo xtask client`: builds the client into `target/web`, where the relay's build script finds it.

use crate::{paths::cargo, steps::call};

/// Which client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grade {
    /// Quick to build; debug builds of the relay carry it.
    Dev,
    /// As people get it; release builds of the relay make it by themselves.
    Release,
}

/// Builds it.
pub(crate) fn build(grade: Grade) -> Result<(), String> {
    let name = match grade {
        Grade::Dev => "dev",
        Grade::Release => "release",
    };
    call(&mut cargo(["run", "--quiet", "--package", "marram-web-bundle", "--", name]))
        .map_err(|_| "the client was not built".into())
}
