//! Forms as people would fill them in, for tests that are about what happens to them.

#![allow(clippy::expect_used, reason = "a test may fail")]

use marram_core::work::Filled;
use marram_core::work::template::{FieldId, Row, Template, Value};

/// A national package of high risk: covert, withheld, no child known yet.
pub fn package(reference: &str) -> Filled {
    filled(
        "national-package",
        &[
            ("risk", "high"),
            ("package-reference", reference),
            ("contact-name", "Ana Tellow"),
            ("contact-phone", "01632 960101"),
            ("covert", "yes"),
            ("covert-why", "Enquiries are at an early stage."),
            ("subject-name", "M. Dray"),
            ("summary", "Accounts that were traced to the subject's home."),
            ("children-identified", "unknown"),
            ("withhold", "yes"),
            ("withhold-why", "The subject must not learn of it."),
            ("wanted", "Identify the children to whom the subject has access."),
        ],
    )
}

/// A police referral of high risk, withheld from the family.
pub fn police_referral(reference: &str) -> Filled {
    filled(
        "police-referral",
        &[
            ("risk", "high"),
            ("formality", "referral"),
            ("force-reference", reference),
            ("oic-name", "Ruth Kember"),
            ("oic-phone", "01632 960202"),
            ("strategy-held", "no"),
            ("incident", "Two children live with a suspect who works with children."),
            ("children-identified", "unknown"),
            ("suspect", "yes"),
            ("subject-name", "M. Dray"),
            ("consent", "not-asked"),
            ("consent-why", "Asking would tip the suspect off."),
            ("withhold", "yes"),
            ("withhold-why", "The suspect lives in the household."),
        ],
    )
}

/// A police referral that follows from a package after children were found: what is carried over, and the rest.
pub fn police_referral_after(package: &Filled, reference: &str, children: &[&str]) -> Filled {
    let template = Template::newest("police-referral").expect("a template");
    let found = u16::try_from(children.len()).expect("few");
    let mut filled = Filled::carried_over(package, Some(found), template);
    for (field, answer) in police_referral(reference).values {
        filled.values.entry(field).or_insert(answer);
    }
    let row = |name: &&str| -> Row {
        let answers = [("name", *name), ("born", "yes"), ("date-of-birth", "2019")];
        answers.map(|(field, answer)| (FieldId::from(field), answer.to_owned())).into()
    };
    filled.values.insert("children".into(), Value::Rows(children.iter().map(row).collect()));
    filled
}

/// What a discussion makes of a matter, with as little as it takes.
pub fn assessment(safe: &str) -> Filled {
    filled(
        "strategy-discussion",
        &[
            ("immediate-safety", safe),
            ("tell-family", "Nobody, until the arrest."),
            ("circulation", "Everybody who was asked."),
        ],
    )
}

fn filled(template: &str, answers: &[(&str, &str)]) -> Filled {
    let mut filled = Filled::begin(Template::newest(template).expect("a template"));
    for (field, answer) in answers {
        filled.values.insert(FieldId::from(*field), Value::Text((*answer).to_owned()));
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::work::calendar::Day;
    use marram_core::work::template::submit;

    #[test]
    fn the_forms_are_complete() {
        let after = police_referral_after(&package("T-017"), "WX-204", &["Child A", "Child B"]);
        for filled in [package("T-017"), police_referral("WX-204"), after, assessment("At her aunt’s.")] {
            submit(&filled, Day::LAST).expect("complete");
        }
    }
}
