//! Choosing what is released: which entries, how many parts they make, and what the choice leaves unsaid.

use marram_core::EventId;
use marram_core::view::{Releasable, Standing};
use marram_core::work::calendar::{Day, TimeOfDay, uk_instant};
use marram_core::work::{MAX_RELEASED_BYTES, parts_of};
use std::collections::BTreeSet;

/// The entries that were chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Choosing(BTreeSet<EventId>);

impl Choosing {
    /// Whether an entry can be released at all.
    pub(crate) fn fits(entry: &Releasable) -> bool {
        entry.bytes as usize <= MAX_RELEASED_BYTES
    }

    /// All that the recipient cannot read yet.
    pub(crate) fn all(entries: &[Releasable]) -> Self {
        Self::those(entries, |entry| !entry.has)
    }

    /// What was written on these days, the last one included, as far as the recipient cannot read it yet; `None` if they
    /// are no days, or in the wrong order.
    pub(crate) fn between(entries: &[Releasable], from: &str, until: &str) -> Option<Self> {
        let (from, until): (Day, Day) = (from.trim().parse().ok()?, until.trim().parse().ok()?);
        let begin = uk_instant(from, TimeOfDay::parse("00:00")?);
        let end = uk_instant(until.plus_days(1), TimeOfDay::parse("00:00")?);
        (begin < end).then(|| Self::those(entries, |entry| !entry.has && (begin..end).contains(&entry.at)))
    }

    fn those(entries: &[Releasable], chosen: impl Fn(&Releasable) -> bool) -> Self {
        Self(entries.iter().filter(|entry| Self::fits(entry) && chosen(entry)).map(|entry| entry.event).collect())
    }

    pub(crate) fn has(&self, event: EventId) -> bool {
        self.0.contains(&event)
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
        entries.iter().map(|entry| entry.event).filter(|event| self.has(*event)).collect()
    }

    /// In how many parts they go.
    pub(crate) fn parts(&self, entries: &[Releasable]) -> usize {
        let chosen = entries.iter().filter(|entry| self.has(entry.event));
        let sizes: Vec<_> = chosen.map(|entry| (entry.event, entry.bytes as usize)).collect();
        parts_of(&sizes).len()
    }

    /// What says how the chosen referral stands, and is neither chosen nor known to the recipient.
    pub(crate) fn lacking(&self, entries: &[Releasable]) -> Vec<EventId> {
        let referral = entries.iter().any(|entry| entry.standing == Standing::Referral && self.has(entry.event));
        let answers = entries.iter().filter(|entry| entry.standing == Standing::Answer && Self::fits(entry));
        let lacking = answers.filter(|entry| referral && !entry.has && !self.has(entry.event));
        lacking.map(|entry| entry.event).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marram_core::view::Body;
    use marram_protocol::UnixMillis;

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
            has: false,
            standing,
        }
    }

    fn numbers(chosen: &Choosing, entries: &[Releasable]) -> Vec<u8> {
        chosen.of(entries).iter().map(|event| event.0[0]).collect()
    }

    #[test]
    fn days_are_whole_and_what_the_recipient_has_or_nobody_can_release_is_not_chosen() {
        let mut entries: Vec<_> = (1..=4).map(|number| entry(number, u64::from(number - 1), Standing::Other)).collect();
        entries[3].has = true;
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
