//! The desk at which somebody sits, or does not any more: when to warn, to lock, and to draw the curtain.
//!
//! A machine with the time passed in. It refuses to know what is on the screen and how a curtain is drawn.
//!
//! Why the **Escape key twice** hides: it is one key, in the same corner of every keyboard, found without looking; it is
//! no character, so that it can be pressed while writing (WCAG 2.1.4), and no browser does anything with it that matters.
//! Screen readers take the first Escape for themselves in a field: their people press once more. Whoever hides by
//! mistake loses nothing and comes back with one key. Escape itself never brings back, so that pressing it again and
//! again in a hurry does not, and neither does anything but the space bar, Enter or a click: Alt and Tab must not.

use marram_protocol::UnixMillis;

/// How long before the end it is announced; half of the time where the time is short.
const WARNING_MS: u64 = 60_000;
/// Twice within this is together.
const TOGETHER_MS: u64 = 1_000;
/// Whoever stays hidden for longer has left: the passphrase is needed then.
const HIDDEN_MS: u64 = 60_000;
const MINUTE_MS: u64 = 60_000;

/// After which time without input Marram locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum LockAfter {
    OneMinute,
    FiveMinutes,
    #[default]
    QuarterHour,
    HalfHour,
    Hour,
}

impl LockAfter {
    /// All choices; there is none without end.
    pub(crate) const ALL: [Self; 5] =
        [Self::OneMinute, Self::FiveMinutes, Self::QuarterHour, Self::HalfHour, Self::Hour];

    /// In minutes.
    pub(crate) fn minutes(self) -> u32 {
        match self {
            Self::OneMinute => 1,
            Self::FiveMinutes => 5,
            Self::QuarterHour => 15,
            Self::HalfHour => 30,
            Self::Hour => 60,
        }
    }

    fn ms(self) -> u64 {
        u64::from(self.minutes()) * MINUTE_MS
    }
}

/// What a person chose for this desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DeskSettings {
    pub(crate) lock_after: LockAfter,
    /// Draw the curtain while the window does not have the focus.
    pub(crate) blank_when_away: bool,
}

impl DeskSettings {
    /// As text, to be kept.
    pub(crate) fn to_text(self) -> String {
        format!("{} {}", self.lock_after.minutes(), if self.blank_when_away { "blank" } else { "-" })
    }

    /// Reads [`Self::to_text`]; anything else is the default, and nothing can say "never".
    pub(crate) fn from_text(text: &str) -> Self {
        let (minutes, blank) = text.split_once(' ').unwrap_or((text, ""));
        let chosen = LockAfter::ALL.into_iter().find(|choice| choice.minutes().to_string() == minutes);
        Self { lock_after: chosen.unwrap_or_default(), blank_when_away: blank == "blank" }
    }
}

/// Something that happened at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtDesk {
    /// It was unlocked.
    Opened,
    /// It is locked, or was never open.
    Closed,
    /// A key, a click, a wheel.
    Input,
    /// The Escape key.
    Escape,
    /// Hide now.
    Hide,
    /// Lock now.
    LockNow,
    /// The space bar, Enter or a click while the curtain is drawn.
    Return,
    /// The window lost the focus.
    Away,
    /// The window has it again.
    Back,
    /// A time that was asked for has come.
    Woken,
    /// Other settings were chosen.
    Chose(DeskSettings),
}

/// What is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Verdict {
    /// Lock now; said once.
    pub(crate) lock: bool,
    /// The curtain is to be drawn.
    pub(crate) curtain: bool,
    /// A warning is to be seen: it locks at this time.
    pub(crate) locks_at: Option<UnixMillis>,
    /// When to look again.
    pub(crate) wake_at: Option<UnixMillis>,
}

/// The machine.
#[derive(Debug)]
pub(crate) struct Desk {
    settings: DeskSettings,
    open: bool,
    /// The lock has been asked for and is not there yet: nothing is to be seen meanwhile.
    locking: bool,
    last_input: UnixMillis,
    hidden_since: Option<UnixMillis>,
    away: bool,
    escaped: Option<UnixMillis>,
}

impl Desk {
    /// Before anything is open.
    pub(crate) fn new(settings: DeskSettings, now: UnixMillis) -> Self {
        let (open, locking, away) = (false, false, false);
        Self { settings, open, locking, last_input: now, hidden_since: None, away, escaped: None }
    }

