//! What is said beside the answers before anything is sent: whether somebody is on duty, whether the reference was used,
//! where answers come from, and whether children are left out.

use crate::platform::clock;
use crate::state::board::sent_before;
use crate::text::{date, fill, text};
use crate::views::room::correction;
use marram_core::view::{DeskView, RoomSummary};
use marram_core::work::Matter;
use marram_core::work::template::{Filled, Meaning, Template};
use yew::prelude::*;

/// Who gets it at the desk that is chosen. The element is always there, so that what comes into it is told.
pub(super) fn on_duty(to: Option<&DeskView>) -> Html {
    let t = &text().refer;
    let (class, words) = match to.map(|desk| u32::try_from(desk.on_duty.len()).unwrap_or(u32::MAX)) {
        None => (None, String::new()),
        Some(0) => (Some("banner banner-warning"), t.nobody_on_duty.to_owned()),
        Some(people) => (Some("quiet"), t.on_duty.of(people)),
    };
    html! { <p key="on-duty" role="status" data-test="desk-on-duty" {class}>{ words }</p> }
}

/// That a referral with this reference was sent already, when, and where it is.
pub(super) fn reference_used(rooms: &[RoomSummary], reference: &str) -> Option<String> {
    let line = sent_before(rooms, reference)?;
    let values = [("day", &*date(clock::local(line.sent))), ("desk", &line.desk), ("agency", &line.desk_agency)];
    Some(fill(text().refer.reference_used, &values))
}

/// That the answers are those of an earlier referral as it was sent, and what was corrected of it since.
pub(super) fn carried(earlier: &Matter) -> Html {
    let Some(referral) = earlier.holding.as_ref().map(|holding| &holding.referral) else { return Html::default() };
    let words = fill(text().refer.carried, &[("reference", &referral.what.reference)]);
    html! {
        <>
            <p key="carried" class="banner" data-test="carried">{ words }</p>
            { for earlier.corrections.get(&referral.event).into_iter().flatten().map(correction) }
        </>
    }
}

/// That fewer children are named than were found: a row that nobody filled in is not sent, and nothing else would say so.
pub(super) fn fewer_children(found: Option<u16>, form: &Filled) -> Option<String> {
    let group = Template::of(form)?.meaning(Meaning::Children)?;
    let named = form.rows(&group.id).len();
    let found = u32::from(found.filter(|found| named < usize::from(*found))?);
    let values = [("n", &*found.to_string()), ("named", &*named.to_string())];
    Some(fill(text().refer.fewer_children.form(found), &values))
}

/// A warning that hinders nobody.
pub(super) fn warning(name: &'static str, words: String) -> Html {
    html! { <p class="banner banner-warning" data-test={name}>{ words }</p> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::work::template::{Row, Value};

    #[test]
    fn it_is_said_when_fewer_children_are_named_than_were_found() {
        let form = |children: &[&str]| {
            let row = |name: &&str| Row::from([("name".into(), (*name).to_owned())]);
            let rows = Value::Rows(children.iter().map(row).collect());
            Filled { values: [("children".into(), rows)].into(), ..Filled::begin(police()) }
        };
        let named_one = fewer_children(Some(2), &form(&["Child A"])).unwrap();
        assert!(named_one.contains("2 children") && named_one.contains(": 1."), "{named_one}");
        assert!(fewer_children(Some(1), &Filled::begin(police())).is_some(), "nobody is named");
        assert_eq!(fewer_children(Some(2), &form(&["Child A", "Child B"])), None);
        assert_eq!(fewer_children(Some(1), &form(&["Child A", "Child B"])), None, "more are named");
        assert_eq!(fewer_children(None, &form(&[])), None);
    }

    fn police() -> &'static Template {
        Template::newest("police-referral").unwrap()
    }
}
