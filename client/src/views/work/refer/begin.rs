//! What a referral begins with: what was kept of it, or else what the referral that it follows from says already.

use marram_core::RoomId;
use marram_core::view::BegunForm;
use marram_core::work::template::{Filled, Meaning, Template};
use marram_core::work::{Children, Matter};

/// A form as it was left. What was typed on this page comes first: it is sooner here than it comes back from being kept.
pub(super) fn kept(template: &Template, typed: &[Filled], begun: &[BegunForm], from: Option<RoomId>) -> Option<Filled> {
    let is_of = |form: &&Filled| form.template == template.id && form.version == template.version;
    let begun = begun.iter().filter(|one| one.room == from).map(|one| &one.form);
    typed.iter().chain(begun).find(is_of).cloned()
}

/// How many children were found, if the room says so.
pub(super) fn found(earlier: &Matter) -> Option<u16> {
    match earlier.holding.as_ref()?.children_identified()? {
        Children::Found(n) => Some(n),
        Children::NoneFound => None,
    }
}

/// A form with the answers of an earlier referral; nothing where none of them goes over.
pub(super) fn carried(template: &Template, earlier: &Matter) -> Option<Filled> {
    let form = &earlier.holding.as_ref()?.referral.what.form;
    let mut filled = Filled::carried_over(form, found(earlier), template);
    // What the room has decided since is newer than a "no" from before.
    let put_off = earlier.secrecy.delays.iter().any(|delay| delay.over.is_none());
    let since = [(Meaning::WithholdFromFamily, put_off), (Meaning::Covert, earlier.secrecy.covert)];
    for field in since.into_iter().filter(|(_, kept)| *kept).filter_map(|(meaning, _)| template.meaning(meaning)) {
        if filled.text(&field.id) != "yes" {
            filled.values.remove(&field.id);
        }
    }
    (!filled.values.is_empty()).then_some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::event::EventHash;
    use marram_core::view::Sector;
    use marram_core::work::calendar::Nation;
    use marram_core::work::template::{FieldId, Value};
    use marram_core::work::{Author, Delay, DeskRef, Place, Referral, Risk, Work};
    use marram_core::{DeskId, EventId, PersonId};
    use marram_protocol::{AgencyId, PublicKey, UnixMillis};
    use std::collections::BTreeMap;

    #[test]
    fn a_no_from_before_is_asked_again_while_the_room_keeps_it_from_somebody() {
        let text = |words: &str| Value::Text(words.to_owned());
        let after = |withhold, said: &[Work]| {
            let answers = [("withhold", withhold), ("covert", "no"), ("subject-name", "M. Dray")];
            let mut matter = sent(answers.map(|(id, words)| (id.into(), text(words))).into());
            said.iter().for_each(|work| matter.apply(&place(2), &mina(), work).unwrap());
            let carried = carried(Template::newest("national-package").unwrap(), &matter).unwrap();
            ["withhold", "covert", "subject-name"].map(|id| carried.text(&id.into()).to_owned())
        };
        let delay = Work::Delay(Delay { rationale: "He lives there.".into(), until: UnixMillis(1_800_000_000_000) });
        let over = Work::DateOver { date: EventId([2; 16]), outcome: "They were told.".into() };
        assert_eq!(after("no", &[]), ["no", "no", "M. Dray"]);
        assert_eq!(after("no", std::slice::from_ref(&delay)), ["", "no", "M. Dray"]);
        assert_eq!(after("yes", std::slice::from_ref(&delay)), ["yes", "no", "M. Dray"]);
        assert_eq!(after("no", &[delay, over]), ["no", "no", "M. Dray"]);
        assert_eq!(after("no", &[Work::Covert { do_not_tell: vec!["M. Dray".into()] }]), ["no", "", "M. Dray"]);
    }

    fn place(number: u8) -> Place {
        Place { event: EventId([number; 16]), hash: EventHash(PublicKey([number; 32])), at: UnixMillis(0) }
    }

    fn mina() -> Author {
        Author {
            person: PersonId([1; 16]),
            name: "Mina Sorrell".into(),
            role: "Social worker".into(),
            agency: AgencyId([2; 32]),
            agency_name: "Calderfen Council".into(),
            sector: Sector::ChildrensServices,
        }
    }

    /// What a room comes to in which a package with these answers was sent.
    fn sent(values: BTreeMap<FieldId, Value>) -> Matter {
        let nation = Nation::EnglandAndWales;
        let (name, agency_name) = ("Front door".into(), "Wexmoor Police".into());
        let referral = Referral {
            to: DeskRef { agency: AgencyId([3; 32]), desk: DeskId([5; 16]), name, agency_name, nation },
            reference: "T-017".into(),
            risk: Risk::High,
            accept_by: UnixMillis(1),
            covert: false,
            withhold: false,
            follows: None,
            asks_children: true,
            nation,
            accept_within_ms: None,
            form: Filled { values, ..Filled::begin(Template::newest("national-package").unwrap()) },
        };
        let mut matter = Matter::default();
        matter.apply(&place(1), &mina(), &Work::Referral(Box::new(referral))).unwrap();
        matter
    }

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
