//! Adding a device: a link, as a square code and as text, for a few minutes.

use super::devices::name;
use crate::platform::{clipboard, clock};
use crate::state::{DeviceLink, Devices, Route};
use crate::text::{fill, text};
use crate::views::handlers::{Handlers, use_handlers};
use crate::views::moment;
use crate::views::square_code::SquareCode;
use marram_core::Command;
use marram_core::view::DeviceView;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The properties of [`LinkDevice`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) devices: Devices,
}

/// The page.
#[component]
pub(crate) fn LinkDevice(props: &Props) -> Html {
    let t = &text().devices;
    let handlers = use_handlers();
    let make = {
        let handlers = handlers.clone();
        Callback::from(move |_: MouseEvent| handlers.command(Command::LinkDevice))
    };
    let (link, added) = (&props.devices.link, props.devices.added());
    let body = match (link, added) {
        (_, Some(device)) => made(device, handlers.go(Route::UnlinkDevice(device.id))),
        (Some(link), None) => html! { <ShownLink key={link.expires.0} link={link.clone()} make={make.clone()} /> },
        (None, None) if props.devices.may_link => {
            html! { <button key="make" id="make-link" class="button" onclick={make}>{ t.make }</button> }
        }
        (None, None) => html! { <p key="linked">{ t.linked }</p> },
    };
    html! {
        <div class="page">
            <h1 id="heading" tabindex="-1">{ t.add_heading }</h1>
            if added.is_none() {
                <p key="text">{ t.add_text }</p>
                <p key="danger" class="banner banner-warning">{ t.add_danger }</p>
            }
            <div key="status" role="status">{ body }</div>
            <p key="back" class="apart"><button id="devices-done" class="button button-plain" onclick={handlers.go(Route::Settings)}>{ t.done }</button></p>
        </div>
    }
}

fn made(device: &DeviceView, remove: Callback<MouseEvent>) -> Html {
    let t = &text().devices;
    html! {
        <div key="made">
            <p id="device-added" class="banner banner-ok">{ fill(t.added, &[("device", name(device))]) }</p>
            <p>{ t.added_check }</p>
            <button id="remove-added" class="link link-danger" onclick={remove}>{ fill(t.remove_label, &[("device", name(device))]) }</button>
        </div>
    }
}

/// The properties of [`ShownLink`].
#[derive(Properties, PartialEq)]
struct LinkProps {
    link: DeviceLink,
    make: Callback<MouseEvent>,
}

/// The link, until its time is over.
#[component]
fn ShownLink(props: &LinkProps) -> Html {
    let t = &text().devices;
    let over = use_state_eq(|| false);
    let copied = use_state_eq(|| None::<bool>);
    let (handlers, asked) = (use_handlers(), use_state_eq(|| false));
    {
        let over = over.clone();
        use_effect_with(props.link.expires, move |expires| {
            let timer = clock::call_at(*expires, move || over.set(true));
            move || drop(timer)
        });
    }
    if *over {
        return html! {
            <>
                <p id="link-over">{ t.over }</p>
                <button id="make-link" class="button" onclick={props.make.clone()}>{ t.make_again }</button>
            </>
        };
    }
    let address = clipboard::address_with(&props.link.fragment);
    let copy = {
        let (copied, address) = (copied.clone(), address.clone());
        Callback::from(move |_: MouseEvent| {
            let (copied, address) = (copied.clone(), address.clone());
            spawn_local(async move { copied.set(Some(clipboard::copy(&address).await)) });
        })
    };
    let typed = code(&props.link, &handlers, asked);
    let answer = copied.map(|copied| if copied { t.copied } else { t.not_copied });
    html! {
        <>
            <p>{ t.scan }{ " " }<span id="link-until">{ fill(t.until, &[("when", &moment(props.link.expires))]) }</span></p>
            <SquareCode text={address.clone()} label={t.picture} />
            <div key="code" role="status">{ typed }</div>
            <details>
                <summary id="no-camera">{ t.no_camera }</summary>
                <p>{ t.no_camera_text }</p>
                <div class="form-group">
                    <label for="device-link">{ t.link }</label>
                    <textarea id="device-link" class="field secret" rows="3" readonly=true value={address} />
                </div>
                <button id="copy-link" class="button button-plain" onclick={copy}>{ t.copy }</button>
                <p id="copy-answer" role="status">{ answer.unwrap_or_default() }</p>
            </details>
        </>
    }
}

/// The code that can be typed instead of the link: asked for, on its way, there.
fn code(link: &DeviceLink, handlers: &Handlers, asked: UseStateHandle<bool>) -> Html {
    let t = &text().devices;
    match (&link.code, *asked) {
        (Some(code), _) => html! {
            <>
                <p>{ t.code_text }{ " " }<strong>{ clipboard::origin() }</strong></p>
                <p><span class="hidden">{ t.code }{ ": " }</span><code id="device-code" class="typed-code">{ &code.0 }</code></p>
            </>
        },
        (None, true) => html! { <p>{ t.code_waiting }</p> },
        (None, false) => {
            let handlers = handlers.clone();
            let ask = Callback::from(move |_: MouseEvent| {
                asked.set(true);
                handlers.command(Command::OfferCode);
            });
            html! { <button id="show-code" class="button button-plain" onclick={ask}>{ t.code_show }</button> }
        }
    }
}
