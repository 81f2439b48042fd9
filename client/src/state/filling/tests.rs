use super::*;
use marram_core::work::template::{FieldId, Invalid, Meaning, submit, validate};

fn police() -> &'static Template {
    Template::newest("police-referral").unwrap()
}

fn field(id: &str) -> &'static Field {
    police().field(&FieldId::from(id)).unwrap()
}

fn at(id: &str) -> At {
    At::top(field(id))
}

fn cell(place: usize, id: &str) -> At {
    let group = police().meaning(Meaning::Children).unwrap();
    At { field: group.fields.iter().find(|inner| inner.id == FieldId::from(id)).unwrap(), row: Some((group, place)) }
}

fn filling(acts: impl IntoIterator<Item = Act>) -> Filling {
    let begun = Rc::new(Filling::begin(Filled::begin(police()), Beginnings::default()));
    Rc::unwrap_or_clone(acts.into_iter().fold(begun, |state, act| state.reduce(act)))
}

fn wrote(at: At, text: &str) -> Act {
    Act::Wrote(at, text.into())
}

fn refused(state: &Filling) -> Act {
    let today = "2026-11-22".parse().unwrap();
    match validate(&state.filled, today) {
        Err(Invalid::Fields(errors)) => Act::Refused(errors, today),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_typed_is_kept_as_it_is_and_what_is_emptied_is_gone() {
    let state = filling([wrote(at("oic-name"), " Ruth "), wrote(at("incident"), "x"), wrote(at("incident"), "")]);
    assert_eq!((state.text(&at("oic-name")), state.text(&at("incident"))), (" Ruth ", ""));
    assert_eq!((state.filled.values.len(), state.changes), (1, 3));
}

#[test]
fn ticks_come_and_go() {
    let checks = field("checks");
    let tick = |option: &str, on| Act::Ticked(checks, option.into(), on);
    let state = filling([tick("pnc", true), tick("local", true), tick("pnc", false)]);
    assert!(state.filled.has_chosen(&checks.id, "local") && !state.filled.has_chosen(&checks.id, "pnc"));
    assert!(filling([tick("pnc", true), tick("pnc", false)]).filled.values.is_empty());
}

#[test]
fn a_date_is_typed_part_by_part_in_any_order() {
    let date = at("incident-date");
    let typed = |parts: &[(DatePart, &str)]| {
        filling(parts.iter().map(|(part, text)| Act::WroteDate(date, *part, (*text).into()))).text(&date).to_owned()
    };
    assert_eq!(typed(&[(DatePart::Day, "3"), (DatePart::Year, "2026"), (DatePart::Month, "11")]), "2026-11-3");
    assert_eq!(typed(&[(DatePart::Day, "3"), (DatePart::Day, "")]), "");
    assert_eq!(typed(&[(DatePart::Year, "20-26")]), "2026--");
    let read = DatePart::ALL.map(|part| part.of("2026-11-3").to_owned());
    assert_eq!(read, ["3", "11", "2026"]);
    assert_eq!(DatePart::ALL.map(|part| part.of("unknown")), [""; 3]);
    assert_eq!(DatePart::Year.put("unknown", "2019"), "2019--", "who types a date knows it");
    assert_eq!(DatePart::ALL.map(|part| part.of("2019-03")), ["", "03", "2019"]);
}

#[test]
fn a_row_that_is_needed_is_there_before_anything_is_typed_into_it() {
    let group = police().meaning(Meaning::Children).unwrap();
    assert_eq!(filling([]).shown_rows(field("household")), 0);
    let asked = wrote(at("children-identified"), "yes");
    assert_eq!(filling([asked.clone()]).shown_rows(group), 1);
    let state = filling([asked.clone(), wrote(cell(0, "name"), "A")]);
    assert_eq!(state.filled.rows(&group.id).len(), 1);
    let state = filling([asked.clone(), Act::AddedRow(group)]);
    assert_eq!(state.shown_rows(group), 2, "another one beside the one that was there to begin with");
    let state = filling([asked, wrote(cell(2, "name"), "C")]);
    assert_eq!((state.text(&cell(0, "name")), state.text(&cell(2, "name"))), ("", "C"));
}

#[test]
fn a_row_that_was_removed_can_be_put_back_where_it_was() {
    let group = police().meaning(Meaning::Children).unwrap();
    let rows = [wrote(cell(0, "name"), "A"), wrote(cell(1, "name"), "B"), wrote(cell(2, "name"), "C")];
    let removed = filling(rows.into_iter().chain([Act::RemovedRow(group, 1)]));
    assert_eq!((removed.text(&cell(0, "name")), removed.text(&cell(1, "name"))), ("A", "C"));
    assert_eq!(removed.removed.as_ref().map(|removed| removed.place), Some(1));
    let back = Rc::new(removed).reduce(Act::PutBack);
    assert_eq!([0, 1, 2].map(|place| back.text(&cell(place, "name")).to_owned()), ["A", "B", "C"]);
    assert_eq!(back.removed, None);
    let blank = filling([Act::AddedRow(field("household")), Act::RemovedRow(field("household"), 0)]);
    assert_eq!((blank.removed, blank.filled.values.len()), (None, 0), "an empty row leaves nothing behind");
}

#[test]
fn nothing_is_complained_about_before_an_attempt_and_what_is_mended_no_more_after_it() {
    let state = filling([wrote(at("oic-phone"), "call me")]);
    assert_eq!(state.errors, []);
    let tried = Rc::new(state.clone()).reduce(refused(&state));
    assert_eq!(tried.fault(&at("oic-phone")), Some(Fault::NotAPhone));
    assert_eq!(tried.fault(&at("risk")), Some(Fault::Missing));
    let mended = tried.clone().reduce(wrote(at("oic-phone"), "01632 960001"));
    assert_eq!((mended.fault(&at("oic-phone")), mended.errors.len()), (None, tried.errors.len() - 1));
    let emptied = tried.reduce(wrote(at("oic-phone"), ""));
    assert_eq!(emptied.fault(&at("oic-phone")), Some(Fault::Missing), "wrong in another way");
    let worse = mended.clone().reduce(wrote(at("oic-phone"), "call me"));
    assert_eq!(worse.fault(&at("oic-phone")), None, "not before the next attempt");
}

#[test]
fn errors_move_with_their_rows() {
    let group = police().meaning(Meaning::Children).unwrap();
    let rows = [wrote(at("children-identified"), "yes"), wrote(cell(0, "name"), "A"), wrote(cell(1, "born"), "no")];
    let state = filling(rows);
    let tried = Rc::new(state.clone()).reduce(refused(&state));
    assert_eq!(tried.fault(&cell(1, "due-date")), Some(Fault::Missing));
    let removed = tried.reduce(Act::RemovedRow(group, 0));
    assert_eq!(
        (removed.fault(&cell(0, "due-date")), removed.fault(&cell(1, "due-date"))),
        (Some(Fault::Missing), None)
    );
    let back = removed.reduce(Act::PutBack);
    assert_eq!(back.fault(&cell(1, "due-date")), Some(Fault::Missing));
}

#[test]
fn every_error_leads_to_an_element_of_its_own() {
    for template in Template::all() {
        let empty = Filled::begin(template);
        for error in template.errors(&empty, Day::LAST) {
            let at = At::of(template, &error).unwrap();
            assert!(at.is_of(&error) && at.focus_id().starts_with(&at.id()));
        }
        let mut ids: Vec<String> = template.fields().map(|field| At::top(field).id()).collect();
        for group in template.fields() {
            ids.extend(group.fields.iter().map(|field| At { field, row: Some((group, 0)) }.id()));
        }
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
    assert!(submit(&Filled::begin(police()), Day::LAST).is_err());
}

#[test]
fn a_date_of_birth_ahead_is_complained_about_until_that_date_is_changed() {
    let born = at("subject-dob");
    let state = Rc::new(filling([wrote(at("suspect"), "yes"), wrote(born, "2027")]));
    let again = refused(&state);
    let state = state.reduce(again).reduce(wrote(at("oic-name"), "Ruth"));
    assert_eq!(state.fault(&born), Some(Fault::InFuture));
    assert_eq!(state.reduce(Act::WroteDate(born, DatePart::Year, "1980".into())).fault(&born), None);
}

fn begins(reference: &str) -> Act {
    Act::Begins(known(reference))
}

fn known(reference: &str) -> Beginnings {
    Beginnings { reference: reference.into(), author: "Ruth Kember".into() }
}

/// The package, and what it says of its reference and of who writes.
fn package(acts: impl IntoIterator<Item = Act>) -> (Rc<Filling>, [String; 2]) {
    let begun = Rc::new(Filling::begin(Filled::begin(national()), Beginnings::default()));
    let state = acts.into_iter().fold(begun, |state, act| state.reduce(act));
    let said = ["package-reference", "contact-name"].map(|id| state.text(&line(id)).to_owned());
    let whole = ["package-reference", "contact-name"].map(|id| state.whole().text(&id.into()).to_owned());
    assert_eq!(said, whole, "what is sent is what is shown");
    (state, said)
}

fn national() -> &'static Template {
    Template::newest("national-package").unwrap()
}

fn line(id: &str) -> At {
    At::top(national().field(&id.into()).unwrap())
}

#[test]
fn the_reference_and_who_writes_are_not_typed_twice_and_what_was_typed_stays() {
    let (state, said) = package([begins("T-0"), begins("T-017 ")]);
    assert_eq!((said, state.changes), (["T-017".into(), "Ruth Kember".into()], 0));
    let typed = [wrote(line("package-reference"), ""), wrote(line("contact-name"), "Ana Tellow"), begins("T-018")];
    assert_eq!(package([begins("T-017")].into_iter().chain(typed)).1, ["", "Ana Tellow"]);
}

#[test]
fn a_form_that_was_left_for_another_one_has_the_reference_of_now_and_not_of_then() {
    let (left, _) = package([begins("T-0"), wrote(line("summary"), "Accounts")]);
    let back = Filling::begin(left.filled.clone(), known("T-017"));
    assert_eq!((back.text(&line("package-reference")), back.text(&line("summary"))), ("T-017", "Accounts"));
    // What was written by hand, or emptied, is kept with it.
    let (left, _) = package([wrote(line("package-reference"), "T/9"), wrote(line("contact-name"), "")]);
    let back = Filling::begin(left.filled.clone(), known("T-017"));
    assert_eq!(["package-reference", "contact-name"].map(|id| back.text(&line(id))), ["T/9", ""]);
}

#[test]
fn a_reference_that_was_typed_does_not_follow_the_one_above_that_passes_through_it() {
    let typed = wrote(line("package-reference"), "WX-2");
    let above = ["WX-", "WX-2", "WX-20", "WX-204"].map(begins);
    assert_eq!(package([typed].into_iter().chain(above)).1[0], "WX-2");
}

#[test]
fn what_was_missing_is_mended_by_the_reference_above() {
    let (state, _) = package([]);
    let tried = state.clone().reduce(refused(&state));
    assert_eq!(tried.fault(&line("package-reference")), Some(Fault::Missing));
    let mended = tried.reduce(begins("T-017"));
    assert_eq!(
        (mended.fault(&line("package-reference")), mended.fault(&line("summary"))),
        (None, Some(Fault::Missing))
    );
}

#[test]
fn a_form_that_was_checked_still_follows_and_what_was_emptied_stays_empty() {
    let (state, _) = package([begins("T-017"), wrote(line("contact-name"), "")]);
    let whole = Filled { values: [("package-reference".into(), Value::Text("T-017".into()))].into(), ..state.whole() };
    let (_, said) = package([begins("T-017"), wrote(line("contact-name"), ""), Act::Whole(whole), begins("T-018")]);
    assert_eq!(said, ["T-018", ""]);
}
