//! What a person of the cast says, and when: lines read from `tests/cast/lines.toml`, as a pure fold over a room's entries.
//!
//! The room is the only memory: a line that stands in it was said. So a client that is opened again goes on where it was.

use super::cast::{Cast, CastError, Person};
use marram_core::EventId;
use marram_core::view::{Body, EntryView};
use serde::Deserialize;
use std::collections::BTreeSet;

const LINES: &str = include_str!("../../cast/lines.toml");

/// All that the cast has to say.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// How fast.
    pub pace: Pace,
    #[serde(rename = "opening")]
    openings: Vec<Opening>,
    #[serde(rename = "line")]
    lines: Vec<Line>,
}

/// How long people take to think and to type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// At least and at most.
    pub thinks_ms: (u64, u64),
    /// For each character.
    pub types_ms_per_character: u64,
    /// For all of them.
    pub types_ms_at_most: u64,
}

/// A room that somebody starts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Who.
    pub who: String,
    /// Its title.
    pub title: String,
    /// Whom they ask in.
    pub with: Vec<String>,
    #[serde(default)]
    urgent: bool,
    say: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    who: String,
    #[serde(default)]
    joins: bool,
    #[serde(default)]
    hears: Vec<String>,
    #[serde(default)]
    addressed: bool,
    #[serde(default)]
    from: Vec<String>,
    room: Option<String>,
    #[serde(default)]
    urgent: bool,
    say: String,
}

/// What one person of the cast has to say.
#[derive(Debug, Clone)]
pub struct Part {
    person: Person,
    /// Those who are not played by anybody: they hear each other only where a line says so.
    cast: BTreeSet<String>,
    /// The rooms that this person starts.
    pub openings: Vec<Opening>,
    lines: Vec<Line>,
}

/// Something to be said now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// The words.
    pub text: String,
    /// Marked urgent.
    pub urgent: bool,
    /// What they answer.
    pub answers: Option<EventId>,
}

impl Script {
    /// "Operation Tidemark".
    ///
    /// # Errors
    /// When its file was edited wrongly.
    pub fn tidemark(cast: &Cast) -> Result<Self, CastError> {
        let script: Self = toml::from_str(LINES)?;
        for line in &script.lines {
            cast.find(&line.who)?;
            line.from.iter().try_for_each(|name| cast.find(name).map(|_| ()))?;
            let occasions = [line.joins, !line.hears.is_empty(), line.addressed];
            if occasions.into_iter().filter(|occasion| *occasion).count() != 1 {
                return Err(CastError::Senseless { who: line.who.clone(), what: line.say.clone() });
            }
        }
        for opening in &script.openings {
            opening.with.iter().chain([&opening.who]).try_for_each(|name| cast.find(name).map(|_| ()))?;
        }
        Ok(script)
    }

    /// A person's part, where `cast` are the names of those whom nobody plays.
    pub fn part(&self, person: &Person, cast: &BTreeSet<String>) -> Part {
        Part {
            person: person.clone(),
            cast: cast.clone(),
            openings: self.openings.iter().filter(|opening| opening.who == person.name).cloned().collect(),
            lines: self.lines.iter().filter(|line| line.who == person.name).cloned().collect(),
        }
    }
}

