//! The browser's generator. Only seeds, salts and jitter come from here; the engine draws from its own, seeded one.

/// `N` random bytes.
///
/// # Errors
/// The browser has no generator; nothing may go on then.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
