//! What only a browser can prove: these run as Wasm in Chromium.

mod memory;
mod store;
mod tab_lock;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
