//! Measures the board: packages sent from a table to many forces' desks, and how quick the page stays with all of them.
//! `cargo xtask bench` builds and runs this with the released client.
//!
//! Everything runs on this machine: the browser, the relay, and every force's own client. A frame counts from the task after
//! the animation frame that follows the act: by then it has been drawn.

use clap::Parser;
use marram_tests::browser::{self, BrowserError, Chromedriver, Forces, Person, World};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Presses each filter, and types a search letter by letter: how long until each is drawn.
const USE: &str = "const done = arguments[arguments.length - 1], times = { filter: [], search: [] };
const drawn = () => new Promise(ready => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = ready;
  channel.port2.postMessage(null); }));
const timed = async (list, act) => { await drawn(); const from = performance.now(); act(); await drawn(); list.push(performance.now() - from); };
(async () => {
  for (let round = 0; round < 10; round++) {
    for (const name of ['unaccepted', 'overdue', 'ours', 'to-do', 'all'])
      await timed(times.filter, () => document.querySelector(`[data-test=${name}]`).click());
    const field = document.querySelector('#board-search');
    for (const words of ['O', 'OP', 'OP-', 'OP-0', 'OP-00', 'OP-001', 'OP-0011', '']) await timed(times.search, () => {
      field.value = words; field.dispatchEvent(new InputEvent('input', { bubbles: true })); });
  }
  done(times);
})();";
/// From here on, tasks of the page's thread over 50 ms are noted.
const WATCH: &str =
    "window.longest = 0; window.tasks = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) {
  window.tasks += 1; window.longest = Math.max(window.longest, one.duration); } }).observe({ type: 'longtask' });";

/// Measures the board.
#[derive(Debug, Parser)]
struct Arguments {
    /// The relay's program, with the client in it
    #[arg(long)]
    relay: PathBuf,
    /// How many packages are sent
    #[arg(long, default_value_t = 660)]
    packages: usize,
    /// To how many forces
    #[arg(long, default_value_t = Forces::MOST)]
    forces: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { relay, packages, forces } = Arguments::parse();
    if let Some(missing) = browser::missing(&relay) {
        eprintln!("error: {missing}");
        return ExitCode::FAILURE;
    }
    match measure(&relay, packages, forces).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(relay: &Path, packages: usize, forces: usize) -> Result<(), BrowserError> {
    let world = World::start(relay).await?;
    let forces = Forces::found(&world, forces).await?;
    let driver = Chromedriver::start()?;
    let ruth = Person::sits_down(&driver, world.invites_ruth().await?, "grey heron at low water").await?;
    ruth.opens_link().await?;
    ruth.joins().await?;
    ruth.window.run(WATCH, &[]).await?;
    ruth.window.clicks("#go-duty").await?;
    let desks = format!("document.querySelectorAll('[data-test=duty-desk]').length === {}", forces.how_many());
    ruth.window.comes_true(&desks).await?;
    ruth.window.clicks("#go-board").await?;
    ruth.window.clicks("#refer-many").await?;
    ruth.pastes("#table", &forces.table(packages)).await?;
    ruth.window.clicks("#check").await?;
    let from = Instant::now();
    ruth.window.clicks("#send-all").await?;
    let sent = loop {
        let left =
            ruth.window.run("return document.querySelector('[data-test=sending]')?.dataset.left ?? null", &[]).await?;
        if left.is_null() && from.elapsed() > Duration::from_secs(2) {
            break from.elapsed();
        }
        eprintln!("{:>6.1} s: {left} still to go", from.elapsed().as_secs_f64());
        tokio::time::sleep(Duration::from_secs(5)).await;
    };
    println!("{packages} packages sent and stored              {:>8.1} s", sent.as_secs_f64());
    forces.receive(packages).await?;
    println!("  and shown by every desk               {:>8.1} s", from.elapsed().as_secs_f64());
    long_tasks(&ruth, "while they were sent").await?;
    ruth.window.run("window.longest = 0; window.tasks = 0", &[]).await?;
    let times = ruth.window.run_async(USE, &[]).await?;
    println!("the board, milliseconds to the frame      p50     p95    most");
    row("a filter is pressed", &times["filter"]);
    row("a letter of a search is typed", &times["search"]);
    long_tasks(&ruth, "meanwhile").await?;
    ruth.window.run("window.longest = 0; window.tasks = 0", &[]).await?;
    let accepted = forces.accept_one_each().await?;
    ruth.window.sees(&format!("[data-test=unaccepted][data-count=\"{}\"]", packages - accepted)).await?;
    long_tasks(&ruth, "while every force accepts one").await?;
    ruth.window.reload().await?;
    let from = Instant::now();
    ruth.unlocks().await?;
    ruth.window.clicks("#go-board").await?;
    ruth.window.sees(&format!("[data-test=all][data-count=\"{packages}\"]")).await?;
    println!("from the passphrase to the board        {:>8.1} s", from.elapsed().as_secs_f64());
    let nodes = ruth.window.run("return document.querySelectorAll('*').length", &[]).await?;
    println!("elements in the page                    {nodes:>8}");
    ruth.window.close().await?;
    forces.end().await?;
    world.end().await?;
    Ok(())
}

async fn long_tasks(ruth: &Person, when: &str) -> Result<(), BrowserError> {
    let found = ruth.window.run("return [window.tasks, Math.round(window.longest)]", &[json!(null)]).await?;
    println!("tasks of the page over 50 ms, {when}: {}, the longest {} ms", found[0], found[1]);
    Ok(())
}

fn row(name: &str, times: &Value) {
    let mut times: Vec<f64> = times.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or(f64::NAN);
    println!("{name:<36} {:>9.1} {:>7.1} {:>7.1}  ({} times)", at(50), at(95), at(100), times.len());
}
