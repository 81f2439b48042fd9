//! What stands around the rooms: bar, connection, notices, panes, emergency line.

use super::admin::Administration;
use super::connection::ConnectionLine;
use super::desk::{DeskView, use_desk_view};
use super::handlers::{Handlers, use_handlers};
use super::moment;
use super::new_room::NewRoom;
use super::notices::Notices;
use super::relay_sees::RelaySees;
use super::room::{AddPeople, CloseRoom, CompareKeys, LeaveRoom, RemovePerson, RenameRoom, RoomPage};
use super::rooms::RoomList;
use super::settings::{ChangePassphrase, LeaveComputer, LinkDevice, Settings, SignOut, UnlinkDevice};
use super::work::{
    ActPage, Alerts, AssessPage, BoardPage, DatesPage, DutyPage, HandOverPage, RecordPage, ReferManyPage, ReferPage,
    ReleasePage, Reminders, VersionPage,
};
use crate::messages::ToWorker;
use crate::state::{Act, AppState, AtDesk, Route};
use crate::text::{fill, text};
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
    let (handlers, desk) = (use_handlers(), use_desk_view());
    let alone = state.route == Route::Rooms;
    let name_of = {
        let state = state.clone();
        Callback::from(move |person| state.name_of(person).map(str::to_owned))
    };
    html! {
        <div class={classes!("shell", if alone { "shows-list" } else { "shows-view" })}>
            <header key="header">
                <button class="skip" onclick={|_| crate::platform::document::focus("heading")}>{ text().shell.skip }</button>
                <div class="bar">
                    { brand(&handlers) }
                    <nav aria-label={text().shell.navigation}>{ links(state, &handlers, &desk) }</nav>
                </div>
                <ConnectionLine connection={state.connection.clone()} me={state.me.clone()} />
                if let Some(until) = state.me.as_ref().and_then(|me| me.until) {
                    <p id="shared-computer" class="connection connection-shared">
                        { fill(text().sitting.banner, &[("when", &moment(until))]) }{ " " }
                        <button id="go-leave" class="link" onclick={handlers.go(Route::SignOut)}>{ text().sitting.leave }</button>
                    </p>
                }
                <Alerts alerts={state.alerts.clone()} dates={state.dates.clone()} here={state.shows_referral()} />
                <Reminders dates={state.dates.clone()} alerts={state.alerts.clone()} />
                <Notices notices={state.notices.clone()} rooms={state.rooms.clone()} {name_of} />
            </header>
            { panes(state, alone) }
            <footer key="footer" class="emergency">{ text().shell.emergency }</footer>
        </div>
    }
}

/// The list, and beside it a view; where nothing is chosen, the list is what the page is about.
fn panes(state: &Rc<AppState>, alone: bool) -> Html {
    let t = &text().rooms;
    let list = html! {
        <RoomList rooms={state.rooms.clone()} current={state.route.room()} closed={state.lists_closed} {alone} />
    };
    let view = if alone {
        html! { <p class="choose">{ t.choose }</p> }
    } else {
        view(state)
    };
    match alone {
        true => html! {
            <main key="panes-alone" class="panes" data-view={view_name(state.route)}>
                <div class="pane-list">{ list }</div>
                <div class="pane-main">{ view }</div>
            </main>
        },
        false => html! {
            <div key="panes" class="panes">
                <aside class="pane-list" aria-label={t.heading}>{ list }</aside>
                <main class={classes!("pane-main", state.shows_covert().then_some("covert-shown"))} data-view={view_name(state.route)}>{ view }</main>
            </div>
        },
    }
}

