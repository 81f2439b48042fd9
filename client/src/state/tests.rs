use super::fixture::*;
use super::*;
use crate::messages::{JoinRefused, UnlockRefused};
use marram_core::view::{Body, EntryView, ReleasedView, RoomPhase};
use marram_core::work::{Uncounted, Work};
use marram_protocol::UnixMillis;

fn shown(state: Rc<AppState>, shown: Shown) -> Rc<AppState> {
    state.reduce(Action::Heard(vec![FromWorker::Shown(Box::new(shown))]))
}

fn timeline(number: u8, total: u32, from: u32) -> Shown {
    let entries: Vec<EntryView> = (from..total).map(note).collect();
    Shown::Timeline { room: RoomId([number; 16]), total, from, entries }
}

fn words(state: &AppState) -> Vec<&str> {
    state.announcements.iter().map(|announcement| announcement.words.as_str()).collect()
}

#[test]
fn locking_takes_everything_off_the_screen_but_where_the_person_was() {
    let state = unlocked(vec![Shown::Rooms(vec![summary(1, 2)]), Shown::Directory(directory())]);
    let state = state.reduce(Action::Go(Route::Room(RoomId([1; 16]))));
    let state = shown(shown(state, Shown::Room(Box::new(room_view(1)))), timeline(1, 3, 0));
    let locked = state.reduce(Action::Heard(vec![FromWorker::Phase(Phase::Locked(None))]));
    let fresh = AppState::new(None, Route::Room(RoomId([1; 16])));
    assert_eq!(*locked, AppState { phase: Phase::Locked(None), ..fresh });
}

#[test]
fn a_link_is_kept_while_its_page_is_tried_and_dropped_once_the_device_is_open() {
    let invite = Some(Invite::Expired { at: UnixMillis(1) });
    let state = Rc::new(AppState::new(invite.clone(), Route::Rooms));
    let state = state.reduce(Action::Heard(vec![FromWorker::Phase(Phase::Empty(Some(JoinRefused::NotKept)))]));
    assert_eq!(state.invite, invite);
    let state = state.reduce(Action::Heard(vec![FromWorker::Phase(Phase::Open)]));
    assert_eq!(state.invite, None);
}

#[test]
fn a_wrong_passphrase_is_said_and_nothing_else_changes() {
    let refused = Phase::Locked(Some(UnlockRefused::WrongPassphrase));
    let state = Rc::new(AppState::new(None, Route::Settings)).reduce(Action::Heard(vec![FromWorker::Phase(refused)]));
    assert_eq!((state.phase, state.route), (refused, Route::Settings));
}

#[test]
fn what_is_shown_of_another_room_is_not_mixed_into_the_one_on_the_screen() {
    let state = unlocked(vec![]).reduce(Action::Go(Route::Room(RoomId([1; 16]))));
    let state = shown(shown(state, timeline(2, 5, 0)), Shown::Room(Box::new(room_view(2))));
    let open = state.room.as_ref().unwrap();
    assert!(!open.timeline.known() && open.view.is_none());
}

#[test]
fn a_room_that_was_asked_for_opens_unless_the_person_has_gone_elsewhere() {
    let made = Shown::RoomMade { room: RoomId([7; 16]) };
    let asked = unlocked(vec![]).reduce(Action::Go(Route::NewRoom)).reduce(Action::MakingRoom);
    assert_eq!(shown(asked.clone(), made.clone()).route, Route::Room(RoomId([7; 16])));
    let left = asked.reduce(Action::Go(Route::Settings));
    let state = shown(left, made);
    assert_eq!((state.route, state.making), (Route::Settings, false));
}

#[test]
fn the_way_back_to_a_room_that_is_gone_leads_to_the_list() {
    let state = unlocked(vec![]).reduce(Action::Go(Route::People(RoomId([9; 16]))));
    let state = shown(state, Shown::Rooms(vec![summary(1, 0)]));
    assert_eq!(state.route, Route::Rooms);
    let here = state.reduce(Action::Go(Route::Room(RoomId([1; 16]))));
    assert_eq!(shown(here, Shown::Rooms(vec![summary(1, 3)])).route, Route::Room(RoomId([1; 16])));
}

#[test]
fn arrivals_are_announced_in_the_open_room_and_without_content_in_others() {
    let state = unlocked(vec![Shown::Rooms(vec![summary(1, 0), summary(2, 0)])]);
    let state = state.reduce(Action::Go(Route::Room(RoomId([1; 16]))));
    let state = shown(state, timeline(1, 3, 0));
    assert_eq!(words(&state), Vec::<&str>::new());
    let state = shown(state, timeline(1, 4, 3));
    assert_eq!(words(&state), ["New from Mina Sorrell: Entry 3"]);
    let state = shown(state, Shown::Rooms(vec![summary(1, 1), summary(2, 1)]));
    assert_eq!(words(&state).last(), Some(&"There is new work in another room."));
    assert!(state.has_new_work());
}

