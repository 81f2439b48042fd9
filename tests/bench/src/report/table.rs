//! The table on the screen.

use super::{Report, Spread};
use crate::client_size::WASM_LIMIT_BYTES;
use crate::runs::Scenario;
use crate::servers::Kind;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const COLUMN: usize = 25;

fn title(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::ColdStart => "Cold start on an empty folder",
        Scenario::Idle => "Idle: connections that follow a room each and are silent (memory of the process, PSS)",
        Scenario::AppendOne => "Append to accepted: one client, one in flight",
        Scenario::AppendMany => "Append to accepted: 16 clients, 64 in flight each",
        Scenario::FanOut => "Fan-out: one appends, 50 follow, as fast as it goes (64 on their way)",
        Scenario::FanOutPaced => "Fan-out: one appends 100 a second whatever happens, 50 follow (open loop)",
        Scenario::CatchUp => "Catch-up: a reader who was away takes 10,000 entries",
    }
}

pub(super) fn words(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(report, &mut out);
    out
}

fn write(report: &Report, out: &mut String) -> std::fmt::Result {
    writeln!(out, "\nPayloads of 1 KiB. Each figure: median (least..most) over the repetitions, servers in turn.")?;
    for server in &report.servers {
        writeln!(out, "  {:<10} {}\n             {}", server.kind.name(), server.version, server.meaning)?;
    }
    writeln!(out, "The relay ran with these lines beside its defaults:")?;
    report.relay_configuration.lines().try_for_each(|line| writeln!(out, "  {line}"))?;
    for left_out in &report.left_out {
        writeln!(out, "Left out: {left_out}")?;
    }
    noise(report, out)?;
    client(report, out)?;
    Scenario::ALL.into_iter().try_for_each(|scenario| section(report, scenario, out))
}

/// What the machine was doing besides.
fn noise(report: &Report, out: &mut String) -> std::fmt::Result {
    let background = Spread::of(report.runs.iter().map(|run| run.background_cores));
    let flush = Spread::of(report.runs.iter().flat_map(|run| run.bare_flush_us));
    if let (Some(background), Some(flush)) = (background, flush) {
        writeln!(
            out,
            "This machine: {} cores, of which others used {background} meanwhile; one bare flush took {flush} us.",
            report.cores
        )?;
    }
    Ok(())
}

/// What people load before they see anything.
fn client(report: &Report, out: &mut String) -> std::fmt::Result {
    let Some(client) = &report.client else {
        return writeln!(out, "The client: no release build is there (cargo xtask client --release).");
    };
    let kb = |bytes: u64| bytes as f64 / 1000.0;
    writeln!(
        out,
        "The client, built {} minutes ago: Wasm {:.0} kB, {:.0} kB as brotli (limit {:.0} kB); all that is compressed \
         {:.0} kB.",
        client.built_minutes_ago,
        kb(client.wasm_bytes),
        kb(client.wasm_brotli_bytes),
        kb(WASM_LIMIT_BYTES),
        kb(client.all_brotli_bytes),
    )
}

fn section(report: &Report, scenario: Scenario, out: &mut String) -> std::fmt::Result {
    let runs = || report.runs.iter().filter(|run| run.scenario == scenario);
    let values: BTreeSet<&str> = runs().flat_map(|run| run.values.keys().copied()).collect();
    if values.is_empty() {
        return Ok(());
    }
    let servers: Vec<_> = Kind::ALL.into_iter().filter(|kind| runs().any(|run| run.server == *kind)).collect();
    writeln!(out, "\n{}", title(scenario))?;
    write!(out, "  {:<24}", "")?;
    servers.iter().try_for_each(|server| write!(out, " {:>COLUMN$}", server.name()))?;
    writeln!(out)?;
    for value in values {
        write!(out, "  {value:<24}")?;
        for server in &servers {
            match report.spread(scenario, *server, value) {
                Some(spread) => write!(out, " {spread:>COLUMN$}")?,
                None => write!(out, " {:>COLUMN$}", "-")?,
            }
        }
        write!(out, "\n  {:<24}", "    ours / theirs")?;
        for server in &servers {
            let ratio = report.ratio(scenario, *server, value).filter(|_| *server != Kind::Marram);
            match ratio {
                Some(ratio) => write!(out, " {ratio:>COLUMN$}")?,
                None => write!(out, " {:>COLUMN$}", "")?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
