//! Telephone numbers as people write them: judged mildly, for a number that is refused helps nobody.

/// Whether it may be one: digits, blanks, `+ ( ) - .`, and at the end perhaps an extension.
pub(super) fn may_be_phone(text: &str) -> bool {
    let lower = text.to_lowercase();
    let (number, extension) = match lower.find("ext") {
        Some(at) => (lower.get(..at).unwrap_or_default(), lower.get(at..).unwrap_or_default()),
        None => (lower.as_str(), ""),
    };
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let number = number.chars().all(|c| c.is_ascii_digit() || " +()-.".contains(c));
    let extension = extension.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '.' || c == ' ');
    number && (3..=15).contains(&digits) && extension.chars().all(|c| c.is_ascii_digit() || c == ' ')
}
