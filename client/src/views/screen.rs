//! Which view for which phase.

use super::gate::{Broken, Elsewhere, Ended, Found, Join, JoinRefused, LinkProblem, NoLink, Starting, Unlock, Waiting};
use super::live::Announcements;
use super::shell::Shell;
use crate::messages::{JoinRefused as Refusal, Phase, UnlockRefused};
use crate::state::{AppState, Invite};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Screen`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: Rc<AppState>,
}

/// The view of the present phase, and the log region that outlives them all.
#[component]
pub(crate) fn Screen(props: &Props) -> Html {
    let state = &props.state;
    let view = match state.phase {
        Phase::Starting => html! { <Starting key="starting" /> },
        Phase::Elsewhere => html! { <Elsewhere key="elsewhere" taken_over={false} /> },
        Phase::TakenOver => html! { <Elsewhere key="taken-over" taken_over={true} /> },
        Phase::Empty(problem) => joining(state, problem, false),
        Phase::Joining => joining(state, None, true),
        Phase::Locked(problem) => unlocking(state, problem, false),
        Phase::Unlocking => unlocking(state, None, true),
        Phase::Broken(why) => html! { <Broken key="broken" {why} /> },
        Phase::Ended(how) => html! { <Ended key="ended" {how} /> },
        Phase::Open => match (state.join_refused(), &state.waiting) {
            (Some(why), _) => html! { <JoinRefused key="join-refused" {why} /> },
            (None, Some(waiting)) => {
                let (waiting, me, connection) = (waiting.clone(), state.me.clone(), state.connection.clone());
                html! { <Waiting key="waiting" {waiting} {me} {connection} /> }
            }
            (None, None) => html! { <Shell key="shell" state={state.clone()} /> },
        },
    };
    html! { <>{ view }<Announcements key="announcements" lines={state.announcements.clone()} /></> }
}

fn joining(state: &AppState, problem: Option<Refusal>, busy: bool) -> Html {
    if problem == Some(Refusal::LinkDamaged) {
        return html! { <LinkProblem key="link" expired={None} /> };
    }
    match &state.invite {
        None => html! { <NoLink key="no-link" {problem} {busy} collecting={state.collecting} /> },
        Some(Invite::Damaged) => html! { <LinkProblem key="link" expired={None} /> },
        Some(Invite::Expired { at }) => html! { <LinkProblem key="link" expired={Some(*at)} /> },
        Some(Invite::Founding { fragment }) => {
            html! { <Found key="found" fragment={fragment.clone()} {problem} {busy} /> }
        }
        Some(Invite::Good { fragment, expires, whose, spoken }) => {
            html! {
                <Join key="join" fragment={fragment.clone()} expires={*expires} whose={whose.clone()} spoken={*spoken}
                    {problem} {busy} />
            }
        }
    }
}

fn unlocking(state: &AppState, problem: Option<UnlockRefused>, busy: bool) -> Html {
    html! { <Unlock key="unlock" {problem} {busy} has_link={state.invite.is_some()} at_the_lock={state.at_the_lock.clone()} /> }
}