fn view(state: &Rc<AppState>) -> Html {
    let summary = |room| state.summary(room).cloned();
    match (state.route, &state.room) {
        (Route::Room(_) | Route::People(_), Some(open)) => {
            let people = matches!(state.route, Route::People(_));
            html! { <RoomPage key={format!("room {:?}", open.id)} open={open.clone()} {people} directory={state.directory.clone()} done={state.done.clone()} /> }
        }
        (Route::AddPeople(room), Some(open)) => {
            html! { <AddPeople key="add" {room} view={open.view.clone()} directory={state.directory.clone()} /> }
        }
        (Route::RemovePerson(room, person), Some(open)) => {
            html! { <RemovePerson key="remove" {room} {person} view={open.view.clone()} /> }
        }
        (Route::Compare(room, person), Some(open)) => {
            html! { <CompareKeys key="compare" {room} {person} view={open.view.clone()} number={state.safety.clone()} /> }
        }
        (Route::Rename(room), _) => html! { <RenameRoom key="rename" {room} summary={summary(room)} /> },
        (Route::Close(room), _) => html! { <CloseRoom key="close" {room} summary={summary(room)} /> },
        (Route::Leave(room), _) => html! { <LeaveRoom key="leave" {room} summary={summary(room)} /> },
        (Route::NewRoom, _) => {
            html! { <NewRoom key="new" directory={state.directory.clone()} making={state.making} /> }
        }
        (Route::Settings, _) => {
            let at_the_lock = state.at_the_lock.clone();
            html! { <Settings key="settings" me={state.me.clone()} devices={state.devices.clone()} {at_the_lock} passkey={state.passkey} /> }
        }
        (Route::Passphrase, _) => html! { <ChangePassphrase key="passphrase" progress={state.passphrase} /> },
        (Route::SignOut, _) => {
            let unsent = state.rooms.iter().flat_map(|rooms| rooms.iter()).map(|room| room.unsent).sum::<u32>();
            match state.at_the_lock.shared {
                true => html! { <LeaveComputer key="leave-computer" {unsent} /> },
                false => html! { <SignOut key="sign-out" {unsent} /> },
            }
        }
        (Route::LinkDevice, _) => html! { <LinkDevice key="link-device" devices={state.devices.clone()} /> },
        (Route::UnlinkDevice(device), _) => {
            html! { <UnlinkDevice key="unlink-device" {device} devices={state.devices.clone()} /> }
        }
        (Route::RelaySees, _) => html! { <RelaySees key="relay" /> },
        (Route::Agency | Route::Staff(_) | Route::RemoveStaff(_) | Route::RemoveDevice(..), _)
        | (Route::Invite | Route::InviteList | Route::Partners | Route::AgencyDesks | Route::Names, _) => {
            html! { <Administration key="agency" state={state.clone()} /> }
        }
        (Route::Record(_), Some(open)) => match &open.view {
            Some(view) => {
                html! { <RecordPage key="record" view={view.clone()} directory={state.directory.clone()} done={state.done.clone()} /> }
            }
            None => Html::default(),
        },
        (Route::Version(_, number), Some(open)) => match &open.view {
            Some(view) => {
                html! {
                    <VersionPage key={state.route.to_state()} {number} view={view.clone()} shown={state.version.clone()}
                        done={state.done.clone()} />
                }
            }
            None => Html::default(),
        },
        (Route::Assess(room), Some(open)) => match &open.view {
            Some(view) => {
                html! { <AssessPage key={state.route.to_state()} {room} view={view.clone()} begun={state.forms.clone()} /> }
            }
            None => Html::default(),
        },
        (Route::Act(room, Act::Release, _), Some(open)) => {
            html! { <ReleasePage key="release" unsent={state.unsent.clone()} {room} view={open.view.clone()} releasable={state.releasable.clone()} /> }
        }
        (Route::Act(room, act, about), Some(open)) => {
            let entry = about.and_then(|event| open.timeline.find(event));
            html! {
                <ActPage key={state.route.to_state()} unsent={state.unsent.clone()} {room} {act} {about} {entry} view={open.view.clone()}
                    directory={state.directory.clone()} desks={state.desks(false)} />
            }
        }
        (Route::Board, _) => {
            html! { <BoardPage key="board" rooms={state.rooms.clone().unwrap_or_default()} queue={state.queue.clone()} /> }
        }
        (Route::Dates, _) => html! { <DatesPage key="dates" dates={state.dates.clone()} /> },
        (Route::HandOver, _) => {
            html! {
                <HandOverPage key="hand-over" me={state.me.clone()} desks={state.desks(true)} directory={state.directory.clone()}
                    rooms={state.rooms.clone().unwrap_or_default()} unsent={state.unsent.clone()} />
            }
        }
        (Route::Duty, _) => html! { <DutyPage key="duty" desks={state.duty_desks.clone()} /> },
        (Route::ReferMany, _) => html! { <ReferManyPage key="refer-many" desks={state.desks(false)} /> },
        (Route::Refer(from) | Route::CheckReferral(from), open) => {
            let earlier = open.as_ref().and_then(|open| open.view.clone());
            if from.is_some() && earlier.is_none() {
                return Html::default();
            }
            let checking = matches!(state.route, Route::CheckReferral(_));
            let author = state.me.as_ref().map(|me| me.name.clone()).unwrap_or_default();
            html! {
                <ReferPage key={Route::Refer(from).to_state()} desks={state.duty_desks.clone()}
                    rooms={state.rooms.clone().unwrap_or_default()} {earlier} begun={state.forms.clone()}
                    unsent={state.unsent.clone()} {author} {checking} />
            }
        }
        (Route::Rooms, _) | (_, None) => Html::default(),
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
        Route::Compare(..) => "compare",
        Route::Rename(_) => "rename",
        Route::Close(_) => "close",
        Route::Leave(_) => "leave",
        Route::Settings => "settings",
        Route::Passphrase => "passphrase",
        Route::SignOut => "sign-out",
        Route::LinkDevice => "link-device",
        Route::UnlinkDevice(_) => "unlink-device",
        Route::RelaySees => "relay",
        Route::Agency => "agency",
        Route::Staff(_) => "staff",
        Route::RemoveStaff(_) => "remove-staff",
        Route::RemoveDevice(..) => "remove-device",
        Route::Invite => "invite",
        Route::InviteList => "invite-list",
        Route::Partners => "partners",
        Route::Names => "names",
        Route::Record(_) => "record",
        Route::Version(..) => "version",
        Route::Assess(_) => "assess",
        Route::Act(..) => "act",
        Route::Board => "board",
        Route::Dates => "dates",
        Route::HandOver => "hand-over",
        Route::Refer(_) => "refer",
        Route::ReferMany => "refer-many",
        Route::CheckReferral(_) => "check-referral",
        Route::Duty => "duty",
        Route::AgencyDesks => "agency-desks",
    }
}

