//! Comparing keys with a member: the number, what to do with it, and what was found.

use super::scan::Scan;
use crate::state::Route;
use crate::state::scan::{self, Read};
use crate::text::{fill, text};
use crate::views::handlers::use_handlers;
use crate::views::moment;
use crate::views::square_code::SquareCode;
use marram_core::view::{Compared, RoomView, SafetyNumber};
use marram_core::{Command, PersonId, RoomId};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`CompareKeys`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: RoomId,
    pub(crate) person: PersonId,
    pub(crate) view: Option<Rc<RoomView>>,
    /// `None` until it was worked out.
    pub(crate) number: Option<Rc<SafetyNumber>>,
}

/// The page.
#[component]
pub(crate) fn CompareKeys(props: &Props) -> Html {
    let t = &text().compare;
    let handlers = use_handlers();
    let differ = use_state_eq(|| false);
    let scanned = use_state_eq(|| None::<Read>);
    let person = props.person;
    {
        let handlers = handlers.clone();
        use_effect_with(person, move |person| handlers.command(Command::ShowSafetyNumber { person: *person }));
    }
    let member = props.view.iter().flat_map(|view| &view.members).find(|member| member.id == person);
    let name = member.map_or(text().people.unnamed, |member| member.name.as_str());
    let named = |words: &str| fill(words, &[("name", name)]);
    let number = props.number.as_ref().filter(|number| number.person == person);
    let command = |command: Option<Command>| {
        let (handlers, differ, scanned) = (handlers.clone(), differ.clone(), scanned.clone());
        Callback::from(move |_: MouseEvent| {
            differ.set(command.is_none());
            scanned.set(None);
            command.iter().cloned().for_each(|command| handlers.command(command));
        })
    };
    let same = number.map(|number| Command::FoundSame { person, number: number.number.clone() });
    let onread = {
        let (handlers, differ, scanned, same) = (handlers.clone(), differ.clone(), scanned.clone(), same.clone());
        Callback::from(move |read: Read| {
            differ.set(read == Read::Other);
            scanned.set(Some(read));
            if read == Read::Same {
                same.iter().cloned().for_each(|command| handlers.command(command));
            }
        })
    };
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ named(t.heading) }</h1>
            <p key="why">{ t.why }</p>
            <p key="how">{ named(t.how) }</p>
            <div key="stand" role="status">
                if *scanned == Some(Read::Same) { <p key="scanned" id="scanned" class="banner banner-ok">{ named(text().scan.same) }</p> }
                { stand(number.map(|number| number.compared), *differ, &named) }
            </div>
            if let Some(number) = number {
                <h2 key="label" id="number-label">{ named(t.number) }</h2>
                <ol key="number" id="safety-number" class="safety-number" aria-labelledby="number-label">
                    { for number.number.split(' ').map(|group| html! { <li>{ group }</li> }) }
                </ol>
                <h2 key="square-label">{ text().scan.heading }</h2>
                <p key="square-how">{ named(text().scan.how) }</p>
                <div key="square" id="safety-square"><SquareCode text={scan::square(&number.number)} label={named(text().scan.label)} /></div>
                <Scan key="scan" number={number.number.clone()} {onread} />
                <h2 key="aloud">{ text().scan.aloud }</h2>
                <div key="buttons" class="buttons">
                    <button id="same" class="button" onclick={command(same)}>{ t.same }</button>
                    <button id="differ" class="button button-plain" onclick={command(None)}>{ t.differ }</button>
                    if number.compared == Compared::Changed {
                        <button id="trust" class="button button-plain" onclick={command(Some(Command::TrustAgency { person }))}>{ t.trust }</button>
                    }
                </div>
            } else {
                <p key="coming" class="quiet">{ t.coming }</p>
            }
            <button key="back" id="back" class="link" onclick={handlers.go(Route::Room(props.room))}>{ text().room.back_to_room }</button>
        </div>
    }
}

/// How it stands, in words.
fn stand(compared: Option<Compared>, differ: bool, named: &dyn Fn(&str) -> String) -> Html {
    let t = &text().compare;
    if differ {
        return html! {
            <div class="banner banner-danger"><strong>{ named(t.differ_heading) }</strong><p>{ named(t.differ_text) }</p></div>
        };
    }
    match compared {
        Some(Compared::Same { at }) => {
            html! { <p class="banner" id="compared">{ fill(t.done, &[("at", &moment(at))]) }</p> }
        }
        Some(Compared::Changed) => html! { <p class="banner banner-danger">{ named(t.changed) }</p> },
        Some(Compared::Never) | None => Html::default(),
    }
}
