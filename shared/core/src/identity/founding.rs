//! The link by which a relay's operator lets an agency be founded, once (R16).

use marram_protocol::Token;

/// What stands before the token, and tells the link from an invite's.
const NAME: &str = "found=";

/// What a founding link holds behind its `#`, which no browser sends to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundingLink(pub Token);

impl FoundingLink {
    /// Whether a fragment means to be one.
    pub fn is_meant(fragment: &str) -> bool {
        fragment.trim().trim_start_matches('#').starts_with(NAME)
    }

    /// Reads what stands behind the `#`; `None` if it is not whole.
    pub fn parse(fragment: &str) -> Option<Self> {
        let token = fragment.trim().trim_start_matches('#').strip_prefix(NAME)?;
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(token.as_bytes()).ok()?;
        Some(Self(Token(bytes.try_into().ok()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_founding_link_that_was_cut_off_is_meant_as_one_and_is_none() {
        let whole = format!("#found={}", "0f".repeat(32));
        assert_eq!(FoundingLink::parse(&whole), Some(FoundingLink(Token([15; 32]))));
        let cut = &whole[..60];
        assert!(FoundingLink::is_meant(cut));
        assert_eq!(FoundingLink::parse(cut), None);
        assert!(!FoundingLink::is_meant("#AAEC"));
    }
}
