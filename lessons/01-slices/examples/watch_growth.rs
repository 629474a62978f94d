//! Appends a million elements one by one, and prints each move to a larger array: when, how large, how much copied.
//!
//! `cargo run -p lesson-01 --example watch_growth`, or with `17` behind it for the rule of Go 1.17.

use slices::{GrowthRule, Heap, Slice};

fn main() {
    let rule = match std::env::args().nth(1).as_deref() {
        None | Some("27") => GrowthRule::Go1_18,
        Some("17") => GrowthRule::Go1_17,
        Some(other) => {
            eprintln!("`{other}` is no rule: give 17 for Go 1.17 or 27 for Go 1.27");
            std::process::exit(2);
        }
    };
    let heap = Heap::with_rule(rule);
    let mut s = Slice::<u64>::nil();
    let mut copied = 0;
    println!("{:>8}  {:>8}  {:>6}  {:>8}", "len", "new cap", "factor", "copied");
    for i in 0..1_000_000 {
        let before = s;
        s = heap.append_one(s, i);
        if s.cap() != before.cap() {
            copied += before.len();
            let factor =
                if before.cap() == 0 { "-".into() } else { format!("{:.2}", s.cap() as f64 / before.cap() as f64) };
            println!("{:>8}  {:>8}  {factor:>6}  {copied:>8}", before.len(), s.cap());
        }
    }
    let view = heap.inspect();
    println!(
        "{} arrays, {} bytes in all; {} elements copied for {} appended",
        view.arrays.len(),
        view.bytes,
        copied,
        s.len()
    );
}