#[test]
fn what_a_person_did_is_shown_once_it_counts_and_until_they_go_on() {
    let own = |index, work| EntryView { own: true, body: Body::Work { work: Box::new(work) }, ..note(index) };
    let room = |route: fn(RoomId) -> Route| Action::Go(route(RoomId([1; 16])));
    let arrives = |state: Rc<AppState>, entry: EntryView| {
        let (total, from) = (entry.seq.unwrap().0 as u32, entry.seq.unwrap().0 as u32 - 1);
        shown(state, Shown::Timeline { room: RoomId([1; 16]), total, from, entries: vec![entry] })
    };
    let done = |state: &AppState| state.done.as_ref().map(|done| (done.heading, done.words.clone()));
    let state = shown(unlocked(vec![]).reduce(room(Route::Record)), timeline(1, 3, 0));
    let state = arrives(state, own(3, Work::Opened));
    let state = arrives(state, EntryView { uncounted: Some(Uncounted::NotOffered), ..own(4, Work::Accepted) });
    let state = arrives(state, EntryView { own: false, ..own(5, Work::Accepted) });
    assert_eq!(done(&state), None, "by their client, void, by somebody else");
    let state = arrives(state, own(6, Work::Accepted));
    let words = "Recorded: accepted the referral and holds it now".to_owned();
    assert_eq!(done(&state), Some(("referral-heading", words.clone())));
    assert_eq!(state.announcements.iter().filter(|one| one.words == words).count(), 1);
    let state = arrives(state, own(7, Work::Attends));
    assert_eq!(done(&state).map(|(heading, _)| heading), Some("discussion-heading"), "the next takes its place");
    assert_eq!(done(&state.clone().reduce(room(Route::Room))), None);
    let notice = |room| Shown::Notice(Notice { room, kind: NoticeKind::TooOften, at: UnixMillis(1) });
    let elsewhere = shown(state.clone(), notice(Some(RoomId([2; 16]))));
    assert!(done(&elsewhere).is_some(), "of another room");
    assert_eq!(done(&shown(state.clone(), notice(Some(RoomId([1; 16]))))), None, "the next was refused");
    assert_eq!(done(&shown(state.clone(), notice(None))), None);
    let void = EntryView { uncounted: Some(Uncounted::NotOffered), ..own(8, Work::Accepted) };
    assert_eq!(done(&arrives(state, void)), None, "the next is void");
}

#[test]
fn a_release_to_two_people_is_shown_as_recorded_for_both_of_them() {
    let released = |name: &str| {
        let (name, reason) = (name.to_owned(), "For the visit".to_owned());
        Body::Released { release: Box::new(ReleasedView { name, reason, count: 1, entries: Vec::new() }) }
    };
    let arrive = |state: Rc<AppState>, from: u32, bodies: Vec<Body>| {
        let entries = (from..).zip(bodies).map(|(index, body)| EntryView { own: true, body, ..note(index) });
        let entries: Vec<_> = entries.collect();
        let total = from + entries.len() as u32;
        shown(state, Shown::Timeline { room: RoomId([1; 16]), total, from, entries })
    };
    let done = |state: &AppState| state.done.as_ref().map(|done| done.words.clone()).unwrap_or_default();
    let state = unlocked(vec![]).reduce(Action::Go(Route::Record(RoomId([1; 16]))));
    let state = shown(state, timeline(1, 3, 0));
    let cover = || Body::Work { work: Box::new(Work::Covert { do_not_tell: Vec::new() }) };
    let state = arrive(state, 3, vec![cover(), released("DI Sam Orrin")]);
    let state = arrive(state, 5, vec![released("Jo Ledbit")]);
    let line = |name: &str| format!("Recorded: released 1 earlier entry to {name}. Reason: For the visit");
    let lines = [line("DI Sam Orrin"), line("Jo Ledbit")];
    assert_eq!(done(&state), lines.join("\n"));
    assert_eq!(words(&state)[1..], lines, "each is read out once");
    assert!(!done(&arrive(state, 6, vec![cover()])).contains("released"));
}

#[test]
fn losing_the_connection_and_having_it_again_is_announced_once_each() {
    let online = || Shown::Connection(Connection::Online { waiting: 0 });
    let state = shown(unlocked(vec![]), online());
    let state = shown(shown(state, online()), Shown::Connection(Connection::Offline));
    let state = shown(shown(state, Shown::Connection(Connection::Connecting)), online());
    assert_eq!(words(&state), ["Connected.", crate::text::text().shell.offline, "Connected."]);
}

#[test]
fn a_notice_said_twice_is_shown_once_and_can_be_hidden() {
    let notice = |kind, at| Shown::Notice(Notice { room: None, kind, at: UnixMillis(at) });
    let state = shown(unlocked(vec![]), notice(NoticeKind::TooOften, 1));
    let state = shown(shown(state, notice(NoticeKind::RelayBusy, 2)), notice(NoticeKind::TooOften, 3));
    let kinds = |state: &AppState| state.notices.iter().map(|(_, notice)| notice.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&state), [NoticeKind::RelayBusy, NoticeKind::TooOften]);
    let number = state.notices[0].0;
    assert_eq!(kinds(&state.reduce(Action::Dismiss(number))), [NoticeKind::TooOften]);
}

#[test]
fn a_used_link_offers_to_start_again_only_while_nothing_is_kept() {
    let refused = Shown::Connection(Connection::Refused(NoticeKind::InviteUsed));
    let state = unlocked(vec![Shown::Rooms(vec![]), refused.clone()]);
    assert_eq!(state.join_refused(), Some(NoticeKind::InviteUsed));
    let mut left = summary(1, 0);
    left.phase = RoomPhase::Left;
    assert_eq!(unlocked(vec![Shown::Rooms(vec![left]), refused]).join_refused(), None);
}

#[test]
fn names_come_from_the_directory_or_the_room() {
    let state = unlocked(vec![Shown::Directory(directory())]);
    assert_eq!(state.name_of(PersonId([3; 16])), Some("Mina Sorrell"));
    assert_eq!(state.name_of(PersonId([99; 16])), None);
}
