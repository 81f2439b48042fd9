//! What nobody accepted in time, above everything else, until somebody has or the person here has seen to it.

use crate::state::Route;
use crate::text::{fill, text, work};
use crate::views::form_page::FilledForm;
use crate::views::handlers::use_handlers;
use crate::views::work::holding::by;
use marram_core::view::AlertView;
use marram_core::{Command, RoomId};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Alerts`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) alerts: Rc<Vec<AlertView>>,
    /// The room on the screen: there stands the rest of what its alert says.
    pub(crate) here: Option<RoomId>,
}

/// One banner each.
#[component]
pub(crate) fn Alerts(props: &Props) -> Html {
    let t = &text().refer;
    let handlers = use_handlers();
    let line = |alert: &AlertView| {
        let room = alert.room;
        let elsewhere = props.here != Some(room);
        let referral = &alert.referral;
        let desk = format!("{}, {}", alert.desk.name, alert.desk.agency_name);
        let values = [
            ("reference", referral.reference.as_str()),
            ("desk", &desk),
            ("from", &by(&alert.from)),
            ("risk", work::risk(referral.risk)),
            ("holder", &alert.held.as_ref().map(|held| by(&held.by)).unwrap_or_default()),
        ];
        let words = if alert.held.is_some() { t.alert_transfer } else { t.alert };
        let away = {
            let handlers = handlers.clone();
            Callback::from(move |_: MouseEvent| handlers.command(Command::PutAway { room }))
        };
        html! {
            <li key={LogId(room.0).to_hex()} class="banner banner-danger" data-test="alert">
                <p>{ fill(words, &values) }</p>
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
    html! {
        <div role="alert">
            if !props.alerts.is_empty() { <ul class="alerts">{ for props.alerts.iter().map(line) }</ul> }
        </div>
    }
}
