//! What an answer to exercise 8.1 must do.

use super::answer::state;

kit::tests![the_state_is_aligned_to_8_wherever_it_lies, no_byte_is_in_both,];

fn addresses() -> impl Iterator<Item = usize> {
    (0x1000..0x1040).step_by(4)
}

fn the_state_is_aligned_to_8_wherever_it_lies() {
    for address in addresses() {
        let (at, _) = state(address);
        assert_eq!((address + at) % 8, 0, "at {address:#x} the state is said to be {at} bytes on");
    }
}

/// Eight bytes, and four, in twelve.
fn no_byte_is_in_both() {
    for address in addresses() {
        let (at, sema) = state(address);
        let mut bytes: Vec<usize> = (at..at + 8).chain(sema..sema + 4).collect();
        bytes.sort_unstable();
        assert!(bytes.iter().copied().eq(0..12), "at {address:#x}: the state at {at}, the semaphore at {sema}");
    }
}
