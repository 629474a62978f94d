//! The ruler beside rustc, beside Go, and beside every order of the fields.

mod drawn;
mod recorded;
mod structs;

use std::fs;
use std::mem::offset_of;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8, AtomicU16, AtomicU32,
    AtomicU64, AtomicUsize,
};

use kit::random::Random;
use waitgroup::ruler::{I386, Machine, Placed, Rules, Struct, X86_64};

fn parse(text: &str) -> Struct {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn offsets(placed: &Placed) -> Vec<usize> {
    placed.fields.iter().map(|field| field.offset).collect()
}

/// The machine that this test runs on.
const HERE: Machine = if cfg!(target_pointer_width = "64") { X86_64 } else { I386 };

/// The structs are drawn by `drawn::files`, and kept as files, since two compilers read them.
#[test]
fn the_structs_are_those_that_were_drawn() {
    let lesson = Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths: [PathBuf; 2] =
        ["tests/structs/mod.rs", "../../tests/oracle/waitgroup/structs.go"].map(|file| lesson.join(file));
    let (rust, go) = drawn::files();
    for (path, text) in paths.into_iter().zip([rust, go]) {
        if std::env::var("STRUCTS").is_ok_and(|what| what == "write") {
            fs::write(&path, &text).expect("it can be written");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "{}: drawn otherwise; `STRUCTS=write` writes it anew", path.display());
    }
}

/// On i686 and s390x as well: `.ci/run`, step "other machines".
#[test]
fn rustc_puts_every_field_where_the_ruler_does() {
    let cases = structs::cases();
    assert_eq!(cases.len(), 64);
    for (text, size, align, seen) in cases {
        let placed = parse(text).place(HERE, Rules::C);
        assert_eq!((placed.size, placed.align, offsets(&placed)), (size, align, seen), "{text}");
    }
}

#[test]
fn go_puts_every_field_where_the_ruler_does_on_amd64_and_on_386() {
    let rows = recorded::rows("structs.go1.27.3.tsv");
    assert_eq!(rows.len(), 2 * structs::cases().len());
    for row in rows {
        let [arch, text, size, align, seen] = row.as_slice() else { panic!("five columns: {row:?}") };
        let machine = if arch == "386" { I386 } else { X86_64 };
        let placed = parse(text).place(machine, Rules::Go);
        let said = [placed.size.to_string(), placed.align.to_string()];
        assert_eq!(said, [size.as_str(), align], "{arch}: {text}");
        assert_eq!(
            offsets(&placed).iter().map(usize::to_string).collect::<Vec<_>>().join(" "),
            *seen,
            "{arch}: {text}"
        );
    }
}

/// A struct of plain fields has the same offsets by both rules, and the same size, unless its last field has none.
/// (What lies behind a struct in a struct is moved by the byte that Go adds to the inner one.)
#[test]
fn go_and_c_differ_in_the_end_of_a_struct_alone() {
    let flat: Vec<Struct> = structs::cases()
        .iter()
        .map(|case| parse(case.0))
        .filter(|of| !of.to_string()[6..].contains("struct"))
        .collect();
    let mut differ = 0;
    for of in &flat {
        let [c, go] = [Rules::C, Rules::Go].map(|rules| of.place(X86_64, rules));
        assert_eq!(offsets(&c), offsets(&go), "{of}");
        if c.size != go.size {
            assert_eq!(of.fields.last().expect("each has a field").1.measure(X86_64, Rules::C).0, 0, "{of}");
            differ += 1;
        }
    }
    assert!(
        differ > 0 && differ < flat.len(),
        "some of them end in a field without a size: {differ} of {}",
        flat.len()
    );
}

/// Every order of the fields, with both rules and on both machines.
#[test]
fn no_order_wastes_less_than_the_one_that_is_proposed() {
    let mut random = Random::new(8);
    let mut better = 0;
    for _ in 0..100 {
        let any = drawn::any(&mut random);
        let least = any.least();
        let (mut orders, mut fields) = (Vec::new(), any.fields.clone());
        permute(&mut fields, 0, &mut |fields| orders.push(Struct { fields: fields.to_vec() }));
        for machine in [X86_64, I386] {
            for rules in [Rules::C, Rules::Go] {
                let size = |of: &Struct| of.place(machine, rules).size;
                let best = orders.iter().map(size).min().expect("there is one order at least");
                assert_eq!(size(&least), best, "{least} on {}, {rules:?}", machine.name);
                let rising = Struct { fields: least.fields.iter().rev().cloned().collect() };
                assert!(rules == Rules::Go || size(&rising) == best, "the other way round: {rising}");
                better += usize::from(best < size(&any));
            }
        }
    }
    assert!(better > 30, "the order matters for many: {better}");
}

/// Calls `each` with every order of `items`, from the `from`th on.
fn permute<T>(items: &mut [T], from: usize, each: &mut impl FnMut(&[T])) {
    if from + 1 >= items.len() {
        return each(items);
    }
    for at in from..items.len() {
        items.swap(from, at);
        permute(items, from + 1, each);
        items.swap(from, at);
    }
}

#[test]
fn the_layouts_of_the_notes_are_read_from_text() {
    let placed = |text: &str, machine| {
        let placed = parse(text).place(machine, Rules::Go);
        (placed.size, placed.align)
    };
    for machine in [X86_64, I386] {
        assert_eq!(placed("struct WaitGroup { state1: [u32; 3] }", machine), (12, 4));
        assert_eq!(placed("struct { state: AtomicU64, sema: u32 }", machine), (16, 8));
    }
    assert_eq!(placed("struct { state1: u64, state2: u32 }", X86_64), (16, 8));
    assert_eq!(placed("struct { state1: u64, state2: u32 }", I386), (12, 4));
}

#[test]
fn what_is_read_is_written_the_same() {
    for text in [
        "struct {}",
        "struct { a: u8, b: [[u16; 3]; 2], c: &str, d: struct { e: u64, f: () } }",
        "struct { a: *const u8, b: *mut [u8; 4], c: &mut u64, d: &[u8], e: &[u8; 4], f: usize }",
    ] {
        assert_eq!(parse(text).to_string(), text);
        assert_eq!(parse(&text.replace([' ', '\n'], "  ")), parse(text));
    }
}

/// A field behind a byte: offset and size, by rustc and by the ruler.
macro_rules! behind_a_byte {
    ($($kind:ty),+ $(,)?) => {
        $({
            #[repr(C)]
            struct Two {
                a: u8,
                b: $kind,
            }
            let text = concat!("struct Two { a: u8, b: ", stringify!($kind), " }");
            let placed = parse(text).place(HERE, Rules::C);
            let rustc = [offset_of!(Two, a), offset_of!(Two, b), size_of::<Two>()];
            assert_eq!([placed.fields[0].offset, placed.fields[1].offset, placed.size], rustc, "{text}");
        })+
    };
}

#[test]
fn the_types_of_a_program_are_as_large_as_rustc_makes_them() {
    behind_a_byte![AtomicBool, AtomicU8, AtomicI8, AtomicU16, AtomicI16, AtomicU32, AtomicI32, AtomicU64, AtomicI64];
    behind_a_byte![AtomicUsize, AtomicIsize, AtomicPtr<u8>, String, Vec<u16>, Vec<Vec<u8>>];
    behind_a_byte![Box<u64>, Box<str>, Box<[u64]>, Rc<u8>, Rc<str>, Arc<[u8]>, *const str, *mut [u8]];
    behind_a_byte![Option<Box<u8>>, Option<Arc<str>>, Option<&'static u64>, Option<&'static [u8]>, &'static mut u8];
    behind_a_byte![[u8; 0x1_0], [[u16; 0xa]; 2]];
    // On s390x, which this is run on as well, they are aligned to 8.
    #[cfg(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64"))]
    behind_a_byte![u128, i128, [u128; 3]];
}

#[test]
fn a_struct_is_read_as_it_stands_in_a_program() {
    let plain = "struct { a: u8, b: &'static str, c: u64 }";
    for text in [
        "#[derive(Debug, Clone)] #[repr(C)] pub struct Party { pub a: u8, pub(crate) b: &'static str, c: u64, }",
        "pub(super) struct Party<'a, 'b> { a: u8, #[allow(dead_code)] #[serde(skip)] pub b: &'static str, c: u64 }",
    ] {
        assert_eq!(parse(text), parse(plain), "{text}");
    }
    let tuple = parse("pub struct Pair(pub u8, u64);");
    assert_eq!(offsets(&tuple.place(X86_64, Rules::C)), [0, 8]);
    assert_eq!(tuple.to_string(), "struct (u8, u64)");
    assert_eq!(parse(&tuple.to_string()), tuple);
}

/// What Go wastes, and C does not, is named with the order that saves it.
#[test]
fn a_report_proposes_the_order_that_go_needs() {
    let said = parse("struct { a: u64, b: () }").report();
    assert!(said.contains("Wastes least: struct { b: (), a: u64 }\n  8 bytes on 64 bit, 8 on 32 bit\n"), "{said}");
    assert!(said.contains("In Go: 16 bytes on 64 bit, 12 on 32 bit"), "{said}");
    for text in ["struct { b: (), a: u64 }", "struct { a: u64, b: u8 }", "struct {}"] {
        assert!(parse(text).report().ends_with("No order wastes less.\n"), "{text}");
    }
    // No order of the outer fields helps what is within.
    let said = parse("struct { a: struct { b: u64, c: () } }").report();
    assert!(said.contains("No order wastes less.\nIn Go: 16 bytes on 64 bit"), "{said}");
}

#[test]
fn what_cannot_be_read_is_shown_where_it_is_wrong() {
    let said = |text: &str| text.parse::<Struct>().expect_err(text).to_string();
    assert_eq!(said("struct { a: u7 }"), "struct { a: u7 }\n            ^ `u7` is no type that is known here");
    for (text, fault) in [
        ("", "`struct` is wanted here"),
        ("struct { a u8 }", "`:` is wanted here"),
        ("struct { a: u8 b: u8 }", "`}` is wanted here"),
        ("struct { a: u8", "`}` is wanted here"),
        ("struct { a: u8, a: u8 }", "two fields are named `a`"),
        ("struct { a: [u8; x] }", "a number is wanted here"),
        ("struct { a: [u64; 99999999999] }", "larger than a gigabyte"),
        ("struct { a: [[[u64; 99999]; 99999]; 99999] }", "larger than a gigabyte"),
        ("struct { a: [[[u64; 99999999999]; 99999999999]; 0] }", "an element is larger than a gigabyte"),
        ("struct { a: [u8; 0x] }", "a number is wanted here"),
        ("struct { a: Option<u8> }", "an `Option` of this is laid out by no rule of C's"),
        ("#[repr(C, packed)] struct { a: u8 }", "`packed` changes the layout"),
        ("struct { a: u8, #[repr(C) }", "`]` is wanted here"),
        ("struct S<T> { a: u8 }", "`>` is wanted here"),
        ("struct (u8, u16", "`)` is wanted here"),
        ("struct { a: u8 } }", "`}` after the struct's end"),
        ("struct { \u{e9}\u{fe0f}: u8 }", "`:` is wanted here"),
    ] {
        assert!(said(text).contains(fault), "{text}: {}", said(text));
    }
    assert!(said(&format!("struct {{ a: {}u8 }}", "[".repeat(100_000))).contains("nested more than 32 deep"));
    assert!(said(&"struct { a: ".repeat(100_000)).contains("nested more than 32 deep"));
}
