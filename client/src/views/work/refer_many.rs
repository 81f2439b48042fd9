//! Sending many packages from a table, which is read wholly before anything is sent.

use super::choose::{Options, choose};
use super::refer::templates;
use crate::platform::{clipboard, clock, document};
use crate::state::{Action, Route};
use crate::text::{fill, forms, text};
use crate::views::form::{TextField, into_state, on_submit};
use crate::views::handlers::use_handlers;
use marram_core::Command;
use marram_core::work::calendar::uk_time;
use marram_core::work::table::{BadLine, COLUMNS, LineFault, read_table};
use marram_core::work::template::{Kind, Template};
use marram_core::work::{DeskRef, Referring};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// So many faults are listed: whoever has more has made one mistake throughout.
const MOST_SHOWN: usize = 50;

type Read = Option<Result<Rc<Vec<Referring>>, Vec<BadLine>>>;

/// The properties of [`ReferManyPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) desks: Rc<Vec<DeskRef>>,
}

/// The page: form, table, what was read, and only then the sending.
#[component]
pub(crate) fn ReferManyPage(props: &Props) -> Html {
    let t = &text().many;
    let handlers = use_handlers();
    let (template, lines) = (use_state_eq(|| "national-package".to_owned()), use_state_eq(String::new));
    let read = use_state_eq(|| Read::None);
    let options: Options = templates().map(|one| (one.id.0.clone(), one.title.clone())).collect();
    let chosen = Template::newest(&template);
    {
        // What was read was another table.
        let read = read.clone();
        use_effect_with(((*template).clone(), (*lines).clone()), move |_| read.set(None));
    }
    let onsubmit = {
        let (lines, read, desks) = (lines.clone(), read.clone(), props.desks.clone());
        on_submit(move || {
            let Some(template) = chosen else { return };
            let today = uk_time(clock::now()).day;
            read.set(Some(read_table(&lines, template, &desks, today).map(Rc::new)));
        })
    };
    let onfile = {
        let lines = lines.clone();
        Callback::from(move |event: Event| {
            let lines = lines.clone();
            let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
                return;
            };
            spawn_local(async move {
                if let Some(text) = document::chosen_text(input).await {
                    lines.set(text);
                }
            });
        })
    };
    let send = {
        let (handlers, read) = (handlers.clone(), read.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(Ok(packages)) = &*read else { return };
            handlers.command(Command::ReferMany { referrings: packages.to_vec() });
            handlers.act.emit(Action::Go(Route::Board));
        })
    };
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <p key="intro">{ t.intro }</p>
            if props.desks.is_empty() { <p key="none" class="banner">{ text().refer.no_desks }</p> }
            <form key="form" {onsubmit} novalidate=true>
                { choose("template", t.form, None, &options, &template, None) }
                if let Some(template) = chosen { <Columns key="columns" template={template.id.0.clone()} /> }
                <div class="form-group">
                    <label for="table-file">{ t.file }</label>
                    <input id="table-file" class="field" type="file" accept=".csv,.txt,text/csv,text/plain" onchange={onfile} />
                </div>
                <TextField id="table" label={t.text} value={(*lines).clone()} oninput={into_state(&lines)} tall=true />
                <button id="check" type="submit" class="button button-plain">{ t.check }</button>
            </form>
            <div key="read" id="table-read" class="apart" role="status">
                { match &*read {
                    None => Html::default(),
                    Some(Ok(packages)) if packages.is_empty() => html! { <p>{ t.empty }</p> },
                    Some(Ok(packages)) => good(packages, send),
                    Some(Err(bad)) => bad_lines(chosen, bad),
                } }
            </div>
            <p key="cancel"><button id="cancel" type="button" class="link" onclick={handlers.go(Route::Board)}>{ text().shell.cancel }</button></p>
        </div>
    }
}

/// How many go to which desk, and the button.
fn good(packages: &[Referring], send: Callback<MouseEvent>) -> Html {
    let t = &text().many;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut desks: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for package in packages {
        *desks.entry((&package.to.agency_name, &package.to.name)).or_default() += 1;
    }
    let desk = |((agency, desk), n): ((&str, &str), usize)| {
        html! { <li>{ fill(t.to_desk, &[("desk", desk), ("agency", agency)]) }{ ": " }{ n }</li> }
    };
    html! {
        <>
            <h2>{ t.good.of(count(packages.len())) }</h2>
            <ul>{ for desks.into_iter().map(desk) }</ul>
            <button id="send-all" class="button" onclick={send}>{ t.send.of(count(packages.len())) }</button>
        </>
    }
}

