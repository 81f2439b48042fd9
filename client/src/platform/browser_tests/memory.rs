use crate::platform::random;
use js_sys::{Reflect, Uint8Array};
use std::hint::black_box;
use wasm_bindgen_test::wasm_bindgen_test;

/// Whether the module's memory holds the words whose every bit is turned in `turned`: the search itself holds none.
fn in_memory(turned: &[u8]) -> bool {
    let buffer = Reflect::get(&wasm_bindgen::memory(), &"buffer".into()).unwrap();
    // A copy outside first: room for one inside makes the memory grow, which takes its buffer away.
    let memory = Uint8Array::new(&buffer);
    let memory = memory.slice(0, memory.length()).to_vec();
    memory.windows(turned.len()).any(|window| window.iter().zip(turned).all(|(found, turned)| *found == !*turned))
}

#[wasm_bindgen_test]
fn what_was_freed_is_nowhere_in_the_modules_memory() {
    let turned = random::bytes::<32>().unwrap();
    let mut words = Vec::new();
    // It grows, and so is moved a few times.
    words.extend(turned.iter().map(|byte| !byte));
    words.extend([0; 4096]);
    black_box(&words);
    assert!(in_memory(&turned), "the search does not find what is there");
    drop(words);
    assert!(!in_memory(&turned), "it is still there after it was freed");
}
