//! Reading what criterion 0.8 leaves on disk.

use std::path::{Path, PathBuf};

use kit::bench::{Entry, Measured, Row, from_criterion};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("criterion-{}-{name}", std::process::id()))
}

fn leave(root: &Path, place: &str, id: &str, throughput: &str, median: f64) {
    let folder = root.join(place);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let benchmark = format!(r#"{{"group_id":"slices","full_id":"{id}","throughput":{throughput},"title":"x"}}"#);
    std::fs::write(folder.join("benchmark.json"), benchmark).expect("the file can be written");
    let estimate = format!(r#"{{"point_estimate":{median},"standard_error":1.0}}"#);
    let estimates = format!(r#"{{"mean":{estimate},"median":{estimate},"slope":null}}"#);
    std::fs::write(folder.join("estimates.json"), estimates).expect("the file can be written");
}

#[test]
fn each_benchmark_gives_its_median_per_element() {
    let root = folder("medians");
    leave(&root, "slices/append-8/Vec/new", "slices/append-8/Vec", r#"{"Elements":8}"#, 32.0);
    leave(&root, "slices/append-8/Vec/base", "slices/append-8/Vec", r#"{"Elements":8}"#, 99.0);
    leave(&root, "slices/copy-8KB/slices/new", "slices/copy-8KB/slices", r#"{"Bytes":8192}"#, 40.0);
    leave(&root, "slices/reslice-16/Vec/new", "slices/reslice-16/Vec", "null", 0.5);
    let figures = from_criterion(&root).expect("all files are well formed");
    let figures: Vec<_> = figures.iter().map(|f| (f.workload.as_str(), f.peer.as_str(), f.value)).collect();
    assert_eq!(figures, [("append-8", "Vec", 4.0), ("copy-8KB", "slices", 40.0), ("reslice-16", "Vec", 0.5)]);
    std::fs::remove_dir_all(root).expect("the folder can be removed");
}

#[test]
fn nothing_measured_an_odd_id_and_an_odd_file_are_errors() {
    let root = folder("odd");
    let nothing = from_criterion(&root).expect_err("there is no such folder");
    assert!(nothing.contains("output_directory(round.directory())"), "{nothing}");
    leave(&root, "append-8/new", "append-8", "null", 1.0);
    let odd = from_criterion(&root).expect_err("the id has one part");
    assert_eq!(odd, "benchmark `append-8`: name it GROUP/WORKLOAD/PEER");
    std::fs::write(root.join("append-8/new/estimates.json"), "{}").expect("the file can be written");
    let odd = from_criterion(&root).expect_err("there is no median");
    assert!(odd.contains("estimates.json: not what criterion 0.8 writes"), "{odd}");
    std::fs::remove_dir_all(root).expect("the folder can be removed");
}

#[test]
fn a_record_names_the_kind_of_machine_and_reads_back() {
    let entries = vec![Entry { name: "slices".to_owned(), value: 1.2 }];
    let rows = vec![Row { workload: "append-1".to_owned(), unit: "ns/elem".to_owned(), entries }];
    let measured =
        Measured::now("cargo bench -p lesson-01 -- --record".to_owned(), Some("go1.27.3".to_owned()), 7, rows);
    assert!(measured.machine.contains(" core"), "{}", measured.machine);
    assert!(measured.date.starts_with("20") && measured.date.len() == 10, "{}", measured.date);
    assert!(measured.rustc.starts_with("1."), "{}", measured.rustc);
    let read: Measured = serde_json::from_str(&measured.to_json()).expect("the kit reads what it wrote");
    assert_eq!(read, measured);
}
