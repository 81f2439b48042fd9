//! What a strategy discussion makes of what was brought in, and how the enquiry is carried out: a form of the templates'.

use crate::platform::document;
use crate::state::{Action, Route};
use crate::text::text;
use crate::views::drafts::Draft;
use crate::views::form::Problems;
use crate::views::form_page::{FormPage, Line};
use crate::views::handlers::use_handlers;
use marram_core::view::{BegunForm, RoomView};
use marram_core::work::template::{Filled, Purpose, Template};
use marram_core::work::{Plan, Work};
use marram_core::{Command, RoomId};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`AssessPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: RoomId,
    pub(crate) view: Rc<RoomView>,
    /// Forms that were begun.
    pub(crate) begun: Rc<Vec<BegunForm>>,
}

/// The page. It begins with what was left here, or else with what the record holds by now.
#[component]
pub(crate) fn AssessPage(props: &Props) -> Html {
    let (t, room) = (&text().record, props.room);
    let handlers = use_handlers();
    let problems = use_state_eq(Vec::<Line>::new);
    let attempts = use_state_eq(|| 0_u32);
    let Some(template) = template() else { return Html::default() };
    let left = props.begun.iter().find(|one| one.room == Some(room) && one.form.template == template.id);
    let left = left.map(|one| one.form.clone());
    let resumed = *use_memo((), |()| left.is_some());
    let start = left.or_else(|| Some(plan(&props.view)?.assessment.as_ref()?.what.clone()));
    let start = start.unwrap_or_else(|| Filled::begin(template));
    let leave = handlers.save_draft.clone();
    use_effect_with((), move |()| move || leave.emit(()));
    let on_change = {
        let draft = handlers.draft.clone();
        Callback::from(move |form| draft.emit(Draft::Form(Box::new(BegunForm { room: Some(room), form }))))
    };
    let on_problems = {
        let problems = problems.clone();
        Callback::from(move |lines| problems.set(lines))
    };
    let on_submit = {
        let (handlers, attempts) = (handlers.clone(), attempts.clone());
        Callback::from(move |form: Option<Filled>| match form {
            Some(form) => {
                handlers.command(Command::Work { room, work: Box::new(Work::Assessment(Box::new(form))) });
                document::focus_in_next_view("assessment-heading");
                handlers.act.emit(Action::Go(Route::Record(room)));
            }
            None => attempts.set(*attempts + 1),
        })
    };
    let cancel = {
        let (handlers, template) = (handlers.clone(), template.clone());
        Callback::from(move |_: MouseEvent| {
            let begun = Box::new(BegunForm { room: Some(room), form: Filled::begin(&template) });
            handlers.command(Command::KeepForm { begun });
            handlers.act.emit(Action::Go(Route::Record(room)));
        })
    };
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ &template.title }</h1>
            <Problems key="errors" lines={(*problems).clone()} attempt={Some(*attempts)} />
            if resumed { <p key="resumed" id="resumed" class="quiet">{ text().forms.resumed }</p> }
            <p key="intro" class="quiet">{ &template.intro }</p>
            <FormPage key="form" {start} {on_change} {on_submit} {on_problems} send={t.record_assessment} />
            <p key="cancel"><button id="cancel" type="button" class="link" onclick={cancel}>{ text().shell.cancel }</button></p>
        </div>
    }
}

fn plan(view: &RoomView) -> Option<&Plan> {
    view.matter.as_ref().map(|matter| &matter.plan)
}

/// The form of that purpose: there is one.
fn template() -> Option<&'static Template> {
    let of_purpose = |template: &&Template| template.purpose == Purpose::StrategyDiscussion;
    Template::all().iter().filter(of_purpose).max_by_key(|template| template.version)
}
