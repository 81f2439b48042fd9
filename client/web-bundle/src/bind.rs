//! Makes a Wasm module callable from JavaScript: `NAME_bg.wasm` and `NAME.js` (with its snippets, if any).

use crate::{BundleError, Grade};
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// One file of the bundle, by its path with forward slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// Binds the module at `wasm`.
pub(crate) fn module(name: &str, wasm: &Path, grade: Grade) -> Result<Vec<File>, BundleError> {
    let failed = |error| BundleError::Bind(format!("{error:#}"));
    let mut output = Bindgen::new()
        .input_path(wasm)
        .out_name(name)
        .web(true)
        .map_err(failed)?
        .typescript(false)
        // load.js names the Wasm itself, with its hash; a default address would be fetched unchecked.
        .omit_default_module_path(true)
        // Names of functions make a browser's stack traces readable, and half the file.
        .remove_name_section(grade == Grade::Release)
        .remove_producers_section(true)
        .generate_output()
        .map_err(failed)?;
    let mut files = vec![
        File { path: format!("{name}.js"), bytes: output.js().as_bytes().to_vec() },
        File { path: format!("{name}_bg.wasm"), bytes: output.wasm_mut().emit_wasm() },
    ];
    for (module, parts) in output.snippets() {
        for (number, part) in parts.iter().enumerate() {
            files.push(File { path: format!("snippets/{module}/inline{number}.js"), bytes: part.as_bytes().to_vec() });
        }
    }
    for (path, source) in output.local_modules() {
        files.push(File { path: format!("snippets/{path}"), bytes: source.as_bytes().to_vec() });
    }
    Ok(files)
}