/// Where the person is on duty, where they are.
fn on_duty(state: &AppState) -> AttrValue {
    let t = &text().duty;
    let desk = state.duty_desks.iter().find(|desk| desk.on);
    desk.map_or_else(|| t.link.into(), |desk| fill(t.on, &[("desk", &desk.name)]).into())
}

/// The way to the administrator's pages, with how many wait for approval there.
fn administration(state: &AppState) -> AttrValue {
    let people = state.administration.iter().flat_map(|agency| &agency.people);
    let waiting = people.filter(|staff| staff.waits.as_ref().is_some_and(|waits| !waits.over)).count();
    match u32::try_from(waiting).unwrap_or(u32::MAX) {
        0 => text().admin.link.into(),
        n => format!("{} ({})", text().admin.link, text().approve.count.of(n)).into(),
    }
}

fn brand(handlers: &Handlers) -> Html {
    html! { <button class="brand" onclick={handlers.go(Route::Rooms)}>{ text().shell.name }</button> }
}

fn links(state: &AppState, handlers: &Handlers, desk: &DeskView) -> Html {
    let (t, route) = (&text().shell, state.route);
    let administrator = state.me.as_ref().is_some_and(|me| me.administrator);
    let link = |id: &'static str, to: Route, words: AttrValue| {
        let current = (route == to).then_some("page");
        html! { <button {id} class="bar-link" aria-current={current} onclick={handlers.go(to)}>{ words }</button> }
    };
    let lock = handlers.ask.reform(|_: MouseEvent| ToWorker::Lock);
    let hide = desk.tell.reform(|_: MouseEvent| AtDesk::Hide);
    html! {
        <>
            { link("go-rooms", Route::Rooms, t.rooms.into()) }
            { link("go-board", Route::Board, text().board.link.into()) }
            { link("go-duty", Route::Duty, on_duty(state)) }
            if administrator { { link("go-agency", Route::Agency, administration(state)) } }
            { link("go-settings", Route::Settings, t.settings.into()) }
            { link("go-relay", Route::RelaySees, t.relay.into()) }
            <button id="hide" class="bar-link bar-lock" onclick={hide} aria-keyshortcuts="Escape Escape">{ text().desk.hide }</button>
            <button id="lock" class="bar-link bar-lock" onclick={lock} aria-keyshortcuts="Alt+L">{ t.lock }</button>
        </>
    }
}
