//! A short run of the fuzz targets' functions on the stable toolchain, from a fixed and printed seed.
//!
//! The mutations start from the vectors, so that they reach deep; `fuzz/` holds the real, coverage-guided targets.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use support::decoders;
use support::vector_file::read_folder;

/// A small, fixed generator (SplitMix64): this must replay on every machine and with every version of every crate.
struct Mixer(u64);

impl Mixer {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// One mutation of `bytes`, often with material of `other`.
fn mutate(mixer: &mut Mixer, bytes: &mut Vec<u8>, other: &[u8]) {
    let place = mixer.below(bytes.len() + 1);
    match mixer.below(7) {
        0 => bytes.truncate(place),
        1 => bytes.insert(place, mixer.next() as u8),
        2 if place < bytes.len() => drop(bytes.remove(place)),
        3 if place < bytes.len() => bytes[place] ^= 1 << mixer.below(8),
        4 => bytes.splice(place.., other[mixer.below(other.len())..].iter().copied()).for_each(drop),
        5 => {
            let extremes = [0x00, 0x01, 0x7f, 0x80, 0xff];
            let value = extremes[mixer.below(extremes.len())];
            let end = (place + 1 + mixer.below(4)).min(bytes.len());
            bytes[place.min(end)..end].fill(value);
        }
        _ if place < bytes.len() => bytes[place] = mixer.next() as u8,
        _ => bytes.push(mixer.next() as u8),
    }
}

#[test]
fn every_decoder_stands_a_moment_of_fuzzing() {
    let seed = std::env::var("MARRAM_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    println!("MARRAM_SEED={seed}");
    let corpus: Vec<Vec<u8>> = ["good", "bad"]
        .into_iter()
        .flat_map(read_folder)
        .map(|vector| vector.bytes())
        .filter(|bytes| !bytes.is_empty())
        .collect();
    let mut mixer = Mixer(seed);
    for (name, decode) in decoders::ALL {
        let mut accepted = corpus.iter().filter(|bytes| decode(bytes)).count();
        assert!(accepted > 0, "{name}: the corpus reaches the decoder");
        let (from_corpus, runs) = (accepted, 4_000);
        for _ in 0..runs {
            let mut bytes = corpus[mixer.below(corpus.len())].clone();
            for _ in 0..=mixer.below(3) {
                let other = &corpus[mixer.below(corpus.len())];
                mutate(&mut mixer, &mut bytes, other);
            }
            accepted += usize::from(decode(&bytes));
        }
        println!("{name}: {runs} runs, {from_corpus} of the corpus and {} mutants accepted", accepted - from_corpus);
    }
}
