//! Figures: the relay beside its peers, in one run on one machine. `cargo xtask bench` builds and starts this.
//!
//! One thread generates all load (`runs`), in each server's own language (`dialect`) over sockets that cost as little as
//! they can (`wire`); `servers` starts what is measured, `meter` reads what it took, `report` says what came out. It
//! knows the relay's protocol and nothing of its insides.

mod client_size;
mod dialect;
mod error;
mod meter;
mod payload;
mod report;
mod runs;
mod servers;
mod wire;

use clap::Parser;
use client_size::ClientSize;
use error::BenchError;
use report::Report;
use runs::{Bench, Pace, Run, Scenario};
use servers::{Kind, Server};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Measures a relay beside its peers.
#[derive(Debug, Parser)]
struct Arguments {
    /// The relay's program, optimised as people run it
    #[arg(long)]
    relay: PathBuf,
    /// Where the client's release build lies, to be weighed
    #[arg(long)]
    site: PathBuf,
    /// Where the figures go
    #[arg(long)]
    out: PathBuf,
    /// How often everything is measured
    #[arg(long, default_value_t = 3)]
    repetitions: u32,
    /// Short runs and fewer connections: a look, not a figure
    #[arg(long)]
    quick: bool,
    /// Measure the relay alone
    #[arg(long)]
    alone: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(BenchError::from)
        .and_then(|runtime| tokio::task::LocalSet::new().block_on(&runtime, measure_unless_stopped(&arguments)));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whoever stops this stops the servers that it started.
async fn measure_unless_stopped(arguments: &Arguments) -> Result<(), BenchError> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = measure(arguments) => result,
        _ = tokio::signal::ctrl_c() => Err(BenchError::Stopped),
        _ = terminate.recv() => Err(BenchError::Stopped),
    }
}

async fn measure(arguments: &Arguments) -> Result<(), BenchError> {
    std::fs::create_dir_all(&arguments.out)?;
    let mut left_out = vec!["send to frame in the browser: not measured here yet".to_owned()];
    let mut all = vec![Server::relay(&arguments.relay)?];
    for kind in [Kind::Nats, Kind::Mosquitto, Kind::Redis] {
        match Server::installed(kind).filter(|_| !arguments.alone) {
            Some(server) => all.push(server),
            None if arguments.alone => left_out.push(format!("{}: not asked for", kind.name())),
            None => left_out.push(format!("{}: not installed", kind.name())),
        }
    }
    all.push(Server::null()?);

    let pace = match arguments.quick {
        true => Pace { load: Duration::from_millis(500), idle_connections: 200 },
        false => Pace { load: Duration::from_secs(3), idle_connections: 1000 },
    };
    let mut runs = Vec::new();
    for repetition in 1..=arguments.repetitions {
        runs.extend(repeat(&all, pace, repetition, arguments).await?);
    }
    let report = Report {
        servers: all.iter().map(Into::into).collect(),
        left_out,
        relay_configuration: servers::relay::CONFIGURATION,
        client: ClientSize::of(&arguments.site)?,
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        runs,
    };
    report.publish(&arguments.out)
}

/// Starts all servers afresh and takes them in turn through each scenario.
async fn repeat(all: &[Server], pace: Pace, repetition: u32, arguments: &Arguments) -> Result<Vec<Run>, BenchError> {
    let folder = tempfile::tempdir_in(&arguments.out)?;
    let (mut runs, mut benches) = (Vec::new(), Vec::new());
    for server in all {
        let before = meter::bare_flush_us(folder.path())?;
        let (bench, values, used) = Bench::start(server, folder.path().join(server.kind.name())).await?;
        if Scenario::ColdStart.suits(server.kind) {
            let (scenario, background_cores) = (Scenario::ColdStart, used.background);
            let bare_flush_us = [before, meter::bare_flush_us(folder.path())?];
            runs.push(Run { repetition, scenario, server: server.kind, values, background_cores, bare_flush_us });
        }
        benches.push(bench);
    }
    for scenario in Scenario::ALL.into_iter().filter(|scenario| *scenario != Scenario::ColdStart) {
        for bench in benches.iter().filter(|bench| scenario.suits(bench.kind())) {
            eprintln!("repetition {repetition}: {scenario:?} on {}", bench.kind().name());
            runs.push(bench.run(scenario, pace, repetition).await?);
        }
    }
    Ok(runs)
}
