//! Random operations on many slices of shared arrays, compared step by step with a model; on many threads, since
//! each thread keeps chunks for its next heap.
//!
//! The model has the arrays as vectors behind `Rc`, and a slice as an array with three numbers. It grows by the
//! capacity that the slice under test got: what the rule gives is tested elsewhere, what is shared is tested here.

use std::cell::RefCell;
use std::rc::Rc;
use std::thread;

use slices::{Heap, Malloc, Memory, Slice, copy};

/// A reproducible stream of numbers (xorshift64*).
struct Random(u64);

impl Random {
    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }
}

/// A slice of the model.
#[derive(Clone)]
struct Model {
    array: Rc<RefCell<Vec<u32>>>,
    first: usize,
    len: usize,
    cap: usize,
}

impl Model {
    fn new(values: Vec<u32>, len: usize, cap: usize) -> Model {
        let mut values = values;
        values.resize(cap, 0);
        Model { array: Rc::new(RefCell::new(values)), first: 0, len, cap }
    }

    fn values(&self) -> Vec<u32> {
        self.array.borrow()[self.first..self.first + self.len].to_vec()
    }

    fn range(&self, i: usize, j: usize, k: usize) -> Model {
        Model { first: self.first + i, len: j - i, cap: k - i, ..self.clone() }
    }

    /// `append`: in place if there is room, else in an array of `cap`.
    fn append(&self, values: &[u32], cap: usize) -> Model {
        if self.len + values.len() > self.cap {
            let all = [self.values(), values.to_vec()].concat();
            return Model::new(all, self.len + values.len(), cap);
        }
        let end = self.first + self.len;
        self.array.borrow_mut()[end..end + values.len()].copy_from_slice(values);
        Model { len: self.len + values.len(), ..self.clone() }
    }

    fn write(&self, at: usize, values: &[u32]) {
        let start = self.first + at;
        self.array.borrow_mut()[start..start + values.len()].copy_from_slice(values);
    }
}

/// One step: takes two slices, does something, and maybe makes a third.
fn step<'h, M: Memory>(heap: &'h Heap<M>, random: &mut Random, all: &mut Vec<(Slice<'h, u32>, Model)>, stamp: u32) {
    let (s, model) = all[random.below(all.len())].clone();
    let (t, other) = all[random.below(all.len())].clone();
    let cut = |random: &mut Random, most: usize| {
        let k = random.below(most + 1);
        let j = random.below(k + 1);
        (random.below(j + 1), j, k)
    };
    let made = match random.below(8) {
        0 => {
            let cap = random.below(40);
            let len = random.below(cap + 1);
            (heap.make(len, cap), Model::new(vec![0; len], len, cap))
        }
        1 => {
            let (i, j, k) = cut(random, s.cap());
            (s.range3(i, j, k), model.range(i, j, k))
        }
        2 => {
            let (i, j, _) = cut(random, s.len());
            (s.range(i..j), model.range(i, j, model.cap))
        }
        3 => {
            let grown = heap.append_one(s, stamp);
            (grown, model.append(&[stamp], grown.cap()))
        }
        4 => {
            let grown = heap.append_slice(s, t);
            (grown, model.append(&other.values(), grown.cap()))
        }
        5 if !s.is_empty() => {
            let i = random.below(s.len());
            s.set(i, stamp);
            model.write(i, &[stamp]);
            (s, model)
        }
        6 => {
            let values = other.values();
            let n = copy(s, t);
            model.write(0, &values[..n]);
            (s, model)
        }
        _ => {
            let (i, j, _) = cut(random, s.len());
            let tail = model.values()[j..].to_vec();
            let kept = s.delete(i..j);
            model.write(i, &tail);
            model.write(kept.len(), &vec![0; model.len - kept.len()]);
            (kept, model.range(0, kept.len(), model.cap))
        }
    };
    assert!(made.0.len() == made.1.len && made.0.cap() == made.1.cap);
    all.push(made);
}

/// Runs `steps` random steps, and looks at everything now and then.
fn run<M: Memory>(heap: &Heap<M>, seed: u64, steps: u32) {
    let mut random = Random(seed);
    let mut all = vec![(Slice::nil(), Model::new(Vec::new(), 0, 0))];
    for stamp in 1..=steps {
        step(heap, &mut random, &mut all, stamp);
        if stamp % 50 == 0 {
            heap.check().expect("arrays do not overlap");
            for (s, model) in &all {
                heap.check_slice(*s).expect("the invariants hold");
                assert!(s.iter().eq(model.values()), "seed {seed}, step {stamp}");
            }
            // Not too long, and not too many, or the arrays grow without end.
            all.retain(|(s, _)| s.len() < 300);
            all.drain(..all.len().saturating_sub(60));
        }
    }
}

#[test]
fn slices_share_just_what_the_model_shares() {
    for seed in 1..=40 {
        run(&Heap::new(), seed, 500);
    }
}

#[test]
fn the_plain_heap_does_the_same() {
    for seed in 1..=10 {
        run::<Malloc>(&Heap::plain(), seed, 500);
    }
}

#[test]
fn a_heap_that_is_reset_begins_anew() {
    let mut heap = Heap::new();
    for seed in 1..=40 {
        run(&heap, seed, 200);
        heap.reset();
        assert_eq!(heap.inspect().arrays, []);
    }
}

#[test]
fn heaps_on_many_threads_keep_apart() {
    thread::scope(|scope| {
        for number in 1..=4_u64 {
            scope.spawn(move || {
                for seed in 0..20 {
                    // Two heaps at a time, so that chunks change hands on this thread.
                    let (first, second) = (Heap::new(), Heap::new());
                    run(&first, 1000 * number + seed, 150);
                    run(&second, 2000 * number + seed, 150);
                }
            });
        }
    });
}

/// A thread's chunks are freed by a destructor of a thread-local; a heap in another thread-local may outlive it.
#[test]
fn a_heap_may_die_after_its_threads_chunks() {
    thread_local! {
        static LATE: RefCell<Option<Heap>> = const { RefCell::new(None) };
    }
    for _ in 0..20 {
        thread::spawn(|| {
            LATE.with(|late| *late.borrow_mut() = Some(Heap::new())); // registered first, so it is dropped last or first
            LATE.with(|late| late.borrow().as_ref().map(|heap| heap.make::<u64>(3, 3).len()));
            run(&Heap::new(), 7, 100);
        })
        .join()
        .expect("a thread with a late heap ends in peace");
    }
}

#[test]
fn large_and_oddly_aligned_arrays_fit() {
    #[derive(Clone, Copy, Default, PartialEq, Debug)]
    #[repr(align(256))]
    struct Wide(u8);
    let heap = Heap::new();
    let mut slices = Vec::new();
    for n in 1..30 {
        let wide = heap.make::<Wide>(n, n);
        assert_eq!(wide.header().array.addr() % 256, 0);
        wide.set(n - 1, Wide(n as u8));
        let bytes = heap.make::<u8>(n * n * 977, n * n * 977);
        bytes.set(bytes.len() - 1, n as u8);
        slices.push((wide, bytes));
    }
    heap.check().expect("arrays do not overlap");
    for (n, (wide, bytes)) in (1_u8..).zip(slices) {
        assert_eq!((wide.get(wide.len() - 1), bytes.get(bytes.len() - 1)), (Wide(n), n));
    }
}
