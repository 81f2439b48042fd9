use super::*;
use crate::event::{from_cbor, to_cbor};
use crate::work::Risk;
use crate::work::calendar::{Calendar, Day, Nation, TimeOfDay, uk_instant, uk_time};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn police() -> &'static Template {
    Template::newest("police-referral").unwrap()
}

pub(super) fn text(words: &str) -> Value {
    Value::Text(words.into())
}

fn today() -> Day {
    "2026-11-22".parse().unwrap()
}

/// The least that a template lets through: what is required, and nothing else.
fn least(template: &Template) -> Filled {
    let mut filled = Filled::begin(template);
    // In order: a condition refers to earlier fields.
    for field in template.fields() {
        if field.is_shown(&filled.values, None) && field.is_required(&filled.values, None) {
            filled.values.insert(field.id.clone(), answer(field));
        }
    }
    filled
}

fn answer(field: &Field) -> Value {
    match field.kind {
        Kind::Choices => Value::Choices(BTreeSet::from([field.options[0].id.clone()])),
        Kind::Group => {
            let mut row = Row::new();
            for inner in &field.fields {
                if inner.is_shown(&BTreeMap::new(), Some(&row)) && inner.is_required(&BTreeMap::new(), Some(&row)) {
                    row.insert(inner.id.clone(), words(inner));
                }
            }
            Value::Rows(vec![row])
        }
        _ => Value::Text(words(field)),
    }
}

fn words(field: &Field) -> String {
    match field.kind {
        Kind::Date => "2026-11-22".into(),
        Kind::Time => "14:30".into(),
        Kind::Number => "3".into(),
        Kind::Phone => "01632 960 001".into(),
        Kind::Reference => "WX/2026-17".into(),
        Kind::Choice => field.options[0].id.clone(),
        Kind::YesNo => "yes".into(),
        _ => "Fenside".into(),
    }
}

fn faults(filled: &Filled) -> Vec<FieldError> {
    match validate(filled, today()) {
        Ok(()) => Vec::new(),
        Err(Invalid::Fields(errors)) => errors,
        Err(Invalid::UnknownTemplate) => panic!("the template is known"),
    }
}

/// What is wrong with one field of the police's form, given that answer and else the least.
fn fault_of(field: &str, value: Value) -> Option<Fault> {
    let mut filled = least(police());
    filled.values.insert(field.into(), value);
    let faults = faults(&filled);
    assert!(faults.iter().all(|error| error.field == field.into()), "{faults:?}");
    faults.first().map(|error| error.fault)
}

#[test]
fn the_least_that_every_template_asks_for_is_enough_and_each_part_of_it_is_named_when_it_is_missing() {
    for template in Template::all() {
        let filled = least(template);
        assert_eq!(validate(&filled, today()), Ok(()), "{}", template.id);
        for id in filled.values.keys() {
            let mut without = filled.clone();
            without.values.remove(id);
            let missing = FieldError { field: id.clone(), row: None, fault: Fault::Missing };
            assert!(faults(&without).contains(&missing), "{} {id}", template.id);
        }
        let empty = faults(&Filled::begin(template));
        let asked = template.fields().filter(|field| field.required && field.shown_if.is_none());
        assert_eq!(empty.len(), asked.count(), "an empty form names what is always required, and that only");
    }
}

#[test]
fn each_required_field_of_a_row_is_named_with_its_row_and_blank_rows_are_no_rows() {
    let children: FieldId = "children".into();
    let mut filled = least(police());
    let Some(Value::Rows(rows)) = filled.values.get_mut(&children) else { panic!("there are children") };
    rows.push(Row::from([("name".into(), "  ".into())]));
    rows.push(Row::from([
        ("name".into(), "B".into()),
        ("born".into(), "no".into()),
        ("date-of-birth".into(), "x".into()),
    ]));
    let due = RowField { row: 2, field: "due-date".into() };
    assert_eq!(faults(&filled), [FieldError { field: children.clone(), row: Some(due), fault: Fault::Missing }]);
    assert_eq!(filled.children(police()), Some(2));
    let Some(Value::Rows(rows)) = filled.values.get_mut(&children) else { panic!("there are children") };
    rows[2].insert("due-date".into(), "2027-4".into());
    let sent = submit(&filled, today()).unwrap();
    assert_eq!(sent.rows(&children).len(), 2);
    assert_eq!(sent.rows(&children)[1]["due-date"], "2027-04");
    assert_eq!(sent.rows(&children)[1].get("date-of-birth"), None, "it was not asked");
}

