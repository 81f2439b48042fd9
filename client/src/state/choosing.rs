//! Choosing what is released: to whom, which entries, how many parts they make, and what the choice leaves unsaid.

use marram_core::view::{Releasable, ReleasableView, Standing};
use marram_core::work::calendar::{Day, TimeOfDay, uk_instant};
use marram_core::work::{MAX_RELEASED_BYTES, parts_of};
use marram_core::{EventId, PersonId};
use marram_protocol::LogId;
use std::collections::BTreeSet;

/// Whether there is anything that this person cannot read yet.
pub(crate) fn lacks_any(listed: &ReleasableView, person: PersonId) -> bool {
    listed.entries.iter().any(|entry| entry.lacks.contains(&person))
}

/// Those who are ticked, by the answer that was kept (see [`as_answer`]). Before there is one: whoever alone lacks something.
pub(crate) fn ticked(answer: Option<&str>, listed: &ReleasableView) -> Vec<PersonId> {
    let is_named = |answer: &str, person: PersonId| answer.split(',').any(|hex| hex == LogId(person.0).to_hex());
    let is_ticked = |person: PersonId| answer.map_or(lacks_any(listed, person), |answer| is_named(answer, person));
    let ticked: Vec<_> = listed.people.iter().copied().filter(|person| is_ticked(*person)).collect();
    if answer.is_none() && ticked.len() > 1 { Vec::new() } else { ticked }
}

/// The answer that keeps who is ticked.
pub(crate) fn as_answer(ticked: &[PersonId]) -> String {
    ticked.iter().map(|person| LogId(person.0).to_hex()).collect::<Vec<_>>().join(",")
}

/// The entries, with who lacks them of those who are ticked.
pub(crate) fn for_those(listed: &ReleasableView, ticked: &[PersonId]) -> Vec<Releasable> {
    let mut entries = listed.entries.clone();
    entries.iter_mut().for_each(|entry| entry.lacks.retain(|person| ticked.contains(person)));
    entries
}

/// The entries that were chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Choosing(BTreeSet<EventId>);

impl Choosing {
    /// Whether an entry can be released at all.
    pub(crate) fn fits(entry: &Releasable) -> bool {
        entry.bytes as usize <= MAX_RELEASED_BYTES
    }

    /// Whether an entry can be released to anybody who lacks it.
    pub(crate) fn can(entry: &Releasable) -> bool {
        Self::fits(entry) && !entry.lacks.is_empty()
    }

    /// All that somebody cannot read yet.
    pub(crate) fn all(entries: &[Releasable]) -> Self {
        Self::those(entries, |_| true)
    }

    /// What was written on these days, the last one included, as far as somebody cannot read it yet; `None` if they are no
    /// days, or in the wrong order.
    pub(crate) fn between(entries: &[Releasable], from: &str, until: &str) -> Option<Self> {
        let (from, until): (Day, Day) = (from.trim().parse().ok()?, until.trim().parse().ok()?);
        let begin = uk_instant(from, TimeOfDay::parse("00:00")?);
        let end = uk_instant(until.plus_days(1), TimeOfDay::parse("00:00")?);
        (begin < end).then(|| Self::those(entries, |entry| (begin..end).contains(&entry.at)))
    }

    fn those(entries: &[Releasable], chosen: impl Fn(&Releasable) -> bool) -> Self {
        Self(entries.iter().filter(|entry| Self::can(entry) && chosen(entry)).map(|entry| entry.event).collect())
    }

    /// Whether it is chosen. What nobody lacks who is ticked now is not, whatever was chosen before.
    pub(crate) fn has(&self, entry: &Releasable) -> bool {
        Self::can(entry) && self.0.contains(&entry.event)
    }

    /// With one more, or without it.
    pub(crate) fn toggled(&self, event: EventId) -> Self {
        let mut chosen = self.0.clone();
        if !chosen.remove(&event) {
            chosen.insert(event);
        }
        Self(chosen)
    }

    /// With these too.
    pub(crate) fn with(&self, events: &[EventId]) -> Self {
        Self(self.0.iter().chain(events).copied().collect())
    }

    /// Those of the entries that are chosen, in their order.
    pub(crate) fn of(&self, entries: &[Releasable]) -> Vec<EventId> {
        entries.iter().filter(|entry| self.has(entry)).map(|entry| entry.event).collect()
    }

    /// In how many parts they go, to each what they lack.
    pub(crate) fn parts(&self, entries: &[Releasable]) -> usize {
        let people: BTreeSet<PersonId> = entries.iter().flat_map(|entry| entry.lacks.iter().copied()).collect();
        let parts = people.iter().map(|person| {
            let given = entries.iter().filter(|entry| self.has(entry) && entry.lacks.contains(person));
            parts_of(&given.map(|entry| (entry.event, entry.bytes as usize)).collect::<Vec<_>>()).len()
        });
        parts.sum()
    }

