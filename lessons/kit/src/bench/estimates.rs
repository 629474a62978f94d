//! Where the figures come from: the files that criterion leaves, and the lines that a Go program prints.

use std::path::Path;

use serde::Deserialize;

/// One measured time: a workload on a peer, in one round, in nanoseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The workload (`append-1`).
    pub workload: String,
    /// The peer (`Vec`).
    pub peer: String,
    /// Nanoseconds per element, or per iteration where the benchmark has no elements.
    pub value: f64,
}

/// What a program that is no Rust crate printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Outside {
    /// What `# go1.27.3` named.
    pub version: Option<String>,
    /// A figure a line.
    pub figures: Vec<Figure>,
}

/// criterion's `new/benchmark.json`, as far as it is needed.
#[derive(Deserialize)]
struct Benchmark {
    full_id: String,
    throughput: Option<serde_json::Value>,
}

/// criterion's `new/estimates.json`, as far as it is needed.
#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

/// Reads the median of every benchmark that criterion left below a folder.
///
/// # Errors
/// If there is none, if a file is not what criterion 0.8 writes, or if an id is not `GROUP/WORKLOAD/PEER`.
pub fn from_criterion(directory: &Path) -> Result<Vec<Figure>, String> {
    let figures = whatever_is_in(directory)?;
    if figures.is_empty() {
        return Err(format!(
            "criterion left no figures in {}: give it `.output_directory(round.directory())`",
            directory.display()
        ));
    }
    Ok(figures)
}

/// The same, where there need not be any: other figures were measured without criterion.
pub(super) fn whatever_is_in(directory: &Path) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    walk(directory, &mut figures)?;
    figures.sort_by(|a, b| (&a.workload, &a.peer).cmp(&(&b.workload, &b.peer)));
    Ok(figures)
}

fn walk(folder: &Path, figures: &mut Vec<Figure>) -> Result<(), String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_dir()) {
        // `base` holds the run before, `new` this one.
        if path.file_name().is_some_and(|name| name == "new") && path.join("benchmark.json").exists() {
            figures.push(figure(&path)?);
        } else {
            walk(&path, figures)?;
        }
    }
    Ok(())
}

fn figure(folder: &Path) -> Result<Figure, String> {
    let benchmark: Benchmark = parse(&folder.join("benchmark.json"))?;
    let estimates: Estimates = parse(&folder.join("estimates.json"))?;
    let mut parts = benchmark.full_id.split('/').skip(1);
    let (Some(workload), Some(peer), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!("benchmark `{}`: name it GROUP/WORKLOAD/PEER", benchmark.full_id));
    };
    let elements = benchmark.throughput.and_then(|kind| kind.get("Elements")?.as_f64()).unwrap_or(1.0);
    let value = estimates.median.point_estimate / elements;
    Ok(Figure { workload: workload.to_owned(), peer: peer.to_owned(), value })
}

fn parse<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: not what criterion 0.8 writes: {error}", path.display()))
}

/// Reads lines `WORKLOAD<TAB>VALUE`; `# go1.27.3` names the version, other comments and empty lines are skipped.
///
/// # Errors
/// With the line that is neither.
pub fn from_lines(peer: &str, lines: &str) -> Result<Outside, String> {
    let mut outside = Outside { version: None, figures: Vec::new() };
    for (number, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if let Some(comment) = line.strip_prefix('#') {
            outside.version = comment.split_whitespace().find(|word| word.starts_with("go1.")).map(str::to_owned);
            continue;
        }
        let figure = line.split_once('\t').and_then(|(workload, value)| Some((workload, value.trim().parse().ok()?)));
        let Some((workload, value)) = figure else {
            return Err(format!("line {}: not WORKLOAD<TAB>VALUE: `{line}`", number + 1));
        };
        outside.figures.push(Figure { workload: workload.to_owned(), peer: peer.to_owned(), value });
    }
    Ok(outside)
}

#[cfg(test)]
mod tests {
    use super::from_lines;

    #[test]
    fn a_go_program_names_its_version_and_its_figures() {
        let outside = from_lines("Go", "# go version go1.27.3 linux/amd64\nappend-1\t13.9\n\ncopy-8KB\t39\n");
        let outside = outside.expect("both lines are well formed");
        assert_eq!(outside.version.as_deref(), Some("go1.27.3"));
        let figures: Vec<_> = outside.figures.iter().map(|figure| (figure.workload.as_str(), figure.value)).collect();
        assert_eq!(figures, [("append-1", 13.9), ("copy-8KB", 39.0)]);
    }

    #[test]
    fn a_line_that_is_no_figure_is_named() {
        let error = from_lines("Go", "append-1\t13.9\nappend-8 12").expect_err("the second line has no tab");
        assert_eq!(error, "line 2: not WORKLOAD<TAB>VALUE: `append-8 12`");
    }
}
