//! What a referral begins with: what was kept of it, or else what the referral that it follows from says already.

use marram_core::RoomId;
use marram_core::view::BegunForm;
use marram_core::work::template::{Filled, Template};
use marram_core::work::{Children, Holding};

/// A form as it was left. What was typed on this page comes first: it is sooner here than it comes back from being kept.
pub(super) fn kept(template: &Template, typed: &[Filled], begun: &[BegunForm], from: Option<RoomId>) -> Option<Filled> {
    let is_of = |form: &&Filled| form.template == template.id && form.version == template.version;
    let begun = begun.iter().filter(|one| one.room == from).map(|one| &one.form);
    typed.iter().chain(begun).find(is_of).cloned()
}

/// A form with the answers of an earlier referral; nothing where none of them goes over.
pub(super) fn carried(template: &Template, earlier: &Holding) -> Option<Filled> {
    let found = match earlier.children.as_ref().map(|made| made.what) {
        Some(Children::Found(n)) => Some(n),
        Some(Children::NoneFound) | None => None,
    };
    let filled = Filled::carried_over(&earlier.referral.what.form, found, template);
    (!filled.values.is_empty()).then_some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::work::template::Value;

    #[test]
    fn what_was_kept_is_of_its_room_and_what_was_just_typed_is_newer() {
        let template = Template::newest("police-referral").unwrap();
        let form = |words: &str| {
            let values = [("incident".into(), Value::Text(words.into()))].into();
            Filled { values, ..Filled::begin(template) }
        };
        let here = RoomId([1; 16]);
        let begun = [(None, "Alone"), (Some(here), "From here")];
        let begun = begun.map(|(room, words)| BegunForm { room, form: form(words) });
        assert_eq!(kept(template, &[], &begun, None), Some(form("Alone")));
        assert_eq!(kept(template, &[], &begun, Some(here)), Some(form("From here")));
        assert_eq!(kept(template, &[form("Just now")], &begun, Some(here)), Some(form("Just now")));
        assert_eq!(kept(template, &[], &begun, Some(RoomId([2; 16]))), None);
        let other = Template::newest("lado-referral").unwrap();
        assert_eq!(kept(other, &[form("Just now")], &begun, None), None);
    }
}
