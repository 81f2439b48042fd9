//! How much fits into one release, so that it can be said before anything is sent.

use super::rules::MAX_COVERED;

/// The most bytes of signed events in one release of several: an entry holds more, but a release carries credentials too.
const MAX_PART_BYTES: usize = 24 * 1024;
/// The most bytes of one event that can be released at all, in a part of its own.
pub const MAX_RELEASED_BYTES: usize = 48 * 1024;

/// The parts in which entries of these sizes are released, in their order. What is too long for any part is left out.
pub fn parts_of<T: Copy>(sizes: &[(T, usize)]) -> Vec<Vec<T>> {
    let mut parts: Vec<(usize, Vec<T>)> = Vec::new();
    for (which, bytes) in sizes.iter().copied().filter(|(_, bytes)| *bytes <= MAX_RELEASED_BYTES) {
        let fits =
            |(so_far, part): &&mut (usize, Vec<T>)| *so_far + bytes <= MAX_PART_BYTES && part.len() < MAX_COVERED;
        match parts.last_mut().filter(fits) {
            Some((so_far, part)) => {
                *so_far += bytes;
                part.push(which);
            }
            None => parts.push((bytes, vec![which])),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_go_in_as_many_parts_as_it_takes_and_what_fits_into_none_is_left_out() {
        let sizes = [(1, 20 * 1024), (2, 4 * 1024), (3, 1), (4, 49 * 1024), (5, 40 * 1024), (6, 1)];
        assert_eq!(parts_of(&sizes), [vec![1, 2], vec![3], vec![5], vec![6]]);
        assert_eq!(parts_of::<u8>(&[]), Vec::<Vec<u8>>::new());
    }
}
