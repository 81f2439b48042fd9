//! A picture: for each headline figure a bar for each server, and its range as a line.

use super::spread::short;
use super::{Report, Spread};
use crate::runs::Scenario;
use crate::servers::Kind;
use std::fmt::Write as _;

const HEADLINES: [(&str, Scenario, &str); 8] = [
    ("Cold start, ms", Scenario::ColdStart, "ms to first answer"),
    ("Idle connection, kB", Scenario::Idle, "kB/connection"),
    ("One in flight: accepted p50, us", Scenario::AppendOne, "accepted p50 us"),
    ("16 x 64 in flight: appends/s (more is better)", Scenario::AppendMany, "appends/s"),
    ("16 x 64 in flight: server CPU us per append", Scenario::AppendMany, "server CPU us each"),
    ("Fan-out to 50: deliveries/s (more is better)", Scenario::FanOut, "deliveries/s"),
    ("Fan-out to 50: server CPU us per delivery", Scenario::FanOut, "server CPU us each"),
    ("Catch-up of 10,000 entries, ms", Scenario::CatchUp, "ms for all"),
];

const LEFT: f64 = 100.0;
const BAR: f64 = 420.0;
const LINE: f64 = 18.0;

pub(super) fn svg(report: &Report) -> String {
    let (mut shapes, mut y) = (String::new(), 28.0);
    for (title, scenario, value) in HEADLINES {
        let found = |kind| report.spread(scenario, kind, value).map(|spread| (kind, spread));
        let bars: Vec<(Kind, Spread)> = Kind::ALL.into_iter().filter_map(found).collect();
        let most = bars.iter().map(|(_, spread)| spread.most).fold(0.0, f64::max);
        if most <= 0.0 {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(shapes, r#"<text x="8" y="{y}" font-weight="bold">{title}</text>"#);
        for (kind, Spread { median, least, most: highest }) in bars {
            y += LINE;
            let x = |figure: f64| LEFT + BAR * figure / most;
            let color = if kind == Kind::Marram { "#1d70b8" } else { "#b1b4b6" };
            let (name, width, middle) = (kind.name(), x(median) - LEFT, y - 4.0);
            let _ = writeln!(
                shapes,
                r#"<text x="8" y="{y}">{name}</text><rect x="{LEFT}" y="{}" width="{width:.1}" height="12" fill="{color}"/><path d="M{:.1} {middle}H{:.1}" stroke="black"/><text x="{}" y="{y}">{}</text>"#,
                y - 10.0,
                x(least),
                x(highest),
                LEFT + BAR + 8.0,
                short(median),
            );
        }
        y += 2.0 * LINE;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"{y}\" font-family=\"sans-serif\" \
         font-size=\"12\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{shapes}</svg>\n"
    )
}
