//! Somebody waits: their number, and two ways on.

use crate::text::{fill, text};
use crate::views::handlers::use_handlers;
use crate::views::moment;
use marram_core::Command;
use marram_core::view::StaffView;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Approve`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) staff: Rc<StaffView>,
}

/// What an administrator sees of who waits by an invite.
#[component]
pub(super) fn Approve(props: &Props) -> Html {
    let t = &text().approve;
    let handlers = use_handlers();
    let (staff, person) = (&props.staff, props.staff.id);
    let named = |words: &str| fill(words, &[("name", &staff.name)]);
    let Some(waits) = &staff.waits else {
        return if staff.needs_approval {
            html! { <p id="nobody-waits">{ named(t.nobody) }</p> }
        } else {
            Html::default()
        };
    };
    if waits.over {
        return html! { <p id="waits-over" class="banner banner-danger">{ named(t.over) }</p> };
    }
    let tell = |command: Command| {
        let handlers = handlers.clone();
        Callback::from(move |_: MouseEvent| handlers.command(command.clone()))
    };
    let approve = tell(Command::Approve { person, number: waits.number.clone() });
    let refuse = tell(Command::WithdrawInvite { person });
    html! {
        <section aria-labelledby="number-label">
            <h2 key="label" id="number-label">{ named(t.heading) }</h2>
            <p key="who">{ fill(t.who, &[("device", &waits.device_name), ("when", &moment(waits.since))]) }</p>
            <p key="how">{ named(t.how) }</p>
            <ol key="number" id="approval-number" class="safety-number" aria-labelledby="number-label">
                { for waits.number.split(' ').map(|group| html! { <li>{ group }</li> }) }
            </ol>
            <p key="differ">{ named(t.differ) }</p>
            <div key="buttons" class="buttons">
                <button id="approve" class="button" onclick={approve}>{ named(t.approve) }</button>
                <button id="refuse" class="button button-danger" onclick={refuse}>{ t.refuse }</button>
            </div>
        </section>
    }
}
