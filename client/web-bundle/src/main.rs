//! Builds the client and lays out the files that a relay, or any static host, serves.
//!
//! Run by `cargo xtask` and, for release builds, by the relay's build script; by hand:
//! `cargo run -p marram-web-bundle -- dev|release`. The result is in `target/web/<dev|release>/site`; beside it, `stamp`
//! names what it was made from and is rewritten only when that changed.

mod bind;
mod compile;
mod site;
mod stamp;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// How much work goes into the bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    /// Quick to build: for everyday work and the browser tests.
    Dev,
    /// Small: for people. Precompressed.
    Release,
}

impl Grade {
    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
enum BundleError {
    #[error("{0}")]
    Toolchain(#[from] marram_web_toolchain::Missing),
    #[error("the client did not compile for the browser (see above)")]
    Compile,
    #[error("binding the client to JavaScript failed: {0}")]
    Bind(String),
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{file} asks for {{{{{name}}}}}, which the bundle does not have")]
    UnknownPlaceholder { file: String, name: String },
}

impl BundleError {
    fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { path: path.to_owned(), source }
    }
}

fn main() -> ExitCode {
    let grade = match std::env::args().nth(1).as_deref() {
        Some("dev") => Grade::Dev,
        Some("release") => Grade::Release,
        _ => {
            eprintln!("usage: marram-web-bundle dev|release");
            return ExitCode::from(2);
        }
    };
    match bundle(grade) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bundle(grade: Grade) -> Result<(), BundleError> {
    let began = Instant::now();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let statics = root.join("client/static");
    let home = root.join("target/web").join(grade.folder());
    let modules = compile::modules(&root, grade)?;
    let stamp = stamp::of(modules.iter().map(|(_, wasm)| wasm.clone()), &statics)?;
    if stamp::read(&home).as_deref() == Some(stamp.as_str()) {
        println!("the client is up to date ({:.1} s)", began.elapsed().as_secs_f32());
        return Ok(());
    }
    let mut bound = Vec::new();
    for (name, wasm) in &modules {
        bound.append(&mut bind::module(name, wasm, grade)?);
    }
    let site = site::lay_out(&statics, bound)?;
    stamp::forget(&home)?;
    site::write(&site, &home.join("site"), grade)?;
    stamp::write(&home, &stamp)?;
    let wasm_bytes =
        site.iter().filter(|file| file.path.ends_with(".wasm")).map(|file| file.bytes.len()).sum::<usize>();
    println!(
        "the client is built: {} files, Wasm {wasm_bytes} bytes ({:.1} s)",
        site.len(),
        began.elapsed().as_secs_f32()
    );
    Ok(())
}
