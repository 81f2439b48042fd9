//! What is freed is wiped: keys, but also what was decrypted, typed and drawn.
//!
//! A module's memory never shrinks, and whatever was once in it can be found there for as long as the page is open. Types
//! that wipe themselves are for keys only; this is for everything that they miss, such as strings of a room that was
//! closed by the lock. What is left are values in use, copies on the stack, and what the browser itself keeps.

use std::alloc::System;
use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static WIPING: ZeroAlloc<System> = ZeroAlloc(System);
