//! What a form begins with that follows from an earlier one, so that nobody types the same thing twice.
//!
//! An answer is carried over where both forms ask for it by the same id and kind, and it would do in the new one; rows of
//! a group likewise, field by field. Three things stay behind: references, which are the earlier sender's; what every form
//! asks anew ([`Field::anew`]); and what was not for disclosure, where the new form would not mark it so. How many children
//! were found since is newer than what the earlier form says of them.

use super::filled::is_blank;
use super::validate::is_valid_text;
use super::{Field, Filled, Kind, Meaning, Row, Template, Value};

/// The question that templates with `asks_children_identified` have.
pub(super) const CHILDREN_IDENTIFIED: &str = "children-identified";

impl Filled {
    /// A form of `template` with what `earlier` says already. `children`: how many were found since.
    pub fn carried_over(earlier: &Self, children: Option<u16>, template: &Template) -> Self {
        let mut filled = Self::begin(template);
        for field in template.fields() {
            let before = Template::of(earlier).and_then(|known| known.field(&field.id));
            let before = before.filter(|before| asks_the_same(before, field));
            let value =
                before.zip(earlier.values.get(&field.id)).and_then(|(before, value)| carry(before, field, value));
            filled.values.extend(value.map(|value| (field.id.clone(), value)));
        }
        if let Some(found) = children {
            filled.expect_children(usize::from(found), template);
        }
        filled
    }

    /// Children were found: a row for each, and no fewer than are named already.
    fn expect_children(&mut self, found: usize, template: &Template) {
        if let Some(asked) = template.field(&CHILDREN_IDENTIFIED.into()) {
            self.values.insert(asked.id.clone(), Value::Text("yes".to_owned()));
        }
        if let Some(group) = template.meaning(Meaning::Children) {
            let mut rows = self.rows(&group.id).to_vec();
            rows.resize_with(rows.len().max(found.min(group.max_rows() as usize)), Row::new);
            self.values.insert(group.id.clone(), Value::Rows(rows));
        }
    }
}

fn asks_the_same(before: &Field, field: &Field) -> bool {
    let marked = field.not_for_disclosure || !before.not_for_disclosure;
    before.kind == field.kind && field.kind != Kind::Reference && !field.anew && marked
}

/// What was answered, as far as it would do.
fn carry(before: &Field, field: &Field, value: &Value) -> Option<Value> {
    match (field.kind, value) {
        (Kind::Choices, Value::Choices(chosen)) => {
            let known = |id: &&String| field.options.iter().any(|option| option.id == **id);
            let chosen: std::collections::BTreeSet<_> = chosen.iter().filter(known).cloned().collect();
            (!chosen.is_empty()).then_some(Value::Choices(chosen))
        }
        (Kind::Group, Value::Rows(rows)) => {
            let rows = rows.iter().map(|row| carry_row(before, field, row)).filter(|row| !is_blank(row));
            let rows: Vec<Row> = rows.take(field.max_rows() as usize).collect();
            (!rows.is_empty()).then_some(Value::Rows(rows))
        }
        (_, Value::Text(text)) => is_valid_text(field, text).then(|| value.clone()),
        _ => None,
    }
}

