//! Settings: who and what this device is, the passphrase, leaving this browser.

mod desk;
mod devices;
mod leave_computer;
mod link_device;
mod passkey;
mod passphrase;
mod removal;
mod unlink_device;

pub(super) use leave_computer::LeaveComputer;
pub(super) use link_device::LinkDevice;
pub(super) use passphrase::ChangePassphrase;
pub(super) use removal::{ConfirmRemoval, SignOut};
pub(super) use unlink_device::UnlinkDevice;

use self::desk::DeskChoices;
use self::devices::DeviceList;
use self::passkey::Passkey;
use super::handlers::use_handlers;
use super::tag::AgencyTag;
use crate::messages::AtTheLock;
use crate::platform::keep;
use crate::state::{Devices, PassphraseChange, Route};
use crate::text::text;
use marram_core::view::Me;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The properties of [`Settings`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) me: Option<Rc<Me>>,
    pub(crate) devices: Devices,
    pub(crate) at_the_lock: AtTheLock,
    /// How far adding or removing one has got.
    pub(crate) passkey: PassphraseChange,
}

/// The page.
#[component]
pub(crate) fn Settings(props: &Props) -> Html {
    let t = &text().settings;
    let handlers = use_handlers();
    let at_the_lock = &props.at_the_lock;
    html! {
        <div class="page">
            <h1 id="heading" tabindex="-1">{ t.heading }</h1>
            <h2>{ t.you }</h2>
            { for props.me.iter().map(|me| you(me)) }
            <h2>{ text().devices.heading }</h2>
            <DeviceList devices={props.devices.clone()} />
            <h2>{ t.device }</h2>
            if at_the_lock.shared { <p id="kept">{ t.shared }</p> } else { <Kept /> }
            <h2>{ t.passphrase }</h2>
            <button id="change-passphrase" class="button button-plain" onclick={handlers.go(Route::Passphrase)}>{ t.change_passphrase }</button>
            // A passkey would stay on the computer.
            if !at_the_lock.shared {
                <h2>{ text().passkey.heading }</h2>
                <Passkey has={at_the_lock.passkey.is_some()} progress={props.passkey} />
            }
            <h2>{ text().desk.heading }</h2>
            <DeskChoices />
            <h2>{ t.leaving }</h2>
            <button id="sign-out" class="button button-plain" onclick={handlers.go(Route::SignOut)}>
                { if at_the_lock.shared { text().sitting.leave } else { t.sign_out } }
            </button>
        </div>
    }
}

fn you(me: &Me) -> Html {
    let t = &text().settings;
    let name = if me.name.is_empty() { t.name_unknown } else { &me.name };
    html! {
        <>
            <dl>
                <dt>{ t.name }</dt><dd id="my-name">{ name }</dd>
                <dt>{ t.role }</dt><dd>{ &me.role }</dd>
                <dt>{ t.agency }</dt><dd><AgencyTag agency={me.agency.clone()} /></dd>
                <dt>{ t.device_id }</dt><dd><code>{ me.device.to_string() }</code><p class="hint">{ t.device_hint }</p></dd>
            </dl>
            if me.administrator { <p>{ t.administrator }</p> }
        </>
    }
}

/// Whether the browser keeps what is stored, with a way to ask.
#[component]
fn Kept() -> Html {
    let t = &text().settings;
    let answer = use_state_eq(|| None::<bool>);
    {
        let answer = answer.clone();
        use_effect_with((), move |()| spawn_local(async move { answer.set(keep::kept().await) }));
    }
    let ask = {
        let answer = answer.clone();
        Callback::from(move |_: MouseEvent| {
            let answer = answer.clone();
            spawn_local(async move { answer.set(keep::ask_to_keep().await) });
        })
    };
    let words = match *answer {
        Some(true) => t.kept,
        Some(false) => t.not_kept,
        None => t.kept_unknown,
    };
    html! {
        <>
            <p key="kept" id="kept" role="status">{ words }</p>
            if *answer == Some(false) { <button key="ask" id="ask-to-keep" class="button button-plain" onclick={ask}>{ t.ask_to_keep }</button> }
        </>
    }
}
