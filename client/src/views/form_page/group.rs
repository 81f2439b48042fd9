//! Rows of a group: added, removed, put back; the focus goes where the change is.

use super::ask::Ask;
use super::label::{Described, question};
use crate::platform::document;
use crate::state::filling::{Act, At, Filling};
use crate::text::{fill, forms, text};
use marram_core::work::template::Field;
use yew::prelude::*;

/// The properties of [`Group`].
#[derive(Properties, PartialEq)]
pub(super) struct GroupProps {
    pub(super) field: Fixed,
    pub(super) state: UseReducerHandle<Filling>,
}

/// A field of the templates: the same one if it lies at the same place.
#[derive(Clone, Copy)]
pub(super) struct Fixed(&'static Field);

impl PartialEq for Fixed {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl From<&'static Field> for Fixed {
    fn from(field: &'static Field) -> Self {
        Self(field)
    }
}

/// The group with its rows.
#[component]
pub(super) fn Group(props: &GroupProps) -> Html {
    let (group, state, t) = (props.field.0, &props.state, &text().forms);
    // Where the focus goes once the change is drawn.
    let focus = use_mut_ref(|| None::<String>);
    {
        let focus = focus.clone();
        use_effect(move || {
            if let Some(id) = focus.take() {
                document::focus(&id);
            }
        });
    }
    let act = |act: Act, then: String| {
        let (focus, dispatch) = (focus.clone(), state.dispatcher());
        Callback::from(move |_: MouseEvent| {
            focus.replace(Some(then.clone()));
            dispatch.dispatch(act.clone());
        })
    };
    let at = At::top(group);
    let id = at.id();
    let described = Described::new(&id, group, None, state.fault(&at));
    let shown = state.shown_rows(group);
    let row_name = group.row.as_deref().unwrap_or(&group.label).to_owned();
    let row = |place: usize| {
        let own = format!("{id}_{place}");
        let words = state.filled.rows(&group.id).get(place);
        let asked = group.fields.iter().filter(|field| field.is_shown(&state.filled.values, words));
        let ask = |field: &'static Field| {
            html! { <Ask key={field.id.0.clone()} ..Ask::props(At { field, row: Some((group, place)) }, state) /> }
        };
        let can_go = words.is_some() && (shown > 1 || words.is_some_and(|row| !row.is_empty()) || !group.required);
        html! {
            <fieldset key={place} id={own} class="form-row" tabindex="-1">
                <legend key="legend">{ forms::of_row(t.row, group, place) }</legend>
                // A list of its own, all with keys: else a question that comes up would take its neighbours' focus.
                <div key="questions">{ for asked.map(ask) }</div>
                if can_go {
                    <button key="remove" type="button" class="link link-danger" data-test="remove-row"
                        onclick={act(Act::RemovedRow(group, place), format!("{id}_status"))}>
                        { forms::of_row(t.remove, group, place) }
                    </button>
                }
            </fieldset>
        }
    };
    let removed = state.removed.as_ref().filter(|removed| std::ptr::eq(removed.group, group));
    let add = fill(if shown == 0 { t.add } else { t.add_another }, &[("row", &row_name)]);
    html! {
        <div class={described.classes()}>
            <fieldset class="form-rows" aria-describedby={described.by()}>
                <legend key="legend">{ question(group, group.is_required(&state.filled.values, None)) }</legend>
                <div key="described">{ described.html() }</div>
                { for (0..shown).map(row) }
                <div key="status" id={format!("{id}_status")} class="removed" role="status" tabindex="-1">
                    if let Some(removed) = removed {
                        <span>{ forms::of_row(t.removed, group, removed.place) }</span>{ " " }
                        <button type="button" class="link" data-test="put-back" onclick={act(Act::PutBack, format!("{id}_{}", removed.place))}>
                            { t.put_back }
                        </button>
                    }
                </div>
                if shown < group.max_rows() as usize {
                    <button key="add" id={format!("{id}_add")} type="button" class="button button-plain"
                        onclick={act(Act::AddedRow(group), format!("{id}_{shown}"))}>{ add }</button>
                }
            </fieldset>
        </div>
    }
}
