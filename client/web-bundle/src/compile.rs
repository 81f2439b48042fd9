//! Starts cargo for the client; the compiler is `marram-web-toolchain`'s business.

use crate::{BundleError, Grade};
use marram_web_toolchain::{TARGET, find};
use std::path::{Path, PathBuf};

/// Compiles the client and says where its Wasm is.
pub(crate) fn client(root: &Path, grade: Grade) -> Result<PathBuf, BundleError> {
    let profile = match grade {
        Grade::Dev => "web-dev",
        Grade::Release => "web",
    };
    // Its own target directory: an outer cargo may hold the lock of the ordinary one.
    let target = root.join("target/web/build");
    let status = find()?
        .cargo("build")
        .current_dir(root)
        .args(["--locked", "--package", "marram-client", "--lib", "--profile", profile, "--target-dir"])
        .arg(&target)
        .status()
        .map_err(|_| BundleError::Compile)?;
    if !status.success() {
        return Err(BundleError::Compile);
    }
    Ok(target.join(TARGET).join(profile).join("marram_client.wasm"))
}
