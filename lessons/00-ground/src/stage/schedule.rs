//! A schedule: who took each step. What a failure prints, and what `replay` reads.

use std::fmt;
use std::str::FromStr;

/// Who took each step of a run, as text: `a*3 b a`, or `seed=42: a*3 b a` if a random run found it.
///
/// In a name, what is neither a letter nor a digit nor one of `-_./` is written as `%` and two hexadecimal digits
/// for each byte.
/// ```
/// use ground::stage::Schedule;
/// let schedule: Schedule = "a a a b%20c".parse()?;
/// assert_eq!(schedule.to_string(), "a*3 b%20c");
/// assert_eq!(schedule.steps(), ["a", "a", "a", "b c"]);
/// # Ok::<(), ground::stage::ScheduleError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    seed: Option<u64>,
    steps: Vec<String>,
}

impl Schedule {
    /// A schedule of these puppets, by name.
    pub fn new(seed: Option<u64>, steps: Vec<String>) -> Schedule {
        Schedule { seed, steps }
    }

    /// The seed of the random run that it comes from: `Bound::Random { seed, runs: 1 }` makes that run again.
    pub fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// The puppet of each step.
    pub fn steps(&self) -> &[String] {
        &self.steps
    }

    /// How often another puppet than before took a step.
    pub fn switches(&self) -> usize {
        self.steps.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(seed) = self.seed {
            write!(f, "seed={seed}:")?;
        }
        for (i, same) in self.steps.chunk_by(|a, b| a == b).enumerate() {
            if i > 0 || self.seed.is_some() {
                f.write_str(" ")?;
            }
            write_name(f, &same[0])?;
            if same.len() > 1 {
                write!(f, "*{}", same.len())?;
            }
        }
        Ok(())
    }
}

fn write_name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    // An empty name is a lone `%`.
    if name.is_empty() {
        return f.write_str("%");
    }
    for c in name.chars() {
        if c.is_alphanumeric() || "-_./".contains(c) {
            write!(f, "{c}")?;
        } else {
            c.encode_utf8(&mut [0; 4]).bytes().try_for_each(|byte| write!(f, "%{byte:02x}"))?;
        }
    }
    Ok(())
}

/// Why a text is no schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleError {
    word: String,
    why: &'static str,
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in a schedule: {} (a schedule looks like `seed=42: a*3 b a`)", self.word, self.why)
    }
}

impl std::error::Error for ScheduleError {}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Schedule, ScheduleError> {
        let mut schedule = Schedule::default();
        for (i, word) in text.split_whitespace().enumerate() {
            let fail = |why| ScheduleError { word: word.to_owned(), why };
            // `=` and `:` are never part of a written name.
            if let Some(seed) = word.strip_prefix("seed=").filter(|_| i == 0) {
                let seed = seed.strip_suffix(':').and_then(|s| s.parse().ok());
                schedule.seed = Some(seed.ok_or(fail("a seed is a number and a colon"))?);
                continue;
            }
            let (name, count) = word.split_once('*').unwrap_or((word, "1"));
            let count: usize = count.parse().map_err(|_| fail("after `*` comes how often"))?;
            if schedule.steps.len().saturating_add(count) > MOST_STEPS {
                return Err(fail("it has too many steps"));
            }
            let name = read_name(name)
                .ok_or(fail("`%` comes before two hexadecimal digits of UTF-8, other signs do not occur"))?;
            schedule.steps.extend(std::iter::repeat_n(name, count));
        }
        Ok(schedule)
    }
}

/// A text of few letters must not fill the memory.
const MOST_STEPS: usize = 10_000_000;

fn read_name(written: &str) -> Option<String> {
    if written == "%" {
        return Some(String::new());
    }
    let mut bytes = Vec::new();
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '%' {
            let hex = rest.get(..2).filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()))?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &rest[2..];
        } else if c.is_alphanumeric() || "-_./".contains(c) {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            return None;
        }
    }
    String::from_utf8(bytes).ok().filter(|name| !name.is_empty())
}
