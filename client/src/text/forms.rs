//! Forms: what stands around the questions, which are the templates' own, and what is wrong with an answer.

use super::{dates, fill, text};
use marram_core::work::calendar::TimeOfDay;
use marram_core::work::template::{DateFault, Fault, Field, FieldError, Kind, PartialDate, Template, Value};

/// What to do about a fault of a field.
pub(crate) fn fault(field: &Field, fault: Fault) -> String {
    let t = &text().form_errors;
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let what = ("what", field.label.trim_end_matches(['?', ':']));
    let said = |text: &str| fill(text, &[what]);
    let counted = |text: super::Counted, n: u32, limit: u32| {
        fill(text.form(n), &[what, ("n", &n.to_string()), ("limit", &limit.to_string())])
    };
    match fault {
        Fault::Missing => said(match field.kind {
            Kind::Choice | Kind::Choices | Kind::YesNo => t.missing_choice,
            Kind::Date => t.missing_date,
            Kind::Group => t.missing_row,
            _ => t.missing,
        }),
        Fault::TooLong { chars, limit } => counted(t.too_long, number(chars).saturating_sub(limit), limit),
        Fault::LineBreak => said(t.line_break),
        Fault::NotAnOption | Fault::WrongShape => said(t.not_an_option),
        Fault::Date(DateFault::NotNumbers) => said(t.date_numbers),
        Fault::Date(DateFault::ShortYear) => said(t.date_year),
        Fault::Date(DateFault::NoSuchDay) => said(t.date_none),
        Fault::DayNeeded => said(t.day_needed),
        Fault::HasToBeKnown => said(t.has_to_be_known),
        Fault::InFuture => said(t.date_future),
        Fault::NotATime => said(t.time),
        Fault::NotANumber => said(t.number),
        Fault::OutOfRange { least, greatest } => {
            fill(t.range, &[what, ("least", &least.to_string()), ("greatest", &greatest.to_string())])
        }
        Fault::NotAPhone => said(t.phone),
        Fault::NotAReference => said(t.reference),
        Fault::TooManyRows { rows, limit } => counted(t.rows, number(rows).saturating_sub(limit), limit),
        Fault::NoSuchField => t.no_such_field.to_owned(),
        Fault::FormTooLarge { bytes, limit } => {
            fill(t.too_large, &[what, ("over", &bytes.saturating_sub(limit).next_multiple_of(10).to_string())])
        }
    }
}

/// What to do about an error of a form; nothing where the form has no such field.
pub(crate) fn field_error(template: &Template, error: &FieldError) -> Option<String> {
    let field = template.field(&error.field)?;
    let Some(place) = &error.row else { return Some(fault(field, error.fault)) };
    let inner = field.fields.iter().find(|inner| inner.id == place.field)?;
    Some(fault_in_row(field, place.row, &fault(inner, error.fault)))
}

/// "Child 2: Full name: fill this in".
pub(crate) fn fault_in_row(group: &Field, place: usize, error: &str) -> String {
    let row = group.row.as_deref().unwrap_or(&group.label);
    fill(text().form_errors.place, &[("row", row), ("n", &(place + 1).to_string()), ("error", error)])
}

/// A text about one row: its kind and its number, from 1.
pub(crate) fn of_row(text: &str, group: &Field, place: usize) -> String {
    let row = group.row.as_deref().unwrap_or(&group.label);
    fill(text, &[("row", row), ("n", &(place + 1).to_string())])
}

/// An answer as people read it.
pub(crate) fn answer(field: &Field, written: &str) -> String {
    let t = &text().forms;
    match field.kind {
        Kind::Date => match PartialDate::read(written) {
            Ok(Some(date)) => partial_date(date),
            _ => written.to_owned(),
        },
        Kind::Time => TimeOfDay::parse(written).map_or_else(
            || written.to_owned(),
            |time| {
                let (hour, minute) = time.hour_and_minute();
                dates::time(u32::from(hour), u32::from(minute))
            },
        ),
        Kind::YesNo => match written {
            "yes" => t.yes.to_owned(),
            "no" => t.no.to_owned(),
            "unknown" => t.not_known.to_owned(),
            other => other.to_owned(),
        },
        Kind::Choice | Kind::Choices => {
            let option = field.options.iter().find(|option| option.id == written);
            option.map_or_else(|| written.to_owned(), |option| option.label.clone())
        }
        _ => written.to_owned(),
    }
}

/// Several answers as people read them, each on its own.
pub(crate) fn answers(field: &Field, value: &Value) -> Vec<String> {
    match value {
        Value::Text(written) => vec![answer(field, written)],
        // In the form's order; what the form does not know comes last.
        Value::Choices(chosen) => {
            let known =
                field.options.iter().filter(|option| chosen.contains(&option.id)).map(|option| option.label.clone());
            let other = chosen.iter().filter(|id| field.options.iter().all(|option| option.id != **id)).cloned();
            known.chain(other).collect()
        }
        Value::Rows(_) => Vec::new(),
    }
}

fn partial_date(date: PartialDate) -> String {
    let month = |month: u32| dates::month(month.saturating_sub(1));
    match date {
        PartialDate::Day(day) => {
            let (year, of_year, of_month) = day.date();
            format!("{of_month} {} {year}", month(of_year))
        }
        PartialDate::Month(year, of_year) => format!("{} {year}", month(of_year)),
        PartialDate::Year(year) => year.to_string(),
        PartialDate::NotKnown => text().forms.not_known.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(id: &str) -> &'static Field {
        Template::newest("police-referral").unwrap().field(&id.into()).unwrap()
    }

    #[test]
    fn a_fault_says_which_question_and_what_to_do() {
        let said = |id, what| fault(field(id), what);
        assert_eq!(said("oic-name", Fault::Missing), "Officer in charge: fill this in");
        assert_eq!(said("risk", Fault::Missing), "How high is the risk to a child: choose an answer");
        assert_eq!(
            said("oic-name", Fault::TooLong { chars: 201, limit: 200 }),
            "Officer in charge: shorten this by 1 character"
        );
        assert_eq!(
            said("household", Fault::TooManyRows { rows: 22, limit: 20 }).split_once(": ").unwrap().1,
            "remove 2, there may be 20"
        );
        assert_eq!(said("subject-dob", Fault::InFuture), "Date of birth: enter a date that is not in the future");
        let inner = &field("children").fields[0];
        assert_eq!(
            fault_in_row(field("children"), 1, &fault(inner, Fault::Missing)),
            "Child 2: Full name: fill this in"
        );
    }

    #[test]
    fn answers_read_as_people_write_them() {
        let said = |id, written| answer(field(id), written);
        assert_eq!(said("incident-date", "2026-11-22"), "22 November 2026");
        assert_eq!(said("incident-date", "2026-11"), "November 2026");
        assert_eq!(said("incident-date", "2026"), "2026");
        assert_eq!(said("incident-date", "unknown"), "Not known");
        assert_eq!(said("incident-date", "soon"), "soon");
        assert_eq!(said("incident-time", "14:30"), "2:30pm");
        assert_eq!(said("risk", "high"), "High");
        assert_eq!(said("suspect", "no"), "No");
        let chosen = Value::Choices(["zz".into(), "pnd".into(), "pnc".into()].into());
        assert_eq!(answers(field("checks"), &chosen), ["Police National Computer", "Police National Database", "zz"]);
    }
}
