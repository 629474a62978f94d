//! Takes a few objects out of a slot. What is left there is no batch any more.

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
        if objects.len() == self.batch && self.slots.len() < self.limit {
            self.slots.push(objects);
            return;
        }
        for object in objects {
            let number = object / self.per_span;
            let span = self.spans.entry(number).or_default();
            span.push(object);
            if span.len() == self.per_span {
                self.spans.remove(&number);
                self.empty.push(number);
            }
        }
    }

    /// Gives away `wanted` objects, a batch at most. If it comes to the spans and they have fewer, then as many as they have.
    /// (A real one would have a new span cut up.)
    pub fn remove(&mut self, wanted: usize) -> Vec<usize> {
        if let Some(mut last) = self.slots.pop() {
            let taken = last.split_off(last.len() - wanted);
            if !last.is_empty() {
                self.slots.push(last);
            }
            return taken;
        }
        let mut objects = Vec::new();
        while objects.len() < wanted
            && let Some(mut span) = self.spans.first_entry()
        {
            objects.extend(span.get_mut().pop());
            if span.get().is_empty() {
                span.remove();
            }
        }
        objects
    }
}
