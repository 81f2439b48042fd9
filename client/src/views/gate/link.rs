//! No link, a link that cannot be used, and a link that the relay did not accept.

use super::frame::Frame;
use super::have::HaveLink;
use super::recover::Recover;
use crate::messages::{JoinRefused as Refusal, ToWorker};
use crate::platform::preference::Preference;
use crate::state::Collecting;
use crate::text::{fill, text};
use crate::views::handlers::use_handlers;
use crate::views::moment;
use marram_core::view::NoticeKind;
use marram_protocol::UnixMillis;
use yew::prelude::*;

/// Whether this browser, which is no device, was one: then its store was taken away, for leaving removes the mark too.
pub(super) fn was_device() -> bool {
    Preference::WasDevice.get().is_some()
}

/// The properties of [`NoLink`].
#[derive(Properties, PartialEq)]
pub(crate) struct NoLinkProps {
    pub(crate) problem: Option<Refusal>,
    pub(crate) busy: bool,
    /// How far fetching a link by a code has got.
    pub(crate) collecting: Collecting,
}

/// The page was opened without a link: whom to ask, what has become of what was kept here, and the way for an
/// administrator who lost every device.
#[component]
pub(crate) fn NoLink(props: &NoLinkProps) -> Html {
    let t = &text().gate;
    let recovering = use_state_eq(|| false);
    let recover = {
        let recovering = recovering.clone();
        Callback::from(move |_: MouseEvent| {
            recovering.set(true);
            crate::platform::document::focus("heading");
        })
    };
    if *recovering {
        return html! { <Recover problem={props.problem} busy={props.busy} /> };
    }
    if was_device() {
        return html! {
            <Frame view="lost-store" heading={t.lost_heading}>
                <p>{ t.lost_text }</p>
                <p>{ t.lost_safe }</p>
                <p>{ t.lost_next }</p>
                <HaveLink collecting={props.collecting} />
            </Frame>
        };
    }
    html! {
        <Frame view="no-link" heading={t.no_link_heading}>
            <p>{ t.no_link_text }</p>
            <HaveLink collecting={props.collecting} />
            <p>{ t.no_link_other }</p>
            <button id="recover-agency" class="link" onclick={recover}>{ text().recover.open }</button>
        </Frame>
    }
}

/// The properties of [`LinkProblem`].
#[derive(Properties, PartialEq)]
pub(crate) struct ProblemProps {
    /// When it expired; otherwise it is damaged.
    pub(crate) expired: Option<UnixMillis>,
}

/// The link cannot be used, as far as can be seen before asking anyone.
#[component]
pub(crate) fn LinkProblem(props: &ProblemProps) -> Html {
    let t = &text().join;
    let (view, heading, words) = match props.expired {
        Some(at) => ("link-expired", t.expired_heading, fill(t.expired_text, &[("when", &moment(at))])),
        None => ("link-damaged", t.damaged_heading, t.damaged_text.to_owned()),
    };
    html! { <Frame {view} {heading}><p>{ words }</p></Frame> }
}

/// The properties of [`JoinRefused`].
#[derive(Properties, PartialEq)]
pub(crate) struct RefusedProps {
    pub(crate) why: NoticeKind,
}

/// The relay did not accept the link, and nothing is kept here yet: start again.
#[component]
pub(crate) fn JoinRefused(props: &RefusedProps) -> Html {
    let t = &text().join;
    let handlers = use_handlers();
    let (heading, words) = match props.why {
        NoticeKind::NotApproved => (text().waiting.refused_heading, text().waiting.refused_text),
        NoticeKind::InviteWithdrawn => (t.withdrawn_heading, t.withdrawn_text),
        NoticeKind::FoundingUsed => (text().found.used_heading, text().found.used_text),
        NoticeKind::NoSuchFounding => (text().found.unknown_heading, text().found.unknown_text),
        NoticeKind::InviteUsed => (t.used_heading, t.used_text),
        NoticeKind::PassExpired => (t.expired_heading, t.late_text),
        NoticeKind::TooManyDevices { .. } => (t.too_many_heading, t.too_many_text),
        NoticeKind::NotAdmitted => (t.not_admitted_heading, t.not_admitted_text),
        _ => (t.bad_heading, t.bad_text),
    };
    let start_again = Callback::from(move |_| handlers.ask.emit(ToWorker::Forget));
    html! {
        <Frame view="join-refused" {heading}>
            <p>{ words }</p>
            <p class="hint" id="start-again-hint">{ t.start_again_hint }</p>
            <button id="start-again" class="button" aria-describedby="start-again-hint" onclick={start_again}>{ t.start_again }</button>
        </Frame>
    }
}
