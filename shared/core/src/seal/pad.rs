//! Padding: buckets of a power of two up to 4 KiB, then Padmé (Nikitin et al., 2019): at most 12 % more, and the
//! length tells only its magnitude (DESIGN section 2 rule 9).

/// The least padded length.
const LEAST: usize = 256;
/// Up to here, powers of two.
const BUCKETS: usize = 4096;
/// The length prefix.
const PREFIX: usize = 4;

/// The length that `len` bytes have once they are padded.
pub fn padded_len(len: usize) -> usize {
    let len = len + PREFIX;
    if len <= BUCKETS {
        return len.next_power_of_two().max(LEAST);
    }
    // Padmé: keep as many leading bits of the length as its exponent has.
    let exponent = len.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1_usize << (exponent - kept)) - 1;
    (len + mask) & !mask
}

/// The length as four bytes, the bytes, zeros.
pub(crate) fn pad(plain: &[u8]) -> Vec<u8> {
    let mut padded = Vec::with_capacity(padded_len(plain.len()));
    padded.extend_from_slice(&(plain.len() as u32).to_be_bytes());
    padded.extend_from_slice(plain);
    padded.resize(padded_len(plain.len()), 0);
    padded
}

/// What [`pad`] padded; `None` for anything else.
pub(crate) fn unpad(padded: &[u8]) -> Option<Vec<u8>> {
    let (length, rest) = padded.split_first_chunk::<PREFIX>()?;
    let (plain, zeros) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    zeros.iter().all(|&byte| byte == 0).then(|| plain.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_comes_off_again_and_costs_at_most_an_eighth_above_the_buckets() {
        for len in (0..10_000).chain([65_535, 100_000, 409_000, 1_000_000]) {
            let plain = vec![0x5a; len];
            let padded = pad(&plain);
            assert_eq!(padded.len(), padded_len(len));
            assert_eq!(unpad(&padded).unwrap(), plain);
            assert!(len <= BUCKETS - PREFIX || padded.len() <= (len + PREFIX) * 9 / 8);
        }
    }

    #[test]
    fn a_damaged_padding_is_refused() {
        assert_eq!(unpad(&[0, 0, 0]), None);
        assert_eq!(unpad(&[0, 0, 0, 9, 1]), None);
        assert_eq!(unpad(&[0, 0, 0, 1, 1, 1]), None);
    }
}