fn carry_row(before: &Field, group: &Field, row: &Row) -> Row {
    let cell = |field: &Field| {
        before.fields.iter().find(|one| one.id == field.id).filter(|one| asks_the_same(one, field))?;
        let text = row.get(&field.id).filter(|text| is_valid_text(field, text))?;
        Some((field.id.clone(), text.clone()))
    };
    group.fields.iter().filter_map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{any_filled, text};
    use super::super::{Fault, FieldId};
    use super::*;
    use crate::work::calendar::Day;
    use proptest::prelude::*;

    fn template(id: &str) -> &'static Template {
        Template::newest(id).unwrap()
    }

    fn filled(id: &str, answers: &[(&str, Value)]) -> Filled {
        let values = answers.iter().map(|(field, value)| (FieldId::from(*field), value.clone())).collect();
        Filled { values, ..Filled::begin(template(id)) }
    }

    fn row(answers: &[(&str, &str)]) -> Row {
        answers.iter().map(|(field, words)| (FieldId::from(*field), (*words).to_owned())).collect()
    }

    fn choices(ids: &[&str]) -> Value {
        Value::Choices(ids.iter().map(|id| (*id).to_owned()).collect())
    }

    #[test]
    fn what_both_forms_ask_is_filled_in_and_the_rest_is_left_open() {
        let same = [
            ("risk", text("high")),
            ("subject-name", text("M. Dray")),
            ("withhold", text("yes")),
            ("withhold-why", text("Nobody may learn of it.")),
        ];
        let own = [("summary", text("Graded A1.")), ("package-reference", text("T-017")), ("covert", text("yes"))];
        // The police's form knows no check of the address.
        let checks = ("checks", choices(&["pnc", "address"]));
        let package = filled("national-package", &[&same[..], &own[..], &[checks]].concat());
        let referral = Filled::carried_over(&package, None, template("police-referral"));
        assert_eq!(referral, filled("police-referral", &[&same[..], &[("checks", choices(&["pnc"]))]].concat()));
    }

    #[test]
    fn references_and_who_writes_stay_behind() {
        let kept = ("incident", text("At the door"));
        let numbers = [("force-reference", text("WX/1")), ("crime-reference", text("42/1"))];
        let officer = [("oic-name", text("Ruth Kember")), ("oic-phone", text("01632 960202"))];
        let earlier = filled("police-referral", &[&numbers[..], &officer, std::slice::from_ref(&kept)].concat());
        let again = Filled::carried_over(&earlier, None, template("police-referral"));
        assert_eq!(again, filled("police-referral", &[kept]));
        let withhold = ("withhold", text("no"));
        let school = filled("multi-agency-referral", &[("referrer-name", text("Bea Quill")), withhold.clone()]);
        let officer = Filled::carried_over(&school, None, template("lado-referral"));
        assert_eq!(officer, filled("lado-referral", &[withhold]));
    }

    #[test]
    fn what_was_true_that_day_is_asked_anew() {
        let concern = ("concern", text("Bruises"));
        let safe = [("immediate-safety", text("yes")), ("immediate-safety-why", text("With an aunt."))];
        let agreed = [("consent", text("not-asked")), ("consent-why", text("It would warn him."))];
        let earlier = filled("multi-agency-referral", &[&safe[..], &agreed, std::slice::from_ref(&concern)].concat());
        let again = Filled::carried_over(&earlier, None, template("multi-agency-referral"));
        assert_eq!(again, filled("multi-agency-referral", &[concern]));
        let held = [("strategy-held", text("yes")), ("strategy-when", text("2026-11-20"))];
        let earlier = filled("police-referral", &[&held[..], &agreed].concat());
        assert!(Filled::carried_over(&earlier, None, template("police-referral")).values.is_empty());
        let earlier = filled("lado-referral", &[("allegation-known", text("2026-11-20"))]);
        assert!(Filled::carried_over(&earlier, None, template("lado-referral")).values.is_empty());
    }

    #[test]
    fn the_same_id_of_another_kind_or_without_its_mark_is_another_question() {
        let referral = filled("police-referral", &[("incident", text("At the door"))]);
        let mut of_lines = template("police-referral").clone();
        let mut unmarked = of_lines.clone();
        of_lines.sections.iter_mut().flat_map(|one| &mut one.fields).for_each(|one| one.kind = Kind::Line);
        assert!(Filled::carried_over(&referral, None, &of_lines).values.is_empty());
        unmarked.sections.iter_mut().flat_map(|one| &mut one.fields).for_each(|one| one.not_for_disclosure = false);
        let package = filled("national-package", &[("withhold-why", text("A source")), ("withhold", text("yes"))]);
        let answered: Vec<_> = Filled::carried_over(&package, None, &unmarked).values.into_keys().collect();
        assert_eq!(answered, ["withhold".into()]);
    }

    #[test]
    fn rows_go_over_field_by_field_and_a_form_that_is_not_known_gives_nothing() {
        let child = row(&[("name", "A"), ("born", "yes"), ("date-of-birth", "2020"), ("school", "Fenside")]);
        let odd = row(&[("name", "B\nC"), ("born", "perhaps"), ("shoe-size", "5")]);
        let rows = Value::Rows(vec![child.clone(), odd, Row::new()]);
        let mut earlier = filled("multi-agency-referral", &[("children", rows)]);
        let carried = Filled::carried_over(&earlier, None, template("lado-referral"));
        assert_eq!(carried.rows(&"children".into()), [child]);
        earlier.version = 99;
        assert!(Filled::carried_over(&earlier, None, template("lado-referral")).values.is_empty());
    }

    #[test]
    fn children_who_were_found_have_a_row_each_whatever_the_form_said() {
        let none = filled("national-package", &[("children-identified", text("unknown"))]);
        let rows = |earlier: &Filled, found, to: &str| {
            let carried = Filled::carried_over(earlier, Some(found), template(to));
            let answer = carried.text(&"children-identified".into()).to_owned();
            (answer, carried.rows(&"children".into()).to_vec())
        };
        assert_eq!(rows(&none, 2, "police-referral"), ("yes".into(), vec![Row::new(); 2]));
        assert_eq!(rows(&none, 2, "lado-referral"), (String::new(), vec![Row::new(); 2]), "it does not ask");
        assert_eq!(rows(&none, 500, "police-referral").1.len(), 12);
        // Nobody who is named is lost.
        let named = vec![row(&[("name", "A")]), row(&[("name", "B")])];
        let two = filled("national-package", &[("children", Value::Rows(named.clone()))]);
        assert_eq!(rows(&two, 1, "police-referral").1, named);
        assert_eq!(rows(&two, 3, "police-referral").1, [&named[..], &[Row::new()]].concat());
    }

    proptest! {
        #[test]
        fn what_is_carried_over_may_lack_something_and_is_never_wrong(
            earlier in any_filled(),
            to in prop::sample::select(Template::all().iter().collect::<Vec<_>>()),
            children in prop::option::of(any::<u16>()),
        ) {
            let carried = Filled::carried_over(&earlier, children, to);
            for error in to.errors(&carried, Day::LAST) {
                prop_assert_eq!(error.fault, Fault::Missing, "{:?}", error);
            }
        }
    }
}
