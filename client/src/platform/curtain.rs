//! The curtain: at once nothing of the page is in the document, nor in its title.
//!
//! The page itself is taken out of the document as it is and put back later, so that nothing that was typed is lost and
//! nothing is drawn anew; it goes on by itself meanwhile. Where the window was scrolled to comes back too.

use gloo_events::EventListener;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};

/// What the curtain says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CurtainWords {
    pub(crate) title: &'static str,
    pub(crate) come_back: &'static str,
}

struct Drawn {
    page: Element,
    curtain: Element,
    title: String,
    focused: Option<HtmlElement>,
    scrolled: Vec<(Element, i32)>,
    _clicked: EventListener,
}

thread_local! {
    static DRAWN: RefCell<Option<Drawn>> = const { RefCell::new(None) };
}

/// Whether it is drawn.
pub(crate) fn is_drawn() -> bool {
    DRAWN.with_borrow(Option::is_some)
}

/// Draws it, unless it is drawn. `come_back` is called when its button is pressed, by the space bar, Enter or a click.
pub(crate) fn draw(words: CurtainWords, come_back: impl Fn() + 'static) {
    if !is_drawn() {
        let drawn = web_sys::window().and_then(|window| hide(&window.document()?, words, come_back));
        DRAWN.set(drawn);
    }
}

/// Puts the page back. Answers whether the element that had the focus has it again.
pub(crate) fn lift() -> bool {
    let Some(drawn) = DRAWN.take() else { return true };
    drawn.curtain.replace_with_with_node_1(&drawn.page).unwrap_or_default();
    if let Some(document) = drawn.page.owner_document() {
        document.set_title(&drawn.title);
    }
    for (element, top) in drawn.scrolled {
        element.set_scroll_top(top);
    }
    match drawn.focused.filter(|element| element.is_connected()) {
        Some(element) => {
            element.focus().unwrap_or_default();
            true
        }
        None => false,
    }
}

/// What the title is to be once the curtain is lifted; false if it is not drawn.
pub(super) fn keep_title(title: &str) -> bool {
    DRAWN.with_borrow_mut(|drawn| match drawn {
        Some(drawn) => {
            title.clone_into(&mut drawn.title);
            true
        }
        None => false,
    })
}

fn hide(document: &Document, words: CurtainWords, come_back: impl Fn() + 'static) -> Option<Drawn> {
    let page = document.get_element_by_id("app")?;
    let focused = document.active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let scrolled = scrolled(&page);
    let curtain = document.create_element("main").ok()?;
    curtain.set_class_name("curtain");
    curtain.set_attribute("data-view", "curtain").ok()?;
    let button = document.create_element("button").ok()?;
    button.set_id("come-back");
    button.set_text_content(Some(words.come_back));
    // The page's heading too: whoever hears the page finds it there.
    let heading = document.create_element("h1").ok()?;
    heading.append_child(&button).ok()?;
    curtain.append_child(&heading).ok()?;
    page.replace_with_with_node_1(&curtain).ok()?;
    let title = document.title();
    document.set_title(words.title);
    if let Some(button) = button.dyn_ref::<HtmlElement>() {
        button.focus().unwrap_or_default();
    }
    let clicked = EventListener::new(&curtain, "click", move |_| come_back());
    Some(Drawn { page, curtain, title, focused, scrolled, _clicked: clicked })
}

/// Elements forget where they were scrolled to when they are taken out.
fn scrolled(page: &Element) -> Vec<(Element, i32)> {
    let Ok(list) = page.query_selector_all("main, aside, div, textarea") else { return Vec::new() };
    let elements = (0..list.length()).filter_map(|place| list.item(place)?.dyn_into::<Element>().ok());
    elements
        .map(|element| (element.scroll_top(), element))
        .filter(|(top, _)| *top > 0)
        .map(|(top, e)| (e, top))
        .collect()
}
