//! Where and when something was measured: the kind of machine, never which one.

use std::time::{SystemTime, UNIX_EPOCH};

/// The kind of machine: `2 cores, linux x86_64`.
pub(crate) fn kind() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let plural = if cores == 1 { "" } else { "s" };
    format!("{cores} core{plural}, {} {}", std::env::consts::OS, std::env::consts::ARCH)
}

/// The day: `2026-11-23`.
pub(crate) fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    date(since / 86_400)
}

/// Days since 1970 as a date (Howard Hinnant's `civil_from_days`).
fn date(days: u64) -> String {
    let days = days + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The compiler's version: the one that cargo uses here.
pub(crate) fn rustc() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let printed = std::process::Command::new(rustc).arg("--version").output().ok();
    let printed = printed.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    printed.split(' ').nth(1).unwrap_or("unknown").to_owned()
}

/// A measured time has no more than three digits that mean something.
pub(crate) fn three_digits(value: f64) -> f64 {
    format!("{value:.2e}").parse().expect("a formatted number is a number")
}

#[cfg(test)]
mod tests {
    use super::{date, three_digits};

    #[test]
    fn a_date_knows_leap_years() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(19_782), "2024-02-29");
        assert_eq!(date(20_780), "2026-11-23");
    }

    #[test]
    fn a_measured_time_has_three_digits() {
        assert_eq!(three_digits(12.3456), 12.3);
        assert_eq!(three_digits(98_765.0), 98_800.0);
    }
}
