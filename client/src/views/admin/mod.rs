//! The administrator's pages: the agency's people, invites, partner agencies.

mod approve;
mod change_role;
mod copy;
mod desks;
mod ending;
mod invite;
mod invite_list;
mod keeping;
mod links;
mod names;
mod partners;
mod people;
mod person;
mod person_appoint;
mod role_field;

use super::handlers::use_handlers;
use crate::state::{AppState, Route};
use crate::text::text;
use marram_core::view::{AdministrationView, StaffView};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Administration`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: Rc<AppState>,
}

/// The page of the present route, under the way around.
#[component]
pub(crate) fn Administration(props: &Props) -> Html {
    let t = &text().admin;
    let state = &props.state;
    let handlers = use_handlers();
    let Some(agency) = state.administration.clone() else {
        return html! { <div class="page"><h1 id="heading" tabindex="-1">{ t.link }</h1><p class="quiet">{ t.arriving }</p></div> };
    };
    let staff = |person| agency.people.iter().find(|staff| staff.id == person).cloned().map(Rc::new);
    let own_name = || state.me.as_ref().map(|me| me.agency.name.clone()).unwrap_or_default();
    let page = match state.route {
        Route::Staff(person) => {
            html! { <person::Person key="person" staff={staff(person)} me={state.me.clone()} {agency} /> }
        }
        Route::RemoveStaff(person) => html! { <ending::RemoveStaff key="remove" staff={staff(person)} {agency} /> },
        Route::RemoveDevice(person, place) => {
            html! { <ending::RemoveDevice key="remove-device" staff={staff(person)} place={usize::from(place)} {agency} /> }
        }
        Route::Invite => html! { <invite::Invite key="invite" {agency} /> },
        Route::InviteList => html! { <invite_list::InviteList key="list" {agency} /> },
        Route::AgencyDesks => {
            html! { <desks::Desks key="desks" desks={state.duty_desks.clone()} directory={state.directory.clone()} /> }
        }
        Route::Names => html! { <names::Names key="names" {agency} name={own_name()} /> },
        Route::Partners => html! { <partners::Partners key="partners" {agency} /> },
        _ => {
            html! { <people::People key="people" {agency} name={own_name()} /> }
        }
    };
    let link = |id: &'static str, to: Route, words: &'static str| {
        let current = (state.route == to).then_some("page");
        html! { <button {id} class="link" aria-current={current} onclick={handlers.go(to)}>{ words }</button> }
    };
    html! {
        <div class="page">
            <nav key="nav" class="pages" aria-label={t.pages}>
                { link("agency-people", Route::Agency, t.people) }
                { link("agency-invite", Route::Invite, t.invite) }
                { link("agency-list", Route::InviteList, t.bulk) }
                { link("agency-partners", Route::Partners, t.partners) }
                { link("agency-names", Route::Names, text().names.link) }
                { link("agency-desks", Route::AgencyDesks, text().duty.define_link) }
            </nav>
            <div key="waiting" role="status">{ waiting(state.administration.as_ref()) }</div>
            <links::Links key="links" links={state.links.clone()} people={names(state)} />
            { page }
        </div>
    }
}

fn waiting(agency: Option<&Rc<AdministrationView>>) -> Html {
    match agency.map_or(0, |agency| agency.waiting) {
        0 => Html::default(),
        n => html! { <p class="quiet">{ text().admin.waiting.of(n) }</p> },
    }
}

/// Whom the links that are shown are for.
fn names(state: &AppState) -> Rc<Vec<String>> {
    let people = state.administration.iter().flat_map(|agency| agency.people.iter()).collect::<Vec<&StaffView>>();
    let name = |person| people.iter().find(|staff| staff.id == person).map(|staff| staff.name.clone());
    Rc::new(state.links.iter().map(|(person, _)| name(*person).unwrap_or_default()).collect())
}
