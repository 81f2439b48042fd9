//! The document: title, focus, visibility, sizes set without inline style, and what kind of device it is.

use gloo_events::EventListener;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, VisibilityState};

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Where the page is drawn.
pub(crate) fn root() -> Option<Element> {
    document()?.get_element_by_id("app")
}

/// Sets the window's title. It never carries content.
pub(crate) fn set_title(title: &str) {
    // Behind the curtain the title says nothing.
    if super::curtain::keep_title(title) {
        return;
    }
    if let Some(document) = document().filter(|document| document.title() != title) {
        document.set_title(title);
    }
}

/// Moves the focus to the element with this id and scrolls to it.
pub(crate) fn focus(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.as_ref().and_then(|element| element.dyn_ref::<HtmlElement>()) {
        element.focus().unwrap_or_default();
    }
}

/// Moves the focus to the element with this id and scrolls until it stands at the top.
pub(crate) fn go_to(id: &str) {
    focus(id);
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.scroll_into_view();
    }
}

thread_local! {
    static WISHED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The next view begins at this element, and gives it the focus instead of its heading, if it has it.
pub(crate) fn focus_in_next_view(id: &str) {
    WISHED.set(Some(id.to_owned()));
}

/// Moves the focus into a view that was just drawn: to what was wished for, or else to the first of these that is there.
pub(crate) fn focus_view(ids: &[&str]) {
    match WISHED.take().filter(|id| is_there(id)) {
        Some(id) => go_to(&id),
        None => focus_first(ids),
    }
}

/// As [`focus`], for the first of these that is there.
pub(crate) fn focus_first(ids: &[&str]) {
    if let Some(id) = ids.iter().find(|id| is_there(id)) {
        focus(id);
    }
}

fn is_there(id: &str) -> bool {
    document().is_some_and(|document| document.get_element_by_id(id).is_some())
}

/// As [`focus`], if the focus was lost because the element that had it has gone; whether it was.
pub(crate) fn focus_if_lost(id: &str) -> bool {
    let lost = document().is_some_and(|document| {
        let body = document.body();
        document.active_element().is_none_or(|active| body.is_some_and(|body| active.is_same_node(Some(&body))))
    });
    if lost {
        focus(id);
    }
    lost
}

/// The id of the heading of the part of the page in which something was pressed.
pub(crate) fn heading_around(event: &web_sys::MouseEvent) -> Option<String> {
    let pressed = event.target()?.dyn_into::<Element>().ok()?;
    let part = pressed.closest("[data-heading], section[aria-labelledby]").ok()??;
    part.get_attribute("data-heading").or_else(|| part.get_attribute("aria-labelledby"))
}

/// Whether a key was pressed in a field of one line, or on a box to tick.
pub(crate) fn in_a_line(event: &web_sys::KeyboardEvent) -> bool {
    event.target().is_some_and(|target| target.has_type::<web_sys::HtmlInputElement>())
}

/// Loads the page anew.
pub(crate) fn reload() {
    if let Some(window) = web_sys::window() {
        window.location().reload().unwrap_or_default();
    }
}

/// Opens the browser's print dialogue; answers when it is closed.
pub(crate) fn print() {
    if let Some(window) = web_sys::window() {
        window.print().unwrap_or_default();
    }
}

/// Where this page was loaded from: the beginning of every link to it.
pub(crate) fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Puts text onto the clipboard; whether the browser allowed it.
pub(crate) async fn copy(text: String) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let written = window.navigator().clipboard().write_text(&text);
    wasm_bindgen_futures::JsFuture::from(written).await.is_ok()
}

/// The text of the file that was chosen in an input, if it is one of at most a megabyte.
pub(crate) async fn chosen_text(input: web_sys::HtmlInputElement) -> Option<String> {
    let file = input.files()?.get(0).filter(|file| file.size() <= 1_000_000.0)?;
    let text = wasm_bindgen_futures::JsFuture::from(file.text()).await.ok()?;
    text.as_string()
}

/// Whether a person can see the page.
pub(crate) fn visible() -> bool {
    document().is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Calls `back` whenever the page is shown or hidden.
pub(crate) fn on_visibility(back: impl Fn(bool) + 'static) -> Option<EventListener> {
    let document = document()?;
    Some(EventListener::new(&document, "visibilitychange", move |_| back(visible())))
}

/// Calls `back` on an event of the window.
pub(crate) fn on_window(event: &'static str, back: impl Fn() + 'static) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, event, move |_| back()))
}

/// Whether the first pointer is a finger: then Enter is a new line, since there is no Shift to hold.
pub(crate) fn touch() -> bool {
    let query = |window: web_sys::Window| window.match_media("(pointer: coarse)").ok().flatten();
    web_sys::window().and_then(query).is_some_and(|list| list.matches())
}

/// Tells the height of each row of a list: of its children between the two spacers.
pub(crate) fn measure_rows(list: &HtmlElement, mut tell: impl FnMut(usize, f64)) {
    let children = list.children();
    for place in 1..children.length().saturating_sub(1) {
        if let Some(row) = children.item(place) {
            tell(place as usize - 1, row.get_bounding_client_rect().height());
        }
    }
}

/// Sets the heights of a list's first and last child. The policy forbids style attributes, not this.
pub(crate) fn set_spacers(list: &HtmlElement, above: f64, below: f64) {
    for (spacer, pixels) in [(list.first_element_child(), above), (list.last_element_child(), below)] {
        if let Some(spacer) = spacer.as_ref().and_then(|spacer| spacer.dyn_ref::<HtmlElement>()) {
            spacer.style().set_property("height", &format!("{pixels}px")).unwrap_or_default();
        }
    }
}

/// A few words for this device, by what the browser says of itself: a default that people can change.
pub(crate) fn device_kind() -> DeviceKind {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    DeviceKind::of(&agent)
}

/// What a device seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeviceKind {
    Iphone,
    Ipad,
    Android,
    Windows,
    Mac,
    Linux,
    Unknown,
}

impl DeviceKind {
    fn of(agent: &str) -> Self {
        let kinds = [
            ("iPhone", Self::Iphone),
            ("iPad", Self::Ipad),
            ("Android", Self::Android),
            ("Windows", Self::Windows),
            ("Macintosh", Self::Mac),
            ("Linux", Self::Linux),
        ];
        kinds.into_iter().find(|(word, _)| agent.contains(word)).map_or(Self::Unknown, |(_, kind)| kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_known_by_its_own_name_and_not_by_its_kernels() {
        let android = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36";
        assert_eq!(DeviceKind::of(android), DeviceKind::Android);
        assert_eq!(DeviceKind::of("Mozilla/5.0 (X11; Linux x86_64)"), DeviceKind::Linux);
        assert_eq!(DeviceKind::of(""), DeviceKind::Unknown);
    }
}
