//! The guide as a document.

use super::story::{Part, Piece, Step, Story, pieces};
use crate::demo::JoinLink;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The document for these people. Every link opens in a window of its own, beside this one where there is space.
pub(super) fn document(story: &Story, links: &[JoinLink]) -> String {
    let mut page = Page { links, entered: BTreeSet::new() };
    let paragraphs = |of: &[String]| of.iter().map(|words| format!("<p>{}</p>", marked(words))).collect::<String>();
    let (before, after) = (paragraphs(&story.before), paragraphs(&story.after));
    let people: String = links.iter().map(person).collect();
    let you = you(story, links);
    let steps: String = story.steps.iter().enumerate().map(|(place, step)| page.step(place + 1, step)).collect();
    let sees = links.first().map(|link| format!("{}/what-the-relay-sees.json", link.origin)).unwrap_or_default();
    format!(
        "<!doctype html>
<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Operation Tidemark: a guide</title>
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<link rel=\"stylesheet\" href=\"/guide.css\"><script src=\"/guide.js\" defer></script></head>
<body><header><p class=\"brand\">Marram demonstration</p></header>
<main><h1>Operation Tidemark: play it by hand</h1>
<p>{you}</p>
<ul>{people}</ul>
{before}
<p id=\"narrow\" hidden>Put this guide at the left, and people's pages open beside it: <button type=\"button\">Open it in a narrow
window</button></p>
<p id=\"copied\" role=\"status\"></p>
<ol class=\"steps\">{steps}</ol>
<h2>Afterwards</h2>
{after}
<p>What the relay has, as data: <a href=\"{sees}\" target=\"relay\">{sees}</a>. Ctrl-C in the terminal ends it all.</p>
<p>Everybody in it is made up, and nobody reads along: if a child is in danger, phone 999.</p>
</main></body></html>
"
    )
}

struct Page<'a> {
    links: &'a [JoinLink],
    /// Whose link stood in a step already.
    entered: BTreeSet<&'a str>,
}

impl Page<'_> {
    fn step(&mut self, number: usize, step: &Step) -> String {
        let parts: String = step.parts.iter().map(|part| self.part(part)).collect();
        let title = marked(&step.title);
        format!(
            "<li class=\"step\"><section aria-labelledby=\"step-{number}\"><h2 id=\"step-{number}\">{number}. {title}</h2>
{parts}</section></li>"
        )
    }

    fn part(&mut self, part: &Part) -> String {
        let Some(link) = self.links.iter().find(|link| link.name == part.who) else {
            let alone = part.alone.iter().map(|text| marked(text));
            return alone.map(|text| format!("<p class=\"alone\">{text}</p>")).collect();
        };
        let mut acts = String::new();
        if self.entered.insert(&link.name) {
            let _ = write!(acts, "<li>{}</li>", enters(link));
        }
        let list = |texts: &[String]| texts.iter().map(|text| format!("<li>{}</li>", marked(text))).collect::<String>();
        acts += &list(&part.acts);
        if !part.answers.is_empty() {
            let answer = |[question, answer]: &[String; 2]| {
                format!("<div><dt>{}</dt><dd>{}</dd></div>", marked(question), marked(answer))
            };
            let answers: String = part.answers.iter().map(answer).collect();
            let _ = write!(acts, "<li>Answer these questions:<dl>{answers}</dl></li>");
        }
        acts += &list(&part.then);
        let see: String =
            part.see.iter().map(|text| format!("<p class=\"see\">You see: {}</p>", marked(text))).collect();
        format!("<h3>{}</h3><ol class=\"acts\">{acts}</ol>{see}", escaped(&part.who))
    }
}

/// Who the reader is, and who does their part alone.
fn you(story: &Story, links: &[JoinLink]) -> String {
    let everybody: BTreeSet<&str> =
        story.steps.iter().flat_map(|step| &step.parts).map(|part| part.who.as_str()).collect();
    let alone = |name: &&str| !links.iter().any(|link| link.name == **name);
    let others = match everybody.into_iter().filter(alone).count() {
        0 => "",
        _ => " The others do their part by themselves.",
    };
    format!("Police, a council, health, a school and a national centre deal with one fictional case.{others} You are:")
}

fn person(link: &JoinLink) -> String {
    let JoinLink { name, role, agency, .. } = link;
    format!("<li><strong>{}</strong>, {}, {}</li>", escaped(name), escaped(role), escaped(agency))
}

/// The first thing that somebody does.
fn enters(link: &JoinLink) -> String {
    let (name, address) = (escaped(&link.name), escaped(&link.url()));
    let target = link.origin.trim_start_matches("http://").split('.').next().unwrap_or_default();
    let then = match link.fragment {
        Some(_) => "Passphrase: <code>heron at dawn</code>. Press <strong>Join</strong>.",
        None => "Type the passphrase and press <strong>Unlock</strong>.",
    };
    format!("<a href=\"{address}\" target=\"{target}\" data-link=\"{target}\">Open the page of {name}</a>. {then}")
}

fn marked(text: &str) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) => escaped(words),
        Piece::Screen(words) => format!("<strong>{}</strong>", escaped(words)),
        Piece::Typed(words) => format!("<code>{}</code>", escaped(words)),
    };
    pieces(text).iter().map(piece).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::Cast;

    fn link((agency, person): (&crate::demo::Agency, &crate::demo::Person)) -> JoinLink {
        JoinLink {
            name: person.name.clone(),
            role: "Role <b>".to_owned(),
            agency: agency.name.clone(),
            origin: format!("http://{}:1", person.host()),
            fragment: Some(format!("secret-of-{}", person.origin)),
        }
    }

    #[test]
    fn each_link_stands_once_where_its_person_enters_and_nothing_breaks_out_of_the_text() {
        let cast = Cast::tidemark().unwrap();
        let story = Story::tidemark(&cast).unwrap();
        let links: Vec<_> = cast.people().map(link).collect();
        let document = document(&story, &links);
        for link in &links {
            assert_eq!(document.matches(&link.url()).count(), 1, "{}", link.name);
        }
        assert!(!document.contains("<b>") && document.contains("Role &lt;b&gt;"));
    }

    #[test]
    fn who_is_not_played_does_their_part_alone_and_is_asked_nothing() {
        let cast = Cast::tidemark().unwrap();
        let story = Story::tidemark(&cast).unwrap();
        let played = |person: &crate::demo::Person| story.play.contains(&person.name);
        let links: Vec<_> = cast.people().filter(|(_, person)| played(person)).map(link).collect();
        let document = document(&story, &links);
        let you = story.play.iter().map(|name| document.contains(&format!("<li><strong>{name}")));
        assert!(you.eq([true]) && !document.contains("<li><strong>Jo Ledbit"));
        assert!(document.contains("<p class=\"alone\">Lin reads") && !document.contains("<h3>Lin Farrow</h3>"));
        assert!(!document.contains("Intelligence package"), "Ana's form is not asked for");
    }
}
