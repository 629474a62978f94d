//! Every recording names its program and the Go that ran it, and real Go prints it again.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::go::{Go, VERSION, folder};

/// A program, its arguments, and the recording of what it prints with Go 1.27.3.
const RUNS: [(&str, &[&str], &str); 32] = [
    ("append/append.go", &["seq"], "append/go1.27.3.seq.tsv"),
    ("append/append.go", &["grid"], "append/go1.27.3.grid.tsv"),
    ("append/append.go", &["lencap"], "append/go1.27.3.lencap.tsv"),
    ("append/append.go", &["local"], "append/go1.27.3.local.tsv"),
    ("channels/directions.go", &[], "channels/directions.go1.27.3.txt"),
    ("channels/fatal.go", &[], "channels/fatal.go1.27.3.txt"),
    ("channels/surprises.go", &[], "channels/surprises.go1.27.3.txt"),
    ("channels/table.go", &[], "channels/table.go1.27.3.txt"),
    ("ground/asks.go", &[], "ground/asks.go1.27.3.txt"),
    ("ground/memory.go", &[], "ground/memory.go1.27.3.txt"),
    ("ground/parties.go", &[], "ground/parties.go1.27.3.txt"),
    ("ground/source.go", &[], "ground/source.go1.27.3.txt"),
    ("locks/fatal.go", &[], "locks/fatal.go1.27.3.txt"),
    ("locks/layout.go", &[], "locks/layout.go1.27.3.txt"),
    ("locks/source.go", &[], "locks/source.go1.27.3.txt"),
    ("locks/surprises.go", &[], "locks/surprises.go1.27.3.txt"),
    ("locks/table.go", &[], "locks/table.go1.27.3.txt"),
    ("sizeclass/classes.go", &[], "sizeclass/classes.go1.16-1.27.3.tsv"),
    ("sizeclass/probe.go", &[], "sizeclass/probe.go1.27.3.tsv"),
    ("slices/header.go", &[], "slices/header.go1.27.3.txt"),
    ("slices/panics.go", &[], "slices/panics.go1.27.3.txt"),
    ("slices/surprises.go", &[], "slices/surprises.go1.27.3.txt"),
    ("slices/versions.go", &[], "slices/versions.go1.13-1.27.3.txt"),
    ("symbols.go", &[], "go1.27.3.symbols.tsv"),
    ("waitgroup/heap.go", &[], "waitgroup/heap.go1.27.3.tsv"),
    ("waitgroup/layout.go", &[], "waitgroup/layout.go1.27.3.tsv"),
    ("waitgroup/misuse.go", &[], "waitgroup/misuse.go1.27.3.txt"),
    ("waitgroup/plain.go", &[], "waitgroup/plain.go1.27.3.txt"),
    ("waitgroup/race.go", &[], "waitgroup/race.go1.27.3.txt"),
    ("waitgroup/source.go", &[], "waitgroup/source.go1.27.3.txt"),
    ("waitgroup/structs.go", &[], "waitgroup/structs.go1.27.3.tsv"),
    ("waitgroup/words.go", &[], "waitgroup/words.go1.27.3.txt"),
];

/// Programs that read `/proc`, trace system calls, are built with a race detector, or run on 386 too: elsewhere their recordings are only read.
const LINUX_AMD64: [&str; 9] = [
    "ground/asks.go",
    "ground/memory.go",
    "locks/layout.go",
    "waitgroup/heap.go",
    "waitgroup/layout.go",
    "waitgroup/plain.go",
    "waitgroup/race.go",
    "waitgroup/structs.go",
    "waitgroup/words.go",
];

/// A program that must not compile, and the recording of what the compilers say.
const REFUSED: (&str, &str) = ("slices/by_hand.go", "slices/by_hand.go1.13-1.27.3.txt");

/// Programs that measure: what they print is never the same twice.
const BENCHES: [&str; 7] = [
    "channels/bench.go",
    "ground/bench.go",
    "locks/bench.go",
    "locks/cores.go",
    "slices/bench.go",
    "tcmalloc/bench.go",
    "waitgroup/bench.go",
];

#[test]
fn real_go_prints_every_recording_again() {
    let Some(go) = Go::find("real_go_prints_every_recording_again") else { return };
    let here = cfg!(all(target_os = "linux", target_arch = "x86_64"));
    for (program, args, recording) in RUNS.into_iter().filter(|run| here || !LINUX_AMD64.contains(&run.0)) {
        let output = go.run(program, args);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {args:?} failed:\n{complaint}");
        let printed = String::from_utf8(output.stdout).expect("the programs print text");
        assert!(printed.starts_with(&format!("# {program} ")), "{program} names itself in its first line");
        // The first line has the system too, which need not be the one that recorded.
        let (printed, recorded) = (after_first_line(&printed), read(recording));
        let recorded = after_first_line(&recorded);
        for (number, (now, then)) in printed.lines().zip(recorded.lines()).enumerate() {
            assert_eq!(now, then, "tests/oracle/{recording}:{}: {VERSION} prints something else now", number + 2);
        }
        assert_eq!(printed.lines().count(), recorded.lines().count(), "tests/oracle/{recording}: lines missing");
    }
}

