//! From `struct { a: u8, b: [u16; 3], c: &str, d: struct { e: u64 } }` to a [`Struct`].

use std::fmt;
use std::str::FromStr;

use super::kind::{Kind, Struct};

/// Deeper than this nobody nests, and the parser's own stack is safe.
const DEEPEST: usize = 32;

/// The largest struct: it fits into the address space of any machine here.
const LARGEST: usize = 1 << 30;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The whole text.
    pub text: String,
    /// Bytes before the fault.
    pub at: usize,
    /// What is wrong.
    pub fault: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.text[..self.at].chars().count();
        write!(f, "{}\n{:column$}^ {}", self.text, "", self.fault)
    }
}

impl std::error::Error for ParseError {}

impl FromStr for Struct {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Struct, ParseError> {
        // An error is drawn under its line, so the text is made one.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut parser = Parser { text: &text, at: 0, depth: 0 };
        let parsed = parser.expect("struct").and_then(|()| parser.body());
        let whole = parsed.and_then(|parsed| match parser.peek() {
            "" => Ok(parsed),
            rest => Err(format!("`{rest}` after the struct's end")),
        });
        whole.map_err(|fault| ParseError { at: parser.at, fault, text: text.clone() })
    }
}

struct Parser<'t> {
    text: &'t str,
    /// Bytes that are read.
    at: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    /// The next token, without reading it: a word, or one other character; empty at the end.
    fn peek(&mut self) -> &'t str {
        let rest = self.text[self.at..].trim_start();
        self.at = self.text.len() - rest.len();
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let first = rest.chars().next().map_or(0, char::len_utf8);
        &rest[..word.max(first)]
    }

    /// Reads the next token if it is this one.
    fn reads(&mut self, token: &str) -> bool {
        let found = self.peek() == token;
        if found {
            self.at += token.len();
        }
        found
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        if self.reads(token) { Ok(()) } else { Err(format!("`{token}` is wanted here")) }
    }

    /// The fields, in braces; a name before them is read over.
    fn body(&mut self) -> Result<Struct, String> {
        if is_name(self.peek()) {
            self.at += self.peek().len();
        }
        self.expect("{")?;
        let mut parsed = Struct::default();
        while !self.reads("}") {
            let name = self.peek();
            if !is_name(name) {
                return Err("a field's name or `}` is wanted here".to_owned());
            }
            if parsed.fields.iter().any(|(other, _)| other == name) {
                return Err(format!("two fields are named `{name}`"));
            }
            self.at += name.len();
            self.expect(":")?;
            let kind = self.kind()?;
            parsed.fields.push((name.to_owned(), kind));
            if parsed.at_most() > LARGEST {
                return Err("the struct is larger than a gigabyte".to_owned());
            }
            if !self.reads(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(parsed)
    }

    fn kind(&mut self) -> Result<Kind, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("nested more than {DEEPEST} deep"));
        }
        let kind = self.one_kind();
        self.depth -= 1;
        kind
    }

    fn one_kind(&mut self) -> Result<Kind, String> {
        if self.reads("[") {
            return self.array();
        }
        if self.reads("(") {
            self.expect(")")?;
            return Ok(Kind::Plain("()", 0));
        }
        if self.reads("struct") {
            return self.body().map(Kind::Struct);
        }
        let from = self.at;
        if self.reads("*") {
            let _which = self.reads("const") || self.reads("mut");
            self.kind()?;
            return Ok(Kind::Words(self.text[from..self.at].to_owned(), 1));
        }
        if self.reads("&") {
            let _exclusive = self.reads("mut");
            // A string and a slice know their length: a reference to one is two words.
            let words = if self.reads("str") {
                2
            } else if self.reads("[") {
                self.kind()?;
                let of_fixed_length = self.reads(";");
                if of_fixed_length {
                    self.number()?;
                }
                self.expect("]")?;
                if of_fixed_length { 1 } else { 2 }
            } else {
                self.kind()?;
                1
            };
            return Ok(Kind::Words(self.text[from..self.at].to_owned(), words));
        }
        let name = self.peek();
        let kind = Kind::named(name).ok_or_else(|| match name {
            "" => "a type is wanted here".to_owned(),
            name => format!("`{name}` is no type that is known here"),
        })?;
        self.at += name.len();
        Ok(kind)
    }

    fn array(&mut self) -> Result<Kind, String> {
        let of = self.kind()?;
        self.expect(";")?;
        let len = self.number()?;
        self.expect("]")?;
        Ok(Kind::Array(Box::new(of), len))
    }

    fn number(&mut self) -> Result<usize, String> {
        let token = self.peek();
        let digits = token.replace('_', "");
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err("a number is wanted here".to_owned());
        }
        self.at += token.len();
        // More than a `usize` holds is too large in any case.
        Ok(digits.parse().unwrap_or(usize::MAX))
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}
