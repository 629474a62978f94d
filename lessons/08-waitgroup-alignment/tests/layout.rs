//! Where a WaitGroup lies, and which of its words are its state: as Go 1.13 to 1.27.3 printed it on amd64 and on 386.

mod at;
mod recorded;

use at::{At0, At4};
use waitgroup::ruler::{I386, Machine, Rules, Struct, X86_64};
use waitgroup::{Group, Layout, Pair, WaitGroup, go1_17, go1_18, go1_21, go1_25};

/// A row of `layout.go`: version, GOARCH, what, and what was seen.
struct Row {
    minor: u32,
    arch: String,
    what: String,
    seen: String,
}

fn rows() -> Vec<Row> {
    ["layout.go1.13-1.26.6.tsv", "layout.go1.27.3.tsv"]
        .into_iter()
        .flat_map(recorded::rows)
        .map(|row| {
            let [version, arch, what, seen] = row.try_into().unwrap_or_else(|row| panic!("four columns: {row:?}"));
            let minor = version.split('.').nth(1).and_then(|minor| minor.parse().ok()).expect("1.minor");
            Row { minor, arch, what, seen }
        })
        .collect()
}

impl Row {
    /// `size=12`: the number behind the name.
    fn number(&self, name: &str) -> usize {
        let (_, rest) = self.seen.split_once(&format!("{name}=")).unwrap_or_else(|| panic!("no {name}: {}", self.seen));
        rest.split(' ').next().and_then(|number| number.parse().ok()).expect("a number")
    }

    /// Size and alignment of this lesson's WaitGroup for the row's version and machine.
    fn ours(&self) -> (usize, usize) {
        match (self.minor, self.arch.as_str()) {
            (..=17, _) => (size_of::<go1_17::WaitGroup>(), align_of::<go1_17::WaitGroup>()),
            (18..=19, "386") => (size_of::<Group<go1_18::Words32>>(), align_of::<Group<go1_18::Words32>>()),
            (18..=19, _) => (size_of::<Group<go1_18::Words64>>(), align_of::<Group<go1_18::Words64>>()),
            (21..=24, _) => (size_of::<go1_21::WaitGroup>(), align_of::<go1_21::WaitGroup>()),
            (25.., _) => (size_of::<go1_25::WaitGroup>(), align_of::<go1_25::WaitGroup>()),
            (20, _) => panic!("Go 1.20 was not recorded"),
        }
    }

    fn machine(&self) -> Machine {
        if self.arch == "386" { I386 } else { X86_64 }
    }
}

#[test]
fn every_version_has_gos_size_and_alignment() {
    let rows: Vec<Row> = rows().into_iter().filter(|row| row.what == "sync.WaitGroup").collect();
    assert_eq!(rows.len(), 28, "14 versions, two machines");
    for row in rows {
        assert_eq!(row.ours(), (row.number("size"), row.number("align")), "Go 1.{} {}", row.minor, row.arch);
    }
}