impl Part {
    /// What is still to be said in a room of this title with these entries, in order; `waiting` are own notes that are
    /// on their way into it.
    pub fn due<'a>(
        &self,
        title: &str,
        entries: impl Iterator<Item = &'a EntryView>,
        waiting: impl Iterator<Item = &'a EntryView>,
    ) -> Vec<Cue> {
        let lines: Vec<_> = self.lines.iter().filter(|line| line.fits(title)).collect();
        let (mut here, mut used, mut cues) = (false, BTreeSet::new(), Vec::new());
        let mut said: BTreeSet<&str> = waiting.filter_map(note).collect();
        for entry in entries {
            match &entry.body {
                Body::Created { .. } if entry.own => {
                    here = true;
                    let openings = self.openings.iter().filter(|opening| opening.title == title);
                    cues.extend(openings.flat_map(Opening::cues));
                }
                Body::Joined if entry.own => {
                    here = true;
                    cues.extend(lines.iter().find(|line| line.joins).map(|line| line.cue(None)));
                }
                Body::Note { text } if entry.own => drop(said.insert(text)),
                Body::Note { text } if here => {
                    let free = || lines.iter().enumerate().filter(|(at, _)| !used.contains(at));
                    let heard = free().find(|(_, line)| line.is_heard(text) && self.listens(line, entry));
                    let line = heard.or_else(|| {
                        let spoken_to = self.is_named_in(text) && self.listens_by_itself(entry);
                        free().find(|(_, line)| line.addressed && spoken_to)
                    });
                    if let Some((at, line)) = line {
                        used.insert(at);
                        cues.push(line.cue(Some(entry.event)));
                    }
                }
                _ => {}
            }
        }
        cues.retain(|cue| !said.contains(&*cue.text));
        cues
    }

    fn listens(&self, line: &Line, entry: &EntryView) -> bool {
        if line.from.is_empty() { self.listens_by_itself(entry) } else { line.from.contains(&entry.author_name) }
    }

    fn listens_by_itself(&self, entry: &EntryView) -> bool {
        !self.cast.contains(&entry.author_name)
    }

    fn is_named_in(&self, text: &str) -> bool {
        self.person.words().any(|name| words(text).any(|word| word == name))
    }
}

impl Opening {
    fn cues(&self) -> impl Iterator<Item = Cue> {
        self.say.iter().map(|text| Cue { text: text.clone(), urgent: self.urgent, answers: None })
    }
}

impl Line {
    fn fits(&self, title: &str) -> bool {
        self.room.as_ref().is_none_or(|words| title.contains(words))
    }

    fn is_heard(&self, text: &str) -> bool {
        let matches = |pattern: &String, word: &str| match pattern.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word == pattern,
        };
        self.hears.iter().any(|pattern| words(text).any(|word| matches(pattern, &word)))
    }

    fn cue(&self, answers: Option<EventId>) -> Cue {
        Cue { text: self.say.clone(), urgent: self.urgent, answers }
    }
}

impl Pace {
    /// How long this person takes for these words; `chance` is any number.
    pub fn pause_ms(&self, text: &str, chance: u16) -> u64 {
        let (least, most) = self.thinks_ms;
        let thinks = least + u64::from(chance) % (most.saturating_sub(least) + 1);
        thinks + (text.chars().count() as u64 * self.types_ms_per_character).min(self.types_ms_at_most)
    }
}

fn note(entry: &EntryView) -> Option<&str> {
    match &entry.body {
        Body::Note { text } => Some(text),
        _ => None,
    }
}

