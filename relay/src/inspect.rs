//! What `marram-relay inspect` prints: everything that is stored, as whoever holds the disk could read it.

use crate::store::{EntrySummary, LogSummary, MailboxSummary, MarksSummary, Store, StoreError, Survey, TimerSummary};
use marram_protocol::{AgencyId, LogId, RelayFrame, Seq, UnixMillis};
use std::fmt::Write as _;

/// What else a running relay sees, and keeps nowhere.
const LIVE: &str = "While it runs, a relay also sees, and does not store: each connection's IP address, when it connects and \
sends, and which logs it follows. It does not see: who is a member of a group, who wrote a message, what anything says.\n";

/// Prints all that is stored; of each log's entries the newest `entries`.
///
/// # Errors
/// Those of the store.
pub fn report(store: &dyn Store, agencies: &[AgencyId], entries: usize) -> Result<String, StoreError> {
    let survey = store.survey(entries)?;
    let mut out = String::new();
    // Writing to a string never fails.
    let _ = write_report(&mut out, &survey, agencies);
    Ok(out)
}

/// Prints one stored entry's frame, part by part, its payload as hex.
///
/// # Errors
/// Those of the store.
pub fn entry_as_hex(store: &dyn Store, log: LogId, seq: Seq) -> Result<Option<String>, StoreError> {
    Ok(store.entry(log, seq)?.map(|frame| hex_of(&frame)))
}

fn hex_of(frame: &RelayFrame) -> String {
    let mut out = String::new();
    for part in frame.parts() {
        let _ = writeln!(out, "{:<36} {}", part.name, hex::encode(part.bytes));
    }
    out
}

fn write_report(out: &mut String, survey: &Survey, agencies: &[AgencyId]) -> std::fmt::Result {
    writeln!(out, "Agencies admitted: {}", agencies.len() + survey.founded.len())?;
    for agency in agencies {
        writeln!(out, "  {}", agency.to_hex())?;
    }
    for agency in &survey.founded {
        writeln!(out, "  {}  by a founding link", agency.to_hex())?;
    }
    writeln!(out, "\nLogs: {}", survey.logs.len())?;
    survey.logs.iter().try_for_each(|log| write_log(out, log))?;
    writeln!(out, "\nDevices with a mailbox: {}", survey.mailboxes.len())?;
    survey.mailboxes.iter().try_for_each(|mailbox| write_mailbox(out, mailbox))?;
    writeln!(out, "\nTimers armed: {}", survey.timers.len())?;
    survey.timers.iter().try_for_each(|timer| write_timer(out, timer))?;
    let bytes: usize = survey.blobs.iter().map(|blob| blob.bytes).sum();
    writeln!(out, "\nBlobs: {}, {bytes} bytes", survey.blobs.len())?;
    for blob in &survey.blobs {
        writeln!(out, "  {}  {}  {} bytes", blob.blob.to_hex(), time(blob.at), blob.bytes)?;
    }
    writeln!(out, "\nInvites used: {}", survey.invites.len())?;
    for (agency, invite, device) in &survey.invites {
        writeln!(out, "  agency {agency}  invite {invite}  made device {device}")?;
    }
    writeln!(out, "\nDevices linked by another device: {}", survey.linked.len())?;
    for (agency, by, device) in &survey.linked {
        writeln!(out, "  agency {agency}  device {by}  linked device {device}")?;
    }
    writeln!(out, "\nKeys revoked: {}", survey.revocations.len() + survey.own_revocations.len())?;
    for (agency, key) in &survey.revocations {
        writeln!(out, "  agency {agency}  key {key}")?;
    }
    for (agency, by, key) in &survey.own_revocations {
        writeln!(out, "  agency {agency}  key {key}  by device {by}")?;
    }
    for (agency, key, device) in &survey.kept {
        writeln!(out, "  agency {agency}  key {key}  device {device} goes on")?;
    }
    write!(out, "\n{LIVE}")
}

fn write_log(out: &mut String, log: &LogSummary) -> std::fmt::Result {
    let LogSummary { kind, epoch, newest, removed, bytes, made_at, .. } = log;
    write!(out, "\n{kind} {}", log.log.to_hex())?;
    if let Some(agency) = log.agency {
        write!(out, " of agency {agency}")?;
    }
    writeln!(out, "\n  made {}, epoch {epoch}, {newest} entries ({removed} removed), {bytes} bytes", time(*made_at))?;
    let shown = log.entries.len() as u64;
    if shown < newest.0 - removed {
        writeln!(out, "  the newest {shown}:")?;
    }
    log.entries.iter().try_for_each(|entry| write_entry(out, entry))
}

fn write_entry(out: &mut String, entry: &EntrySummary) -> std::fmt::Result {
    write!(out, "  {:>8}  {}  {:>7} bytes", entry.seq.0, time(entry.at), entry.bytes)?;
    if let Some(commit) = &entry.commit {
        write!(out, "  commit by agency {}", commit.agency)?;
        if let Some(device) = commit.device {
            write!(out, " device {device}")?;
        }
    }
    if let Some(MarksSummary { cancelled, armed }) = entry.timers {
        write!(out, "  cancels {cancelled} timers, arms {armed}")?;
    }
    writeln!(out)
}

fn write_timer(out: &mut String, timer: &TimerSummary) -> std::fmt::Result {
    let TimerSummary { log, at, agency, devices, bytes, .. } = timer;
    let (when, count) = (time(*at), devices.len());
    writeln!(out, "  {when}  group {log}  by agency {agency}: {bytes} bytes for {count} mailboxes")?;
    devices.iter().try_for_each(|device| writeln!(out, "    device {device}"))
}

fn write_mailbox(out: &mut String, mailbox: &MailboxSummary) -> std::fmt::Result {
    let MailboxSummary { device, agency, newest, bytes, packages, .. } = mailbox;
    writeln!(out, "  device {} of agency {agency}: {packages} key packages", device.to_hex())?;
    writeln!(out, "    {newest} entries ever, {bytes} bytes waiting")?;
    for (from, count) in &mailbox.waiting {
        writeln!(out, "    {count} waiting from agency {}", from.get(..8).unwrap_or(from))?;
    }
    Ok(())
}

/// As 2026-11-22 14:05:09.123 UTC.
fn time(at: UnixMillis) -> String {
    let (days, in_day) = ((at.0 / 86_400_000) as i64, at.0 % 86_400_000);
    let (year, month, day) = civil(days);
    let (seconds, millis) = (in_day / 1000, in_day % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{millis:03} UTC")
}

/// Year, month and day of a day counted from 1970, in the Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    // Counted in eras of 400 years from a first of March, so that the leap day is the last of its year.
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_printed_as_dates() {
        assert_eq!(time(UnixMillis(0)), "1970-01-01 00:00:00.000 UTC");
        assert_eq!(time(UnixMillis(951_782_400_001)), "2000-02-29 00:00:00.001 UTC");
        assert_eq!(time(UnixMillis(1_795_356_309_123)), "2026-11-22 14:05:09.123 UTC");
    }
}