#[test]
fn every_kind_refuses_what_it_is_not() {
    let long = "x".repeat(201);
    assert_eq!(fault_of("oic-name", text(&long)), Some(Fault::TooLong { chars: 201, limit: 200 }));
    assert_eq!(fault_of("oic-name", text("a\nb")), Some(Fault::LineBreak));
    assert_eq!(fault_of("incident", text("a\r\nb")), None);
    assert_eq!(fault_of("oic-phone", text("call me")), Some(Fault::NotAPhone));
    assert_eq!(fault_of("oic-phone", text("+44 (0)1632 960001 ext. 12")), None);
    assert_eq!(fault_of("crime-reference", text("42/1234-26 <b>")), Some(Fault::NotAReference));
    assert_eq!(fault_of("incident-time", text("25:00")), Some(Fault::NotATime));
    assert_eq!(fault_of("incident-time", text(" 9:05 ")), None);
    assert_eq!(fault_of("strategy-held", text("maybe")), Some(Fault::NotAnOption));
    assert_eq!(fault_of("checks", Value::Choices(BTreeSet::from(["gossip".into()]))), Some(Fault::NotAnOption));
    assert_eq!(fault_of("checks", text("pnc")), Some(Fault::WrongShape));
    assert_eq!(fault_of("incident", Value::Rows(vec![])), Some(Fault::WrongShape));
    assert_eq!(fault_of("shoe-size", text("5")), Some(Fault::NoSuchField));
    assert_eq!(fault_of("incident-date", text("2026-02-30")), Some(Fault::Date(DateFault::NoSuchDay)));
    assert_eq!(fault_of("incident-date", text("26-2-3")), Some(Fault::Date(DateFault::ShortYear)));
    assert_eq!(fault_of("incident-date", text("soon")), Some(Fault::Date(DateFault::NotNumbers)));
    assert_eq!(fault_of("incident-date", text("2026--3")), Some(Fault::Date(DateFault::NotNumbers)));
    for good in ["2026-2-3", "2026-2-", "2026", "unknown", "--"] {
        assert_eq!(fault_of("incident-date", text(good)), None, "{good}");
    }
    for (partial, fault) in [("2026-11", Fault::DayNeeded), ("unknown", Fault::HasToBeKnown)] {
        assert_eq!(fault_of("strategy-when", text(partial)), Some(fault));
    }
    let rows =
        |n: usize| Value::Rows(vec![Row::from([("name".into(), "A".into()), ("relation".into(), "Aunt".into())]); n]);
    assert_eq!(fault_of("household", rows(20)), None);
    assert_eq!(fault_of("household", rows(21)), Some(Fault::TooManyRows { rows: 21, limit: 20 }));
}

#[test]
fn nobody_is_born_after_today_as_far_as_the_date_is_known() {
    for (born, fault) in [
        ("2026-11-22", None),
        ("2026-11", None),
        ("2026", None),
        ("unknown", None),
        ("2026-11-23", Some(Fault::InFuture)),
        ("2026-12", Some(Fault::InFuture)),
        ("2027", Some(Fault::InFuture)),
    ] {
        assert_eq!(fault_of("subject-dob", text(born)), fault, "{born}");
    }
    assert_eq!(fault_of("bail-until", text("2027-01-01")), None, "others may lie ahead");
    let mut filled = least(police());
    let Some(Value::Rows(rows)) = filled.values.get_mut("children") else { panic!("there are children") };
    rows[0].insert("date-of-birth".into(), "2027".into());
    let at = RowField { row: 0, field: "date-of-birth".into() };
    assert_eq!(faults(&filled), [FieldError { field: "children".into(), row: Some(at), fault: Fault::InFuture }]);
}

#[test]
fn what_is_not_asked_is_not_required_and_not_sent() {
    let mut filled = least(police());
    for (id, answer) in [("suspect", "no"), ("subject-name", " M. Dray "), ("incident", "  It began\r\nin May.  ")] {
        filled.values.insert(id.into(), text(answer));
    }
    let sent = submit(&filled, today()).unwrap();
    assert_eq!(sent.text(&"subject-name".into()), "");
    assert_eq!(sent.text(&"incident".into()), "It began\nin May.");
    filled.values.insert("suspect".into(), text("yes"));
    assert_eq!(submit(&filled, today()).unwrap().text(&"subject-name".into()), "M. Dray");
    assert_eq!(submit(&sent, today()), Ok(sent), "what is sent stays as it is");
}

