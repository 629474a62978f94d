//! What an answer to exercise 2.1 must do.

use super::answer::Ring;

kit::tests![values_come_out_in_order, a_full_ring_gives_the_value_back, it_goes_round_and_round,];

fn values_come_out_in_order() {
    let mut ring = Ring::new(3);
    assert_eq!((ring.push(1), ring.push(2), ring.push(3)), (Ok(()), Ok(()), Ok(())));
    assert_eq!((ring.pop(), ring.pop(), ring.pop(), ring.pop()), (Some(1), Some(2), Some(3), None));
}

fn a_full_ring_gives_the_value_back() {
    let mut ring = Ring::new(1);
    assert_eq!((ring.push(1), ring.push(2)), (Ok(()), Err(2)));
    assert_eq!((ring.pop(), ring.push(3), ring.pop()), (Some(1), Ok(()), Some(3)));
}

/// Beside a queue that grows, with pushes and pops in an irregular row.
fn it_goes_round_and_round() {
    let (mut ring, mut queue) = (Ring::new(5), std::collections::VecDeque::new());
    for i in 0..1000 {
        if i * i % 7 < 4 {
            let fits = queue.len() < 5;
            assert_eq!(ring.push(i), if fits { Ok(()) } else { Err(i) }, "push {i}");
            queue.extend(fits.then_some(i));
        } else {
            assert_eq!(ring.pop(), queue.pop_front(), "pop at {i}");
        }
        assert_eq!(ring.count, queue.len());
    }
}
