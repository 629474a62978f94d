//! Put a transfer cache in front of a class's spans.
//!
//! One thread allocates and another one frees: the same objects go round and round. To sort them into their spans each
//! time would be work for nothing. So a *whole* batch is kept in a slot as it came, and who wants a whole batch gets the one
//! that came last, as it is. All other traffic is with the spans: batches for which no slot is left, and
//! any other number of objects, in or out.
//!
//! A span whose objects have all come back to it goes back to the page heap.

use std::collections::BTreeMap;

/// What all threads share of one class. Objects are numbers: `object / per_span` is the number of its span.
#[derive(Debug)]
pub struct CentralList {
    /// How many objects make a whole batch.
    pub batch: usize,
    /// How many batches may be in slots.
    pub limit: usize,
    /// Whole batches; the newest is the last.
    pub slots: Vec<Vec<usize>>,
    /// How many objects a span has.
    pub per_span: usize,
    /// The objects that came back to their span. A span of which none has come back is not in here.
    pub spans: BTreeMap<usize, Vec<usize>>,
    /// The spans that went back to the page heap, the newest last.
    pub empty: Vec<usize>,
}

impl CentralList {
    /// All objects are out.
    pub fn new(batch: usize, limit: usize, per_span: usize) -> CentralList {
        CentralList { batch, limit, slots: Vec::new(), per_span, spans: BTreeMap::new(), empty: Vec::new() }
    }

    /// Takes objects back, one batch at most.
    pub fn insert(&mut self, objects: Vec<usize>) {
        // your part: begin
        todo!("into a slot, or each of {objects:?} to its span")
        // your part: end
    }

    /// Gives away `wanted` objects, a batch at most. If it comes to the spans and they have fewer, then as many as they have.
    /// (A real one would have a new span cut up.)
    pub fn remove(&mut self, wanted: usize) -> Vec<usize> {
        // your part: begin
        todo!("{wanted} objects: out of a slot, or from the spans")
        // your part: end
    }
}
