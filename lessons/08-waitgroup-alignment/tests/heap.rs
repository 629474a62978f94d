//! Where three words without a pointer lie on Go's heap and on its stacks: there the size of a word decides, too.

mod recorded;
mod tiny;

use tiny::Tiny;

/// A row of `heap.go`: GOARCH, what, and how many lay at 0 and at 4 modulo 8.
struct Row {
    arch: String,
    what: String,
    mod8: [usize; 2],
}

fn rows() -> Vec<Row> {
    ["heap.go1.21-1.26.6.tsv", "heap.go1.27.3.tsv"]
        .into_iter()
        .flat_map(recorded::rows)
        .map(|row| {
            let [_, arch, what, at_0, at_4] = row.try_into().unwrap_or_else(|row| panic!("five columns: {row:?}"));
            Row { arch, what, mod8: [at_0, at_4].map(|count| count.parse().expect("a number")) }
        })
        .collect()
}

/// The rule by which Go rounds an address up, in `tests/tiny`, gives the numbers that each Go printed.
#[test]
fn twelve_bytes_are_rounded_up_to_8_on_386_and_to_4_on_amd64() {
    let mut compared = 0;
    for row in rows().into_iter().filter(|row| row.what.starts_with("3000 on the heap, ")) {
        let before = match row.what.trim_start_matches("3000 on the heap, ") {
            "alone" => 0,
            "each behind a uint32" => 1,
            "each behind two uint32" => 2,
            other => panic!("{other} is not known here"),
        };
        let mut tiny = Tiny::new(if row.arch == "386" { 4 } else { 8 });
        let mut mod8 = [0, 0];
        for _ in 0..3000 {
            (0..before).for_each(|_| _ = tiny.allocate(size_of::<u32>()));
            mod8[tiny.allocate(size_of::<[u32; 3]>()).1 % 8 / 4] += 1;
        }
        assert_eq!(mod8, row.mod8, "{}: {}", row.arch, row.what);
        compared += 1;
    }
    assert_eq!(compared, 3 * 2 * 7, "three cases, two machines, seven versions");
}

/// Claim WG10: of the same program, nothing on the heap of a 386 lay at 4, and much on that of amd64.
#[test]
fn on_the_heap_the_size_of_a_word_decides() {
    for row in rows().into_iter().filter(|row| row.what.contains("behind")) {
        assert_eq!(row.mod8[1] > 0, row.arch == "amd64", "{}: {}", row.arch, row.what);
    }
}

/// Claim WG10: frames of amd64 are multiples of 8 bytes, so a function's local lies at one remainder whoever calls it.
#[test]
fn on_the_stack_of_a_386_the_caller_decides() {
    let rows: Vec<Row> = rows().into_iter().filter(|row| row.what.starts_with("a local of a function")).collect();
    assert_eq!(rows.len(), 2 * 7);
    for row in rows {
        assert_eq!(row.mod8.iter().all(|&count| count > 0), row.arch == "386", "{:?} on {}", row.mod8, row.arch);
    }
}
