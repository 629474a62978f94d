//! The notes' sentences on the WaitGroup and on alignment: what holds, what does not, and what real Go showed.

mod recorded;
mod until;

use std::rc::Rc;

use ground::stage::{Outcome, Stage};
use recorded::section;
use waitgroup::ruler::{I386, Machine, Rules, Struct, X86_64};
use waitgroup::state::{FLAG, State, in_counter};
use waitgroup::{Layout, WaitGroup, go1_17, go1_25};

/// Counter, waiters, semaphore.
fn fields(group: &WaitGroup) -> (i32, u32, u32) {
    let view = group.inspect();
    (view.state.counter, view.state.waiters, view.sema)
}

/// The same, as `words.go` prints it: waiters, counter, semaphore.
fn as_go_prints(group: &WaitGroup) -> String {
    let (counter, waiters, sema) = fields(group);
    format!("[{waiters} {counter} {sema}]")
}

/// What `words.go` printed on both machines, where they agree.
fn both_machines(label: &str) -> String {
    let [amd64, i386] = ["amd64", "386"].map(|arch| words(arch, label));
    assert_eq!(amd64, i386);
    amd64
}

fn words(arch: &str, label: &str) -> String {
    let lines = section("words.go1.27.3.txt", arch);
    let said = lines.iter().find_map(|line| line.strip_prefix(label)?.strip_prefix(": "));
    said.unwrap_or_else(|| panic!("`{label}` is not recorded for {arch}")).to_owned()
}

/// Claims WG01, WG17, WG19, WG20: the fields of the word, step by step, beside Go's own words.
#[test]
fn the_words_are_gos_after_every_step() {
    let (stage, group) = (Stage::new(), Rc::new(WaitGroup::new()));
    assert_eq!(as_go_prints(&group), both_machines("new"));
    group.add(1);
    assert_eq!(as_go_prints(&group), both_machines("Add(1)"));
    for name in ["a", "b"] {
        let group = Rc::clone(&group);
        stage.puppet(name, move || group.wait());
        assert_eq!(until::it_stops(&stage, name), Outcome::Parked);
    }
    assert_eq!(as_go_prints(&group), both_machines("two wait"));
    let done = Rc::clone(&group);
    stage.puppet("worker", move || done.done());
    assert_eq!(until::it_stops(&stage, "worker"), Outcome::Finished);
    assert_eq!(fields(&group), (0, 0, 2), "a release for each, and neither has run");
    stage.run().expect("both return");
    assert_eq!(as_go_prints(&group), both_machines("Done, and both have returned"));
}

/// Claim WG18: no release, and Wait returns without a stop.
#[test]
fn when_done_comes_first_nobody_is_released_and_wait_returns_at_once() {
    let (stage, group) = (Stage::new(), Rc::new(WaitGroup::new()));
    group.add(1);
    group.done();
    assert_eq!(fields(&group), (0, 0, 0));
    let waits = Rc::clone(&group);
    stage.puppet("waits", move || waits.wait());
    assert_eq!(until::it_stops(&stage, "waits"), Outcome::Finished);
}

/// Claim WG04. Go numbers the bits from the highest.
#[test]
fn the_counter_is_the_high_half_and_a_flag_has_taken_a_bit_from_the_waiters() {
    let bits = section("source.go1.27.3.txt", "the bits");
    assert_eq!(bits[0], "bits[0:32]  counter");
    assert!(bits[1].starts_with("bits[32]    flag") && bits[2] == "bits[33:64] wait count");
    let word = in_counter(7) | FLAG | 3;
    assert_eq!(State::of(word, go1_25::Words::WAITERS), State { counter: 7, waiters: 3 });
    assert_eq!(State::of(word, go1_17::Words::WAITERS).waiters, 0x8000_0003);
}

/// The releases of which the source was recorded.
const SOURCES: [&str; 6] = ["1.21.13", "1.23.9", "1.24.11", "1.25.5", "1.26.0", "1.27.3"];

fn source(version: &str, label: &str) -> Vec<String> {
    section(&format!("source.go{version}.txt"), label)
}

