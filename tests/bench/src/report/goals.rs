//! Ours beside what we aim at. Not reached is said as plainly as reached.

use super::{Report, Spread};
use crate::client_size::WASM_LIMIT_BYTES;
use crate::runs::Scenario;
use crate::servers::Kind;
use std::fmt::Write as _;

enum Aim {
    AtMost(f64),
    AtLeast(f64),
}

impl Aim {
    /// What every single repetition says; `None` if they do not agree.
    fn reached(&self, measured: Spread) -> Option<bool> {
        let (least, most) = match self {
            Self::AtMost(aim) => (measured.least <= *aim, measured.most <= *aim),
            Self::AtLeast(aim) => (measured.least >= *aim, measured.most >= *aim),
        };
        (least == most).then_some(least)
    }
}

struct Goal {
    name: &'static str,
    measured: Option<Spread>,
    aim: Aim,
}

pub(super) fn words(report: &Report) -> String {
    let mut out = String::from("\nGoals\n");
    for Goal { name, measured, aim } in goals(report) {
        let Some(measured) = measured else {
            let _ = writeln!(out, "  {name:<66} not measured");
            continue;
        };
        let words = match aim {
            Aim::AtMost(most) => format!("at most {most}"),
            Aim::AtLeast(least) => format!("at least {least}"),
        };
        let verdict = match aim.reached(measured) {
            Some(true) => "reached",
            Some(false) => "NOT REACHED",
            None => "UNDECIDED: the repetitions do not agree",
        };
        let _ = writeln!(out, "  {name:<66} {words:<15} {measured:<24} {verdict}");
    }
    out
}

fn goals(report: &Report) -> Vec<Goal> {
    use Kind::{Nats, Redis};
    use Scenario::{AppendMany, CatchUp, ColdStart, FanOut, FanOutPaced, Idle};
    let cpu = "server CPU us each";
    let ratio = |scenario, other, value| report.ratio(scenario, other, value);
    let goal = |name, measured, aim| Goal { name, measured, aim };
    let wasm = report.client.as_ref().and_then(|client| Spread::of([client.wasm_brotli_bytes as f64 / 1000.0]));
    vec![
        goal("P1  fan-out: CPU per delivery / NATS's", ratio(FanOut, Nats, cpu), Aim::AtMost(0.1)),
        goal("P1  fan-out: CPU per delivery / mosquitto's", ratio(FanOut, Kind::Mosquitto, cpu), Aim::AtMost(0.05)),
        goal("P3  appends/s, fsynced / NATS's, not fsynced", ratio(AppendMany, Nats, "appends/s"), Aim::AtLeast(1.5)),
        goal("P3  the same: CPU per append / NATS's", ratio(AppendMany, Nats, cpu), Aim::AtMost(0.2)),
        goal(
            "P4  one in flight: accepted p50 / (bare flush + null round trip)",
            over_the_floor(report),
            Aim::AtMost(1.5),
        ),
        goal(
            "P11 16 x 64 in flight: bytes to disk per byte",
            report.spread(AppendMany, Kind::Marram, "disk bytes per byte"),
            Aim::AtMost(1.3),
        ),
        goal("--  appends/s, fsynced / redis's, fsynced", ratio(AppendMany, Redis, "appends/s"), Aim::AtLeast(1.0)),
        goal("P7  open loop: delivered p99 / NATS's", ratio(FanOutPaced, Nats, "delivered p99 us"), Aim::AtMost(1.5)),
        goal(
            "P8  idle connection: kB of process memory",
            report.spread(Idle, Kind::Marram, "kB/connection"),
            Aim::AtMost(1.25),
        ),
        goal("P9  catch-up: time / NATS's", ratio(CatchUp, Nats, "ms for all"), Aim::AtMost(0.1)),
        goal(
            "--  catch-up: time / redis's (contiguous; P9 is interleaved)",
            ratio(CatchUp, Redis, "ms for all"),
            Aim::AtMost(0.5),
        ),
        goal(
            "--  cold start, empty / NATS's (P10 is with 1M entries)",
            ratio(ColdStart, Nats, "ms to first answer"),
            Aim::AtMost(1.0),
        ),
        goal("C1  Wasm, brotli, kB", wasm, Aim::AtMost(WASM_LIMIT_BYTES as f64 / 1000.0)),
    ]
}

/// One append in flight, against the least that it could take: a round trip of the same repetition and the quicker of the
/// flushes around it. On a busy disk that says more of the disk than of us.
fn over_the_floor(report: &Report) -> Option<Spread> {
    let ones =
        |server| report.runs.iter().filter(move |run| run.scenario == Scenario::AppendOne && run.server == server);
    Spread::of(ones(Kind::Marram).filter_map(|ours| {
        let null = ones(Kind::Null).find(|null| null.repetition == ours.repetition)?;
        let [before, after] = ours.bare_flush_us;
        let floor = before.min(after) + null.values.get("accepted p50 us")?;
        Some(ours.values.get("accepted p50 us")? / floor)
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_reached_or_missed_only_if_every_repetition_says_so() {
        let measured = Spread::of([0.5, 2.0, 3.0]).unwrap();
        assert_eq!(Aim::AtMost(3.0).reached(measured), Some(true));
        assert_eq!(Aim::AtMost(0.4).reached(measured), Some(false));
        assert_eq!(Aim::AtMost(1.0).reached(measured), None);
        assert_eq!(Aim::AtLeast(0.5).reached(measured), Some(true));
        assert_eq!(Aim::AtLeast(1.0).reached(measured), None);
        assert_eq!(Aim::AtLeast(4.0).reached(measured), Some(false));
    }
}
