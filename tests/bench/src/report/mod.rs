//! What came out: medians and ranges, beside each other and beside the goals; as a table, as JSON, as a picture.

mod goals;
mod plot;
mod spread;
mod table;

use crate::BenchError;
use crate::client_size::ClientSize;
use crate::runs::{Run, Scenario};
use crate::servers::{Kind, Server};
use serde::Serialize;
pub(crate) use spread::Spread;
use std::path::Path;

/// What is said of a whole run of the program.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// Servers with their versions and what their acknowledgement means.
    pub(crate) servers: Vec<Described>,
    /// Peers that are not installed, and what is not measured yet.
    pub(crate) left_out: Vec<String>,
    /// How the relay was configured, besides its defaults.
    pub(crate) relay_configuration: &'static str,
    /// The client that people load, if there is one.
    pub(crate) client: Option<ClientSize>,
    /// Cores of this machine.
    pub(crate) cores: usize,
    /// Every run.
    pub(crate) runs: Vec<Run>,
}

/// A server in words.
#[derive(Debug, Serialize)]
pub(crate) struct Described {
    kind: Kind,
    version: String,
    meaning: &'static str,
}

impl From<&Server> for Described {
    fn from(server: &Server) -> Self {
        Self { kind: server.kind, version: server.version.clone(), meaning: server.kind.meaning() }
    }
}

impl Report {
    /// A figure over the repetitions.
    fn spread(&self, scenario: Scenario, server: Kind, value: &str) -> Option<Spread> {
        let of = |run: &&Run| run.scenario == scenario && run.server == server;
        Spread::of(self.runs.iter().filter(of).filter_map(|run| run.values.get(value).copied()))
    }

    /// Ours divided by another's of the same repetition.
    fn ratio(&self, scenario: Scenario, other: Kind, value: &str) -> Option<Spread> {
        let find = |repetition: u32, server: Kind| {
            let of = |run: &&Run| (run.repetition, run.scenario, run.server) == (repetition, scenario, server);
            self.runs.iter().find(of).and_then(|run| run.values.get(value).copied())
        };
        let last = self.runs.iter().map(|run| run.repetition).max().unwrap_or(0);
        Spread::of((1..=last).filter_map(|repetition| {
            let (ours, theirs) = (find(repetition, Kind::Marram)?, find(repetition, other)?);
            (theirs > 0.0).then(|| ours / theirs)
        }))
    }

    /// Prints the table and writes `bench.json` and `bench.svg`.
    pub(crate) fn publish(&self, folder: &Path) -> Result<(), BenchError> {
        print!("{}", table::words(self));
        print!("{}", goals::words(self));
        std::fs::write(folder.join("bench.json"), serde_json::to_vec_pretty(self)?)?;
        std::fs::write(folder.join("bench.svg"), plot::svg(self))?;
        println!("\nEvery single run is in {0}/bench.json, a picture in {0}/bench.svg.", folder.display());
        Ok(())
    }
}