/// The trait `Layout` stands on this: the versions differ in where the words lie, and not in what is done with them.
#[test]
fn the_atomic_steps_are_the_same_from_go_1_21_on_but_for_the_flag() {
    for version in SOURCES {
        let mut add = source(version, "the atomic steps of Add");
        add.retain(|step| step != "wg.state.Or(waitGroupBubbleFlag)");
        assert_eq!(add, ["wg.state.Add(uint64(delta) << 32)", "wg.state.Load()", "wg.state.Store(0)"], "{version}");
        let releases = ["for ; w != 0; w-- {", "runtime_Semrelease(&wg.sema, false, 0)"];
        assert_eq!(source(version, "the releases"), releases, "{version}");
        let wait = source(version, "the steps of Wait from the compare-and-swap on");
        assert_eq!(wait[0], "if wg.state.CompareAndSwap(state, state+1) {", "{version}");
        assert!(wait[1].starts_with("runtime_Semacquire"), "{version}: {wait:?}");
        assert!(
            wait[2].contains("wg.state.Load() != 0") && wait.ends_with(&["return".to_owned()]),
            "{version}: {wait:?}"
        );
    }
}

/// Claims WG04 and WG14: up to Go 1.24 the waiters are all of the low half.
#[test]
fn the_flag_came_with_go_1_25() {
    for version in SOURCES {
        let low = if version < "1.25" { "w := uint32(state)" } else { "w := uint32(state & 0x7fffffff)" };
        assert_eq!(source(version, "the halves"), ["v := int32(state >> 32)", low], "{version}");
    }
}

/// Issue 76126: up to Go 1.25 the Done of `Go` is deferred, so it runs when the function panics, and Wait may return
/// before the process ends.
#[test]
fn since_go_1_26_a_panic_in_go_is_no_done() {
    assert_eq!(source("1.24.11", "the new goroutine of Go"), ["-"], "there is no `Go` yet");
    assert_eq!(source("1.25.5", "the new goroutine of Go"), ["go func() {", "defer wg.Done()", "f()"]);
    for version in ["1.26.0", "1.27.3"] {
        let steps = source(version, "the new goroutine of Go");
        let at =
            |step: &str| steps.iter().position(|found| found == step).unwrap_or_else(|| panic!("{step}: {steps:?}"));
        assert!(at("if x := recover(); x != nil {") < at("panic(x)") && at("panic(x)") < at("wg.Done()"), "{version}");
    }
}

/// Claims WG07, WG16: one atomic addition of the whole word, whose halves are then looked at.
#[test]
fn add_is_one_addition_to_the_whole_word() {
    let steps = section("source.go1.27.3.txt", "the atomic steps of Add");
    let adds: Vec<_> = steps.iter().filter(|step| step.contains(".Add(")).collect();
    assert_eq!(adds, ["wg.state.Add(uint64(delta) << 32)"]);
    assert_eq!(
        section("source.go1.27.3.txt", "the halves"),
        ["v := int32(state >> 32)", "w := uint32(state & 0x7fffffff)"]
    );
    let fields = section("source.go1.27.3.txt", "the fields");
    assert!(fields.contains(&"state atomic.Uint64".to_owned()), "8 bytes on every platform: {fields:?}");
}

/// Claim WG16: the last Done sees zero and waiters in one look, and that is no accident of concurrency.
#[test]
fn the_last_done_finds_a_counter_of_zero_and_waiters() {
    let (stage, group) = (Stage::new(), Rc::new(WaitGroup::new()));
    group.add(1);
    let (waits, done) = (Rc::clone(&group), Rc::clone(&group));
    stage.puppet("waits", move || waits.wait());
    assert_eq!(until::it_stops(&stage, "waits"), Outcome::Parked);
    stage.puppet("done", move || done.done());
    let mut seen = vec![fields(&group)];
    while stage.step("done") == Outcome::Point {
        seen.push(fields(&group));
    }
    seen.push(fields(&group));
    seen.dedup();
    assert_eq!(seen, [(1, 1, 0), (0, 1, 0), (0, 0, 0), (0, 0, 1)]);
    stage.run().expect("it is released");
}

/// Claim WG20: the loop of Go's releases, and ours in `wait_before_done` and `tests/explore.rs`.
#[test]
fn go_releases_once_for_each_waiter() {
    let releases = section("source.go1.27.3.txt", "the releases");
    assert_eq!(releases, ["for ; w != 0; w-- {", "runtime_Semrelease(&wg.sema, false, 0)"]);
}

