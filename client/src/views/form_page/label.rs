//! What stands above an answer: the question, whether it may be left out, its mark, how to answer, what is wrong.

use crate::text::text;
use marram_core::work::template::{Fault, Field};
use yew::prelude::*;

/// The question with its marks.
pub(super) fn question(field: &Field, required: bool) -> Html {
    let t = &text().forms;
    html! {
        <>
            { &field.label }
            if !required { <span class="optional">{ " " }{ t.optional }</span> }
            if field.not_for_disclosure { { " " }{ not_for_disclosure() } }
        </>
    }
}

/// The mark.
pub(super) fn not_for_disclosure() -> Html {
    html! { <span class="tag tag-withheld">{ text().forms.not_for_disclosure }</span> }
}

/// The ids of the hint and the error, and what an element is described by.
pub(super) struct Described {
    hint: Option<(String, String)>,
    error: Option<(String, String)>,
}

impl Described {
    /// Of the element with that id.
    pub(super) fn new(id: &str, field: &Field, example: Option<&str>, fault: Option<Fault>) -> Self {
        let hint = [field.help.as_deref(), example].into_iter().flatten().collect::<Vec<_>>().join(" ");
        Self {
            hint: (!hint.is_empty()).then(|| (format!("{id}_hint"), hint)),
            error: fault.map(|fault| (format!("{id}_error"), crate::text::forms::fault(field, fault))),
        }
    }

    /// For `aria-describedby`.
    pub(super) fn by(&self) -> Option<String> {
        let ids: Vec<&str> = [&self.hint, &self.error].into_iter().flatten().map(|(id, _)| id.as_str()).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The classes of what is around it all.
    pub(super) fn classes(&self) -> Classes {
        classes!("form-group", self.error.as_ref().map(|_| "form-group-error"))
    }

    /// Both, to stand between the question and the answer.
    pub(super) fn html(&self) -> Html {
        html! {
            <>
                if let Some((id, words)) = &self.hint { <p key="hint" id={id.clone()} class="hint">{ words }</p> }
                if let Some((id, words)) = &self.error {
                    <p key="error" id={id.clone()} class="error"><span class="hidden">{ text().shell.error }{ " " }</span>{ words }</p>
                }
            </>
        }
    }
}
