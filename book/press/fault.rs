//! What is wrong with the book, and where: `page:line: what is wrong; did you mean NEAREST`.

use std::fmt;

/// One thing that is wrong, at a line of a file. The path is relative to the workspace, with `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file to mend.
    pub page: String,
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl Fault {
    /// A fault at `page:line`.
    pub fn new(page: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Fault { page: page.into(), line, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.page, self.line, self.message)
    }
}

/// Everything that is wrong, in the order of the files: a build reports all of it, not the first.
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds one.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Adds many.
    pub fn extend(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.0.extend(faults);
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok` if nothing is wrong.
    ///
    /// # Errors
    /// All faults, sorted, each said once.
    pub fn into_result(mut self) -> Result<(), Faults> {
        self.0.sort();
        self.0.dedup();
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.0.iter().enumerate() {
            write!(f, "{}{fault}", if i == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// The end of a message about a name that is not there: `; did you mean NEAREST?`, with the name of least edit distance.
pub fn did_you_mean<I>(wanted: &str, there: I) -> String
where
    I: IntoIterator,
    I::Item: AsRef<str>,
{
    let mut nearest: Option<(usize, String)> = None;
    for name in there {
        let distance = strsim::damerau_levenshtein(wanted, name.as_ref());
        // Ties go to the name that sorts first, so that a message does not depend on the order of a directory.
        if nearest.as_ref().is_none_or(|(least, held)| (distance, name.as_ref()) < (*least, held.as_str())) {
            nearest = Some((distance, name.as_ref().to_owned()));
        }
    }
    match nearest {
        Some((_, name)) => format!("; did you mean `{name}`?"),
        None => "; there is none to choose from".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_and_ties_go_to_the_first_in_order() {
        assert_eq!(did_you_mean("apend", ["copy", "append", "expand"]), "; did you mean `append`?");
        assert_eq!(did_you_mean("x", ["b", "a"]), "; did you mean `a`?");
        assert_eq!(did_you_mean("x", Vec::<String>::new()), "; there is none to choose from");
    }

    #[test]
    fn faults_are_sorted_by_place_and_said_once() {
        let mut faults = Faults::default();
        for line in [9, 2, 9] {
            faults.push(Fault::new("a.md", line, "wrong"));
        }
        let said = faults.into_result().expect_err("there are faults").to_string();
        assert_eq!(said, "a.md:2: wrong\na.md:9: wrong");
    }
}
