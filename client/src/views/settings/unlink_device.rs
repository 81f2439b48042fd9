//! Removing one of the person's devices.

use super::devices::name;
use crate::state::{Action, Devices, Route};
use crate::text::{fill, text};
use crate::views::handlers::use_handlers;
use marram_core::Command;
use marram_protocol::DeviceId;
use yew::prelude::*;

/// The properties of [`UnlinkDevice`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) device: DeviceId,
    pub(crate) devices: Devices,
}

/// The page.
#[component]
pub(crate) fn UnlinkDevice(props: &Props) -> Html {
    let t = &text().devices;
    let handlers = use_handlers();
    let device = props.device;
    let known = props.devices.get(device).filter(|known| known.removable);
    let back = html! { <button id="cancel" class="button button-plain" onclick={handlers.go(Route::Settings)}>{ text().shell.cancel }</button> };
    let Some(known) = known else {
        return html! {
            <div class="page"><h1 id="heading" tabindex="-1">{ t.gone }</h1>{ back }</div>
        };
    };
    let remove = Callback::from(move |_: MouseEvent| {
        handlers.command(Command::RemoveDevice { device, reason: text().devices.remove_reason.to_owned() });
        handlers.act.emit(Action::Go(Route::Settings));
    });
    html! {
        <div class="page">
            <h1 id="heading" tabindex="-1">{ fill(t.remove_heading, &[("device", name(known))]) }</h1>
            <p>{ t.remove_text }</p>
            <p>{ t.remove_keeps }</p>
            <div class="buttons">
                <button id="unlink-device" class="button button-danger" onclick={remove}>{ t.remove_button }</button>
                { back }
            </div>
        </div>
    }
}
