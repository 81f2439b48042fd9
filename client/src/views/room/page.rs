//! The room's page: header, what is wrong, timeline, composer, and beside them who can read it.

use super::composer::Composer;
use super::header::Header;
use super::people::PeoplePanel;
use super::print::PrintRecord;
use super::problems::Problems;
use super::timeline::TimelineList;
use crate::platform::document;
use crate::state::{Act, Action, Done, OpenRoom, Route};
use crate::text::text;
use crate::views::handlers::use_handlers;
use crate::views::work::{GatePage, Status, done_line};
use marram_core::view::{EntryView, PersonView, RoomPhase, RoomView};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`RoomPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) open: OpenRoom,
    /// On narrow screens the people are shown instead of the timeline.
    pub(crate) people: bool,
    pub(crate) directory: Rc<Vec<PersonView>>,
    /// What the person just did.
    pub(crate) done: Option<Rc<Done>>,
}

/// The page.
#[component]
pub(crate) fn RoomPage(props: &Props) -> Html {
    let answering = use_state_eq(|| None::<Rc<EntryView>>);
    let printing = use_state_eq(|| false);
    // How many notes were written here: each wants to be seen by whoever wrote it.
    let written = use_state_eq(|| 0_u32);
    let handlers = use_handlers();
    // The heading that had the focus goes when the room's own comes.
    use_effect_with(props.open.view.is_some(), |_| {
        document::focus_if_lost("heading");
    });
    let Some(view) = &props.open.view else {
        return html! { <h1 id="heading" tabindex="-1" class="quiet">{ text().room.loading }</h1> };
    };
    if let Some(gate) = &view.gate {
        return html! { <GatePage room={props.open.id} gate={gate.clone()} /> };
    }
    let set = |state: &UseStateHandle<bool>, value: bool| {
        let state = state.clone();
        Callback::from(move |_: ()| state.set(value))
    };
    let answer = {
        let answering = answering.clone();
        Callback::from(move |entry| answering.set(entry))
    };
    let sent = {
        let written = written.clone();
        Callback::from(move |()| written.set(*written + 1))
    };
    let known = known_names(view, &props.directory);
    let writable = matches!(view.summary.phase, RoomPhase::Open | RoomPhase::Making);
    let correct = writable.then(|| {
        let (act, room) = (handlers.act.clone(), props.open.id);
        Callback::from(move |event| act.emit(Action::Go(Route::Act(room, Act::Correct, Some(event)))))
    });
    let corrections = view.matter.as_ref().map(|matter| matter.corrections.clone()).unwrap_or_default();
    html! {
        <div class={classes!("room", if props.people { "shows-people" } else { "shows-timeline" })}>
            <div key="talk" class="talk">
                <Header view={view.clone()} people={props.people} print={set(&printing, true)} />
                <Status key="work" view={view.clone()} />
                { done_line(props.done.as_deref()) }
                <Problems view={view.clone()} name_of={known.clone()} />
                if let Some(words) = phase_words(&view.summary.phase) { <p key="phase" id="phase" class="banner">{ words }</p> }
                if !view.joining.is_empty() { <p key="joining" class="quiet" role="status">{ joining(view, &known) }</p> }
                <TimelineList key="timeline" open={props.open.clone()} written={*written}
                    answer={writable.then(|| answer.reform(Some))} {correct} corrections={Rc::new(corrections)} name_of={known.clone()} />
                if writable {
                    <Composer key="composer" room={props.open.id} draft={view.draft.clone()} answering={(*answering).clone()}
                        stop_answering={answer.reform(|()| None)} {sent} />
                }
            </div>
            <PeoplePanel key="people" view={view.clone()} directory={props.directory.clone()} focused={props.people} />
            if *printing {
                <PrintRecord key="print" open={props.open.clone()} done={set(&printing, false)} {handlers} name_of={known} />
            }
        </div>
    }
}

fn phase_words(phase: &RoomPhase) -> Option<&'static str> {
    let t = &text().room;
    match phase {
        RoomPhase::Making => Some(t.phase_making),
        RoomPhase::Closed => Some(t.phase_closed),
        RoomPhase::Left => Some(t.phase_left),
        RoomPhase::Removed => Some(t.phase_removed),
        RoomPhase::Open | RoomPhase::Stuck(_) => None,
    }
}

/// Tells names of people: of members, and of anyone in the directory.
pub(super) type NameOf = Callback<marram_core::PersonId, String>;

fn known_names(view: &Rc<RoomView>, directory: &Rc<Vec<PersonView>>) -> NameOf {
    let (view, directory) = (view.clone(), directory.clone());
    Callback::from(move |person| {
        let member = view.members.iter().find(|member| member.id == person).map(|member| member.name.clone());
        let listed = || directory.iter().find(|known| known.id == person).map(|known| known.name.clone());
        let name = member.or_else(listed).filter(|name| !name.is_empty());
        name.unwrap_or_else(|| text().room.someone.to_owned())
    })
}

fn joining(view: &RoomView, name_of: &NameOf) -> String {
    let names: Vec<String> = view.joining.iter().map(|person| name_of.emit(*person)).collect();
    crate::text::fill(text().room.joining, &[("names", &names.join(", "))])
}
