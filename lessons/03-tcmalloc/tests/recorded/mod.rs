//! What gperftools 2.10 has: its own table of size classes, read out of the library.

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The bytes of an object.
    pub size: usize,
    /// The pages of a span.
    pub pages: usize,
    /// The objects of a span.
    pub objects: usize,
    /// How many objects move at a time.
    pub batch: usize,
    /// The request that wastes most.
    pub worst_request: usize,
    /// How much of the object that is, in hundredths of a percent.
    pub waste: u32,
    /// How much of the span, with its tail.
    pub waste_of_span: u32,
}

/// The 85 rows, the smallest objects first.
///
/// # Panics
/// If the recording has anything but seven numbers in a row.
pub fn classes() -> Vec<Row> {
    let text = include_str!("classes.gperftools2.10.tsv");
    let rows: Vec<Row> = text.lines().filter(|line| !line.starts_with('#')).map(row).collect();
    assert_eq!(rows.len(), 85, "the recording is whole");
    rows
}

fn row(line: &str) -> Row {
    // 87.50 is 8750 hundredths.
    let numbers: Vec<usize> =
        line.split('\t').map(|cell| cell.replace('.', "").parse().expect("a cell is a number")).collect();
    let [size, pages, objects, batch, worst_request, waste, waste_of_span] = numbers[..] else {
        panic!("a row has seven cells, not `{line}`");
    };
    Row { size, pages, objects, batch, worst_request, waste: waste as u32, waste_of_span: waste_of_span as u32 }
}
