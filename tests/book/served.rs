//! `workbook serve`: the port, the pages, and what an open page hears when the book changes.

use crate::mini::Mini;
use crate::socket::Server;
use std::net::TcpListener;

/// A port that was free a moment ago, so that tests that run side by side do not meet.
fn free_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has an address").port().to_string()
}

#[test]
fn a_taken_port_is_passed_over_for_the_next_free_one() {
    let book = Mini::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("it has an address").port();
    let server = Server::start(book.root(), &["--port", &port.to_string()]);
    let got: u16 = server.address.rsplit(':').next().expect("a port").parse().expect("a number");
    assert!(got > port, "{got} comes after {port}");
    let (status, body) = server.get("/");
    assert!(status.contains("200") && body.contains("<title>Start - A miniature</title>"), "{status}");
}

#[test]
fn pages_folders_and_wrong_addresses_are_answered() {
    let book = Mini::new();
    let server = Server::start(book.root(), &["serve", "--port", &free_port()]);
    let (status, body) = server.get("/chapter/source.html");
    assert!(status.contains("200") && body.contains("src-append-rs") && body.contains("new WebSocket"), "{status}");
    assert!(server.get("/chapter/").0.contains("200"));
    let (status, body) = server.get("/no/such/page.html");
    assert!(status.contains("404") && body.contains("<base href=\"/\">"), "{status}");
    assert!(server.get("/../Cargo.toml").0.contains("404"), "nothing outside the site is served");
}

#[test]
fn only_this_machine_is_answered_and_only_its_pages_may_listen() {
    let book = Mini::new();
    let server = Server::start(book.root(), &["--port", &free_port()]);
    assert!(server.get_as("/", "example.org").0.contains("403"));
    assert!(server.get_as("/", "localhost:1").0.contains("200"));
    assert!(server.live("http://example.org").0.contains("403"));
    assert!(server.live(&format!("http://{}", server.address)).0.contains("101"));
}

#[test]
fn a_page_hears_of_a_change_of_an_error_and_of_its_mending() {
    let book = Mini::new();
    let server = Server::start(book.root(), &["--port", &free_port()]);
    let (_, mut live) = server.live(&format!("http://{}", server.address));
    let first = live.message();
    assert!(first["error"].is_null(), "{first}");

    book.write("book/text/claims.md", "# Claims\n\nChanged.\n\n{{#claims}}\n");
    let second = live.message();
    assert_ne!(second["generation"], first["generation"]);
    assert!(server.get("/claims.html").1.contains("Changed."));

    book.write("book/text/claims.md", "# Claims\n\n{{#claims slise}}\n");
    let broken = live.message();
    let said = broken["error"].as_str().expect("an error");
    assert!(said.starts_with("book/text/claims.md:3: ") && said.contains("did you mean `slice`?"), "{said}");
    assert_eq!(broken["generation"], second["generation"], "the last site that built is still served");
    assert!(server.get("/claims.html").1.contains("Changed."));

    book.write("book/text/claims.md", "# Claims\n\nMended.\n\n{{#claims}}\n");
    let mended = live.message();
    assert!(mended["error"].is_null() && mended["generation"] != second["generation"], "{mended}");
    assert!(server.get("/claims.html").1.contains("Mended."));
}

#[test]
fn every_kind_of_file_that_the_book_is_made_from_is_followed() {
    let book = Mini::new();
    let server = Server::start(book.root(), &["--port", &free_port()]);
    let (_, mut live) = server.live(&format!("http://{}", server.address));
    let mut last = live.message();
    for (path, text) in [
        ("lessons/01-slices/exercises/01_growth_rule.rs", "// a starter\n"),
        (
            "lessons/01-slices/src/append.rs",
            "// ANCHOR: append\nfn append(s: Slice) {\n    grow(s);\n}\n// ANCHOR_END: append\n",
        ),
        ("book/theme/css/mini.css", "p { margin: 1px }\n"),
        ("tests/oracle/slices/surprises.go1.27.3.txt", "== growth\n1 2 4 8\n"),
    ] {
        book.write(path, text);
        let now = live.message();
        assert!(now["error"].is_null() && now["generation"] != last["generation"], "{path}: {now}");
        last = now;
    }
    book.replace("book/claims.toml", "Arrays are values.", "An array is a value.");
    assert_ne!(live.message()["generation"], last["generation"]);
}

#[test]
fn a_book_that_never_built_is_served_as_an_error_that_recovers() {
    let book = Mini::new();
    book.write("book/text/claims.md", "# Claims\n\n{{#claims <slise>}}\n");
    let server = Server::start(book.root(), &["--port", &free_port()]);
    let (status, body) = server.get("/chapter/");
    assert!(
        status.contains("500") && body.contains("book/text/claims.md:3: ") && body.contains("&lt;slise>"),
        "{status}\n{body}"
    );
    let (_, mut live) = server.live(&format!("http://{}", server.address));
    assert_eq!(live.message()["generation"], "none");
    book.write("book/text/claims.md", "# Claims\n\n{{#claims}}\n");
    assert!(live.message()["error"].is_null());
    assert!(server.get("/chapter/").0.contains("200"));
}

#[test]
fn a_server_that_is_ended_leaves_nothing_behind() {
    let book = Mini::new();
    let server = Server::start(book.root(), &["--port", &free_port()]);
    let left = || {
        let entries = std::fs::read_dir(book.root()).expect("the folder is there");
        entries.filter_map(|e| e.ok()?.file_name().into_string().ok()).filter(|n| n.starts_with("workbook-")).count()
    };
    assert_eq!(left(), 1, "the site is in a folder of its own");
    server.end();
    assert_eq!(left(), 0);
}