/// The words of a text, in small letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::PersonId;
    use marram_core::view::{AgencyView, Delivery, Sector};
    use marram_protocol::{AgencyId, UnixMillis};

    /// A room as Bea sees it, where Ruth and Mina are played by somebody.
    struct Seen {
        part: Part,
        entries: Vec<EntryView>,
    }

    impl Seen {
        fn by(name: &str) -> Self {
            let cast = Cast::tidemark().unwrap();
            let themselves = cast.people().map(|(_, person)| person.name.clone());
            let themselves = themselves.filter(|name| !["Ruth Kember", "Mina Sorrell"].contains(&name.as_str()));
            let part = Script::tidemark(&cast).unwrap().part(cast.find(name).unwrap().1, &themselves.collect());
            Self { part, entries: Vec::new() }
        }

        fn entry(&mut self, author_name: &str, body: Body) -> EventId {
            let event = EventId([self.entries.len() as u8; 16]);
            self.entries.push(EntryView {
                event,
                seq: None,
                at: UnixMillis(0),
                author: PersonId([0; 16]),
                author_name: author_name.to_owned(),
                author_role: String::new(),
                author_agency: AgencyView { id: AgencyId([0; 32]), name: String::new(), sector: Sector::Other },
                own: author_name == self.part.person.name,
                body,
                urgent: false,
                answers: None,
                delivery: Delivery::Stored,
                uncounted: None,
            });
            event
        }

        fn note(&mut self, author_name: &str, text: &str) -> EventId {
            self.entry(author_name, Body::Note { text: text.to_owned() })
        }

        fn due(&self) -> Vec<Cue> {
            self.part.due("Strategy discussion", self.entries.iter(), [].into_iter())
        }

        /// Says the first thing that is due.
        fn say(&mut self) -> Cue {
            let cue = self.due().remove(0);
            self.note(&self.part.person.name.clone(), &cue.text);
            cue
        }
    }

    #[test]
    fn who_comes_into_a_room_says_so_once_and_answers_a_question_once() {
        let mut room = Seen::by("Bea Quill");
        room.note("Mina Sorrell", "How is school?");
        assert_eq!(room.due(), [], "before she came");
        room.entry("Bea Quill", Body::Joined);
        assert!(room.say().text.starts_with("Bea Quill, safeguarding lead"));
        assert_eq!(room.due(), []);
        let question = room.note("Mina Sorrell", "How do they ATTEND?");
        let answer = room.say();
        assert_eq!(answer.answers, Some(question));
        assert!(answer.text.contains("at school every day"));
        room.note("Mina Sorrell", "And their attendance before?");
        assert_eq!(room.due(), [], "each line is said once");
    }

    #[test]
    fn the_cast_does_not_talk_among_itself() {
        let mut room = Seen::by("Bea Quill");
        room.entry("Bea Quill", Body::Joined);
        room.say();
        room.note("Sam Orrin", "Bea, is there anything from school?");
        assert_eq!(room.due(), []);
        room.note("Ruth Kember", "Bea, is there anything from school?");
        assert_eq!(room.due().len(), 1);
    }

    #[test]
    fn a_name_is_enough_where_no_other_line_fits() {
        let mut room = Seen::by("Dr Tess Lanyard");
        room.entry("Dr Tess Lanyard", Body::Joined);
        room.say();
        room.note("Mina Sorrell", "Can you see to it, Tess?");
        assert!(room.say().text.starts_with("Thank you, noted"));
        room.note("Mina Sorrell", "A test of the line.");
        assert_eq!(room.due(), [], "part of a word is no name");
    }

    #[test]
    fn what_is_on_its_way_is_not_said_again() {
        let mut room = Seen::by("Bea Quill");
        room.entry("Bea Quill", Body::Joined);
        let text = room.due().remove(0).text;
        room.note("Bea Quill", &text);
        let on_its_way = room.entries.pop().unwrap();
        let due = room.part.due("Strategy discussion", room.entries.iter(), [on_its_way].iter());
        assert_eq!(due, []);
    }

    #[test]
    fn a_room_that_was_started_is_opened_with_its_lines_in_order() {
        let mut room = Seen::by("Ana Tellow");
        let title = room.part.openings[0].title.clone();
        room.entry("Ana Tellow", Body::Created { title: title.clone() });
        let due = room.part.due(&title, room.entries.iter(), [].into_iter());
        assert_eq!(due.len(), 2);
        assert!(due[0].text.starts_with("T-017") && due[0].urgent);
    }

    #[test]
    fn pauses_are_within_what_the_pace_says() {
        let pace = Pace { thinks_ms: (100, 300), types_ms_per_character: 10, types_ms_at_most: 50 };
        let pauses: BTreeSet<_> = (0..=u16::MAX).map(|chance| pace.pause_ms("abc", chance)).collect();
        assert_eq!((pauses.first(), pauses.last()), (Some(&130), Some(&330)));
        assert_eq!(pace.pause_ms("a long sentence", 0), 150);
        assert_eq!(Pace::default().pause_ms("abc", 7), 0);
    }
}
