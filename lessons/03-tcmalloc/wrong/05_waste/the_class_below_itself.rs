//! Takes the class before as the worst request. That one fits its own class, and wastes nothing.

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
    let mut too_small = 0;
    let worst = classes.iter().map(|class| {
        let request = too_small;
        too_small = class.size;
        let objects = class.span / class.size;
        Waste {
            request,
            of_object: percent(class.size - request, class.size),
            of_span: percent(class.span - objects * request, class.span),
        }
    });
    worst.collect()
}

/// The sizes of the classes that can waste more than an eighth of an object.
pub fn above_an_eighth(classes: &[Class]) -> Vec<usize> {
    let wasteful = classes.iter().zip(worst(classes)).filter(|(_, waste)| waste.of_object > 12.5);
    wasteful.map(|(class, _)| class.size).collect()
}
