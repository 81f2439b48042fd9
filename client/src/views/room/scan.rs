//! Scanning the other person's square code with the camera.

use crate::platform::camera::{Camera, CameraProblem, Picture};
use crate::platform::document;
use crate::platform::scanner::Scanner;
use crate::state::scan::{self, Read};
use crate::text::text;
use gloo_timers::callback::Interval;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlVideoElement;
use yew::prelude::*;

/// How often the picture is looked at.
const LOOK_MS: u32 = 250;

/// How far it has got.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    Off,
    Asking,
    Looking(Rc<Looking>),
    Problem(CameraProblem),
    /// The scanner stopped by a fault, or did not start.
    Stopped,
}

/// An open camera; it is closed with the last of its owners.
#[derive(Debug)]
struct Looking(Camera);

impl PartialEq for Looking {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
    }
}

/// The properties of [`Scan`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The number that is shown here.
    pub(super) number: AttrValue,
    /// A safety number was read: the same, or another one.
    pub(super) onread: Callback<Read>,
}

/// A button, then the picture until a safety number was read.
#[component]
pub(super) fn Scan(props: &Props) -> Html {
    let t = &text().scan;
    let stage = use_state_eq(|| Stage::Off);
    let foreign = use_state_eq(|| false);
    let video = use_node_ref();
    let start = {
        let (stage, foreign) = (stage.clone(), foreign.clone());
        Callback::from(move |_: MouseEvent| {
            foreign.set(false);
            stage.set(Stage::Asking);
            let stage = stage.setter();
            spawn_local(async move {
                stage.set(match Camera::open().await {
                    Ok(camera) => Stage::Looking(Rc::new(Looking(camera))),
                    Err(why) => Stage::Problem(why),
                });
            });
        })
    };
    let stop = {
        let stage = stage.clone();
        Callback::from(move |_: MouseEvent| {
            stage.set(Stage::Off);
            document::focus("scan");
        })
    };
    {
        let (video, stage, foreign) = (video.clone(), stage.clone(), foreign.setter());
        let (number, onread) = (props.number.clone(), props.onread.clone());
        use_effect_with((*stage).clone(), move |now| {
            let timer = match (now, video.cast::<HtmlVideoElement>()) {
                (Stage::Looking(looking), Some(video)) => {
                    looking.0.show_in(&video);
                    looks(looking.clone(), video, stage, move |read: &[String]| {
                        match scan::judge(read.iter().map(String::as_str), &number) {
                            Some(Read::Foreign) => {
                                foreign.set(true);
                                false
                            }
                            Some(read) => {
                                onread.emit(read);
                                true
                            }
                            None => false,
                        }
                    })
                }
                _ => None,
            };
            move || drop(timer)
        });
    }
    let words = match &*stage {
        Stage::Problem(CameraProblem::Refused) => Some(t.refused),
        Stage::Problem(CameraProblem::None) => Some(t.none),
        Stage::Problem(CameraProblem::Busy) => Some(t.busy),
        Stage::Stopped => Some(t.stopped),
        Stage::Asking => Some(t.asking),
        Stage::Looking(_) if *foreign => Some(t.foreign),
        Stage::Looking(_) => Some(t.looking),
        Stage::Off => None,
    };
    html! {
        <div class="scan">
            if let Stage::Looking(_) = &*stage {
                <video key="picture" ref={video} class="scan-picture" aria-label={t.picture} autoplay=true playsinline=true muted=true></video>
                <button key="stop" id="stop-scan" class="button button-plain" onclick={stop}>{ t.stop }</button>
            } else {
                <button key="start" id="scan" class="button button-plain" onclick={start}>{ t.start }</button>
            }
            <p key="words" id="scan-words" role="status">{ words.unwrap_or_default() }</p>
        </div>
    }
}

/// Gives the scanner a picture whenever it is free, until `judge` has what it wanted of the texts in one.
fn looks(
    looking: Rc<Looking>,
    video: HtmlVideoElement,
    stage: UseStateHandle<Stage>,
    judge: impl Fn(&[String]) -> bool + 'static,
) -> Option<Interval> {
    let (done, failed) = (stage.setter(), stage.setter());
    let read = move |texts: Vec<String>| {
        if judge(&texts) {
            done.set(Stage::Off);
        }
    };
    let Some(scanner) = Scanner::start(read, move || failed.set(Stage::Stopped)) else {
        stage.set(Stage::Stopped);
        return None;
    };
    Some(Interval::new(LOOK_MS, move || {
        if !scanner.is_free() {
            return;
        }
        match looking.0.picture(&video) {
            Picture::Unwanted => stage.set(Stage::Off),
            Picture::NotYet => {}
            Picture::Taken(picture) => scanner.look(&picture),
        }
    }))
}
