//! The page "What the relay sees": what is always so, and this relay's own figures where it publishes them.

use crate::platform::relay_page::{Figure, figures};
use crate::text::text;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What is known of the relay's figures.
#[derive(Debug, Clone, PartialEq)]
enum Numbers {
    Loading,
    None,
    Some(Vec<Figure>),
}

/// The page.
#[component]
pub(crate) fn RelaySees() -> Html {
    let t = &text().relay;
    let numbers = use_state_eq(|| Numbers::Loading);
    {
        let numbers = numbers.clone();
        use_effect_with((), move |()| {
            spawn_local(async move { numbers.set(figures().await.map_or(Numbers::None, Numbers::Some)) });
        });
    }
    let list = |items: &[&'static str]| html! { <ul>{ for items.iter().map(|item| html! { <li key={*item}>{ *item }</li> }) }</ul> };
    html! {
        <div class="page">
            <h1 id="heading" tabindex="-1">{ t.heading }</h1>
            <p>{ t.intro }</p>
            <h2>{ t.sees_heading }</h2>
            { list(&[t.sees_address, t.sees_times, t.sees_sizes, t.sees_follows, t.sees_agency]) }
            <h2>{ t.not_heading }</h2>
            { list(&[t.not_words, t.not_names, t.not_people, t.not_keys]) }
            <h2>{ t.limits_heading }</h2>
            { list(&[t.limits_device, t.limits_people, t.limits_code]) }
            <h2>{ t.numbers_heading }</h2>
            { table(&numbers) }
        </div>
    }
}

fn table(numbers: &Numbers) -> Html {
    let t = &text().relay;
    let row =
        |(name, value): &Figure| html! { <tr key={name.clone()}><th scope="row">{ name }</th><td>{ value }</td></tr> };
    match numbers {
        Numbers::Loading => html! { <p key="loading" class="quiet" role="status">{ t.numbers_loading }</p> },
        Numbers::None => html! { <p key="none" class="quiet">{ t.numbers_none }</p> },
        Numbers::Some(figures) => html! {
            <table key="figures" id="relay-figures">
                <thead><tr><th scope="col">{ t.figure }</th><th scope="col">{ t.value }</th></tr></thead>
                <tbody>{ for figures.iter().map(row) }</tbody>
            </table>
        },
    }
}
