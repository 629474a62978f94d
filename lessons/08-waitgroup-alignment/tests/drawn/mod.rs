//! Random structs, written down in Rust and in Go: what the ruler says of them is compared with both compilers.

use std::fmt::Write;

use waitgroup::ruler::Struct;

use kit::random::Random;

/// How many.
const STRUCTS: usize = 64;

/// Types that both languages have: in Rust, in Go.
const PLAIN: [(&str, &str); 12] = [
    ("u8", "uint8"),
    ("bool", "bool"),
    ("i16", "int16"),
    ("u32", "uint32"),
    ("f32", "float32"),
    ("u64", "uint64"),
    ("f64", "float64"),
    ("usize", "uintptr"),
    ("*mut u8", "*byte"),
    ("&'static str", "string"),
    ("()", "struct{}"),
    ("AtomicU64", "atomic.Uint64"),
];

/// A struct's three texts.
struct Drawn {
    /// What the ruler reads.
    text: String,
    /// The fields in Rust; inner structs have names, and stand before it.
    rust: String,
    go: String,
    fields: Vec<String>,
}

fn draw(random: &mut Random, name: &str, inner: &mut Vec<String>, depth: usize) -> Drawn {
    let mut drawn = Drawn { text: String::new(), rust: String::new(), go: String::new(), fields: Vec::new() };
    let fields = 1 + random.below(6);
    for field in ["a", "b", "c", "d", "e", "f"].into_iter().take(fields) {
        let comma = if drawn.fields.is_empty() { "" } else { ", " };
        let (mut text, mut rust, mut go) = if depth == 0 && random.below(8) == 0 {
            let name = format!("{name}{}", field.to_uppercase());
            let of = draw(random, &name, inner, 1);
            inner.push(format!("#[repr(C)] pub struct {name} {{ {} }}", of.rust));
            (of.text, name, format!("struct{{ {} }}", of.go))
        } else {
            let (rust, go) = PLAIN[random.below(PLAIN.len())];
            (rust.replace("'static ", ""), rust.to_owned(), go.to_owned())
        };
        if random.below(5) == 0 {
            let len = random.below(5);
            (text, rust, go) = (format!("[{text}; {len}]"), format!("[{rust}; {len}]"), format!("[{len}]{go}"));
        }
        write!(drawn.text, "{comma}{field}: {text}").expect("a String takes all");
        write!(drawn.rust, "{comma}pub {field}: {rust}").expect("a String takes all");
        write!(drawn.go, "{}{field} {go}", if comma.is_empty() { "" } else { "; " }).expect("a String takes all");
        drawn.fields.push(field.to_owned());
    }
    drawn.text = format!("struct {{ {} }}", drawn.text);
    drawn
}

/// The file `tests/structs/mod.rs`, and `tests/oracle/waitgroup/structs.go`.
pub fn files() -> (String, String) {
    let mut random = Random::new(0x5eed_0008);
    let (mut rust, mut cases, mut go) = (String::new(), String::new(), String::new());
    for n in 0..STRUCTS {
        let (name, mut inner) = (format!("S{n}"), Vec::new());
        let drawn = draw(&mut random, &name, &mut inner, 0);
        inner.iter().for_each(|line| rust.push_str(&format!("{line}\n")));
        rust.push_str(&format!("#[repr(C)] pub struct {name} {{ {} }}\n", drawn.rust));
        cases.push_str(&format!("    case!(\"{}\", {name} {{ {} }}),\n", drawn.text, drawn.fields.join(" ")));
        go.push_str(&format!("\t{{\"{}\", reflect.TypeOf(struct{{ {} }}{{}})}},\n", drawn.text, drawn.go));
    }
    (RUST.replace("STRUCTS\n", &rust).replace("CASES\n", &cases), GO.replace("CASES\n", &go))
}

/// Any struct of plain fields, for comparing orders.
pub fn any(random: &mut Random) -> Struct {
    let mut inner = Vec::new();
    let text = draw(random, "", &mut inner, 0).text;
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

const RUST: &str = r##"//! Random structs, and where the compiler of this platform puts their fields. Written by `tests/drawn`:
//! `STRUCTS=write cargo test -p lesson-08 --test ruler`
#![allow(dead_code, reason = "only their layout is looked at")]

use std::mem::offset_of;
use std::sync::atomic::AtomicU64;

/// Text, size, alignment, offsets.
pub type Case = (&'static str, usize, usize, Vec<usize>);

macro_rules! case {
    ($text:literal, $name:ident { $($field:ident)+ }) => {
        ($text, size_of::<$name>(), align_of::<$name>(), vec![$(offset_of!($name, $field)),+])
    };
}

#[rustfmt::skip]
mod drawn {
use super::AtomicU64;
STRUCTS
}

use drawn::*;

#[rustfmt::skip]
pub fn cases() -> Vec<Case> { vec![
CASES
] }
"##;

const GO: &str = r##"// Random structs, and where Go puts their fields on amd64 and on 386. Columns: GOARCH, struct, size, alignment, offsets.
// Written by lesson 08's tests/drawn: STRUCTS=write cargo test -p lesson-08 --test ruler
package main

import (
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"sync/atomic"
)

var _ atomic.Uint64

var cases = []struct {
	text string
	t    reflect.Type
}{
CASES
}

func main() {
	if len(os.Args) > 1 {
		for _, c := range cases {
			var offsets []string
			for i := 0; i < c.t.NumField(); i++ {
				offsets = append(offsets, fmt.Sprint(c.t.Field(i).Offset))
			}
			fmt.Printf("%s\t%s\t%d\t%d\t%s\n", runtime.GOARCH, c.text, c.t.Size(), c.t.Align(), strings.Join(offsets, " "))
		}
		return
	}
	fmt.Printf("# waitgroup/structs.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, arch := range []string{"amd64", "386"} {
		cmd := exec.Command("go", "run", "waitgroup/structs.go", "here")
		cmd.Env = append(os.Environ(), "GOARCH="+arch)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			panic(err)
		}
	}
}
"##;
