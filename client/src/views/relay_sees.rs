//! The page "What the relay sees": what is always so, and what this relay says of itself where it publishes it.

use super::relay_says::RelaySays;
use crate::platform::document;
use crate::platform::relay_page::{Said, ask_relay};
use crate::text::text;
use gloo_timers::callback::Interval;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How often the relay is asked while the page is open.
const AGAIN_MS: u32 = 5_000;

/// What is known of what the relay says.
#[derive(Debug, Clone, PartialEq)]
enum Answer {
    Awaited,
    None,
    Some(Said),
}

/// The page.
#[component]
pub(crate) fn RelaySees() -> Html {
    let t = &text().relay;
    let answer = use_state_eq(|| Answer::Awaited);
    {
        let answer = answer.clone();
        use_effect_with((), move |()| {
            let ask = move || {
                let answer = answer.clone();
                spawn_local(async move { answer.set(ask_relay().await.map_or(Answer::None, Answer::Some)) });
            };
            ask();
            let again = Interval::new(AGAIN_MS, ask);
            move || drop(again)
        });
    }
    let list = |items: &[&'static str]| {
        html! { <ul>{ for items.iter().map(|item| html! { <li key={*item}>{ *item }</li> }) }</ul> }
    };
    html! {
        <div class="page page-relay">
            <h1 id="heading" tabindex="-1">{ t.heading }</h1>
            <p>{ t.intro }</p>
            <p><button id="go-says" class="link" onclick={|_: MouseEvent| document::go_to("says-heading")}>{ t.says_heading }</button></p>
            <h2>{ t.sees_heading }</h2>
            { list(&[t.sees_address, t.sees_times, t.sees_sizes, t.sees_follows, t.sees_agency, t.sees_timers]) }
            <h2>{ t.not_heading }</h2>
            { list(&[t.not_words, t.not_names, t.not_people, t.not_keys]) }
            <h2>{ t.limits_heading }</h2>
            { list(&[t.limits_device, t.limits_people, t.limits_code]) }
            <h2 id="says-heading" tabindex="-1">{ t.says_heading }</h2>
            { says(&answer) }
        </div>
    }
}

fn says(answer: &Answer) -> Html {
    let t = &text().relay;
    match answer {
        Answer::Awaited => html! { <p key="awaited" class="quiet" role="status">{ t.says_awaited }</p> },
        Answer::None => html! { <p key="none">{ t.says_none }</p> },
        Answer::Some(said) => html! {
            <div key="says" id="relay-says">
                <p>{ t.says_intro }</p>
                <RelaySays said={said.clone()} />
            </div>
        },
    }
}