fn bad_lines(template: Option<&Template>, bad: &[BadLine]) -> Html {
    let t = &text().many;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let line = |bad: &BadLine| {
        let fault = fault(template, &bad.fault);
        html! { <li>{ fill(t.line, &[("line", &bad.line.to_string()), ("fault", &fault)]) }</li> }
    };
    let more = count(bad.len().saturating_sub(MOST_SHOWN));
    html! {
        <div class="banner banner-danger">
            <h2>{ t.bad.of(count(bad.len())) }</h2>
            <ul>{ for bad.iter().take(MOST_SHOWN).map(line) }</ul>
            if more > 0 { <p>{ t.bad_more.of(more) }</p> }
        </div>
    }
}

fn fault(template: Option<&Template>, fault: &LineFault) -> String {
    let t = &text().many;
    match fault {
        LineFault::NoSuchColumn { column } => fill(t.fault_column, &[("column", column)]),
        LineFault::ColumnTwice { column } => fill(t.fault_column_twice, &[("column", column)]),
        LineFault::ColumnMissing { column } => fill(t.fault_column_missing, &[("column", column)]),
        LineFault::Values { got, columns } => {
            fill(t.fault_values, &[("got", &got.to_string()), ("columns", &columns.to_string())])
        }
        LineFault::NoSuchDesk => t.fault_desk.to_owned(),
        LineFault::SeveralDesks => t.fault_desks.to_owned(),
        LineFault::NoReference => t.fault_reference.to_owned(),
        LineFault::TooLong { limit } => fill(t.fault_long, &[("limit", &limit.to_string())]),
        LineFault::SameReference { first } => fill(t.fault_same, &[("first", &first.to_string())]),
        LineFault::Minutes => t.fault_minutes.to_owned(),
        LineFault::Field(error) => {
            template.and_then(|template| forms::field_error(template, error)).unwrap_or_default()
        }
        LineFault::TooMany => t.fault_many.to_owned(),
    }
}

/// The properties of [`Columns`].
#[derive(Properties, PartialEq)]
struct ColumnsProps {
    template: String,
}

/// The names of all columns, with what each asks for.
#[component]
fn Columns(props: &ColumnsProps) -> Html {
    let t = &text().many;
    let copied = use_state_eq(|| None::<bool>);
    let Some(template) = Template::newest(&props.template) else { return Html::default() };
    let own = [t.own_desk, t.own_agency, t.own_reference, t.own_follows, t.own_minutes];
    let needed = |name: &str| matches!(name, "desk" | "reference");
    let mut columns: Vec<(String, String, bool)> =
        COLUMNS.into_iter().zip(own).map(|(name, words)| (name.to_owned(), words.to_owned(), needed(name))).collect();
    for field in template.fields() {
        if field.kind == Kind::Group {
            let row = field.row.as_deref().unwrap_or(&field.label);
            let inner = |one: &marram_core::work::template::Field| {
                (format!("{}.1.{}", field.id, one.id), format!("{row} 1: {}", one.label), false)
            };
            columns.extend(field.fields.iter().map(inner));
        } else {
            columns.push((field.id.0.clone(), field.label.clone(), field.required && field.shown_if.is_none()));
        }
    }
    let copy = {
        let names: Vec<_> = columns.iter().map(|(name, ..)| name.as_str()).collect();
        let (names, copied) = (names.join("\t"), copied.clone());
        Callback::from(move |_: MouseEvent| {
            let (names, copied) = (names.clone(), copied.clone());
            spawn_local(async move { copied.set(Some(clipboard::copy(&names).await)) });
        })
    };
    html! {
        <details>
            <summary id="columns">{ t.columns }</summary>
            <p>{ t.columns_text }</p>
            <button id="copy-columns" type="button" class="button button-plain" onclick={copy}>{ t.columns_copy }</button>
            <p role="status">{ match *copied { None => "", Some(true) => t.columns_copied, Some(false) => t.columns_not_copied } }</p>
            <dl>{ for columns.iter().map(|(name, words, needed)| html! {
                <><dt><code>{ name }</code></dt><dd>{ words }if *needed { { " (" }{ t.needed }{ ")" } }</dd></>
            }) }</dl>
        </details>
    }
}
