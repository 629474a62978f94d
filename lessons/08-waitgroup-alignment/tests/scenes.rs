//! The scenes of the chapter. Each test makes one snapshot, and the book shows it.

mod at;
mod drawing;
mod players;
mod race;
mod recorded;
mod tiny;
mod until;

use std::fmt::{Display, Write};

use at::{At0, At4};
use race::End;
use waitgroup::ruler::{I386, Rules, Struct, X86_64};
use waitgroup::{Group, Layout, Pair, WaitGroup, go1_17, go1_18, go1_21};

/// What a scene prints, line by line.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, text: impl Display) {
        writeln!(self.0, "{text}").expect("a String takes all");
    }
}

// ---- The notes' questions ----

/// Go's own words for an aligned pair: which words changed when the counter was set to 3 is checked in
/// `tests/layout.rs`.
#[test]
fn the_address_decides() {
    fn row<L: Layout>(page: &mut Page, what: &str, group: &Group<L>) {
        let ruler = drawing::ruler("", group);
        let (at, size) = (std::ptr::from_ref(group).addr() % 8, ruler.size);
        let offset = |name: &str| ruler.fields.iter().find(|field| field.name == name).expect("it has both").offset;
        page.line(format_args!(
            "{what:<24}{at:>3} mod 8 {size:>6} bytes    state at {}, sema at {}",
            offset("state"),
            offset("sema")
        ));
    }
    let mut page = Page::default();
    let (at0, at4) = (At0(go1_17::WaitGroup::new()), At4(0, go1_17::WaitGroup::new()));
    row(&mut page, "Go 1.17", &at0.0);
    row(&mut page, "Go 1.17, behind a u32", &at4.1);
    let (at0, at4) = (At0(Group::<go1_18::Words64>::new()), At4(0, Group::<go1_18::Words64>::new()));
    row(&mut page, "Go 1.18, 64 bit", &at0.0);
    row(&mut page, "  behind a u32", &at4.1);
    let (at0, at4) = (At0(Group::<go1_18::Words32>::new()), At4(0, Group::<go1_18::Words32>::new()));
    row(&mut page, "Go 1.18, 32 bit", &at0.0);
    row(&mut page, "  behind a u32", &at4.1);
    let (at0, at4) = (At0(WaitGroup::new()), At4(0, WaitGroup::new()));
    row(&mut page, "Go 1.21 to today", &at0.0);
    row(&mut page, "  behind a u32", &at4.1);
    kit::snapshot!("the_address_decides", page.0);
}

#[test]
fn where_real_go_put_it() {
    let rows: Vec<Vec<String>> =
        ["layout.go1.13-1.26.6.tsv", "layout.go1.27.3.tsv"].into_iter().flat_map(recorded::rows).collect();
    let mut page = Page::default();
    page.line("address mod 8, and the first three words when the counter is 3");
    for what in ["a global", "a global struct{uint32; WaitGroup}", "element 1 of a global [4]WaitGroup"] {
        page.line(format_args!("\n{what}"));
        page.line("  Go         amd64        386");
        let of = |version: &str, arch: &str| {
            let row = rows.iter().find(|row| row[0] == version && row[1] == arch && row[2] == what)?;
            Some(row[3].replace("mod8=", "").replace("words=", " "))
        };
        for version in ["1.15", "1.17", "1.18", "1.19.8", "1.21.13", "1.27.3"] {
            let [amd64, i386] = ["amd64", "386"].map(|arch| of(version, arch).expect("it is recorded"));
            page.line(format_args!("  {version:<9}  {amd64:<11}  {i386}"));
        }
    }
    kit::snapshot!("where_real_go_put_it", page.0);
}

