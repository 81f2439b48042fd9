//! One appends, fifty others follow and receive.

use super::{Bench, Values, cpu_each, histogram, microseconds};
use crate::BenchError;
use crate::dialect::{Dialect, Heard, Room};
use crate::meter::{Used, Watch};
use hdrhistogram::Histogram;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;

const FOLLOWERS: u64 = 50;

/// Appends that may be on their way to somebody when the loop is closed.
const WINDOW: u64 = 64;

/// Appends a second when it is open.
const RATE: u32 = 100;

/// How long stragglers are waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the followers have received.
struct Tally {
    delivered: Cell<u64>,
    latencies: RefCell<Histogram<u64>>,
    bell: Notify,
}

/// Fifty followers, and one who appends.
struct Audience<D> {
    room: Room,
    tally: Rc<Tally>,
    speaker: D,
    tasks: Vec<JoinHandle<Result<(), BenchError>>>,
    /// When each append that is not accepted yet was meant to be sent.
    waiting: VecDeque<u64>,
    accepted: Histogram<u64>,
    sent: u64,
}

impl<D: Dialect> Audience<D> {
    async fn gather(bench: &Bench) -> Result<Self, BenchError> {
        let room = bench.rooms::<D>(1).await?.pop().ok_or(BenchError::Unexpected("no room"))?;
        let tally = Tally { delivered: Cell::new(0), latencies: RefCell::new(histogram()?), bell: Notify::new() };
        let tally = Rc::new(tally);
        let mut tasks = Vec::new();
        for _ in 0..FOLLOWERS {
            let mut follower = bench.enter::<D>().await?;
            follower.follow(room).await?;
            let (tally, began) = (Rc::clone(&tally), bench.payloads.clone());
            tasks.push(tokio::task::spawn_local(async move {
                loop {
                    follower.wire().fill().await?;
                    let (now, mut heard) = (began.now(), 0);
                    while let Some(Heard::Delivered { stamp }) = follower.hear()? {
                        tally.latencies.borrow_mut().saturating_record(now.saturating_sub(stamp));
                        heard += 1;
                    }
                    follower.wire().flush().await?;
                    if heard > 0 {
                        tally.delivered.set(tally.delivered.get() + heard);
                        tally.bell.notify_one();
                    }
                }
            }));
        }
        let (speaker, accepted) = (bench.enter::<D>().await?, histogram()?);
        Ok(Self { room, tally, speaker, tasks, waiting: VecDeque::new(), accepted, sent: 0 })
    }

    fn append(&mut self, bench: &Bench, stamp: u64) {
        self.speaker.append(self.room, &bench.payloads.stamped(stamp));
        self.waiting.push_back(stamp);
        self.sent += 1;
    }

    /// Waits until somebody has heard something, and takes the answers.
    async fn listen(&mut self, bench: &Bench) -> Result<(), BenchError> {
        tokio::select! {
            filled = self.speaker.wire().fill() => filled?,
            () = self.tally.bell.notified() => return Ok(()),
        }
        let now = bench.payloads.now();
        while let Some(heard) = self.speaker.hear()? {
            if let (Heard::Accepted, Some(stamp)) = (heard, self.waiting.pop_front()) {
                self.accepted.saturating_record(now.saturating_sub(stamp));
            }
        }
        Ok(())
    }

    fn on_their_way(&self) -> u64 {
        let slowest = (self.sent * FOLLOWERS - self.tally.delivered.get()).div_ceil(FOLLOWERS);
        slowest.max(self.waiting.len() as u64)
    }

    /// Waits until everything has arrived everywhere, or does not come any more.
    async fn finish(&mut self, bench: &Bench) -> Result<(), BenchError> {
        let all = async {
            while self.on_their_way() > 0 {
                self.listen(bench).await?;
            }
            Ok(())
        };
        // What is missing then is in the figures.
        tokio::time::timeout(PATIENCE, all).await.unwrap_or(Ok(()))
    }

    fn values(&self, used: &Used) -> Values {
        let (delivered, latencies) = (self.tally.delivered.get(), self.tally.latencies.borrow());
        let mut values = Values::from([
            ("deliveries/s", delivered as f64 / used.elapsed.as_secs_f64()),
            ("delivered p50 us", microseconds(&latencies, 0.5)),
            ("delivered p99 us", microseconds(&latencies, 0.99)),
            ("accepted p50 us", microseconds(&self.accepted, 0.5)),
            ("accepted p99 us", microseconds(&self.accepted, 0.99)),
            ("share delivered", delivered as f64 / (self.sent * FOLLOWERS).max(1) as f64),
        ]);
        cpu_each(&mut values, used, delivered);
        values
    }

    /// Everybody goes; who was lost meanwhile is a failure.
    async fn leave(self) -> Result<(), BenchError> {
        for task in self.tasks {
            if task.is_finished() {
                task.await.map_err(|_| BenchError::Unexpected("a follower that stopped"))??;
            } else {
                task.abort();
            }
        }
        Ok(())
    }
}

/// A closed loop: the next append goes when everybody has the one [`WINDOW`] before it.
pub(super) async fn as_fast_as_it_goes<D: Dialect>(
    bench: &Bench,
    load: Duration,
) -> Result<(Values, Used), BenchError> {
    let mut audience = Audience::<D>::gather(bench).await?;
    let (watch, end) = (Watch::start(bench.running.pid())?, Instant::now() + load);
    while Instant::now() < end {
        while audience.on_their_way() < WINDOW {
            audience.append(bench, bench.payloads.now());
        }
        audience.speaker.wire().flush().await?;
        audience.listen(bench).await?;
    }
    audience.finish(bench).await?;
    let used = watch.stop()?;
    let values = audience.values(&used);
    audience.leave().await?;
    Ok((values, used))
}

/// An open loop: a thread of its own says when, whatever became of the last one; latencies count from that moment.
pub(super) async fn paced<D: Dialect>(bench: &Bench, load: Duration) -> Result<(Values, Used), BenchError> {
    let mut audience = Audience::<D>::gather(bench).await?;
    let watch = Watch::start(bench.running.pid())?;
    let (now_is, mut due) = mpsc::unbounded_channel();
    let began = Instant::now();
    let pacing = std::thread::Builder::new().name("pace".into()).spawn(move || {
        let beats = (load.as_secs_f64() * f64::from(RATE)) as u32;
        for beat in 1..=beats {
            let at = began + Duration::from_secs(1) / RATE * beat;
            std::thread::sleep(at.saturating_duration_since(Instant::now()));
            if now_is.send(at).is_err() {
                return;
            }
        }
    })?;
    loop {
        tokio::select! {
            at = due.recv() => {
                let Some(at) = at else { break };
                audience.append(bench, bench.payloads.at(at));
                audience.speaker.wire().flush().await?;
            }
            heard = audience.listen(bench) => heard?,
        }
    }
    audience.finish(bench).await?;
    let used = watch.stop()?;
    pacing.join().map_err(|_| BenchError::Unexpected("a broken pace"))?;
    let values = audience.values(&used);
    audience.leave().await?;
    Ok((values, used))
}
