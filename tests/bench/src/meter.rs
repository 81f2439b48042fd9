//! What a process took, and what the machine was doing meanwhile: from `/proc`, and from a file that is flushed.

use crate::BenchError;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// A tick of `/proc/stat`, as Linux reports it to programs on every machine.
const TICK: Duration = Duration::from_millis(10);

/// How long a look at the bare flush takes.
const FLUSHING: Duration = Duration::from_millis(120);

/// Processor time that one process has had so far.
struct Process {
    /// Exact, by thread, from `schedstat`.
    threads: BTreeMap<String, Duration>,
    /// With all threads that ended, in ticks.
    ticks: Duration,
    /// Bytes of pages that it made dirty for a disk.
    written: u64,
}

impl Process {
    fn read(pid: u32) -> Result<Self, BenchError> {
        let mut threads = BTreeMap::new();
        for thread in fs::read_dir(format!("/proc/{pid}/task"))?.flatten() {
            // A thread may end while we look.
            let Ok(text) = fs::read_to_string(thread.path().join("schedstat")) else { continue };
            let nanoseconds = text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(0);
            threads.insert(thread.file_name().to_string_lossy().into_owned(), Duration::from_nanos(nanoseconds));
        }
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
        let ticks: u32 = fields.skip(11).take(2).filter_map(|word| word.parse::<u32>().ok()).sum();
        let io = fs::read_to_string(format!("/proc/{pid}/io"))?;
        let written = io.lines().find_map(|line| line.strip_prefix("write_bytes: ")?.parse().ok()).unwrap_or(0);
        Ok(Self { threads, ticks: TICK * ticks, written })
    }

    fn since(&self, before: &Self) -> Duration {
        if before.threads.keys().all(|thread| self.threads.contains_key(thread)) {
            let total = |process: &Self| process.threads.values().sum::<Duration>();
            return total(self).saturating_sub(total(before));
        }
        // A thread took its time with it; ticks are coarse and complete.
        self.ticks.saturating_sub(before.ticks)
    }
}

/// Processor time of the whole machine so far.
fn machine() -> Result<Duration, BenchError> {
    let stat = fs::read_to_string("/proc/stat")?;
    let fields = stat.lines().next().unwrap_or_default().split_whitespace().skip(1);
    // user nice system (idle iowait) irq softirq steal
    let busy = fields.enumerate().filter(|(at, _)| matches!(at, 0..=2 | 5..=7));
    let ticks: u32 = busy.filter_map(|(_, word)| word.parse::<u32>().ok()).fold(0, u32::wrapping_add);
    Ok(TICK * ticks)
}

/// A look at a server and the machine, before something is measured.
pub(crate) struct Watch {
    pid: Option<u32>,
    server: Option<Process>,
    generator: Process,
    machine: Duration,
    began: Instant,
}

/// What was used since.
pub(crate) struct Used {
    /// Wall-clock time.
    pub(crate) elapsed: Duration,
    /// By the server's process; `None` where it has none of its own.
    pub(crate) server_cpu: Option<Duration>,
    /// Bytes that the server's process wrote to its disk; `None` as above.
    pub(crate) server_written: Option<u64>,
    /// By everybody but server and generator, as a share of one core.
    pub(crate) background: f64,
}

impl Watch {
    /// Begins.
    pub(crate) fn start(pid: Option<u32>) -> Result<Self, BenchError> {
        let (server, generator) = (pid.map(Process::read).transpose()?, Process::read(std::process::id())?);
        Ok(Self { pid, server, generator, machine: machine()?, began: Instant::now() })
    }

    /// Ends.
    pub(crate) fn stop(self) -> Result<Used, BenchError> {
        let elapsed = self.began.elapsed();
        let (server_cpu, server_written) = match (self.pid, &self.server) {
            (Some(pid), Some(before)) => {
                let now = Process::read(pid)?;
                (Some(now.since(before)), Some(now.written.saturating_sub(before.written)))
            }
            _ => (None, None),
        };
        let generator = Process::read(std::process::id())?.since(&self.generator);
        let ours = generator + server_cpu.unwrap_or_default();
        let others = machine()?.saturating_sub(self.machine).saturating_sub(ours);
        let background = others.as_secs_f64() / elapsed.as_secs_f64().max(1e-3);
        Ok(Used { elapsed, server_cpu, server_written, background })
    }
}

/// Proportional set size of a process, in kB: its memory, with what it shares divided among the sharers.
pub(crate) fn pss_kb(pid: u32) -> Result<u64, BenchError> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let number = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
    number.ok_or(BenchError::Unexpected("no Pss in smaps_rollup"))
}

/// How fast 1 KiB is made durable here now, by `fdatasync` and nothing else: the middle of a few dozen, in microseconds.
pub(crate) fn bare_flush_us(folder: &Path) -> Result<f64, BenchError> {
    let path = folder.join("bare-flush");
    let mut file = File::create(&path)?;
    file.write_all(&[0; 1 << 20])?;
    file.sync_all()?;
    file.seek(SeekFrom::Start(0))?;
    let (began, mut took, block) = (Instant::now(), Vec::new(), [0x5a; 1024]);
    while began.elapsed() < FLUSHING && took.len() < 1000 {
        let one = Instant::now();
        file.write_all(&block)?;
        file.sync_data()?;
        took.push(one.elapsed());
    }
    fs::remove_file(&path)?;
    took.sort_unstable();
    Ok(took.get(took.len() / 2).map_or(f64::NAN, |took| took.as_secs_f64() * 1e6))
}
