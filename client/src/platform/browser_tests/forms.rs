//! Forms as a browser has them: names, references, and where the focus goes. The page of every template is drawn.

use crate::views::form_page::FormPage;
use crate::views::form_page::page::Props as FormPageProps;
use marram_core::work::template::{Filled, Row, Template, Value};
use std::{cell::RefCell, collections::BTreeSet, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Document, Element, HtmlElement};
use yew::{AppHandle, Callback};

/// A form on the page; gone with it.
struct Drawn {
    app: Option<AppHandle<FormPage>>,
    root: Element,
    sent: Rc<RefCell<Vec<Filled>>>,
    draft: Rc<RefCell<Option<Filled>>>,
}

impl Drawn {
    async fn new(start: Filled) -> Self {
        let root = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&root).unwrap();
        let (sent, draft) = (Rc::<RefCell<Vec<Filled>>>::default(), Rc::<RefCell<Option<Filled>>>::default());
        let on_submit = {
            let sent = sent.clone();
            Callback::from(move |filled| sent.borrow_mut().push(filled))
        };
        let on_change = {
            let draft = draft.clone();
            Callback::from(move |filled| drop(draft.replace(Some(filled))))
        };
        let props = FormPageProps { start, on_change, on_submit, send: "Send".into(), busy: false };
        let app = yew::Renderer::<FormPage>::with_root_and_props(root.clone(), props).render();
        let drawn = Self { app: Some(app), root, sent, draft };
        until("the form is drawn", || drawn.find("#send-form").is_some()).await;
        drawn
    }

    fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let list = self.root.query_selector_all(selector).unwrap();
        (0..list.length()).map(|place| list.item(place).unwrap().unchecked_into()).collect()
    }

    fn click(&self, selector: &str) {
        self.find(selector).unwrap_or_else(|| panic!("there is {selector}")).unchecked_into::<HtmlElement>().click();
    }

    fn has_focus(&self, id: &str) -> bool {
        document().active_element().is_some_and(|element| element.id() == id)
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.root.remove();
    }
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// Lets what was asked for happen: drawing and its effects are tasks of the same page.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if holds() {
            return;
        }
        JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL)).await.unwrap();
    }
    panic!("it never came to be: {what}");
}

fn begun(id: &str) -> Filled {
    Filled::begin(Template::newest(id).unwrap())
}

fn text(words: &str) -> Value {
    Value::Text(words.into())
}

fn child(name: &str) -> Row {
    [("name", name), ("born", "yes"), ("date-of-birth", "2020--")].map(|(id, words)| (id.into(), words.into())).into()
}

/// A referral that can be sent as it is.
fn whole() -> Filled {
    let mut filled = begun("police-referral");
    for (id, words) in [
        ("risk", "high"),
        ("formality", "information"),
        ("oic-name", " DS Ruth Kember "),
        ("oic-phone", "01632 960 017"),
        ("strategy-held", "no"),
        ("incident", "A search in Saltmarsh Row."),
        ("children-identified", "yes"),
        ("suspect", "no"),
        ("consent", "agreed"),
        ("withhold", "no"),
    ] {
        filled.values.insert(id.into(), text(words));
    }
    filled.values.insert("children".into(), Value::Rows(vec![child("A"), child("B")]));
    filled
}

#[wasm_bindgen_test]
async fn every_answer_of_every_form_has_a_name_and_every_reference_leads_somewhere() {
    for template in Template::all() {
        let mut filled = Filled::begin(template);
        // Everything is asked, and every group has two rows.
        for field in template.fields() {
            if field.kind == marram_core::work::template::Kind::Group {
                filled.values.insert(field.id.clone(), Value::Rows(vec![Row::new(), Row::new()]));
            }
            if let Some(condition) = &field.shown_if {
                filled.values.insert(condition.field.clone(), text(&condition.is[0]));
            }
        }
        let drawn = Drawn::new(filled).await;
        drawn.click("#send-form");
        until("its problems are shown", || drawn.find("#error-summary").is_some()).await;
        let ids: Vec<String> = drawn.all("[id]").iter().map(Element::id).collect();
        let different: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(different.len(), ids.len(), "{}", template.id);
        for input in drawn.all("input, textarea") {
            let label = drawn.find(&format!("label[for=\"{}\"]", input.id()));
            let named = label.and_then(|label| label.text_content()).is_some_and(|words| !words.trim().is_empty());
            assert!(named, "{} has no name", input.id());
        }
        for fieldset in drawn.all("fieldset") {
            let first = fieldset.first_element_child().unwrap();
            assert_eq!(first.tag_name(), "LEGEND");
            assert!(!first.text_content().unwrap().trim().is_empty());
        }
        for one in drawn.all("[aria-describedby]") {
            for id in one.get_attribute("aria-describedby").unwrap().split(' ') {
                assert!(ids.iter().any(|known| known == id), "{id} is not there");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn the_focus_goes_to_the_problems_and_from_each_to_its_answer() {
    for template in Template::all() {
        let drawn = Drawn::new(Filled::begin(template)).await;
        drawn.click("#send-form");
        until("the problems have the focus", || drawn.has_focus("error-summary")).await;
        let lines = drawn.all("#error-summary a");
        assert_eq!(lines.len(), template.errors(&Filled::begin(template)).len());
        for line in lines {
            let target = line.get_attribute("href").unwrap();
            line.unchecked_into::<HtmlElement>().click();
            assert!(drawn.has_focus(target.trim_start_matches('#')), "{target} has the focus");
        }
        assert!(drawn.sent.borrow().is_empty());
    }
}

#[wasm_bindgen_test]
async fn rows_take_the_focus_with_them_and_come_back() {
    let drawn = Drawn::new(whole()).await;
    drawn.click("#f_children_add");
    until("the new row has the focus", || drawn.has_focus("f_children_2")).await;
    drawn.click("#f_children_0 [data-test=remove-row]");
    until("what was done has the focus", || drawn.has_focus("f_children_status")).await;
    let first = |drawn: &Drawn| drawn.draft.borrow().as_ref().unwrap().rows(&"children".into())[0].clone();
    until("the draft is told", || first(&drawn) == child("B")).await;
    drawn.click("[data-test=put-back]");
    until("the row is back", || drawn.has_focus("f_children_0")).await;
    until("the draft is told", || first(&drawn) == child("A")).await;
}

#[wasm_bindgen_test]
async fn a_whole_form_is_handed_over_once_in_its_canonical_form() {
    let drawn = Drawn::new(whole()).await;
    drawn.click("#f_withhold_yes");
    until("it is asked why", || drawn.find("#f_withhold-why").is_some()).await;
    drawn.click("#send-form");
    until("the answer that is missing is named", || drawn.find("#f_withhold-why_error").is_some()).await;
    assert!(drawn.sent.borrow().is_empty());
    drawn.click("#f_withhold_no");
    until("it is asked no more", || drawn.find("#f_withhold-why").is_none()).await;
    drawn.click("#send-form");
    until("it is handed over", || !drawn.sent.borrow().is_empty()).await;
    let sent = drawn.sent.borrow();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].text(&"oic-name".into()), "DS Ruth Kember");
    assert_eq!(sent[0].rows(&"children".into())[0]["date-of-birth"], "2020");
    assert!(drawn.find("#error-summary").is_none());
}
