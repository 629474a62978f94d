//! From `struct { a: u8, b: [u16; 3], c: &str, d: struct { e: u64 } }` to a [`Struct`].
//!
//! It reads numbers, `bool`, `char`, atomics, pointers, references, `Box`, `Rc`, `Arc`, an `Option` of those, `String`,
//! `Vec`, arrays, and structs in structs. Names of structs, `pub`, lifetimes and attributes are read over, but for an
//! attribute that changes the layout. A struct's own name says nothing here, so it is no type; and how Rust lays out an
//! enum or an `Option` of a number is no matter of C's rules.

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
        let parsed = parser.whole();
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

    /// A struct, as it may stand in a program.
    fn whole(&mut self) -> Result<Struct, String> {
        self.read_over()?;
        self.expect("struct")?;
        let parsed = self.body()?;
        let _end_of_a_tuple = self.reads(";");
        Ok(parsed)
    }

    /// Attributes and `pub`.
    fn read_over(&mut self) -> Result<(), String> {
        while self.reads("#") {
            self.expect("[")?;
            self.up_to("[", "]")?;
        }
        if self.reads("pub") && self.reads("(") {
            self.up_to("(", ")")?;
        }
        Ok(())
    }

    /// The rest of what is in brackets.
    fn up_to(&mut self, begin: &str, end: &str) -> Result<(), String> {
        let mut open = 1;
        while open > 0 {
            let token = self.peek();
            match token {
                "" => return Err(format!("`{end}` is wanted here")),
                "packed" | "align" | "cfg" => {
                    return Err(format!("`{token}` changes the layout, and is not known here"));
                }
                _ if token == begin => open += 1,
                _ if token == end => open -= 1,
                _ => {}
            }
            self.at += token.len();
        }
        Ok(())
    }

    /// `'static`, or none.
    fn lifetime(&mut self) {
        if self.reads("'") {
            self.at += self.peek().len();
        }
    }

    /// The fields, in braces, or in brackets without names; a name before them, and its lifetimes, are read over.
    fn body(&mut self) -> Result<Struct, String> {
        if is_name(self.peek()) {
            self.at += self.peek().len();
        }
        if self.reads("<") {
            while self.peek() == "'" {
                self.lifetime();
                let _more = self.reads(",");
            }
            self.expect(">")?;
        }
        let tuple = self.reads("(");
        if !tuple {
            self.expect("{")?;
        }
        let end = if tuple { ")" } else { "}" };
        let mut parsed = Struct::default();
        while !self.reads(end) {
            self.read_over()?;
            let name = if tuple { parsed.fields.len().to_string() } else { self.field(&parsed)? };
            let kind = self.kind()?;
            parsed.fields.push((name, kind));
            if parsed.at_most() > LARGEST {
                return Err("the struct is larger than a gigabyte".to_owned());
            }
            if !self.reads(",") {
                self.expect(end)?;
                break;
            }
        }
        Ok(parsed)
    }

    /// A field's name, and the colon.
    fn field(&mut self, parsed: &Struct) -> Result<String, String> {
        let name = self.peek();
        if !is_name(name) {
            return Err("a field's name or `}` is wanted here".to_owned());
        }
        if parsed.fields.iter().any(|(other, _)| other == name) {
            return Err(format!("two fields are named `{name}`"));
        }
        self.at += name.len();
        self.expect(":")?;
        Ok(name.to_owned())
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
        if let Some(words) = self.words()? {
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

    /// The words of a pointer, or of what keeps its elements behind one; `None`, and nothing is read, if it is neither.
    fn words(&mut self) -> Result<Option<usize>, String> {
        let words = match self.peek() {
            "*" => {
                self.at += 1;
                let _which = self.reads("const") || self.reads("mut");
                self.pointee()?
            }
            "&" => {
                self.at += 1;
                self.lifetime();
                let _exclusive = self.reads("mut");
                self.pointee()?
            }
            name @ ("Box" | "Rc" | "Arc" | "Vec" | "AtomicPtr" | "Option") => {
                self.at += name.len();
                self.expect("<")?;
                let words = match name {
                    "Option" => self.words()?.ok_or("an `Option` of this is laid out by no rule of C's")?,
                    "Vec" => {
                        self.kind()?;
                        3
                    }
                    _ => self.pointee()?,
                };
                self.expect(">")?;
                words
            }
            _ => return Ok(None),
        };
        Ok(Some(words))
    }

    /// What is pointed at. A string and a slice know their length: a pointer to one is two words.
    fn pointee(&mut self) -> Result<usize, String> {
        if self.reads("str") {
            return Ok(2);
        }
        if !self.reads("[") {
            self.kind()?;
            return Ok(1);
        }
        self.kind()?;
        let of_fixed_length = self.reads(";");
        if of_fixed_length {
            self.number()?;
        }
        self.expect("]")?;
        Ok(if of_fixed_length { 1 } else { 2 })
    }

    fn array(&mut self) -> Result<Kind, String> {
        let of = self.kind()?;
        // Also if there are none of it: its size is asked for.
        if of.at_most() > LARGEST {
            return Err("an element is larger than a gigabyte".to_owned());
        }
        self.expect(";")?;
        let len = self.number()?;
        self.expect("]")?;
        Ok(Kind::Array(Box::new(of), len))
    }

    fn number(&mut self) -> Result<usize, String> {
        let token = self.peek();
        let plain = token.replace('_', "");
        let (digits, radix) = plain.strip_prefix("0x").map_or((plain.as_str(), 10), |digits| (digits, 16));
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
            return Err("a number is wanted here".to_owned());
        }
        self.at += token.len();
        // More than a `usize` holds is too large in any case.
        Ok(usize::from_str_radix(digits, radix).unwrap_or(usize::MAX))
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}
