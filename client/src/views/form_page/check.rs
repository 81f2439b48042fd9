//! Every answer once more before it is sent, each with a way back to its question.

use super::label::not_for_disclosure;
use crate::state::filling::At;
use crate::text::{forms, text};
use marram_core::work::template::{Field, Filled, Kind, Row, Section, Template, Value};
use yew::prelude::*;

/// The properties of [`CheckAnswers`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) filled: Filled,
    /// Told the id of the element in which an answer is given.
    pub(crate) change: Callback<String>,
}

/// The answers by the form's sections. What was asked and not answered is folded below, so that nobody overlooks it.
#[component]
pub(crate) fn CheckAnswers(props: &Props) -> Html {
    let Some(template) = Template::of(&props.filled) else { return Html::default() };
    let sections = |answered: bool| template.sections.iter().filter_map(move |part| section(part, answered, props));
    let open: usize =
        template.sections.iter().flat_map(|part| asked(part, &props.filled, false)).map(|list| list.lines.len()).sum();
    html! {
        <div class="filled" data-test="check">
            { for sections(true) }
            if open > 0 {
                <details key="unanswered" data-test="unanswered">
                    <summary>{ text().forms.unanswered.of(u32::try_from(open).unwrap_or(u32::MAX)) }</summary>
                    { for sections(false) }
                </details>
            }
        </div>
    }
}

/// One line: a question, its answers, and what is given the focus when it is to be changed.
pub(crate) struct Checked<'a> {
    pub(crate) label: &'a str,
    pub(crate) answers: Vec<String>,
    pub(crate) marked: bool,
    pub(crate) id: String,
}

/// The line in a list of terms.
pub(crate) fn checked(line: Checked, change: &Callback<String>) -> Html {
    let t = &text().forms;
    let Checked { label, answers, marked, id } = line;
    let key = id.clone();
    let onclick = change.reform(move |_: MouseEvent| id.clone());
    html! {
        <div {key} class="answer answer-checked">
            <dt>{ label }if marked { { " " }{ not_for_disclosure() } }</dt>
            if answers.is_empty() { <dd class="quiet">{ t.not_answered }</dd> }
            { for answers.iter().map(|words| html! { <dd class="words">{ words }</dd> }) }
            <dd class="change">
                <button type="button" class="link" data-test="change" {onclick}>{ t.change }<span class="hidden">{ " " }{ label }</span></button>
            </dd>
        </div>
    }
}

/// Questions that stand together: one of the form's own, or those of a row of a group.
struct Asked {
    row: Option<String>,
    lines: Vec<Checked<'static>>,
}

/// What a section asks, as far as it is answered, or as far as it is not.
fn asked(part: &'static Section, filled: &Filled, answered: bool) -> Vec<Asked> {
    let alone = |at: At, answers, id| vec![Asked { row: None, lines: vec![one(at, answers, id)] }];
    let shown = part.fields.iter().filter(|field| field.is_shown(&filled.values, None));
    let lists = shown.flat_map(|field| match (field.kind, At::top(field), filled.rows(&field.id)) {
        (Kind::Group, at, []) => alone(at, Vec::new(), format!("{}_add", at.id())),
        (Kind::Group, _, rows) => {
            rows.iter().enumerate().map(|(place, row)| of_row(field, place, row, filled)).collect()
        }
        (_, at, _) => {
            let answers = filled.values.get(&field.id).map(|value| forms::answers(field, value));
            alone(at, answers.unwrap_or_default(), at.focus_id())
        }
    });
    let wanted = lists.map(|list| {
        let lines = list.lines.into_iter().filter(|line| line.answers.is_empty() != answered).collect();
        Asked { lines, ..list }
    });
    wanted.filter(|list| !list.lines.is_empty()).collect()
}

fn of_row(group: &'static Field, place: usize, row: &Row, filled: &Filled) -> Asked {
    let shown = group.fields.iter().filter(|field| field.is_shown(&filled.values, Some(row)));
    let lines = shown.map(|field| {
        let at = At { field, row: Some((group, place)) };
        let answers = row.get(&field.id).map(|words| forms::answers(field, &Value::Text(words.clone())));
        one(at, answers.unwrap_or_default(), at.focus_id())
    });
    Asked { row: Some(forms::of_row(text().forms.row, group, place)), lines: lines.collect() }
}

fn one(at: At, answers: Vec<String>, id: String) -> Checked<'static> {
    Checked { label: &at.field.label, answers, marked: at.field.not_for_disclosure, id }
}

fn section(part: &'static Section, answered: bool, props: &Props) -> Option<Html> {
    let lists = asked(part, &props.filled, answered);
    let id = answered.then(|| format!("c_{}", part.id));
    let list = |Asked { row, lines }: Asked| {
        html! {
            <div class={row.as_ref().map(|_| "filled-row")}>
                if let Some(row) = row { <h3>{ row }</h3> }
                <dl class="answers">{ for lines.into_iter().map(|line| checked(line, &props.change)) }</dl>
            </div>
        }
    };
    (!lists.is_empty()).then(|| {
        html! {
            <section key={part.id.clone()} aria-labelledby={id.clone()}>
                <h2 {id}>{ &part.title }</h2>
                { for lists.into_iter().map(list) }
            </section>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_answered_does_not_stand_among_the_answers_and_is_not_lost() {
        let template = Template::newest("police-referral").unwrap();
        let text = |words: &str| Value::Text(words.to_owned());
        let child = Row::from([("name".into(), "Child A".to_owned())]);
        let values = [
            ("risk".into(), text("high")),
            ("children-identified".into(), text("yes")),
            ("children".into(), Value::Rows(vec![child])),
        ];
        let filled = Filled { values: values.into(), ..Filled::begin(template) };
        let labels = |answered: bool| -> Vec<(Option<String>, &str)> {
            let lists = template.sections.iter().flat_map(|part| asked(part, &filled, answered));
            lists
                .flat_map(|Asked { row, lines }| lines.into_iter().map(move |line| (row.clone(), line.label)))
                .collect()
        };
        let (answered, open) = (labels(true), labels(false));
        let label = |id: &str| template.field(&id.into()).unwrap().label.as_str();
        let expected =
            [(None, label("risk")), (None, label("children-identified")), (Some("Child 1".to_owned()), "Full name")];
        assert_eq!(answered, expected);
        assert!(open.contains(&(None, label("incident"))), "{open:?}");
        assert!(open.contains(&(Some("Child 1".to_owned()), "Other names or spellings")), "{open:?}");
        assert!(answered.iter().all(|one| !open.contains(one)));
    }
}
