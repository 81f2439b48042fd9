//! The measurements: each a scenario that is the same for every server.

mod append;
mod catch_up;
mod fan_out;
mod idle;
mod start;

use crate::BenchError;
use crate::dialect::{Dialect, Room, mqtt::Mqtt, nats::Nats, null::Null, redis::Redis, relay::Relay};
use crate::meter::{Used, bare_flush_us};
use crate::payload::Payloads;
use crate::servers::{Kind, Running, Server};
use hdrhistogram::Histogram;
use serde::Serialize;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scenario {
    /// From the process's start to the first answer, on an empty folder.
    ColdStart,
    /// A thousand connections that follow a room each and are silent.
    Idle,
    /// One client, one append at a time.
    AppendOne,
    /// Sixteen clients with 64 appends in flight each.
    AppendMany,
    /// One appends, fifty follow: as fast as it goes.
    FanOut,
    /// The same at 100 appends a second, whether or not the last one was answered.
    FanOutPaced,
    /// A reader who was away takes 10,000 entries.
    CatchUp,
}

impl Scenario {
    /// All, in the order in which a fresh server meets them: memory first, before load has left its marks.
    pub(crate) const ALL: [Self; 7] = [
        Self::ColdStart,
        Self::Idle,
        Self::AppendOne,
        Self::AppendMany,
        Self::FanOut,
        Self::FanOutPaced,
        Self::CatchUp,
    ];

    /// Whether the null server has anything to say to it.
    pub(crate) fn suits(self, kind: Kind) -> bool {
        kind != Kind::Null || matches!(self, Self::AppendOne | Self::AppendMany | Self::FanOut | Self::FanOutPaced)
    }
}

/// The figures of one run, by name.
pub(crate) type Values = BTreeMap<&'static str, f64>;

/// One run.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Run {
    /// Which repetition, from 1.
    pub(crate) repetition: u32,
    /// What was measured.
    pub(crate) scenario: Scenario,
    /// On which server.
    pub(crate) server: Kind,
    /// What came out.
    pub(crate) values: Values,
    /// What others used meanwhile, as a share of one core.
    pub(crate) background_cores: f64,
    /// What one bare flush took just before and just after, in microseconds.
    pub(crate) bare_flush_us: [f64; 2],
}

/// A server on its bench.
#[derive(Debug)]
pub(crate) struct Bench {
    server: Server,
    running: Running,
    folder: PathBuf,
    payloads: Payloads,
    numbers: Cell<u64>,
}

/// Seconds, cut short for a quick look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// How long load lasts.
    pub(crate) load: Duration,
    /// How many idle connections.
    pub(crate) idle_connections: usize,
}

impl Bench {
    /// Starts a server and says how that went.
    pub(crate) async fn start(server: &Server, folder: PathBuf) -> Result<(Self, Values, Used), BenchError> {
        std::fs::create_dir_all(&folder)?;
        let (running, values, used) = match server.kind {
            Kind::Marram => start::cold::<Relay>(server, &folder).await,
            Kind::Nats => start::cold::<Nats>(server, &folder).await,
            Kind::Mosquitto => start::cold::<Mqtt>(server, &folder).await,
            Kind::Redis => start::cold::<Redis>(server, &folder).await,
            Kind::Null => start::cold::<Null>(server, &folder).await,
        }?;
        let (server, payloads, numbers) = (server.clone(), Payloads::new()?, Cell::new(1));
        Ok((Self { server, running, folder, payloads, numbers }, values, used))
    }

    /// Which server.
    pub(crate) fn kind(&self) -> Kind {
        self.server.kind
    }

    /// Runs one scenario.
    pub(crate) async fn run(&self, scenario: Scenario, pace: Pace, repetition: u32) -> Result<Run, BenchError> {
        let before = bare_flush_us(&self.folder)?;
        let (values, used) = match self.kind() {
            Kind::Marram => self.measure::<Relay>(scenario, pace).await,
            Kind::Nats => self.measure::<Nats>(scenario, pace).await,
            Kind::Mosquitto => self.measure::<Mqtt>(scenario, pace).await,
            Kind::Redis => self.measure::<Redis>(scenario, pace).await,
            Kind::Null => self.measure::<Null>(scenario, pace).await,
        }?;
        let (server, bare_flush_us) = (self.kind(), [before, bare_flush_us(&self.folder)?]);
        Ok(Run { repetition, scenario, server, values, background_cores: used.background, bare_flush_us })
    }

    async fn measure<D: Dialect>(&self, scenario: Scenario, pace: Pace) -> Result<(Values, Used), BenchError> {
        match scenario {
            Scenario::ColdStart => Err(BenchError::Unexpected("a start of a server that runs")),
            Scenario::Idle => idle::run::<D>(self, pace.idle_connections).await,
            Scenario::AppendOne => append::run::<D>(self, 1, 1, pace.load).await,
            Scenario::AppendMany => append::run::<D>(self, 16, 64, pace.load).await,
            Scenario::FanOut => fan_out::as_fast_as_it_goes::<D>(self, pace.load).await,
            Scenario::FanOutPaced => fan_out::paced::<D>(self, pace.load).await,
            Scenario::CatchUp => catch_up::run::<D>(self).await,
        }
    }

    /// A connection of somebody new.
    async fn enter<D: Dialect>(&self) -> Result<D, BenchError> {
        D::enter(self.running.address, self.number()).await
    }

    /// New rooms, made.
    async fn rooms<D: Dialect>(&self, count: usize) -> Result<Vec<Room>, BenchError> {
        let rooms: Vec<_> = (0..count).map(|_| Room(self.number())).collect();
        self.enter::<D>().await?.open(&rooms).await?;
        Ok(rooms)
    }

    fn number(&self) -> u64 {
        let number = self.numbers.get();
        self.numbers.set(number + 1);
        number
    }
}

/// Latencies in nanoseconds: up to a minute, to three digits.
fn histogram() -> Result<Histogram<u64>, BenchError> {
    Histogram::new_with_bounds(1, 60_000_000_000, 3).map_err(|_| BenchError::Unexpected("no histogram"))
}

fn microseconds(histogram: &Histogram<u64>, quantile: f64) -> f64 {
    histogram.value_at_quantile(quantile) as f64 / 1e3
}

/// CPU microseconds of the server for each of so many things, where the server is a process of its own.
fn cpu_each(values: &mut Values, used: &Used, things: u64) {
    if let Some(cpu) = used.server_cpu {
        values.insert("server CPU us each", cpu.as_secs_f64() * 1e6 / things.max(1) as f64);
    }
}
