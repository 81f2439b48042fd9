//! Words with the time that is left: seen every second, heard only now and then.

use crate::platform::clock;
use crate::text::{duration, fill};
use gloo_timers::callback::Interval;
use marram_protocol::UnixMillis;
use yew::prelude::*;

/// The properties of [`Countdown`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) until: UnixMillis,
    /// With a place `{left}`.
    pub(crate) words: &'static str,
    /// Said instead when the time is over.
    #[prop_or_default]
    pub(crate) over: &'static str,
    #[prop_or_default]
    pub(crate) on_end: Callback<()>,
}

/// Counts down.
#[component]
pub(crate) fn Countdown(props: &Props) -> Html {
    let left = use_state_eq(|| seconds_left(props.until));
    {
        let left = left.setter();
        use_effect_with((props.until, props.on_end.clone()), move |(until, on_end)| {
            let (until, on_end) = (*until, on_end.clone());
            left.set(seconds_left(until));
            let tick = Interval::new(1_000, move || {
                let now = seconds_left(until);
                left.set(now);
                if now == 0 {
                    on_end.emit(());
                }
            });
            move || drop(tick)
        });
    }
    let words = |seconds: u64| match seconds {
        0 => props.over.to_owned(),
        _ => fill(props.words, &[("left", &duration(seconds))]),
    };
    html! {
        <>
            <span key="seen" aria-hidden="true" data-test="countdown">{ words(*left) }</span>
            <span key="heard" class="hidden" role="alert">{ words(heard(*left)) }</span>
        </>
    }
}

fn seconds_left(until: UnixMillis) -> u64 {
    until.0.saturating_sub(clock::now().0).div_ceil(1_000)
}

/// The time that is said aloud while so many seconds are left: it changes a few times only.
fn heard(left: u64) -> u64 {
    match left {
        0 => 0,
        1..=10 => 10,
        11..=30 => 30,
        31..=60 => 60,
        _ => left.div_ceil(300) * 300,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_announced_four_times_and_not_sixty() {
        let mut said: Vec<u64> = (0..=60).rev().map(heard).collect();
        said.dedup();
        assert_eq!(said, [60, 30, 10, 0]);
    }
}
