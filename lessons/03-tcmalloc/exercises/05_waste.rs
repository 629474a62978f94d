//! Find out how much a size class can waste, and which classes waste more than an eighth.
//!
//! A class's worst request is the smallest one that it serves: the class before is just too small for it. What the request
//! does not need of its object is wasted. If every object of a span serves such a request, the span wastes that in each of
//! them, and its *tail* as well: what is left behind the last object.
//!
//! The notes say that an object's waste is at most 12.5 %. For most classes it is.

/// A size class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// The bytes of an object.
    pub size: usize,
    /// The bytes of a span.
    pub span: usize,
}

/// The most that a class can waste.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waste {
    /// The request that wastes most.
    pub request: usize,
    /// How much of the object is wasted then, in percent.
    pub of_object: f64,
    /// How much of the span, if all of its objects are like that: in percent, with the tail.
    pub of_span: f64,
}

/// `part` in percent of `whole`.
pub fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

/// The most that each class can waste. The classes are all there are, the smallest first.
pub fn worst(classes: &[Class]) -> Vec<Waste> {
    // your part: begin
    let _ = classes;
    todo!("the worst request of each class, and what is wasted then")
    // your part: end
}

/// The sizes of the classes that can waste more than an eighth of an object.
pub fn above_an_eighth(classes: &[Class]) -> Vec<usize> {
    // your part: begin
    let _ = classes;
    todo!("which classes break the notes' rule?")
    // your part: end
}
