//! What every template file has to keep to: `docs/templates.md` says so to whoever writes one.

use super::*;
use crate::event::from_cbor;
use crate::work::{Risk, data};
use std::collections::BTreeSet;

/// Every field, also within groups, with the fields beside it.
fn all_fields(template: &Template) -> Vec<(&Field, Vec<&Field>)> {
    let top: Vec<&Field> = template.fields().collect();
    let mut all: Vec<_> = top.iter().map(|field| (*field, top.clone())).collect();
    for group in &top {
        all.extend(group.fields.iter().map(|field| (field, group.fields.iter().collect())));
    }
    all
}

/// Short, and safe in an address or an attribute.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 40 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[test]
fn every_template_file_reads_and_has_an_id_and_version_of_its_own() {
    let read = data::TEMPLATES.iter().map(|bytes| {
        let value: ciborium::Value = from_cbor(bytes).expect("CBOR");
        value.deserialized::<Template>().expect("a template")
    });
    assert_eq!(read.count(), Template::all().len());
    let names: BTreeSet<_> = Template::all().iter().map(|template| (&template.id, template.version)).collect();
    assert_eq!(names.len(), Template::all().len());
    for id in ["police-referral", "multi-agency-referral", "lado-referral", "national-package", "strategy-discussion"] {
        assert_eq!(Template::newest(id), Template::get(id, 1), "{id}");
        assert!(Template::get(id, 1).is_some(), "{id}");
    }
    assert_eq!(Template::get("police-referral", 99), None);
}

#[test]
fn no_two_fields_have_one_id_and_every_id_is_plain() {
    for template in Template::all() {
        assert!(is_id(&template.id.0) && !template.title.is_empty() && !template.sections.is_empty());
        let sections: BTreeSet<_> = template.sections.iter().map(|section| &section.id).collect();
        assert_eq!(sections.len(), template.sections.len());
        for (field, beside) in all_fields(template) {
            assert!(is_id(&field.id.0) && !field.label.is_empty(), "{} {}", template.id, field.id);
            assert_eq!(beside.iter().filter(|other| other.id == field.id).count(), 1, "{} {}", template.id, field.id);
        }
    }
}

#[test]
fn choices_have_options_groups_have_fields_and_nothing_else_has() {
    for (field, beside) in Template::all().iter().flat_map(all_fields) {
        let of_choice = matches!(field.kind, Kind::Choice | Kind::Choices);
        assert_eq!(of_choice, field.options.len() >= 2, "{}", field.id);
        let ids: BTreeSet<_> = field.options.iter().map(|option| &option.id).collect();
        assert_eq!(ids.len(), field.options.len(), "{}", field.id);
        assert!(field.options.iter().all(|option| is_id(&option.id) && !option.label.is_empty()));
        assert_eq!(field.kind == Kind::Group, !field.fields.is_empty(), "{}", field.id);
        assert_eq!(field.kind == Kind::Group, field.row.is_some(), "{}: a row has a name", field.id);
        let in_group = |inner: &Field| !matches!(inner.kind, Kind::Group | Kind::Choices) && inner.means.is_none();
        assert!(field.fields.iter().all(in_group), "{}", field.id);
        assert!(field.kind == Kind::Date || !field.partial && !field.not_known && !field.past, "{}", field.id);
        let of_birth = field.id.0 == "date-of-birth" || field.id.0.ends_with("-dob");
        assert!(field.past || !of_birth, "{}: nobody is born tomorrow", field.id);
        assert!(field.kind == Kind::Number || field.range.is_none(), "{}", field.id);
        assert!(beside.iter().any(|other| std::ptr::eq(*other, field)));
    }
}

#[test]
fn what_begins_with_something_is_a_line_of_its_own_and_stays_behind_in_what_follows() {
    for (field, beside) in Template::all().iter().flat_map(all_fields) {
        let Some(begins) = field.begins else { continue };
        let right = match begins {
            Beginning::Reference => field.kind == Kind::Reference,
            Beginning::Author => field.kind == Kind::Line && field.anew,
        };
        assert!(right && beside.iter().filter(|other| other.begins == Some(begins)).count() == 1, "{}", field.id);
    }
    for group in Template::all().iter().flat_map(Template::fields) {
        assert!(group.fields.iter().all(|inner| inner.begins.is_none()), "{}", group.id);
    }
    for begins in [Beginning::Reference, Beginning::Author] {
        assert!(Template::all().iter().flat_map(Template::fields).any(|field| field.begins == Some(begins)));
    }
}

#[test]
fn whoever_writes_is_not_taken_for_the_officer_in_charge() {
    let police = Template::newest("police-referral").unwrap();
    assert_eq!(police.field(&"oic-name".into()).unwrap().begins, None);
}

#[test]
fn a_condition_names_options_of_an_earlier_question_that_is_always_asked() {
    for (field, beside) in Template::all().iter().flat_map(all_fields) {
        for condition in [&field.required_if, &field.shown_if].into_iter().flatten() {
            let place = |id: &FieldId| beside.iter().position(|other| other.id == *id);
            let (own, other) = (place(&field.id), place(&condition.field));
            assert!(other.is_some() && other < own, "{} asks after {}", field.id, condition.field);
            let other = beside[other.unwrap()];
            assert!(other.shown_if.is_none(), "{}", other.id);
            let known = |id: &String| match other.kind {
                Kind::YesNo => ["yes", "no", "unknown"].contains(&id.as_str()),
                Kind::Choice | Kind::Choices => other.options.iter().any(|option| option.id == *id),
                _ => false,
            };
            assert!(!condition.is.is_empty() && condition.is.iter().all(known), "{}", field.id);
        }
    }
}

#[test]
fn what_has_a_meaning_is_of_its_kind_and_what_is_accepted_asks_for_the_risk() {
    for template in Template::all() {
        for meaning in [Meaning::Risk, Meaning::Children, Meaning::WithholdFromFamily, Meaning::Covert] {
            assert!(template.fields().filter(|field| field.means == Some(meaning)).count() <= 1);
            let kind = match meaning {
                Meaning::Risk => Kind::Choice,
                Meaning::Children => Kind::Group,
                Meaning::WithholdFromFamily | Meaning::Covert => Kind::YesNo,
            };
            assert!(template.meaning(meaning).is_none_or(|field| field.kind == kind));
        }
        let risk = template.meaning(Meaning::Risk);
        assert_eq!(template.accept.is_some(), risk.is_some(), "{}", template.id);
        if let Some(risk) = risk {
            let ids: Vec<_> = risk.options.iter().map(|option| option.id.as_str()).collect();
            assert_eq!(ids, Risk::ALL.map(Risk::id), "{}", template.id);
            assert!(risk.required && risk.shown_if.is_none());
        }
        assert_eq!(template.asks_children_identified, template.field(&"children-identified".into()).is_some());
    }
    assert!(Template::newest("lado-referral").unwrap().never_invite_subject);
}