/// Claim WG22: between the sleep and the return there is one look, and no jump back.
#[test]
fn after_its_sleep_wait_looks_once_and_returns() {
    let steps = section("source.go1.27.3.txt", "the steps of Wait from the compare-and-swap on");
    let sleep = steps.iter().position(|step| step.starts_with("runtime_Sem")).expect("it sleeps");
    assert_eq!(steps[sleep + 1], "isReset := wg.state.Load() != 0");
    assert_eq!(steps.last().map(String::as_str), Some("return"));
    assert!(!steps.iter().any(|step| step.contains("continue")), "{steps:?}");
    // Here: one step to the semaphore's permit, one look, and it has returned.
    let (stage, group) = (Stage::new(), Rc::new(WaitGroup::new()));
    group.add(1);
    let (waits, done) = (Rc::clone(&group), Rc::clone(&group));
    stage.puppet("waits", move || waits.wait());
    until::it_stops(&stage, "waits");
    stage.puppet("done", move || done.done());
    until::it_stops(&stage, "done");
    let steps = std::iter::repeat_with(|| stage.step("waits")).take_while(|outcome| *outcome == Outcome::Point).count();
    assert_eq!(steps, 1, "a point before the look, and none after it");
    assert!(stage.is_finished());
}

/// Claim WG05: where a 32-bit compiler puts a `u64`, and what an atomic says there.
#[test]
fn on_386_a_u64_may_lie_at_4_and_an_atomic_panics_there() {
    assert_eq!(words("386", "struct{byte; uint64}"), "align 4 offset 4 size 12");
    assert_eq!(words("386", "an atomic add at an address that is 4 mod 8"), "unaligned 64-bit atomic operation");
    assert_eq!(words("amd64", "struct{byte; uint64}"), "align 8 offset 8 size 16");
    let of: Struct = "struct { a: u8, b: u64 }".parse().expect("it is right");
    assert_eq!(of.place(I386, Rules::Go).fields[1].offset, 4);
}

/// Claim WG06, and `src/torn.rs`: a plain access is two instructions on 386, the low half first.
#[test]
fn go_loads_and_stores_64_bits_in_halves_on_386_the_low_half_first() {
    let rows = recorded::rows("plain.go1.27.3.txt");
    let of = |arch: &str, function: &str| -> Vec<String> {
        let here = rows.iter().filter(|row| row[0] == arch && row[1] == function);
        here.map(|row| format!("{} {}", row[2], row[3])).collect()
    };
    assert_eq!(of("386", "load"), ["MOVL (AX), CX", "MOVL 4(AX), AX"]);
    assert_eq!(of("386", "store"), ["MOVL AX, (CX)", "MOVL AX, 4(CX)"]);
    assert_eq!([of("amd64", "load").len(), of("amd64", "store").len()], [1, 1]);
}

/// Claim WG06: 64-bit atomics on a 32-bit machine, and what is not atomic there is shown by `tests/explore.rs`.
#[test]
fn on_386_no_atomic_addition_of_64_bits_is_lost() {
    assert_eq!(both_machines("two goroutines, 200000 atomic adds of 1<<32|1 each"), "400000 400000");
}

/// Size, alignment and the second field's offset, as `words.go` prints them.
fn of(text: &str, machine: Machine) -> String {
    let placed = text.parse::<Struct>().expect("it is right").place(machine, Rules::Go);
    format!("align {} offset {} size {}", placed.align, placed.fields[1].offset, placed.size)
}

/// Claims WG11 and WG12: a field of 12 bytes in a struct that is aligned to 4, at an offset of 4.
#[test]
fn an_array_is_aligned_as_its_elements_and_not_as_its_size() {
    let text = "struct { a: u8, b: [u32; 3] }";
    assert_eq!(of(text, X86_64), "align 4 offset 4 size 16");
    assert_eq!(
        (of(text, X86_64), of(text, I386)),
        (words("amd64", "struct{byte; [3]uint32}"), words("386", "struct{byte; [3]uint32}"))
    );
}

/// Claim WG12: a string has two words, and is aligned to one.
#[test]
fn a_string_is_aligned_as_a_pointer() {
    let text = "struct { a: u8, b: &str }";
    assert_eq!(of(text, X86_64), words("amd64", "struct{byte; string}"));
    assert_eq!(of(text, I386), words("386", "struct{byte; string}"));
    assert!(words("amd64", "struct{byte; string}").contains("offset 8 size 24"), "16 bytes, and not at 16");
}

/// Claim WG13: 16 bytes for a struct whose widest field has 8, and 12 on 386, where no field divides that.
#[test]
fn a_size_is_divided_by_the_alignment_and_go_pads_a_last_field_of_no_size() {
    let text = "struct { a: u64, b: () }";
    assert_eq!(of(text, X86_64), words("amd64", "struct{uint64; struct{}}"));
    assert_eq!(of(text, I386), words("386", "struct{uint64; struct{}}"));
    assert!(words("386", "struct{uint64; struct{}}").contains("size 12"), "not divisible by 8, the size of the widest");
}
