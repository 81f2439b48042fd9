//! What the relay says of itself, shown as it says it: lists of facts become tables under their number.

use super::moment;
use crate::platform::relay_page::Said;
use crate::text::text;
use marram_protocol::UnixMillis;
use yew::prelude::*;

/// A longer word is an id or a key; so much of it is enough to tell one from another.
const LONGEST_WORD: usize = 24;

/// The properties of [`RelaySays`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) said: Said,
}

/// All of it.
#[component]
pub(crate) fn RelaySays(props: &Props) -> Html {
    facts("", &props.said)
}

fn facts(name: &str, said: &Said) -> Html {
    match said {
        Said::Facts(inner) => html! { <>{ for inner.iter().map(|(inner, said)| facts(inner, said)) }</> },
        Said::List(items) => list(name, items),
        single => html! { <p key={name.to_owned()}>{ words(name) }{ ": " }{ value(name, single) }</p> },
    }
}

fn list(name: &str, items: &[Said]) -> Html {
    let columns: Vec<&str> = match items.first() {
        Some(Said::Facts(facts)) => facts.iter().map(|(name, _)| name.as_str()).collect(),
        _ => Vec::new(),
    };
    let row = |item: &Said| match item {
        Said::Facts(facts) => {
            html! { <tr>{ for facts.iter().map(|(name, said)| html! { <td>{ value(name, said) }</td> }) }</tr> }
        }
        Said::List(cells) => {
            html! { <tr>{ for cells.iter().map(|said| html! { <td>{ value(name, said) }</td> }) }</tr> }
        }
        single => html! { <tr><td>{ value(name, single) }</td></tr> },
    };
    html! {
        <details key={name.to_owned()}>
            <summary>{ words(name) }{ ": " }{ items.len() }</summary>
            <div class="wide" tabindex="0" role="region" aria-label={words(name)}>
                <table>
                    if !columns.is_empty() {
                        <thead key="head"><tr>{ for columns.iter().map(|name| html! { <th scope="col">{ words(name) }</th> }) }</tr></thead>
                    }
                    <tbody key="body">{ for items.iter().map(row) }</tbody>
                </table>
            </div>
        </details>
    }
}

fn words(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

fn value(name: &str, said: &Said) -> String {
    match said {
        Said::Nothing => text().relay.says_nothing.to_owned(),
        Said::Number(at) if name == "at" || name.ends_with("_at") => moment(UnixMillis(*at as u64)),
        Said::Number(number) => number.to_string(),
        Said::Text(text) if text.chars().count() > LONGEST_WORD && !text.contains(' ') => {
            text.chars().take(8).chain(['…']).collect()
        }
        Said::Text(text) => text.clone(),
        Said::List(items) => items.len().to_string(),
        Said::Facts(facts) => facts
            .iter()
            .map(|(name, said)| format!("{} {}", words(name), value(name, said)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_shortened_and_lists_counted() {
        assert_eq!(value("log", &Said::Text("ab".repeat(32))), "abababab…");
        assert_eq!(value("kind", &Said::Text("register".into())), "register");
        assert_eq!(value("entries", &Said::List(vec![Said::Nothing; 3])), "3");
        assert_eq!(value("waiting_bytes", &Said::Number(4096.0)), "4096");
        let facts = Said::Facts(vec![("key_packages".into(), Said::Number(2.0))]);
        assert_eq!(value("shelf", &facts), "key packages 2");
    }
}
