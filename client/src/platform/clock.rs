//! The clock: the time now, a time in local terms, and being called later.

use gloo_timers::callback::Timeout;
use js_sys::Date;
use marram_protocol::UnixMillis;
use wasm_bindgen::JsValue;

/// The browser's clock. The engine corrects it by the relay's.
pub(crate) fn now() -> UnixMillis {
    UnixMillis(Date::now() as u64)
}

/// A time as a person's clock and calendar show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LocalTime {
    pub(crate) year: u32,
    /// 0 is January.
    pub(crate) month: u32,
    pub(crate) day: u32,
    pub(crate) hour: u32,
    pub(crate) minute: u32,
}

/// `at` in the browser's time zone.
pub(crate) fn local(at: UnixMillis) -> LocalTime {
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    LocalTime {
        year: date.get_full_year(),
        month: date.get_month(),
        day: date.get_date(),
        hour: date.get_hours(),
        minute: date.get_minutes(),
    }
}

/// Longer waits end early; timers of browsers wrap around above 24 days.
const LONGEST_WAIT_MS: u64 = 24 * 60 * 60 * 1000;

/// Calls `back` once, at `at` or a little later (a day from now at the latest). Dropping the timer cancels it.
pub(crate) fn call_at(at: UnixMillis, back: impl FnOnce() + 'static) -> Timeout {
    let wait = at.0.saturating_sub(now().0).min(LONGEST_WAIT_MS);
    Timeout::new(u32::try_from(wait).unwrap_or(u32::MAX), back)
}
