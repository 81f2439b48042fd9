//! Watching an element: its scrolling and its size.

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlElement, ResizeObserver};

/// Watches until it is dropped.
pub(crate) struct Watch {
    observer: ResizeObserver,
    _scrolled: EventListener,
    _resized: Closure<dyn FnMut()>,
}

impl Watch {
    /// Calls `scrolled` and `resized`. `None` if the browser cannot observe sizes.
    pub(crate) fn start(
        element: &HtmlElement,
        scrolled: impl Fn() + 'static,
        resized: impl Fn() + 'static,
    ) -> Option<Self> {
        let scrolled = EventListener::new(element, "scroll", move |_| scrolled());
        let resized: Closure<dyn FnMut()> = Closure::new(resized);
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _scrolled: scrolled, _resized: resized })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
