//! One of the agency's people: devices, and what can be done.

use super::approve::Approve;
use super::change_role::ChangeRole;
use super::people::state_name;
use super::person_appoint::Appoint;
use crate::state::Route;
use crate::text::{fill, text};
use crate::views::handlers::use_handlers;
use crate::views::moment;
use marram_core::Command;
use marram_core::view::{AdministrationView, Me, StaffDeviceView, StaffState, StaffView};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Person`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) staff: Option<Rc<StaffView>>,
    pub(super) me: Option<Rc<Me>>,
    pub(super) agency: Rc<AdministrationView>,
}

/// The page.
#[component]
pub(super) fn Person(props: &Props) -> Html {
    let t = &text().staff;
    let handlers = use_handlers();
    let back =
        html! { <button key="back" class="link" onclick={handlers.go(Route::Agency)}>{ text().admin.back }</button> };
    let Some(staff) = &props.staff else {
        return html! { <section><h1 id="heading" tabindex="-1">{ text().admin.people }</h1><p>{ t.gone }</p>{ back }</section> };
    };
    let (name, words) = state_name(staff);
    let reason = match &staff.state {
        StaffState::Withdrawn(ending) | StaffState::Left(ending) if !ending.reason.is_empty() => {
            Some(fill(text().admin.reason, &[("reason", &ending.reason)]))
        }
        _ => None,
    };
    let device = |(place, device): (usize, &StaffDeviceView)| {
        let called = called(device);
        let remove = handlers.go(Route::RemoveDevice(staff.id, u8::try_from(place).unwrap_or(u8::MAX)));
        html! {
            <li key={device.id.to_string()} data-test="device">
                <strong>{ called }</strong>
                if device.you { { " (" }{ t.this_device }{ ")" } }
                if device.administrator { { " " }<span class="tag">{ text().admin.administrator }</span> }
                <span class="quiet block">{ fill(t.since, &[("when", &moment(device.since))]) }{ ", " }{ fill(t.number, &[("number", &device.id.to_string())]) }</span>
                if !device.you {
                    <button class="link link-danger" data-test="remove-device" aria-label={fill(t.remove_device_of, &[("device", called)])}
                        onclick={remove}>{ t.remove_device }</button>
                }
            </li>
        }
    };
    let with_name = |words: &str| fill(words, &[("name", &staff.name)]);
    let withdraw = {
        let (handlers, person) = (handlers.clone(), staff.id);
        Callback::from(move |_: MouseEvent| handlers.command(Command::WithdrawInvite { person }))
    };
    html! {
        <section>
            <h1 key="heading" id="heading" tabindex="-1">{ &staff.name }</h1>
            <p key="role" id="staff-role">{ &staff.role }</p>
            <p key="state" id="staff-state" data-state={name} role="status">{ words }{ reason.map(|reason| format!(". {reason}")).unwrap_or_default() }</p>
            if staff.state == StaffState::Joined {
                <h2 key="devices">{ t.devices }</h2>
                <ul key="device-list">{ for staff.devices.iter().enumerate().map(device) }</ul>
            }
            if matches!(staff.state, StaffState::Invited { .. }) {
                <Approve key="approve" staff={staff.clone()} />
            }
            if matches!(staff.state, StaffState::Invited { .. }) && staff.waits.as_ref().is_none_or(|waits| waits.over) {
                <p key="withdraw-text">{ t.withdraw_text }</p>
                <button key="withdraw" id="withdraw" class="button button-danger" onclick={withdraw}>{ t.withdraw }</button>
            }
            if matches!(staff.state, StaffState::Joined | StaffState::Invited { .. }) {
                <ChangeRole key="role-form" staff={staff.clone()} agency={props.agency.clone()} />
            }
            if staff.state == StaffState::Joined && !staff.administrator {
                <Appoint key="appoint" staff={staff.clone()} me={props.me.clone()} />
            }
            if staff.state == StaffState::Joined && !staff.you {
                <h2 key="leaver">{ with_name(t.leaver) }</h2>
                <p key="leaver-text">{ t.leaver_text }</p>
                <button key="remove" id="remove-staff" class="button button-danger" onclick={handlers.go(Route::RemoveStaff(staff.id))}>{ with_name(t.leaver) }</button>
            }
            <p key="end" class="apart">{ back }</p>
        </section>
    }
}

/// A device by the name that its owner gave it.
pub(super) fn called(device: &StaffDeviceView) -> &str {
    if device.name.is_empty() { text().staff.unnamed } else { &device.name }
}
