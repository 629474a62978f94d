//! Starters from solutions: what is kept, what is dropped, and what a wrong marker is told.

use kit::starter::{Fault, MarkerError, header, parts, same_text, starter};

fn fault(solution: &str) -> MarkerError {
    starter(solution).expect_err("the markers are wrong")
}

#[test]
fn the_answer_is_dropped_and_the_readers_lines_are_uncommented() {
    let solution = "//! Task.\n\nfn f(n: u8) -> u8 {\n    // exercise: begin\n    //~ // Think of 0.\n    //~\n    \
                    //~ todo!(\"f\")\n    n + 1\n    // exercise: end\n}\n";
    let expected = "//! Task.\n\nfn f(n: u8) -> u8 {\n    // your part: begin\n    // Think of 0.\n\n    \
                    todo!(\"f\")\n    // your part: end\n}\n";
    assert_eq!(starter(solution).as_deref(), Ok(expected));
}

#[test]
fn a_file_may_have_several_parts() {
    let solution =
        "// exercise: begin\n//~ a\nb\n// exercise: end\nbetween\n// exercise: begin\n//~ c\nd\n// exercise: end\n";
    let text = starter(solution).expect("both parts are well formed");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("//")).collect();
    assert_eq!(lines, ["a", "between", "c"]);
}

#[test]
fn a_starter_of_a_file_with_windows_line_ends_is_the_same_starter() {
    let solution = "fn f() {\n    // exercise: begin\n    //~ todo!()\n    g();\n    // exercise: end\n}\n";
    assert_eq!(starter(solution), starter(&solution.replace('\n', "\r\n")));
}

#[test]
fn each_wrong_marker_is_named_with_its_line() {
    assert_eq!(fault("fn f() {}\n"), MarkerError { line: 1, fault: Fault::NoMarkers });
    assert_eq!(fault("\n// exercise: begin\n//~ x\n"), MarkerError { line: 2, fault: Fault::NoEnd });
    let nested = "// exercise: begin\n//~ x\n// exercise: begin\n// exercise: end\n";
    assert_eq!(fault(nested), MarkerError { line: 3, fault: Fault::Nested });
    assert_eq!(fault("\n\n// exercise: end\n"), MarkerError { line: 3, fault: Fault::NoBegin });
    let empty = "\n// exercise: begin\nanswer\n// exercise: end\n";
    assert_eq!(fault(empty), MarkerError { line: 2, fault: Fault::NoStarterLine });
    assert_eq!(fault("//~ x\n"), MarkerError { line: 1, fault: Fault::LineOutside });
}

#[test]
fn a_wrong_marker_says_how_to_mend_it() {
    let said = fault("\n// exercise: begin\n//~ x\n").to_string();
    assert_eq!(said, "line 2: `// exercise: begin` has no end: add `// exercise: end` after the reader's part");
    assert!(fault("fn f() {}\n").to_string().contains("put the reader's part between"));
}

#[test]
fn what_an_editor_changes_on_its_own_is_no_change() {
    assert!(same_text("a\nb\n", "a  \r\nb\r\n\r\n"));
    assert!(!same_text("a\nb\n", "a\n b\n"), "indentation is the reader's");
    assert!(!same_text("a\nb\n", "a\n\nb\n"), "a line between two is the reader's");
}

#[test]
fn a_header_is_the_leading_doc_comment_without_its_marks() {
    assert_eq!(header("//! One.\n//!\n//! - two\n\n//! not this\nfn f() {}\n"), "One.\n\n- two");
    assert_eq!(header("fn f() {}\n"), "");
}

#[test]
fn the_parts_of_a_solution_and_of_an_answer_are_what_stands_between_the_markers() {
    let solution = "use a;\n// exercise: begin\n//~ todo!()\n  b\n// exercise: end\nc\n";
    assert_eq!(parts(solution), ["  b"]);
    assert_eq!(parts("use a;\n// your part: begin\n  d\n// your part: end\n"), ["  d"]);
    assert_eq!(parts("use a;\nd\n"), ["use a;", "d"], "without markers all of it is the reader's");
}
