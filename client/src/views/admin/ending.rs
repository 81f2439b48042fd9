//! Ending somebody's access: a person who leaves, a device that is lost. One confirmation, with a reason; of an
//! administrator, with whom else it takes along.

use super::keeping::{Enrolled, Keeping, enrolled, outcome};
use super::person::called;
use crate::state::{Action, Route};
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use marram_core::command::MAX_LINE_CHARS;
use marram_core::view::{AdministrationView, StaffView};
use marram_core::{Command, PersonId};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`RemoveStaff`].
#[derive(Properties, PartialEq)]
pub(super) struct StaffProps {
    pub(super) staff: Option<Rc<StaffView>>,
    pub(super) agency: Rc<AdministrationView>,
}

/// A person leaves.
#[component]
pub(super) fn RemoveStaff(props: &StaffProps) -> Html {
    let t = &text().staff;
    let Some(staff) = &props.staff else { return gone() };
    let person = staff.id;
    let command = Callback::from(move |(reason, also)| Command::RevokePerson { person, reason, also });
    let with_name = |words: &str| AttrValue::from(fill(words, &[("name", &staff.name)]));
    let warning = staff.administrator.then_some(t.remove_administrator);
    let enrolled = enrolled(&props.agency, &staff.devices);
    html! {
        <Ending heading={with_name(t.remove_heading)} words={with_name(t.remove_text)} {warning} name={staff.name.clone()} ends={staff.name.clone()} {enrolled} {command} back={Route::Staff(person)} />
    }
}

/// The properties of [`RemoveDevice`].
#[derive(Properties, PartialEq)]
pub(super) struct DeviceProps {
    pub(super) staff: Option<Rc<StaffView>>,
    /// Which of the person's devices.
    pub(super) place: usize,
    pub(super) agency: Rc<AdministrationView>,
}

/// A device is lost.
#[component]
pub(super) fn RemoveDevice(props: &DeviceProps) -> Html {
    let t = &text().staff;
    let found = props.staff.as_ref().and_then(|staff| Some((staff, staff.devices.get(props.place)?)));
    let Some((staff, device)) = found else { return gone() };
    let id = device.id;
    let command = Callback::from(move |(reason, also)| Command::RevokeDevice { device: id, reason, also });
    let values = [("name", staff.name.as_str()), ("device", called(device))];
    let filled = |words: &str| AttrValue::from(fill(words, &values));
    let warning = device.administrator.then_some(t.remove_administrator);
    let enrolled = enrolled(&props.agency, [device]);
    html! {
        <Ending heading={filled(t.remove_device_heading)} words={filled(t.remove_device_text)} {warning} name={staff.name.clone()} ends={filled(text().keeping.device)} {enrolled} {command} back={Route::Staff(staff.id)} />
    }
}

fn gone() -> Html {
    html! { <section><h1 id="heading" tabindex="-1">{ text().admin.people }</h1><p>{ text().staff.gone }</p></section> }
}

/// The properties of [`Ending`].
#[derive(Properties, PartialEq)]
struct Props {
    heading: AttrValue,
    words: AttrValue,
    warning: Option<&'static str>,
    name: AttrValue,
    /// What ends in any case.
    ends: AttrValue,
    enrolled: Rc<Vec<Enrolled>>,
    command: Callback<(String, Vec<PersonId>), Command>,
    back: Route,
}

/// What will happen, the reason, two buttons.
#[component]
fn Ending(props: &Props) -> Html {
    let t = &text().staff;
    let handlers = use_handlers();
    let reason = use_state_eq(String::new);
    let also = use_state_eq(Rc::<Vec<PersonId>>::default);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let onsubmit = {
        let (handlers, reason, errors) = (handlers.clone(), reason.clone(), errors.clone());
        let also = also.clone();
        let (command, back) = (props.command.clone(), props.back);
        on_submit(move || {
            let error = match reason.trim().chars().count() {
                0 => Some(t.error_reason),
                n if n > MAX_LINE_CHARS => Some(t.error_reason_long),
                _ => None,
            };
            if error.is_none() {
                handlers.command(command.emit((reason.trim().to_owned(), also.to_vec())));
                handlers.act.emit(Action::Go(back));
            }
            errors.set(error.map(|words| ("reason", words.to_owned())).into_iter().collect());
        })
    };
    html! {
        <section>
            <h1 key="heading" id="heading" tabindex="-1">{ props.heading.clone() }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            <p key="words">{ props.words.clone() }</p>
            if let Some(warning) = props.warning { <p key="warning" class="banner banner-danger">{ warning }</p> }
            <form key="form" {onsubmit} novalidate=true>
                <TextField id="reason" label={t.remove_reason} hint={Some(AttrValue::from(t.remove_reason_hint))}
                    error={error_of(&errors, "reason")} value={(*reason).clone()} oninput={into_state(&reason)} tall=true />
                <Keeping name={props.name.clone()} enrolled={props.enrolled.clone()} also={(*also).clone()}
                    onchange={{ let also = also.clone(); Callback::from(move |next| also.set(next)) }} />
                if !props.enrolled.is_empty() {
                    <p id="outcome" role="status"><strong>{ outcome(&props.ends, &props.enrolled, &also) }</strong></p>
                }
                <div class="buttons">
                    <button id="confirm" type="submit" class="button button-danger">{ t.remove_button }</button>
                    <button id="cancel" type="button" class="button button-plain" onclick={handlers.go(props.back)}>{ text().shell.cancel }</button>
                </div>
            </form>
        </section>
    }
}
