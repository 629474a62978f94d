//! The ruler as text: a row for each word, a column for each byte.

use std::fmt::{self, Write};

use super::kind::{I386, Machine, Struct, X86_64};
use super::place::{Placed, Rules};

/// A larger struct is shown by its table alone.
const MOST_BYTES: usize = 128;

impl Struct {
    /// All that the example `layout` prints: the struct on both machines, and what wastes least.
    pub fn report(&self) -> String {
        let mut text = format!("{self}\n\n");
        for machine in [X86_64, I386] {
            text.push_str(&self.place(machine, Rules::C).ruler(machine));
            text.push('\n');
        }
        let sizes = |of: &Struct, rules| [X86_64, I386].map(|machine| of.place(machine, rules).size);
        let least = self.least();
        let [(c, least_c), (go, least_go)] =
            [Rules::C, Rules::Go].map(|rules| (sizes(self, rules), sizes(&least, rules)));
        let bytes = |[on_64, on_32]: [usize; 2]| format!("{on_64} bytes on 64 bit, {on_32} on 32 bit");
        if (c, go) == (least_c, least_go) {
            text.push_str("No order wastes less.\n");
        } else {
            text.push_str(&format!("Wastes least: {least}\n  {}\n", bytes(least_c)));
        }
        if c != go {
            text.push_str(&format!("In Go: {}; it pads a last field of no size.\n", bytes(go)));
        }
        if least_c != least_go {
            text.push_str(&format!("In Go, in that order: {}.\n", bytes(least_go)));
        }
        text
    }
}

impl Placed {
    /// The ruler, and the table that says the same.
    pub fn ruler(&self, machine: Machine) -> String {
        let mut text = String::new();
        self.draw(machine, &mut text).expect("a String takes all");
        text
    }

    fn draw(&self, machine: Machine, to: &mut String) -> fmt::Result {
        let bytes = |n: usize| if n == 1 { "1 byte".to_owned() } else { format!("{n} bytes") };
        let (size, padding) = (bytes(self.size), bytes(self.padding()));
        writeln!(to, "{}: {size}, aligned to {}, {padding} of padding", machine.name, self.align)?;
        if (1..=MOST_BYTES).contains(&self.size) {
            let columns: String = (0..machine.word).map(|byte| format!(" {byte:<4}")).collect();
            writeln!(to, "       {}", columns.trim_end())?;
            for row in (0..self.size).step_by(machine.word) {
                let cells: String = (row..self.size.min(row + machine.word)).map(|byte| self.cell(byte)).collect();
                writeln!(to, "  {row:>4} {}|", cells)?;
            }
        }
        let name = self.fields.iter().map(|field| field.name.len()).max().unwrap_or(0).max(5);
        writeln!(to, "  offset  bytes  {:name$}  type", "field")?;
        for field in &self.fields {
            writeln!(to, "  {:>6}  {:>5}  {:name$}  {}", field.offset, field.size, field.name, field.kind)?;
        }
        Ok(())
    }

    /// One byte: the beginning of a field has its name, what follows a line, and padding has dots.
    fn cell(&self, byte: usize) -> String {
        let field = self.fields.iter().find(|field| (field.offset..field.offset + field.size).contains(&byte));
        match field {
            None => "|....".to_owned(),
            Some(field) if field.offset == byte => {
                let name: String = field.name.chars().take(4).collect();
                format!("|{name:<4}")
            }
            Some(_) => "-----".to_owned(),
        }
    }
}