    /// Takes in what happened.
    pub(crate) fn happen(&mut self, what: AtDesk, now: UnixMillis) -> Verdict {
        // A clock that was set back gives nobody more time than they had.
        self.last_input = self.last_input.min(now);
        self.hidden_since = self.hidden_since.map(|since| since.min(now));
        // Before what happened: an input that comes too late, after the computer slept, does not keep it open.
        let was_locking = self.locking;
        self.locking |= self.open && now >= self.locks_at();
        let mut input = false;
        match what {
            AtDesk::Opened => {
                (self.open, self.locking) = (true, false);
                input = true;
            }
            AtDesk::Closed => (self.open, self.locking) = (false, false),
            AtDesk::Input => input = true,
            AtDesk::Escape => {
                input = true;
                match self.escaped.take() {
                    Some(first) if now.0.saturating_sub(first.0) <= TOGETHER_MS => self.hide(now),
                    _ => self.escaped = Some(now),
                }
            }
            AtDesk::Hide => {
                input = true;
                self.hide(now);
            }
            AtDesk::LockNow => self.locking |= self.open,
            AtDesk::Return => {
                (self.hidden_since, self.away) = (None, false);
                input = true;
            }
            AtDesk::Away => self.away = self.settings.blank_when_away,
            AtDesk::Back => self.away = false,
            AtDesk::Woken => {}
            AtDesk::Chose(settings) => {
                self.settings = settings;
                input = true;
            }
        }
        if input && !self.locking {
            self.last_input = now;
        }
        self.verdict(now, self.locking && !was_locking)
    }

    /// What was chosen.
    pub(crate) fn settings(&self) -> DeskSettings {
        self.settings
    }

    fn hide(&mut self, now: UnixMillis) {
        self.escaped = None;
        self.hidden_since.get_or_insert(now);
    }

    fn idle_end(&self) -> UnixMillis {
        UnixMillis(self.last_input.0.saturating_add(self.settings.lock_after.ms()))
    }

    fn locks_at(&self) -> UnixMillis {
        let hidden_end = self.hidden_since.map(|since| UnixMillis(since.0.saturating_add(HIDDEN_MS)));
        self.idle_end().min(hidden_end.unwrap_or(UnixMillis(u64::MAX)))
    }