#[test]
fn three_words_on_the_heap() {
    let rows = recorded::rows("heap.go1.27.3.tsv");
    let mut page = Page::default();
    page.line("at 4 modulo 8, Go 1.27.3                               amd64    386");
    for row in rows.iter().filter(|row| row[1] == "amd64") {
        let i386 = rows.iter().find(|other| other[1] == "386" && other[2] == row[2]).expect("both were asked");
        page.line(format_args!("{:<54}{:>6} {:>6}", row[2], row[4], i386[4]));
    }
    page.line("\nthe first blocks of \"each behind two uint32\": u is a uint32, W the three words");
    for (arch, word) in [("amd64", 8), ("386", 4)] {
        page.line(format_args!("  {arch:<8}{}", blocks(word)));
    }
    kit::snapshot!("three_words_on_the_heap", page.0);
}

/// What six times two `u32` and three words leave in the blocks for tiny values: four bytes a character.
fn blocks(word: usize) -> String {
    let (mut tiny, mut bytes) = (tiny::Tiny::new(word), vec![]);
    for (size, name) in [(4, 'u'), (4, 'u'), (12, 'W')].repeat(6) {
        let (block, from) = tiny.allocate(size);
        let at = (block - 1) * tiny::BLOCK + from;
        bytes.resize(bytes.len().max(block * tiny::BLOCK / 4), '.');
        bytes[at / 4..][..size / 4].fill(name);
    }
    bytes.chunks(tiny::BLOCK / 4).map(|block| block.iter().collect()).collect::<Vec<String>>().join(" ")
}

#[test]
fn a_counter_that_moved() {
    let mut page = Page::default();
    let at0 = At0(go1_17::WaitGroup::new());
    at0.0.add(3);
    page.line(format_args!("Go 1.17's, at 0 mod 8:     {:?}", at0.0));
    let at4 = At4(0, at0.0);
    page.line(format_args!("the same, moved to 4:      {:?}", at4.1));
    let at0 = At0(WaitGroup::new());
    at0.0.add(3);
    page.line(format_args!("today's, at 0 mod 8:       {:?}", at0.0));
    let at4 = At4(0, at0.0);
    page.line(format_args!("moved behind a u32:        {:?}", at4.1));
    kit::snapshot!("a_counter_that_moved", page.0);
}

#[test]
fn a_torn_read() {
    let (from, to) = (0x0000_0000_ffff_ffff, 0x0000_0001_0000_0000);
    let (report, seen) = race::reads_beside_a_write(from, to);
    let mut page = Page::default();
    page.line(format_args!("{from:#x}, and one more: {to:#x}\n\nin {} orders a reader sees", report.runs));
    for (value, what) in [(from, "before"), (to, "after"), (to | from, "nobody wrote that"), (0, "nobody wrote that")] {
        let times = seen.iter().filter(|seen| **seen == value).count();
        page.line(format_args!("  {value:<#13x} {times:>2} times    {what}"));
    }
    kit::snapshot!("a_torn_read", page.0);
}

#[test]
fn an_add_that_races_with_wait() {
    let (report, ends) = race::adds_beside_waits();
    let count = |end: End| ends.iter().filter(|found| **found == end).count();
    let mut page = Page::default();
    page.line(format_args!(
        "Wait returned when all were done       in {:>3} of {} orders",
        count(End::Waited),
        ends.len()
    ));
    page.line(format_args!("  before one had added herself         in {:>3}", count(End::BeforeTheAdd)));
    page.line(format_args!("  while she was at work                in {:>3}", count(End::AtWork)));
    page.line(format_args!("somebody panicked                      in {:>3}\n", count(End::Panic)));
    page.line(report);
    kit::snapshot!("an_add_that_races_with_wait", page.0);
}

// ---- The ruler ----

#[test]
fn a_ruler_of_three_fields() {
    let parsed: Struct = "struct { a: u8, b: u64, c: u16 }".parse().expect("it is right");
    kit::snapshot!("a_ruler_of_three_fields", parsed.report());
}

