//! Indexes the workbook's own text, searches it, and prints what that took: all of it on this lesson's allocator.
//!
//! `cargo run -p lesson-03 --example search -- span page`

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs, io};

#[global_allocator]
static ALLOCATOR: tcmalloc::TcMalloc = tcmalloc::TcMalloc::new();

/// For each word the pages and lines where it stands.
type Index = BTreeMap<String, BTreeSet<(String, usize)>>;

fn main() -> io::Result<()> {
    let mut words: Vec<String> = env::args().skip(1).map(|word| word.to_lowercase()).collect();
    if words.is_empty() {
        words = vec!["span".to_owned(), "page".to_owned()];
    }
    let text = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/text");
    let mut index = Index::new();
    add_folder(&mut index, &text, &text)?;
    let with_index = tcmalloc::stats();

    let places = |word: &String| index.get(word).cloned().unwrap_or_default();
    let found = words.iter().map(places).reduce(|all, one| &all & &one).unwrap_or_default();
    for (page, line) in found.iter().take(20) {
        println!("{page}:{line}");
    }
    println!("{} lines have {}; the index has {} words", found.len(), words.join(" and "), index.len());
    drop((index, found));

    let given_back = tcmalloc::release_to_system();
    tcmalloc::check().map_err(io::Error::other)?;
    println!("\nwith the index\n{with_index}");
    println!("without it, and {} KiB given back\n{}", given_back >> 10, tcmalloc::stats());
    Ok(())
}

fn add_folder(index: &mut Index, root: &Path, folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            add_folder(index, root, &path)?;
        } else if path.extension().is_some_and(|end| end == "md") {
            let page = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            add_page(index, &page, &fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

fn add_page(index: &mut Index, page: &str, text: &str) {
    for (at, line) in text.lines().enumerate() {
        for word in line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            index.entry(word.to_lowercase()).or_default().insert((page.to_owned(), at + 1));
        }
    }
}