    fn verdict(&self, now: UnixMillis, lock: bool) -> Verdict {
        let curtain = self.hidden_since.is_some() || self.away || self.locking;
        if !self.open || self.locking {
            return Verdict { lock, curtain, locks_at: None, wake_at: None };
        }
        let (locks_at, idle_end) = (self.locks_at(), self.idle_end());
        let warning = UnixMillis(idle_end.0.saturating_sub(WARNING_MS.min(self.settings.lock_after.ms() / 2)));
        let warns = now >= warning && !curtain;
        let wake_at = if now < warning { warning.min(locks_at) } else { locks_at };
        Verdict { lock, curtain, locks_at: warns.then_some(locks_at), wake_at: Some(wake_at) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A desk that was unlocked at time 0, and what it says at a second.
    fn open(settings: DeskSettings) -> Desk {
        let mut desk = Desk::new(settings, UnixMillis(0));
        desk.happen(AtDesk::Opened, UnixMillis(0));
        desk
    }

    fn at(desk: &mut Desk, second: u64, what: AtDesk) -> Verdict {
        desk.happen(what, UnixMillis(second * 1000))
    }

    fn plain() -> Desk {
        open(DeskSettings::default())
    }

    #[test]
    fn after_a_quarter_of_an_hour_without_input_it_locks_and_says_so_a_minute_before() {
        let mut desk = plain();
        let quiet = at(&mut desk, 839, AtDesk::Woken);
        assert_eq!((quiet.locks_at, quiet.wake_at), (None, Some(UnixMillis(840_000))));
        let warned = at(&mut desk, 840, AtDesk::Woken);
        assert_eq!((warned.locks_at, warned.wake_at), (Some(UnixMillis(900_000)), Some(UnixMillis(900_000))));
        assert!(!warned.lock && !warned.curtain);
        let locked = at(&mut desk, 900, AtDesk::Woken);
        assert_eq!(locked, Verdict { lock: true, curtain: true, locks_at: None, wake_at: None });
        // Said once; what was on the screen stays hidden until it is locked indeed.
        assert!(!at(&mut desk, 901, AtDesk::Woken).lock);
        assert!(at(&mut desk, 901, AtDesk::Return).curtain);
        assert_eq!(at(&mut desk, 902, AtDesk::Closed), Verdict::default());
    }

    #[test]
    fn any_input_puts_the_lock_off() {
        let mut desk = plain();
        assert!(at(&mut desk, 850, AtDesk::Woken).locks_at.is_some());
        let put_off = at(&mut desk, 899, AtDesk::Input);
        assert_eq!((put_off.locks_at, put_off.wake_at), (None, Some(UnixMillis(1_739_000))));
        assert!(!at(&mut desk, 1_798, AtDesk::Woken).lock);
        assert!(at(&mut desk, 1_799, AtDesk::Woken).lock);
    }

    #[test]
    fn a_key_that_comes_after_the_computer_slept_too_long_does_not_keep_it_open() {
        for late in [AtDesk::Input, AtDesk::Escape, AtDesk::Hide, AtDesk::Back, AtDesk::Return] {
            let verdict = at(&mut plain(), 40_000, late);
            assert!(verdict.lock && verdict.curtain, "{late:?}");
        }
    }

    #[test]
    fn a_short_time_is_announced_at_its_half() {
        let mut desk = open(DeskSettings { lock_after: LockAfter::OneMinute, ..DeskSettings::default() });
        assert_eq!(at(&mut desk, 29, AtDesk::Woken).locks_at, None);
        assert_eq!(at(&mut desk, 30, AtDesk::Woken).locks_at, Some(UnixMillis(60_000)));
        assert!(at(&mut desk, 60, AtDesk::Woken).lock);
    }

    #[test]
    fn another_choice_counts_from_when_it_was_made() {
        let mut desk = plain();
        let chosen = AtDesk::Chose(DeskSettings { lock_after: LockAfter::FiveMinutes, blank_when_away: true });
        assert_eq!(at(&mut desk, 600, chosen).wake_at, Some(UnixMillis(840_000)));
        assert!(at(&mut desk, 900, AtDesk::Woken).lock);
    }

    #[test]
    fn a_clock_that_is_set_back_gives_no_more_than_the_whole_time() {
        let mut desk = plain();
        at(&mut desk, 800_000, AtDesk::Closed);
        at(&mut desk, 800_000, AtDesk::Opened);
        assert_eq!(at(&mut desk, 100, AtDesk::Woken).wake_at, Some(UnixMillis(940_000)));
        assert!(at(&mut desk, 1_000, AtDesk::Woken).lock);
    }

    #[test]
    fn escape_twice_hides_and_only_a_deliberate_key_brings_back() {
        let mut desk = plain();
        assert!(!at(&mut desk, 1, AtDesk::Escape).curtain);
        assert!(at(&mut desk, 2, AtDesk::Escape).curtain);
        for mashed in [AtDesk::Escape, AtDesk::Escape, AtDesk::Escape, AtDesk::Input, AtDesk::Back] {
            assert!(at(&mut desk, 3, mashed).curtain, "{mashed:?}");
        }
        assert!(!at(&mut desk, 4, AtDesk::Return).curtain);
        // Two that are far from each other are no pair.
        assert!(!at(&mut desk, 10, AtDesk::Escape).curtain);
        assert!(!at(&mut desk, 12, AtDesk::Escape).curtain);
        assert!(at(&mut desk, 13, AtDesk::Escape).curtain);
    }

    #[test]
    fn who_stays_hidden_for_a_minute_needs_the_passphrase_and_sees_nothing_before_it_is_locked() {
        let mut desk = plain();
        assert_eq!(at(&mut desk, 10, AtDesk::Hide).wake_at, Some(UnixMillis(70_000)));
        // Pressing it again does not begin the minute anew.
        at(&mut desk, 60, AtDesk::Hide);
        let late = at(&mut desk, 70, AtDesk::Return);
        assert!(late.lock && late.curtain);
        assert!(!at(&mut desk, 71, AtDesk::Closed).curtain);
    }

    #[test]
    fn a_hidden_page_that_has_locked_stays_hidden_until_somebody_comes_back() {
        let mut desk = plain();
        at(&mut desk, 10, AtDesk::Hide);
        assert!(at(&mut desk, 70, AtDesk::Woken).lock);
        assert!(at(&mut desk, 71, AtDesk::Closed).curtain);
        assert!(!at(&mut desk, 500, AtDesk::Return).curtain);
    }

    #[test]
    fn a_window_without_the_focus_is_blank_only_where_that_was_chosen_and_comes_back_with_it() {
        assert!(!at(&mut plain(), 1, AtDesk::Away).curtain);
        let mut desk = open(DeskSettings { blank_when_away: true, ..DeskSettings::default() });
        assert!(at(&mut desk, 1, AtDesk::Away).curtain);
        assert!(!at(&mut desk, 100, AtDesk::Back).curtain);
        // Hidden by hand stays hidden.
        at(&mut desk, 101, AtDesk::Hide);
        at(&mut desk, 102, AtDesk::Away);
        assert!(at(&mut desk, 103, AtDesk::Back).curtain);
    }

    #[test]
    fn lock_now_locks_what_is_open_and_nothing_else() {
        let mut desk = plain();
        assert!(at(&mut desk, 1, AtDesk::LockNow).lock);
        at(&mut desk, 2, AtDesk::Closed);
        assert_eq!(at(&mut desk, 3, AtDesk::LockNow), Verdict::default());
    }

    #[test]
    fn settings_are_kept_as_they_were_chosen_and_nonsense_is_the_default() {
        for lock_after in LockAfter::ALL {
            for blank_when_away in [true, false] {
                let settings = DeskSettings { lock_after, blank_when_away };
                assert_eq!(DeskSettings::from_text(&settings.to_text()), settings);
            }
        }
        for nonsense in ["", "0 -", "600 -", "never", "-1 x"] {
            assert_eq!(DeskSettings::from_text(nonsense), DeskSettings::default(), "{nonsense}");
        }
    }
}