#[test]
fn a_form_that_would_not_fit_into_an_entry_is_refused_and_its_largest_field_named() {
    let discussion = Template::newest("strategy-discussion").unwrap();
    let with_all = |letter: &str| {
        let mut filled = least(discussion);
        for field in discussion.fields().filter(|field| field.kind == Kind::Text) {
            filled.values.insert(field.id.clone(), text(&letter.repeat(2_500)));
        }
        filled.values.insert("interview".into(), text(&letter.repeat(2_600)));
        filled
    };
    match faults(&with_all("\u{e9}")).as_slice() {
        [FieldError { field, row: None, fault: Fault::FormTooLarge { bytes, limit } }] => {
            assert_eq!((field.0.as_str(), *limit), ("interview", MAX_FILLED_BYTES));
            assert!(*bytes > 50_000);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(faults(&with_all("e")), []);
}

#[test]
fn a_form_of_a_template_that_this_client_does_not_have_is_said_and_keeps_every_word() {
    let mut filled = least(police());
    filled.version = 99;
    assert_eq!(validate(&filled, today()), Err(Invalid::UnknownTemplate));
    assert_eq!(submit(&filled, today()), Err(Invalid::UnknownTemplate));
    assert_eq!(Template::of(&filled), None);
    assert_eq!(from_cbor::<Filled>(&to_cbor(&filled)), Some(filled));
}

#[test]
fn the_risk_sets_the_clock_for_acceptance() {
    let accept = police().accept.unwrap();
    let calendar = Calendar::of(Nation::EnglandAndWales);
    let friday = uk_instant("2026-11-20".parse().unwrap(), TimeOfDay::new(16, 0).unwrap());
    let due = |risk: &str| {
        let mut filled = least(police());
        filled.values.insert("risk".into(), text(risk));
        let within = accept.of(filled.risk(police()).unwrap());
        let due = uk_time(within.due(friday, calendar).unwrap());
        format!("{} {}", due.day, due.time)
    };
    assert_eq!(due("high"), "2026-11-20 17:00");
    assert_eq!(due("medium"), "2026-11-20 20:00");
    assert_eq!(due("low"), "2026-11-23 17:00");
    assert_eq!(Filled::begin(police()).risk(police()), None);
    assert!(Risk::High > Risk::Medium && Risk::Medium > Risk::Low);
}

fn any_value() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("yes".to_owned()),
        Just("high".to_owned()),
        Just("2026-11-2".to_owned()),
        "[0-9]{0,4}-[0-9]{0,2}-[0-9é]{0,2}",
        "\\PC{0,12}",
        ".{0,300}",
    ];
    let id = prop_oneof![Just("name".to_owned()), Just("born".to_owned()), Just("due-date".to_owned()), "[a-z-]{1,6}"];
    prop_oneof![
        word.clone().prop_map(Value::Text),
        prop::collection::btree_set(word.clone(), 0..4).prop_map(Value::Choices),
        prop::collection::vec(prop::collection::btree_map(id.prop_map(FieldId), word, 0..5), 0..4)
            .prop_map(Value::Rows),
    ]
}

pub(super) fn any_filled() -> impl Strategy<Value = Filled> {
    let template = prop::sample::select(Template::all().iter().collect::<Vec<_>>());
    template.prop_flat_map(|template| {
        let ids: Vec<FieldId> = template.fields().map(|field| field.id.clone()).chain(["no-such".into()]).collect();
        let values = prop::collection::btree_map(prop::sample::select(ids), any_value(), 0..20);
        values.prop_map(move |values| Filled { values, ..Filled::begin(template) })
    })
}

proptest! {
    #[test]
    fn every_filled_form_survives_its_encoding_and_is_encoded_in_one_way(filled in any_filled()) {
        let bytes = to_cbor(&filled);
        let read: Filled = from_cbor(&bytes).unwrap();
        prop_assert_eq!(&read, &filled);
        prop_assert_eq!(to_cbor(&read), bytes);
    }

    #[test]
    fn judging_never_panics_and_what_is_sent_is_canonical(filled in any_filled(), better in any::<bool>()) {
        let template = Template::of(&filled).unwrap();
        let mut filled = filled;
        if better {
            // The least on top, so that some get through.
            filled.values.extend(least(template).values);
            filled.values.retain(|id, value| template.field(id).is_some_and(|field| {
                let one = Filled { values: BTreeMap::from([(id.clone(), value.clone())]), ..Filled::begin(template) };
                field.shown_if.is_some() || template.errors(&one, today()).iter().all(|error| error.field != *id)
            }));
        }
        if let Ok(sent) = submit(&filled, today()) {
            prop_assert_eq!(validate(&sent, today()), Ok(()));
            prop_assert_eq!(submit(&sent, today()), Ok(sent.clone()));
        }
        for error in template.errors(&filled, today()) {
            let known = template.field(&error.field).is_some() || error.fault == Fault::NoSuchField;
            prop_assert!(known, "{:?}", error);
        }
    }

    #[test]
    fn dates_are_read_back_as_they_are_written(typed in "[0-9]{4}(-[0-9]{1,2}){0,2}") {
        if let Ok(Some(date)) = PartialDate::read(&typed) {
            prop_assert_eq!(PartialDate::read(&date.to_string()), Ok(Some(date)));
        }
    }
}
