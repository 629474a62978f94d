//! Go's own source: the functions that frames name, and where they stand.
//!
//! The lines come from a table recorded from a real GOROOT, `tests/oracle/go1.27.3.symbols.tsv`, so that a link is
//! right without Go being there, and a name that Go does not have fails the build.

use crate::fault::did_you_mean;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};

/// The release whose source pages link to.
pub const RELEASE: &str = "go1.27.3";

/// The table.
#[derive(Debug)]
pub struct Symbols {
    name: String,
    /// `FILE FUNCTION`, and the line.
    rows: Vec<(String, String)>,
}

impl Symbols {
    /// Reads the table.
    ///
    /// # Errors
    /// It is not there.
    pub fn read(workspace: &Workspace) -> Result<Symbols> {
        let path = workspace.join(format!("tests/oracle/{RELEASE}.symbols.tsv"));
        let table = workspace.read(&path).context("functions of Go cannot be looked up")?;
        let rows = table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut columns = line.split('\t');
                Some((format!("{} {}", columns.next()?, columns.next()?), columns.next()?.trim().to_owned()))
            })
            .collect();
        Ok(Symbols { name: workspace.name(&path), rows })
    }

    /// The address of `runtime/slice.go growslice` in Go's repository.
    ///
    /// # Errors
    /// The table has no such function; the message offers the nearest.
    pub fn url(&self, symbol: &str) -> Result<String> {
        let Some((_, line)) = self.rows.iter().find(|(name, _)| name == symbol) else {
            let there = self.rows.iter().map(|(name, _)| name);
            bail!("{} has no function `{symbol}`{}", self.name, did_you_mean(symbol, there));
        };
        let file = symbol.split(' ').next().unwrap_or(symbol);
        Ok(format!("https://github.com/golang/go/blob/{RELEASE}/src/{file}#L{line}"))
    }
}
