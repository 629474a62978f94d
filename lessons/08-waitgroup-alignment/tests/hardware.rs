//! What the processor itself asks of an address: on x86 an atomic step on 64 bits is one at any.
#![cfg(any(target_arch = "x86_64", target_arch = "x86"))]

use std::arch::asm;
use std::cell::UnsafeCell;
use std::thread;

/// Four words; the second and the third are a number of 64 bits at 4 modulo 8, within a cache line.
#[repr(C, align(64))]
struct AtFour(UnsafeCell<[u32; 4]>);

// SAFETY: while it is shared, it is changed by `compare_and_swap` alone, which is one step of the processor.
unsafe impl Sync for AtFour {}

impl AtFour {
    fn number(&self) -> *mut u64 {
        self.0.get().cast::<u32>().wrapping_add(1).cast()
    }
}

/// `lock cmpxchg8b`: if the number is `from`, it is `to` now. Returns what it was.
///
/// # Safety
/// `number` points to 8 bytes that others reach by such instructions alone. They need not be aligned.
unsafe fn compare_and_swap(number: *mut u64, from: u64, to: u64) -> u64 {
    let (mut low, mut high) = (from as u32, (from >> 32) as u32);
    // SAFETY: the instruction reaches the 8 bytes at `number`. LLVM keeps rbx for itself, so it is put back.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        asm!(
            "xchg {new:r}, rbx",
            "lock cmpxchg8b [{number}]",
            "mov rbx, {new:r}",
            new = inout(reg) u64::from(to as u32) => _,
            number = in(reg) number,
            inout("eax") low,
            inout("edx") high,
            in("ecx") (to >> 32) as u32,
            options(nostack),
        );
    }
    // SAFETY: the same, and here ebx is free.
    #[cfg(target_arch = "x86")]
    unsafe {
        asm!(
            "lock cmpxchg8b [edi]",
            in("edi") number,
            in("ebx") to as u32,
            in("ecx") (to >> 32) as u32,
            inout("eax") low,
            inout("edx") high,
            options(nostack),
        );
    }
    u64::from(high) << 32 | u64::from(low)
}

/// Claim WG05: what Go refuses on 386 (`words.go`), the processor does.
#[test]
fn no_atomic_addition_at_4_modulo_8_is_lost_on_x86() {
    const ADDITIONS: u32 = 200_000;
    const ONE_TO_EACH: u64 = 1 << 32 | 1;
    let words = AtFour(UnsafeCell::new([0; 4]));
    assert_eq!(words.number().addr() % 8, 4);
    let shared = &words;
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                let mut expected = 0;
                for _ in 0..ADDITIONS {
                    loop {
                        // SAFETY: words 1 and 2 are 8 bytes of the four words, and both threads use this alone.
                        let found = unsafe { compare_and_swap(shared.number(), expected, expected + ONE_TO_EACH) };
                        if found == expected {
                            break;
                        }
                        expected = found;
                    }
                    expected += ONE_TO_EACH;
                }
            });
        }
    });
    assert_eq!(words.0.into_inner(), [0, 2 * ADDITIONS, 2 * ADDITIONS, 0], "both halves, and nothing beside them");
}