/// Go's fields, as the ruler's text.
fn as_struct(seen: &str) -> Struct {
    let (_, fields) = seen.split_once("size 0; ").expect("noCopy is the first, and has no size");
    let fields: Vec<String> = fields
        .trim_end_matches([';', ' '])
        .split("; ")
        .map(|field| {
            let [name, kind, ..] = field.split(' ').collect::<Vec<_>>()[..] else { panic!("name and type: {field}") };
            let kind = match kind {
                "[3]uint32" => "[u32; 3]",
                "uint64" => "u64",
                "uint32" => "u32",
                "atomic.Uint64" => "AtomicU64",
                other => panic!("{other} is no type of a WaitGroup's field"),
            };
            format!("{name}: {kind}")
        })
        .collect();
    let text = format!("struct {{ {} }}", fields.join(", "));
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_ruler_puts_every_versions_fields_where_go_does() {
    for row in rows().into_iter().filter(|row| row.what == "sync.WaitGroup") {
        let placed = as_struct(&row.seen).place(row.machine(), Rules::Go);
        assert_eq!((placed.size, placed.align), (row.number("size"), row.number("align")), "{}", row.seen);
        for field in placed.fields {
            let said = format!("@{} size {}", field.offset, field.size);
            assert!(row.seen.contains(&said), "{}: {said} in {}", field.name, row.seen);
        }
    }
}

/// Behind another field: the offset is the next that the alignment allows.
#[test]
fn behind_another_field_it_lies_where_its_alignment_says() {
    let mut seen = 0;
    for row in rows().into_iter().filter(|row| row.what.starts_with("struct{")) {
        let (size, align) = row.ours();
        let first = match row.what.as_str() {
            "struct{uint8; WaitGroup}" => 1,
            "struct{uint32; WaitGroup}" => 4,
            "struct{uintptr; WaitGroup}" => row.machine().word,
            other => panic!("{other} is not known here"),
        };
        let offset = first.next_multiple_of(align);
        let whole = (offset + size).next_multiple_of(align.max(first));
        assert_eq!((offset, whole), (row.number("offset"), row.number("size")), "Go 1.{}: {}", row.minor, row.what);
        seen += 1;
    }
    assert_eq!(seen, 3 * 28);
}

// ---- Which words are the state ----

/// The first three words of a group, as they lie in memory.
fn words<L: Layout>(group: &Group<L>) -> [u32; 3] {
    let word = std::ptr::from_ref(group).cast::<u32>();
    // SAFETY: each layout has three words at least, all initialised, and nobody writes them meanwhile.
    [0, 1, 2].map(|at| unsafe { word.add(at).read() })
}

/// The counter is 3; in which word does it lie?
fn words_at_3<L: Layout>(group: &Group<L>) -> [u32; 3] {
    group.add(3);
    let seen = words(group);
    group.add(-3);
    seen
}

/// The notes' `state()`: both branches are taken. Of the pair, the counter is the high half: the second word of a
/// little-endian machine.
#[test]
fn the_address_decides_which_words_are_the_state() {
    let (first, second) = if cfg!(target_endian = "little") { ([0, 3, 0], [0, 0, 3]) } else { ([3, 0, 0], [0, 3, 0]) };
    let (at0, at4) = (At0(go1_17::WaitGroup::new()), At4(9, go1_17::WaitGroup::new()));
    assert_eq!((at0.0.layout().pair(), words_at_3(&at0.0)), (Pair::First, first));
    assert_eq!((at4.1.layout().pair(), words_at_3(&at4.1)), (Pair::Second, second));
    let (at0, at4) = (At0(Group::<go1_18::Words32>::new()), At4(9, Group::<go1_18::Words32>::new()));
    assert_eq!((at0.0.layout().pair(), words_at_3(&at0.0)), (Pair::First, first));
    assert_eq!((at4.1.layout().pair(), words_at_3(&at4.1)), (Pair::Second, second));
    assert_eq!(at4.0, 9, "the neighbour is left alone");
    // What is aligned to 8 is moved by the compiler: the same behind four bytes.
    let at4 = At4(9, WaitGroup::new());
    assert_eq!(std::ptr::from_ref(&at4.1).addr() % 8, 0);
    assert_eq!(words_at_3(&at4.1), first);
}

/// Go's rows, beside the pair that this lesson takes at that address: a counter of 3 is the second word of the pair.
#[test]
fn go_takes_the_same_words_at_the_same_addresses() {
    let mut at_4 = [0; 2];
    for row in rows().into_iter().filter(|row| row.seen.starts_with("mod8=") && row.seen.contains("words=")) {
        let (mod8, words) = row.seen.split_once(" words=").expect("both are there");
        let address = mod8.trim_start_matches("mod8=").parse().expect("a number");
        let mut expected = [0; 3];
        expected[Pair::of(address).indexes().0 + 1] = 3;
        assert_eq!(words, format!("{expected:?}").replace(',', ""), "Go 1.{} {}: {}", row.minor, row.arch, row.what);
        at_4[usize::from(row.arch == "386")] += usize::from(address == 4);
    }
    assert!(at_4[0] > 0 && at_4[1] > at_4[0], "at 4 on amd64 until Go 1.17, on 386 until Go 1.19: {at_4:?}");
}

/// Where the state and the semaphore of a type of this lesson lie, at an address divisible by 8.
fn parts<L: Layout>() -> [usize; 2] {
    let at0 = At0(Group::<L>::new());
    let (state, sema) = at0.0.layout().parts();
    [std::ptr::from_ref(state).addr(), std::ptr::from_ref(sema).addr()].map(|at| at - std::ptr::from_ref(&at0.0).addr())
}

/// Go's offsets, beside those of the types and not of the ruler alone.
#[test]
fn every_versions_state_and_semaphore_lie_where_gos_fields_do() {
    for row in rows().into_iter().filter(|row| row.what == "sync.WaitGroup") {
        let ours = match (row.minor, row.arch.as_str()) {
            (..=17, _) => parts::<go1_17::Words>(),
            (18..=19, "386") => parts::<go1_18::Words32>(),
            (18..=19, _) => parts::<go1_18::Words64>(),
            (21..=24, _) => parts::<go1_21::Words>(),
            _ => parts::<go1_25::Words>(),
        };
        let fields = as_struct(&row.seen).place(row.machine(), Rules::Go).fields;
        // Up to Go 1.17 it is one array, whose third word is the semaphore.
        let theirs = [fields[0].offset, fields.get(1).map_or(8, |sema| sema.offset)];
        assert_eq!(ours, theirs, "Go 1.{} {}", row.minor, row.arch);
    }
}

/// With nothing tiny before it, what is on the heap begins at a multiple of 8, so the offset decides alone.
#[test]
fn on_the_heap_it_lies_at_its_offset_if_nothing_tiny_is_near() {
    let mut seen = 0;
    for row in rows() {
        let Some(what) = row.what.strip_prefix("2000 on the heap: ") else { continue };
        let first = match what {
            "WaitGroup" => 0,
            "struct{uint32;WaitGroup}" => 4,
            "struct{uint64;WaitGroup}" => 8_usize,
            other => panic!("{other} is not known here"),
        };
        let counts = ["mod8=0: 2000, mod8=4: 0", "mod8=0: 0, mod8=4: 2000"];
        assert_eq!(row.seen, counts[first.next_multiple_of(row.ours().1) % 8 / 4], "Go 1.{}: {what}", row.minor);
        seen += 1;
    }
    assert_eq!(seen, 3 * 12, "six versions, two machines");
}

/// The notes' open question, for globals and arrays: the same on both machines until Go 1.18. (`tests/heap.rs` has the
/// heap and the stack.)
#[test]
fn of_globals_and_arrays_placement_decides_and_not_the_size_of_a_word() {
    let mod8 = |minor: u32, arch: &str, what: &str| {
        let all = rows();
        let row = all.iter().find(|row| (row.minor, row.arch.as_str(), row.what.as_str()) == (minor, arch, what));
        row.unwrap_or_else(|| panic!("Go 1.{minor} {arch} {what} is recorded")).seen[5..6]
            .parse::<usize>()
            .expect("0 or 4")
    };
    for arch in ["amd64", "386"] {
        assert_eq!(mod8(17, arch, "a global"), 0);
        assert_eq!(mod8(17, arch, "a global struct{uint32; WaitGroup}"), 4);
        for at in 0..4 {
            assert_eq!(mod8(17, arch, &format!("element {at} of a global [4]WaitGroup")), at % 2 * 4);
        }
    }
    assert_eq!(mod8(19, "amd64", "a global struct{uint32; WaitGroup}"), 0, "since 1.18 it is aligned to 8 on amd64");
    assert_eq!(mod8(19, "386", "a global struct{uint32; WaitGroup}"), 4);
    assert_eq!(mod8(21, "386", "a global struct{uint32; WaitGroup}"), 0, "since 1.21 at the latest everywhere");
    // The same here, on whatever machine this runs.
    #[repr(C, align(8))]
    struct Four([go1_17::WaitGroup; 4]);
    let four = Four([const { go1_17::WaitGroup::new() }; 4]);
    let addresses = four.0.each_ref().map(|group| std::ptr::from_ref(group).addr() % 8);
    assert_eq!(addresses, [0, 4, 0, 4]);
}

/// "Must not be copied after first use": moved to another address modulo 8, the words mean something else. No danger,
/// but wrong.
#[test]
fn what_moves_while_it_counts_is_taken_for_another_state() {
    let at0 = At0(go1_17::WaitGroup::new());
    at0.0.add(3);
    let at4 = At4(0, at0.0);
    let view = at4.1.inspect();
    assert_ne!(view.state.counter, 3);
    if cfg!(target_endian = "little") {
        assert_eq!(
            (view.state.counter, view.state.waiters, view.sema),
            (0, 3, 0),
            "the counter is taken for the waiters"
        );
    }
    // Today's words mean the same wherever they lie.
    let at0 = At0(WaitGroup::new());
    at0.0.add(3);
    let at4 = At4(0, at0.0);
    assert_eq!(at4.1.inspect().state.counter, 3);
}
