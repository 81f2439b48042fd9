//! A median and its range.

use std::fmt;

/// The middle one of some figures, and the ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Spread {
    /// `None` of nothing. Of an even number it takes the mean of the two in the middle.
    pub(crate) fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<_> = figures.into_iter().filter(|figure| figure.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (least, most) = (*sorted.first()?, *sorted.last()?);
        let upper = *sorted.get(sorted.len() / 2)?;
        let lower = *sorted.get((sorted.len() - 1) / 2)?;
        Some(Self { median: f64::midpoint(lower, upper), least, most })
    }
}

/// `12.3k (11.9k..14k)`
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{} ({}..{})", short(self.median), short(self.least), short(self.most));
        f.pad(&text)
    }
}

/// Three digits that matter.
pub(crate) fn short(figure: f64) -> String {
    let (figure, unit) = if figure.abs() >= 1e4 { (figure / 1e3, "k") } else { (figure, "") };
    let digits = match figure.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 || size == 0.0 => 2,
        _ => 3,
    };
    format!("{figure:.digits$}{unit}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_ends() {
        let spread = Spread::of([5.0, 1.0, 2.0]).unwrap();
        assert_eq!((spread.median, spread.least, spread.most), (2.0, 1.0, 5.0));
        assert_eq!(Spread::of([1.0, 2.0]).unwrap().median, 1.5);
        assert_eq!(Spread::of([]), None);
    }

    #[test]
    fn figures_are_short() {
        assert_eq!(Spread::of([12_345.0]).unwrap().to_string(), "12.3k (12.3k..12.3k)");
        assert_eq!(short(0.4236), "0.424");
        assert_eq!(short(1234.0), "1234");
    }
}
