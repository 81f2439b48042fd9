//! What stands around the rooms: bar, connection, notices, panes, emergency line.

use super::handlers::{Handlers, use_handlers};
use super::new_room::NewRoom;
use super::notices::Notices;
use super::relay_sees::RelaySees;
use super::room::{AddPeople, CloseRoom, LeaveRoom, RemovePerson, RenameRoom, RoomPage};
use super::rooms::RoomList;
use super::settings::{ChangePassphrase, Settings, SignOut};
use crate::messages::ToWorker;
use crate::state::{AppState, Route};
use crate::text::text;
use marram_core::view::Connection;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Shell`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: Rc<AppState>,
}

/// The unlocked client.
#[component]
pub(crate) fn Shell(props: &Props) -> Html {
    let state = &props.state;
    let handlers = use_handlers();
    let alone = state.route == Route::Rooms;
    // A narrow window shows nothing else, so that it must be the list that a screen reader finds as the main part.
    let list_is_main = alone && state.rooms.is_some();
    let name_of = {
        let state = state.clone();
        Callback::from(move |person| state.name_of(person).map(str::to_owned))
    };
    html! {
        <div class={classes!("shell", if alone { "shows-list" } else { "shows-view" })}>
            <header class="bar">
                <button class="skip" onclick={|_| crate::platform::document::focus("heading")}>{ text().shell.skip }</button>
                { brand(&handlers) }
                <nav aria-label={text().shell.navigation}>{ links(state.route, &handlers) }</nav>
            </header>
            <section class="standing" aria-label={text().shell.standing}>
                <ConnectionLine connection={state.connection.clone()} />
                <Notices notices={state.notices.clone()} rooms={state.rooms.clone()} {name_of} />
            </section>
            <div class="panes">
                if !alone || list_is_main {
                    <div key="list" class="pane-list" role={if list_is_main { "main" } else { "complementary" }}
                        aria-label={text().rooms.heading} data-view={list_is_main.then(|| view_name(state.route))}>
                        <RoomList rooms={state.rooms.clone()} current={state.route.room()} {alone} />
                    </div>
                }
                <@{if list_is_main { "aside" } else { "main" }} key="main" class="pane-main"
                    data-view={(!list_is_main).then(|| view_name(state.route))}>
                    { view(state) }
                </@>
            </div>
            <footer class="emergency">{ text().shell.emergency }</footer>
        </div>
    }
}

fn view(state: &Rc<AppState>) -> Html {
    let summary = |room| state.summary(room).cloned();
    match (state.route, &state.room) {
        (Route::Room(_) | Route::People(_), Some(open)) => {
            let people = matches!(state.route, Route::People(_));
            html! { <RoomPage key={format!("room {:?}", open.id)} open={open.clone()} {people} directory={state.directory.clone()} /> }
        }
        (Route::AddPeople(room), Some(open)) => {
            html! { <AddPeople key="add" {room} view={open.view.clone()} directory={state.directory.clone()} /> }
        }
        (Route::RemovePerson(room, person), Some(open)) => {
            html! { <RemovePerson key="remove" {room} {person} view={open.view.clone()} /> }
        }
        (Route::Rename(room), _) => html! { <RenameRoom key="rename" {room} summary={summary(room)} /> },
        (Route::Close(room), _) => html! { <CloseRoom key="close" {room} /> },
        (Route::Leave(room), _) => html! { <LeaveRoom key="leave" {room} summary={summary(room)} /> },
        (Route::NewRoom, _) => {
            html! { <NewRoom key="new" directory={state.directory.clone()} making={state.making} /> }
        }
        (Route::Settings, _) => html! { <Settings key="settings" me={state.me.clone()} /> },
        (Route::Passphrase, _) => html! { <ChangePassphrase key="passphrase" progress={state.passphrase} /> },
        (Route::SignOut, _) => {
            let unsent = state.rooms.iter().flat_map(|rooms| rooms.iter()).map(|room| room.unsent).sum::<u32>();
            html! { <SignOut key="sign-out" {unsent} /> }
        }
        (Route::RelaySees, _) => html! { <RelaySees key="relay" /> },
        (Route::Rooms, _) | (_, None) => html! { <p key="choose" class="choose">{ text().rooms.choose }</p> },
    }
}

fn view_name(route: Route) -> &'static str {
    match route {
        Route::Rooms => "rooms",
        Route::NewRoom => "new-room",
        Route::Room(_) => "room",
        Route::People(_) => "people",
        Route::AddPeople(_) => "add-people",
        Route::RemovePerson(..) => "remove-person",
        Route::Rename(_) => "rename",
        Route::Close(_) => "close",
        Route::Leave(_) => "leave",
        Route::Settings => "settings",
        Route::Passphrase => "passphrase",
        Route::SignOut => "sign-out",
        Route::RelaySees => "relay",
    }
}

fn brand(handlers: &Handlers) -> Html {
    html! { <button class="brand" onclick={handlers.go(Route::Rooms)}>{ text().shell.name }</button> }
}

fn links(route: Route, handlers: &Handlers) -> Html {
    let t = &text().shell;
    let link = |id: &'static str, to: Route, words: &'static str| {
        let current = (route == to).then_some("page");
        html! { <button {id} class="bar-link" aria-current={current} onclick={handlers.go(to)}>{ words }</button> }
    };
    let lock = handlers.ask.reform(|_: MouseEvent| ToWorker::Lock);
    html! {
        <>
            { link("go-rooms", Route::Rooms, t.rooms) }
            { link("go-settings", Route::Settings, t.settings) }
            { link("go-relay", Route::RelaySees, t.relay) }
            <button id="lock" class="bar-link bar-lock" onclick={lock}>{ t.lock }</button>
        </>
    }
}

/// The properties of [`ConnectionLine`].
#[derive(Properties, PartialEq)]
pub(crate) struct ConnectionProps {
    pub(crate) connection: Connection,
}

/// How it stands with the relay, in words.
#[component]
pub(crate) fn ConnectionLine(props: &ConnectionProps) -> Html {
    let t = &text().shell;
    let handlers = use_handlers();
    let try_now = handlers.ask.reform(|_: MouseEvent| ToWorker::ConnectNow { asked: true });
    let (state, words) = match &props.connection {
        Connection::Offline => ("offline", t.offline.to_owned()),
        Connection::Connecting => ("connecting", t.connecting.to_owned()),
        Connection::Online { waiting: 0 } => ("online", t.online.to_owned()),
        Connection::Online { waiting } => ("catching-up", t.catching_up.of(*waiting)),
        Connection::Refused(kind) => {
            let why = crate::text::notice(text(), *kind, |_| text().people.unnamed.to_owned());
            ("refused", format!("{} {why}", t.refused))
        }
        Connection::Distrusted => ("distrusted", t.distrusted.to_owned()),
    };
    let can_try = matches!(props.connection, Connection::Offline | Connection::Refused(_));
    html! {
        <div class={classes!("connection", format!("connection-{state}"))}>
            <span id="connection" data-state={state}>{ words }</span>
            if can_try { <button id="try-now" class="link" onclick={try_now}>{ t.try_now }</button> }
        </div>
    }
}
