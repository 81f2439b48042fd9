//! What nobody accepted in time, above everything else, until somebody has or the person here has seen to it.

use crate::state::{Route, says_the_same};
use crate::text::{fill, text, work};
use crate::views::form_page::FilledForm;
use crate::views::handlers::use_handlers;
use crate::views::work::holding::by;
use marram_core::view::{AlertView, DateView};
use marram_core::{Command, RoomId};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Alerts`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) alerts: Rc<Vec<AlertView>>,
    /// Of which a reminder says the same as an alert: they are put away together.
    pub(crate) dates: Rc<Vec<DateView>>,
    /// The room on the screen, where the rest of what its alert says stands.
    pub(crate) here: Option<RoomId>,
}

/// One banner each.
#[component]
pub(crate) fn Alerts(props: &Props) -> Html {
    let t = &text().refer;
    let handlers = use_handlers();
    let line = |alert: &AlertView| {
        let (room, referral) = (alert.room, &alert.referral);
        let elsewhere = props.here != Some(room);
        let away = {
            let handlers = handlers.clone();
            let same = props.dates.iter().filter(|date| says_the_same(date, room));
            let which: Vec<_> = same.map(|date| (room, date.due.event)).collect();
            Callback::from(move |_: MouseEvent| {
                handlers.command(Command::PutAway { room });
                handlers.command(Command::PutRemindersAway { which: which.clone() });
            })
        };
        html! {
            <li key={LogId(room.0).to_hex()} class="banner banner-danger" data-test="alert">
                <p>{ sentence(alert) }</p>
                if referral.covert && elsewhere { <p><strong>{ text().board.notice_text }</strong></p> }
                if !alert.in_room { <p>{ t.alert_waits }</p> }
                if !referral.form.values.is_empty() && elsewhere {
                    <details><summary>{ t.alert_read }</summary><FilledForm filled={referral.form.clone()} level={3} /></details>
                }
                <div class="record-acts">
                    if alert.in_room && elsewhere {
                        <button class="button" data-test="alert-open" onclick={handlers.go(Route::Room(room))}>{ t.alert_open }</button>
                    }
                    <button class="link" data-test="alert-away" onclick={away}>{ t.alert_away }</button>
                </div>
            </li>
        }
    };
    // What is read out is the sentence, once, and not again when a page makes more or less of it.
    let said = |alert: &AlertView| html! { <p key={LogId(alert.room.0).to_hex()}>{ sentence(alert) }</p> };
    html! {
        <>
            <div key="said" class="hidden" role="alert">{ for props.alerts.iter().map(said) }</div>
            if !props.alerts.is_empty() { <ul key="alerts" class="alerts">{ for props.alerts.iter().map(line) }</ul> }
        </>
    }
}

/// That nobody has accepted it, or taken it over.
fn sentence(alert: &AlertView) -> String {
    let (t, referral) = (&text().refer, &alert.referral);
    let desk = format!("{}, {}", alert.desk.name, alert.desk.agency_name);
    let values = [
        ("reference", referral.reference.as_str()),
        ("desk", &desk),
        ("from", &by(&alert.from)),
        ("risk", work::risk(referral.risk)),
        ("holder", &alert.held.as_ref().map(|held| by(&held.by)).unwrap_or_default()),
    ];
    fill(if alert.held.is_some() { t.alert_transfer } else { t.alert }, &values)
}