    /// What says how the chosen referral stands, and is neither chosen nor known to all.
    pub(crate) fn lacking(&self, entries: &[Releasable]) -> Vec<EventId> {
        let referral = entries.iter().any(|entry| entry.standing == Standing::Referral && self.has(entry));
        let answers = entries.iter().filter(|entry| entry.standing == Standing::Answer && Self::can(entry));
        let lacking = answers.filter(|entry| referral && !self.has(entry));
        lacking.map(|entry| entry.event).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::RoomId;
    use marram_core::view::Body;
    use marram_protocol::UnixMillis;

    const TESS: PersonId = PersonId([1; 16]);
    const HAL: PersonId = PersonId([2; 16]);
    const RUTH: PersonId = PersonId([3; 16]);
    const DAY: u64 = 86_400_000;
    /// 22 November 2026, nine in the morning.
    const NINE: u64 = 1_795_338_000_000;

    fn entry(number: u8, days: u64, standing: Standing) -> Releasable {
        Releasable {
            event: EventId([number; 16]),
            at: UnixMillis(NINE + days * DAY),
            author_name: "Mina Sorrell".into(),
            author_agency: "Calderfen Council".into(),
            body: Body::Note { text: "Words.".into() },
            bytes: 10 * 1024,
            lacks: vec![TESS],
            standing,
        }
    }

    fn listed(lacks: &[&[PersonId]]) -> ReleasableView {
        let entries = (1..)
            .zip(lacks)
            .map(|(number, lacks)| Releasable { lacks: lacks.to_vec(), ..entry(number, 0, Standing::Other) });
        ReleasableView { room: RoomId([1; 16]), people: vec![TESS, HAL, RUTH], entries: entries.collect() }
    }

    fn numbers(chosen: &Choosing, entries: &[Releasable]) -> Vec<u8> {
        chosen.of(entries).iter().map(|event| event.0[0]).collect()
    }

    #[test]
    fn days_are_whole_and_what_the_recipient_has_or_nobody_can_release_is_not_chosen() {
        let mut entries: Vec<_> = (1..=4).map(|number| entry(number, u64::from(number - 1), Standing::Other)).collect();
        entries[3].lacks.clear();
        assert_eq!(numbers(&Choosing::all(&entries), &entries), [1, 2, 3]);
        let days = |from, until| Choosing::between(&entries, from, until).map(|chosen| numbers(&chosen, &entries));
        assert_eq!(days("2026-11-22", "2026-11-22"), Some(vec![1]));
        assert_eq!(days("2026-11-23", "2026-11-30"), Some(vec![2, 3]));
        assert_eq!(
            [days("2026-11-23", "2026-11-22"), days("", "2026-11-22"), days("soon", "later")],
            [None, None, None]
        );
        entries[0].bytes = 50 * 1024;
        assert_eq!(numbers(&Choosing::all(&entries), &entries), [2, 3]);
    }

    #[test]
    fn whoever_alone_lacks_something_is_ticked_before_anybody_is_and_ticks_are_kept_of_those_who_are_there() {
        assert_eq!(ticked(None, &listed(&[&[HAL], &[], &[HAL]])), [HAL]);
        assert_eq!(ticked(None, &listed(&[&[HAL], &[TESS]])), []);
        assert_eq!(ticked(None, &listed(&[&[]])), []);
        let both = as_answer(&[TESS, HAL]);
        assert_eq!(ticked(Some(&both), &listed(&[&[HAL]])), [TESS, HAL]);
        assert_eq!(ticked(Some(&as_answer(&[])), &listed(&[&[HAL]])), []);
        let hal_went = ReleasableView { people: vec![TESS, RUTH], ..listed(&[]) };
        assert_eq!(ticked(Some(&both), &hal_went), [TESS]);
        assert!(lacks_any(&listed(&[&[HAL]]), HAL) && !lacks_any(&listed(&[&[HAL]]), TESS));
    }

    #[test]
    fn for_several_all_is_what_one_of_them_lacks_and_each_is_given_no_more_than_that() {
        let listed = listed(&[&[TESS, HAL], &[HAL], &[TESS, HAL], &[RUTH]]);
        let both = for_those(&listed, &[TESS, HAL]);
        let chosen = Choosing::all(&both);
        assert_eq!(numbers(&chosen, &both), [1, 2, 3], "what both have is not chosen");
        // Two entries fit into one part: Tess lacks two, Hal three.
        assert_eq!(chosen.parts(&both), 3);
        let tess = for_those(&listed, &[TESS]);
        assert_eq!((numbers(&chosen, &tess), chosen.parts(&tess)), (vec![1, 3], 1), "Hal is ticked no more");
        assert_eq!(numbers(&chosen, &for_those(&listed, &[RUTH])), [] as [u8; 0]);
    }

    #[test]
    fn the_parts_are_counted_before_anything_is_sent() {
        let entries: Vec<_> = (1..=5).map(|number| entry(number, 0, Standing::Other)).collect();
        assert_eq!(Choosing::all(&entries).parts(&entries), 3);
        assert_eq!(Choosing::default().parts(&entries), 0);
    }

    #[test]
    fn a_referral_without_what_became_of_it_is_noticed() {
        let stands = [Standing::Referral, Standing::Answer, Standing::Other, Standing::Answer];
        let entries: Vec<_> = (1..).zip(stands).map(|(number, standing)| entry(number, 0, standing)).collect();
        let chosen = Choosing::default().toggled(entries[0].event).toggled(entries[1].event);
        let lacking = chosen.lacking(&entries);
        assert_eq!(lacking, [entries[3].event]);
        assert_eq!(chosen.with(&lacking).lacking(&entries), []);
        assert_eq!(chosen.toggled(entries[0].event).lacking(&entries), []);
    }
}
