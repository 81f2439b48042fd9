//! The store's thread: group commit, and timers. While one batch becomes durable the next one gathers; between batches it
//! sleeps until there is work, or until the next timer is due.

use super::link::{Link, Work};
use super::{Serving, clock};
use crate::store::{Judged, StoreError};
use crate::{Submitted, Writer};
use marram_protocol::UnixMillis;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// Requests in one transaction at most: more would only make the first of them wait.
const MOST_IN_BATCH: usize = 1024;

/// Rows that one round of retention takes at most, so that appends do not wait for it.
const MOST_RETIRED: usize = 512;

/// Timers that fire in one transaction at most.
const MOST_FIRED: usize = 64;

/// Answers told under one hold of the lock, so that connections' tasks send while the rest is still being told.
const TOLD_AT_ONCE: usize = 32;

/// How long the thread sleeps at most, so that it notices when the machine's clock is set.
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts it. It ends when the relay stops and nothing is left to write, or when the store fails.
pub(super) fn start(link: Arc<Link>, serving: Serving) -> std::io::Result<JoinHandle<()>> {
    Builder::new().name("store".to_owned()).spawn(move || {
        if let Err(error) = run(&link, &serving) {
            link.fail(error);
        }
    })
}

fn run(link: &Link, serving: &Serving) -> Result<(), StoreError> {
    let mut writer = Writer::new(Arc::clone(&link.place.store), link.place.terms.clone());
    let mut retire_at = Instant::now();
    // Kept between rounds: only what is written here changes it.
    let mut next_timer = writer.next_timer()?;
    loop {
        let to_retirement = retire_at.saturating_duration_since(Instant::now());
        let patience = to_retirement.min(PATIENCE).min(to(next_timer));
        let work = link.next_work(MOST_IN_BATCH, patience);
        if next_timer.is_some_and(|at| at <= clock::now()) {
            let fired = writer.fire(clock::now(), MOST_FIRED)?;
            tracing::info!(fired.timers, letters = fired.news.len(), "timers");
            link.announce(&fired.news);
            next_timer = writer.next_timer()?;
        }
        match work {
            Work::Over => return Ok(()),
            Work::Nothing => {}
            Work::Batch(batch) => {
                let (requests, began) = (batch.len(), Instant::now());
                let sets_timers = batch.iter().any(|submitted| submitted.what.operation.sets_timers());
                let written = writer.write(batch, clock::now());
                let elapsed_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
                tracing::debug!(requests, elapsed_us, "batch");
                settle(link, written.judged);
                if let Some(error) = written.failure {
                    return Err(error);
                }
                if sets_timers {
                    next_timer = writer.next_timer()?;
                }
            }
        }
        if Instant::now() >= retire_at {
            let removed = writer.retire(&serving.retention, clock::now(), MOST_RETIRED)?;
            if removed.total() > 0 {
                tracing::info!(removed.entries, removed.blobs, removed.note_ids, "retention");
            } else {
                retire_at = Instant::now() + serving.retention_interval;
            }
        }
    }
}

/// How long it is until a moment; for ever, if there is none.
fn to(moment: Option<UnixMillis>) -> Duration {
    moment.map_or(Duration::MAX, |at| Duration::from_millis(at.0.saturating_sub(clock::now().0)))
}

/// Tells everybody what was judged, in order.
fn settle(link: &Link, judged: Vec<(Submitted, Judged)>) {
    let mut judged = judged.into_iter().peekable();
    while judged.peek().is_some() {
        link.settle(judged.by_ref().take(TOLD_AT_ONCE));
    }
}
