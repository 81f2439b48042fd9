//! What the guide says, read from `tests/cast/guide.toml`.

use super::super::cast::{Cast, CastError};
use serde::Deserialize;

const STORY: &str = include_str!("../../../cast/guide.toml");

/// The guide.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// What to know before, a paragraph each.
    pub before: Vec<String>,
    /// The steps.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What happens.
    pub title: String,
    /// Who does what, in order.
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
}

/// What one person does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Who.
    pub who: String,
    /// What to do, in order.
    #[serde(rename = "do", default)]
    pub acts: Vec<String>,
    /// Questions with their answers, for a form.
    #[serde(default)]
    pub answers: Vec<[String; 2]>,
    /// What to do once they are filled in.
    #[serde(default)]
    pub then: Vec<String>,
    /// What is to be seen then.
    #[serde(default)]
    pub see: Vec<String>,
}

/// A piece of a text of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Plain words.
    Words(&'a str),
    /// Words as they stand on the screen, written `[so]`.
    Screen(&'a str),
    /// What is to be typed, written `{so}`.
    Typed(&'a str),
}

impl Story {
    /// The guide to "Operation Tidemark".
    ///
    /// # Errors
    /// When its file was edited wrongly.
    pub fn tidemark(cast: &Cast) -> Result<Self, CastError> {
        let story: Self = toml::from_str(STORY)?;
        for part in story.steps.iter().flat_map(|step| &step.parts) {
            cast.find(&part.who)?;
        }
        Ok(story)
    }
}

impl Part {
    /// Every text of it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.acts.iter().chain(&self.then).chain(&self.see).map(String::as_str)
    }
}

/// A text in its pieces. A bracket without its other half is a word like others.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(['[', '{']) {
        let (before, marked) = rest.split_at(at);
        let close = if marked.starts_with('[') { ']' } else { '}' };
        let Some((inside, after)) = marked.get(1..).and_then(|marked| marked.split_once(close)) else { break };
        pieces.push(Piece::Words(before));
        pieces.push(if close == ']' { Piece::Screen(inside) } else { Piece::Typed(inside) });
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    pieces.retain(|piece| *piece != Piece::Words(""));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_text_has_words_of_the_screen_and_what_is_typed() {
        let expected = [
            Piece::Words("Press "),
            Piece::Screen("Board"),
            Piece::Words(", then type "),
            Piece::Typed("T-017"),
            Piece::Words("."),
        ];
        assert_eq!(pieces("Press [Board], then type {T-017}."), expected);
        assert_eq!(pieces("An [open end"), [Piece::Words("An [open end")]);
    }

    #[test]
    fn it_has_twelve_steps_in_which_everybody_enters() {
        let cast = Cast::tidemark().unwrap();
        let story = Story::tidemark(&cast).unwrap();
        assert_eq!(story.steps.len(), 12);
        let parts = story.steps.iter().flat_map(|step| &step.parts);
        let who: BTreeSet<_> = parts.map(|part| &part.who).collect();
        assert_eq!(who, cast.people().map(|(_, person)| &person.name).collect());
    }
}