/// The notes' rules, with sizes: where the second field begins, and the size of the struct.
fn by_the_notes(of: &Struct) -> (usize, usize) {
    let sizes: Vec<usize> = of.fields.iter().map(|(_, kind)| kind.measure(X86_64, Rules::C).0.max(1)).collect();
    let offset = sizes[0].next_multiple_of(sizes[1]);
    (offset, (offset + sizes[1]).next_multiple_of(*sizes.iter().max().expect("two")))
}

#[test]
fn the_rules_by_alignment() {
    let mut page = Page::default();
    for text in
        ["struct { a: u8, b: [u32; 3] }", "struct { a: u8, b: &str }", "struct { a: u8, b: struct { c: u8, d: u32 } }"]
    {
        let parsed: Struct = text.parse().expect("it is right");
        page.line(text);
        let mut row = |who: &str, offset: usize, size: usize| {
            page.line(format_args!("  {who:<22}b at {offset:>2}, {size} bytes"));
        };
        let (offset, size) = by_the_notes(&parsed);
        row("by the notes", offset, size);
        for machine in [X86_64, I386] {
            let placed = parsed.place(machine, Rules::C);
            row(machine.name, placed.fields[1].offset, placed.size);
        }
    }
    kit::snapshot!("the_rules_by_alignment", page.0);
}

#[test]
fn a_last_field_without_a_size() {
    let parsed: Struct = "struct { a: u64, b: () }".parse().expect("it is right");
    kit::snapshot!("a_last_field_without_a_size", parsed.report());
}

#[test]
fn layout_of_go_1_17_at_0() {
    let at0 = At0(go1_17::WaitGroup::new());
    assert_eq!(at0.0.layout().pair(), Pair::First);
    kit::snapshot!("layout_of_go_1_17_at_0", drawing::ruler("Go 1.17, at 0 mod 8", &at0.0).to_json());
}

#[test]
fn layout_of_go_1_17_at_4() {
    let at4 = At4(0, go1_17::WaitGroup::new());
    assert_eq!(at4.1.layout().pair(), Pair::Second);
    kit::snapshot!("layout_of_go_1_17_at_4", drawing::ruler("Go 1.17, at 4 mod 8", &at4.1).to_json());
}

#[test]
fn layout_of_go_1_18_on_64_bits() {
    let group = Group::<go1_18::Words64>::new();
    kit::snapshot!("layout_of_go_1_18_on_64_bits", drawing::ruler("Go 1.18, 64 bit", &group).to_json());
}

#[test]
fn layout_of_go_1_18_on_32_bits() {
    let at4 = At4(0, Group::<go1_18::Words32>::new());
    assert_eq!(at4.1.layout().pair(), Pair::Second);
    kit::snapshot!("layout_of_go_1_18_on_32_bits", drawing::ruler("Go 1.18, 32 bit, at 4 mod 8", &at4.1).to_json());
}

#[test]
fn layout_of_go_1_21_and_later() {
    let [old, today] = [
        drawing::ruler("Go 1.21 and later", &go1_21::WaitGroup::new()),
        drawing::ruler("Go 1.21 and later", &WaitGroup::new()),
    ];
    assert_eq!(old, today);
    kit::snapshot!("layout_of_go_1_21_and_later", today.to_json());
}

// ---- Players ----

#[test]
fn done_before_wait() {
    kit::snapshot!("done_before_wait", players::done_before_wait().to_json());
}

#[test]
fn wait_before_done() {
    kit::snapshot!("wait_before_done", players::wait_before_done().to_json());
}

#[test]
fn three_wait_for_two() {
    kit::snapshot!("three_wait_for_two", players::three_wait_for_two().to_json());
}

#[test]
fn an_add_that_comes_too_late() {
    kit::snapshot!("an_add_that_comes_too_late", players::an_add_that_comes_too_late().to_json());
}

#[test]
fn state_finds_the_pair() {
    kit::snapshot!("state_finds_the_pair", players::state_finds_the_pair().to_json());
}
