//! Starts cargo for the client; the compiler is `marram-web-toolchain`'s business.

use crate::{BundleError, Grade};
use marram_web_toolchain::{TARGET, find};
use std::path::{Path, PathBuf};

/// Compiles the client and the scanner, and says where the Wasm of each is.
pub(crate) fn modules(root: &Path, grade: Grade) -> Result<[(&'static str, PathBuf); 2], BundleError> {
    let profile = match grade {
        Grade::Dev => "web-dev",
        Grade::Release => "web",
    };
    // Its own target directory: an outer cargo may hold the lock of the ordinary one.
    let target = root.join("target/web/build");
    let status = find()?
        .cargo("build")
        .current_dir(root)
        .args(["--locked", "--package", "marram-client", "--package", "marram-scanner", "--lib", "--profile", profile])
        .arg("--target-dir")
        .arg(&target)
        .status()
        .map_err(|_| BundleError::Compile)?;
    if !status.success() {
        return Err(BundleError::Compile);
    }
    let built = target.join(TARGET).join(profile);
    Ok(["client", "scanner"].map(|name| (name, built.join(format!("marram_{name}.wasm")))))
}