#[test]
fn real_go_still_refuses_the_header_built_by_hand() {
    let Some(go) = Go::find("real_go_still_refuses_the_header_built_by_hand") else { return };
    let (program, recording) = REFUSED;
    let output = go.run(program, &[]);
    assert!(!output.status.success(), "{program} compiles: then the notes are right after all");
    let recorded = read(recording);
    let text = recorded
        .lines()
        .skip_while(|line| !(line.starts_with("== ") && line.ends_with(VERSION)))
        .nth(1)
        .unwrap_or_else(|| panic!("{recording} has no section for {VERSION}"));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(complaint.contains(text), "{VERSION} says now:\n{complaint}");
}

#[test]
fn every_program_is_run_and_every_recording_of_today_compared() {
    let files = files(folder());
    let known: BTreeSet<&str> = RUNS.iter().map(|run| run.2).chain([REFUSED.1]).collect();
    let of_today: BTreeSet<&str> =
        files.iter().map(String::as_str).filter(|f| is_recording(f) && f.contains("1.27.3")).collect();
    assert_eq!(of_today, known, "recordings with Go 1.27.3 in their name, and those that are run again");

    let run: BTreeSet<&str> = RUNS.iter().map(|run| run.0).chain([REFUSED.0]).chain(BENCHES).collect();
    let programs: BTreeSet<&str> = files.iter().map(String::as_str).filter(|f| f.ends_with(".go")).collect();
    assert_eq!(programs, run, "Go programs in tests/oracle, and those that are run");
}

#[test]
fn every_recording_names_its_program_and_a_version() {
    let recordings: Vec<String> = files(folder()).into_iter().filter(|file| is_recording(file)).collect();
    assert!(recordings.len() > 15, "the recordings are found: {recordings:?}");
    for recording in recordings {
        provenance(&recording, &read(&recording)).unwrap_or_else(|error| panic!("tests/oracle/{recording}:1: {error}"));
    }
}

#[test]
fn a_recording_of_unknown_origin_is_reported() {
    let of = |text: &str| provenance("slices/x.go1.27.3.txt", text);
    assert_eq!(of("# slices/panics.go go1.27.3 linux/amd64\n"), Ok(()));
    assert!(of("== a section\n").is_err_and(|error| error.contains("`# PROGRAM")), "no first line");
    assert!(of("# slices/gone.go go1.27.3\n").is_err_and(|error| error.contains("slices/gone.go")), "no such program");
    assert!(of("# slices/panics.go linux/amd64\n").is_err_and(|error| error.contains("version")), "no version");
    assert!(of("# slices/panics.go go1.15\n").is_err_and(|error| error.contains("go1.27.3")), "not the file's version");
    let of = |text: &str| provenance("tcmalloc/x.gperftools2.10.tsv", text);
    assert_eq!(of("# tcmalloc/sizes.cc gperftools 2.10 linux/amd64\n"), Ok(()));
    assert!(of("# tcmalloc/sizes.cc gperftools 2.9\n").is_err_and(|error| error.contains("2.9")), "another version");
    assert!(of("# tcmalloc/sizes.cc go1.27.3\n").is_err_and(|error| error.contains("version")), "Go runs no C++");
}

/// Whether a recording's first line, `# PROGRAM ... go1.N ...`, names a program that exists and the file's own version; of a C++
/// program it is `# PROGRAM gperftools N ...`.
fn provenance(recording: &str, text: &str) -> Result<(), String> {
    let first = text.lines().next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().map(|word| word.trim_end_matches([':', ','])).collect();
    let ["#", program, rest @ ..] = words.as_slice() else {
        return Err(format!("the first line should be `# PROGRAM goVERSION`, not `{first}`"));
    };
    let kinds = [program.ends_with(".go"), program.ends_with(".cc")];
    if kinds == [false, false] || !folder().join(program).is_file() {
        return Err(format!("names {program}, which is no program in tests/oracle"));
    }
    let last = match rest {
        ["gperftools", version, ..] if kinds[1] => Some(*version),
        _ => rest.iter().copied().rfind(|word| word.starts_with("go1.") && kinds[0]),
    };
    let Some(last) = last else {
        return Err("names no version of what ran it".to_owned());
    };
    let number = last.trim_start_matches("go");
    if !recording.contains(number) {
        return Err(format!("was made with {last}, but the file is named for another version ({recording})"));
    }
    Ok(())
}

fn is_recording(file: &str) -> bool {
    file.ends_with(".txt") || file.ends_with(".tsv")
}

/// All but the first line.
pub fn after_first_line(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, rest)| rest)
}

/// The text of a file in tests/oracle.
pub fn read(file: &str) -> String {
    fs::read_to_string(folder().join(file)).unwrap_or_else(|error| panic!("tests/oracle/{file}: {error}"))
}

/// All files below `folder`, as paths relative to it.
pub fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be listed")) {
        let name = entry.file_name().into_string().expect("names are plain");
        if entry.path().is_dir() {
            found.extend(files(&entry.path()).into_iter().map(|file| format!("{name}/{file}")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}
