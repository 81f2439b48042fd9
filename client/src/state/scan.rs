//! A safety number as a square code: what the code holds, and what it means that one was read.

/// What stands before the digits: letters that a small code has.
const MARK: &str = "MARRAM/";

/// What reading a code came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// It is the number that is shown here.
    Same,
    /// It is a safety number, and another one.
    Other,
    /// It is no safety number.
    Foreign,
}

/// What the square code of a number holds.
pub(crate) fn square(number: &str) -> String {
    MARK.chars().chain(number.chars().filter(char::is_ascii_digit)).collect()
}

/// Judges the codes that were read in one picture against the number that is shown here. Whatever else hangs on the wall
/// counts for nothing beside a safety number, and one that differs counts more than one that is the same.
pub(crate) fn judge<'a>(read: impl IntoIterator<Item = &'a str>, number: &str) -> Option<Read> {
    let (own, mut all) = (square(number), None);
    for text in read {
        let digits = text
            .strip_prefix(MARK)
            .is_some_and(|rest| rest.len() + MARK.len() == own.len() && rest.bytes().all(|byte| byte.is_ascii_digit()));
        let one = match (digits, text == own) {
            (true, true) => Read::Same,
            (true, false) => return Some(Read::Other),
            (false, _) => Read::Foreign,
        };
        if all != Some(Read::Same) {
            all = Some(one);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "01234 56789 01234 56789";

    #[test]
    fn only_the_same_number_is_the_same_and_one_other_outweighs_it() {
        let own = square(NUMBER);
        assert_eq!(own, "MARRAM/01234567890123456789");
        let mut other = own.clone();
        other.replace_range(8..9, "2");
        let (own, other) = (own.as_str(), other.as_str());
        assert_eq!(judge([], NUMBER), None);
        assert_eq!(judge([own], NUMBER), Some(Read::Same));
        assert_eq!(judge([other], NUMBER), Some(Read::Other));
        assert_eq!(judge([own, other], NUMBER), Some(Read::Other));
        assert_eq!(judge(["https://example.org", own], NUMBER), Some(Read::Same));
        assert_eq!(judge([own, "https://example.org"], NUMBER), Some(Read::Same));
        for foreign in
            ["", "MARRAM/", "MARRAM/0123456789012345678x", "01234567890123456789", "marram/01234567890123456789"]
        {
            assert_eq!(judge([foreign], NUMBER), Some(Read::Foreign), "{foreign}");
        }
        assert_eq!(judge([format!("{own}0").as_str()], NUMBER), Some(Read::Foreign), "longer than any number");
    }
}
