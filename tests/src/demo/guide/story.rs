//! What the guide says, read from `tests/cast/guide.toml`.

use super::super::cast::{Cast, CastError};
use serde::Deserialize;

const STORY: &str = include_str!("../../../cast/guide.toml");

/// The guide.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// The names of those whom it is for; the others do their part by themselves.
    pub play: Vec<String>,
    /// What to know before, a paragraph each.
    pub before: Vec<String>,
    /// What else there is to try, a paragraph each.
    pub after: Vec<String>,
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
    /// In place of all that, where this person does it by themselves: what they do. Without it, nothing is said.
    pub alone: Option<String>,
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
        let parts = story.steps.iter().flat_map(|step| &step.parts);
        parts.map(|part| &part.who).chain(&story.play).try_for_each(|name| cast.find(name).map(drop))?;
        Ok(story)
    }
}

impl Part {
    /// Every text of it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.acts.iter().chain(&self.then).chain(&self.see).chain(&self.alone).map(String::as_str)
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
    use std::path::Path;

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

    /// Every text of a file of texts or of a form.
    fn texts(value: &serde_json::Value, into: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => into.push(text.clone()),
            serde_json::Value::Array(all) => all.iter().for_each(|one| texts(one, into)),
            serde_json::Value::Object(all) => all.values().for_each(|one| texts(one, into)),
            _ => {}
        }
    }

    fn screen() -> Vec<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut all = Vec::new();
        for folder in ["client/texts/en", "shared/core/data/templates", "shared/core/data/clocks"] {
            for file in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = file.unwrap().path();
                let text = std::fs::read_to_string(&path).unwrap();
                match path.extension().is_some_and(|kind| kind == "toml") {
                    true => texts(&toml::from_str(&text).unwrap(), &mut all),
                    false => texts(&serde_json::from_str(&text).unwrap(), &mut all),
                }
            }
        }
        all
    }

    /// Whether words on the screen are this text, with something in its places.
    fn is_text(words: &str, text: &str) -> bool {
        let literal: Vec<&str> =
            text.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after)).collect();
        let (Some(first), Some(last)) = (literal.first(), literal.last()) else { return false };
        // Each piece stands in its order behind the one before, and there are enough letters to tell it by.
        let rest = literal.iter().try_fold(words, |rest, part| Some(rest.split_once(part)?.1));
        let letters = literal.iter().map(|part| part.len()).sum::<usize>();
        let fits = letters >= 5 && words.starts_with(first) && words.ends_with(last) && rest.is_some();
        words == text || literal.len() > 1 && fits
    }

    #[test]
    fn what_it_says_to_press_stands_on_the_screen() {
        let (cast, screen) = (Cast::tidemark().unwrap(), screen());
        let story = Story::tidemark(&cast).unwrap();
        let desks: Vec<_> = cast.agencies.iter().flat_map(|agency| &agency.desks).map(|desk| &*desk.name).collect();
        let parts = || story.steps.iter().flat_map(|step| &step.parts);
        let answers = parts().flat_map(|part| part.answers.iter().flatten().map(String::as_str));
        let typed = parts().flat_map(|part| &part.acts).map(String::as_str).chain(answers.clone()).flat_map(pieces);
        let typed: Vec<_> = typed.collect();
        let around = story.before.iter().chain(&story.after).map(String::as_str);
        for piece in parts().flat_map(Part::texts).chain(answers).chain(around).flat_map(pieces) {
            let Piece::Screen(words) = piece else { continue };
            let known = screen.iter().any(|text| is_text(words, text)) || desks.contains(&words);
            // What somebody has typed before stands on the screen, too: a reference.
            assert!(known || typed.contains(&Piece::Typed(words)), "{words} is nowhere on the screen");
        }
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
