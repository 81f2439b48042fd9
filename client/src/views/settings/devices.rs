//! The person's devices: which there are, and the ways to add and remove one.

use crate::state::{Devices, Route};
use crate::text::{fill, text};
use crate::views::handlers::{Handlers, use_handlers};
use crate::views::moment;
use marram_core::view::DeviceView;
use yew::prelude::*;

/// The properties of [`DeviceList`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) devices: Devices,
}

/// The list.
#[component]
pub(crate) fn DeviceList(props: &Props) -> Html {
    let t = &text().devices;
    let handlers = use_handlers();
    let devices = &props.devices;
    let stuck = devices.list.iter().any(|device| !device.this && !device.removable);
    html! {
        <>
            <p key="intro">{ t.intro }</p>
            if devices.list.is_empty() { <p key="none" class="quiet">{ t.none }</p> }
            <ul key="list" id="my-devices" class="devices">{ for devices.list.iter().map(|device| line(device, devices, &handlers)) }</ul>
            if stuck { <p key="elsewhere" class="hint">{ t.elsewhere }</p> }
            if devices.may_link {
                <button key="add" id="add-device" class="button button-plain" onclick={handlers.go(Route::LinkDevice)}>{ t.add }</button>
            } else if !devices.list.is_empty() {
                <p key="linked" id="no-more-devices" class="hint">{ t.linked }</p>
            }
        </>
    }
}

fn line(device: &DeviceView, devices: &Devices, handlers: &Handlers) -> Html {
    let t = &text().devices;
    let name = name(device);
    let from =
        device.linked_by.and_then(|by| devices.get(by)).map(|by| fill(t.added_from, &[("device", self::name(by))]));
    let remove = handlers.go(Route::UnlinkDevice(device.id));
    html! {
        <li key={device.id.to_hex()} class="device">
            <span class="device-name"><strong>{ name }</strong>{ " " }
                if device.this { <span class="tag tag-new">{ t.this }</span> }
            </span>
            <span class="quiet">{ fill(t.since, &[("when", &moment(device.since)), ("number", &device.id.to_string())]) }</span>
            { for device.until.map(|until| html! { <span class="quiet">{ fill(t.until_when, &[("when", &moment(until))]) }</span> }) }
            { for from.map(|from| html! { <span class="quiet">{ from }</span> }) }
            if device.removable {
                <button class="link link-danger" data-test="remove-device" aria-label={fill(t.remove_label, &[("device", name)])}
                    onclick={remove}>{ t.remove }</button>
            }
        </li>
    }
}

/// What a device is called.
pub(super) fn name(device: &DeviceView) -> &str {
    let t = &text().devices;
    match (device.name.is_empty(), device.linked_by) {
        (false, _) => &device.name,
        (true, None) => t.administrators,
        (true, Some(_)) => t.unnamed,
    }
}
